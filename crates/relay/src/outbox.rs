//! What waits to be sent to one member.

use std::{
    collections::VecDeque,
    sync::{Arc, Weak},
};

use parking_lot::Mutex;
use protocol::CloseReason;
use tokio::sync::{Notify, watch};
use tungstenite::Utf8Bytes;

use crate::{
    budget::{Budget, Holder, Registration},
    client::Client,
    config::Limits,
};

/// What a place in the queue takes, in bytes.
const PLACE: usize = 64;
/// A queue of more places gives them back when it is empty.
const PLACES: usize = 16;

/// A queue of texts, and the word that ends the connection.
pub struct Outbox {
    queue: Mutex<Queue>,
    added: Notify,
    close: watch::Sender<Option<CloseReason>>,
    budget: Arc<Budget>,
    limits: Arc<Limits>,
}

#[derive(Default)]
struct Queue {
    texts: VecDeque<Utf8Bytes>,
    /// With their places.
    bytes: usize,
    is_closed: bool,
}

/// A member's end of its outbox. While it lives the outbox can be evicted.
pub struct Receiver {
    outbox: Arc<Outbox>,
    _registration: Registration,
}

/// The word that ends a member's connection.
pub struct Closing(watch::Receiver<Option<CloseReason>>);

impl Outbox {
    /// An empty one.
    pub fn open(
        budget: &Arc<Budget>,
        limits: &Arc<Limits>,
        client: Client,
    ) -> (Arc<Self>, Receiver, Closing) {
        let (sender, close) = watch::channel(None);
        let outbox = Arc::new(Self {
            queue: Mutex::default(),
            added: Notify::new(),
            close: sender,
            budget: Arc::clone(budget),
            limits: Arc::clone(limits),
        });
        let holder: Weak<Self> = Arc::downgrade(&outbox);
        let receiver = Receiver {
            outbox: Arc::clone(&outbox),
            _registration: budget.register(client, holder),
        };
        (outbox, receiver, Closing(close))
    }

    /// Adds a text. A member that lets too much wait is closed.
    pub fn push(&self, text: Utf8Bytes) {
        let cost = text.len() + PLACE;
        let mut queue = self.queue.lock();
        if queue.is_closed {
            return;
        }
        // A single large message may always wait.
        let too_much = queue.bytes > 0 && queue.bytes + cost > self.limits.waiting_bytes;
        if too_much || queue.texts.len() >= self.limits.waiting_messages {
            drop(queue);
            return self.close(CloseReason::Slow);
        }
        queue.bytes += cost;
        queue.texts.push_back(text);
        drop(queue);
        self.budget.add(PLACE);
        self.added.notify_one();
    }

    /// Ends the connection; what waits is let go of. The first reason stands.
    pub fn close(&self, reason: CloseReason) {
        self.clear();
        self.close.send_if_modified(|said| {
            let first = said.is_none();
            said.get_or_insert(reason);
            first
        });
    }

    fn clear(&self) {
        let mut queue = self.queue.lock();
        queue.is_closed = true;
        queue.bytes = 0;
        let texts = std::mem::take(&mut queue.texts);
        drop(queue);
        self.budget.subtract(texts.len() * PLACE);
    }

    fn pop(&self) -> Option<Utf8Bytes> {
        let mut queue = self.queue.lock();
        let text = queue.texts.pop_front()?;
        queue.bytes -= text.len() + PLACE;
        if queue.texts.is_empty() && queue.texts.capacity() > PLACES {
            queue.texts = VecDeque::new();
        }
        drop(queue);
        self.budget.subtract(PLACE);
        Some(text)
    }
}

impl Holder for Outbox {
    fn held(&self) -> usize {
        self.queue.lock().bytes
    }

    fn evict(&self) {
        self.close(CloseReason::Slow);
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Receiver {
    /// Waits for the next text.
    pub async fn recv(&self) -> Utf8Bytes {
        loop {
            if let Some(text) = self.try_recv() {
                return text;
            }
            self.outbox.added.notified().await;
        }
    }

    /// The next text, if one is waiting.
    pub fn try_recv(&self) -> Option<Utf8Bytes> {
        self.outbox.pop()
    }
}

impl Closing {
    /// Waits until the connection has to end.
    pub async fn asked(&mut self) -> CloseReason {
        match self.0.wait_for(Option::is_some).await {
            Ok(reason) => reason.unwrap_or(CloseReason::Replaced),
            // The outbox is gone, and the place with it.
            Err(_) => CloseReason::Replaced,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(limits: Limits) -> (Arc<Outbox>, Receiver, Closing) {
        let budget = Arc::new(Budget::new(10_000));
        let client = Client::for_test([127, 0, 0, 1]);
        Outbox::open(&budget, &Arc::new(limits), client)
    }

    #[tokio::test]
    async fn what_is_added_comes_out_in_order() {
        let (outbox, receiver, _closing) = open(Limits::default());
        outbox.push("one".into());
        outbox.push("two".into());
        assert_eq!(receiver.recv().await, "one");
        assert_eq!(receiver.recv().await, "two");
        assert_eq!(receiver.try_recv(), None);
        assert_eq!(outbox.held(), 0);
    }

    #[tokio::test]
    async fn one_that_lets_too_much_wait_is_closed_and_lets_go_of_it() {
        let (outbox, receiver, mut closing) = open(Limits {
            waiting_bytes: 1000,
            ..Limits::default()
        });
        outbox.push("x".repeat(2000).into());
        assert_eq!(outbox.held(), 2000 + PLACE);
        outbox.push("x".into());
        assert_eq!(closing.asked().await, CloseReason::Slow);
        assert_eq!((outbox.held(), receiver.try_recv()), (0, None));
    }
}
