//! A class of thirty and more: real nodes at a relay, each with a connection of its own, and a tab among them that the teacher
//! looks at.

use std::time::Instant;

use browser_tests::{Browser, Class, Server, free_port};
use node::Mode;
use serde_json::json;

/// How many there are beside the tab.
const CLASS: usize = 40;

#[tokio::test]
async fn forty_real_members_are_heard_in_every_view_and_the_verdict_comes_first() {
    let port = free_port();
    let relay = Server::relay(port, &[]).await;
    let browser = Browser::start().await;
    let tab = browser.join(&relay.address()).await;
    let class = Class::join(port, &tab.room().await, CLASS);
    tab.until_peers(CLASS).await;

    class.mine_in_turn(&tab, 2..5).await;
    tab.eval("(location.hash = 'view=stage', null)").await;
    tab.text_when("stage-figures", |told| told.starts_with("41 nodes"))
        .await;
    class.mine_in_turn(&tab, 5..10).await;
    tab.text_when("stage-tree", |drawn| drawn.contains("40 nodes here"))
        .await;
    tab.eval("(location.hash = 'view=network', null)").await;
    let drawn = "document.querySelectorAll('[data-testid^=network-node-]').length";
    tab.until_is("all are drawn", drawn, json!(CLASS + 1)).await;
    class.mine_in_turn(&tab, 10..15).await;
    tab.text_when("network-deviations", |told| {
        told.contains("Everyone hears everyone")
    })
    .await;
    tab.eval("(location.hash = 'view=forks', null)").await;
    tab.text_when("fork-summary", |told| !told.is_empty()).await;
    class.mine_in_turn(&tab, 15..17).await;

    // Each for itself now: one of them gets ahead by a block, another by two.
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

    // They leave as they came.
    drop(class);
    tab.until_is(
        "nobody is there",
        "seen.peers.filter(({ length }) => length).length",
        json!(0),
    )
    .await;
}

#[tokio::test]
async fn who_comes_by_phone_names_the_node_and_mines() {
    let relay = Server::relay(free_port(), &[]).await;
    let browser = Browser::start().await;
    let teacher = browser.join(&relay.address()).await;
    let room = teacher.room().await;
    // What the code on the projector says.
    let link = format!("{}/?room={room}", relay.address());
    let phone = browser.open("about:blank").await;
    phone.resize((390, 844)).await;
    let began = Instant::now();
    phone.goto(&link).await;
    phone.rename("Ada").await;
    phone.click("mine").await;
    phone.until_length(2).await;
    println!(
        "joined, named and mined after {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let address = phone.address().await;
    teacher
        .text_when(&format!("peer-{address}"), |peer| {
            peer.contains("Ada") && peer.contains("2 blocks")
        })
        .await;
}
