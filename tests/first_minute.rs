//! The first minute: whoever is alone is told three steps, sees what is done of them, and is told no more when they are done or
//! not wanted.

use browser_tests::{Browser, Site, Tab, nodes};
use serde_json::{Value, json};

const STRIP: &str = "first-minute";

/// Which steps have their tick.
async fn ticks(tab: &Tab) -> Value {
    tab.eval(
        "[...document.querySelectorAll('[data-testid=first-minute] li:not(.or)')].map((step) => step.classList.contains('done'))",
    )
    .await
}

/// Waits until these steps have their tick.
async fn until_ticked(tab: &Tab, wanted: [bool; 3]) {
    tab.until(&format!("{wanted:?} are done"), async |tab| {
        match ticks(tab).await {
            ticks if ticks == json!(wanted) => Ok(()),
            ticks => Err(ticks.to_string()),
        }
    })
    .await;
}

/// Whether Resolve is the button to press.
async fn resolve_is_filled(tab: &Tab) -> bool {
    let filled = "document.querySelector('[data-testid=resolve]').classList.contains('main')";
    tab.eval(filled).await == true
}

/// A node that is alone in another room has been told before.
async fn is_told_no_more(tab: &Tab) {
    tab.new_room().await;
    assert!(tab.text(STRIP).await.is_err(), "it comes again");
}

#[tokio::test]
async fn whoever_is_alone_is_led_to_a_chain_that_wins_and_then_left_alone() {
    let site = Site::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(site.address()).await;
    tab.address().await;
    until_ticked(&tab, [false; 3]).await;
    assert!(!resolve_is_filled(&tab).await, "there is nobody to ask");
    tab.click("mine").await;
    until_ticked(&tab, [true, false, false]).await;

    let link = "document.querySelector('[data-testid=first-minute] ol a').click()";
    let second = browser.opened_by(&tab, link).await;
    second.address().await;
    assert_eq!(second.text("room").await, tab.text("room").await);
    second.mine().await;
    second.mine().await;
    until_ticked(&tab, [true, true, false]).await;
    assert!(resolve_is_filled(&tab).await);
    tab.click("resolve").await;
    until_ticked(&tab, [true; 3]).await;
    tab.until_length(3).await;

    tab.click("view-lessons").await;
    tab.click("view-node").await;
    assert!(tab.text(STRIP).await.is_err(), "it is done");
    is_told_no_more(&tab).await;
}

#[tokio::test]
async fn who_does_not_want_it_is_not_told_again() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.click("first-close").await;
    assert!(tab.text(STRIP).await.is_err(), "it stays");
    is_told_no_more(&tab).await;
}

#[tokio::test]
async fn where_the_browser_keeps_nothing_it_still_goes() {
    let (site, browser) = (Site::start().await, Browser::start().await);
    let refuse = "Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('refused', 'SecurityError'); },
    })";
    let tab = browser.open_after(site.address(), refuse).await;
    tab.address().await;
    until_ticked(&tab, [false; 3]).await;
    tab.click("first-close").await;
    assert!(tab.text(STRIP).await.is_err(), "it stays");
}

#[tokio::test]
async fn an_open_lesson_takes_its_place() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.eval("document.querySelector('[data-testid=first-minute] .or a').click()")
        .await;
    tab.text_when("lesson", |lesson| lesson.contains("Lesson 1"))
        .await;
    assert!(tab.text(STRIP).await.is_err(), "both lead");
}

#[tokio::test]
async fn figures_come_when_there_are_some_and_push_nothing() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let seen = "getComputedStyle(document.querySelector('[data-testid=mining]')).visibility";
    let below = "document.querySelector('[data-testid=keep-mining]').getBoundingClientRect().top";
    let before = tab.eval(below).await;
    assert_eq!(tab.eval(seen).await, "hidden");
    tab.mine().await;
    tab.until("there are figures", async |tab| {
        match tab.eval(seen).await {
            seen if seen == "visible" => Ok(()),
            seen => Err(seen.to_string()),
        }
    })
    .await;
    assert_eq!(tab.eval(below).await, before);
}
