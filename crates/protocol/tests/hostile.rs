//! Whatever others send: it is read or refused, and what was read is within its bounds.

// All of this file is a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use proptest::{collection::vec, option, prelude::*};
use protocol::{
    Address, ControlMessage, Envelope, Frame, MAX_SECOND, Payload, RateLimit, RateLimiter,
    RoomName, Split, Time,
};
use serde_json::value::RawValue;

fn addresses() -> impl Strategy<Value = Address> {
    "[a-z0-9.:_\\[\\]-]{1,64}".prop_map(|text| Address::exact(&text).unwrap())
}

fn control_messages() -> impl Strategy<Value = ControlMessage> {
    prop_oneof![
        Just(ControlMessage::Watching),
        Just(ControlMessage::AskSplit),
        ".{0,200}".prop_map(ControlMessage::Report),
        (any::<u32>(), addresses(), vec(addresses(), 0..MAX_SECOND))
            .prop_map(|(number, by, second)| {
                ControlMessage::Split(Split { number, by, second })
            })
            .prop_filter("it is short enough", |message| {
                message.to_string().len() <= ControlMessage::MAX_BYTES
            }),
        (addresses(), addresses(), any::<bool>())
            .prop_map(|(one, other, cut)| ControlMessage::Connection { one, other, cut }),
    ]
}

/// JSON that is nearly a frame.
fn near_frames() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("1".to_owned()),
        Just("-1".to_owned()),
        Just("1e999".to_owned()),
        Just(r#""tab-a""#.to_owned()),
        Just(r#""Tab A""#.to_owned()),
        Just("[]".to_owned()),
        Just(r#"{"welcome":{"port":70000}}"#.to_owned()),
        Just(r#"{"call":{"id":1}}"#.to_owned()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        (1_usize..2000).prop_map(|depth| "[".repeat(depth)),
    ];
    let field = prop_oneof![
        Just("v"),
        Just("from"),
        Just("to"),
        Just("message"),
        Just("aside"),
        Just("relay"),
        Just("bridge"),
    ];
    vec((field, value), 0..6).prop_map(|fields| {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!(r#""{name}":{value}"#))
            .collect();
        format!("{{{}}}", fields.join(","))
    })
}

proptest! {
    #[test]
    fn an_address_is_exact_once_it_was_read(text in any::<String>()) {
        if let Ok(address) = Address::parse(&text) {
            prop_assert!((1..=Address::MAX_BYTES).contains(&address.as_str().len()));
            prop_assert_eq!(Address::exact(address.as_str()), Ok(address));
        }
    }

    #[test]
    fn a_room_is_a_word_in_any_subject_path_and_query(text in any::<String>()) {
        if let Ok(room) = RoomName::parse(&text) {
            prop_assert_eq!(room.as_str(), &text);
            prop_assert!(!text.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_'));
        }
    }

    #[test]
    fn control_messages_come_out_as_they_went_in(message in control_messages(), from in addresses()) {
        prop_assert_eq!(ControlMessage::read(&message.to_string()), Some(message.clone()));
        let text = ControlMessage::with_sender(&from, &message.to_string());
        prop_assert!(text.len() <= ControlMessage::MAX_BYTES_FROM);
        prop_assert_eq!(ControlMessage::read_from(&text), Some((from, message)));
    }

    #[test]
    fn any_text_is_a_control_message_or_none(
        text in prop_oneof![any::<String>(), "(split|cut|mend|seen|watching|how-split)( [ -~]{0,9}){0,5}"],
    ) {
        if let Some(message) = ControlMessage::read(&text) {
            prop_assert_eq!(ControlMessage::read(&message.to_string()), Some(message));
        }
        // Nothing is read that has no sender.
        prop_assert_eq!(ControlMessage::read_from(&format!(" {text}")), None);
    }

    #[test]
    fn envelopes_come_out_as_they_went_in(
        from in option::of(addresses()),
        to in option::of(addresses()),
        version in option::of(any::<u16>()),
        text in any::<String>(),
    ) {
        let payload = match version {
            Some(version) => Payload::Message(version, text),
            None => Payload::Control(text),
        };
        let frame = Frame::Envelope(Envelope { from, to, payload });
        let sent = serde_json::to_string(&frame).unwrap();
        prop_assert_eq!(serde_json::from_str::<Frame<String>>(&sent).unwrap(), frame);
    }

    #[test]
    fn any_text_is_a_frame_or_none(text in prop_oneof![any::<String>(), near_frames()]) {
        if let Ok(frame) = serde_json::from_str::<Frame<&RawValue>>(&text) {
            let again = serde_json::to_string(&frame).unwrap();
            let frame: Frame<&RawValue> = serde_json::from_str(&again).unwrap();
            prop_assert_eq!(serde_json::to_string(&frame).unwrap(), again.as_str());
        }
    }

    #[test]
    fn nobody_gets_more_than_a_burst_and_what_was_earned(
        steps in vec((0_u64..2_000_000, 0.0..3.0_f64), 1..200),
    ) {
        let limit = RateLimit { per_second: 10.0, burst: 5.0 };
        let mut limiter = RateLimiter::new(limit);
        let begin = Time::from_micros(1_713_205_842_894_745);
        let (mut now, mut taken) = (begin, 0.0);
        for (gap, cost) in steps {
            now = now + Duration::from_micros(gap);
            if limiter.admit(now, cost) {
                taken += cost;
            }
            let earned = now.since(begin).as_secs_f64() * limit.per_second;
            prop_assert!(taken <= limit.burst + earned + 1e-6);
        }
    }

    #[test]
    fn whoever_waits_as_told_may_send_again(costs in vec(0.0..20.0_f64, 1..50)) {
        let limit = RateLimit { per_second: 10.0, burst: 5.0 };
        let mut limiter = RateLimiter::new(limit);
        let begin = Time::from_micros(0);
        let (mut now, mut taken) = (begin, 0.0);
        for cost in costs {
            now = now + limiter.charge(now, cost) + Duration::from_micros(1);
            taken += cost;
            let earned = now.since(begin).as_secs_f64() * limit.per_second;
            prop_assert!(taken <= limit.burst + earned + 1e-6);
        }
        prop_assert!(limiter.admit(now, 0.0));
    }
}

#[test]
fn whoever_is_over_its_limit_takes_nothing_until_it_is_earned() {
    let limit = RateLimit {
        per_second: 10.0,
        burst: 5.0,
    };
    let at = |millis: u64| Time::from_micros(1_000_000_000 + 1000 * millis);
    let mut limiter = RateLimiter::new(limit);
    assert!(limiter.admit(at(0), 5.0) && !limiter.is_slack());
    assert!(!limiter.admit(at(50), 1.0), "half of one is earned");
    assert!(limiter.admit(at(100), 1.0), "a refusal costs nothing");
    assert!(!limiter.admit(at(100), 0.1));
    assert!(!limiter.admit(at(0), 0.1), "a clock that steps back");
    assert!(!limiter.admit(at(100), 0.1), "earns nothing twice");
    assert!(limiter.admit(at(60_000), 0.0) && limiter.is_slack());
    assert!(!limiter.admit(at(60_000), 5.1), "never more than a burst");

    let mut limiter = RateLimiter::new(limit);
    assert_eq!(limiter.charge(at(0), 5.0), Duration::ZERO);
    assert_eq!(limiter.charge(at(0), 1.0), Duration::from_millis(100));
    assert_eq!(limiter.charge(at(60_000), 15.0), Duration::from_secs(1));
}
