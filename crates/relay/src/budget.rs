//! One budget, in bytes, for everything that waits in the relay: messages that members have not read yet, messages
//! and bodies that have not come whole, chains of foreign nodes, answers that are being sent.
//!
//! Where it is exceeded, a holder is evicted: of the network address that holds most, the one that holds most. So
//! whoever fills the relay is the one who pays, and a client that spreads what it holds over many connections gains
//! nothing.

use std::{
    collections::HashMap,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tungstenite::Utf8Bytes;

use crate::client::{Client, Source};

/// What a text costs beside its bytes: its handle, and the allocator's.
const TEXT: usize = 128;

/// The budget, and who holds how much of it.
pub struct Budget {
    most: usize,
    total: AtomicUsize,
    holders: Mutex<Holders>,
}

#[derive(Default)]
struct Holders {
    number: u64,
    table: HashMap<u64, Entry>,
    /// What evicted holders have still to release.
    condemned: usize,
}

struct Entry {
    holder: Weak<dyn Holder>,
    client: Client,
    condemned: Option<usize>,
}

/// Something that holds bytes of the budget, and can be made to let go of them.
pub trait Holder: Send + Sync {
    /// How many bytes it holds.
    fn held(&self) -> usize;
    /// Tells it to let go of them, at once or soon.
    fn evict(&self);
}

/// Too much waits in this relay, and the one who is told so held most of it, or came last.
#[derive(Debug, thiserror::Error)]
#[error("this relay has no memory left, and this held most of it")]
pub struct Evicted;

impl Budget {
    /// A budget of `most` bytes.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            total: AtomicUsize::new(0),
            holders: Mutex::default(),
        }
    }

    /// Lets something be evicted for as long as the registration lives.
    pub fn register(self: &Arc<Self>, client: Client, holder: Weak<dyn Holder>) -> Registration {
        let mut holders = self.holders.lock();
        holders.number += 1;
        let number = holders.number;
        let entry = Entry {
            holder,
            client,
            condemned: None,
        };
        holders.table.insert(number, entry);
        Registration {
            budget: Arc::clone(self),
            number,
        }
    }

    /// A meter for something that comes in piece by piece.
    pub fn meter(self: &Arc<Self>, client: Client) -> Meter {
        let state = Arc::new(MeterState::default());
        let holder: Weak<MeterState> = Arc::downgrade(&state);
        Meter {
            registration: self.register(client, holder),
            state,
        }
    }

    /// The same text, counted once for as long as anybody holds it.
    ///
    /// # Errors
    /// When nobody can be evicted for it.
    pub fn text(self: &Arc<Self>, text: Utf8Bytes) -> Result<Utf8Bytes, Evicted> {
        let charge = self.charge(text.len() + TEXT)?;
        let counted = Bytes::from_owner(Counted {
            bytes: Bytes::from(text),
            _charge: charge,
        });
        // They were a text.
        Utf8Bytes::try_from(counted).map_err(|_| Evicted)
    }

    /// Counts some bytes that nobody can be made to release.
    fn charge(self: &Arc<Self>, bytes: usize) -> Result<Charge, Evicted> {
        self.add(bytes);
        let charge = Charge {
            budget: Arc::clone(self),
            bytes,
        };
        if self.make_room() {
            Ok(charge)
        } else {
            Err(Evicted)
        }
    }

    /// Counts bytes that are bounded elsewhere.
    pub fn add(&self, bytes: usize) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that were counted are released.
    pub fn subtract(&self, bytes: usize) {
        self.total.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// How much may be held.
    pub fn most(&self) -> usize {
        self.most
    }

    /// How much is held.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }

    /// Evicts holders while too much is held. False when that does not help, or not soon enough.
    fn make_room(&self) -> bool {
        if self.total() <= self.most {
            return true;
        }
        // Dropped after the lock is released: a holder may end here, and its registration with it.
        let mut evicted = Vec::new();
        let mut holders = self.holders.lock();
        while self.total() > self.most.saturating_add(holders.condemned) {
            let Some((number, holder, client)) = holders.greatest() else {
                break;
            };
            let held = holder.held();
            holder.evict();
            let left = holder.held();
            if left > 0
                && let Some(entry) = holders.table.get_mut(&number)
            {
                entry.condemned = Some(left);
                holders.condemned += left;
            }
            evicted.push((holder, client, held));
        }
        // What the evicted have not released yet is in memory all the same.
        let fits = self.total() <= self.most.saturating_add(holders.condemned)
            && self.total() <= self.most + self.most / 4;
        drop(holders);
        for (_, client, held) in &evicted {
            client.refused(&format_args!(
                "evicted, it held {held} bytes of {}",
                self.most
            ));
        }
        fits
    }
}

impl Holders {
    /// Of the network address that holds most, the holder that holds most. Many people may be behind an address that
    /// is shared, so there each counts alone.
    fn greatest(&self) -> Option<(u64, Arc<dyn Holder>, Client)> {
        let mut sums: HashMap<Source, usize> = HashMap::new();
        let mut live = Vec::new();
        for (&number, entry) in &self.table {
            if entry.condemned.is_none()
                && let Some(holder) = entry.holder.upgrade()
            {
                let held = holder.held();
                if !entry.client.is_shared() {
                    *sums.entry(entry.client.source()).or_default() += held;
                }
                live.push((number, holder, entry.client.clone(), held));
            }
        }
        let sum = |client: &Client, held| match client.is_shared() {
            true => held,
            false => sums.get(&client.source()).copied().unwrap_or(held),
        };
        let greatest = live
            .into_iter()
            .filter(|(_, _, _, held)| *held > 0)
            .max_by_key(|(_, _, client, held)| (sum(client, *held), *held));
        greatest.map(|(number, holder, client, _)| (number, holder, client))
    }
}

/// While it lives, something can be evicted.
pub struct Registration {
    budget: Arc<Budget>,
    number: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut holders = self.budget.holders.lock();
        let entry = holders.table.remove(&self.number);
        holders.condemned -= entry.and_then(|entry| entry.condemned).unwrap_or(0);
    }
}

/// Counts what comes in piece by piece.
pub struct Meter {
    registration: Registration,
    state: Arc<MeterState>,
}

#[derive(Default)]
struct MeterState {
    held: AtomicUsize,
    evicted: AtomicBool,
    told: Notify,
}

impl Holder for MeterState {
    fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    fn evict(&self) {
        self.evicted.store(true, Ordering::Relaxed);
        self.told.notify_one();
    }
}

impl Meter {
    /// Says how many bytes are held from now on.
    ///
    /// # Errors
    /// When it was evicted, or this is too much.
    pub fn set(&self, bytes: usize) -> Result<(), Evicted> {
        let budget = &self.registration.budget;
        let before = self.state.held.swap(bytes, Ordering::Relaxed);
        budget.add(bytes);
        budget.subtract(before);
        if bytes > before && !budget.make_room() || self.state.evicted.load(Ordering::Relaxed) {
            return Err(Evicted);
        }
        Ok(())
    }

    /// Waits until it is evicted.
    pub async fn evicted(&self) {
        while !self.state.evicted.load(Ordering::Relaxed) {
            self.state.told.notified().await;
        }
    }

    /// What has come whole, in so many bytes of memory, stays counted for as long as anybody holds it.
    pub fn complete<T>(self, content: T, bytes: usize) -> Bytes
    where
        T: AsRef<[u8]> + Send + 'static,
    {
        let budget = Arc::clone(&self.registration.budget);
        budget.add(bytes);
        let charge = Charge { budget, bytes };
        Bytes::from_owner(Counted {
            bytes: content,
            _charge: charge,
        })
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let held = self.state.held.swap(0, Ordering::Relaxed);
        self.registration.budget.subtract(held);
    }
}

/// A share of the budget.
struct Charge {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.budget.subtract(self.bytes);
    }
}

/// Bytes with what they cost.
struct Counted<T> {
    bytes: T,
    _charge: Charge,
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Counted<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> Client {
        Client::for_test([127, 0, 0, last])
    }

    #[test]
    fn of_the_address_that_holds_most_the_holder_that_holds_most_is_evicted() {
        let budget = Arc::new(Budget::new(1000));
        let honest = budget.meter(client(1));
        honest.set(300).unwrap();
        let hostile = [250, 350].map(|bytes| {
            let meter = budget.meter(client(2));
            meter.set(bytes).unwrap();
            meter
        });
        honest.set(450).unwrap();
        assert!(hostile[0].set(250).is_ok());
        assert!(hostile[1].set(350).is_err());
        assert!(honest.set(450).is_ok());
    }

    #[test]
    fn what_is_dropped_is_released() {
        let budget = Arc::new(Budget::new(1000));
        let meter = budget.meter(client(1));
        meter.set(700).unwrap();
        let whole = meter.complete(vec![1; 700], 700);
        assert!(budget.total() >= 700);
        let text = budget.text("x".repeat(100).into()).unwrap();
        let again = text.clone();
        drop((whole, text));
        assert_eq!(budget.total(), 100 + TEXT);
        drop(again);
        assert_eq!(budget.total(), 0);
        assert!(budget.holders.lock().table.is_empty());
    }

    #[test]
    fn where_nobody_can_be_evicted_nothing_more_is_taken() {
        let budget = Arc::new(Budget::new(1000));
        let texts: Vec<_> = (0..10)
            .map(|_| budget.text("x".repeat(100).into()))
            .collect();
        assert!(texts.iter().any(Result::is_err));
        assert!(budget.total() <= 1000);
    }

    #[test]
    fn one_who_takes_more_than_all_there_is_is_evicted() {
        let budget = Arc::new(Budget::new(1000));
        let meter = budget.meter(client(1));
        assert!(meter.set(1001).is_err());
        drop(meter);
        assert_eq!((budget.total(), budget.holders.lock().condemned), (0, 0));
    }
}
