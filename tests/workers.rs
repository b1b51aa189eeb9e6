//! Workers that search: one that dies is replaced, and when a search ends, or can't begin, none goes on. And the one that is the
//! page's clock.

use browser_tests::{Browser, Site, Tab};
use pow::{Backend, Difficulty, Lanes, Puzzle};
use serde_json::json;

const PREFIX: &str = "35089";
const BITS: u16 = 22;

/// Lets a script see the page's workers and its `clocks`: whether they have been ended, and what each was told and said. While
/// they are `deaf`, they are told and do not hear.
const WATCH: &str = r"
    window.workers = [];
    window.clocks = [];
    window.onOrder = () => {};
    window.Worker = class extends Worker {
        constructor(address) {
            super(address);
            this.said = [];
            this.told = [];
            this.ended = false;
            this.addEventListener('message', ({ data }) => this.said.push(data));
            (address.includes('ticks-worker') ? clocks : workers).push(this);
        }
        postMessage(order) {
            this.told.push(order);
            onOrder(this, order);
            if (!window.deaf) super.postMessage(order);
        }
        terminate() {
            this.ended = true;
            super.terminate();
        }
    };
";

/// A browser that starts no worker while they are `off`.
const WITHOUT: &str = r"
    window.off = true;
    window.Worker = class extends Worker {
        constructor(address) {
            if (off) throw new DOMException('workers are off', 'SecurityError');
            super(address);
        }
    };
";

/// The smallest proof, as it is found natively.
fn smallest() -> u64 {
    let puzzle = Difficulty::new(BITS)
        .map_err(|error| error.to_string())
        .and_then(|bits| Puzzle::new(PREFIX, "", bits).map_err(|error| error.to_string()));
    match puzzle.map(|puzzle| Lanes.search(&puzzle, 0..u64::MAX)) {
        Ok(Some(proof)) => proof,
        other => panic!("no proof: {other:?}"),
    }
}

/// A watched page that loads its miner by itself after so many milliseconds, not after 4,000 (`PREPARE_MS` in `src/browser/tab.rs`).
async fn watched_after(browser: &Browser, site: &Site, milliseconds: u32) -> Tab {
    let script = format!(
        "{WATCH};
        const later = setTimeout;
        window.setTimeout = (act, after, ...rest) => later(act, after === 4000 ? {milliseconds} : after, ...rest);"
    );
    let tab = browser.open_after(site.address(), &script).await;
    tab.address().await;
    tab
}

/// The same, but it never loads one by itself: all workers are those of a search.
async fn watched(browser: &Browser, site: &Site) -> Tab {
    watched_after(browser, site, i32::MAX as u32).await
}

/// Waits until a worker is there that nobody has asked for anything.
async fn until_prepared(tab: &Tab) {
    let ready = "workers.length === 1 && workers[0].said.some((report) => report.TriedOut)";
    tab.until_is("a worker is ready", ready, json!(true)).await;
}

#[tokio::test]
async fn the_miner_is_no_part_of_the_first_view_and_comes_at_the_first_touch() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let heard = "clocks.length === 1 && clocks[0].said.length > 3";
    tab.until_is("time passes", heard, json!(true)).await;
    assert_eq!(tab.eval("workers.length").await, 0);
    let loaded = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('miner')).length";
    assert_eq!(tab.eval(loaded).await, 0);
    tab.eval("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab' }))")
        .await;
    until_prepared(&tab).await;
}

#[tokio::test]
async fn the_miner_comes_by_itself_before_the_server_may_be_gone() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched_after(&browser, &site, 0).await;
    until_prepared(&tab).await;
}

#[tokio::test]
async fn a_clock_that_ends_without_a_word_is_replaced() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let heard = "clocks.at(-1).said.length > 0";
    tab.until_is("time passes", heard, json!(true)).await;
    // What the browser ends nobody is told of.
    tab.eval("Object.getPrototypeOf(Object.getPrototypeOf(clocks[0])).terminate.call(clocks[0])")
        .await;
    let goes_on = "clocks.length === 2 && clocks[1].said.length > 0";
    tab.until_is("time passes again", goes_on, json!(true))
        .await;
    assert_eq!(tab.eval("clocks[0].ended").await, true);
}

/// A search for the smallest proof, in which the first worker that is to search where it lies is killed at once.
fn search_and_kill(proof: u64, kill: &str) -> String {
    let body = json!({
        "prefix": PREFIX, "difficulty_bits": BITS, "from": 0, "to": 4_000_000_000_u64, "workers": 2,
    });
    format!(
        "(async () => {{
            let killed = 0;
            const before = workers.length;
            onOrder = (worker, {{ Search }}) => {{
                if (killed || !Search || Search.from > {proof} || Search.to <= {proof}) return;
                killed += 1;
                {kill}
            }};
            const found = await tabchain.search({body});
            return {{ proof: found.proof, killed, workers: workers.length - before }};
        }})()"
    )
}

#[tokio::test]
async fn a_worker_that_crashes_is_replaced_and_its_range_searched_again() {
    let site = Site::start_changing("miner-worker.js", |mut script| {
        script.extend(
            b"\nself.addEventListener('message', ({ data }) => {
                if (data.crash) throw Error('crashed');
            });",
        );
        Some(script)
    })
    .await;
    let browser = Browser::start().await;
    // The worker itself knows no such order.
    browser.allow("no order");
    let tab = watched(&browser, &site).await;
    let proof = smallest();
    let found = tab
        .eval(&search_and_kill(
            proof,
            "worker.postMessage({ crash: true });",
        ))
        .await;
    assert_eq!(
        found,
        json!({ "proof": proof, "killed": 1, "workers": 3 }),
        "two workers and a third in the place of the one that crashed"
    );
}

#[tokio::test]
async fn a_worker_that_ends_without_a_word_is_replaced_and_its_range_searched_again() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let proof = smallest();
    let found = tab
        .eval(&search_and_kill(proof, "worker.terminate();"))
        .await;
    assert_eq!(
        found,
        json!({ "proof": proof, "killed": 1, "workers": 3 }),
        "two workers and a third in the place of the one that ended"
    );
}

#[tokio::test]
async fn a_block_is_mined_though_its_worker_ended_without_a_word() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let mined = tab
        .eval(
            "(async () => {
                onOrder = (worker, { Search }) => {
                    if (!Search) return;
                    onOrder = () => {};
                    worker.terminate();
                };
                return (await tabchain.mine()).proof;
            })()",
        )
        .await;
    assert_eq!(mined, 35293);
}

/// Waits until each worker has told twice that it is there, and thrice more: what they said in between other than that. A
/// worker that searches tells of it more often.
const SAID_MEANWHILE: &str = "(async () => {
    const alive = (worker) => worker.said.filter((report) => report === 'Alive').length;
    const living = workers.filter((worker) => !worker.ended);
    const told = async (count) => {
        const wanted = living.map((worker) => alive(worker) + count);
        while (living.some((worker, place) => alive(worker) < wanted[place])) {
            await new Promise((done) => setTimeout(done, 20));
        }
    };
    await told(2);
    const said = () => living.flatMap((worker) => worker.said.filter((report) => report.Progress || report.Done)).length;
    const before = said();
    await told(3);
    return said() - before;
})()";

/// A node that mines at a difficulty that takes long, by all of four workers.
async fn mining_hard(tab: &Tab) {
    tab.unfold_rules().await;
    tab.fill("rules-difficulty", "60").await;
    tab.click("rules-submit").await;
    tab.text_when("rules", |rules| rules.contains("60")).await;
    tab.eval(
        "(() => {
            const choice = document.querySelector('[data-testid=workers]');
            choice.value = '4';
            choice.dispatchEvent(new Event('change', { bubbles: true }));
        })()",
    )
    .await;
    tab.click("mine").await;
    tab.until("four workers search", async |tab| {
        let searching = "workers.filter((worker) => !worker.ended && worker.said.some((report) => report.Progress)).length";
        match tab.eval(searching).await.as_u64() {
            Some(4) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

#[tokio::test]
async fn no_worker_searches_on_after_mining_was_cancelled() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    mining_hard(&tab).await;
    assert_ne!(
        tab.eval(SAID_MEANWHILE).await,
        0,
        "workers that search say so"
    );
    tab.click("cancel-mining").await;
    assert_eq!(tab.eval(SAID_MEANWHILE).await, 0);
    let last = "workers.filter((worker) => !worker.ended).map((worker) => worker.told.at(-1))";
    assert_eq!(
        tab.eval(last).await,
        json!(["Stop", "Stop", "Stop", "Stop"]),
        "each was stopped where it was, not at its range's end"
    );
}

#[tokio::test]
async fn no_worker_searches_on_after_a_proof_was_found() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    tab.mine().await;
    tab.until_length(2).await;
    assert_eq!(tab.eval(SAID_MEANWHILE).await, 0);
}

#[tokio::test]
async fn the_workers_of_a_search_end_with_it() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let found = tab
        .eval(
            "(async () => {
                const own = workers.length;
                const { proof } = await tabchain.search({
                    prefix: '35089', difficulty_bits: 16, to: 10000000, workers: 4,
                });
                const others = workers.slice(own);
                return { proof, workers: others.length, ended: others.every((worker) => worker.ended) };
            })()",
        )
        .await;
    assert_eq!(
        found,
        json!({ "proof": 119_678, "workers": 4, "ended": true })
    );
}

#[tokio::test]
async fn a_search_that_is_refused_starts_no_worker() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = watched(&browser, &site).await;
    let sound = json!({ "prefix": "1", "difficulty_bits": 8, "from": 0, "to": 1000, "workers": 2 });
    let before = tab.eval("workers.length").await;
    for (field, value) in [
        ("from", json!(1000)),
        ("from", json!(2000)),
        ("to", json!(0)),
        ("difficulty_bits", json!(257)),
        ("workers", json!(0)),
        ("workers", json!(65)),
        ("prefix", json!("x".repeat(1025))),
    ] {
        let mut body = sound.clone();
        body[field] = value;
        tab.rejection(&format!("tabchain.search({body})")).await;
    }
    assert_eq!(tab.eval("workers.length").await, before);
}

#[tokio::test]
async fn a_foreign_block_ends_the_search_for_ones_own() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let slow = watched(&browser, &site).await;
    let quick = browser.open(site.address()).await;
    quick.address().await;
    slow.register(&quick).await;
    // It never gets to hear that it is to search, so that the other one is first.
    slow.eval("window.deaf = true, window.mined = tabchain.mine(), null")
        .await;
    quick.mine().await;
    slow.resolve().await;
    slow.until_length(2).await;
    let told = "workers[0].told.map((order) => order.Search ? Number(order.Search.prefix) : order)";
    assert_eq!(
        slow.eval(told).await,
        json!([100, "Stop", 35293]),
        "the old search is ended, and the one behind the foreign block begins"
    );
}

const NOT_STARTED: &str = "the browser starts no mining worker (workers are off); reload the page, or open it in another browser";

#[tokio::test]
async fn a_search_without_workers_fails_with_a_reason_and_the_next_one_tries_again() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open_after(site.address(), WITHOUT).await;
    tab.address().await;
    let refused = tab.rejection("tabchain.mine()").await;
    assert_eq!(refused, format!("no proof was found: {NOT_STARTED}"));
    let search =
        "tabchain.search({ prefix: '35089', difficulty_bits: 16, to: 10000000, workers: 2 })";
    assert_eq!(tab.rejection(search).await, NOT_STARTED);
    let mined = tab.eval("(async () => (off = false, await tabchain.mine()).proof)()");
    assert_eq!(mined.await, 35293);
}

#[tokio::test]
async fn keep_mining_without_workers_stops_and_says_why() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let tab = browser.open_after(site.address(), WITHOUT).await;
    tab.address().await;
    tab.click("keep-mining").await;
    tab.text_when("error", |error| error.contains(NOT_STARTED))
        .await;
    let kept = tab.eval("document.querySelector('[data-testid=keep-mining]').checked");
    assert_eq!(kept.await, false);
}
