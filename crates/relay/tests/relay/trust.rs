//! Hostile clients: what they send costs them, and the honest ones go on.

use std::time::Duration;

use protocol::RateLimit;
use relay::{Config, Limits, Running};
use reqwest::header::{HOST, ORIGIN, USER_AGENT};
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::member::{Member, PATIENCE, client, start, told};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0";

async fn honest_pair(relay: &Running) -> (Member, Member) {
    let one = Member::join(relay, "main", "tab-honest1").await;
    let two = Member::join(relay, "main", "tab-honest2").await;
    (one, two)
}

async fn still_talk((one, two): &mut (Member, Member)) {
    one.say(Some("tab-honest2"), json!("are you there?")).await;
    loop {
        let heard = two.hear().await;
        if heard["from"] == "tab-honest1" {
            return assert_eq!(heard["message"], "are you there?");
        }
    }
}

#[tokio::test]
async fn a_websocket_of_another_site_is_refused() {
    let relay = start(Config::default()).await;
    let own = format!("http://{}", relay.address());
    for origin in [
        "http://evil.example",
        "https://127.0.0.1",
        "null",
        "http://127.0.0.1:1",
    ] {
        let refused = Member::knock(&relay, "main", "tab-1", "t", &[("origin", origin)]).await;
        match refused {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403, "{origin}"),
            Err(other) => panic!("{origin}: {other}"),
            Ok(_) => panic!("{origin} was let in"),
        }
    }
    let mut fine = Member::knock(&relay, "main", "tab-1", "t", &[("origin", &own)])
        .await
        .unwrap();
    fine.port().await;
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_mine_but_curl_can() {
    let relay = start(Config::default()).await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let base = format!("http://{}/rooms/main/nodes/tab-1", relay.address());
    let mine = || client().get(format!("{base}/mine"));
    let refused = [
        mine().header(ORIGIN, "http://evil.example"),
        mine()
            .header("Sec-Fetch-Site", "cross-site")
            .header(USER_AGENT, BROWSER),
        mine()
            .header("Sec-Fetch-Site", "same-site")
            .header(USER_AGENT, BROWSER),
        // Over plain http on a LAN a browser tells nothing but its name.
        mine().header(USER_AGENT, BROWSER),
        client()
            .post(format!("{base}/transactions/new"))
            .header(ORIGIN, "http://evil.example")
            .body("{}"),
    ];
    for request in refused {
        let (status, body) = told(request).await;
        assert_eq!(status, 403);
        assert!(
            body["message"].as_str().unwrap().contains("another site"),
            "{body}"
        );
    }
    for request in [
        mine(),
        mine()
            .header("Sec-Fetch-Site", "none")
            .header(USER_AGENT, BROWSER),
        mine().header(ORIGIN, format!("http://{}", relay.address())),
    ] {
        let caller = tokio::spawn(told(request));
        let call = tab.called().await;
        tab.answer(&call, 200, "{}").await;
        assert_eq!(caller.await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn a_rebound_name_is_refused() {
    let mut config = Config::default();
    config.names.push("class.example".to_owned());
    let relay = start(config).await;
    let port = relay.address().port();
    for (host, status) in [
        ("evil.example".to_owned(), 421),
        (format!("evil.example:{port}"), 421),
        (format!("class.example:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("192.168.7.9:{port}"), 200),
    ] {
        let request = client()
            .get(format!("http://{}/api/relay?room=main", relay.address()))
            .header(HOST, &host);
        assert_eq!(told(request).await.0, status, "{host}");
    }
}

#[tokio::test]
async fn whoever_sends_what_is_no_message_is_cut_off() {
    let relay = start(Config::default()).await;
    let mut honest = honest_pair(&relay).await;
    for nonsense in [
        Message::Text("hello".into()),
        Message::Text("[".repeat(100_000).into()),
        Message::Text(r#"{"v":1,"to":null}"#.into()),
        Message::Binary(vec![0, 1, 2].into()),
    ] {
        let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
        hostile.push(nonsense).await.unwrap();
        assert_eq!(hostile.until_closed().await.0, 1007);
        still_talk(&mut honest).await;
        // Its place is kept for a while, under the same token.
    }
}

#[tokio::test]
async fn deeply_nested_messages_are_not_passed_on() {
    let relay = start(Config::default()).await;
    let mut honest = honest_pair(&relay).await;
    for depth in [33, 2_000_000] {
        let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
        let nested = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let bomb = format!(r#"{{"v":1,"from":"x","to":"tab-honest2","message":{nested}}}"#);
        hostile.send(bomb).await;
        assert_eq!(hostile.until_closed().await.0, 1007);
        honest
            .0
            .say(Some("tab-honest2"), json!("are you there?"))
            .await;
        assert_eq!(honest.1.hear().await["from"], "tab-honest1");
    }
}

#[tokio::test]
async fn a_member_sends_as_much_as_a_chain_needs_and_not_more() {
    const MEBIBYTE: usize = 1 << 20;

    let relay = start(Config::default()).await;
    let mut hears = Member::join(&relay, "main", "tab-hears").await;
    let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
    let start = std::time::Instant::now();
    let message =
        json!({ "v": 1, "from": "x", "to": "tab-hears", "message": "x".repeat(MEBIBYTE) });
    let message = message.to_string();
    let flood = tokio::spawn(async move {
        while hostile
            .push(Message::Text(message.clone().into()))
            .await
            .is_ok()
        {}
    });
    for heard in 1..=12 {
        hears.hear().await;
        // The last message may be begun with nothing left.
        let most = 8.0 + 2.0 * start.elapsed().as_secs_f64() + 1.0;
        assert!(f64::from(heard) <= most, "{heard} MiB of {most} at most");
    }
    assert!(start.elapsed() > Duration::from_secs(1), "not more");
    assert!(start.elapsed() < PATIENCE, "as much as a chain needs");
    flood.abort();
}

#[tokio::test]
async fn giant_control_messages_are_refused() {
    let relay = start(Config::default()).await;
    let mut honest = honest_pair(&relay).await;
    let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
    let giant = json!({ "aside": "x".repeat(65 * 1024), "to": "tab-honest1" });
    hostile.send(giant.to_string()).await;
    assert_eq!(hostile.until_closed().await.0, 1009);
    still_talk(&mut honest).await;
}

#[tokio::test]
async fn giant_messages_are_refused() {
    let relay = start(Config::default()).await;
    let mut honest = honest_pair(&relay).await;
    let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
    hostile.say(None, json!("x".repeat(65 * 1024))).await;
    assert_eq!(hostile.until_closed().await.0, 1009);
    still_talk(&mut honest).await;

    let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
    let giant = json!({ "v": 1, "from": "x", "to": "tab-honest1", "message": "x".repeat(5 << 20) });
    // The relay may have hung up before all of it is sent.
    let _ = hostile.push(Message::Text(giant.to_string().into())).await;
    // The relay hangs up with the rest of it unread, and TCP may say so before the reason is read.
    assert!([1009, 1006].contains(&hostile.until_closed().await.0));
    still_talk(&mut honest).await;
}

#[tokio::test]
async fn what_is_too_large_and_what_is_no_text_are_told_apart() {
    let limits = Limits {
        message_bytes: 1000,
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let large = Message::Text("x".repeat(1001).into());
    let no_text = Frame::message(vec![0xff], OpCode::Data(Data::Text), true);
    for (message, code) in [(large, 1009), (Message::Frame(no_text), 1007)] {
        let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
        hostile.push(message).await.unwrap();
        assert_eq!(hostile.until_closed().await.0, code);
    }
}

#[tokio::test]
async fn a_flood_is_slowed_down_and_the_others_go_on() {
    let limits = Limits {
        messages: RateLimit {
            per_second: 50.0,
            burst: 100.0,
        },
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut honest = honest_pair(&relay).await;
    let mut hostile = Member::join(&relay, "main", "tab-hostile").await;
    let flood = tokio::spawn(async move {
        let frame = json!({ "v": 1, "from": "x", "to": null, "message": "x" }).to_string();
        while hostile
            .push(Message::Text(frame.clone().into()))
            .await
            .is_ok()
        {}
    });
    let start = std::time::Instant::now();
    for _ in 0..20 {
        still_talk(&mut honest).await;
    }
    let mut heard = 0;
    honest.0.say(Some("tab-honest1"), json!("end")).await;
    loop {
        let message = honest.0.hear().await;
        if message["from"] == "tab-honest1" {
            break;
        }
        heard += 1;
    }
    let most = 100.0 + 50.0 * (start.elapsed().as_secs_f64() + 1.0);
    assert!(
        f64::from(heard) <= most,
        "{heard} messages of a flood passed"
    );
    flood.abort();
}

#[tokio::test]
async fn a_slow_reader_is_dropped_with_a_reason_and_the_others_go_on() {
    let limits = Limits {
        waiting_messages: 16,
        waiting_bytes: 1 << 20,
        write_within: Duration::from_secs(60),
        close_within: PATIENCE,
        ..Limits::default()
    };
    let relay = start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut honest = honest_pair(&relay).await;
    let mut slow = Member::join(&relay, "main", "tab-slow").await;
    // More than the system's buffers hold, and it reads nothing.
    let piece = json!("x".repeat(1 << 20));
    for _ in 0..24 {
        honest.0.say(Some("tab-slow"), piece.clone()).await;
    }
    still_talk(&mut honest).await;
    let (code, reason) = slow.until_closed().await;
    assert_eq!(code, 4002);
    assert!(reason.contains("too slowly"), "{reason}");
}

#[tokio::test]
async fn silent_connections_cost_the_others_nothing() {
    let relay = start(Config::default()).await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(
            tokio::net::TcpStream::connect(relay.address())
                .await
                .unwrap(),
        );
    }
    let mut honest = honest_pair(&relay).await;
    still_talk(&mut honest).await;
}
