//! The page's `tabchain.verify` judges rooms beyond the tutorial as CPython does: the vectors of all rules, in the browser.

use browser_tests::{Browser, Site, Tab, nodes};
use chain::{Block, Claim, Rules, Verdict, Verifier};
use serde_json::{Value, json};

const LEDGERS: &str = include_str!("fixtures/ledger/ledgers.json");
const UNREAD: &str = include_str!("fixtures/ledger/unread.json");
const CHOICES: &str = include_str!("fixtures/ledger/choices.json");
const RULES: &str = include_str!("fixtures/ledger/rules.json");

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

fn rules(entry: &Value) -> Rules {
    match serde_json::from_value(entry["rules"].clone()) {
        Ok(rules) => rules,
        Err(error) => panic!("{}: {error}", entry["name"]),
    }
}

async fn node(site: &Site) -> (Browser, Tab) {
    let (browser, [tab]) = nodes(site).await;
    (browser, tab)
}

fn call(chain: &str, rules: &Value) -> String {
    format!("tabchain.verify({}, {rules})", json!(chain))
}

/// The verdict as it is found natively.
fn natively(chain: &str, rules: Rules) -> Verdict {
    let genesis = rules.genesis().hash();
    let verify = |claim: &Claim| claim.is_true(&genesis);
    let verdict = Verifier::new(chain, rules).and_then(|verifier| verifier.finish_with(verify));
    verdict.unwrap_or_else(|error| panic!("no chain: {error}"))
}

#[tokio::test]
async fn every_chain_of_every_room_is_judged_as_cpython_judged_it() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(LEDGERS) {
        let chain = text(&entry, "chain_json");
        let verdict = tab.eval(&call(chain, &entry["rules"])).await;
        for field in [
            "valid",
            "bad_block",
            "fault",
            "transaction",
            "work",
            "balances",
        ] {
            assert_eq!(
                verdict[field], entry[field],
                "{field} of {}: {verdict}",
                entry["name"]
            );
        }
        let hashes = natively(chain, rules(&entry)).hashes;
        let hashes: Vec<String> = hashes.iter().map(ToString::to_string).collect();
        assert_eq!(verdict["hashes"], json!(hashes), "{}", entry["name"]);
    }
}

#[tokio::test]
async fn what_cpython_reads_as_no_chain_of_the_room_is_refused_with_the_block() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(UNREAD) {
        let reason = tab
            .rejection(&call(text(&entry, "chain_json"), &entry["rules"]))
            .await;
        assert!(reason.contains("block "), "{}: {reason}", entry["name"]);
    }
}

#[tokio::test]
async fn of_two_chains_the_page_finds_the_work_that_decides() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(CHOICES) {
        let mut weights = Vec::new();
        for chain in ["own", "other"] {
            let chain = text(&entry, chain);
            let verdict = tab.eval(&call(chain, &entry["rules"])).await;
            assert_eq!(verdict["valid"], true, "{}: {verdict}", entry["name"]);
            let work = natively(chain, rules(&entry)).work;
            assert_eq!(verdict["work"], work.to_string(), "{}", entry["name"]);
            let blocks = verdict["hashes"].as_array().map_or(0, Vec::len) as u128;
            weights.push(match entry["rules"]["retarget"].is_null() {
                true => blocks,
                false => work,
            });
        }
        let adopted = weights[1] > weights[0];
        assert_eq!(entry["adopted"], adopted, "{}", entry["name"]);
    }
}

#[tokio::test]
async fn rules_are_read_field_by_field_and_those_left_out_are_the_tutorials() {
    let site = Site::start().await;
    let (_browser, tab) = node(&site).await;
    for entry in entries(RULES) {
        let genesis = match Block::parse(text(&entry, "genesis"), rules(&entry).format()) {
            Ok(genesis) => genesis,
            Err(error) => panic!("{}: {error}", entry["name"]),
        };
        let chain = format!("[{}]", text(&entry, "genesis"));
        let mut given = entry["rules"].clone();
        for left_out in [false, true] {
            if left_out {
                let tutorial = json!({ "proof": "classic", "difficulty_bits": 16, "retarget": null, "ledger": "open",
                    "reward": 1, "halving_blocks": 0, "block_transactions": 1000, "network": "0000000000000000" });
                if let Some(fields) = given.as_object_mut() {
                    fields.retain(|field, value| tutorial[field] != *value);
                }
            }
            let verdict = tab.eval(&call(&chain, &given)).await;
            assert_eq!(
                verdict["valid"], true,
                "{}: {given}: {verdict}",
                entry["name"]
            );
            assert_eq!(verdict["hashes"], json!([genesis.hash().to_string()]));
        }
    }
    for (given, reason) in [
        (json!({ "colour": "red" }), "unknown field \"colour\""),
        (
            json!({ "ledger": "closed" }),
            "ledger: must be open or signed",
        ),
        (json!({ "proof": "none" }), "a proof rule is one of"),
        (
            json!({ "reward": 1_000_001 }),
            "reward must be 0 to 1000000",
        ),
        (
            json!({ "halving_blocks": 4_294_967_297_u64 }),
            "halving_blocks must be 0 to 1000000",
        ),
        (
            json!({ "block_transactions": 0 }),
            "block_transactions must be 1 to 1000",
        ),
        (
            json!({ "network": "00000000000000AA" }),
            "network must be 16 lower-case hex digits",
        ),
        (json!({ "retarget": 10 }), "an object is needed"),
        (
            json!({ "retarget": { "block_seconds": 10 } }),
            "Missing values: half_life_seconds",
        ),
        (
            json!({ "retarget": { "block_seconds": 10, "half_life_seconds": 60 } }),
            "retarget needs the proof rule sealed or header",
        ),
    ] {
        let said = tab.rejection(&call("[]", &given)).await;
        assert!(said.contains(reason), "{given}: {said}");
    }
}
