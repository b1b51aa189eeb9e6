//! The first minute: whoever is alone is told three steps, sees what is done of them, and is told no more when they are done or
//! not wanted; and sees numbers being tried for the first block.

use browser_tests::{Ability, Browser, Site, Tab, lacks, nodes};
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

/// The button to press: the only one that is filled.
async fn is_to_be_pressed(tab: &Tab, button: &str) {
    let filled =
        "[...document.querySelectorAll('main .main')].map(({ dataset }) => dataset.testid)";
    tab.until_is("one button is filled", filled, json!([button]))
        .await;
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
    is_to_be_pressed(&tab, "mine").await;
    tab.click("mine").await;
    until_ticked(&tab, [true, false, false]).await;

    let link = "document.querySelector('[data-testid=first-minute] ol a').click()";
    let second = browser.opened_by(&tab, link).await;
    second.address().await;
    assert_eq!(second.text("room").await, tab.text("room").await);
    second.mine().await;
    second.mine().await;
    until_ticked(&tab, [true, true, false]).await;
    is_to_be_pressed(&tab, "resolve").await;
    tab.click("resolve").await;
    until_ticked(&tab, [true; 3]).await;
    is_to_be_pressed(&tab, "mine").await;
    tab.until_length(3).await;

    tab.click("view-lessons").await;
    tab.click("view-node").await;
    assert!(tab.text(STRIP).await.is_err(), "it is done");
    is_told_no_more(&tab).await;
}

#[tokio::test]
async fn who_is_behind_is_led_to_resolve_first() {
    let site = Site::start().await;
    let (browser, [tab]) = nodes(&site).await;
    let next = "[...document.querySelectorAll('[data-testid=first-minute] li')].findIndex((step) => step.matches('.next'))";
    tab.until_is("the first step is next", next, json!(0)).await;
    let other = browser.open(site.address()).await;
    other.mine().await;
    tab.until_is("the third step is next", next, json!(2)).await;
    is_to_be_pressed(&tab, "resolve").await;
    tab.click("resolve").await;
    tab.until_is("the first step is next again", next, json!(0))
        .await;
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

/// The hash of a text, as the browser computes it.
async fn sha256(tab: &Tab, text: &str) -> String {
    let digits = format!(
        "crypto.subtle.digest('SHA-256', new TextEncoder().encode('{text}'))
            .then((hash) => [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))"
    );
    tab.eval(&digits)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Waits until this proof and its hash are shown as found.
async fn until_found(tab: &Tab, number: &str, hash: &str) {
    let wanted = format!("Found: {number}");
    let told = tab
        .text_when("hashing", |told| told.contains(&wanted))
        .await;
    assert!(told.contains(hash), "{told} lacks {hash}");
}

/// Notes whether numbers are tried slowly.
const WATCH: &str = "(() => {
    window.slowed = false;
    const look = () => { slowed ||= document.body.innerText.includes('Slowed down'); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
})()";

#[tokio::test]
async fn the_first_block_is_seen_slowly_and_no_other_one() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.eval(WATCH).await;
    // A script is not slowed, and is no first block of a person.
    tab.mine().await;
    let first = sha256(&tab, "10035293").await;
    until_found(&tab, "35,293", &first).await;
    assert_eq!(tab.eval("slowed").await, false);

    tab.click("mine").await;
    // The node itself has its block before the numbers are seen.
    tab.until_length(3).await;
    let slowly = "document.querySelector('.chance .note').innerText";
    tab.until("it is told that this is slower", async |tab| {
        match tab.eval(slowly).await.as_str() {
            Some(told) if told.starts_with("Slowed down for your first block") => Ok(()),
            told => Err(format!("{told:?}")),
        }
    })
    .await;
    let second = sha256(&tab, "3529335089").await;
    until_found(&tab, "35,089", &second).await;
    tab.text_when("hashing", |told| told.contains("Best of the others"))
        .await;
    let told = tab.eval(slowly).await;
    let tried = "Your first block: trying 0 to 35,089 took";
    assert!(
        told.as_str().is_some_and(|told| told.starts_with(tried)),
        "{told}"
    );

    tab.eval("slowed = false").await;
    tab.click("mine").await;
    let third = sha256(&tab, "35089119678").await;
    until_found(&tab, "119,678", &third).await;
    tab.new_room().await;
    tab.eval(WATCH).await;
    tab.click("mine").await;
    until_found(&tab, "35,293", &first).await;
    assert_eq!(tab.eval("slowed").await, false);
}

#[tokio::test]
async fn what_is_slow_can_be_ended_and_hands_on_the_focus() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.click("mine").await;
    let end = "(() => {
        const cancel = document.querySelector('[data-testid=cancel-mining]');
        const slow = document.querySelector('.chance .note').textContent.includes('Slowed down') && !cancel.disabled;
        if (slow) {
            cancel.focus();
            cancel.click();
        }
        return slow;
    })()";
    tab.until("it can be ended", async |tab| match tab.eval(end).await {
        ended if ended == true => Ok(()),
        _ => Err("it is not slow".to_owned()),
    })
    .await;
    let hash = sha256(&tab, "10035293").await;
    until_found(&tab, "35,293", &hash).await;
    tab.until_length(2).await;
    tab.until("the button has the focus", async |tab| {
        match tab.eval("document.activeElement.dataset.testid").await {
            focused if focused == "mine" => Ok(()),
            focused => Err(focused.to_string()),
        }
    })
    .await;
}

#[tokio::test]
async fn who_wants_less_motion_is_told_how_many_numbers_were_tried() {
    if lacks(Ability::Emulation).is_some() {
        return;
    }
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    tab.stand_still().await;
    tab.eval(WATCH).await;
    tab.click("mine").await;
    let hash = sha256(&tab, "10035293").await;
    until_found(&tab, "35,293", &hash).await;
    let told = tab
        .eval("document.querySelector('.chance .note').innerText")
        .await;
    let tried = "Your first block: trying 0 to 35,293 took";
    assert!(
        told.as_str().is_some_and(|told| told.starts_with(tried)),
        "{told}"
    );
    assert_eq!(tab.eval("slowed").await, false);
}
