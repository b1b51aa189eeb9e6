//! What is larger than a NATS server takes at once travels in fragments. Duplicates and losses are noticed.

use std::{collections::HashMap, fmt, sync::Arc, time::Instant};

use async_nats::HeaderMap;
use bytes::Bytes;
use protocol::RoomName;

use crate::{
    incomplete::Incomplete,
    proofs::{Proofs, Purpose},
};

/// The bytes of one fragment: below what a NATS server takes by default, 1 MiB with headers.
const FRAGMENT_BYTES: usize = 900 * 1024;
/// The most fragments of one message between members.
const MAX_FRAGMENTS: usize = 8;
/// The most other relays that are told apart in one room.
const MAX_RELAYS: usize = 64;
/// The most bytes of a relay's name.
const MAX_NAME: usize = 64;
/// How far a relay's numbers may be ahead of those that came before. What is lost is some seconds' messages.
const MAX_JUMP: u64 = 1 << 32;

/// The header that names the relay a message comes from.
const RELAY: &str = "Relay";
/// The header with a message's number, which counts up for each relay and room.
const NUMBER: &str = "Number";
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

/// What the headers of a message in a room say of it.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The relay that published it.
    pub relay: String,
    /// Counts up for each relay and room.
    pub number: u64,
    /// Which fragment of the message it is.
    pub position: Position,
}

impl Stamp {
    /// Reads the headers of a message that relays of this network say in a room.
    pub fn read(message: &async_nats::Message, proofs: &Proofs) -> Option<Self> {
        let headers = message.headers.as_ref()?;
        let relay = headers.get(RELAY)?.as_str();
        if relay.len() > MAX_NAME || message.payload.len() > FRAGMENT_BYTES {
            return None;
        }
        let stamp = Self {
            relay: relay.to_owned(),
            number: headers.get(NUMBER)?.as_str().parse().ok()?,
            position: Position::read(headers)?,
        };
        let proved = stamp.with_parts(&message.subject, &message.payload, |parts| {
            proofs.hold(Some(headers), Purpose::Room, parts)
        });
        (proved && stamp.position.of <= MAX_FRAGMENTS).then_some(stamp)
    }

    /// The headers of a message.
    pub fn headers(&self, subject: &str, payload: &[u8], proofs: &Proofs) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(RELAY, self.relay.as_str());
        headers.insert(NUMBER, self.number.to_string());
        headers.insert(POSITION, self.position.to_string());
        self.with_parts(subject, payload, |parts| {
            proofs.add(&mut headers, Purpose::Room, parts);
        });
        headers
    }

    fn with_parts<T>(&self, subject: &str, payload: &[u8], act: impl FnOnce(&[&[u8]]) -> T) -> T {
        let (number, position) = (self.number.to_string(), self.position.to_string());
        act(&[
            subject.as_bytes(),
            self.relay.as_bytes(),
            number.as_bytes(),
            position.as_bytes(),
            payload,
        ])
    }
}

/// Puts together what other relays publish in one room.
pub struct Reassembly {
    room: RoomName,
    incomplete: Arc<Incomplete>,
    /// Whether a relay is heard from its first word on, or has to be introduced.
    trusts: bool,
    relays: HashMap<String, Received>,
    forgot: bool,
}

/// What came of one relay's newest message.
struct Received {
    number: u64,
    fragments: usize,
    heard: Instant,
}

/// What came with a message of NATS.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    /// All of what another relay said.
    Whole(Bytes),
    /// Nothing yet, or nothing new.
    Nothing,
    /// Something of a relay that was not introduced. It may have been said long ago.
    FromStranger,
}

impl Reassembly {
    /// Nothing has come yet.
    pub fn new(room: RoomName, incomplete: Arc<Incomplete>, trusts: bool) -> Self {
        Self {
            room,
            incomplete,
            trusts,
            relays: HashMap::new(),
            forgot: false,
        }
    }

    /// Takes a fragment; gives the content once all of them are there, and only once.
    pub fn take(&mut self, stamp: &Stamp, payload: Bytes, now: Instant) -> Came {
        let Stamp {
            relay,
            number,
            position,
        } = stamp;
        let (room, number, position) = (&self.room, *number, *position);
        if !self.relays.contains_key(relay) {
            if !self.trusts {
                return Came::FromStranger;
            }
            self.know(relay, number.saturating_sub(1), 0, now);
            return self.take(stamp, payload, now);
        }
        let Some(received) = self.relays.get_mut(relay) else {
            return Came::Nothing;
        };
        received.heard = now;
        let is_known = number == received.number && position.number <= received.fragments;
        if number < received.number || is_known {
            tracing::debug!(%room, %relay, number, "came twice");
            return Came::Nothing;
        }
        if number > received.number {
            let jump = number - received.number;
            if jump > MAX_JUMP {
                tracing::warn!(%room, %relay, jump, "another relay's numbers jump");
                if self.trusts {
                    return Came::Nothing;
                }
                self.relays.remove(relay);
                self.forgot = true;
                return Came::FromStranger;
            }
            if jump > 1 && received.number != 0 {
                let lost = jump - 1;
                tracing::warn!(%room, %relay, lost, "messages of another relay were lost");
            }
            received.number = number;
            received.fragments = 0;
        }
        if position.number != received.fragments + 1 {
            return Came::Nothing;
        }
        received.fragments = position.number;
        if position.of == 1 {
            return Came::Whole(payload);
        }
        let sender = (room.clone(), relay.clone());
        if position.number == 1 {
            self.incomplete.begin(sender, number, &payload, now);
            return Came::Nothing;
        }
        if !self.incomplete.go_on(&sender, number, &payload, now) || !position.is_last() {
            return Came::Nothing;
        }
        let whole = self.incomplete.take(&sender, number);
        whole.map_or(Came::Nothing, Came::Whole)
    }

    /// From now on a relay is heard: what it says after the message of this number. False when it was known.
    pub fn introduce(&mut self, stamp: &Stamp, now: Instant) -> bool {
        if self.relays.contains_key(&stamp.relay) {
            return false;
        }
        self.know(&stamp.relay, stamp.number, stamp.position.number, now);
        true
    }

    /// Whether a relay that was introduced is not known any more, since this was asked last.
    pub fn has_forgotten(&mut self) -> bool {
        std::mem::take(&mut self.forgot)
    }

    fn know(&mut self, relay: &str, number: u64, fragments: usize, now: Instant) {
        if self.relays.len() >= MAX_RELAYS {
            let unheard = self
                .relays
                .iter()
                .min_by_key(|(_, received)| received.heard);
            if let Some(unheard) = unheard.map(|(relay, _)| relay.clone()) {
                self.relays.remove(&unheard);
                self.forgot = true;
            }
        }
        let received = Received {
            number,
            fragments,
            heard: now,
        };
        self.relays.insert(relay.to_owned(), received);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reassembly(trusts: bool) -> Reassembly {
        let room = RoomName::parse("main").unwrap();
        Reassembly::new(room, Arc::default(), trusts)
    }

    fn stamp(relay: &str, number: u64, (fragment, of): (usize, usize)) -> Stamp {
        Stamp {
            relay: relay.to_owned(),
            number,
            position: Position {
                number: fragment,
                of,
            },
        }
    }

    fn take(
        all: &mut Reassembly,
        number: u64,
        position: (usize, usize),
        text: &str,
    ) -> Option<String> {
        let payload = Bytes::copy_from_slice(text.as_bytes());
        match all.take(&stamp("other", number, position), payload, Instant::now()) {
            Came::Whole(content) => Some(String::from_utf8(content.to_vec()).unwrap()),
            Came::Nothing => None,
            Came::FromStranger => panic!("the relay is known"),
        }
    }

    /// A frame as it comes from a NATS server: three headers and the content, a line each.
    fn nats(text: &str) -> async_nats::Message {
        let text = text.replace('\r', " ");
        let mut lines = text.splitn(4, '\n');
        let mut headers = HeaderMap::new();
        for header in [RELAY, NUMBER, POSITION] {
            if let Some(value) = lines.next() {
                headers.insert(header, value);
            }
        }
        let payload = Bytes::copy_from_slice(lines.next().unwrap_or_default().as_bytes());
        async_nats::Message {
            subject: "tabchain.main".into(),
            reply: None,
            length: payload.len(),
            payload,
            headers: Some(headers),
            status: None,
            description: None,
        }
    }

    #[test]
    fn hostile_frames_of_nats_are_read_or_not() {
        let frame = r#"{"v":1,"from":"tab-a","to":null,"message":"Seek"}"#;
        let bridge = r#"{"bridge":{"left":"tab-a"}}"#;
        let seeds = [
            format!("other\n7\n1/1\n{frame}"),
            format!("other\n8\n2/3\n{frame}"),
            format!("other\n18446744073709551615\n1/8\n{bridge}"),
        ];
        fuzz::hostile!(seeds, |text: &str| {
            let (mut all, proofs) = (reassembly(true), Proofs::new(None));
            let message = nats(text);
            let Some(stamp) = Stamp::read(&message, &proofs) else {
                return;
            };
            if let Came::Whole(content) = all.take(&stamp, message.payload, Instant::now()) {
                let _ = serde_json::from_slice::<protocol::Frame<&serde_json::value::RawValue>>(
                    &content,
                );
                let _ = serde_json::from_slice::<crate::bridge::BridgeFrame>(&content);
            }
        });
    }

    #[test]
    fn a_message_in_fragments_is_taken_when_it_is_whole_and_only_once() {
        let mut all = reassembly(true);
        assert_eq!(take(&mut all, 7, (1, 2), "ab"), None);
        assert_eq!(take(&mut all, 7, (1, 2), "ab"), None);
        assert_eq!(take(&mut all, 7, (2, 2), "cd").as_deref(), Some("abcd"));
        assert_eq!(take(&mut all, 7, (2, 2), "cd"), None);
        assert_eq!(take(&mut all, 8, (1, 1), "e").as_deref(), Some("e"));
        assert_eq!(take(&mut all, 8, (1, 1), "e"), None);
    }

    #[test]
    fn a_message_that_lost_a_fragment_is_dropped_but_the_next_one_is_taken() {
        let mut all = reassembly(true);
        assert_eq!(take(&mut all, 7, (1, 3), "ab"), None);
        assert_eq!(take(&mut all, 7, (3, 3), "ef"), None);
        assert_eq!(take(&mut all, 9, (1, 1), "g").as_deref(), Some("g"));
    }

    #[test]
    fn a_number_that_jumps_to_the_end_silences_no_relay() {
        let mut all = reassembly(true);
        assert_eq!(take(&mut all, 7, (1, 1), "a").as_deref(), Some("a"));
        assert_eq!(take(&mut all, u64::MAX, (1, 1), "liar"), None);
        assert_eq!(take(&mut all, 8, (1, 1), "b").as_deref(), Some("b"));
    }

    #[test]
    fn a_stranger_is_heard_once_it_is_introduced_and_nothing_that_it_said_before() {
        let mut all = reassembly(false);
        let now = Instant::now();
        let take = |all: &mut Reassembly, number| {
            all.take(
                &stamp("other", number, (1, 1)),
                Bytes::from_static(b"x"),
                now,
            )
        };
        assert_eq!(take(&mut all, 7), Came::FromStranger);
        assert!(all.introduce(&stamp("other", 9, (1, 1)), now));
        for number in [1, 7, 9] {
            assert_eq!(take(&mut all, number), Came::Nothing, "{number}");
        }
        assert_eq!(take(&mut all, 10), Came::Whole(Bytes::from_static(b"x")));
        // Nor does an old introduction take it back.
        assert!(!all.introduce(&stamp("other", 8, (1, 1)), now));
        assert_eq!(take(&mut all, 10), Came::Nothing);
        assert_eq!(take(&mut all, u64::MAX), Came::FromStranger);
        assert_eq!(take(&mut all, 11), Came::FromStranger, "it is asked again");
    }

    #[test]
    fn of_many_relays_the_one_unheard_for_longest_is_forgotten() {
        let mut all = reassembly(false);
        let begin = Instant::now();
        for relay in 0..100_u64 {
            let now = begin + std::time::Duration::from_secs(relay);
            all.introduce(&stamp(&relay.to_string(), 1, (1, 1)), now);
        }
        assert_eq!(all.relays.len(), MAX_RELAYS);
        assert!(all.relays.contains_key("99") && !all.relays.contains_key("35"));
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
            let mut all = reassembly(true);
            let mut whole = Came::Nothing;
            for (position, fragment) in split(&content) {
                assert!(whole == Came::Nothing && fragment.len() <= FRAGMENT_BYTES);
                let mut headers = HeaderMap::new();
                headers.insert(POSITION, position.to_string());
                assert_eq!(Position::read(&headers), Some(position));
                let stamp = stamp("other", 1, (position.number, position.of));
                whole = all.take(&stamp, fragment, Instant::now());
            }
            assert_eq!(whole, Came::Whole(content), "{bytes}");
        }
    }
}
