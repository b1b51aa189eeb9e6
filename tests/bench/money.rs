//! Signatures a second: of the page's workers, one and two, and through `tabchain.verify`; of noble-curves in the same page,
//! of libsodium in CPython, and of native code.

use std::{env, fs, path::Path, process::Command, thread, time::Instant};

use browser_tests::{Browser, Site, Tab};
use chain::Claim;
use serde_json::{Value, json};

use crate::{
    payments::{Payments, RULES},
    proofs::figure,
    table::{Table, median},
};

const TOPIC: &str = "Signatures";
const UNIT: &str = "signatures a second";
const ROUNDS: usize = 5;
/// How many signatures are verified at a time, in portions as the page makes them.
const PORTION: usize = 256;
const CLAIMS: usize = 16 * PORTION;
/// How often a whole chain is verified, which takes many seconds.
const CHAIN_ROUNDS: usize = 2;
/// How many of them noble-curves verifies, which takes ten times as long.
const NOBLE_CLAIMS: usize = 512;

/// Verifies all portions of `claims.bin` with so many workers; each has two at a time, as in the page's pool.
const OURS: &str = "async (count, portion, rounds) => {
    const bytes = new Uint8Array(await (await fetch('bench/claims.bin')).arrayBuffer());
    const portions = [];
    for (let at = 0; at < bytes.length; at += portion) portions.push(bytes.slice(at, at + portion));
    const build = document.documentElement.dataset.build;
    const workers = await Promise.all(Array.from({ length: count }, () => new Promise((ready) => {
        const worker = new Worker(`./signatures-worker.js?v=${build}`);
        worker.onmessage = () => ready(worker);
    })));
    const orders = [];
    for (let round = 0; round < rounds; round++) orders.push(...portions);
    const run = (orders) => new Promise((done) => {
        let [next, answers, verified] = [0, 0, 0];
        const give = (worker) => {
            if (next < orders.length) worker.postMessage([next, 0, orders[next++]]);
        };
        for (const worker of workers) {
            worker.onmessage = ({ data }) => {
                verified += data[1].reduce((sum, one) => sum + one, 0);
                give(worker);
                if (++answers === orders.length) done(verified);
            };
        }
        for (const worker of [...workers, ...workers]) give(worker);
    });
    // Engines make fast code only after a while.
    await run(orders.slice(0, 4 * count));
    const start = performance.now();
    const verified = await run(orders);
    const seconds = (performance.now() - start) / 1000;
    for (const worker of workers) worker.terminate();
    return [verified, verified / seconds];
}";

/// Verifies the first of `claims.json` with noble-curves, strictly as ours are.
const NOBLE: &str = "async (count) => {
    const { ed25519 } = await import(new URL('bench/noble/curves/ed25519.js', document.baseURI));
    const claims = (await (await fetch('bench/claims.json')).json()).slice(0, count);
    const hex = (text) => Uint8Array.from(text.match(/../g), (digits) => parseInt(digits, 16));
    const text = new TextEncoder();
    const all = claims.map(([message, account, signature]) => [hex(signature), text.encode(message), hex(account)]);
    const verify = (some) => some.filter((claim) => ed25519.verify(...claim, { zip215: false })).length;
    verify(all.slice(0, 64));
    const start = performance.now();
    const verified = verify(all);
    return [verified, verified / (performance.now() - start) * 1000];
}";

/// The chain of all payments, from its text.
const VERIFY: &str = "async (rules) => {
    const text = await (await fetch('bench/money.json')).text();
    const tasks = [0];
    const observer = new PerformanceObserver((list) =>
        list.getEntries().forEach((entry) => tasks.push(entry.duration)));
    observer.observe({ type: 'longtask' });
    const start = performance.now();
    const verdict = await tabchain.verify(text, rules);
    const seconds = (performance.now() - start) / 1000;
    await new Promise((done) => setTimeout(done, 200));
    observer.disconnect();
    return [verdict.valid, seconds, Math.max(...tasks)];
}";

/// What a worker is told to verify (src/browser/signatures/protocol.rs), one portion behind the other.
fn portions(claims: &[Claim]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for some in claims.chunks(PORTION) {
        bytes.extend(RULES.genesis().hash().as_bytes());
        for Claim {
            payment, signature, ..
        } in some
        {
            bytes.extend(payment.sender.as_bytes());
            bytes.extend(payment.recipient.as_bytes());
            bytes.extend(signature.as_bytes());
            for number in [payment.amount, payment.fee, payment.seq] {
                bytes.extend(number.to_le_bytes());
            }
        }
    }
    bytes
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds how many signatures a second each verifies.
pub async fn measure(
    browser: &Browser,
    site: &Site,
    payments: &Payments,
    directory: &Path,
    table: &mut Table,
) {
    let claims = &payments.claims[..CLAIMS];
    let genesis = RULES.genesis().hash();
    let entries: Vec<Value> = claims
        .iter()
        .map(|claim| {
            let signature = digits(claim.signature.as_bytes());
            json!([
                claim.payment.signed_text(&genesis),
                claim.payment.sender,
                signature
            ])
        })
        .collect();
    let file = directory.join("claims.json");
    let written = fs::write(directory.join("claims.bin"), portions(claims))
        .and_then(|()| fs::write(&file, json!(entries).to_string()))
        .and_then(|()| fs::write(directory.join("money.json"), payments.signed.to_text()));
    if let Err(error) = written {
        panic!("could not write the payments: {error}");
    }
    let tab = browser.open(site.address()).await;
    tab.address().await;

    let cores = thread::available_parallelism().map_or(1, usize::from);
    let counts: &[usize] = if cores > 1 { &[1, 2] } else { &[1] };
    let mut ours: Vec<Vec<f64>> = vec![Vec::new(); counts.len()];
    let (mut through, mut tasks, mut noble) = (vec![], vec![], vec![]);
    let (mut native, mut libsodium) = (vec![], vec![]);
    let has_noble = directory.join("noble").is_dir();
    for round in 0..ROUNDS {
        for (rounds, &count) in ours.iter_mut().zip(counts) {
            let portion = portions(&claims[..PORTION]).len();
            let call = format!("({OURS})({count}, {portion}, {count})");
            rounds.push(rate(&tab, &call, CLAIMS * count).await);
        }
        if round < CHAIN_ROUNDS {
            let call = format!("({VERIFY})({})", RULES.canonical());
            let verified = tab.eval(&call).await;
            assert_eq!(verified[0], true, "{verified}");
            through.push(payments.claims.len() as f64 / figure(&verified[1]));
            tasks.push(figure(&verified[2]));
        }
        if has_noble {
            noble.push(rate(&tab, &format!("({NOBLE})({NOBLE_CLAIMS})"), NOBLE_CLAIMS).await);
        }
        let start = Instant::now();
        assert!(claims.iter().all(|claim| claim.is_true(&genesis)));
        native.push(CLAIMS as f64 / start.elapsed().as_secs_f64());
        libsodium.extend(by_libsodium(&file));
    }
    let (one, two) = ("page, one worker", "page, two workers");
    for (name, rounds) in [one, two].into_iter().zip(ours) {
        table.add(TOPIC, name, median(rounds), UNIT);
    }
    table.add(
        TOPIC,
        "page, tabchain.verify of a chain",
        median(through),
        UNIT,
    );
    table.add(
        TOPIC,
        "page, longest task meanwhile (0: none over 50)",
        median(tasks),
        "ms",
    );
    for (name, rounds) in [
        ("page, noble-curves", noble),
        ("native, dalek", native),
        ("native, libsodium (PyNaCl)", libsodium),
    ] {
        if !rounds.is_empty() {
            table.add(TOPIC, name, median(rounds), UNIT);
        }
    }
    table.ratio(TOPIC, two, one);
    table.ratio(TOPIC, "page, tabchain.verify of a chain", two);
    table.ratio(TOPIC, one, "page, noble-curves");
    table.ratio(TOPIC, one, "native, libsodium (PyNaCl)");
    tab.close().await;
}

/// Signatures a second, once as many were found good as there are.
async fn rate(tab: &Tab, call: &str, all: usize) -> f64 {
    let found = tab.eval(call).await;
    assert_eq!(found[0], all, "{found}");
    figure(&found[1])
}

/// `None` where no Python has PyNaCl.
fn by_libsodium(file: &Path) -> Option<f64> {
    let python = env::var_os("TABCHAIN_PYTHON")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/signatures.py");
    let output = Command::new(python).arg(script).arg(file).output().ok()?;
    assert!(
        output.status.success(),
        "PyNaCl failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
