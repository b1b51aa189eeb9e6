//! Hostile clients of the NATS server: they read all that relays say there, and say what they like.

use std::{ops::Range, path::Path, time::Duration};

use async_nats::{Client, HeaderMap, Message, Subscriber};
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use hmac::{Hmac, KeyInit, Mac};
use relay::{Config, Running, Secret, StartError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, time::timeout};
use tokio_tungstenite::connect_async;

use crate::{
    member::{Member, PATIENCE, client, get, start, told},
    nats::{heard, meet, path, reach},
    nats_server::{SECRET, Server},
    process::{Process, head, honest_members_talk},
    program::Program,
};

/// Someone at the NATS server who knows no secret.
struct Attacker {
    nats: Client,
    wire: Subscriber,
}

impl Attacker {
    /// Reads all that is said on these subjects.
    async fn at(server: &Server, subjects: &str) -> Self {
        let url = format!("nats://127.0.0.1:{}", server.port);
        let connect = async {
            loop {
                // It may not listen yet.
                if let Ok(nats) = async_nats::connect(&url).await {
                    return nats;
                }
            }
        };
        let nats = timeout(PATIENCE, connect).await.unwrap();
        let wire = nats.subscribe(subjects.to_owned()).await.unwrap();
        // A question is answered after the server has taken note of the subscription: nobody has this subject.
        nats.request("nobody", Bytes::new()).await.unwrap_err();
        Self { nats, wire }
    }

    /// The next message that has this in it.
    async fn reads(&mut self, needle: &str) -> Message {
        let read = async {
            loop {
                let message = self.wire.next().await.unwrap();
                if String::from_utf8_lossy(&message.payload).contains(needle) {
                    return message;
                }
            }
        };
        timeout(PATIENCE, read).await.unwrap()
    }

    /// All that was said up to now. What the attacker said itself is on its way to the relays then, before all that they
    /// say from now on: the NATS server keeps the order in which it got things.
    async fn reads_all(&mut self) -> Vec<Message> {
        let inbox = self.nats.new_inbox();
        let mut answers = self.nats.subscribe(inbox.clone()).await.unwrap();
        self.nats.publish(inbox, Bytes::new()).await.unwrap();
        timeout(PATIENCE, answers.next()).await.unwrap().unwrap();
        let mut all = Vec::new();
        while let Some(message) = self.wire.next().now_or_never() {
            all.push(message.unwrap());
        }
        all
    }

    /// The relay whose message it is.
    fn relay_of(message: &Message) -> String {
        text(message.headers.as_ref().unwrap(), "Relay")
    }

    /// Says a message again, as it was said or changed.
    async fn says(&self, message: &Message, change: impl FnOnce(&mut HeaderMap, &mut Bytes)) {
        let mut headers = message.headers.clone().unwrap_or_default();
        let mut payload = message.payload.clone();
        change(&mut headers, &mut payload);
        let subject = message.subject.clone();
        let said = match message.reply.clone() {
            Some(reply) => {
                let nats = &self.nats;
                nats.publish_with_reply_and_headers(subject, reply, headers, payload)
                    .await
            }
            None => {
                self.nats
                    .publish_with_headers(subject, headers, payload)
                    .await
            }
        };
        said.unwrap();
        self.nats.flush().await.unwrap();
    }
}

/// What a relay proves of a message.
fn proof(secret: &str, parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).unwrap().as_str().to_owned()
}

#[tokio::test]
async fn a_relay_does_not_share_its_rooms_without_a_secret_unless_it_is_told_to_trust_all() {
    let alone = Config {
        nats: Some("nats://127.0.0.1:1".to_owned()),
        ..Config::default()
    };
    let error = Running::start(alone.clone()).await.err();
    assert!(matches!(error, Some(StartError::NoSecret)), "{error:?}");
    assert!(error.unwrap().to_string().contains("--secret-file"));
    start(Config {
        trust_nats: true,
        ..alone
    })
    .await;
}

#[tokio::test]
async fn frames_forged_at_the_nats_server_reach_no_tab_and_silence_no_relay() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut attacker = Attacker::at(&server, "tabchain.rooms.>").await;
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    one.say(None, json!("true")).await;
    let recorded = attacker.reads("true").await;
    let forged = Bytes::from(r#"{"v":1,"from":"tab-1","to":null,"message":"forged"}"#);
    let number = |headers: &HeaderMap| text(headers, "Number").parse::<u64>().unwrap();
    for other in ["another secret of somebody else", "", SECRET] {
        for ahead in [
            1,
            1_000,
            u64::MAX - number(recorded.headers.as_ref().unwrap()),
        ] {
            attacker
                .says(&recorded, |headers, payload| {
                    let next = number(headers) + ahead;
                    headers.insert("Number", next.to_string());
                    // Of the message that was recorded, or by another secret.
                    if other != SECRET {
                        *payload = forged.clone();
                        headers.insert("Proof", proof(other, &[&forged]));
                    }
                })
                .await;
        }
    }
    attacker
        .says(&recorded, |headers, payload| {
            headers.insert("Relay", "relay-of-nobody");
            *payload = Bytes::from(r#"{"bridge":{"joined":["tab-2","00"]}}"#);
        })
        .await;
    attacker
        .says(&recorded, |headers, _| *headers = HeaderMap::new())
        .await;
    assert_eq!(heard(&mut two).await["message"], "true");
    one.say(None, json!("true again")).await;
    assert_eq!(heard(&mut two).await["message"], "true again");
}

#[tokio::test]
async fn what_was_recorded_at_the_nats_server_is_not_heard_when_it_is_said_again() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut attacker = Attacker::at(&server, "tabchain.rooms.>").await;
    let (here, there) = (server.relay().await, server.relay().await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    let mut recorded = Vec::new();
    for number in 0..5 {
        let said = format!("said {number}");
        one.say(None, json!(said)).await;
        recorded.push(attacker.reads(&said).await);
        assert_eq!(heard(&mut two).await["message"], said);
    }
    two.say(None, json!("heard")).await;
    let other = attacker.reads("heard").await;
    let [here, there] = [&recorded[0], &other].map(Attacker::relay_of);
    // Nor by a relay that never heard it, where all of it would be new. That one asks who says so.
    let new = server.relay().await;
    let mut three = Member::join(&new, "main", "tab-3").await;
    let asked = async {
        loop {
            attacker.says(&recorded[0], |_, _| {}).await;
            let asked = timeout(Duration::from_millis(200), attacker.reads("who")).await;
            if asked.is_ok_and(|asked| ![&here, &there].contains(&&Attacker::relay_of(&asked))) {
                return;
            }
        }
    };
    timeout(PATIENCE, asked).await.unwrap();
    for message in &recorded {
        attacker.says(message, |_, _| {}).await;
        // Nor in another room.
        let elsewhere = Message {
            subject: "tabchain.rooms.other".into(),
            ..message.clone()
        };
        attacker.says(&elsewhere, |_, _| {}).await;
    }
    meet(&mut one, &mut three).await;
    for message in &recorded {
        attacker.says(message, |_, _| {}).await;
    }
    one.say(None, json!("now")).await;
    assert_eq!(heard(&mut two).await["message"], "now");
    assert_eq!(heard(&mut three).await["message"], "now");
}

/// What a relay of this network says, or said once, in the room of a message that was read.
async fn says_as_relay(
    attacker: &Attacker,
    read: &Message,
    relay: &str,
    number: u64,
    content: &str,
) {
    let number = number.to_string();
    let parts: [&[u8]; 6] = [
        b"tabchain room 1",
        read.subject.as_bytes(),
        relay.as_bytes(),
        number.as_bytes(),
        b"1/1",
        content.as_bytes(),
    ];
    let proof = proof(SECRET, &parts);
    attacker
        .says(read, |headers, payload| {
            headers.insert("Relay", relay);
            headers.insert("Number", number.as_str());
            headers.insert("Part", "1/1");
            headers.insert("Proof", proof);
            *payload = Bytes::copy_from_slice(content.as_bytes());
        })
        .await;
}

#[tokio::test]
async fn a_taken_that_was_recorded_expels_no_member_when_it_is_said_again() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut attacker = Attacker::at(&server, "tabchain.rooms.>").await;
    let (here, there) = (server.relay().await, server.relay().await);
    let mut two = Member::join(&here, "main", "tab-2").await;
    let mut one = Member::join(&there, "main", "tab-1").await;
    meet(&mut two, &mut one).await;
    let taken = |address: &str| {
        let owner = hex::encode(Sha256::digest(address));
        format!(r#"{{"bridge":{{"taken":["{address}","{owner}"]}}}}"#)
    };
    two.say(Some("tab-1"), json!("before")).await;
    let read = attacker.reads("before").await;
    let headers = read.headers.as_ref().unwrap();
    let number: u64 = text(headers, "Number").parse().unwrap();
    // As it was said by a relay that is gone, and by one that is there, which has said more since then.
    for (relay, number) in [
        ("relay-of-before", 1),
        ("relay-of-before", number + 1),
        (text(headers, "Relay").as_str(), number - 1),
        (text(headers, "Relay").as_str(), number),
        (text(headers, "Relay").as_str(), u64::MAX),
    ] {
        says_as_relay(&attacker, &read, relay, number, &taken("tab-1")).await;
    }
    attacker.reads_all().await;
    // The last one made it ask who that relay is, and so it hears it again.
    let asks = async {
        loop {
            two.say(Some("tab-1"), json!("still here?")).await;
            let said = timeout(Duration::from_millis(200), heard(&mut one)).await;
            if said.is_ok_and(|said| said["message"] == "still here?") {
                return;
            }
        }
    };
    timeout(PATIENCE, asks).await.unwrap();
    // Said now, of one that has just joined, it does it.
    let mut three = Member::join(&there, "main", "tab-3").await;
    let read = attacker.reads("still here?").await;
    let headers = read.headers.as_ref().unwrap();
    let number: u64 = text(headers, "Number").parse().unwrap();
    let relay = text(headers, "Relay");
    says_as_relay(&attacker, &read, &relay, number + 1_000, &taken("tab-3")).await;
    assert_eq!(three.until_closed().await.0, 4001);
}

/// Waits until a tab hears calls from a relay. Once somebody else listens to calls, one that comes too early is
/// lost without a word: NATS no longer says that nobody has the tab.
async fn until_reached(tab: &mut Member, from: &Running) {
    let resolve = format!("{}/nodes/resolve", path(from, "tab-1"));
    let (call, caller) = reach(tab, || client().get(&resolve)).await;
    tab.answer(&call, 200, "{}").await;
    caller.await.unwrap();
}

#[tokio::test]
async fn a_call_that_was_recorded_mines_nothing_when_it_is_made_again() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut tab = Member::join(&here, "main", "tab-1").await;
    until_reached(&mut tab, &there).await;
    let mut attacker = Attacker::at(&server, "tabchain.calls.>").await;
    let mine = format!("{}/mine", path(&there, "tab-1"));
    let (call, caller) = reach(&mut tab, || client().get(&mine)).await;
    let recorded = attacker.reads("/mine").await;
    for _ in 0..5 {
        attacker.says(&recorded, |_, _| {}).await;
        // With another time, another place for the answer, or another content it is no call.
        attacker
            .says(&recorded, |headers, _| headers.insert("Time", "0"))
            .await;
        let mut elsewhere = recorded.clone();
        elsewhere.reply = Some("_INBOX.attacker".into());
        attacker.says(&elsewhere, |_, _| {}).await;
        attacker
            .says(&recorded, |_, payload| {
                *payload = Bytes::from(r#"{"method":"GET","path":"/nodes/resolve","body":""}"#);
            })
            .await;
        attacker
            .says(&recorded, |headers, _| *headers = HeaderMap::new())
            .await;
    }
    tab.answer(&call, 200, r#"{"index": 2}"#).await;
    assert_eq!(caller.await.unwrap(), (200, json!({ "index": 2 })));
    // The next call that the tab hears is the next one that was made.
    let chain = format!("{}/chain", path(&there, "tab-1"));
    let caller = tokio::spawn(told(client().get(&chain)));
    let call = tab.called().await;
    assert_eq!(call["path"], "/chain");
    tab.answer(&call, 200, "{}").await;
    assert_eq!(caller.await.unwrap().0, 200);
}

#[tokio::test]
async fn an_answer_forged_at_the_nats_server_is_not_believed() {
    let Some(server) = Server::start() else {
        return;
    };
    let (here, there) = (server.relay().await, server.relay().await);
    let mut tab = Member::join(&here, "main", "tab-1").await;
    until_reached(&mut tab, &there).await;
    let mut attacker = Attacker::at(&server, "tabchain.calls.>").await;
    let chain = format!("{}/chain", path(&there, "tab-1"));
    let (call, caller) = reach(&mut tab, || client().get(&chain)).await;
    let heard = attacker.reads("/chain").await;
    let reply = heard.reply.unwrap();
    for (fields, proof) in [
        (&[("Status", "200"), ("Part", "1/1")][..], None),
        (&[("Status", "200"), ("Part", "1/1")], Some("00".repeat(32))),
        (&[("Time", "0")], None),
    ] {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.insert(*name, *value);
        }
        if let Some(proof) = proof {
            headers.insert("Proof", proof);
        }
        let forged = Bytes::from(r#"{"length": 9000}"#);
        let said = attacker
            .nats
            .publish_with_headers(reply.clone(), headers, forged);
        said.await.unwrap();
    }
    attacker.nats.flush().await.unwrap();
    tab.answer(&call, 200, r#"{"length": 1}"#).await;
    assert_eq!(caller.await.unwrap(), (200, json!({ "length": 1 })));
}

/// A call as a relay makes it whose clock shows this time.
async fn call_at(nats: &Client, time: u64) -> Message {
    let subject = "tabchain.calls.main.7461622d31";
    let payload = br#"{"method":"GET","path":"/mine","body":""}"#;
    let inbox = nats.new_inbox();
    let mut answers = nats.subscribe(inbox.clone()).await.unwrap();
    let time = time.to_string();
    let parts: [&[u8]; 5] = [
        b"tabchain call 1",
        subject.as_bytes(),
        inbox.as_bytes(),
        time.as_bytes(),
        payload,
    ];
    let mut headers = HeaderMap::new();
    headers.insert("Proof", proof(SECRET, &parts));
    headers.insert("Time", time);
    nats.publish_with_reply_and_headers(subject, inbox, headers, Bytes::from_static(payload))
        .await
        .unwrap();
    timeout(PATIENCE, answers.next()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_call_of_long_ago_is_not_made_and_a_relay_with_another_clock_is_told_the_time() {
    let Some(server) = Server::start() else {
        return;
    };
    let here = server.relay().await;
    let mut tab = Member::join(&here, "main", "tab-1").await;
    let there = server.relay().await;
    until_reached(&mut tab, &there).await;
    let attacker = Attacker::at(&server, "tabchain.calls.>").await;

    let told = call_at(&attacker.nats, 1_000_000).await;
    let headers = told.headers.as_ref().unwrap();
    assert!(headers.get("Status").is_none());
    let time: u64 = text(headers, "Time").parse().unwrap();
    let parts: [&[u8]; 3] = [
        b"tabchain clock 1",
        told.subject.as_bytes(),
        &time.to_string().into_bytes(),
    ];
    assert_eq!(text(headers, "Proof"), proof(SECRET, &parts));
    // With the time of the relay that has the tab the call is made.
    let answer = tokio::spawn({
        let nats = attacker.nats.clone();
        async move { call_at(&nats, time).await }
    });
    let call = tab.called().await;
    assert_eq!(call["path"], "/mine");
    tab.answer(&call, 200, "{}").await;
    let answer = answer.await.unwrap();
    assert_eq!(text(&answer.headers.unwrap(), "Status"), "200");
}

#[tokio::test]
async fn a_relay_calls_again_with_the_time_that_the_other_tells_and_only_once() {
    let Some(server) = Server::start() else {
        return;
    };
    // Another relay's part, whose clock is an hour ahead.
    let mut other = Attacker::at(&server, "tabchain.calls.>").await;
    let here = server.relay().await;
    let url = format!("{}/mine", path(&here, "tab-1"));
    let caller = tokio::spawn(async move {
        loop {
            let (status, body) = get(&url).await;
            // Until the relay has found its NATS server.
            if ![404, 503].contains(&status) {
                return (status, body);
            }
        }
    });
    let first = other.reads("/mine").await;
    let time = text(first.headers.as_ref().unwrap(), "Time");
    let ahead = (time.parse::<u64>().unwrap() + 3_600_000).to_string();
    let reply = first.reply.unwrap();
    for _ in 0..3 {
        let mut headers = HeaderMap::new();
        let parts: [&[u8]; 3] = [b"tabchain clock 1", reply.as_bytes(), ahead.as_bytes()];
        headers.insert("Proof", proof(SECRET, &parts));
        headers.insert("Time", ahead.as_str());
        let told = other
            .nats
            .publish_with_headers(reply.clone(), headers, Bytes::new());
        told.await.unwrap();
    }
    let second = other.reads("/mine").await;
    assert_eq!(second.reply.as_ref(), Some(&reply));
    assert_eq!(text(second.headers.as_ref().unwrap(), "Time"), ahead);
    let body = Bytes::from(r#"{"index":2}"#);
    let parts: [&[u8]; 5] = [
        b"tabchain answer 1",
        reply.as_bytes(),
        b"200",
        b"1/1",
        &body,
    ];
    let mut headers = HeaderMap::new();
    headers.insert("Status", "200");
    headers.insert("Part", "1/1");
    headers.insert("Proof", proof(SECRET, &parts));
    let answered = other
        .nats
        .publish_with_headers(reply, headers, body.clone());
    answered.await.unwrap();
    assert_eq!(caller.await.unwrap(), (200, json!({ "index": 2 })));
    assert!(other.reads_all().await.is_empty(), "it calls once more");
}

/// Says something in the room `main`, as a relay does where no secret is shared.
async fn says_in_main(nats: &Client, relay: &str, number: u64, part: &str, payload: Bytes) {
    let mut headers = HeaderMap::new();
    headers.insert("Relay", relay);
    headers.insert("Number", number.to_string());
    headers.insert("Part", part);
    let said = nats.publish_with_headers("tabchain.rooms.main", headers, payload);
    said.await.unwrap();
    nats.flush().await.unwrap();
}

#[tokio::test]
async fn what_no_page_would_read_is_passed_on_from_no_relay_either() {
    let Some(server) = Server::start() else {
        return;
    };
    let attacker = Attacker::at(&server, "tabchain.>").await;
    let relay = start(Config {
        secret: None,
        trust_nats: true,
        ..server.config()
    })
    .await;
    let mut tab = Member::join(&relay, "main", "tab-1").await;
    let mut number = 0;
    let mut says = async |message: &str| {
        number += 1;
        let frame = format!(r#"{{"v":1,"from":"tab-2","to":null,"message":{message}}}"#);
        says_in_main(&attacker.nats, "hostile", number, "1/1", frame.into()).await;
    };
    let listens = async {
        loop {
            says(r#""before""#).await;
            let heard = timeout(Duration::from_millis(200), heard(&mut tab)).await;
            if heard.is_ok_and(|heard| heard["message"] == "before") {
                return;
            }
        }
    };
    timeout(PATIENCE, listens).await.unwrap();
    says(&format!("{}1{}", "[".repeat(99), "]".repeat(99))).await;
    says(&format!("[{}0]", "0,".repeat(99_999))).await;
    says(r#""after""#).await;
    let next = loop {
        let heard = heard(&mut tab).await;
        if heard["message"] != "before" {
            break heard;
        }
    };
    assert_eq!(next["message"], "after");
}

/// Answers a call, in so many pieces of these bytes, as another relay does where no secret is shared.
async fn answers(nats: &Client, reply: &str, piece: &Bytes, pieces: Range<usize>, of: usize) {
    for number in pieces {
        let mut headers = HeaderMap::new();
        headers.insert("Status", "200");
        headers.insert("Part", format!("{number}/{of}"));
        let answered = nats.publish_with_headers(reply.to_owned(), headers, piece.clone());
        answered.await.unwrap();
    }
    nats.flush().await.unwrap();
}

#[tokio::test]
async fn large_answers_of_other_relays_are_bounded() {
    const CALLERS: u8 = 8;
    const PIECES: usize = 20;

    let Some(server) = Server::start() else {
        return;
    };
    let mut other = Attacker::at(&server, "tabchain.calls.>").await;
    let url = format!("nats://127.0.0.1:{}", server.port);
    let relay = Process::start(&["--memory", "128", "--nats", &url, "--trust-nats"]).await;
    let chain = |tab: &str| format!("/rooms/main/nodes/{tab}/chain");
    let first = format!("http://{}{}", relay.address, chain("tab-first"));
    let found = tokio::spawn(async move {
        // Until the relay has found its NATS server.
        while get(&first).await.0 != 200 {}
    });
    let call = other.reads("/chain").await;
    let small = Bytes::from_static(b"{}");
    answers(&other.nats, &call.reply.unwrap(), &small, 1..2, 1).await;
    found.await.unwrap();

    let mut callers = Vec::new();
    let mut replies = Vec::new();
    for number in 0..CALLERS {
        let mut caller = relay.connect(1 + number).await;
        let path = chain(&format!("tab-{number}"));
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", relay.address);
        caller.write_all(request.as_bytes()).await.unwrap();
        callers.push(caller);
        replies.push(other.reads("/chain").await.reply.unwrap());
    }
    // 140 MiB in all.
    let piece = Bytes::from(vec![b'1'; 900 * 1024]);
    for number in 1..=PIECES {
        for reply in &replies {
            answers(&other.nats, reply, &piece, number..number + 1, PIECES).await;
        }
        other.reads_all().await;
    }
    let mut refused = 0;
    for mut caller in callers {
        let head = head(&mut caller).await;
        assert!(head.contains("200") || head.contains("503"), "{head}");
        refused += usize::from(head.contains("503"));
    }
    assert!(refused > 0, "all were answered");
    assert!(relay.peak() < 128, "{} MiB", relay.peak());
    honest_members_talk(&relay).await;
}

/// The memory that a process holds now, in bytes.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.unwrap().trim().strip_suffix(" kB").unwrap();
    kibibytes.parse::<usize>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn messages_that_never_become_whole_take_no_more_memory_than_is_set_aside_for_them() {
    let Some(server) = Server::start() else {
        return;
    };
    let attacker = Attacker::at(&server, "tabchain.>").await;
    // Where all are trusted, they come as far as they can.
    let url = format!("nats://127.0.0.1:{}", server.port);
    let mut program = Program::start_with("0", &["--nats", &url, "--trust-nats"], "");
    let link = program.link().await.replace("http", "ws");
    let join = format!("{link}api/rooms/main/socket?address=tab-1&token=t");
    let (mut socket, _) = connect_async(join).await.unwrap();
    let mut number = 0;
    let mut until_heard = async |word: &str| {
        let waits = async {
            loop {
                number += 1;
                let frame = json!({ "v": 1, "from": "tab-2", "to": null, "message": word });
                let frame = Bytes::from(frame.to_string());
                says_in_main(&attacker.nats, "honest", number, "1/1", frame).await;
                let heard = timeout(Duration::from_millis(200), socket.next()).await;
                if let Ok(heard) = heard
                    && heard.unwrap().unwrap().to_string().contains(word)
                {
                    return;
                }
            }
        };
        timeout(PATIENCE, waits).await.unwrap();
    };
    until_heard("before").await;
    let process = program.process.id().unwrap();
    let before = resident(process);
    let fragment = Bytes::from(vec![b'x'; 900 * 1024]);
    let mut most = 0;
    for relay in 0..600 {
        let relay = format!("relay-{relay}");
        says_in_main(&attacker.nats, &relay, 1, "1/8", fragment.clone()).await;
        most = most.max(resident(process));
    }
    until_heard("after").await;
    most = most.max(resident(process)) - before;
    // 32 MiB are set aside; what is on its way, and waits to be read while others have the processor, comes on top.
    assert!(most < 256 << 20, "{} MiB more", most >> 20);
}

/// Two members of two relays with these settings hear each other.
async fn talk(config: Config) {
    let (here, there) = (start(config.clone()).await, start(config).await);
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    meet(&mut one, &mut two).await;
    meet(&mut two, &mut one).await;
}

#[tokio::test]
async fn relays_that_trust_the_nats_server_need_no_secret() {
    let Some(server) = Server::start() else {
        return;
    };
    talk(Config {
        secret: None,
        trust_nats: true,
        ..server.config()
    })
    .await;
}

#[tokio::test]
async fn relays_with_other_secrets_do_not_hear_each_other() {
    let Some(server) = Server::start() else {
        return;
    };
    let other = Config {
        secret: Some(Secret::new(b"a secret of other relays").unwrap()),
        ..server.config()
    };
    let (here, there, third) = (
        server.relay().await,
        start(other).await,
        server.relay().await,
    );
    let mut one = Member::join(&here, "main", "tab-1").await;
    let mut two = Member::join(&there, "main", "tab-2").await;
    let mut three = Member::join(&third, "main", "tab-3").await;
    meet(&mut one, &mut three).await;
    one.say(None, json!("for us")).await;
    assert_eq!(heard(&mut three).await["message"], "for us");
    let mut four = Member::join(&there, "main", "tab-4").await;
    four.say(None, json!("here only")).await;
    assert_eq!(heard(&mut two).await["message"], "here only");
}

#[tokio::test]
async fn a_nats_server_with_a_user_and_a_password_lets_relays_in() {
    let arguments = ["--user", "ada", "--pass", "s@cret:/?"];
    let port = Server::free_port();
    let Some(server) = Server::start_with(port, &arguments) else {
        return;
    };
    talk(Config {
        nats: Some(format!("nats://ada:s%40cret%3A%2F%3F@127.0.0.1:{port}")),
        ..server.config()
    })
    .await;
}

#[tokio::test]
async fn a_nats_server_with_a_token_lets_relays_in() {
    let port = Server::free_port();
    let Some(server) = Server::start_with(port, &["--auth", "a-token"]) else {
        return;
    };
    talk(Config {
        nats: Some(format!("nats://a-token@127.0.0.1:{port}")),
        ..server.config()
    })
    .await;
}

#[tokio::test]
async fn a_nats_server_behind_tls_is_known_by_its_certificate() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let certificate = fixtures.join("nats-certificate.pem");
    let key = fixtures.join("nats-key.pem");
    let arguments = [
        "--tls",
        "--tlscert",
        certificate.to_str().unwrap(),
        "--tlskey",
        key.to_str().unwrap(),
    ];
    let port = Server::free_port();
    let Some(server) = Server::start_with(port, &arguments) else {
        return;
    };
    let known = Config {
        nats: Some(format!("tls://127.0.0.1:{port}")),
        nats_certificate: Some(certificate),
        ..server.config()
    };
    talk(known.clone()).await;
    // One that is not known is not spoken to.
    let unknown = start(Config {
        nats_certificate: None,
        ..known
    })
    .await;
    let nobody = format!("{}/chain", path(&unknown, "tab-nobody"));
    let mut tab = Member::join(&unknown, "main", "tab-1").await;
    let heard = timeout(Duration::from_secs(1), tab.hear()).await;
    let connected = |heard: Value| heard["relay"]["others"]["heard"] == json!(true);
    assert!(!heard.is_ok_and(connected));
    assert_eq!(get(&nobody).await.0, 503);
}
