//! The stage: the room for a projector, led to by a key, among a crowd of members that a script plays.

use browser_tests::{Browser, Crowd, Key, Site, Tab, nodes};
use serde_json::json;

async fn caption(tab: &Tab, wanted: &str) {
    tab.text_when("stage-caption", |said| said.contains(wanted))
        .await;
}

/// A tab at the stage of a room with so many others.
async fn stage(browser: &Browser, site: &Site, count: usize) -> (Tab, Crowd) {
    let tab = browser
        .open(&format!(
            "{}?room=class&rules=classic-0#view=stage",
            site.address()
        ))
        .await;
    tab.text_when("stage-figures", |told| !told.is_empty())
        .await;
    let crowd = Crowd::enter(browser, site, "class", count).await;
    (tab, crowd)
}

#[tokio::test]
async fn a_key_leads_to_the_stage_and_escape_leads_back() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.click("view-forks").await;
    tab.text_when("fork-summary", |told| !told.is_empty()).await;
    tab.press(Key::F8).await;
    tab.text_when("stage-alone", |told| told.contains("second tab"))
        .await;
    // Nothing of the page below it can be reached, and there is one way back.
    let stops = "[...document.querySelectorAll('a, button, input, select')]
        .filter((stop) => stop.checkVisibility()).map((stop) => stop.dataset.testid)";
    assert_eq!(tab.eval(stops).await, json!(["stage-back"]));
    let focused = "document.activeElement.dataset.testid ?? null";
    tab.until_is("the stage has the focus", focused, json!("stage"))
        .await;
    tab.press(Key::Escape).await;
    tab.until_is("Forks is open again", "location.hash", json!("#view=forks"))
        .await;
    tab.until_is("the focus is at its link", focused, json!("view-forks"))
        .await;
    // Not while something is typed.
    tab.click("view-playground").await;
    tab.click("play-text").await;
    tab.press(Key::F8).await;
    assert_eq!(tab.eval("location.hash").await, "#view=playground");
}

#[tokio::test]
async fn the_network_leads_to_the_stage() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.click("view-network").await;
    tab.click("to-stage").await;
    tab.text_when("stage-figures", |told| told == "One node, one block.")
        .await;
    tab.click("stage-back").await;
    tab.until_is(
        "Network is open again",
        "location.hash",
        json!("#view=network"),
    )
    .await;
}

#[tokio::test]
async fn who_comes_is_on_the_wall_and_what_happens_is_said_by_name() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = stage(&browser, &site, 3).await;
    tab.text_when("stage-wall", |names| {
        ["Node 0", "Node 1", "Node 2"]
            .iter()
            .all(|name| names.contains(name))
    })
    .await;
    caption(&tab, "Node").await;

    crowd.mine(1).await;
    caption(&tab, "Node 1 mined block 2.").await;
    tab.text_when("stage-tree", |drawn| drawn.contains("Node 1"))
        .await;
    crowd.follow(&[0, 2], 1).await;
    tab.text_when("stage-tree", |drawn| drawn.contains("Node 0"))
        .await;

    // Two at once, then one of them goes on, and the other gives way.
    crowd.mine(0).await;
    crowd.mine(2).await;
    caption(&tab, "The chain has forked: there are 2 branches now.").await;
    crowd.mine(0).await;
    crowd.follow(&[1], 0).await;
    caption(&tab, "mined block 4.").await;
    crowd.follow(&[2], 0).await;
    caption(
        &tab,
        "Node 2 changes to another branch and gives up one block.",
    )
    .await;
    caption(&tab, "One chain again").await;

    tab.eval("tabchain.split(['tab-crowd2'])").await;
    caption(&tab, "3 on one side, 1 on the other").await;
    tab.eval("tabchain.heal([])").await;
    caption(&tab, "whole again").await;
    crowd.leave(1).await;
    caption(&tab, "Node 1 has left.").await;
}

#[tokio::test]
async fn forty_nodes_at_a_block_a_second_are_calm() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = stage(&browser, &site, 40).await;
    tab.text_when("stage-figures", |told| told.starts_with("41 nodes"))
        .await;
    tab.eval(
        "(() => {
            window.captions = 0;
            new MutationObserver(() => captions++)
                .observe(document.querySelector('[data-testid=stage-caption]'), { subtree: true, characterData: true, childList: true });
            window.jumps = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((jump) => jumps += jump.value))
                .observe({ type: 'layout-shift' });
            return null;
        })()",
    )
    .await;
    tab.watch_tasks().await;
    crowd.class(12).await;
    tab.text_when("stage-tree", |drawn| drawn.contains("40 nodes here"))
        .await;
    // One sentence at a time, each for three seconds.
    let captions = tab.eval("captions").await.as_u64();
    assert!(captions <= Some(8), "{captions:?} sentences in 12 seconds");
    let drawn = "document.querySelectorAll('.stage-block').length";
    assert!(tab.eval(drawn).await.as_u64() <= Some(32));
    assert_eq!(tab.eval("jumps").await, json!(0));
    let longest = tab.longest_task().await;
    println!("with 41 nodes, the longest task took {longest} ms");
}

#[tokio::test]
async fn axe_core_finds_nothing_on_the_stage_and_in_a_room_of_many() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = stage(&browser, &site, 9).await;
    // axe-core would take a name that fades in for one of faint letters.
    tab.stand_still().await;
    let mut found = tab.axe().await;
    crowd.mine(1).await;
    crowd.mine(2).await;
    crowd.cut(3, 4).await;
    for (theme, language, size) in [
        ("theme-dark", "language-zh-CN", (1920, 1080)),
        ("theme-projector", "language-en", (1280, 800)),
        ("theme-light", "language-zh-CN", (390, 844)),
    ] {
        tab.eval("(location.hash = 'view=network', null)").await;
        tab.text_when("network-deviations", |told| {
            told.contains('1') || told.contains("One")
        })
        .await;
        tab.click(theme).await;
        tab.click(language).await;
        tab.resize(size).await;
        found.extend(tab.axe().await);
        tab.eval("(location.hash = 'view=stage', null)").await;
        tab.text_when("stage-tree", |drawn| drawn.contains("Node 1"))
            .await;
        found.extend(tab.axe().await);
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn for_those_who_asked_for_less_motion_nothing_on_the_stage_moves() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let (tab, crowd) = stage(&browser, &site, 3).await;
    tab.stand_still().await;
    tab.eval(
        "(() => {
            window.moved = 0;
            const look = () => { moved += document.getAnimations().length; requestAnimationFrame(look); };
            look();
            return null;
        })()",
    )
    .await;
    crowd.class(4).await;
    tab.text_when("stage-tree", |drawn| drawn.contains('5'))
        .await;
    assert_eq!(tab.eval("moved").await, json!(0));
}
