//! Who sent what a relay passes on, seen without reading it.
//!
//! A relay stamps each frame with its sender's address: before a message's content, and behind that of an aside. Whoever
//! wrote the content has no way to get in between.

use js_sys::JsString;
use node::Address;

/// How an aside begins.
pub const ASIDE: &str = r#"{"aside":"#;
/// How a message begins: its version follows.
const MESSAGE: &str = r#"{"v":"#;
/// So many characters hold all that stands before a message's content, or behind an aside's.
const EDGE: u32 = 192;

/// The sender of a frame; `None` where it can't be seen.
pub fn of(frame: &JsString) -> Option<Address> {
    let (head, length) = (frame.slice(0, EDGE), frame.length());
    let tail = || String::from(frame.slice(length.saturating_sub(EDGE), length));
    seen(&String::from(head), tail)
}

fn seen(head: &str, tail: impl FnOnce() -> String) -> Option<Address> {
    if let Some(rest) = head.strip_prefix(MESSAGE) {
        let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let (from, _) = rest.strip_prefix(r#","from":""#)?.split_once('"')?;
        return Address::parse(from).ok();
    }
    if !head.starts_with(ASIDE) {
        return None;
    }
    // The last but one of its fields; there are no commas in addresses.
    let tail = tail();
    let (mut from, mut last) = ("", "");
    for field in tail.split(',') {
        from = std::mem::replace(&mut last, field);
    }
    let from = from.strip_prefix(r#""from":""#)?.strip_suffix('"')?;
    Address::parse(from).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a relay stamps them.
    fn message(from: &str, to: &str, content: &str) -> String {
        format!(r#"{{"v":1,"from":"{from}","to":{to},"message":{content}}}"#)
    }

    fn aside(from: &str, to: &str, content: &str) -> String {
        format!(r#"{{"aside":{content},"from":"{from}","to":{to}}}"#)
    }

    fn sender(frame: &str) -> Option<String> {
        let all: Vec<char> = frame.chars().collect();
        let edge = all.len().min(EDGE as usize);
        let tail = || all[all.len() - edge..].iter().collect();
        let address = seen(&all[..edge].iter().collect::<String>(), tail);
        address.map(|address| address.to_string())
    }

    #[test]
    fn the_sender_is_seen_whatever_the_content_says() {
        let long = "x".repeat(64);
        let quoted = format!(r#""{long}""#);
        let claims = [
            r#""Seek""#.to_owned(),
            r#"{"from":"tab-liar","to":null}"#.to_owned(),
            r#""{\"from\":\"tab-liar\"""#.to_owned(),
            format!(r#""\",\"from\":\"tab-liar\",{}""#, "李".repeat(5_000)),
        ];
        for (from, to) in [
            ("tab-true", "null"),
            (&long, &quoted),
            ("127.0.0.1:5000", "null"),
        ] {
            for content in &claims {
                for frame in [message(from, to, content), aside(from, to, content)] {
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
