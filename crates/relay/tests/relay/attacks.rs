//! Attacks on the relay as a whole, with what the system says of its memory and files as the bounds.

use std::time::{Duration, Instant};

use axum::{Router, body::Body, routing::get as answer};
use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};

use crate::{
    member::{PATIENCE, client, until},
    process::{Process, Raw, head, honest_members_talk},
};

/// The ceiling that these relays are given, in MiB: a small one, so that it is reached soon.
const MEMORY: &str = "128";
const CEILING: u64 = 128;

async fn small() -> Process {
    Process::start(&["--memory", MEMORY]).await
}

fn post(relay: &Process, path: &str, origin: &str, bytes: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\ncontent-length: {bytes}\r\n\r\n",
        relay.address
    )
}

/// Writes as much as the other side takes, at most so many MiB.
async fn pour(stream: &mut TcpStream, mebibytes: usize) {
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..mebibytes {
        if stream.write_all(&piece).await.is_err() {
            return;
        }
    }
}

/// Which of these were closed: with code and reason, or without where they had not read enough to hear them. Somebody is told
/// the reason, however long that takes; after that they are closed in quick succession, or not at all.
async fn closed(members: Vec<Raw>) -> Vec<Option<(u16, String)>> {
    let mut all = JoinSet::new();
    for mut member in members {
        all.spawn(async move { member.until_closed().await });
    }
    let mut closed: Vec<Option<(u16, String)>> = Vec::new();
    loop {
        let within = match closed.iter().any(Option::is_some) {
            true => Duration::from_secs(1),
            false => PATIENCE,
        };
        match timeout(within, all.join_next()).await {
            Ok(Some(ended)) => closed.extend(ended),
            Ok(None) | Err(_) => return closed,
        }
    }
}

#[tokio::test]
async fn answers_that_nobody_asked_for_are_refused_before_they_are_read() {
    let relay = small().await;
    let own = format!("http://{}", relay.address);
    let mut all = JoinSet::new();
    for number in 0..24 {
        let (origin, status) = match number % 2 {
            0 => ("http://evil.example", "403"),
            _ => (&*own, "410"),
        };
        let request = post(&relay, "/api/calls/00?status=200", origin, 60 << 20);
        let mut stream = relay.connect(1).await;
        all.spawn(async move {
            stream.write_all(request.as_bytes()).await.unwrap();
            // Before a byte of the body.
            let head = head(&mut stream).await;
            assert!(head.contains(status), "{head}");
            pour(&mut stream, 60).await;
        });
    }
    while let Some(ended) = all.join_next().await {
        ended.unwrap();
    }
    assert!(relay.peak() < 48, "{} MiB", relay.peak());
    honest_members_talk(&relay).await;
}

#[tokio::test]
async fn members_that_do_not_read_are_dropped_and_the_memory_is_bounded() {
    let relay = small().await;
    let mut silent = Vec::new();
    let mut speaking = JoinSet::new();
    for number in 0..30 {
        let last = 1 + number / 10;
        let (mute, to) = (format!("tab-mute-{number}"), format!("tab-mute-{number}"));
        silent.push(relay.join(last, "attacked", &mute).await);
        let mut speaker = relay
            .join(last, "attacked", &format!("tab-speaker-{number}"))
            .await;
        speaking.spawn(async move {
            // As much as its rate allows at once. It is dropped too where it holds most.
            for _ in 0..4 {
                if speaker.say(&to, 2 << 20).await.is_err() {
                    break;
                }
            }
        });
    }
    while let Some(ended) = speaking.join_next().await {
        ended.unwrap();
    }
    let closed = closed(silent).await;
    let slow =
        |reason: &Option<(u16, String)>| reason.as_ref().is_none_or(|(code, _)| *code == 4002);
    assert!(!closed.is_empty() && closed.iter().all(slow), "{closed:?}");
    honest_members_talk(&relay).await;
    let peak = relay.peak();
    assert!(peak < CEILING, "{peak} MiB");
    let log = relay.stop().await;
    assert!(log.contains("refused address=127.0.0."), "{log}");
}

#[tokio::test]
async fn unfinished_messages_kept_alive_by_pongs_are_bounded() {
    let relay = small().await;
    let mut all = JoinSet::new();
    for number in 0..40 {
        let mut member = relay
            .join(1 + number / 14, "attacked", &format!("tab-{number}"))
            .await;
        all.spawn(async move {
            // Fragments, and pongs between them.
            member.header(0x01, 1 << 20).await?;
            for first in [0x00, 0x00, 0x00] {
                pour(&mut member.0, 1).await;
                member.header(0x8a, 0).await?;
                member.header(first, 1 << 20).await?;
            }
            pour(&mut member.0, 1).await;
            Ok::<Raw, std::io::Error>(member)
        });
    }
    let mut held = Vec::new();
    while let Some(ended) = all.join_next().await {
        held.extend(ended.unwrap());
    }
    honest_members_talk(&relay).await;
    let peak = relay.peak();
    assert!(peak < CEILING, "{peak} MiB");
    let reasons: Vec<_> = closed(held).await.into_iter().flatten().collect();
    assert!(
        reasons
            .iter()
            .any(|(code, reason)| *code == 1013 && reason.contains("memory")),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn foreign_chains_fetched_at_once_are_bounded() {
    let piece = Bytes::from("1,".repeat(1 << 19));
    let chain = move || {
        let pieces = std::iter::once(Bytes::from("{\"chain\": ["))
            .chain(std::iter::repeat_n(piece.clone(), 20))
            .chain([Bytes::from("1]}")]);
        let pieces: Vec<Result<Bytes, std::io::Error>> = pieces.map(Ok).collect();
        async move { Body::from_stream(futures_util::stream::iter(pieces)) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = listener.local_addr().unwrap();
    let routes = Router::new().route("/chain", answer(chain));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let relay = Process::start(&["--memory", MEMORY, "--peer", &peer.to_string()]).await;

    let url = format!("http://{}/api/peers/{peer}/chain", relay.address);
    let mut all = JoinSet::new();
    for _ in 0..12 {
        let request = client().get(&url);
        all.spawn(async move {
            let answer = request.send().await.ok()?;
            let status = answer.status().as_u16();
            answer.bytes().await.ok()?;
            Some(status)
        });
    }
    let mut statuses = Vec::new();
    while let Some(ended) = all.join_next().await {
        statuses.push(ended.unwrap());
    }
    let peak = relay.peak();
    assert!(peak < CEILING, "{peak} MiB; {statuses:?}");
    assert!(statuses.contains(&Some(503)), "{statuses:?}");
    // Alone it comes.
    let alone = client().get(&url).send().await.unwrap();
    assert_eq!(alone.status(), 200);
    assert!(alone.bytes().await.unwrap().len() > 20 << 20);
}

#[tokio::test]
async fn answers_that_nobody_reads_are_bounded() {
    const CALLERS: usize = 16;

    let relay = small().await;
    let mut tab = relay.join(1, "attacked", "tab-1").await;
    let answer = "x".repeat(8 << 20);
    let mut callers = Vec::new();
    for _ in 0..CALLERS {
        let mut caller = relay.connect(2).await;
        let request = format!(
            "GET /rooms/attacked/nodes/tab-1/chain HTTP/1.1\r\nhost: {}\r\n\r\n",
            relay.address
        );
        caller.write_all(request.as_bytes()).await.unwrap();
        callers.push(caller);
        let (_, call) = tab.frame().await.unwrap();
        let call: serde_json::Value = serde_json::from_slice(&call).unwrap();
        let id = call["relay"]["call"]["id"].as_str().unwrap();
        let url = format!("http://{}/api/calls/{id}?status=200", relay.address);
        client()
            .post(url)
            .body(answer.clone())
            .send()
            .await
            .unwrap();
    }
    let peak = relay.peak();
    assert!(peak < CEILING, "{peak} MiB");
    let mut whole = 0;
    for mut caller in callers {
        let mut come = Vec::new();
        // Those that were cut off may be reset.
        while come.len() <= answer.len() {
            match timeout(PATIENCE, caller.read_buf(&mut come)).await.unwrap() {
                Ok(1..) => {}
                _ => break,
            }
        }
        whole += usize::from(come.len() > answer.len());
    }
    assert!(whole < CALLERS, "nobody was cut off");
    honest_members_talk(&relay).await;
}

#[tokio::test]
async fn idle_connections_leave_files_for_the_others() {
    let relay = Process::with_files("256", &[]).await;
    let mut idle = Vec::new();
    for _ in 0..600 {
        idle.push(relay.connect(1).await);
    }
    until("connections over the quota are closed", async || {
        relay.files() < 300
    })
    .await;
    honest_members_talk(&relay).await;
}

#[tokio::test]
async fn members_of_one_address_are_bounded_and_told_which_option_lifts_that() {
    let relay = small().await;
    let mut all = Vec::new();
    let refused = loop {
        assert!(all.len() < 300, "nobody was refused");
        let number = all.len();
        let mut member = relay
            .knock(1, "attacked", &format!("tab-{number}"))
            .await
            .unwrap();
        match member.frame().await.unwrap() {
            (1, _) => all.push(member),
            (_, content) => break String::from_utf8(content[2..].to_vec()).unwrap(),
        }
    };
    assert!(refused.contains("--shared"), "{refused}");
    assert!(all.len() >= 60, "a class fits");
    honest_members_talk(&relay).await;

    let shared = Process::start(&["--shared", "127.0.0.1"]).await;
    let mut all = Vec::new();
    for number in 0..300 {
        all.push(shared.join(1, "class", &format!("tab-{number}")).await);
    }
}

#[tokio::test]
async fn requests_of_one_address_are_bounded_and_told_which_option_lifts_that() {
    let relay = small().await;
    let mut held = Vec::new();
    let head = loop {
        assert!(held.len() < 300, "nobody was refused");
        let mut stream = relay.connect(1).await;
        // Its body never comes.
        let request = post(&relay, "/rooms/main/nodes/tab-1/transactions/new", "", 10);
        let request = request.replace("origin: \r\n", "expect: 100-continue\r\n");
        if stream.write_all(request.as_bytes()).await.is_err() {
            continue;
        }
        let head = head(&mut stream).await;
        if head.contains("429") {
            let mut body = String::new();
            stream.read_to_string(&mut body).await.unwrap();
            break head + &body;
        }
        held.push(stream);
    };
    assert!(head.contains("--shared 127.0.0.1"), "{head}");
    honest_members_talk(&relay).await;
    let log = relay.stop().await;
    assert!(log.contains("refused address=127.0.0.1"), "{log}");
}

#[tokio::test]
async fn lost_connections_give_their_files_back_at_once() {
    let relay = small().await;
    let before = relay.files();
    let mut all = Vec::new();
    for number in 0..100 {
        all.push(relay.join(1, "attacked", &format!("tab-{number}")).await);
    }
    assert!(relay.files() >= before + 100);
    drop(all);
    let start = Instant::now();
    until("the files are closed", async || relay.files() <= before + 2).await;
    // Their places are kept longer.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn thirty_tabs_behind_one_address_join_within_five_seconds() {
    let relay = Process::start(&[]).await;
    let start = Instant::now();
    let mut kept = Vec::new();
    for number in 0..30 {
        // What a browser holds open beside its WebSocket.
        for _ in 0..6 {
            let mut stream = relay.connect(1).await;
            let request = format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", relay.address);
            stream.write_all(request.as_bytes()).await.unwrap();
            let head = head(&mut stream).await;
            assert!(head.contains("200"), "{head}");
            kept.push(stream);
        }
        kept.push(relay.join(1, "class", &format!("tab-{number}")).await.0);
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    let log = timeout(PATIENCE, relay.stop()).await.unwrap();
    assert!(!log.contains("refused"), "{log}");
}
