//! The tutorial's walk-through in two tabs: by clicks, by the console, and by keyboard alone.

use browser_tests::{Key, Site, Tab, nodes};
use serde_json::{Value, json};

const GENESIS_HASH: &str = "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73";

/// What both tabs must hold after the walk: tab 2's chain, with the seed's first proofs.
async fn both_hold_the_longer_chain(one: &Tab, two: &Tab, replaced: &Value) {
    let theirs = two.chain().await;
    assert_eq!(replaced["new_chain"], theirs["chain"]);
    assert_eq!(theirs["length"], 4);

    let chain = one.chain().await;
    assert_eq!(chain, theirs);
    let of = |field: &str| -> Vec<Value> {
        let blocks = chain["chain"].as_array().into_iter().flatten();
        blocks.map(|block| block[field].clone()).collect()
    };
    assert_eq!(of("index"), [1, 2, 3, 4]);
    assert_eq!(of("proof"), [100, 35293, 35089, 119678]);
    assert_eq!(of("previous_hash")[..2], [json!(1), json!(GENESIS_HASH)]);

    assert_eq!(one.chain_text().await, two.chain_text().await);
}

/// The page shows the four blocks, too.
async fn both_show_the_longer_chain(one: &Tab, two: &Tab) {
    for tab in [one, two] {
        tab.until_length(4).await;
        for (block, proof) in [
            ("block-2", "35293"),
            ("block-3", "35089"),
            ("block-4", "119678"),
        ] {
            tab.text_when(block, |text| text.contains(proof)).await;
        }
        tab.text_when("block-2", |text| text.contains(GENESIS_HASH))
            .await;
    }
}

#[tokio::test]
async fn two_tabs_fork_and_the_longer_chain_wins_by_clicks() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.register(&two).await;

    for length in [2, 3] {
        one.click("mine").await;
        one.until_length(length).await;
    }
    one.answer("New Block Forged").await;
    for length in [2, 3, 4] {
        two.click("mine").await;
        two.until_length(length).await;
    }

    one.click("resolve").await;
    let replaced = one.answer("Our chain was replaced").await;
    both_hold_the_longer_chain(&one, &two, &replaced).await;
    both_show_the_longer_chain(&one, &two).await;

    one.click("resolve").await;
    let kept = one.answer("Our chain is authoritative").await;
    assert_eq!(kept["chain"], two.chain().await["chain"]);
}

#[tokio::test]
async fn two_tabs_fork_and_the_longer_chain_wins_by_the_console() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;

    let registered = one.register(&two).await;
    assert_eq!(registered["message"], "New nodes have been added");
    assert_eq!(registered["total_nodes"], json!([two.address().await]));

    let first = one.mine().await;
    assert_eq!(first["message"], "New Block Forged");
    assert_eq!(first["index"], 2);
    assert_eq!(first["proof"], 35293);
    assert_eq!(first["previous_hash"], GENESIS_HASH);
    let reward = &first["transactions"];
    assert_eq!(
        *reward,
        json!([{ "sender": "0", "recipient": reward[0]["recipient"], "amount": 1 }])
    );
    one.mine().await;
    for _ in 0..3 {
        two.mine().await;
    }

    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced");
    both_hold_the_longer_chain(&one, &two, &replaced).await;
    both_show_the_longer_chain(&one, &two).await;

    let kept = one.resolve().await;
    assert_eq!(kept["message"], "Our chain is authoritative");
    assert_eq!(kept["chain"], two.chain().await["chain"]);
}

#[tokio::test]
async fn two_tabs_fork_and_the_longer_chain_wins_by_keyboard_alone() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;

    // A transaction first: its block carries it, and Enter in the last field is enough.
    one.show().await;
    for (field, text) in [
        ("tx-sender", "ada"),
        ("tx-recipient", "bob"),
        ("tx-amount", "5"),
    ] {
        one.tab_to(field).await;
        one.type_keys(text).await;
    }
    one.press(Key::Enter).await;
    one.answer("Transaction will be added to Block 2").await;

    for length in [2, 3] {
        one.enter("mine").await;
        one.until_length(length).await;
    }
    one.text_when("block-2", |text| {
        text.contains("ada") && text.contains("bob")
    })
    .await;

    two.show().await;
    for length in [2, 3, 4] {
        two.enter("mine").await;
        two.until_length(length).await;
    }

    // Tab 1 registered tab 2 when that turned up.
    one.show().await;
    one.enter("resolve").await;
    let replaced = one.answer("Our chain was replaced").await;
    both_hold_the_longer_chain(&one, &two, &replaced).await;
    both_show_the_longer_chain(&one, &two).await;

    one.enter("resolve").await;
    one.answer("Our chain is authoritative").await;
}
