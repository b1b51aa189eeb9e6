//! The statements that tabs make aside, and the words in which they travel.
//!
//! A statement is a line: a word for what it is, and then addresses, which hold no spaces. What a tab sees is JSON,
//! which is left to whoever draws it.

use std::fmt;

use node::Address;

use super::Split;

/// The longest statement, in bytes; with its sender before it, it takes 65 more.
pub const MAX_BYTES: usize = 16 * 1024;

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Somebody looks at the room's network here.
    Watching,
    /// What the sender sees, while somebody watches: a [`Report`](crate::observed::Report) as JSON.
    Seen(String),
    /// How is the room split? A newcomer asks.
    HowSplit,
    /// The newest statement known on how the room is split.
    Split(Split),
    /// The connection between two nodes is to be cut by both of them, or mended.
    Wire {
        /// One end.
        one: Address,
        /// The other.
        other: Address,
        /// Whether it is to be cut.
        cut: bool,
    },
}

impl Said {
    /// Reads a line; `None` for all that is no statement, or too long.
    pub fn read(line: &str) -> Option<Self> {
        if line.len() > MAX_BYTES {
            return None;
        }
        if let Some(report) = line.strip_prefix("seen ") {
            return Some(Self::Seen(report.to_owned()));
        }
        let mut words = line.split(' ');
        let said = match words.next()? {
            "watching" => Self::Watching,
            "how-split" => Self::HowSplit,
            "split" => Self::Split(Split {
                number: words.next()?.parse().ok()?,
                by: address(words.next()?)?,
                second: words.by_ref().map(address).collect::<Option<_>>()?,
            }),
            word @ ("cut" | "mend") => Self::Wire {
                one: address(words.next()?)?,
                other: address(words.next()?)?,
                cut: word == "cut",
            },
            _ => return None,
        };
        words.next().is_none().then_some(said)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watching => f.write_str("watching"),
            Self::Seen(report) => write!(f, "seen {report}"),
            Self::HowSplit => f.write_str("how-split"),
            Self::Split(split) => {
                write!(f, "split {} {}", split.number, split.by)?;
                split
                    .second
                    .iter()
                    .try_for_each(|node| write!(f, " {node}"))
            }
            Self::Wire { one, other, cut } => {
                let word = if *cut { "cut" } else { "mend" };
                write!(f, "{word} {one} {other}")
            }
        }
    }
}

/// A statement with its sender before it.
pub fn read_from(text: &str) -> Option<(Address, Said)> {
    let (from, line) = text.split_once(' ')?;
    Some((address(from)?, Said::read(line)?))
}

/// An address in the one form that others use.
fn address(word: &str) -> Option<Address> {
    let address = Address::parse(word).ok()?;
    (address.as_str() == word).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_comes_out_as_it_went_in() {
        let tab = |name: &str| address(name).unwrap();
        let split = |second: &[&str]| {
            Said::Split(Split {
                number: u32::MAX,
                by: tab("tab-a"),
                second: second.iter().map(|name| tab(name)).collect(),
            })
        };
        let wire = |cut| Said::Wire {
            one: tab("tab-a"),
            other: tab("127.0.0.1:5000"),
            cut,
        };
        for said in [
            Said::Watching,
            Said::HowSplit,
            Said::Seen(r#"{"name": "A b"}"#.to_owned()),
            split(&[]),
            split(&["tab-b", "tab-c"]),
            wire(true),
            wire(false),
        ] {
            assert_eq!(Said::read(&said.to_string()), Some(said));
        }
    }

    #[test]
    fn what_is_no_statement_is_dropped() {
        let long = format!("seen {}", "x".repeat(MAX_BYTES));
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
            &long,
        ] {
            assert_eq!(Said::read(line), None, "{line:?}");
        }
    }
}
