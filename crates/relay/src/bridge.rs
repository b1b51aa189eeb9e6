//! Several relays as one: what is said in a room here is said in it at all relays, over NATS.
//!
//! Each room is one subject. A relay stamps what it publishes with its own name and a number that counts up, so that a
//! subscriber drops duplicates and notices what was lost. Where relays share a secret, each message proves that its sender
//! knows it, and a relay is heard only once it was introduced (`introductions.rs`): nobody else at the NATS server can speak
//! in its name, or say again what it said. Nothing is kept or sent again: nodes
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

use async_nats::Client;
use bytes::Bytes;
use parking_lot::Mutex;
use protocol::{Address, RoomName};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_util::sync::DropGuard;
use tungstenite::Utf8Bytes;

use crate::{
    budget::Budget,
    fragments::{self, Stamp},
    incomplete::Incomplete,
    json::json_text,
    member_id::MemberId,
    nats,
    neighbours::Neighbours,
    owners::Owner,
    proofs::Proofs,
    rooms::Rooms,
    subscription::subscribe,
};

/// The most bytes that wait to be published: a part of the budget, since nobody can be evicted for them.
const WAITING_PART: usize = 4;
/// What a message that waits takes beside its text, in bytes.
const PLACE: usize = 256;
/// The most rooms whose messages are counted.
const MAX_NUMBERED: usize = 1024;

/// This relay's rooms, joined with the same rooms at other relays.
#[derive(Clone)]
pub struct Bridge {
    rooms: Arc<Rooms>,
    publisher: Arc<Publisher>,
}

/// Tells the other relays what is said here.
pub struct Publisher {
    /// This relay's own name.
    pub id: String,
    /// What others have to prove.
    pub proofs: Proofs,
    /// What others have begun to say.
    pub incomplete: Arc<Incomplete>,
    client: Client,
    outgoing: mpsc::UnboundedSender<Publication>,
    waiting: Arc<AtomicUsize>,
    budget: Arc<Budget>,
    numbers: Mutex<Numbers>,
}

/// The number of the last message in each room.
struct Numbers {
    rooms: HashMap<RoomName, u64>,
    /// Where counting starts in a room that is not in the list: above all of before.
    floor: u64,
}

struct Publication {
    room: RoomName,
    number: u64,
    content: Bytes,
}

/// What relays say to one another, beside what members say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BridgeMessage {
    /// A member has joined here; `1` is the digest of its secret.
    Joined(Address, String),
    /// A member is here that joined a moment ago, for those who could not hear it then; `2` is for how long it has had its
    /// address, in milliseconds.
    Here(Address, String, u64),
    /// The address that joined elsewhere with this digest is another member's here.
    Taken(Address, String),
    /// A member that was connected here is no longer.
    Left(Address),
    /// Whoever hears this is to say that it is there, with this word.
    Who(String),
    /// This relay is there: the answer to the question with this word.
    Present(String),
}

/// What relays say to one another, as it is written.
#[derive(Serialize, Deserialize)]
pub struct BridgeFrame {
    /// What is said.
    pub bridge: BridgeMessage,
}

impl Bridge {
    /// `id` tells this relay from all others.
    pub fn new(
        client: Client,
        id: String,
        rooms: Arc<Rooms>,
        budget: Arc<Budget>,
        proofs: Proofs,
    ) -> Self {
        let (outgoing, queue) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let stamps = (id.clone(), proofs.clone());
        let left = Arc::clone(&waiting);
        tokio::spawn(publish_all(client.clone(), stamps, queue, left));
        let publisher = Publisher {
            id,
            proofs,
            incomplete: Incomplete::watched(),
            client,
            outgoing,
            waiting,
            budget,
            numbers: Mutex::new(Numbers {
                rooms: HashMap::new(),
                floor: first_number(),
            }),
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
    pub fn joined(&self, member: &MemberId, owner: Owner) {
        let joined = BridgeMessage::Joined(member.address.clone(), owner.to_string());
        self.publisher.tell(&member.room, joined);
    }

    /// Tells the other relays who is no longer connected here.
    pub fn left(&self, member: &MemberId) {
        let left = BridgeMessage::Left(member.address.clone());
        self.publisher.tell(&member.room, left);
    }

    /// Passes on what is said in a room at other relays, for as long as the handle lives.
    pub fn subscribe(&self, room: &RoomName) -> DropGuard {
        let mut neighbours = Neighbours::new(&self.rooms, &self.publisher, room);
        subscribe(&self.publisher.client, subject(room), move |message| {
            neighbours.hear(message);
        })
    }
}

impl Publisher {
    fn publish(&self, room: &RoomName, text: Utf8Bytes) {
        // Held until the message is in the queue, so that numbers go out in order.
        let mut numbers = self.numbers.lock();
        let number = numbers.next(room);
        let bytes = text.len() + PLACE;
        // Where it is not published its number is used up, so that the others notice.
        let waiting = self.waiting.load(Ordering::Relaxed);
        // A single large message may always wait.
        let too_much = waiting > 0 && waiting + bytes > self.budget.most() / WAITING_PART;
        if too_much || !nats::is_up(&self.client) {
            return;
        }
        let Ok(text) = self.budget.text(text) else {
            return;
        };
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let publication = Publication {
            room: room.clone(),
            number,
            content: text.into(),
        };
        // The task that publishes lives as long as this sender.
        let _ = self.outgoing.send(publication);
    }

    /// Tells the other relays something beside what members say.
    pub fn tell(&self, room: &RoomName, bridge: BridgeMessage) {
        self.publish(room, json_text(&BridgeFrame { bridge }));
    }
}

impl Numbers {
    fn next(&mut self, room: &RoomName) -> u64 {
        if self.rooms.len() >= MAX_NUMBERED && !self.rooms.contains_key(room) {
            let highest = self.rooms.values().copied().max();
            self.floor = self.floor.max(highest.unwrap_or_default());
            self.rooms.clear();
        }
        let number = self.rooms.entry(room.clone()).or_insert(self.floor);
        *number += 1;
        *number
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

async fn publish_all(
    client: Client,
    (relay, proofs): (String, Proofs),
    mut queue: mpsc::UnboundedReceiver<Publication>,
    waiting: Arc<AtomicUsize>,
) {
    while let Some(Publication {
        room,
        number,
        content,
    }) = queue.recv().await
    {
        let bytes = content.len() + PLACE;
        for (position, fragment) in fragments::split(&content) {
            let stamp = Stamp {
                relay: relay.clone(),
                number,
                position,
            };
            let subject = subject(&room);
            let headers = stamp.headers(&subject, &fragment, &proofs);
            let published = client
                .publish_with_headers(subject, headers, fragment)
                .await;
            if let Err(error) = published {
                tracing::warn!(%room, %error, "a message did not go to other relays");
                break;
            }
        }
        waiting.fetch_sub(bytes, Ordering::Relaxed);
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
                BridgeMessage::Joined(address(), Owner::of("mine").to_string()),
                r#"{"bridge":{"joined":["tab-1","3fd30542fe3f61b14bd4a4b2dc0b6fb30fa6f63ebce52dd1778aaa8c4dc02cff"]}}"#,
            ),
            (
                BridgeMessage::Here(address(), "00ff".to_owned(), 5),
                r#"{"bridge":{"here":["tab-1","00ff",5]}}"#,
            ),
            (
                BridgeMessage::Taken(address(), "00ff".to_owned()),
                r#"{"bridge":{"taken":["tab-1","00ff"]}}"#,
            ),
            (
                BridgeMessage::Left(address()),
                r#"{"bridge":{"left":"tab-1"}}"#,
            ),
            (
                BridgeMessage::Who("00ff".to_owned()),
                r#"{"bridge":{"who":"00ff"}}"#,
            ),
            (
                BridgeMessage::Present("00ff".to_owned()),
                r#"{"bridge":{"present":"00ff"}}"#,
            ),
        ] {
            assert_eq!(json_text(&BridgeFrame { bridge }).as_str(), bytes);
        }
        assert_eq!(
            subject(&RoomName::parse("main").unwrap()),
            "tabchain.rooms.main"
        );
    }

    #[test]
    fn numbers_go_up_in_each_room_also_when_there_are_too_many_rooms() {
        let mut numbers = Numbers {
            rooms: HashMap::new(),
            floor: 100,
        };
        let room = |number: usize| RoomName::parse(&format!("room-{number}")).unwrap();
        for _ in 0..50 {
            numbers.next(&room(0));
        }
        assert_eq!((numbers.next(&room(0)), numbers.next(&room(1))), (151, 101));
        for number in 2..=MAX_NUMBERED {
            numbers.next(&room(number));
        }
        assert!(numbers.next(&room(0)) > 151 && numbers.next(&room(1)) > 101);
    }
}
