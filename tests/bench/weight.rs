//! What a visitor downloads.

use browser_tests::{Part, gzipped, page_files};

use crate::table::Table;

const TOPIC: &str = "Weight";

/// Adds the bytes of the first view and of what is loaded later, raw and gzipped.
pub fn measure(table: &mut Table) {
    let files: Vec<_> = page_files()
        .into_iter()
        .map(|(name, contents)| (Part::of(&name), contents.len(), gzipped(&contents)))
        .collect();
    for (what, part) in [
        ("first view", Part::Page),
        ("worker that searches", Part::Worker),
        ("worker for signatures", Part::Signatures),
        ("workshop", Part::Workshop),
    ] {
        let these = || files.iter().filter(|(its, ..)| *its == part);
        let raw: usize = these().map(|(_, raw, _)| raw).sum();
        let packed: usize = these().map(|(.., packed)| packed).sum();
        table.add(TOPIC, format!("{what}, raw"), raw as f64, "bytes");
        table.add(TOPIC, format!("{what}, gzipped"), packed as f64, "bytes");
    }
}
