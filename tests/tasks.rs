//! What a class does most often takes few clicks.

use browser_tests::{Browser, Site, Tab, nodes};

/// Counts from now on how often somebody presses on the page.
async fn count(tab: &Tab) {
    tab.eval(
        "(window.presses = 0, addEventListener('pointerdown', () => { presses += 1; }, true))",
    )
    .await;
}

async fn counted(tab: &Tab) -> u64 {
    tab.eval("presses").await.as_u64().unwrap_or(u64::MAX)
}

#[tokio::test]
async fn a_fork_and_its_end_take_five_clicks() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let one = browser.open(site.address()).await;
    one.address().await;
    count(&one).await;
    one.click("mine").await;
    let second = "document.querySelector('[data-testid=first-minute] ol a').click()";
    let two = browser.opened_by(&one, second).await;
    let name = two.text_when("node-name", |name| !name.is_empty()).await;
    two.address().await;
    count(&two).await;
    for length in [2, 3] {
        two.click("mine").await;
        two.until_length(length).await;
    }
    one.until_length(2).await;
    one.click("resolve").await;
    one.text_when("resolve-state", |told| {
        told == format!("Our chain gave way to {name}’s longer one: 3 blocks.")
    })
    .await;
    let opened = 1;
    assert_eq!(counted(&one).await + opened + counted(&two).await, 5);
}

#[tokio::test]
async fn a_split_and_its_end_take_three_clicks() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    count(&one).await;
    one.click("view-network").await;
    one.click("network-split").await;
    two.text_when("split", |told| told.contains("has split the room"))
        .await;
    one.click("network-heal").await;
    two.text_when("split", |told| told.contains("has healed the room"))
        .await;
    assert_eq!(counted(&one).await, 3);
}

#[tokio::test]
async fn tampering_and_its_end_take_two_clicks() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.mine().await;
    tab.mine().await;
    tab.click("view-tamper").await;
    tab.text_when("tamper-fault", |told| told.contains("valid chain"))
        .await;
    count(&tab).await;
    tab.click("tamper-amount-2-1").await;
    tab.fill("tamper-amount-2-1", "1000").await;
    tab.text_when("tamper-fault", |told| told.contains("Block 3"))
        .await;
    tab.click("tamper-restore").await;
    tab.text_when("tamper-fault", |told| told.contains("valid chain"))
        .await;
    assert_eq!(counted(&tab).await, 2);
}
