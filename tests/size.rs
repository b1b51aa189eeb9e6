//! What a visitor downloads stays small: it is gzipped here as a server would.
//!
//! `cargo xtask test browser` prints nothing of it unless it fails; for the figures:
//! `TABCHAIN_DIST=target/tested-page cargo test --package browser-tests --test size -- --nocapture`.

use std::{fs, io::Write};

use browser_tests::page_directory;
use flate2::{Compression, write::GzEncoder};

/// All files of the page, the worker among them.
const PAGE_BUDGET: usize = 350_000;
/// The worker that searches for proofs.
const WORKER_BUDGET: usize = 60_000;

#[test]
fn page_and_worker_keep_within_their_budgets() {
    let (mut page, mut worker) = (0, 0);
    for (name, contents) in files() {
        let size = gzipped(&contents);
        println!("{name}: {} bytes, {size} gzipped", contents.len());
        page += size;
        if name.starts_with("miner") {
            worker += size;
        }
    }
    println!("page: {page} gzipped in all; its worker: {worker}");
    assert!(
        page < PAGE_BUDGET,
        "the page has {page} bytes gzipped, of {PAGE_BUDGET}"
    );
    assert!(worker > 0, "the page has no worker");
    assert!(
        worker < WORKER_BUDGET,
        "the worker has {worker} bytes gzipped, of {WORKER_BUDGET}"
    );
}

/// The built page's files, by name.
fn files() -> Vec<(String, Vec<u8>)> {
    let directory = page_directory();
    let read = || -> std::io::Result<Vec<(String, Vec<u8>)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&directory)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(
                entry.file_type()?.is_file(),
                "{name} is a directory: count it, too"
            );
            files.push((name, fs::read(entry.path())?));
        }
        files.sort();
        Ok(files)
    };
    match read() {
        Ok(files) => files,
        Err(error) => panic!("could not read {}: {error}", directory.display()),
    }
}

fn gzipped(contents: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(contents).and_then(|()| encoder.finish()) {
        Ok(packed) => packed.len(),
        Err(error) => panic!("gzip failed: {error}"),
    }
}
