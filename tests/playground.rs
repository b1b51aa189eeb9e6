//! The playground: a hash that changes with every letter, and a proof by hand, by mining, and under each
//! rule.

use browser_tests::{Browser, Site, Tab, nodes};
use serde_json::json;

async fn playground(site: &Site) -> (Browser, Tab) {
    let (browser, [tab]) = nodes(site).await;
    tab.click("view-playground").await;
    tab.text_when("play-hash", |hash| hash.len() == 64).await;
    (browser, tab)
}

/// SHA-256 as the browser itself reckons it.
async fn sha256(tab: &Tab, text: &str) -> String {
    let script = format!(
        "(async () => [...new Uint8Array(await crypto.subtle.digest(
            'SHA-256', new TextEncoder().encode({})))]
            .map((byte) => byte.toString(16).padStart(2, '0')).join(''))()",
        json!(text)
    );
    tab.eval(&script)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn attribute(tab: &Tab, id: &str, name: &str) -> String {
    let script =
        format!("document.querySelector('[data-testid=\"{id}\"]')?.getAttribute('{name}') ?? ''");
    tab.eval(&script)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn until_proof_holds(tab: &Tab, holds: bool) -> String {
    tab.until(
        &format!("the proof holds: {holds}"),
        async |tab| match attribute(tab, "play-verdict", "data-holds").await {
            shown if shown == holds.to_string() => tab.text("play-verdict").await,
            shown => Err(shown),
        },
    )
    .await
}

/// Changes one letter of the text as it stands.
async fn replace_text(tab: &Tab, text: &str) {
    replace(tab, "play-text", text).await;
}

/// Puts a text into a field in one go.
async fn replace(tab: &Tab, id: &str, text: &str) {
    let script = format!(
        "(() => {{
            const field = document.querySelector('[data-testid={id}]');
            field.value = {};
            field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
        }})()",
        json!(text)
    );
    tab.eval(&script).await;
}

#[tokio::test]
async fn a_hash_is_that_of_the_text_and_half_of_its_bits_change_with_a_letter() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    for text in ["", "a", "abc", "区块链 🙂", "line\nline"] {
        replace_text(&tab, text).await;
        let expected = sha256(&tab, text).await;
        tab.text_when("play-hash", |hash| hash == expected).await;
    }
    replace_text(&tab, "the quick brown fox").await;
    replace_text(&tab, "the quick brown fix").await;
    let (one, other) = (
        sha256(&tab, "the quick brown fox").await,
        sha256(&tab, "the quick brown fix").await,
    );
    let bits = |hash: &str| -> Vec<u32> {
        hash.chars()
            .filter_map(|digit| digit.to_digit(16))
            .collect()
    };
    let changed: u32 = bits(&one)
        .into_iter()
        .zip(bits(&other))
        .map(|(one, other)| (one ^ other).count_ones())
        .sum();
    tab.text_when("play-changed-bits", |told| {
        told == format!("{changed} of 256 bits changed")
    })
    .await;
}

#[tokio::test]
async fn a_proof_is_found_by_hand_and_the_smallest_by_mining() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    // The seed's first proof, behind its genesis.
    tab.fill("play-difficulty", "16").await;
    until_proof_holds(&tab, false).await;
    tab.fill("play-proof", "35292").await;
    until_proof_holds(&tab, false).await;
    assert_eq!(tab.text("play-hashed").await, Ok("10035292".to_owned()));
    tab.click("play-proof-up").await;
    let verdict = until_proof_holds(&tab, true).await;
    assert!(verdict.contains("needed: 16"), "{verdict}");
    assert_eq!(tab.text("play-hashed").await, Ok("10035293".to_owned()));
    let expected = sha256(&tab, "10035293").await;
    assert_eq!(tab.text("play-work").await, Ok(expected));

    tab.fill("play-proof", "0").await;
    tab.click("play-mine").await;
    until_proof_holds(&tab, true).await;
    assert_eq!(tab.value("play-proof").await, Ok("35293".to_owned()));
    tab.text_when("play-mining", |told| told.contains("35293"))
        .await;
}

#[tokio::test]
async fn what_a_block_says_may_change_under_classic_and_not_under_sealed() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    for (rule, holds_after) in [
        ("play-rule-classic", true),
        ("play-rule-linked", true),
        ("play-rule-sealed", false),
    ] {
        tab.click(rule).await;
        tab.fill("play-difficulty", "12").await;
        tab.fill("play-amount", "5").await;
        tab.click("play-mine").await;
        until_proof_holds(&tab, true).await;
        tab.fill("play-amount", "5000").await;
        until_proof_holds(&tab, holds_after).await;
        let told = tab.text("play-altered").await;
        assert!(told.is_ok_and(|told| told.contains("changed")), "{rule}");
    }
    // Under sealed the work has to be done again.
    tab.click("play-mine").await;
    until_proof_holds(&tab, true).await;
}

#[tokio::test]
async fn a_search_that_would_never_end_can_be_cancelled() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    tab.fill("play-difficulty", "200").await;
    tab.click("play-mine").await;
    tab.text_when("play-mining", |told| told.contains("attempts"))
        .await;
    tab.click("play-cancel").await;
    tab.text_when("play-mining", |told| told.starts_with("Stopped"))
        .await;
    tab.fill("play-difficulty", "4").await;
    tab.click("play-mine").await;
    until_proof_holds(&tab, true).await;
}

#[tokio::test]
async fn what_is_no_value_is_refused_beside_its_field() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    let hashed = tab.text("play-hashed").await;
    for (field, text) in [
        ("play-proof", "-1"),
        ("play-difficulty", "many"),
        ("play-amount", "x"),
        ("play-previous-proof", "?"),
        ("play-previous-hash", "00"),
    ] {
        tab.fill(field, text).await;
        tab.text_when(&format!("{field}-error"), |told| {
            told.starts_with("Must be")
        })
        .await;
        assert_eq!(attribute(&tab, field, "aria-invalid").await, "true");
        assert_eq!(tab.text("play-hashed").await, hashed, "{field}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_changed_block_depends_on_the_rule_and_not_on_luck() {
    let site = Site::start().await;
    let (_browser, tab) = playground(&site).await;
    tab.click("play-rule-sealed").await;
    tab.click("play-mine").await;
    until_proof_holds(&tab, true).await;
    // At 4 bits one changed block in 16 keeps its proof by luck.
    let mut lucky = None;
    for amount in 100..400 {
        let amount = amount.to_string();
        replace(&tab, "play-amount", &amount).await;
        tab.text_when("play-altered", |told| !told.is_empty()).await;
        // Both say the same again once the change is drawn.
        let told = tab
            .until("the verdict and what it means agree", async |tab| {
                let told = tab.text("play-altered").await?;
                let holds = attribute(tab, "play-verdict", "data-holds").await == "true";
                let agree = holds != told.contains("under sealed the work");
                if agree { Ok(told) } else { Err(told) }
            })
            .await;
        if !told.contains("under sealed the work") {
            lucky = Some(told);
            break;
        }
    }
    let told = lucky.unwrap_or_default();
    assert!(
        told.contains("by luck") && told.contains("one change in 16"),
        "{told}"
    );
    assert!(!told.contains("not look"), "{told}");
    // Under linked the next block's proof depends on the whole of this one.
    tab.click("play-rule-linked").await;
    tab.click("play-mine").await;
    until_proof_holds(&tab, true).await;
    tab.fill("play-amount", "5").await;
    tab.text_when("play-altered", |told| told.contains("next block"))
        .await;
}
