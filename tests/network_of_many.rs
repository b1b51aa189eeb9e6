//! The picture of a room of many nodes, which a script plays: what is not as it is to be is drawn, a click or a search shows a
//! node's own connections, and the names of 200 nodes have room.

use browser_tests::{Browser, Crowd, Site, Tab};
use serde_json::json;

const LINES: &str = "document.querySelectorAll('.many-frame .wire').length";

/// A tab that shows the network of a room with so many others.
async fn network(browser: &Browser, site: &Site, count: usize) -> (Tab, Crowd) {
    let tab = browser
        .open(&format!(
            "{}?room=class&rules=classic-0#view=network",
            site.address()
        ))
        .await;
    tab.text_when("network", |_| true).await;
    let crowd = Crowd::enter(browser, site, "class", count).await;
    let nodes = "document.querySelectorAll('[data-testid^=network-node-]').length";
    tab.until_is("all are there", nodes, json!(count + 1)).await;
    (tab, crowd)
}

#[tokio::test]
async fn of_many_only_what_deviates_is_drawn_and_a_search_cuts_and_mends() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = network(&browser, &site, 9).await;
    tab.text_when("network-deviations", |told| {
        told.contains("Everyone hears everyone") && !told.contains("but")
    })
    .await;
    assert_eq!(tab.eval(LINES).await, json!(0));
    let buttons = "document.querySelectorAll('.wire-button').length";
    assert_eq!(tab.eval(buttons).await, json!(0));

    crowd.cut(2, 5).await;
    crowd.unregister(3, &[4]).await;
    tab.text_when("network-deviations", |told| {
        told.contains("One connection is cut.") && told.contains("In one pair only one")
    })
    .await;
    tab.until_is("both are drawn", LINES, json!(2)).await;
    tab.until_is("both are listed", buttons, json!(2)).await;

    // By its two names a connection is found, cut, and drawn.
    let (own, other) = (tab.address().await, "tab-crowd7");
    let link = format!("network-link-{own}-{other}");
    let name = tab
        .eval("document.querySelector('[data-testid=node-name]').textContent.trim()")
        .await;
    let name = name.as_str().unwrap_or_default();
    tab.fill("network-search", &format!("{name} 7")).await;
    tab.click(&link).await;
    tab.until_attribute(&link, "aria-pressed", "true").await;
    tab.fill("network-search", "").await;
    tab.until_is("the cut is drawn, too", LINES, json!(3)).await;
    tab.click(&link).await;
    tab.until_is("and mended", LINES, json!(2)).await;
}

#[tokio::test]
async fn a_click_on_a_node_shows_its_connections_and_fades_the_others() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = network(&browser, &site, 12).await;
    // Nobody there has registered Node 9, nor it them, but for two.
    let strangers = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    crowd.unregister(9, &strangers).await;
    for one in strangers {
        crowd.unregister(one, &[9]).await;
    }
    tab.text_when("network-deviations", |told| {
        told.contains("In 9 pairs neither")
    })
    .await;
    let click = "document.querySelector('[data-testid=network-node-tab-crowd9] .face')
        .dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    tab.eval(click).await;
    tab.text_when("network-found", |told| told == "Node 9 has 12 connections.")
        .await;
    let faded = "[...document.querySelectorAll('.many-node.faded')].length";
    tab.until_is("the others fade", faded, json!(9)).await;
    assert_eq!(tab.value("network-search").await, Ok("Node 9".to_owned()));
    tab.eval(click).await;
    tab.until_is("it is let go", faded, json!(0)).await;
    tab.fill("network-search", "tab-crowd9").await;
    tab.until_is("a search finds it, too", faded, json!(9))
        .await;
}

#[tokio::test]
async fn names_stand_apart_among_forty_nodes_and_two_hundred() {
    let site = Site::start().await;
    for count in [39, 199] {
        let browser = Browser::start().await;
        let (tab, crowd) = network(&browser, &site, count).await;
        tab.resize((1280, 800)).await;
        let meeting = tab
            .eval(
                "(() => {
                    const boxes = [...document.querySelectorAll('.many-node .name')]
                        .map((name) => name.getBoundingClientRect());
                    const meet = (one, other) => one.left < other.right && other.left < one.right
                        && one.top < other.bottom && other.top < one.bottom;
                    return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => meet(one, other))).length;
                })()",
            )
            .await;
        assert_eq!(meeting, json!(0), "names meet");
        tab.watch_tasks().await;
        crowd.class(8).await;
        let longest = tab.longest_task().await;
        println!("with {count} others, the longest task took {longest} ms");
    }
}
