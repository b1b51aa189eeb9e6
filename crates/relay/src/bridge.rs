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

use async_nats::{Client, ConnectOptions, Event, HeaderMap, Message, connection::State};
use axum::extract::ws::Utf8Bytes;
use bytes::Bytes;
use futures_util::StreamExt;
use node::Address;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    Relay, afar,
    calls::{Answered, Call, secret},
    farewell::Farewell,
    frame::{Frame, Word},
    parts::{self, Hearing},
    refusal::Refusal,
    seats::Seat,
};

/// The most bytes that wait to be published.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// So long a hearer that stops waits for what is on its way.
const DRAINING: Duration = Duration::from_secs(5);
/// So long after a subject could not be heard it is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// The most rooms whose messages are counted.
const MAX_NUMBERED: usize = 1024;

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
    /// A member that was connected here is no longer.
    Left(Address),
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

    /// Tells the other relays who is no longer connected here.
    pub fn left(&self, seat: &Seat) {
        self.remark(&seat.room, Remark::Left(seat.address.clone()));
    }

    /// Hears what is said in a room at other relays, for as long as the handle lives.
    pub fn listen(&self, relay: &Arc<Relay>, room: &str) -> DropGuard {
        let relay = Arc::downgrade(relay);
        let mut hearing = Hearing::default();
        let (subject, room) = (subject(room), room.to_owned());
        hear(&self.client, subject, None, move |message| {
            if let Some(relay) = relay.upgrade()
                && let Some(content) = hearing.hear(&room, message)
            {
                take(&relay, &room, content);
            }
        })
    }

    /// Answers other relays' calls for a member that is connected here, for as long as the handle lives.
    pub fn answer(&self, relay: &Arc<Relay>, seat: &Seat) -> DropGuard {
        afar::answer(&self.client, relay, seat)
    }

    /// Calls a member at another relay; `None` when it is connected to none.
    pub async fn call(
        &self,
        relay: &Relay,
        seat: &Seat,
        call: &Call<'_>,
    ) -> Result<Option<Answered>, Refusal> {
        afar::call(&self.client, relay, seat, call).await
    }

    fn remark(&self, room: &str, remark: Remark) {
        // A remark always serialises.
        if let Ok(text) = serde_json::to_string(&Said { bridge: remark }) {
            self.pass(room, text.into());
        }
    }
}

/// Hears a subject, for as long as the handle lives. Of a group, one hears each message; so it also hears those that are
/// on their way to it when it stops.
pub fn hear(
    client: &Client,
    subject: String,
    group: Option<&'static str>,
    mut heard: impl FnMut(Message) + Send + 'static,
) -> DropGuard {
    let client = client.clone();
    let stop = CancellationToken::new();
    let handle = stop.clone().drop_guard();
    tokio::spawn(async move {
        while !stop.is_cancelled() {
            let subscribed = match group {
                Some(group) => client.queue_subscribe(subject.clone(), group.into()).await,
                None => client.subscribe(subject.clone()).await,
            };
            match subscribed {
                Ok(mut subscription) => {
                    while let Some(Some(message)) =
                        stop.run_until_cancelled(subscription.next()).await
                    {
                        heard(message);
                    }
                    if group.is_some() && subscription.drain().await.is_ok() {
                        let rest = async {
                            while let Some(message) = subscription.next().await {
                                heard(message);
                            }
                        };
                        // It ends by itself, unless the connection to NATS was lost meanwhile.
                        let _ = timeout(DRAINING, rest).await;
                    }
                }
                Err(error) => tracing::warn!(%subject, %error, "other relays can't be heard"),
            }
            stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await;
        }
    });
    handle
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
        for (part_of, part) in parts::parts(&content) {
            let mut headers = HeaderMap::new();
            headers.insert(parts::RELAY, id.as_str());
            headers.insert(parts::NUMBER, number.to_string());
            headers.insert(parts::PART_OF, part_of);
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
        Remark::Left(address) => relay.rooms.remember(room, &address),
    }
}
