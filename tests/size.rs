//! What a visitor downloads stays small: it is gzipped here as a server would.
//!
//! `cargo xtask test browser` prints nothing of it unless it fails; for the figures:
//! `TABCHAIN_DIST=target/tested-page cargo test --package browser-tests --test size -- --nocapture`.

use browser_tests::{gzipped, page_files};

/// All files that the first view takes, the worker among them.
const PAGE_BUDGET: usize = 350_000;
/// The worker that searches for proofs.
const WORKER_BUDGET: usize = 60_000;
/// The views that are loaded when someone opens one.
const WORKSHOP_BUDGET: usize = 360_000;

/// What is asked for only once somebody opens another view, installs the page, or has it kept.
fn comes_later(name: &str) -> bool {
    let later = [
        "icon-192.png",
        "icon-512.png",
        "manifest.webmanifest",
        "sw.js",
    ];
    name.starts_with("workshop") || later.contains(&name)
}

#[test]
fn page_worker_and_workshop_keep_within_their_budgets() {
    let (mut page, mut worker, mut workshop) = (0, 0, 0);
    for (name, contents) in page_files() {
        let size = gzipped(&contents);
        println!("{name}: {} bytes, {size} gzipped", contents.len());
        if !comes_later(&name) {
            page += size;
        }
        if name.starts_with("miner") {
            worker += size;
        }
        if name.starts_with("workshop") {
            workshop += size;
        }
    }
    println!("gzipped: first view {page}, of it the worker {worker}; workshop {workshop}");
    for (part, size, budget) in [
        ("first view", page, PAGE_BUDGET),
        ("worker", worker, WORKER_BUDGET),
        ("workshop", workshop, WORKSHOP_BUDGET),
    ] {
        assert!(size > 0, "there is no {part}");
        assert!(
            size < budget,
            "the {part} has {size} bytes gzipped, of {budget}"
        );
    }
}
