//! A block's hash: 32 bytes, written as 64 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 hash. As text, and in serde's formats, it is 64 lower-case hexadecimal digits.
///
/// ```
/// use chain::{Block, Hash};
///
/// let text = "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73";
/// let hash: Hash = text.parse()?;
/// assert_eq!(hash, Block::genesis().hash());
/// assert_eq!(hash.to_string(), text);
/// # Ok::<(), chain::HashError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub struct Hash([u8; 32]);

/// Why a text is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// It is not made of 64 hexadecimal digits.
    #[error("must be 64 hex digits")]
    NotHexDigits,
    /// It has hexadecimal digits in upper case, which CPython never prints.
    #[error("must be lower-case hex")]
    UpperCase,
}

impl Hash {
    /// The hash whose bytes these are.
    pub const fn from_bytes(bytes: [u8; 32]) -> Hash {
        Hash(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash with these digits, where they are lower-case hexadecimal ones.
    pub(crate) fn of_digits(digits: &[u8; 64]) -> Option<Hash> {
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks().0) {
            *byte = hex_value(*high)? << 4 | hex_value(*low)?;
        }
        Some(Hash(bytes))
    }

    /// SHA-256 of a text.
    ///
    /// ```
    /// let hash = chain::Hash::of("35293");
    /// assert_eq!(hash, chain::Hash::of("35293"));
    /// assert_ne!(hash, chain::Hash::of("35294"));
    /// ```
    pub fn of(text: &str) -> Hash {
        Hash(Sha256::digest(text.as_bytes()).into())
    }

    /// Adds the 64 digits to a text.
    pub fn write(&self, out: &mut String) {
        let mut digits = [0; 64];
        // 32 bytes have 64 digits, so this can't fail.
        let _ = hex::encode_to_slice(self.0, &mut digits);
        out.push_str(ascii(&digits));
    }
}

/// What a lower-case hexadecimal digit means.
pub(crate) fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Digits as text.
pub(crate) fn ascii(digits: &[u8]) -> &str {
    // Digits are ASCII, so this can't fail.
    std::str::from_utf8(digits).unwrap_or_default()
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Hash, HashError> {
        let digits: &[u8; 64] = text
            .as_bytes()
            .try_into()
            .map_err(|_| HashError::NotHexDigits)?;
        Hash::of_digits(digits).ok_or_else(|| match digits.iter().all(u8::is_ascii_hexdigit) {
            true => HashError::UpperCase,
            false => HashError::NotHexDigits,
        })
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Hash {
    type Error = HashError;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Hash, HashError> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> String {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_lower_case_hex_digits_and_nothing_else() {
        let text = "00ff".repeat(16);
        assert_eq!(text.parse::<Hash>().unwrap().to_string(), text);
        for (wrong, why) in [
            (String::new(), HashError::NotHexDigits),
            ("0".repeat(63), HashError::NotHexDigits),
            ("0".repeat(65), HashError::NotHexDigits),
            ("g".repeat(64), HashError::NotHexDigits),
            ("é".repeat(32), HashError::NotHexDigits),
            ("0F".repeat(32), HashError::UpperCase),
        ] {
            assert_eq!(wrong.parse::<Hash>(), Err(why), "{wrong}");
        }
    }

    #[test]
    fn a_hash_is_text_in_json() {
        let hash = Hash::of("");
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(
            json,
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""
        );
        assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<Hash>("\"\\u0030\"").is_err());
    }
}
