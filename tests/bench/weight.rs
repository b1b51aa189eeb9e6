//! What a visitor downloads.

use browser_tests::{gzipped, page_files};

use crate::table::Table;

const TOPIC: &str = "Weight";

/// Adds the bytes of page and worker, raw and gzipped.
pub fn measure(table: &mut Table) {
    let (mut page, mut worker) = ((0, 0), (0, 0));
    for (name, contents) in page_files() {
        let (raw, packed) = (contents.len(), gzipped(&contents));
        page = (page.0 + raw, page.1 + packed);
        if name.starts_with("miner") {
            worker = (worker.0 + raw, worker.1 + packed);
        }
    }
    for (what, bytes) in [
        ("page in all, raw", page.0),
        ("page in all, gzipped", page.1),
        ("of it the worker, raw", worker.0),
        ("of it the worker, gzipped", worker.1),
    ] {
        table.add(TOPIC, what, bytes as f64, "bytes");
    }
}
