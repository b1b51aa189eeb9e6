//! What travels, byte for byte: pages and relays of other builds read it.

// All of this file is a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use protocol::{
    Address, Call, CloseReason, Envelope, Frame, Full, Payload, Refused, RelayFault, RelayInfo,
    RelayMessage, RoomName, Whois, is_goodbye,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use std::fmt::Debug;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// It is written so, and what is written so is it.
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, bytes: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), bytes);
    assert_eq!(serde_json::from_str::<T>(bytes).unwrap(), *value);
}

#[test]
fn envelopes() {
    let envelope = |from: Option<&str>, to: Option<&str>, payload| {
        Frame::Envelope(Envelope {
            from: from.map(address),
            to: to.map(address),
            payload,
        })
    };
    let message = || Payload::Message(1, "Seek".to_owned());
    let control = || Payload::Control("watching".to_owned());
    for (frame, bytes) in [
        (
            envelope(Some("tab-a"), None, message()),
            r#"{"v":1,"from":"tab-a","to":null,"message":"Seek"}"#,
        ),
        (
            envelope(Some("tab-a"), Some("tab-b"), message()),
            r#"{"v":1,"from":"tab-a","to":"tab-b","message":"Seek"}"#,
        ),
        (
            envelope(None, None, control()),
            r#"{"aside":"watching","to":null}"#,
        ),
        (
            envelope(Some("tab-a"), None, control()),
            r#"{"aside":"watching","from":"tab-a","to":null}"#,
        ),
    ] {
        both_ways(&frame, bytes);
    }
}

#[test]
fn the_content_of_an_envelope_passes_letter_by_letter() {
    for text in [
        r#"{"v":1,"from":"tab-a","to":null,"message":{"amount": 1.0,"n":18446744073709551616 ,"e":1e-7}}"#,
        r#"{"aside": "王\u738b","from":"tab-a","to":"tab-b"}"#,
    ] {
        let frame: Frame<&RawValue> = serde_json::from_str(text).unwrap();
        let passed = serde_json::to_string(&frame).unwrap();
        assert_eq!(passed, text.replacen(r#""aside": "#, r#""aside":"#, 1));
    }
}

#[test]
fn fields_may_come_in_any_order_and_a_frame_is_what_its_fields_say() {
    for (text, passed_on) in [
        (r#"{"message":1,"to":null,"from":"tab-a","v":1}"#, true),
        (r#"{"to":"tab-b","from":"tab-a","aside":1}"#, true),
        (r#" { "relay" : {"others":{"heard":true}}}"#, false),
        // A later build may say more.
        (r#"{"v":1,"to":null,"message":1,"hops":3}"#, true),
        (r#"{"v":7,"message":1}"#, true),
    ] {
        let frame: Frame<u8> = serde_json::from_str(text).unwrap();
        assert_eq!(matches!(frame, Frame::Envelope(_)), passed_on, "{text}");
    }
}

#[test]
fn what_is_no_frame_is_refused() {
    for text in [
        "",
        "[]",
        "{",
        "{}",
        r#"{"v":1,"to":null}"#,
        r#"{"v":1,"to":"A B","message":1}"#,
        r#"{"v":1,"to":"http://tab-b","message":1}"#,
        r#"{"to":null,"message":1}"#,
        r#"{"v":1,"to":null,"message":1,"aside":1}"#,
        r#"{"v":1,"to":null,"aside":1}"#,
        r#"{"v":65536,"to":null,"message":1}"#,
        r#"{"relay":{"others":{"heard":true}},"aside":1}"#,
        r#"{"relay":{"later":{}}}"#,
        r#"{"relay":null}"#,
    ] {
        assert!(serde_json::from_str::<Frame<u8>>(text).is_err(), "{text}");
    }
}

#[test]
fn what_the_relay_says() {
    let welcome = |port, control| RelayMessage::Welcome { port, control };
    let call = Call {
        id: "00ff".to_owned(),
        method: "POST".to_owned(),
        path: "/transactions/new".to_owned(),
        body: "{\"sender\": \"王\"}\n".to_owned(),
    };
    for (message, bytes) in [
        (
            welcome(Some(5000), true),
            r#"{"relay":{"welcome":{"port":5000,"asides":true}}}"#,
        ),
        (
            welcome(None, false),
            r#"{"relay":{"welcome":{"port":null,"asides":false}}}"#,
        ),
        (
            RelayMessage::Call(call),
            r#"{"relay":{"call":{"id":"00ff","method":"POST","path":"/transactions/new","body":"{\"sender\": \"王\"}\n"}}}"#,
        ),
        (
            RelayMessage::Others { heard: true },
            r#"{"relay":{"others":{"heard":true}}}"#,
        ),
    ] {
        both_ways(&Frame::<String>::Relay(message), bytes);
    }
    // A relay that was built before there were control messages.
    let early: Frame<String> =
        serde_json::from_str(r#"{"relay":{"welcome":{"port":null}}}"#).unwrap();
    assert_eq!(early, Frame::Relay(welcome(None, false)));
}

#[test]
fn why_a_connection_ends() {
    for (reason, code, text) in [
        (CloseReason::Stopping, 1001, "the relay stops"),
        (
            CloseReason::Unreadable,
            1007,
            "this node sent something that is not a message",
        ),
        (
            CloseReason::TooLarge,
            1009,
            "this node sent a message that is too large",
        ),
        (
            CloseReason::Full(Full::Rooms),
            1013,
            "this relay has no room left",
        ),
        (CloseReason::Full(Full::Room), 1013, "this room is full"),
        (CloseReason::Full(Full::Relay), 1013, "this relay is full"),
        (
            CloseReason::Full(Full::Address),
            1013,
            "too many nodes are at this network address; the relay's option --shared lets a class be behind one",
        ),
        (
            CloseReason::Full(Full::AddressRooms),
            1013,
            "too many rooms were made at this network address; the relay's option --shared lets a class be behind one",
        ),
        (
            CloseReason::Full(Full::Memory),
            1013,
            "this relay has no memory left, and this node held most of it",
        ),
        (
            CloseReason::Replaced,
            4000,
            "this node came back by another connection",
        ),
        (
            CloseReason::AddressInUse,
            4001,
            "another node of this room has this address",
        ),
        (
            CloseReason::Slow,
            4002,
            "this node reads too slowly: too much was waiting for it",
        ),
        (CloseReason::Silent, 4003, "this node gave no sign of life"),
        (
            CloseReason::Unfinished,
            4004,
            "this node did not finish a message in time",
        ),
    ] {
        assert_eq!((reason.code(), &*reason.to_string()), (code, text));
        // RFC 6455: a close frame holds 125 bytes, two of them the code.
        assert!(text.len() <= 123, "{text}");
    }
    assert!(is_goodbye(1000) && is_goodbye(1001) && !is_goodbye(1006) && !is_goodbye(4000));
}

#[test]
fn what_a_tab_is_told_by_http() {
    let info = |peers| RelayInfo {
        join: vec!["http://10.0.0.2:8000/?room=main".to_owned()],
        relays: Vec::new(),
        peers,
    };
    let bytes =
        r#"{"join":["http://10.0.0.2:8000/?room=main"],"relays":[],"peers":["127.0.0.1:5005"]}"#;
    let told = serde_json::to_string(&info(vec![address("127.0.0.1:5005")])).unwrap();
    assert_eq!(told, bytes);
    let read: RelayInfo = serde_json::from_str(bytes).unwrap();
    assert_eq!(read, info(Vec::new()));
    both_ways(&Whois::Tab(address("tab-1")), r#"{"tab":"tab-1"}"#);
    both_ways(
        &Whois::Peer(address("127.0.0.1:5005")),
        r#"{"peer":"127.0.0.1:5005"}"#,
    );
    both_ways(
        &Refused::because("no such status"),
        r#"{"message":"no such status"}"#,
    );
    both_ways(
        &Refused::from(&RelayFault::Late(address("localhost:5000"), 20)),
        r#"{"code":"late","figure":20,"message":"localhost:5000 did not answer within 20 seconds"}"#,
    );
}

#[test]
fn a_fault_is_told_from_others_by_its_code() {
    let node = || address("localhost:5000");
    for (fault, code) in [
        (RelayFault::NotAllowed(node()), "not-allowed"),
        (RelayFault::OtherRoom(node()), "other-room"),
        (RelayFault::BrokenOff(node()), "broken-off"),
        (RelayFault::Late(node(), 5), "late"),
        (RelayFault::Status(node(), 500), "status"),
        (RelayFault::NoChain(node()), "no-chain"),
        (RelayFault::TooLarge(node(), 1 << 27), "too-large"),
    ] {
        let refused = Refused::from(&fault);
        assert_eq!(refused.code.as_deref(), Some(code));
        assert_eq!(refused.fault(502, &node()), fault);
    }
    let later: Refused =
        serde_json::from_str(r#"{"code":"tired","message":"I am tired","since":1}"#).unwrap();
    assert_eq!(
        later.fault(503, &node()),
        RelayFault::Other("I am tired".to_owned())
    );
    assert_eq!(
        Refused::default().fault(503, &node()),
        RelayFault::Unexplained(503)
    );
}

#[test]
fn a_room_is_named_as_it_stands_in_a_link() {
    for name in ["main", "Bench-3_b", "0", &"x".repeat(RoomName::MAX_BYTES)] {
        assert_eq!(RoomName::parse(name).unwrap().as_str(), name);
    }
    for name in ["", "a.b", "a b", "a/b", "王", "a>", "*", &"x".repeat(41)] {
        let refused = RoomName::parse(name).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a room is named by 1 to 40 letters (a to z), digits, - or _"
        );
    }
}
