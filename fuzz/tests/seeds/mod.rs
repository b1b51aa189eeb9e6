//! What the parsers take: the golden vectors, and one message of each kind.

// Not every test program uses all of it.
#![allow(dead_code)]

use serde_json::Value;

pub const TRANSACTIONS: [&str; 3] = [
    r#"{"amount": 5, "recipient": "bob", "sender": "alice"}"#,
    r#"{"sender": "0", "recipient": "d4ee26eee15148ee92c6cd394edd974e", "amount": 1}"#,
    r#"{"amount":1.0,"recipient":"\u674e😀","sender":"\ud83d\ude00"}"#,
];

pub const NUMBERS: [&str; 6] = [
    "1713205842.8947453",
    "-0.0",
    "1e16",
    "5e-324",
    "123456789012345678901234567890",
    "1.7976931348623157e+308",
];

/// The texts of the blocks that CPython printed.
pub fn blocks() -> Vec<String> {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/blocks.json")).unwrap();
    let mut texts = Vec::new();
    strings(&vectors, &mut texts);
    texts.retain(|text| text.starts_with('{'));
    assert!(texts.len() > 5);
    texts
}

/// The chains of the golden vectors.
pub fn chains() -> Vec<String> {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/chains.json")).unwrap();
    let mut texts = Vec::new();
    strings(&vectors, &mut texts);
    texts.retain(|text| text.starts_with('['));
    texts.push(format!("[{}]", blocks().join(", ")));
    texts
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

pub const CONTROL: [&str; 6] = [
    "watching",
    "how-split",
    "split 3 tab-a tab-b tab-c",
    "cut tab-a tab-b",
    "mend tab-own tab-b",
    "seen 4 tab-b tab-c",
];

pub const BODIES: [&str; 4] = [
    r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#,
    r#"{"nodes": ["http://127.0.0.1:5001", "tab-b"]}"#,
    r#"{"nodes": []}"#,
    "",
];

/// A frame of each kind.
pub fn frames() -> Vec<String> {
    let block = blocks().swap_remove(0);
    let block = serde_json::to_string(&block).unwrap();
    let transaction = serde_json::to_string(TRANSACTIONS[0]).unwrap();
    let rules = r#"{"proof":"classic","difficulty_bits":16}"#;
    let tip = "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73";
    let messages = [
        r#""Seek""#.to_owned(),
        r#""Leave""#.to_owned(),
        format!(
            r#"{{"Present":{{"name":"Ada","rules":{rules},"length":7,"tip":"{tip}","pending":"0123456789abcdef"}}}}"#
        ),
        format!(r#"{{"Ask":{{"request":7,"locator":[[1,"{tip}"]],"limit":500}}}}"#),
        format!(
            r#"{{"Blocks":{{"request":1,"rules":{rules},"length":2,"after":0,"blocks":[{block},{block}]}}}}"#
        ),
        r#"{"AskTransactions":{"request":2,"skip":0}}"#.to_owned(),
        format!(
            r#"{{"Submitted":{{"id":{{"origin":"tab-b","serial":1}},"transaction":{transaction}}}}}"#
        ),
        format!(
            r#"{{"Transactions":{{"request":0,"items":[[{{"origin":"tab-b","serial":2}},{transaction}]],"next":null}}}}"#
        ),
    ];
    let mut frames: Vec<String> = messages
        .iter()
        .map(|message| format!(r#"{{"v":1,"from":"tab-b","to":null,"message":{message}}}"#))
        .collect();
    frames.extend(
        [
            r#"{"aside":"split 3 tab-a tab-b","from":"tab-b","to":"tab-own"}"#,
            r#"{"relay":{"welcome":{"port":5000,"asides":true}}}"#,
            r#"{"relay":{"call":{"id":"1","method":"GET","path":"/mine","body":""}}}"#,
            r#"{"relay":{"others":{"heard":true}}}"#,
        ]
        .map(str::to_owned),
    );
    frames
}
