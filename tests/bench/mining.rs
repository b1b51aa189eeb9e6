//! Whether the page stays alive while all cores mine, and how soon they stop.

use browser_tests::{Browser, Site, Tab};
use serde_json::json;

use crate::{proofs::figure, table::Table};

const TOPIC: &str = "The page while all cores mine";
const SECONDS: u32 = 8;
const STOPS: usize = 20;
/// The lab's own difficulty, and the least of those it offers: a block every few milliseconds.
const LAB_BITS: [u16; 2] = [14, 8];

/// Notes when a worker is told to stop, and in `HEARD`, which runs in the worker, when it hears it. Both read one clock.
const WATCH: &str = "
    window.stops = [];
    window.heard = [];
    window.Worker = class extends Worker {
        postMessage(order) {
            if (order === 'Stop') stops.push(performance.timeOrigin + performance.now());
            super.postMessage(order);
        }
    };
    new BroadcastChannel('bench-heard').onmessage = ({ data }) => heard.push(data);
";
const HEARD: &[u8] = b"
    const heardChannel = new BroadcastChannel('bench-heard');
    self.addEventListener('message', ({ data }) => {
        if (data === 'Stop') heardChannel.postMessage(performance.timeOrigin + performance.now());
    });
";

/// Adds the longest task of the main thread, and the time from the order to stop until the last worker hears it.
pub async fn measure(browser: &Browser, table: &mut Table) {
    let site = Site::start_changing("miner-worker.js", |mut script| {
        script.extend(HEARD);
        Some(script)
    })
    .await;
    let tab = browser.open_after(site.address(), WATCH).await;
    tab.address().await;
    let hard = longest_task(&tab, "60").await;
    table.add(
        TOPIC,
        format!("longest task in {SECONDS} s of one search (0: none over 50)"),
        hard,
        "ms",
    );
    let mut stops = stops(&tab).await;
    stops.sort_by(f64::total_cmp);
    table.add(
        TOPIC,
        "from the order to stop until the last worker hears it, median",
        stops[stops.len() / 2],
        "ms",
    );
    table.add(
        TOPIC,
        format!("the same, longest of {STOPS}"),
        stops[stops.len() - 1],
        "ms",
    );
    let easy = longest_task(&tab, "16").await;
    table.add(
        TOPIC,
        format!("longest task in {SECONDS} s of block after block, 16 bits (0: none over 50)"),
        easy,
        "ms",
    );
    tab.close().await;
    for difficulty in LAB_BITS {
        let tab = browser.open(site.address()).await;
        tab.address().await;
        tab.mine_without_end().await;
        tab.mine_in_lab(difficulty).await;
        table.add(
            TOPIC,
            format!(
                "longest task in {SECONDS} s of the lab, six nodes mining at 8 times the speed, {difficulty} bits (0: none over 50)"
            ),
            longest_within(&tab).await,
            "ms",
        );
        tab.close().await;
    }
}

/// Keeps mining at a difficulty for some seconds: the longest task of the main thread in milliseconds, 0 when none was over
/// 50.
async fn longest_task(tab: &Tab, bits: &str) -> f64 {
    tab.unfold_rules().await;
    // Rules stand while a search runs, and one that was called off is shown for a moment.
    tab.until_is(
        "the rules can be changed",
        "!document.querySelector('[data-testid=rules-difficulty]').matches(':disabled')",
        json!(true),
    )
    .await;
    tab.fill("rules-difficulty", bits).await;
    tab.click("rules-submit").await;
    tab.text_when("rules", |rules| rules.contains(bits)).await;
    tab.click("keep-mining").await;
    let longest = longest_within(tab).await;
    tab.click("cancel-mining").await;
    longest
}

/// The longest task of the main thread in the next seconds, in milliseconds; 0 when none was over 50.
async fn longest_within(tab: &Tab) -> f64 {
    tab.watch_tasks().await;
    tab.eval(&format!(
        "new Promise((done) => setTimeout(done, {SECONDS} * 1000))"
    ))
    .await;
    tab.long_tasks().await.into_iter().fold(0.0, f64::max)
}

/// Begins and cancels a search of all workers again and again: how long until the last of them has heard of it.
async fn stops(tab: &Tab) -> Vec<f64> {
    let stops = tab
        .eval(&format!(
            "(async () => {{
                const click = (id) => document.querySelector(`[data-testid=${{id}}]`).click();
                const until = async (met) => {{ while (!met()) await new Promise((done) => setTimeout(done, 5)); }};
                const took = [];
                for (let round = 0; round < {STOPS}; round++) {{
                    click('mine');
                    await until(() => !document.querySelector('[data-testid=cancel-mining]').disabled);
                    await new Promise((done) => setTimeout(done, 300));
                    stops.length = heard.length = 0;
                    click('cancel-mining');
                    await until(() => stops.length && heard.length === stops.length);
                    took.push(Math.max(...heard) - Math.min(...stops));
                }}
                return took;
            }})()"
        ))
        .await;
    let stops = stops.as_array().cloned().unwrap_or_default();
    stops.iter().map(figure).collect()
}
