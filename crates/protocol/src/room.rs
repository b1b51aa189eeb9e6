//! What a room is called.

use std::fmt;

/// The name of a room: 1 to [`RoomName::MAX_BYTES`] letters (a to z, of either case), digits, `-` or `_`.
///
/// So it can stand in a URL's path and query, in the name of a channel and in the subject of a message broker
/// without being quoted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomName(String);

impl RoomName {
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 40;

    /// Reads a name, which is taken as it is or not at all.
    pub fn parse(text: &str) -> Result<Self, RoomNameError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.is_empty() || text.len() > Self::MAX_BYTES || !text.bytes().all(allowed) {
            return Err(RoomNameError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text is no [`RoomName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a room is named by 1 to {} letters (a to z), digits, - or _",
    RoomName::MAX_BYTES
)]
pub struct RoomNameError;
