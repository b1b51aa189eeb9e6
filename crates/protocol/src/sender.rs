//! Who sent an envelope, seen without reading it: what comes by two ways is dropped before it costs anything.
//!
//! It is looked for where an [`Envelope`](crate::Envelope) is written with its sender, as a relay stamps it: before
//! a message's content, and behind that of a control message. The author of the content has no way to get in between.
//! Where it is not found, the frame has to be read.

use crate::Address;

/// So many characters, at the start and at the end of a frame, hold all that is looked at.
pub const SENDER_EDGE: usize = 192;

/// The sender of a frame that begins with `head` and ends with `tail`, both of [`SENDER_EDGE`] characters, or the whole
/// frame if it is shorter. `None` where it can't be seen.
pub fn peek_sender(head: &str, tail: impl FnOnce() -> String) -> Option<Address> {
    if let Some(rest) = head.strip_prefix(r#"{"v":"#) {
        let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let (from, _) = rest.strip_prefix(r#","from":""#)?.split_once('"')?;
        return Address::exact(from).ok();
    }
    if !head.starts_with(r#"{"aside":"#) {
        return None;
    }
    // The last but one of its fields; there are no commas in addresses.
    let tail = tail();
    let (mut from, mut last) = ("", "");
    for field in tail.split(',') {
        from = std::mem::replace(&mut last, field);
    }
    let from = from.strip_prefix(r#""from":""#)?.strip_suffix('"')?;
    Address::exact(from).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;
    use crate::{Envelope, Payload};

    /// As a relay stamps it.
    fn frame(from: &str, to: Option<&str>, content: Payload<&str>) -> String {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        let address = |text: &str| Address::exact(text).unwrap();
        let envelope = Envelope {
            from: Some(address(from)),
            to: to.map(address),
            payload: match content {
                Payload::Message(v, text) => Payload::Message(v, raw(text)),
                Payload::Control(text) => Payload::Control(raw(text)),
            },
        };
        serde_json::to_string(&envelope).unwrap()
    }

    fn sender(frame: &str) -> Option<String> {
        let all: Vec<char> = frame.chars().collect();
        let edge = all.len().min(SENDER_EDGE);
        let tail = || all[all.len() - edge..].iter().collect();
        let address = peek_sender(&all[..edge].iter().collect::<String>(), tail);
        address.map(|address| address.to_string())
    }

    #[test]
    fn the_sender_is_seen_whatever_the_content_says() {
        let long = "x".repeat(64);
        let claims = [
            r#""Seek""#.to_owned(),
            r#"{"from":"tab-liar","to":null}"#.to_owned(),
            r#""{\"from\":\"tab-liar\"""#.to_owned(),
            format!(r#""\",\"from\":\"tab-liar\",{}""#, "李".repeat(5_000)),
        ];
        for (from, to) in [
            ("tab-true", None),
            (&*long, Some(&*long)),
            ("127.0.0.1:5000", None),
        ] {
            for content in &claims {
                for payload in [
                    Payload::Message(u16::MAX, &**content),
                    Payload::Control(&**content),
                ] {
                    let frame = frame(from, to, payload);
                    assert_eq!(sender(&frame).as_deref(), Some(from), "{frame}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_frame_of_another_node_has_no_sender() {
        for frame in [
            "",
            "{}",
            r#"{"v":1}"#,
            r#"{"aside":"watching"}"#,
            r#"{"v":1,"from":"A B","to":null,"message":1}"#,
            r#"{"relay":{"call":{"id":"1","path":"/mine","body":{"from":"tab-liar"}}}}"#,
        ] {
            assert_eq!(sender(frame), None, "{frame}");
        }
    }
}
