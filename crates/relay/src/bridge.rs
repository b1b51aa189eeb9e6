//! Several relays as one: what is said in a room here is said in it at all relays, over NATS.
//!
//! Each room is one subject. A relay stamps what it publishes with its own name and a number that
//! counts up, so that a hearer drops what comes twice and notices what does not come at all. Nothing
//! is kept or sent again: nodes repeat their questions, and say every few seconds where they stand.
//! What is larger than NATS takes at once travels in parts.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_nats::{Client, ConnectOptions, Event, HeaderMap, connection::State};
use axum::extract::ws::Utf8Bytes;
use bytes::Bytes;
use futures_util::StreamExt;
use node::Address;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    Relay,
    calls::secret,
    farewell::Farewell,
    frame::{Frame, Word},
    seats::Seat,
};

/// The most bytes that wait to be published.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// The bytes of one part: below what a NATS server takes by default, 1 MiB with headers.
const PART: usize = 900 * 1024;
/// The most parts of one message.
const MAX_PARTS: usize = 8;
/// The most rooms whose messages are counted.
const MAX_NUMBERED: usize = 1024;
/// The most other relays that are told apart in one room.
const MAX_RELAYS: usize = 64;

const RELAY: &str = "Relay";
const NUMBER: &str = "Number";
const PART_OF: &str = "Part";

/// This relay's connection to the others.
pub struct Bridge {
    client: Client,
    outgoing: mpsc::UnboundedSender<Publication>,
    waiting: Arc<AtomicUsize>,
    numbers: Mutex<HashMap<String, u64>>,
}

/// The relay, as soon as it stands.
pub type Slot = Arc<OnceLock<Weak<Relay>>>;

struct Publication {
    room: String,
    number: u64,
    content: Bytes,
}

/// What relays say to one another.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Remark {
    /// A member has joined here; `1` is a digest of its token.
    Joined(Address, String),
    /// The address that joined elsewhere with this digest is another member's here.
    Taken(Address, String),
}

#[derive(Serialize, Deserialize)]
struct Said {
    bridge: Remark,
}

impl Bridge {
    /// Connects in the background, for as long as it takes, as often as it takes.
    ///
    /// # Errors
    /// When the address is none, as a sentence.
    pub async fn open(url: &str, relay: Slot) -> Result<Self, String> {
        let id = secret().ok_or("this machine gives no random numbers")?;
        let client = ConnectOptions::new()
            .retry_on_initial_connect()
            .max_reconnects(None)
            .reconnect_delay_callback(|attempt| {
                Duration::from_millis(200 * u64::try_from(attempt.clamp(1, 10)).unwrap_or(1))
            })
            .connection_timeout(Duration::from_secs(5))
            .ping_interval(Duration::from_secs(5))
            .no_echo()
            .event_callback(move |event| {
                let relay = relay.clone();
                async move { heard_event(&relay, &event) }
            })
            .connect(url)
            .await
            .map_err(|error| format!("{url} can't be a NATS server: {error}"))?;
        let (outgoing, queue) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let bridge = Self {
            client: client.clone(),
            outgoing,
            waiting: Arc::clone(&waiting),
            numbers: Mutex::default(),
        };
        tokio::spawn(publish_all(client, id, queue, waiting));
        Ok(bridge)
    }

    /// Whether the other relays can be heard now.
    pub fn is_up(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    /// Tells the other relays what a member here said.
    pub fn pass(&self, room: &str, text: Utf8Bytes) {
        // Held until the message is in the queue, so that numbers go out in order.
        let mut numbers = self.numbers.lock();
        if numbers.len() >= MAX_NUMBERED {
            numbers.clear();
        }
        let number = numbers.entry(room.to_owned()).or_insert_with(first_number);
        *number += 1;
        let bytes = text.len();
        if !self.is_up() || self.waiting.load(Ordering::Relaxed) + bytes > MAX_WAITING {
            // Its number is used up, so that the others notice.
            return;
        }
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let publication = Publication {
            room: room.to_owned(),
            number: *number,
            content: text.into(),
        };
        // The publisher lives as long as the program.
        let _ = self.outgoing.send(publication);
    }

    /// Tells the other relays who joined here, lest somebody has the same address there.
    pub fn joined(&self, seat: &Seat, token: &str) {
        self.remark(
            &seat.room,
            Remark::Joined(seat.address.clone(), digest(token)),
        );
    }

    /// Hears what is said in a room at other relays, for as long as the handle lives.
    pub fn listen(&self, relay: &Arc<Relay>, room: &str) -> AbortOnDropHandle<()> {
        let client = self.client.clone();
        let relay = Arc::downgrade(relay);
        let room = room.to_owned();
        AbortOnDropHandle::new(tokio::spawn(async move {
            let mut hearing = Hearing::default();
            loop {
                match client.subscribe(subject(&room)).await {
                    Ok(mut subscription) => {
                        while let Some(message) = subscription.next().await {
                            let Some(relay) = relay.upgrade() else { return };
                            let heard = hearing.hear(&room, message);
                            if let Some(content) = heard {
                                take(&relay, &room, content);
                            }
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%room, %error, "a room can't be heard at other relays")
                    }
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }))
    }

    fn remark(&self, room: &str, remark: Remark) {
        // A remark always serialises.
        if let Ok(text) = serde_json::to_string(&Said { bridge: remark }) {
            self.pass(room, text.into());
        }
    }
}

/// Microseconds since 1970, so that numbers also go up when the counting starts anew.
fn first_number() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    })
}

fn subject(room: &str) -> String {
    format!("tabchain.rooms.{room}")
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Tells the members whether those at other relays can be heard.
fn heard_event(relay: &Slot, event: &Event) {
    let heard = match event {
        Event::Connected => true,
        Event::Disconnected => false,
        _ => return,
    };
    tracing::info!(heard, "other relays");
    if let Some(relay) = relay.get().and_then(Weak::upgrade) {
        relay.rooms.tell_all(&Word::Others { heard }.text());
    }
}

async fn publish_all(
    client: Client,
    id: String,
    mut queue: mpsc::UnboundedReceiver<Publication>,
    waiting: Arc<AtomicUsize>,
) {
    while let Some(Publication {
        room,
        number,
        content,
    }) = queue.recv().await
    {
        waiting.fetch_sub(content.len(), Ordering::Relaxed);
        let parts = content.len().div_ceil(PART);
        for (index, start) in (0..content.len()).step_by(PART).enumerate() {
            let part = content.slice(start..content.len().min(start + PART));
            let mut headers = HeaderMap::new();
            headers.insert(RELAY, id.as_str());
            headers.insert(NUMBER, number.to_string());
            headers.insert(PART_OF, format!("{}/{parts}", index + 1));
            let published = client
                .publish_with_headers(subject(&room), headers, part)
                .await;
            if let Err(error) = published {
                tracing::warn!(%room, %error, "a message did not go to other relays");
                break;
            }
        }
    }
}

/// What was heard in one room, of each relay.
#[derive(Default)]
struct Hearing {
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
    fn hear(&mut self, room: &str, message: async_nats::Message) -> Option<Bytes> {
        let headers = message.headers.as_ref()?;
        let relay = headers.get(RELAY)?.as_str();
        let number: u64 = headers.get(NUMBER)?.as_str().parse().ok()?;
        let (part, parts) = headers.get(PART_OF)?.as_str().split_once('/')?;
        let (part, parts): (usize, usize) = (part.parse().ok()?, parts.parse().ok()?);
        self.assemble(room, relay, number, (part, parts), message.payload)
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

/// Does with another relay's message as with one of a member here.
fn take(relay: &Relay, room: &str, content: Bytes) {
    let Ok(text) = Utf8Bytes::try_from(content) else {
        return;
    };
    if text.starts_with("{\"bridge\":") {
        if let Ok(Said { bridge }) = serde_json::from_str(&text) {
            remarked(relay, room, bridge);
        }
        return;
    }
    if let Ok(frame) = Frame::read(&text)
        && let Some(from) = &frame.from
    {
        relay.rooms.pass(room, from, frame.to.as_ref(), &text);
    }
}

fn remarked(relay: &Relay, room: &str, remark: Remark) {
    match remark {
        Remark::Joined(address, theirs) => {
            let Some(token) = relay.rooms.token(room, &address) else {
                return;
            };
            if digest(&token) == theirs {
                relay.rooms.end(room, &address, Farewell::Replaced);
            } else if let Some(bridge) = &relay.bridge {
                bridge.remark(room, Remark::Taken(address, theirs));
            }
        }
        Remark::Taken(address, theirs) => {
            let token = relay.rooms.token(room, &address);
            if token.is_some_and(|token| digest(&token) == theirs) {
                relay.rooms.end(room, &address, Farewell::InUse);
            }
        }
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
