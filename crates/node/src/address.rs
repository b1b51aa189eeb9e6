//! What a node is called: the address others register, and the name people read.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// Where a node is reached: `tab-7k3m9xqa`, or `127.0.0.1:5005`.
///
/// As in the tutorial, only host and port of what a person enters count:
/// `http://localhost:5001/chain` is `localhost:5001`. Between 1 and [`Address::MAX_BYTES`] bytes of
/// lower-case letters, digits and `. : - _ [ ]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Address(String);

impl Address {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 64;

    /// Reads an address as people write it: scheme and path are dropped, letters made lower-case.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        // A search for `://` as a whole would be 2 kB more to download.
        let rest = match text.split_once(':') {
            Some((_, rest)) => rest.strip_prefix("//").unwrap_or(text),
            None => text,
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let address = host.to_ascii_lowercase();
        if address.is_empty() {
            return Err(AddressError::Empty);
        }
        if address.len() > Self::MAX_BYTES {
            return Err(AddressError::TooLong);
        }
        match address.chars().find(|&c| !Self::allows(c)) {
            Some(character) => Err(AddressError::Character(character)),
            None => Ok(Self(address)),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn allows(c: char) -> bool {
        matches!(c, 'a'..='z' | '0'..='9' | '.' | ':' | '-' | '_' | '[' | ']')
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let address = Self::parse(&text).map_err(de::Error::custom)?;
        if address.0 == text {
            Ok(address)
        } else {
            Err(de::Error::custom("an address is host and port only"))
        }
    }
}

/// Why a text is no [`Address`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing is left of it.
    #[error("an address is missing")]
    Empty,
    /// More than [`Address::MAX_BYTES`] bytes.
    #[error("an address can have at most {} characters", Address::MAX_BYTES)]
    TooLong,
    /// A character that no address has.
    #[error("{0:?} can't be part of an address")]
    Character(char),
}

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
    fn only_host_and_port_of_an_address_count() {
        for text in [
            "http://localhost:5001",
            "localhost:5001/chain?x",
            " HTTP://LocalHost:5001/ ",
        ] {
            assert_eq!(Address::parse(text).unwrap().as_str(), "localhost:5001");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(Address::parse(" "), Err(AddressError::Empty));
        assert_eq!(Address::parse("http:///chain"), Err(AddressError::Empty));
        assert_eq!(Address::parse("a b"), Err(AddressError::Character(' ')));
        assert_eq!(Address::parse(&"a".repeat(65)), Err(AddressError::TooLong));
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(NodeName::parse(" 王小明 ").unwrap().as_str(), "王小明");
        assert_eq!(NodeName::parse("  "), Err(NameError::Empty));
        assert_eq!(NodeName::parse("a\nb"), Err(NameError::Control));
        assert_eq!(NodeName::parse(&"é".repeat(33)), Err(NameError::TooLong));
    }
}
