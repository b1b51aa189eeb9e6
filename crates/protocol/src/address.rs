//! Where a node is reached.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// The letters of a tab's address: none that looks like another, none that spells.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

/// Where a node is reached: `tab-7k3m9xqa`, or `127.0.0.1:5005`.
///
/// What has a `:` is a foreign node's, host and port; a tab's address has none, so neither can be taken for the other.
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

    /// Reads an address in its exact form, the only one that travels: as [`parse`](Self::parse) leaves it.
    pub fn exact(text: &str) -> Result<Self, InexactAddress> {
        let address = Self::parse(text)?;
        if address.0 == text {
            Ok(address)
        } else {
            Err(InexactAddress::Rewritten)
        }
    }

    /// The address of the tab whose secret has this SHA-256 digest.
    pub fn of_digest(digest: &[u8; 32]) -> Self {
        let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
        let mut address = String::from("tab-");
        address.extend(digest[..8].iter().map(letter));
        Self(address)
    }

    /// Whether a tab can have it.
    pub fn is_of_a_tab(&self) -> bool {
        !self.0.contains(':')
    }

    /// The port of an address that has one.
    pub fn port(&self) -> Option<u16> {
        self.0.rsplit_once(':')?.1.parse().ok()
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
        Self::exact(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Why a text is no [`Address`] in its exact form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InexactAddress {
    /// It is no address in any form.
    #[error(transparent)]
    NoAddress(#[from] AddressError),
    /// It is one, but not as others write it: with scheme, path, white space or upper-case letters.
    #[error("an address is host and port only")]
    Rewritten,
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
    fn only_the_exact_form_travels() {
        let exact = Address::parse("tab-7k3m9xqa").unwrap();
        assert_eq!(Address::exact("tab-7k3m9xqa"), Ok(exact));
        for text in ["http://localhost:5001", "localhost/", "Tab-a", " tab-a"] {
            assert_eq!(Address::exact(text), Err(InexactAddress::Rewritten));
        }
        let none = InexactAddress::NoAddress(AddressError::Empty);
        assert_eq!(Address::exact(""), Err(none));
    }

    #[test]
    fn a_tabs_address_is_made_of_its_secrets_digest_and_is_no_foreign_nodes() {
        let digest = std::array::from_fn(|place| (place as u8).wrapping_mul(37));
        let address = Address::of_digest(&digest);
        assert_eq!(address.as_str(), "tab-27chpuz5");
        assert_eq!(Address::exact(address.as_str()), Ok(address.clone()));
        assert!(address.is_of_a_tab());
        for text in ["127.0.0.1:5005", "[::1]", "a:"] {
            assert!(!Address::parse(text).unwrap().is_of_a_tab(), "{text}");
        }
    }

    #[test]
    fn a_port_is_what_follows_the_last_colon() {
        for (text, port) in [
            ("127.0.0.1:5005", Some(5005)),
            ("[::1]:5005", Some(5005)),
            ("tab-a", None),
            ("localhost:", None),
            ("localhost:65536", None),
        ] {
            assert_eq!(Address::parse(text).unwrap().port(), port, "{text}");
        }
    }
}
