//! The page's `tabchain.verify` judges as CPython does: all of the vectors, in the browser.

use browser_tests::{Site, Tab, nodes};
use serde_json::{Value, json};

const BLOCKS: &str = include_str!("fixtures/blocks.json");
const CHAINS: &str = include_str!("fixtures/chains.json");
const REFUSED: &str = include_str!("fixtures/refused.json");

fn entries(fixture: &str) -> Vec<Value> {
    match serde_json::from_str(fixture) {
        Ok(entries) => entries,
        Err(error) => panic!("a fixture is no JSON list: {error}"),
    }
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    match entry[field].as_str() {
        Some(text) => text,
        None => panic!("{} has no text {field}", entry["name"]),
    }
}

fn verify(chain: &str, rules: &Value) -> String {
    format!("tabchain.verify({}, {rules})", json!(chain))
}

fn classic() -> Value {
    json!({ "proof": "classic", "difficulty_bits": 16 })
}

async fn node(site: &Site) -> (browser_tests::Browser, Tab) {
    let (browser, [tab]) = nodes(site).await;
    (browser, tab)
}

#[tokio::test]
async fn every_chain_of_the_vectors_is_judged_as_cpython_judged_it() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(CHAINS) {
        let verdict = tab
            .eval(&verify(text(&entry, "chain_json"), &entry["rules"]))
            .await;
        for field in ["valid", "bad_block", "fault"] {
            assert_eq!(
                verdict[field], entry[field],
                "{field} of {}: {verdict}",
                entry["name"]
            );
        }
        let blocks = entries(text(&entry, "chain_json")).len();
        assert_eq!(
            verdict["hashes"].as_array().map(Vec::len),
            Some(blocks),
            "{}",
            entry["name"]
        );
    }
}

#[tokio::test]
async fn every_block_of_the_vectors_has_the_hash_cpython_gave_it() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(BLOCKS) {
        let chain = format!("[{}]", text(&entry, "block_json"));
        let verdict = tab.eval(&verify(&chain, &classic())).await;
        assert_eq!(
            verdict["hashes"],
            json!([entry["sha256"]]),
            "{}",
            entry["name"]
        );
    }
}

#[tokio::test]
async fn everything_the_vectors_refuse_is_refused_with_a_reason() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(REFUSED) {
        let chain = format!("[{}]", text(&entry, "block_json"));
        let reason = tab.rejection(&verify(&chain, &classic())).await;
        // Where the text is JSON, the reason names the block.
        let broken_json = matches!(text(&entry, "name"), "not JSON" | "NaN amount");
        assert!(
            broken_json || reason.contains("block 1"),
            "{}: {reason}",
            entry["name"]
        );
    }
}
