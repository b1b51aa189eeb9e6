//! The tutorial's HTTP API, with a tab that a test plays.

use std::time::Duration;

use relay::{Config, Limits};
use serde_json::json;

use crate::member::{Member, client, free_ports, get, start, told, until};

fn with_ports() -> Config {
    Config {
        first_port: free_ports(),
        ports: 20,
        ..Config::default()
    }
}

#[tokio::test]
async fn a_tab_answers_at_its_own_port_and_under_its_path() {
    let relay = start(with_ports()).await;
    let (mut one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    let (_two, other) = Member::join_with_port(&relay, "main", "tab-2").await;
    assert!(other > port, "in the order in which they joined");

    for base in [
        format!("http://127.0.0.1:{port}"),
        format!("http://localhost:{port}"),
        format!("http://{}/rooms/main/nodes/tab-1", relay.address()),
    ] {
        let body = r#"{"nodes": [ "http://localhost:5001" ]}"#;
        let request = client().post(format!("{base}/nodes/register")).body(body);
        let caller = tokio::spawn(told(request));
        let call = one.called().await;
        assert_eq!(call["method"], "POST");
        assert_eq!(call["path"], "/nodes/register");
        assert_eq!(call["body"], json!(body), "the body comes as it was sent");
        let message = r#"{"message": "New nodes have been added"}"#;
        one.answer(&call, 201, message).await;
        let (status, answer) = caller.await.unwrap();
        assert_eq!(status, 201);
        assert_eq!(answer["message"], "New nodes have been added");
    }
}

#[tokio::test]
async fn of_a_transaction_what_the_tutorial_does_not_look_at_is_left_out() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let base = format!("http://{}/rooms/main/nodes/tab-1", relay.address());
    for (sent, passed_on) in [
        (
            r#"{"note": [{"a": 1}], "sender": "a", "recipient": "b", "amount": 1.0, "fee": null}"#,
            r#"{"amount":1.0,"recipient":"b","sender":"a"}"#,
        ),
        (
            r#"{"amount": 1, "amount": 100000000000000000000}"#,
            r#"{"amount":100000000000000000000}"#,
        ),
        (
            r#"{"sender": "a", "recipient": "b", "amount": 1, "fee": 2, "seq": 3, "signature": "c", "note": 4}"#,
            r#"{"amount":1,"fee":2,"recipient":"b","sender":"a","seq":3,"signature":"c"}"#,
        ),
        ("[1]", "[1]"),
        (r#"{"sender": "#, r#"{"sender": "#),
    ] {
        let request = client().post(format!("{base}/transactions/new")).body(sent);
        let caller = tokio::spawn(told(request));
        let call = one.called().await;
        assert_eq!(call["body"], json!(passed_on));
        one.answer(&call, 201, "{}").await;
        assert_eq!(caller.await.unwrap().0, 201);
    }
}

#[tokio::test]
async fn accounts_and_transactions_are_asked_for_by_name() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let base = format!("http://{}/rooms/main/nodes/tab-1", relay.address());
    let name = "0f".repeat(32);
    for path in [format!("/accounts/{name}"), format!("/transactions/{name}")] {
        let caller = tokio::spawn(told(client().get(format!("{base}{path}"))));
        let call = one.called().await;
        assert_eq!(
            (&call["method"], &call["path"]),
            (&json!("GET"), &json!(path))
        );
        one.answer(&call, 200, r#"{"block": 2}"#).await;
        assert_eq!(caller.await.unwrap(), (200, json!({"block": 2})));
    }
    for path in [
        "/accounts/",
        "/accounts/a/b",
        "/transactions/",
        "/accounts/%7b",
    ] {
        assert_eq!(get(&format!("{base}{path}")).await.0, 404, "{path}");
    }
    let long = "0".repeat(129);
    assert_eq!(get(&format!("{base}/accounts/{long}")).await.0, 404);
    assert_eq!(get(&format!("{base}/transactions/new")).await.0, 405);
}

#[tokio::test]
async fn a_tabs_refusal_is_passed_on_as_it_is() {
    let relay = start(with_ports()).await;
    let (mut one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    let request = client().post(format!("http://127.0.0.1:{port}/nodes/register"));
    let caller = tokio::spawn(told(request.body("{}")));
    let call = one.called().await;
    one.answer(&call, 400, "Error: Please supply a valid list of nodes")
        .await;
    assert_eq!(
        caller.await.unwrap(),
        (400, json!("Error: Please supply a valid list of nodes"))
    );
}

#[tokio::test]
async fn an_unknown_node_is_404_and_an_unknown_call_too() {
    let relay = start(Config::default()).await;
    let _one = Member::join(&relay, "main", "tab-1").await;
    let at = relay.address();
    for path in [
        "main/nodes/tab-2/chain",
        "other/nodes/tab-1/chain",
        "main/nodes/tab-1/nothing",
    ] {
        let (status, body) = get(&format!("http://{at}/rooms/{path}")).await;
        assert_eq!(status, 404, "{path}");
        assert!(body["message"].is_string(), "{body}");
    }
    let request = client().post(format!("http://{at}/rooms/main/nodes/tab-1/mine"));
    assert_eq!(told(request).await.0, 405);
}

#[tokio::test]
async fn a_tab_that_is_closed_is_503_also_in_the_middle_of_a_call() {
    let relay = start(with_ports()).await;
    let (mut one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    let url = format!("http://127.0.0.1:{port}/mine");
    let caller = tokio::spawn(told(client().get(&url)));
    one.called().await;
    one.goodbye().await;
    let (status, body) = caller.await.unwrap();
    assert_eq!(status, 503);
    assert!(
        body["message"].as_str().unwrap().contains("tab-1"),
        "{body}"
    );
    assert_eq!(get(&url).await.0, 503);
}

#[tokio::test]
async fn a_tab_that_lost_its_connection_answers_when_it_is_back() {
    let relay = start(with_ports()).await;
    let (mut one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    let url = format!("http://127.0.0.1:{port}/mine");
    let caller = tokio::spawn(told(client().get(&url)));
    let call = one.called().await;
    drop(one);
    until("the loss is noticed", async || {
        get(&url.replace("mine", "chain")).await.0 == 503
    })
    .await;
    let (one, same) = Member::join_with_port(&relay, "main", "tab-1").await;
    assert_eq!(same, port);
    one.answer(&call, 200, r#"{"message": "New Block Forged"}"#)
        .await;
    assert_eq!(caller.await.unwrap().0, 200);
}

#[tokio::test]
async fn a_tab_that_does_not_answer_in_time_is_504() {
    let limits = Limits {
        answer_within: Duration::from_millis(100),
        mine_within: Duration::from_millis(300),
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..with_ports()
    })
    .await;
    let (_one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    for path in ["chain", "mine"] {
        let (status, body) = get(&format!("http://127.0.0.1:{port}/{path}")).await;
        assert_eq!(status, 504);
        assert!(
            body["message"].as_str().unwrap().contains("did not answer"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_answer_nobody_waits_for_is_refused() {
    let relay = start(Config::default()).await;
    let url = format!("http://{}/api/calls/00?status=200", relay.address());
    assert_eq!(told(client().post(url).body("{}")).await.0, 410);
}

#[tokio::test]
async fn a_tabs_port_leads_to_its_address() {
    let relay = start(with_ports()).await;
    let (_one, port) = Member::join_with_port(&relay, "main", "tab-1").await;
    let whois = format!("http://{}/api/rooms/main/whois", relay.address());
    for host in ["localhost", "127.0.0.1"] {
        let found = get(&format!("{whois}/{host}:{port}")).await;
        assert_eq!(found, (200, json!({ "tab": "tab-1" })));
    }
    let (status, body) = get(&format!("{whois}/10.1.2.3:80")).await;
    assert_eq!(status, 403);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("--peer http://10.1.2.3:80"),
        "{body}"
    );
}
