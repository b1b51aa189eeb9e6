//! The branches of a room as a class sees them: all chains side by side, in a tab that has mined none of them.

use browser_tests::{Site, Tab, nodes};
use serde_json::{Value, json};

/// Where this node says that it stands.
async fn tip(tab: &Tab) -> String {
    let observed = observed(tab).await;
    match &observed["tip"] {
        Value::String(tip) => tip.clone(),
        other => panic!("no tip: {other}"),
    }
}

async fn observed(tab: &Tab) -> Value {
    let script = "new Promise((done) => { const stop = tabchain.watch((seen) => setTimeout(() => { stop(); done(seen); })); })";
    tab.eval(script).await
}

/// Waits until the tree shows the block of each of these hashes.
async fn until_drawn(tab: &Tab, tips: &[String]) {
    for tip in tips {
        let id = format!("fork-block-{}", &tip[..8]);
        tab.until(&format!("{id} is drawn"), async |tab| {
            tab.text(&id).await.map(|_| ())
        })
        .await;
    }
}

#[tokio::test]
async fn a_tab_that_only_watches_shows_all_chains_of_the_room_and_takes_none() {
    let site = Site::start().await;
    let (_browser, [teacher, ada, bo, cy, dee]) = nodes(&site).await;
    let students = [&ada, &bo, &cy, &dee];
    let mut tips = Vec::new();
    for student in students {
        student.mine().await;
        student.mine().await;
        tips.push(tip(student).await);
    }
    teacher.click("view-forks").await;
    until_drawn(&teacher, &tips).await;
    teacher
        .text_when("fork-summary", |summary| summary.starts_with("4 branches"))
        .await;
    assert_eq!(teacher.shown_length().await, Ok(1));
    let addresses: Vec<String> = {
        let mut addresses = Vec::new();
        for student in students {
            addresses.push(student.address().await);
        }
        addresses
    };
    let seen = observed(&teacher).await;
    let blocks = seen["blocks"].as_array().cloned().unwrap_or_default();
    assert_eq!(blocks.len(), 9);
    for (tip, address) in tips.iter().zip(&addresses) {
        let block = blocks.iter().find(|block| block["hash"] == json!(tip));
        assert_eq!(
            block.map(|block| &block["fetched_from"]),
            Some(&json!(address))
        );
    }

    // A node that has mined fetches the others' chains at a click, though they are no longer than its own.
    ada.click("view-forks").await;
    ada.text_when("forks-elsewhere", |note| note.starts_with("3 nodes"))
        .await;
    ada.click("forks-fetch").await;
    ada.text_when("forks-fetched", |told| told == "3 branches were fetched.")
        .await;
    until_drawn(&ada, &tips).await;
    assert_eq!(tip(&ada).await, tips[0]);

    // One chain grows and all resolve: what they left is still there.
    bo.mine().await;
    bo.until_length(4).await;
    for tab in [&teacher, &ada, &cy, &dee] {
        assert_eq!(tab.resolve().await["message"], "Our chain was replaced");
    }
    teacher
        .text_when("fork-orphans", |count| count == "6 blocks orphaned")
        .await;
}

#[tokio::test]
async fn the_console_tells_what_became_of_each_nodes_branch() {
    let site = Site::start().await;
    let (_browser, [one, two, three]) = nodes(&site).await;
    one.until_peers(2).await;
    one.mine().await;
    two.mine().await;
    // A node is asked by where it last said that it stands.
    let address = two.address().await;
    one.until(
        "the other node says that it stands at block 2",
        async |tab| {
            let seen = observed(tab).await;
            let peers = seen["peers"].as_array().cloned().unwrap_or_default();
            let there = |peer: &Value| peer["address"] == json!(address) && peer["length"] == 2;
            if peers.iter().any(there) {
                Ok(())
            } else {
                Err(seen["peers"].to_string())
            }
        },
    )
    .await;
    let told = one.eval("tabchain.branches()").await;
    assert_eq!(told["message"], "Branches fetched, none adopted");
    assert_eq!(told["fetched"], 1);
    let expected = [
        json!({ "address": address, "blocks": 1, "length": 2, "outcome": "fetched" }),
        json!({ "address": three.address().await, "length": 1, "outcome": "known" }),
    ];
    let peers = told["peers"].as_array().cloned().unwrap_or_default();
    assert_eq!(peers.len(), 2);
    for peer in expected {
        assert!(peers.contains(&peer), "{peer} is not among {told}");
    }
    one.until_length(2).await;
}
