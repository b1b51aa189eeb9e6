//! Validation of a long chain: in the page, natively, and in CPython.

use std::time::Instant;

use browser_tests::{Browser, Site};
use chain::{Chain, Verifier, parse_chain};
use serde_json::json;

use crate::{
    chains::{Chains, LONG, rules},
    proofs::{figure, rival_script},
    python,
    table::{Table, median},
};

const TOPIC: &str = "Validation of 100,000 blocks";
const ROUNDS: usize = 7;

/// Adds how long each takes for the same chain.
pub async fn measure(browser: &Browser, site: &Site, chains: &Chains, table: &mut Table) {
    let text = chains.text();
    let blocks = parse_chain(&text, chain::Format::TUTORIAL)
        .unwrap_or_else(|error| panic!("no chain: {error}"));
    let file = chains.directory().join("chain.json");
    let file = file.to_string_lossy();
    let tab = browser.open(site.address()).await;
    tab.address().await;
    tab.eval("fetch('bench/chain.json').then((r) => r.text()).then((t) => { window.long = t })")
        .await;

    let (mut page, mut tasks, mut wasm_blocks) = (vec![], vec![], vec![]);
    let (mut native_text, mut native_blocks) = (vec![], vec![]);
    let (mut cpython, mut cpython_text) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let measured = tab
            .eval(
                "(async () => {
                    const tasks = [0];
                    const observer = new PerformanceObserver((list) =>
                        list.getEntries().forEach((entry) => tasks.push(entry.duration)));
                    observer.observe({ type: 'longtask' });
                    const rules = { proof: 'classic', difficulty_bits: 0 };
                    const start = performance.now();
                    const verdict = await tabchain.verify(window.long, rules);
                    const seconds = (performance.now() - start) / 1000;
                    if (!verdict.valid) throw Error('the chain is not valid');
                    await new Promise((done) => setTimeout(done, 200));
                    observer.disconnect();
                    return [seconds, Math.max(...tasks)];
                })()",
            )
            .await;
        page.push(figure(&measured[0]));
        tasks.push(figure(&measured[1]));

        let order = json!({ "chain": "chain.json" });
        wasm_blocks.push(figure(&tab.eval(&rival_script(&order)).await));

        let owned = text.clone();
        let start = Instant::now();
        let verdict = Verifier::new(owned, rules()).and_then(Verifier::finish);
        native_text.push(start.elapsed().as_secs_f64());
        assert!(verdict.is_ok_and(|verdict| verdict.is_valid()));

        let owned = blocks.clone();
        let start = Instant::now();
        let chain = Chain::validate(rules(), owned);
        native_blocks.push(start.elapsed().as_secs_f64());
        assert!(chain.is_ok_and(|chain| chain.length() == LONG));

        cpython.extend(python::measure(&["validate", &file]));
        cpython_text.extend(python::measure(&["validate", &file, "--with-parsing"]));
    }
    table.add(TOPIC, "page, from text", median(page), "s");
    table.add(
        TOPIC,
        "page, longest task (0: none over 50)",
        median(tasks),
        "ms",
    );
    table.add(TOPIC, "wasm, parsed", median(wasm_blocks), "s");
    table.add(TOPIC, "native, from text", median(native_text), "s");
    table.add(TOPIC, "native, parsed", median(native_blocks), "s");
    if !cpython.is_empty() {
        table.add(TOPIC, "CPython, parsed", median(cpython), "s");
        table.add(TOPIC, "CPython, from text", median(cpython_text), "s");
    }
    table.ratio(TOPIC, "CPython, parsed", "wasm, parsed");
    // The page reads, validates and lists all hashes. CPython's valid_chain takes the chain as json.loads has read it.
    table.ratio(TOPIC, "CPython, parsed", "page, from text");
    table.ratio(TOPIC, "CPython, from text", "page, from text");
    tab.close().await;
}
