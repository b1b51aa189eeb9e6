//! A class of thirty and more: real nodes at a relay, each with a connection of its own, and a tab among them that the teacher
//! looks at.

use browser_tests::{Browser, Class, Server, Tab, free_port};
use node::Mode;
use serde_json::json;

/// How many there are beside the tab.
const CLASS: usize = 40;

/// Notes from now on what the node sees, and how long tasks take that keep the page busy.
async fn watch(tab: &Tab) {
    tab.eval(
        "(() => {
            tabchain.watch((seen) => window.seen = seen);
            window.tasks = [];
            new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
                .observe({ type: 'longtask' });
            return null;
        })()",
    )
    .await;
}

/// Prints the longest of them since then: figures belong to `cargo xtask bench`, and this one to who reads the test's output.
async fn print_longest(tab: &Tab, view: &str) {
    let longest = tab.eval("Math.max(0, ...tasks.splice(0))").await;
    println!("{view}, among {CLASS} others: the longest task took {longest} ms");
    assert!(longest.is_number());
}

/// Has one member after the other mine a block, as soon as the tab has heard that all have the one before.
async fn mine_in_turn(class: &Class, tab: &Tab, view: &str, lengths: std::ops::Range<usize>) {
    for length in lengths {
        class.mine((length * 7) % CLASS);
        let shortest = "Math.min(...seen.peers.map(({ length }) => length))";
        tab.until_is(
            &format!("{view} hears that all have block {length}"),
            shortest,
            json!(length),
        )
        .await;
    }
    print_longest(tab, view).await;
}

#[tokio::test]
async fn forty_real_members_are_heard_in_every_view_and_the_verdict_comes_first() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let tab = browser.join(&relay.address()).await;
    let class = Class::join(port, &tab.room().await, CLASS);
    tab.until_peers(CLASS).await;
    watch(&tab).await;

    mine_in_turn(&class, &tab, "node", 2..5).await;
    tab.eval("(location.hash = 'view=stage', null)").await;
    tab.text_when("stage-figures", |told| told.starts_with("41 nodes"))
        .await;
    mine_in_turn(&class, &tab, "stage", 5..10).await;
    tab.text_when("stage-tree", |drawn| drawn.contains("40 nodes here"))
        .await;
    tab.eval("(location.hash = 'view=network', null)").await;
    let drawn = "document.querySelectorAll('[data-testid^=network-node-]').length";
    tab.until_is("all are drawn", drawn, json!(CLASS + 1)).await;
    mine_in_turn(&class, &tab, "network", 10..15).await;
    tab.text_when("network-deviations", |told| {
        told.contains("Everyone hears everyone")
    })
    .await;
    tab.eval("(location.hash = 'view=forks', null)").await;
    tab.text_when("fork-summary", |told| !told.is_empty()).await;
    mine_in_turn(&class, &tab, "forks", 15..17).await;

    // Each for itself now: one of them gets ahead of the class, and two find a fork.
    tab.eval("(location.hash = '', null)").await;
    class.set_mode(Mode::Manual);
    class.mine(3);
    class.mine(4);
    class.mine(4);
    let ahead = "seen.peers.filter(({ length }) => length > 16).length";
    tab.until_is("two are ahead", ahead, json!(2)).await;
    tab.click("resolve").await;
    tab.text_when("resolve-state", |told| {
        told == "Our chain gave way to Node 4’s longer one: 18 blocks."
    })
    .await;
    let lines =
        "document.querySelector('[data-testid=report]').innerText.trim().split(/\\n+/).length";
    let lines = tab.eval(lines).await.as_u64();
    assert!(lines <= Some(4), "{lines:?} lines of answers");
    print_longest(&tab, "resolve").await;

    // They leave as they came.
    drop(class);
    tab.until_is(
        "nobody is there",
        "seen.peers.filter(({ length }) => length).length",
        json!(0),
    )
    .await;
}
