//! Rooms: who hears whom, and what becomes of a place.

use std::time::Duration;

use relay::{Config, Limits};
use serde_json::json;

use crate::member::{Member, PATIENCE, get, start, until};

#[tokio::test]
async fn what_is_said_to_all_is_heard_by_all_others_of_the_room_and_by_nobody_else() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "red", "tab-1").await;
    let mut two = Member::join(&relay, "red", "tab-2").await;
    let mut three = Member::join(&relay, "blue", "tab-3").await;
    one.say(None, json!("hello")).await;
    let heard = two.hear().await;
    assert_eq!(
        heard,
        json!({ "v": 1, "from": "tab-1", "to": null, "message": "hello" })
    );

    // The other room, and the sender itself, hear only what comes after.
    let mut four = Member::join(&relay, "blue", "tab-4").await;
    four.say(None, json!("blue")).await;
    assert_eq!(three.hear().await["message"], "blue");
    two.say(None, json!("back")).await;
    assert_eq!(one.hear().await["message"], "back");
}

#[tokio::test]
async fn what_is_said_to_one_is_heard_by_that_one_alone() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let mut two = Member::join(&relay, "main", "tab-2").await;
    let mut three = Member::join(&relay, "main", "tab-3").await;
    one.say(Some("tab-2"), json!("secret")).await;
    one.say(None, json!("open")).await;
    assert_eq!(two.hear().await["message"], "secret");
    assert_eq!(three.hear().await["message"], "open");
}

#[tokio::test]
async fn what_is_said_aside_is_stamped_and_heard_by_all_others() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let mut two = Member::join(&relay, "main", "tab-2").await;
    one.send(r#"{"aside":"watching","from":"tab-2","to":null}"#.to_owned())
        .await;
    assert_eq!(
        two.hear().await,
        json!({ "aside": "watching", "from": "tab-1", "to": null })
    );
    // A frame that is both, or neither, is none.
    one.send(r#"{"v":1,"aside":"watching","message":"Seek","to":null}"#.to_owned())
        .await;
    assert_ne!(one.until_closed().await.0, 1000);
}

#[tokio::test]
async fn numbers_pass_through_unchanged() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let mut two = Member::join(&relay, "main", "tab-2").await;
    let message = r#"{"amount":1.0,"other":18446744073709551615,"tiny":1e-7}"#;
    one.send(format!(
        r#"{{"v":1,"from":"x","to":null,"message":{message}}}"#
    ))
    .await;
    let heard = two.hear().await.to_string();
    assert!(
        heard.contains("1.0") && heard.contains("18446744073709551615"),
        "{heard}"
    );
}

#[tokio::test]
async fn a_piece_of_a_chain_of_two_mebibytes_passes() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let mut two = Member::join(&relay, "main", "tab-2").await;
    let piece = "b".repeat(3 * 1024 * 1024);
    one.say(Some("tab-2"), json!(piece)).await;
    assert_eq!(two.hear().await["message"], json!(piece));
}

#[tokio::test]
async fn an_address_in_use_is_refused_but_its_own_tab_may_come_back() {
    let relay = start(Config::default()).await;
    let mut one = Member::knock(&relay, "main", "tab-1", "mine", &[])
        .await
        .unwrap();
    one.port().await;
    let mut thief = Member::knock(&relay, "main", "tab-1", "guess", &[])
        .await
        .unwrap();
    let (code, reason) = thief.until_closed().await;
    assert_eq!(code, 4001, "{reason}");

    let mut again = Member::knock(&relay, "main", "tab-1", "mine", &[])
        .await
        .unwrap();
    again.port().await;
    assert_eq!(one.until_closed().await.0, 4000);
    let mut two = Member::join(&relay, "main", "tab-2").await;
    two.say(Some("tab-1"), json!("welcome back")).await;
    assert_eq!(again.hear().await["message"], "welcome back");
}

#[tokio::test]
async fn rooms_and_members_are_bounded() {
    let limits = Limits {
        rooms: 2,
        room_members: 2,
        members: 3,
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let _one = Member::join(&relay, "red", "tab-1").await;
    let _two = Member::join(&relay, "red", "tab-2").await;
    for (room, address, reason) in [("red", "tab-3", "room is full")] {
        let mut more = Member::knock(&relay, room, address, "t", &[])
            .await
            .unwrap();
        let (code, said) = more.until_closed().await;
        assert_eq!(code, 1013);
        assert!(said.contains(reason), "{said}");
    }
    let three = Member::join(&relay, "blue", "tab-3").await;
    for (room, reason) in [("blue", "relay is full"), ("green", "no room left")] {
        let mut more = Member::knock(&relay, room, "tab-4", "t", &[])
            .await
            .unwrap();
        let (code, said) = more.until_closed().await;
        assert_eq!(code, 1013);
        assert!(said.contains(reason), "{said}");
    }
    // Whoever leaves makes room.
    three.goodbye().await;
    Member::join(&relay, "green", "tab-5").await;
}

#[tokio::test]
async fn what_is_no_room_or_address_is_refused() {
    let relay = start(Config::default()).await;
    for (room, address) in [
        ("a.b", "tab-1"),
        (&*"x".repeat(41), "tab-1"),
        ("main", "Tab-1"),
        ("main", ""),
    ] {
        let refused = Member::knock(&relay, room, address, "t", &[]).await;
        assert!(refused.is_err(), "{room} {address}");
    }
}

#[tokio::test]
async fn a_relay_that_stops_says_goodbye() {
    let relay = start(Config::default()).await;
    let mut one = Member::join(&relay, "main", "tab-1").await;
    let stopping = tokio::spawn(relay.stop());
    let (code, reason) = one.until_closed().await;
    assert_eq!((code, &*reason), (1001, "the relay stops"));
    drop(one);
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_member_without_a_sign_of_life_is_dropped() {
    let limits = Limits {
        ping_every: Duration::from_millis(100),
        silent_for: Duration::from_secs(2),
        answer_within: Duration::from_millis(100),
        close_within: PATIENCE,
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    // Pings are answered while one reads, so this one stays.
    let mut alive = Member::join(&relay, "main", "tab-1").await;
    let mut silent = Member::join(&relay, "main", "tab-2").await;
    let listening = tokio::spawn(async move { alive.hear().await });
    // Not reading, the other answers no ping.
    let call = format!("http://{}/rooms/main/nodes/tab-2/chain", relay.address());
    until("the silent member is gone", async || {
        get(&call).await.0 == 503
    })
    .await;
    assert_eq!(silent.until_closed().await.0, 4003);
    let mut three = Member::join(&relay, "main", "tab-3").await;
    three.say(None, json!("still here?")).await;
    assert_eq!(listening.await.unwrap()["message"], "still here?");
}
