//! Several relays as one: what is said in a room here is said in it at all relays, over NATS.
//!
//! Each room is one subject. A relay stamps what it publishes with its own name and a number that counts up, so that a
//! subscriber drops duplicates and notices what was lost. Nothing is kept or sent again: nodes
//! repeat their questions, and say every few seconds where they stand. What is larger than NATS takes at once travels
//! in fragments.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use parking_lot::Mutex;
use protocol::{Address, CloseReason, Envelope, Frame, RoomName};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_util::sync::DropGuard;
use tungstenite::Utf8Bytes;

use crate::{
    fragments::{self, Reassembly},
    json::json_text,
    member_id::MemberId,
    nats,
    rooms::Rooms,
    subscription::subscribe,
};

/// The most bytes that wait to be published.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// The most rooms whose messages are counted.
const MAX_NUMBERED: usize = 1024;

/// This relay's rooms, joined with the same rooms at other relays.
#[derive(Clone)]
pub struct Bridge {
    rooms: Arc<Rooms>,
    publisher: Arc<Publisher>,
}

struct Publisher {
    client: Client,
    outgoing: mpsc::UnboundedSender<Publication>,
    waiting: Arc<AtomicUsize>,
    numbers: Mutex<HashMap<RoomName, u64>>,
}

struct Publication {
    room: RoomName,
    number: u64,
    content: Bytes,
}

/// What relays say to one another, beside what members say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BridgeMessage {
    /// A member has joined here; `1` is a digest of its token.
    Joined(Address, String),
    /// The address that joined elsewhere with this digest is another member's here.
    Taken(Address, String),
    /// A member that was connected here is no longer.
    Left(Address),
}

#[derive(Serialize, Deserialize)]
struct BridgeFrame {
    bridge: BridgeMessage,
}

impl Bridge {
    /// `id` tells this relay from all others.
    pub fn new(client: Client, id: String, rooms: Arc<Rooms>) -> Self {
        let (outgoing, queue) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        tokio::spawn(publish_all(client.clone(), id, queue, Arc::clone(&waiting)));
        let publisher = Publisher {
            client,
            outgoing,
            waiting,
            numbers: Mutex::default(),
        };
        Self {
            rooms,
            publisher: Arc::new(publisher),
        }
    }

    /// Tells the other relays what a member here said.
    pub fn pass(&self, room: &RoomName, text: Utf8Bytes) {
        self.publisher.publish(room, text);
    }

    /// Tells the other relays who joined here, lest somebody has the same address there.
    pub fn joined(&self, member: &MemberId, token: &str) {
        let joined = BridgeMessage::Joined(member.address.clone(), digest(token));
        self.publisher.tell(&member.room, joined);
    }

    /// Tells the other relays who is no longer connected here.
    pub fn left(&self, member: &MemberId) {
        let left = BridgeMessage::Left(member.address.clone());
        self.publisher.tell(&member.room, left);
    }

    /// Passes on what is said in a room at other relays, for as long as the handle lives.
    pub fn subscribe(&self, room: &RoomName) -> DropGuard {
        // A room owns its subscription.
        let rooms = Arc::downgrade(&self.rooms);
        let publisher = Arc::clone(&self.publisher);
        let mut reassembly = Reassembly::default();
        let room = room.clone();
        subscribe(&self.publisher.client, subject(&room), move |message| {
            if let Some(rooms) = rooms.upgrade()
                && let Some(content) = reassembly.take(&room, message)
            {
                received(&rooms, &publisher, &room, content);
            }
        })
    }
}

impl Publisher {
    fn publish(&self, room: &RoomName, text: Utf8Bytes) {
        // Held until the message is in the queue, so that numbers go out in order.
        let mut numbers = self.numbers.lock();
        if numbers.len() >= MAX_NUMBERED {
            numbers.clear();
        }
        let number = numbers.entry(room.clone()).or_insert_with(first_number);
        *number += 1;
        let bytes = text.len();
        if !nats::is_up(&self.client) || self.waiting.load(Ordering::Relaxed) + bytes > MAX_WAITING
        {
            // Its number is used up, so that the others notice.
            return;
        }
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let publication = Publication {
            room: room.clone(),
            number: *number,
            content: text.into(),
        };
        // The task that publishes lives as long as this sender.
        let _ = self.outgoing.send(publication);
    }

    fn tell(&self, room: &RoomName, bridge: BridgeMessage) {
        self.publish(room, json_text(&BridgeFrame { bridge }));
    }
}

/// Microseconds since 1970, so that numbers also go up when counting starts again.
fn first_number() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    })
}

fn subject(room: &RoomName) -> String {
    format!("tabchain.rooms.{room}")
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
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
        for (position, fragment) in fragments::split(&content) {
            let mut headers = HeaderMap::new();
            headers.insert(fragments::RELAY, id.as_str());
            headers.insert(fragments::NUMBER, number.to_string());
            headers.insert(fragments::POSITION, position.to_string());
            let published = client
                .publish_with_headers(subject(&room), headers, fragment)
                .await;
            if let Err(error) = published {
                tracing::warn!(%room, %error, "a message did not go to other relays");
                break;
            }
        }
    }
}

/// Does with another relay's message as with one of a member here.
fn received(rooms: &Rooms, publisher: &Publisher, room: &RoomName, content: Bytes) {
    let Ok(text) = Utf8Bytes::try_from(content) else {
        return;
    };
    if let Ok(frame) = serde_json::from_str::<Frame<&RawValue>>(&text) {
        // Another relay has stamped it with its sender.
        if let Frame::Envelope(Envelope {
            from: Some(from),
            to,
            ..
        }) = frame
        {
            rooms.pass(room, &from, to.as_ref(), &text);
        }
    } else if let Ok(BridgeFrame { bridge }) = serde_json::from_str(&text) {
        told(rooms, publisher, room, bridge);
    }
}

fn told(rooms: &Rooms, publisher: &Publisher, room: &RoomName, message: BridgeMessage) {
    let member = |address| MemberId {
        room: room.clone(),
        address,
    };
    match message {
        BridgeMessage::Joined(address, theirs) => {
            let member = member(address);
            let Some(token) = rooms.token(&member) else {
                return;
            };
            if digest(&token) == theirs {
                rooms.close(&member, CloseReason::Replaced);
            } else {
                publisher.tell(room, BridgeMessage::Taken(member.address, theirs));
            }
        }
        BridgeMessage::Taken(address, theirs) => {
            let member = member(address);
            let token = rooms.token(&member);
            if token.is_some_and(|token| digest(&token) == theirs) {
                rooms.close(&member, CloseReason::AddressInUse);
            }
        }
        BridgeMessage::Left(address) => rooms.remember(member(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_relays_say_to_one_another_has_these_bytes() {
        let address = || Address::parse("tab-1").unwrap();
        for (bridge, bytes) in [
            (
                BridgeMessage::Joined(address(), digest("mine")),
                r#"{"bridge":{"joined":["tab-1","3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff"]}}"#,
            ),
            (
                BridgeMessage::Taken(address(), "00ff".to_owned()),
                r#"{"bridge":{"taken":["tab-1","00ff"]}}"#,
            ),
            (
                BridgeMessage::Left(address()),
                r#"{"bridge":{"left":"tab-1"}}"#,
            ),
        ] {
            assert_eq!(json_text(&BridgeFrame { bridge }).as_str(), bytes);
        }
        assert_eq!(
            subject(&RoomName::parse("main").unwrap()),
            "tabchain.rooms.main"
        );
    }
}
