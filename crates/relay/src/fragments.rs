//! What is larger than a NATS server takes at once travels in fragments. Duplicates and losses are noticed.

use std::{collections::HashMap, fmt};

use async_nats::HeaderMap;
use bytes::Bytes;
use protocol::RoomName;

/// The bytes of one fragment: below what a NATS server takes by default, 1 MiB with headers.
const FRAGMENT_BYTES: usize = 900 * 1024;
/// The most fragments of one message between members.
const MAX_FRAGMENTS: usize = 8;
/// The most other relays that are told apart in one room.
const MAX_RELAYS: usize = 64;

/// The header that names the relay a message comes from.
pub const RELAY: &str = "Relay";
/// The header with a message's number, which counts up for each relay and room.
pub const NUMBER: &str = "Number";
/// The header that says which fragment this is, of how many: `2/3`.
pub const POSITION: &str = "Part";

/// Which fragment this is, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counts from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Position {
    /// Reads the header [`POSITION`].
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let (number, of) = headers.get(POSITION)?.as_str().split_once('/')?;
        Some(Self {
            number: number.parse().ok()?,
            of: of.parse().ok()?,
        })
    }

    /// Whether nothing comes after it.
    pub fn is_last(self) -> bool {
        self.number == self.of
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// The fragments of a content, one at least.
pub fn split(content: &Bytes) -> impl Iterator<Item = (Position, Bytes)> {
    let of = content.len().div_ceil(FRAGMENT_BYTES).max(1);
    (0..of).map(move |index| {
        let end = content.len().min((index + 1) * FRAGMENT_BYTES);
        let number = index + 1;
        (
            Position { number, of },
            content.slice(index * FRAGMENT_BYTES..end),
        )
    })
}

/// Puts together what other relays publish in one room.
#[derive(Default)]
pub struct Reassembly {
    relays: HashMap<String, Received>,
}

/// What came of one relay's newest message.
#[derive(Default)]
struct Received {
    number: u64,
    fragments: usize,
    content: Vec<u8>,
}

impl Reassembly {
    /// Takes a message of NATS; returns the content once all its fragments are there, and only once.
    pub fn take(&mut self, room: &RoomName, message: async_nats::Message) -> Option<Bytes> {
        let headers = message.headers.as_ref()?;
        let relay = headers.get(RELAY)?.as_str();
        let number: u64 = headers.get(NUMBER)?.as_str().parse().ok()?;
        let position = Position::read(headers)?;
        self.assemble(room, relay, number, position, message.payload)
    }

    fn assemble(
        &mut self,
        room: &RoomName,
        relay: &str,
        number: u64,
        position: Position,
        payload: Bytes,
    ) -> Option<Bytes> {
        if self.relays.len() >= MAX_RELAYS && !self.relays.contains_key(relay) {
            self.relays.clear();
        }
        let received = self.relays.entry(relay.to_owned()).or_default();
        let is_known = number == received.number && position.number <= received.fragments;
        if number < received.number || is_known {
            tracing::debug!(%room, %relay, number, "came twice");
            return None;
        }
        if number > received.number {
            if received.number != 0 && number != received.number + 1 {
                let lost = number - received.number - 1;
                tracing::warn!(%room, %relay, lost, "messages of another relay were lost");
            }
            *received = Received {
                number,
                ..Received::default()
            };
        }
        if position.number != received.fragments + 1 || position.of > MAX_FRAGMENTS {
            return None;
        }
        received.fragments = position.number;
        if position.of == 1 {
            return Some(payload);
        }
        received.content.extend_from_slice(&payload);
        position
            .is_last()
            .then(|| std::mem::take(&mut received.content).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(
        reassembly: &mut Reassembly,
        number: u64,
        (fragment, of): (usize, usize),
        text: &str,
    ) -> Option<String> {
        let room = RoomName::parse("main").unwrap();
        let position = Position {
            number: fragment,
            of,
        };
        let payload = Bytes::copy_from_slice(text.as_bytes());
        let content = reassembly.assemble(&room, "other", number, position, payload)?;
        Some(String::from_utf8(content.to_vec()).unwrap())
    }

    #[test]
    fn a_message_in_fragments_is_taken_when_it_is_whole_and_only_once() {
        let mut all = Reassembly::default();
        assert_eq!(take(&mut all, 7, (1, 2), "ab"), None);
        assert_eq!(take(&mut all, 7, (1, 2), "ab"), None);
        assert_eq!(take(&mut all, 7, (2, 2), "cd").as_deref(), Some("abcd"));
        assert_eq!(take(&mut all, 7, (2, 2), "cd"), None);
        assert_eq!(take(&mut all, 8, (1, 1), "e").as_deref(), Some("e"));
        assert_eq!(take(&mut all, 8, (1, 1), "e"), None);
    }

    #[test]
    fn a_message_that_lost_a_fragment_is_dropped_but_the_next_one_is_taken() {
        let mut all = Reassembly::default();
        assert_eq!(take(&mut all, 7, (1, 3), "ab"), None);
        assert_eq!(take(&mut all, 7, (3, 3), "ef"), None);
        assert_eq!(take(&mut all, 9, (1, 1), "g").as_deref(), Some("g"));
    }

    #[test]
    fn what_was_split_is_put_together_again() {
        for bytes in [
            0,
            1,
            FRAGMENT_BYTES,
            FRAGMENT_BYTES + 1,
            MAX_FRAGMENTS * FRAGMENT_BYTES,
        ] {
            let content = Bytes::from(vec![7; bytes]);
            let room = RoomName::parse("main").unwrap();
            let mut all = Reassembly::default();
            let mut whole = None;
            for (position, fragment) in split(&content) {
                assert!(whole.is_none() && fragment.len() <= FRAGMENT_BYTES);
                let mut headers = HeaderMap::new();
                headers.insert(POSITION, position.to_string());
                assert_eq!(Position::read(&headers), Some(position));
                whole = all.assemble(&room, "other", 1, position, fragment);
            }
            assert_eq!(whole, Some(content), "{bytes}");
        }
    }
}
