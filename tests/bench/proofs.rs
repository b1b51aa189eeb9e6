//! Proof of work: the page's workers by rule and number, its rivals in the same page, native code and CPython.

use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use browser_tests::{Browser, Site, Tab};
use pow::{Backend, Difficulty, Lanes, Puzzle, Reference};
use serde_json::{Value, json};
use sha2::block_api::compress256;

use crate::{
    python,
    table::{Table, median},
};

const TOPIC: &str = "Proof of work";
const UNIT: &str = "million hashes a second";
const ROUNDS: usize = 5;
/// Hashes of one measurement: of a worker of the page, of what is a little and of what is much slower, and natively.
const PAGE_HASHES: u64 = 15_000_000;
const POW_BUSTER_HASHES: u64 = 8_000_000;
const REFERENCE_HASHES: u64 = 1_000_000;
const WEBCRYPTO_HASHES: u64 = 50_000;
const NATIVE_HASHES: u64 = 4_000_000;

const LAST_PROOF: &str = "35089";
const HASH: &str = "16812f954e80175b4999f40aefbc79109d199848d2c6a7310481ca2a3b6eb669";

/// As the hash of all that a header says but its proof.
const HEADER: &str = "b1bcf14e3382d5b666518e134ed94bb200124e8896ab1762d03c5c1e9b1d7a46";

/// Prefix and suffix of a puzzle under each rule.
const RULES: [(&str, &str, &str); 4] = [
    ("classic", LAST_PROOF, ""),
    ("linked", LAST_PROOF, HASH),
    ("sealed", HASH, ""),
    ("header", HEADER, ""),
];

/// One of those who take turns.
struct Way {
    name: String,
    how: How,
    rounds: Vec<f64>,
}

enum How {
    /// The page's own search, by so many workers.
    Page {
        prefix: &'static str,
        suffix: &'static str,
        workers: usize,
    },
    /// A search of `rivals/`, with these texts.
    Rival {
        search: &'static str,
        texts: Vec<&'static str>,
        hashes: u64,
    },
    WebCrypto,
    Native(fn() -> f64),
    CPython,
}

/// The rivals' files, if they were built: `cargo xtask bench` sees to that.
fn rivals() -> Option<PathBuf> {
    env::var_os("TABCHAIN_RIVALS").map(PathBuf::from)
}

/// Puts the rivals among the files that a page can fetch.
///
/// # Panics
/// When they can't be copied.
pub fn bring_rivals(directory: &Path) {
    let Some(rivals) = rivals() else {
        println!("There are no rivals to measure: `cargo xtask bench` builds them.");
        return;
    };
    for name in ["worker.js", "rivals.js", "rivals_bg.wasm"] {
        if let Err(error) = fs::copy(rivals.join(name), directory.join(name)) {
            panic!("could not copy {name}: {error}");
        }
    }
    for package in ["curves", "curves/abstract", "hashes"] {
        let (from, to) = (
            rivals.join("noble").join(package),
            directory.join("noble").join(package),
        );
        // It is there where there was an npm to bring it.
        let Ok(files) = fs::read_dir(&from) else {
            return;
        };
        let copied = fs::create_dir_all(&to).and_then(|()| {
            for file in files {
                let file = file?;
                if file.file_type()?.is_file() {
                    fs::copy(file.path(), to.join(file.file_name()))?;
                }
            }
            Ok(())
        });
        if let Err(error) = copied {
            panic!("could not copy {}: {error}", from.display());
        }
    }
}

/// Adds how many hashes a second each way computes.
pub async fn measure(browser: &Browser, site: &Site, table: &mut Table) {
    let tab = browser.open(site.address()).await;
    tab.address().await;
    let mut ways = ways();
    // Competitors take turns, so that a machine that slows down slows them all.
    for _ in 0..ROUNDS {
        for way in &mut ways {
            way.rounds.extend(way.how.measure(&tab).await);
        }
    }
    for way in ways.into_iter().filter(|way| !way.rounds.is_empty()) {
        table.add(TOPIC, way.name, median(way.rounds), UNIT);
    }
    let classic = "page, classic, 1 worker";
    for (of, to) in [
        (classic, "page, pow-buster, classic"),
        (classic, "page, WebCrypto, classic"),
        (classic, "page, reference, classic"),
        (classic, "native, SHA-NI compress"),
        (classic, "native, lanes, classic"),
        (classic, "CPython, classic"),
        ("page, linked, 1 worker", classic),
        ("page, sealed, 1 worker", classic),
        ("page, header, 1 worker", "page, sealed, 1 worker"),
        ("page, sealed, 1 worker", "page, pow-buster, sealed"),
        ("page, classic, 2 workers", classic),
        ("page, linked, 2 workers", "page, linked, 1 worker"),
        ("page, sealed, 2 workers", "page, sealed, 1 worker"),
    ] {
        table.ratio(TOPIC, of, to);
    }
    tab.close().await;
}

fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    let mut add = |name: String, how| {
        ways.push(Way {
            name,
            how,
            rounds: Vec::new(),
        });
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut counts = vec![1, 2, cores];
    counts.sort_unstable();
    counts.dedup();
    for (rule, prefix, suffix) in RULES {
        for &workers in &counts {
            let plural = if workers == 1 { "" } else { "s" };
            let name = format!("page, {rule}, {workers} worker{plural}");
            let how = How::Page {
                prefix,
                suffix,
                workers,
            };
            add(name, how);
        }
    }
    if rivals().is_some() {
        for (rule, prefix, suffix) in RULES {
            // It knows no text behind the proof.
            if suffix.is_empty() {
                let how = How::Rival {
                    search: "pow_buster",
                    texts: vec![prefix],
                    hashes: POW_BUSTER_HASHES,
                };
                add(format!("page, pow-buster, {rule}"), how);
            }
        }
        for (rule, prefix, suffix) in RULES {
            let how = How::Rival {
                search: "reference",
                texts: vec![prefix, suffix],
                hashes: REFERENCE_HASHES,
            };
            add(format!("page, reference, {rule}"), how);
        }
    }
    add("page, WebCrypto, classic".to_owned(), How::WebCrypto);
    add("native, SHA-NI compress".to_owned(), How::Native(compress));
    add(
        "native, lanes, classic".to_owned(),
        How::Native(|| natively(&Lanes)),
    );
    add(
        "native, reference, classic".to_owned(),
        How::Native(|| natively(&Reference)),
    );
    add("CPython, classic".to_owned(), How::CPython);
    ways
}

impl How {
    /// Million hashes a second; none where it can't be measured here.
    async fn measure(&self, tab: &Tab) -> Option<f64> {
        match self {
            Self::Page {
                prefix,
                suffix,
                workers,
            } => Some(search(tab, prefix, suffix, *workers).await),
            Self::Rival {
                search,
                texts,
                hashes,
            } => {
                let order = json!({ "name": search, "texts": texts, "proofs": hashes });
                Some(figure(&tab.eval(&rival_script(&order)).await) / 1e6)
            }
            Self::WebCrypto => Some(figure(&tab.eval(&webcrypto_script()).await)),
            Self::Native(measure) => Some(measure()),
            Self::CPython => python::measure(&["proof", "0.5"]).map(|hashes| hashes / 1e6),
        }
    }
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

/// A worker of its own for each measurement, as the page's searches have.
pub fn rival_script(order: &Value) -> String {
    format!(
        "new Promise((done, failed) => {{
            const worker = new Worker('bench/worker.js');
            worker.onmessage = ({{ data }}) => {{ worker.terminate(); done(data); }};
            worker.onerror = ({{ message }}) => failed(Error(message));
            worker.postMessage({order});
        }})"
    )
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

/// The bare compression function over and over, with the processor's own SHA-256 instructions where it has any: nothing that
/// hashes each proof can be faster.
fn compress() -> f64 {
    let block = [[0x5a; 64]];
    let mut state = [0x6a09_e667_u32; 8];
    let start = Instant::now();
    for _ in 0..NATIVE_HASHES {
        compress256(&mut state, &block);
    }
    let seconds = start.elapsed().as_secs_f64();
    assert_ne!(state, [0; 8]);
    NATIVE_HASHES as f64 / seconds / 1e6
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
