//! What a visitor downloads stays small: it is gzipped here as a server would.
//!
//! `cargo xtask test browser` prints nothing of it unless it fails; for the figures:
//! `TABCHAIN_DIST=target/tested-page cargo test --package browser-tests --test size -- --nocapture`.

use browser_tests::{Part, gzipped, page_files};

/// All files that the first view takes. With the worker that searches, 400 KiB were enough before the program knew rooms beyond the
/// tutorial's rules, and a visitor of a tutorial's room has no use for the rest; 490 before the head had the chain as a ribbon, and
/// showed how one gives way to another; 500 before numbers were seen being tried, and an account had a statement; 506 before
/// it was drawn in bits, 507 before a lesson could have a second node, and one colour said what is now. Since then that worker comes after
/// it. Builds of the same sources differ by some 300 bytes.
const PAGE_BUDGET: usize = 480 * 1024;
/// The worker that searches for proofs: when somebody touches the page, or some seconds after its start.
const WORKER_BUDGET: usize = 60_000;
/// The worker that verifies signatures: what a room with money takes beside.
const SIGNATURES_BUDGET: usize = 90_000;
/// The views that are loaded when someone opens one. 440,000 were enough before there were a stage for a projector and a picture
/// of a room of many, 495,000 before scenes were told in the lab, and lessons led to controls, asked for guesses and told what was
/// seen (in two languages), 525,000 before a crack ran through a copy that is tampered with, and a meter told what mending it costs, 535,000 before the lab
/// played its reorgs, the tree of forks had faces, and a lesson had a second node.
const WORKSHOP_BUDGET: usize = 545_000;

#[test]
fn each_part_keeps_within_its_budget() {
    let (mut page, mut worker, mut signatures, mut workshop) = (0, 0, 0, 0);
    for (name, contents) in page_files() {
        let size = gzipped(&contents);
        println!("{name}: {} bytes, {size} gzipped", contents.len());
        match Part::of(&name) {
            Part::Page => page += size,
            Part::Worker => worker += size,
            Part::Signatures => signatures += size,
            Part::Workshop => workshop += size,
            Part::Kept => {}
        }
    }
    println!(
        "gzipped: first view {page}; worker {worker}; signatures {signatures}; workshop {workshop}"
    );
    for (part, size, budget) in [
        ("first view", page, PAGE_BUDGET),
        ("worker", worker, WORKER_BUDGET),
        ("worker for signatures", signatures, SIGNATURES_BUDGET),
        ("workshop", workshop, WORKSHOP_BUDGET),
    ] {
        assert!(size > 0, "there is no {part}");
        assert!(
            size < budget,
            "the {part} has {size} bytes gzipped, of {budget}"
        );
    }
}
