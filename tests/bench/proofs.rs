//! Proof of work: the page's workers by rule and number, WebCrypto in the same page, and natively.

use std::{thread, time::Instant};

use browser_tests::{Browser, Site, Tab};
use pow::{Backend, Difficulty, Lanes, Puzzle, Reference};
use serde_json::{Value, json};

use crate::{
    python,
    table::{Table, median},
};

const TOPIC: &str = "Proof of work";
const UNIT: &str = "million hashes a second";
const ROUNDS: usize = 5;
/// Hashes of one measurement in the page, natively, and of a slow competitor.
const PAGE_HASHES: u64 = 6_000_000;
const NATIVE_HASHES: u64 = 4_000_000;
const WEBCRYPTO_HASHES: u64 = 50_000;

const LAST_PROOF: &str = "35089";
const HASH: &str = "16812f954e80175b4999f40aefbc79109d199848d2c6a7310481ca2a3b6eb669";

/// Prefix and suffix of a puzzle under each rule.
const RULES: [(&str, &str, &str); 3] = [
    ("classic", LAST_PROOF, ""),
    ("linked", LAST_PROOF, HASH),
    ("sealed", HASH, ""),
];

/// Adds how many hashes a second each way computes.
pub async fn measure(browser: &Browser, site: &Site, table: &mut Table) {
    let tab = browser.open(site.address()).await;
    tab.address().await;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut ways: Vec<(String, &str, &str, usize)> = RULES
        .iter()
        .map(|(rule, prefix, suffix)| (format!("page, {rule}, 1 worker"), *prefix, *suffix, 1))
        .collect();
    for workers in [2, cores] {
        if workers > 1 && !ways.iter().any(|(.., other)| *other == workers) {
            ways.push((
                format!("page, classic, {workers} workers"),
                LAST_PROOF,
                "",
                workers,
            ));
        }
    }

    // Competitors take turns, so that a machine that slows down slows them all.
    let mut page = vec![Vec::new(); ways.len()];
    let (mut webcrypto, mut reference, mut lanes, mut cpython) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        for (way, rounds) in ways.iter().zip(&mut page) {
            rounds.push(search(&tab, way.1, way.2, way.3).await);
        }
        webcrypto.push(figure(&tab.eval(&webcrypto_script()).await));
        reference.push(natively(&Reference));
        lanes.push(natively(&Lanes));
        cpython.extend(python::measure(&["proof", "0.5"]));
    }
    for (way, rounds) in ways.into_iter().zip(page) {
        table.add(TOPIC, way.0, median(rounds), UNIT);
    }
    table.add(TOPIC, "page, WebCrypto", median(webcrypto), UNIT);
    table.add(TOPIC, "native, reference", median(reference), UNIT);
    table.add(TOPIC, "native, lanes", median(lanes), UNIT);
    if !cpython.is_empty() {
        table.add(TOPIC, "CPython", median(cpython) / 1e6, UNIT);
    }
    for (of, to) in [
        ("page, linked, 1 worker", "page, classic, 1 worker"),
        ("page, sealed, 1 worker", "page, classic, 1 worker"),
        ("page, classic, 2 workers", "page, classic, 1 worker"),
        ("page, classic, 1 worker", "page, WebCrypto"),
        ("page, classic, 1 worker", "native, lanes"),
        ("page, classic, 1 worker", "CPython"),
    ] {
        table.ratio(TOPIC, of, to);
    }
    tab.close().await;
}

/// Million hashes a second of the page's own search, over proofs of one length, none of which is found.
async fn search(tab: &Tab, prefix: &str, suffix: &str, workers: usize) -> f64 {
    let from = 10_000_000;
    let body = json!({
        "prefix": prefix, "suffix": suffix, "difficulty_bits": 256,
        "from": from, "to": from + PAGE_HASHES * workers as u64, "workers": workers,
    });
    let found = tab.eval(&format!("tabchain.search({body})")).await;
    figure(&found["hashes"]) / figure(&found["seconds"]) / 1e6
}

fn webcrypto_script() -> String {
    format!(
        "(async () => {{
            const text = new TextEncoder();
            const start = performance.now();
            for (let proof = 0; proof < {WEBCRYPTO_HASHES}; proof++) {{
                await crypto.subtle.digest('SHA-256', text.encode('{LAST_PROOF}' + proof));
            }}
            return {WEBCRYPTO_HASHES} / (performance.now() - start) / 1000;
        }})()"
    )
}

fn natively(backend: &impl Backend) -> f64 {
    let puzzle = Puzzle::new(LAST_PROOF, "", Difficulty::MAX)
        .unwrap_or_else(|error| panic!("no puzzle: {error}"));
    let from = 10_000_000;
    let start = Instant::now();
    assert_eq!(backend.search(&puzzle, from..from + NATIVE_HASHES), None);
    NATIVE_HASHES as f64 / start.elapsed().as_secs_f64() / 1e6
}

/// A number out of a page's answer.
///
/// # Panics
/// When it is none.
pub fn figure(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}
