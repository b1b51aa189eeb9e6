//! What a resolve says: the verdict is seen where it was asked for, and many answers take few lines.

use browser_tests::{Site, Tab, nodes};
use serde_json::json;

/// A phone, a laptop, and a laptop at 200 % zoom.
const WINDOWS: [(u32, u32); 3] = [(390, 844), (1280, 800), (640, 400)];

/// Sees that all of the verdict is within the window.
async fn is_in_sight(tab: &Tab, when: &str) {
    let place = tab
        .eval(
            "(() => {
                const { left, top, right, bottom } = document.querySelector('[data-testid=resolve-state]').getBoundingClientRect();
                const within = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
                return { left, top, right, bottom, within };
            })()",
        )
        .await;
    assert_eq!(place["within"], true, "{when}: {place}");
}

#[tokio::test]
async fn the_verdict_is_in_the_window_right_after_the_click() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.register(&two).await;
    let name = two.text("node-name").await.unwrap_or_default();
    let heard = one
        .eval("document.querySelector('[data-testid=resolve-state]').role")
        .await;
    assert_eq!(heard, json!("status"), "screen readers hear it");
    for (length, window) in (2..).zip(WINDOWS) {
        one.resize(window).await;
        two.mine().await;
        let gave_way = format!("Our chain gave way to {name}’s longer one: {length} blocks.");
        one.click("resolve").await;
        one.text_when("resolve-state", |told| told == gave_way)
            .await;
        is_in_sight(&one, &format!("{window:?}")).await;

        // Nor does anybody who has scrolled until the button is at the lower edge have to scroll further.
        one.eval(
            "(() => {
                const button = document.querySelector('[data-testid=resolve]');
                scrollBy(0, button.getBoundingClientRect().bottom - innerHeight);
                button.click();
            })()",
        )
        .await;
        one.text_when("resolve-state", |told| {
            told == "Our chain stays: one node answered, without a longer valid chain."
        })
        .await;
        is_in_sight(&one, &format!("{window:?}, from the lower edge")).await;
    }
    one.click("mine").await;
    one.text_when("resolve-state", |told| told.starts_with("Asks the one"))
        .await;
}

#[tokio::test]
async fn of_many_answers_those_that_decided_stand_first_and_the_others_are_folded() {
    let site = Site::start().await;
    let (_browser, [one, two, .., last]) = nodes::<6>(&site).await;
    two.mine().await;
    last.mine().await;
    last.mine().await;
    let others = "Asks the 5 registered nodes";
    one.text_when("resolve-state", |told| told.starts_with(others))
        .await;
    one.click("resolve").await;
    one.answer("Our chain was replaced").await;
    let first = format!("({}): 3 blocks. The longest", last.address().await);
    one.text_when("report", |report| report.contains(&first))
        .await;
    let seen = one
        .eval("document.querySelector('[data-testid=report]').innerText.trim().split(/\\n+/)")
        .await;
    assert_eq!(seen.as_array().map(Vec::len), Some(2), "{seen}");
    assert!(
        seen[0].as_str().is_some_and(|line| line.contains(&first)),
        "{seen}"
    );
    assert_eq!(seen[1], "4 more: not longer");
    // The JSON is small until someone goes there, but scripts find all of it.
    let height = "document.querySelector('[data-testid=response]').getBoundingClientRect().height";
    let small = one.eval(height).await;
    one.eval("document.querySelector('[data-testid=response]').focus()")
        .await;
    let large = one.eval(height).await;
    assert!(
        small.as_f64() < Some(80.0) && large.as_f64() > Some(200.0),
        "{small}, {large}"
    );
}
