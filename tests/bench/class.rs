//! The page of a teacher among forty real members of a room at a relay: whether it stays alive while all of them mine, and how
//! smoothly a chain gives way there.

use browser_tests::{Browser, Class, Server, Tab, free_port};
use node::Mode;
use serde_json::{Value, json};

use crate::table::{Table, median};

const TOPIC: &str = "A tab among forty members at a relay";
/// How many there are beside the tab.
const CLASS: usize = 40;
/// How many blocks are mined while a view is shown.
const BLOCKS: usize = 20;

/// Adds the longest task in each view that a teacher shows, and the frames while a chain gives way.
pub async fn measure(browser: &Browser, table: &mut Table) {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let tab = browser.join(&relay.address()).await;
    let class = Class::join(port, &tab.room().await, CLASS);
    tab.until_peers(CLASS).await;
    let mut length = 2;
    for (view, fragment) in [
        ("node", ""),
        ("stage", "view=stage"),
        ("network", "view=network"),
    ] {
        tab.eval(&format!("(location.hash = '{fragment}', null)"))
            .await;
        // The view is loaded, and drawn, before the first figure.
        class.mine_in_turn(&tab, length..length + 2).await;
        tab.watch_tasks().await;
        class
            .mine_in_turn(&tab, length + 2..length + 2 + BLOCKS)
            .await;
        length += 2 + BLOCKS;
        table.add(
            TOPIC,
            format!("{view}, {BLOCKS} blocks of others: longest task (0: none over 50)"),
            tab.longest_task().await,
            "ms",
        );
    }

    tab.eval("(location.hash = '', null)").await;
    tab.resolve().await;
    class.set_mode(Mode::Manual);
    tab.mine().await;
    for _ in 0..3 {
        class.mine(4);
    }
    let ahead = format!("seen.peers.some((peer) => peer.length > {length})");
    tab.until_is("one is ahead", &ahead, json!(true)).await;
    let frames = frames_of_a_reorg(&tab).await;
    let long = frames.iter().filter(|&&millis| millis > 20.0).count();
    table.add(
        TOPIC,
        "a chain gives way: frames a second, median",
        1000.0 / median(frames.clone()),
        "/s",
    );
    table.add(
        TOPIC,
        "a chain gives way: frames over 20 ms, of a hundred",
        long as f64 * 100.0 / frames.len() as f64,
        "%",
    );
}

/// Resolves; the spans between frames, in milliseconds, as long as it is played.
async fn frames_of_a_reorg(tab: &Tab) -> Vec<f64> {
    let frames = tab
        .eval(
            "new Promise((done) => {
                document.querySelector('[data-testid=resolve]').click();
                const spans = [];
                let last = null;
                const look = (at) => {
                    const plays = document.querySelector('[data-testid=theatre]');
                    if (plays && last) spans.push(at - last);
                    last = plays ? at : null;
                    if (plays || spans.length === 0) requestAnimationFrame(look);
                    else done(spans);
                };
                requestAnimationFrame(look);
            })",
        )
        .await;
    let frames = frames.as_array().into_iter().flatten();
    frames.filter_map(Value::as_f64).collect()
}
