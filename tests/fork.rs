//! What a fork does to those who lose it: transactions return, and only who registered is heard.

use browser_tests::{Site, nodes};
use serde_json::{Value, json};

/// The transactions that people made, without the reward.
fn made_by_people(block: &Value) -> Vec<Value> {
    let transactions = block["transactions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    transactions
        .into_iter()
        .filter(|transaction| transaction["sender"] != "0")
        .collect()
}

#[tokio::test]
async fn transactions_of_orphaned_blocks_return_to_the_mempool() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.register(&two).await;

    let submitted = one.transact("ada", "bob", 5).await;
    assert_eq!(submitted["message"], "Transaction will be added to Block 2");
    let paid = json!([{ "sender": "ada", "recipient": "bob", "amount": 5 }]);
    assert_eq!(json!(made_by_people(&one.mine().await)), paid);
    two.mine().await;
    two.mine().await;

    let replaced = one.resolve().await;
    assert_eq!(replaced["message"], "Our chain was replaced");
    let on_chain = replaced["new_chain"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(made_by_people);
    assert_eq!(on_chain.count(), 0);

    // The next block carries it again, and one reward: that of the orphaned block is gone.
    let block = one.mine().await;
    assert_eq!(block["index"], 4);
    assert_eq!(json!(made_by_people(&block)), paid);
    assert_eq!(block["transactions"].as_array().map(Vec::len), Some(2));
    // And no block after it does.
    assert_eq!(made_by_people(&one.mine().await), Vec::<Value>::new());
}

#[tokio::test]
async fn a_node_hears_only_those_it_has_registered() {
    let site = Site::start().await;
    let (browser, [one]) = nodes(&site).await;
    one.click("auto-register").await;
    let two = browser.open(site.address()).await;
    two.address().await;
    two.mine().await;
    two.mine().await;

    // Tab 2 registered tab 1 when it joined, but not the other way round.
    let alone = one.resolve().await;
    assert_eq!(alone["message"], "Our chain is authoritative");
    assert_eq!(alone["peers"], json!([]));
    let asked = two.resolve().await;
    assert_eq!(asked["message"], "Our chain is authoritative");
    assert_eq!(asked["peers"][0]["address"], json!(one.address().await));

    one.register(&two).await;
    assert_eq!(one.resolve().await["message"], "Our chain was replaced");
    assert_eq!(one.chain_text().await, two.chain_text().await);
}

#[tokio::test]
async fn a_node_is_unregistered_and_registered_again_by_clicks() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    two.mine().await;
    let address = two.address().await;

    one.click(&format!("unregister-{address}")).await;
    one.click("resolve").await;
    assert_eq!(
        one.answer("Our chain is authoritative").await["peers"],
        json!([])
    );

    one.fill("register-address", &format!("http://{address}/"))
        .await;
    one.click("register-submit").await;
    let registered = one.answer("New nodes have been added").await;
    assert_eq!(registered["total_nodes"], json!([address]));
    one.click("resolve").await;
    one.answer("Our chain was replaced").await;
}

#[tokio::test]
async fn at_equal_length_each_node_keeps_its_own_chain() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    one.mine().await;
    two.mine().await;
    let before = (one.chain_text().await, two.chain_text().await);
    assert_ne!(before.0, before.1);
    for tab in [&one, &two] {
        assert_eq!(tab.resolve().await["message"], "Our chain is authoritative");
    }
    assert_eq!((one.chain_text().await, two.chain_text().await), before);
}

#[tokio::test]
async fn an_amount_keeps_its_exact_form_on_the_way_to_another_tab() {
    let site = Site::start().await;
    let (_browser, [one, two]) = nodes(&site).await;
    for (amount, block) in [
        ("1", 2),
        ("1.0", 3),
        ("0.1", 4),
        ("18446744073709551615", 5),
    ] {
        two.fill("tx-sender", "ada").await;
        two.fill("tx-recipient", "ボブ 🙂").await;
        two.fill("tx-amount", amount).await;
        two.click("transact").await;
        two.answer(&format!("Transaction will be added to Block {block}"))
            .await;
        two.mine().await;
    }
    assert_eq!(one.resolve().await["message"], "Our chain was replaced");
    let text = one.chain_text().await;
    assert_eq!(text, two.chain_text().await);
    for amount in ["1", "1.0", "0.1", "18446744073709551615"] {
        let transaction =
            format!(r#"{{"amount": {amount}, "recipient": "\u30dc\u30d6 \ud83d\ude42""#);
        assert!(text.contains(&transaction), "{amount} is not in {text}");
    }
    let rules = json!({ "proof": "classic", "difficulty_bits": 16 });
    let verdict = one
        .eval(&format!("tabchain.verify({}, {rules})", json!(text)))
        .await;
    assert_eq!(verdict["valid"], true);
}
