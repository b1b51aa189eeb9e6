//! What other tabs and relays send: envelopes, control messages, relay frames; read, and put to a client.

// All of this file is a test.
#![allow(clippy::unwrap_used)]

mod seeds;

use std::time::Duration;

use client::{Client, Input, Route, Setup};
use fuzz::hostile;
use node::{Address, NodeName, Time, Unreadable, wire::Message};
use protocol::{Call, ControlMessage, Frame, Payload, RoomName, SENDER_EDGE, peek_sender};
use serde_json::{Value, value::RawValue};

/// A client that keeps its own chain, in a room of its own.
fn client() -> Client {
    Client::new(
        Time::default(),
        RoomName::parse("main").unwrap(),
        Address::parse("tab-own").unwrap(),
        NodeName::parse("Ada").unwrap(),
        Setup {
            has_relay: true,
            ..Setup::default()
        },
    )
}

/// Puts an input to a client that has heard others, lets time pass, and looks whether its chain is as before.
fn put(client: &mut Client, input: Input) {
    client.handle(Time::default(), input);
    for seconds in 1..5 {
        client.handle(Time::default() + Duration::from_secs(seconds), Input::Wake);
        while client.poll().is_some() {}
    }
    assert_eq!(client.node().chain().length(), 1);
}

/// Who sent a frame, as a tab sees it without reading it.
fn sender(frame: &str) -> Option<Address> {
    let head: String = frame.chars().take(SENDER_EDGE).collect();
    peek_sender(&head, || {
        let skipped = frame.chars().count().saturating_sub(SENDER_EDGE);
        frame.chars().skip(skipped).collect()
    })
}

#[test]
fn an_envelope() {
    hostile!(seeds::frames(), |text: &str| {
        let Ok(frame) = serde_json::from_str::<Frame<Message>>(text) else {
            return;
        };
        let again = serde_json::to_string(&frame).unwrap();
        assert_eq!(
            serde_json::from_str::<Frame<Message>>(&again).unwrap(),
            frame
        );
        if let Frame::Envelope(envelope) = frame
            && let (Some(from), Payload::Message(_, message)) = (envelope.from, envelope.payload)
        {
            put(
                &mut client(),
                Input::Message(Route::Relay, from, Ok(message)),
            );
        }
    });
}

#[test]
fn an_envelope_whose_content_is_passed_on_unread() {
    hostile!(seeds::frames(), |text: &str| {
        let _ = sender(text);
        if let Ok(Frame::Envelope(mut envelope)) = serde_json::from_str::<Frame<&RawValue>>(text) {
            // A relay stamps what it passes on. Then the sender is seen, whatever the content says.
            let from = Address::parse("tab-true").unwrap();
            envelope.from = Some(from.clone());
            let stamped = serde_json::to_string(&envelope).unwrap();
            assert_eq!(sender(&stamped), Some(from), "{stamped}");
            let again = serde_json::from_str::<Frame<&RawValue>>(&stamped).unwrap();
            let Frame::Envelope(again) = again else {
                panic!("{stamped} is no envelope");
            };
            assert_eq!((again.from, again.to), (envelope.from, envelope.to));
        }
    });
}

#[test]
fn a_control_message() {
    hostile!(seeds::CONTROL, |text: &str| {
        if let Some(message) = ControlMessage::read(text) {
            assert_eq!(
                ControlMessage::read(&message.to_string()).as_ref(),
                Some(&message)
            );
            let from = Address::parse("tab-b").unwrap();
            put(&mut client(), Input::Control(Route::Local, from, message));
        }
        let _ = ControlMessage::read_from(text);
    });
}

#[test]
fn the_body_of_a_call() {
    hostile!(seeds::BODIES, |text: &str| {
        for path in ["/transactions/new", "/nodes/register", text] {
            let nodes = serde_json::from_str::<Value>(text).ok().and_then(|body| {
                serde_json::from_value::<Vec<String>>(body.get("nodes")?.clone()).ok()
            });
            let call = Call {
                id: "1".to_owned(),
                method: "POST".to_owned(),
                path: path.to_owned(),
                body: text.to_owned(),
            };
            put(&mut client(), Input::Call { call, nodes });
        }
    });
}

#[test]
fn a_message_that_cannot_be_read() {
    hostile!(seeds::frames(), |text: &str| {
        let from = Address::parse("tab-b").unwrap();
        let unreadable = Unreadable::NoMessage(text.to_owned());
        put(
            &mut client(),
            Input::Message(Route::Local, from, Err(unreadable)),
        );
    });
}

#[test]
fn names_of_rooms_and_nodes() {
    hostile!(
        ["bench-3", "tab-a", "127.0.0.1:5000", "Ada"],
        |text: &str| {
            if let Ok(room) = RoomName::parse(text) {
                assert_eq!(RoomName::parse(room.as_str()).unwrap(), room);
            }
            if let Ok(address) = Address::parse(text) {
                assert_eq!(Address::parse(&address.to_string()).unwrap(), address);
            }
            let _ = NodeName::parse(text);
        }
    );
}
