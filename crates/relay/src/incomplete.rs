//! Messages of other relays of which some fragments have come: bounded in number, bytes and time for all rooms together.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::Mutex;
use protocol::RoomName;

/// The most incomplete messages.
const MAX_MESSAGES: usize = 64;
/// The most bytes of all of them.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// How long the fragments of one message may take.
const COMPLETE_WITHIN: Duration = Duration::from_secs(10);

/// Whose message it is: each relay sends one at a time in a room.
pub type Sender = (RoomName, String);

/// All incomplete messages.
#[derive(Default)]
pub struct Incomplete(Mutex<Held>);

#[derive(Default)]
struct Held {
    messages: HashMap<Sender, Message>,
    bytes: usize,
}

struct Message {
    number: u64,
    content: Vec<u8>,
    since: Instant,
}

impl Incomplete {
    /// None yet. Those that take too long are dropped for as long as somebody holds the others.
    pub fn watched() -> Arc<Self> {
        let incomplete = Arc::new(Self::default());
        let watched = Arc::downgrade(&incomplete);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(COMPLETE_WITHIN).await;
                let Some(incomplete) = watched.upgrade() else {
                    return;
                };
                incomplete.0.lock().expire(Instant::now());
            }
        });
        incomplete
    }

    /// A message begins; what its sender had begun before is dropped, and the oldest ones of others where there are too many.
    pub fn begin(&self, sender: Sender, number: u64, content: &Bytes, now: Instant) {
        let mut held = self.0.lock();
        held.expire(now);
        held.remove(&sender);
        let message = Message {
            number,
            content: content.to_vec(),
            since: now,
        };
        held.bytes += content.len();
        held.messages.insert(sender, message);
        held.shrink();
    }

    /// A message goes on. False when its beginning is not there any more.
    pub fn go_on(&self, sender: &Sender, number: u64, content: &Bytes, now: Instant) -> bool {
        let mut held = self.0.lock();
        held.expire(now);
        let Some(message) = held
            .messages
            .get_mut(sender)
            .filter(|message| message.number == number)
        else {
            return false;
        };
        message.content.extend_from_slice(content);
        held.bytes += content.len();
        held.shrink();
        held.messages.contains_key(sender)
    }

    /// The message as far as it has come.
    pub fn take(&self, sender: &Sender, number: u64) -> Option<Bytes> {
        let message = self.0.lock().remove(sender);
        let message = message.filter(|message| message.number == number)?;
        Some(message.content.into())
    }
}

impl Held {
    fn remove(&mut self, sender: &Sender) -> Option<Message> {
        let message = self.messages.remove(sender)?;
        self.bytes -= message.content.len();
        Some(message)
    }

    fn expire(&mut self, now: Instant) {
        let late =
            |message: &Message| now.saturating_duration_since(message.since) > COMPLETE_WITHIN;
        self.messages.retain(|_, message| !late(message));
        self.bytes = self
            .messages
            .values()
            .map(|message| message.content.len())
            .sum();
    }

    fn shrink(&mut self) {
        while self.messages.len() > MAX_MESSAGES || self.bytes > MAX_BYTES {
            let oldest = self
                .messages
                .iter()
                .min_by_key(|(_, message)| message.since);
            let Some(oldest) = oldest.map(|(sender, _)| sender.clone()) else {
                return;
            };
            self.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(relay: usize) -> Sender {
        (RoomName::parse("main").unwrap(), format!("relay-{relay}"))
    }

    #[test]
    fn messages_that_stay_incomplete_are_bounded_in_number_bytes_and_time() {
        let incomplete = Incomplete::default();
        let now = Instant::now();
        let fragment = Bytes::from(vec![1; 900 * 1024]);
        let begin = now - Duration::from_secs(1);
        for relay in 0..1_000_usize {
            let at = begin + Duration::from_millis(relay as u64);
            incomplete.begin(sender(relay), 1, &fragment, at);
            let held = incomplete.0.lock();
            assert!(held.messages.len() <= MAX_MESSAGES && held.bytes <= MAX_BYTES);
        }
        let last = sender(999);
        assert!(incomplete.go_on(&last, 1, &fragment, now));
        assert!(
            !incomplete.go_on(&last, 2, &fragment, now),
            "another message"
        );
        let held = incomplete.take(&last, 1).map(|content| content.len());
        assert_eq!(held, Some(2 * fragment.len()));

        let later = now + COMPLETE_WITHIN + Duration::from_millis(1);
        assert!(!incomplete.go_on(&sender(998), 1, &fragment, later));
        assert_eq!(incomplete.0.lock().bytes, 0);
    }

    #[test]
    fn many_small_messages_are_bounded_in_number() {
        let incomplete = Incomplete::default();
        let now = Instant::now();
        for relay in 0..1_000_usize {
            let at = now + Duration::from_micros(relay as u64);
            incomplete.begin(sender(relay), 1, &Bytes::from_static(b"x"), at);
        }
        assert_eq!(incomplete.0.lock().messages.len(), MAX_MESSAGES);
        assert!(incomplete.take(&sender(0), 1).is_none());
        assert!(incomplete.take(&sender(999), 1).is_some());
    }
}
