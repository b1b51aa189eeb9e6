//! Two relays as one, over a real nats-server.

use std::{net::TcpListener, time::Duration};

use relay::{Config, Limits, Running};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    member::{Member, client, free_ports, get, start, told, until},
    nats_server::Server,
};

/// Speaks until the other hears it: subscriptions take a moment.
pub async fn meet(one: &mut Member, two: &mut Member) {
    let told = two.address.clone();
    loop {
        one.say(Some(&told), json!("meet")).await;
        let heard = tokio::time::timeout(std::time::Duration::from_millis(200), two.hear()).await;
        if heard.is_ok_and(|heard| heard["message"] == "meet") {
            return;
        }
    }
}

/// The next message that is no greeting and none of the relay's own.
pub async fn heard(member: &mut Member) -> Value {
    loop {
        let heard = member.hear().await;
        if heard["message"] != "meet" && heard.get("relay").is_none() {
            return heard;
        }
    }
}

#[tokio::test]
async fn members_of_two_relays_hear_each_other_once() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    let mut other = Member::join(&there, "other", "tab-3").await;
    meet(&mut one, &mut two).await;
    meet(&mut two, &mut one).await;

    for number in 0..50 {
        one.say(None, json!(number)).await;
    }
    for number in 0..50 {
        let heard = heard(&mut two).await;
        assert_eq!(
            (&heard["from"], &heard["message"]),
            (&json!("tab-1"), &json!(number))
        );
    }
    // Larger than NATS takes at once.
    let piece = json!("b".repeat(3 << 20));
    two.say(Some("tab-1"), piece.clone()).await;
    assert_eq!(heard(&mut one).await["message"], piece);

    let mut four = Member::join(&here, "other", "tab-4").await;
    meet(&mut four, &mut other).await;
}

#[tokio::test]
async fn a_tab_whose_relay_dies_goes_on_at_another_and_takes_its_address_along() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    drop(here);
    one.until_closed().await;
    let mut one = Member::join(&there, "main", "tab-1").await;
    one.say(None, json!("here I am")).await;
    assert_eq!(heard(&mut two).await["message"], "here I am");
}

#[tokio::test]
async fn an_address_is_one_members_at_all_relays() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::knock(&here, "main", "tab-1", "mine", &[])
        .await
        .unwrap();
    one.port().await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    let mut thief = Member::knock(&there, "main", "tab-1", "guess", &[])
        .await
        .unwrap();
    assert_eq!(thief.until_closed().await.0, 4001);
    let mut again = Member::knock(&there, "main", "tab-1", "mine", &[])
        .await
        .unwrap();
    again.port().await;
    assert_eq!(one.until_closed().await.0, 4000);
}

#[tokio::test]
async fn an_address_is_its_owners_at_another_relay_also_while_the_owner_is_away() {
    let Some(server) = Server::start() else {
        return;
    };
    let limits = Limits {
        away_for: Duration::from_millis(50),
        ..Limits::default()
    };
    let here = start(Config {
        limits,
        ..server.config()
    })
    .await;
    let there = server.relay().await;
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    let mut owner = Member::knock(&here, "main", "tab-3", "mine", &[])
        .await
        .unwrap();
    owner.port().await;
    // It leaves for good, and has an address still.
    owner.goodbye().await;
    let mut thief = Member::knock(&there, "main", "tab-3", "guess", &[])
        .await
        .unwrap();
    assert_eq!(thief.until_closed().await.0, 4001);
    let mut owner = Member::knock(&there, "main", "tab-3", "mine", &[])
        .await
        .unwrap();
    owner.port().await;
    owner.say(Some("tab-1"), json!("it is me")).await;
    assert_eq!(heard(&mut one).await["message"], "it is me");
}

#[tokio::test]
async fn nats_may_be_restarted() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    let port = server.port;
    drop(server);
    // Members are told that the others can't be heard, and that they can again.
    let told = |heard: Value| heard["relay"]["others"]["heard"].clone();
    while told(two.hear().await) != json!(false) {}
    // Meanwhile the room goes on at each relay.
    let mut three = Member::join(&there, "main", "tab-3").await;
    three.say(None, json!("without the others")).await;
    assert_eq!(heard(&mut two).await["message"], "without the others");

    let server = Server::start_at(port);
    assert!(server.is_some());
    while told(two.hear().await) != json!(true) {}
    meet(&mut one, &mut two).await;
    one.say(None, json!("again")).await;
    assert_eq!(heard(&mut two).await["message"], "again");
}

#[tokio::test]
async fn a_relay_starts_without_its_nats_server_and_finds_it_later() {
    let Some(server) = Server::start() else {
        return;
    };
    let port = server.port;
    let config = server.config();
    drop(server);
    until("the port is free", async || {
        TcpListener::bind(("127.0.0.1", port)).is_ok()
    })
    .await;
    let (here, there) = (start(config.clone()).await, start(config).await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    let server = Server::start_at(port);
    assert!(server.is_some());
    meet(&mut one, &mut two).await;
}

/// Makes a call until the tab gets it: subscriptions take a moment. The call, and who waits for the answer.
pub async fn reach(
    tab: &mut Member,
    request: impl Fn() -> RequestBuilder,
) -> (Value, JoinHandle<(u16, Value)>) {
    loop {
        let mut caller = tokio::spawn(told(request()));
        tokio::select! {
            call = tab.called() => return (call, caller),
            refused = &mut caller => {
                let (status, body) = refused.unwrap();
                assert!([404, 503].contains(&status), "{status} {body}");
            }
        }
    }
}

/// Waits until a relay hears the others: it is sure then that nobody has an address.
async fn until_connected(relay: &Running) {
    let nobody = format!("{}/chain", path(relay, "tab-nobody"));
    until("the relay has found its NATS server", async || {
        get(&nobody).await.0 == 404
    })
    .await;
}

/// Where another relay answers for a node.
pub fn path(relay: &Running, address: &str) -> String {
    format!("http://{}/rooms/main/nodes/{address}", relay.address())
}

#[tokio::test]
async fn a_program_calls_a_tab_at_whichever_relay_it_is() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut tab = Member::join(&here, "main", "tab-1").await;
    // The other relay knows nobody of this room, and finds the tab all the same.
    let base = path(&there, "tab-1");
    let body = r#"{"amount":5,"recipient":"b","sender":"a"}"#;
    let transact = || client().post(format!("{base}/transactions/new")).body(body);
    let (call, caller) = reach(&mut tab, transact).await;
    assert_eq!(
        (&call["path"], &call["body"]),
        (&json!("/transactions/new"), &json!(body))
    );
    tab.answer(&call, 201, r#"{"message": "added"}"#).await;
    assert_eq!(caller.await.unwrap(), (201, json!({ "message": "added" })));

    // An answer that is larger than NATS takes at once.
    let caller = tokio::spawn(told(client().get(format!("{base}/chain"))));
    let call = tab.called().await;
    let chain = json!({ "chain": "b".repeat(5 << 20) });
    tab.answer(&call, 200, &chain.to_string()).await;
    assert_eq!(caller.await.unwrap(), (200, chain));

    let (status, unknown) = get(&format!("{}/chain", path(&there, "tab-2"))).await;
    assert_eq!(status, 404, "{unknown}");
}

#[tokio::test]
async fn a_tab_that_left_another_relay_is_503_and_one_that_moved_here_is_found() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    one.goodbye().await;
    let chain = format!("{}/chain", path(&there, "tab-1"));
    // A call that NATS loses in the very moment in which the tab leaves waits in vain; the next is told.
    until("the tab is known to be gone", async || {
        let told = tokio::time::timeout(std::time::Duration::from_secs(2), get(&chain)).await;
        told.is_ok_and(|(status, _)| status == 503)
    })
    .await;

    // What is addressed to it reaches it where it has moved to, at once.
    drop(two);
    let mut two = Member::join(&here, "main", "tab-2").await;
    let mut one = Member::join(&there, "main", "tab-1").await;
    meet(&mut one, &mut two).await;
    let chain = format!("{}/chain", path(&here, "tab-1"));
    let (call, caller) = reach(&mut one, || client().get(&chain)).await;
    one.answer(&call, 200, "{}").await;
    assert_eq!(caller.await.unwrap().0, 200);
}

#[tokio::test]
async fn a_relay_cut_off_from_the_others_says_so_to_who_calls_a_tab_there() {
    let Some(server) = Server::start() else {
        return;
    };
    let there = server.relay().await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    until_connected(&there).await;
    drop(server);
    while two.hear().await["relay"]["others"]["heard"] != json!(false) {}
    let (status, body) = get(&format!("{}/chain", path(&there, "tab-1"))).await;
    assert_eq!(status, 503);
    let message = body["message"].as_str().unwrap();
    assert!(message.contains("can't be heard"), "{message}");
}

#[tokio::test]
async fn a_port_of_another_relay_leads_to_its_tab() {
    let first_port = free_ports();
    let here = start(Config {
        first_port,
        ports: 20,
        ..Config::default()
    })
    .await;
    let origin = format!("http://{}", here.address());
    let there = start(Config {
        others: vec![origin],
        ..Config::default()
    })
    .await;
    let (_one, port) = Member::join_with_port(&here, "main", "tab-1").await;
    let whois = format!("http://{}/api/rooms/main/whois/127.0.0.1", there.address());
    let found = get(&format!("{whois}:{port}")).await;
    assert_eq!(found, (200, json!({ "tab": "tab-1" })));
    assert_eq!(get(&format!("{whois}:9")).await.0, 403);
}
