//! What a visitor downloads stays small: it is gzipped here as a server would.
//!
//! `cargo xtask test browser` prints nothing of it unless it fails; for the figures:
//! `TABCHAIN_DIST=target/tested-page cargo test --package browser-tests --test size -- --nocapture`.

use browser_tests::{gzipped, page_files};

/// All files of the page, the worker among them.
const PAGE_BUDGET: usize = 350_000;
/// The worker that searches for proofs.
const WORKER_BUDGET: usize = 60_000;

#[test]
fn page_and_worker_keep_within_their_budgets() {
    let (mut page, mut worker) = (0, 0);
    for (name, contents) in page_files() {
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
