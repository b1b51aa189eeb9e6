//! Control messages: what tabs say to one another beside their nodes, for people who look at the room.
//!
//! A control message is a line: a word for what it is, and then addresses, which hold no spaces. A report is JSON,
//! which is left to whoever draws it. Over a `BroadcastChannel` the sender stands before the line.

use std::fmt;

use crate::{Address, MAX_SECOND, Split};

/// The most nodes that one message tells of.
pub const MAX_TOLD: usize = 64;

/// One control message.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlMessage {
    /// Somebody looks at the room's network here.
    Watching,
    /// What the sender sees, while somebody watches: JSON.
    Report(String),
    /// How is the room split? A newcomer asks.
    AskSplit,
    /// The newest split known.
    Split(Split),
    /// The connection between two nodes is to be cut by both of them, or mended.
    Connection {
        /// One end.
        one: Address,
        /// The other.
        other: Address,
        /// Whether it is to be cut.
        cut: bool,
    },
    /// Where other nodes stand, as they told the sender: address, length, and the first 8 bytes of the tip's hash.
    Told(Vec<(Address, u64, u64)>),
    /// Every connection that is cut is to be mended, by all.
    MendAll,
}

impl ControlMessage {
    /// The longest control message, in bytes.
    pub const MAX_BYTES: usize = 16 * 1024;
    /// The longest one with its sender before it.
    pub const MAX_BYTES_FROM: usize = Self::MAX_BYTES + Address::MAX_BYTES + 1;

    /// Reads a line; `None` for all that is no control message, or too long.
    pub fn read(line: &str) -> Option<Self> {
        if line.len() > Self::MAX_BYTES {
            return None;
        }
        if let Some(report) = line.strip_prefix("seen ") {
            return Some(Self::Report(report.to_owned()));
        }
        let mut words = line.split(' ');
        let message = match words.next()? {
            "watching" => Self::Watching,
            "how-split" => Self::AskSplit,
            "mend-all" => Self::MendAll,
            "told" => {
                let mut told = Vec::new();
                while told.len() < MAX_TOLD
                    && let Some(node) = words.next()
                {
                    let length = words.next()?.parse().ok()?;
                    let tip = u64::from_str_radix(words.next()?, 16).ok()?;
                    told.push((address(node)?, length, tip));
                }
                Self::Told(told)
            }
            "split" => Self::Split(Split {
                number: words.next()?.parse().ok()?,
                by: address(words.next()?)?,
                second: words
                    .by_ref()
                    .take(MAX_SECOND)
                    .map(address)
                    .collect::<Option<_>>()?,
            }),
            word @ ("cut" | "mend") => Self::Connection {
                one: address(words.next()?)?,
                other: address(words.next()?)?,
                cut: word == "cut",
            },
            _ => return None,
        };
        words.next().is_none().then_some(message)
    }

    /// Reads a control message with its sender before it.
    pub fn read_from(text: &str) -> Option<(Address, Self)> {
        let (from, line) = text.split_once(' ')?;
        Some((address(from)?, Self::read(line)?))
    }

    /// A control message's line with its sender before it.
    pub fn with_sender(from: &Address, line: &str) -> String {
        format!("{from} {line}")
    }
}

impl fmt::Display for ControlMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watching => f.write_str("watching"),
            Self::Report(report) => write!(f, "seen {report}"),
            Self::AskSplit => f.write_str("how-split"),
            Self::MendAll => f.write_str("mend-all"),
            Self::Told(told) => {
                f.write_str("told")?;
                told.iter()
                    .try_for_each(|(node, length, tip)| write!(f, " {node} {length} {tip:x}"))
            }
            Self::Split(split) => {
                write!(f, "split {} {}", split.number, split.by)?;
                split
                    .second
                    .iter()
                    .try_for_each(|node| write!(f, " {node}"))
            }
            Self::Connection { one, other, cut } => {
                let word = if *cut { "cut" } else { "mend" };
                write!(f, "{word} {one} {other}")
            }
        }
    }
}

fn address(word: &str) -> Option<Address> {
    Address::exact(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_message_comes_out_as_it_went_in() {
        let tab = |name: &str| address(name).unwrap();
        let split = |second: &[&str]| {
            ControlMessage::Split(Split {
                number: u32::MAX,
                by: tab("tab-a"),
                second: second.iter().map(|name| tab(name)).collect(),
            })
        };
        let connection = |cut| ControlMessage::Connection {
            one: tab("tab-a"),
            other: tab("127.0.0.1:5000"),
            cut,
        };
        for (message, line) in [
            (ControlMessage::Watching, "watching"),
            (ControlMessage::AskSplit, "how-split"),
            (ControlMessage::MendAll, "mend-all"),
            (
                ControlMessage::Told(vec![(tab("tab-a"), 7, 0x399a), (tab("tab-b"), u64::MAX, 0)]),
                "told tab-a 7 399a tab-b 18446744073709551615 0",
            ),
            (
                ControlMessage::Report(r#"{"name": "A b"}"#.to_owned()),
                r#"seen {"name": "A b"}"#,
            ),
            (split(&[]), "split 4294967295 tab-a"),
            (
                split(&["tab-b", "tab-c"]),
                "split 4294967295 tab-a tab-b tab-c",
            ),
            (connection(true), "cut tab-a 127.0.0.1:5000"),
            (connection(false), "mend tab-a 127.0.0.1:5000"),
        ] {
            assert_eq!(message.to_string(), line);
            assert_eq!(ControlMessage::read(line), Some(message));
        }
    }

    #[test]
    fn a_second_half_of_too_many_is_dropped() {
        let split = |nodes: usize| format!("split 1 tab-a{}", " tab-b".repeat(nodes));
        assert!(ControlMessage::read(&split(MAX_SECOND)).is_some());
        assert!(ControlMessage::read(&split(MAX_SECOND + 1)).is_none());
    }

    #[test]
    fn what_is_no_control_message_is_dropped() {
        let long = format!("seen {}", "x".repeat(ControlMessage::MAX_BYTES));
        for line in [
            "",
            " ",
            "seen",
            "watching you",
            "Watching",
            "split",
            "split 1",
            "split x tab-a",
            "split -1 tab-a",
            "split 1.5 tab-a",
            "split 4294967296 tab-a",
            "split 1 Tab-A",
            "split 1 tab-a  tab-b",
            "split 1 tab-a tab-b ",
            "split 1 tab-a http://tab-b",
            "cut tab-a",
            "cut tab-a tab-b tab-c",
            "mend tab-a 王",
            "told tab-a",
            "told tab-a 1",
            "told tab-a 1 xyz",
            &long,
        ] {
            assert_eq!(ControlMessage::read(line), None, "{line:?}");
        }
    }
}
