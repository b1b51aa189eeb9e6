//! The page's `tabchain.search`: the smallest proof wins, however many workers search.

use browser_tests::{Site, nodes};
use serde_json::{Value, json};

fn search(options: &Value) -> String {
    format!("tabchain.search({options})")
}

#[tokio::test]
async fn the_smallest_proof_is_found_by_any_number_of_workers() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    for workers in [1, 2, 4] {
        let found = tab
            .eval(&search(&json!({
                "prefix": "35089", "suffix": "", "difficulty_bits": 16,
                "from": 0, "to": 10_000_000, "workers": workers,
            })))
            .await;
        assert_eq!(found["proof"], 119_678, "{workers} workers");
        assert!(found["hashes"].as_u64() >= Some(119_679), "{found}");
        assert!(found["seconds"].as_f64() > Some(0.0), "{found}");
    }
}

#[tokio::test]
async fn a_range_without_a_proof_gives_null_after_trying_all_of_it() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let found = tab
        .eval(&search(&json!({
            "prefix": "35089", "suffix": "", "difficulty_bits": 16,
            "from": 0, "to": 119_678, "workers": 4,
        })))
        .await;
    assert_eq!(found["proof"], Value::Null);
    assert_eq!(found["hashes"], 119_678);
}

#[tokio::test]
async fn a_search_does_not_disturb_the_node() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let both = "Promise.all([
        tabchain.search({prefix: '35089', suffix: '', difficulty_bits: 16, from: 0, to: 10000000, workers: 1}),
        tabchain.mine(),
    ])";
    let both = tab.eval(both).await;
    assert_eq!(both[0]["proof"], 119_678);
    assert_eq!(both[1]["proof"], 35293);
    tab.until_length(2).await;
}

#[tokio::test]
async fn a_search_that_makes_no_sense_is_refused_with_what_is_allowed() {
    let site = Site::start().await;
    let (_browser, [tab]) = nodes(&site).await;
    let sound = json!({
        "prefix": "1", "suffix": "", "difficulty_bits": 8, "from": 0, "to": 1000, "workers": 1,
    });
    let cases = [
        ("to", json!(0), "to"),
        ("from", json!(1000), "from"),
        ("from", json!(-1), "from"),
        ("from", json!(0.5), "from"),
        ("difficulty_bits", json!(257), "256"),
        ("difficulty_bits", json!(-1), "difficulty_bits"),
        ("difficulty_bits", json!("16"), "difficulty_bits"),
        ("workers", json!(0), "workers"),
        ("workers", json!(1.5), "workers"),
        ("prefix", json!("x".repeat(1025)), "1024"),
        ("suffix", json!("x".repeat(1025)), "1024"),
        ("prefix", json!(35089), "prefix"),
        ("prefix", Value::Null, "prefix"),
    ];
    for (field, value, told) in cases {
        let mut options = sound.clone();
        options[field] = value.clone();
        let reason = tab.rejection(&search(&options)).await;
        assert!(
            reason.contains(told),
            "{field}: {value} was refused with {reason:?}"
        );
    }
    // Nothing keeps running: the next search has its answer.
    assert!(tab.eval(&search(&sound)).await["proof"].is_u64());
}
