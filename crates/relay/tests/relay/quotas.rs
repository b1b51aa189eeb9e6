//! What one network address may have, and which may connect.

use std::time::{Duration, Instant};

use protocol::RateLimit;
use relay::{Config, Limits, Running};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::{
    member::{Member, client, start, told},
    process::{Process, head, honest_members_talk},
};

async fn with(limits: Limits) -> Running {
    start(Config {
        limits,
        ..Config::default()
    })
    .await
}

#[tokio::test]
async fn one_client_cannot_take_all_rooms() {
    let relay = Process::start(&[]).await;
    let mut all = Vec::new();
    let reason = loop {
        let room = format!("room-{}", all.len());
        let mut member = relay.knock(1, &room, "tab-1").await.unwrap();
        match member.frame().await.unwrap() {
            (1, _) => all.push(member),
            (_, content) => break String::from_utf8(content[2..].to_vec()).unwrap(),
        }
    };
    assert!(all.len() < 128, "{} rooms", all.len());
    assert!(
        reason.contains("rooms") && reason.contains("--shared"),
        "{reason}"
    );
    // A room of others is open to it, and so is this relay to others.
    honest_members_talk(&relay).await;
    relay.join(1, "honest", "tab-3").await;
    let log = relay.stop().await;
    assert!(log.contains("refused address=127.0.0.1"), "{log}");
}

#[tokio::test]
async fn one_client_cannot_join_without_end() {
    let relay = with(Limits {
        joins_per_address: RateLimit {
            per_second: 0.01,
            burst: 5.0,
        },
        ..Limits::default()
    })
    .await;
    for number in 0..5 {
        Member::join(&relay, "main", &format!("tab-{number}"))
            .await
            .goodbye()
            .await;
    }
    match Member::knock(&relay, "main", "tab-5", "t", &[]).await {
        Err(Error::Http(answer)) => {
            assert_eq!(answer.status(), 429);
            let body = answer.body().clone().unwrap_or_default();
            let body = String::from_utf8(body).unwrap();
            assert!(body.contains("--shared 127.0.0.1"), "{body}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was let in"),
    }
}

#[tokio::test]
async fn the_members_of_one_address_share_its_bytes() {
    const BURST: f64 = 300_000.0;
    const RATE: f64 = 100_000.0;
    const MESSAGE: usize = 20_000;

    let relay = with(Limits {
        bytes_per_address: RateLimit {
            per_second: RATE,
            burst: BURST,
        },
        ..Limits::default()
    })
    .await;
    let mut hears = Member::join(&relay, "main", "tab-hears").await;
    let begun = Instant::now();
    let mut floods = Vec::new();
    for number in 0..4 {
        let mut hostile = Member::join(&relay, "main", &format!("tab-{number}")).await;
        let message =
            json!({ "v": 1, "from": "x", "to": "tab-hears", "message": "x".repeat(MESSAGE) });
        let message = message.to_string();
        floods.push(tokio::spawn(async move {
            while hostile
                .push(Message::Text(message.clone().into()))
                .await
                .is_ok()
            {}
        }));
    }
    let mut heard = 0;
    while begun.elapsed() < Duration::from_secs(2) {
        if timeout(Duration::from_millis(500), hears.hear())
            .await
            .is_ok()
        {
            heard += MESSAGE;
        }
    }
    // Each of them is found to be over the limit by one message.
    let most = BURST + RATE * begun.elapsed().as_secs_f64() + 4.0 * MESSAGE as f64;
    assert!(
        heard as f64 <= most,
        "{heard} bytes of a flood passed, of {most} at most"
    );
    for flood in floods {
        flood.abort();
    }
}

#[tokio::test]
async fn a_denied_address_is_refused_and_named_in_the_log() {
    let relay = Process::start(&["--deny", "127.0.0.2", "--deny", "127.0.7.0/24"]).await;
    let mut denied = relay.connect(2).await;
    let said = head(&mut denied).await;
    assert!(said.is_empty() || said.contains("403"), "{said}");
    assert!(relay.knock(2, "main", "tab-1").await.is_none());
    honest_members_talk(&relay).await;
    let evil = client()
        .get(format!("http://{}/", relay.address))
        .header("host", "evil.example");
    assert_eq!(told(evil).await.0, 421);
    let log = relay.stop().await;
    // What tools that read logs look for.
    for address in ["127.0.0.2", "127.0.0.1"] {
        assert!(
            log.contains(&format!("refused address={address} ")),
            "{log}"
        );
    }
    assert!(
        !log.contains("tab-one") && !log.contains("evil.example"),
        "{log}"
    );
}
