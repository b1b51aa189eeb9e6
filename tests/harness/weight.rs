//! The built page's files and their weight: gzipped as a server would.

use std::{fs, io::Write};

use flate2::{Compression, write::GzEncoder};

use crate::page_directory;

/// The built page's files, by name.
///
/// # Panics
/// When they can't be read.
pub fn page_files() -> Vec<(String, Vec<u8>)> {
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

/// When a visitor downloads a file of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// With the first view.
    Page,
    /// When somebody touches the page, or some seconds after its start.
    Worker,
    /// When the first signature is verified or made.
    Signatures,
    /// When someone opens one of the workshop's views.
    Workshop,
    /// When someone installs the page, or has it kept.
    Kept,
}

impl Part {
    /// The part that a file of this name belongs to.
    pub fn of(name: &str) -> Self {
        const KEPT: [&str; 4] = [
            "icon-192.png",
            "icon-512.png",
            "manifest.webmanifest",
            "sw.js",
        ];
        if name.starts_with("workshop") {
            Self::Workshop
        } else if name.starts_with("signatures") {
            Self::Signatures
        } else if name.starts_with("miner") {
            Self::Worker
        } else if KEPT.contains(&name) {
            Self::Kept
        } else {
            Self::Page
        }
    }
}

/// How many bytes are left of a file when it is gzipped.
///
/// # Panics
/// When that fails, which it can't in memory.
pub fn gzipped(contents: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(contents).and_then(|()| encoder.finish()) {
        Ok(packed) => packed.len(),
        Err(error) => panic!("gzip failed: {error}"),
    }
}
