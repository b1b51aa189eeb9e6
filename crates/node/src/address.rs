//! What a node is called: the address others register, and the name people read.

use std::fmt;

use protocol::is_hidden;
pub use protocol::{Address, AddressError};
use serde::{Deserialize, Deserializer, Serialize, de};

/// What people call a node: 1 to [`NodeName::MAX_CHARS`] characters, none of them [hidden](is_hidden).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodeName(String);

impl NodeName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 32;

    /// Reads a name; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            Err(NameError::Empty)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(NameError::TooLong)
        } else if text.chars().any(is_hidden) {
            Err(NameError::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for NodeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        // A page of before these were refused may still be called so.
        text.retain(|character| !is_hidden(character) || character.is_control());
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// Why a text is no [`NodeName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("a name is missing")]
    Empty,
    /// More than [`NodeName::MAX_CHARS`] characters.
    #[error("a name can have at most {} characters", NodeName::MAX_CHARS)]
    TooLong,
    /// A control character such as a line break, or one that turns the order of others around.
    #[error("a name can't contain line breaks or other characters that can't be seen")]
    Control,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_turn_a_sentence_around_is_read_without_what_does() {
        for hidden in ['\u{202e}', '\u{2067}', '\u{200b}', '\u{feff}', '\u{e0041}'] {
            let name = format!("Ada{hidden} nima");
            assert_eq!(NodeName::parse(&name), Err(NameError::Control));
            let heard: NodeName = serde_json::from_value(name.into()).unwrap();
            assert_eq!(heard.as_str(), "Ada nima");
        }
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(NodeName::parse(" 王小明 ").unwrap().as_str(), "王小明");
        assert_eq!(NodeName::parse("  "), Err(NameError::Empty));
        assert_eq!(NodeName::parse("a\nb"), Err(NameError::Control));
        assert_eq!(
            NodeName::parse("👩\u{200d}🚀").unwrap().as_str(),
            "👩\u{200d}🚀"
        );
        assert_eq!(NodeName::parse(&"é".repeat(33)), Err(NameError::TooLong));
    }
}
