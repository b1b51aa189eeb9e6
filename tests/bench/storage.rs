//! What it costs that a node lasts: a first view with 100,000 blocks to read back, and blocks that are stored as they are
//! mined.

use std::time::Duration;

use browser_tests::{Browser, Site, Tab, until};

use crate::{
    chains::LONG,
    proofs::figure,
    table::{Table, median},
};

const TOPIC: &str = "Storage";
const ROUNDS: usize = 5;
/// How many blocks are mined for one figure.
const MINED: u64 = 100;
/// A restored chain may take this long before the measurement gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Notes when the page shows its node and when a chain of this length, and its long tasks.
const WATCH: &str = "(() => {
    const tasks = window.tasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration)))
        .observe({ type: 'longtask', buffered: true });
    const look = () => {
        const shown = document.querySelector('[data-testid=chain-length]')?.textContent;
        if (shown && !window.firstView) window.firstView = performance.now() / 1000;
        if (shown && Number(shown.replace(/\\D/g, '')) === LONG && !window.restored) {
            window.restored = performance.now() / 1000;
        }
        setTimeout(look, 5);
    };
    look();
})()";

/// A browser that refuses to store anything.
const REFUSED: &str = "Object.defineProperty(window, 'indexedDB', { value: undefined })";

/// Adds all of it.
pub async fn measure(browser: &Browser, site: &Site, table: &mut Table) {
    let watch = WATCH.replace("LONG", &LONG.to_string());
    let long = browser.open_after(site.address(), &watch).await;
    long.address().await;
    long.drop_difficulty().await;
    long.eval(
        "fetch('bench/chain.json').then((r) => r.text()).then((t) => tabchain.adopt(t)).then(() => null)",
    )
    .await;
    until_stored(&long, LONG).await;
    let text = figure(
        &long
            .eval("tabchain.chainText().then((text) => text.length)")
            .await,
    );
    let disk = long
        .eval("navigator.storage.estimate().then((estimate) => estimate.usageDetails?.indexedDB ?? estimate.usage)")
        .await;
    table.add(
        TOPIC,
        "bytes on disk / bytes of the chain's text",
        figure(&disk) / text,
        "×",
    );

    let (mut views, mut restored, mut tasks, mut empty) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        long.reload().await;
        until("the chain is back", PATIENCE, async || {
            match long.eval("window.restored ?? null").await {
                serde_json::Value::Null => Err("not yet".to_owned()),
                _ => Ok(()),
            }
        })
        .await;
        views.push(figure(&long.eval("window.firstView").await));
        restored.push(figure(&long.eval("window.restored").await));
        tasks.push(figure(&long.eval("Math.max(0, ...window.tasks)").await));
        let fresh = browser.open_after(site.address(), &watch).await;
        fresh.address().await;
        empty.push(figure(&fresh.eval("window.firstView").await));
        fresh.close().await;
    }
    table.add(
        TOPIC,
        "first view, 100,000 blocks to read back",
        median(views),
        "s",
    );
    table.add(TOPIC, "first view, a new node", median(empty), "s");
    table.ratio(
        TOPIC,
        "first view, 100,000 blocks to read back",
        "first view, a new node",
    );
    table.add(
        TOPIC,
        "100,000 blocks read back and validated",
        median(restored),
        "s",
    );
    table.add(
        TOPIC,
        "reading back: longest task (0: none over 50)",
        median(tasks),
        "ms",
    );

    // Rules change in an empty room only.
    let refused = browser
        .open_after(&format!("{}?room=refused", site.address()), REFUSED)
        .await;
    refused.text_when("storage", |told| !told.is_empty()).await;
    refused.drop_difficulty().await;
    let short = browser
        .open(&format!("{}?room=short", site.address()))
        .await;
    short.address().await;
    short.drop_difficulty().await;
    // What is drawn meanwhile takes longer than what is stored: a hidden page draws nothing.
    long.minimise().await;
    let (mut without, mut on_short, mut on_long) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        without.push(mining(&refused).await);
        on_short.push(mining(&short).await);
        on_long.push(mining(&long).await);
    }
    long.restore().await;
    let without = median(without);
    table.add(
        TOPIC,
        "main thread for a mined block, nothing stored",
        without,
        "ms",
    );
    table.add(
        TOPIC,
        "and more to store it, short chain",
        median(on_short) - without,
        "ms",
    );
    table.add(
        TOPIC,
        "and more to store it, 100,000 blocks",
        median(on_long) - without,
        "ms",
    );
}

/// Milliseconds of the main thread for each mined block.
async fn mining(tab: &Tab) -> f64 {
    let before = tab.main_thread_seconds().await;
    tab.eval(&format!(
        "(async () => {{ for (let count = 0; count < {MINED}; count += 1) await tabchain.mine(); }})()"
    ))
    .await;
    (tab.main_thread_seconds().await - before) * 1000.0 / MINED as f64
}

/// Waits until so many blocks are stored.
async fn until_stored(tab: &Tab, blocks: u64) {
    let read = "(async () => {
        const database = await new Promise((resolve) => {
            const request = indexedDB.open('tabchain');
            request.onsuccess = () => resolve(request.result);
        });
        const request = database.transaction('nodes').objectStore('nodes').get(tabchain.id);
        await new Promise((resolve) => { request.onsuccess = resolve; });
        database.close();
        return /\\nlength (\\d+)\\n/.exec(request.result ?? '')?.[1] ?? '0';
    })()";
    let wanted = blocks.to_string();
    until("the chain is stored", PATIENCE, async || {
        match tab.eval(read).await {
            stored if stored.as_str() == Some(&wanted) => Ok(()),
            stored => Err(stored.to_string()),
        }
    })
    .await;
}
