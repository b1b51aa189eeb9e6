//! What a node is called: the address others register, and the name people read.

use std::fmt;

pub use protocol::{Address, AddressError};
use serde::{Deserialize, Deserializer, Serialize, de};

/// What people call a node: 1 to [`NodeName::MAX_CHARS`] characters, no control characters.
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
        } else if text.chars().any(char::is_control) {
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
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
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
    /// A control character, such as a line break.
    #[error("a name can't contain line breaks or other control characters")]
    Control,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(NodeName::parse(" 王小明 ").unwrap().as_str(), "王小明");
        assert_eq!(NodeName::parse("  "), Err(NameError::Empty));
        assert_eq!(NodeName::parse("a\nb"), Err(NameError::Control));
        assert_eq!(NodeName::parse(&"é".repeat(33)), Err(NameError::TooLong));
    }
}
