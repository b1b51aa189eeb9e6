//! What is larger than a NATS server takes at once travels in parts; what comes twice, or not at all, is
//! noticed.

use std::collections::HashMap;

use async_nats::HeaderMap;
use bytes::Bytes;

/// The bytes of one part: below what a NATS server takes by default, 1 MiB with headers.
const PART: usize = 900 * 1024;
/// The most parts of one message between members.
const MAX_PARTS: usize = 8;
/// The most other relays that are told apart in one room.
const MAX_RELAYS: usize = 64;

/// The header that names the relay a message comes from.
pub const RELAY: &str = "Relay";
/// The header with a message's number, which counts up for each relay and room.
pub const NUMBER: &str = "Number";
/// The header that says which part this is, of how many: `2/3`.
pub const PART_OF: &str = "Part";

/// The parts of a content, one at least, each with its header [`PART_OF`].
pub fn parts(content: &Bytes) -> impl Iterator<Item = (String, Bytes)> {
    let count = content.len().div_ceil(PART).max(1);
    (0..count).map(move |index| {
        let end = content.len().min((index + 1) * PART);
        let part = content.slice(index * PART..end);
        (format!("{}/{count}", index + 1), part)
    })
}

/// Which part this is, of how many.
pub fn part_of(headers: &HeaderMap) -> Option<(usize, usize)> {
    let (part, parts) = headers.get(PART_OF)?.as_str().split_once('/')?;
    Some((part.parse().ok()?, parts.parse().ok()?))
}

/// What was heard in one room, of each relay.
#[derive(Default)]
pub struct Hearing {
    relays: HashMap<String, Heard>,
}

#[derive(Default)]
struct Heard {
    number: u64,
    parts: usize,
    content: Vec<u8>,
}

impl Hearing {
    /// Takes a message of NATS; gives the content once all its parts are there, and only once.
    pub fn hear(&mut self, room: &str, message: async_nats::Message) -> Option<Bytes> {
        let headers = message.headers.as_ref()?;
        let relay = headers.get(RELAY)?.as_str();
        let number: u64 = headers.get(NUMBER)?.as_str().parse().ok()?;
        self.assemble(room, relay, number, part_of(headers)?, message.payload)
    }

    fn assemble(
        &mut self,
        room: &str,
        relay: &str,
        number: u64,
        (part, parts): (usize, usize),
        payload: Bytes,
    ) -> Option<Bytes> {
        if self.relays.len() >= MAX_RELAYS && !self.relays.contains_key(relay) {
            self.relays.clear();
        }
        let heard = self.relays.entry(relay.to_owned()).or_default();
        if number < heard.number || (number == heard.number && part <= heard.parts) {
            tracing::debug!(%room, %relay, number, "heard twice");
            return None;
        }
        if number > heard.number {
            if heard.number != 0 && number != heard.number + 1 {
                let lost = number - heard.number - 1;
                tracing::warn!(%room, %relay, lost, "messages of another relay were lost");
            }
            *heard = Heard {
                number,
                ..Heard::default()
            };
        }
        if part != heard.parts + 1 || parts > MAX_PARTS {
            return None;
        }
        heard.parts = part;
        if parts == 1 {
            return Some(payload);
        }
        heard.content.extend_from_slice(&payload);
        (part == parts).then(|| std::mem::take(&mut heard.content).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(
        hearing: &mut Hearing,
        number: u64,
        part: (usize, usize),
        text: &str,
    ) -> Option<String> {
        let payload = Bytes::copy_from_slice(text.as_bytes());
        let content = hearing.assemble("main", "other", number, part, payload)?;
        Some(String::from_utf8(content.to_vec()).unwrap())
    }

    #[test]
    fn a_message_in_parts_is_heard_when_it_is_whole_and_only_once() {
        let mut hearing = Hearing::default();
        assert_eq!(hear(&mut hearing, 7, (1, 2), "ab"), None);
        assert_eq!(hear(&mut hearing, 7, (1, 2), "ab"), None);
        assert_eq!(hear(&mut hearing, 7, (2, 2), "cd").as_deref(), Some("abcd"));
        assert_eq!(hear(&mut hearing, 7, (2, 2), "cd"), None);
        assert_eq!(hear(&mut hearing, 8, (1, 1), "e").as_deref(), Some("e"));
        assert_eq!(hear(&mut hearing, 8, (1, 1), "e"), None);
    }

    #[test]
    fn a_message_that_lost_a_part_is_not_heard_but_the_next_one_is() {
        let mut hearing = Hearing::default();
        assert_eq!(hear(&mut hearing, 7, (1, 3), "ab"), None);
        assert_eq!(hear(&mut hearing, 7, (3, 3), "ef"), None);
        assert_eq!(hear(&mut hearing, 9, (1, 1), "g").as_deref(), Some("g"));
    }
}
