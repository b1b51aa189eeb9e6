//! What is to be stored of a client, so that its node outlasts the tab, and when.
//!
//! The client names the records to be written, and its driver writes them: all of a [`Batch`] in one transaction, one batch
//! after the other. So what is stored is a state that the client was in. The answer to a command is held back until what the
//! command did is stored; everything else is written at most once a second. If the storage fails, the client goes on without.
//!
//! A node has records of three kinds, each a text with a seal ([`record`]): one of its own ([`Saved`]), by which it is found
//! again, its blocks ([`blocks`]) and what is pending ([`pending`]). Their keys sort in the order in which they are read back.
//! Each write costs as much as what is new: records of blocks are appended to and dropped, and a long chain that comes at once
//! is written in several batches.

mod blocks;
mod found;
mod pending;
mod record;
mod restoring;
mod saved;

use std::time::Duration;

use node::{Node, Time};
use protocol::RoomName;

pub(crate) use self::restoring::{Restored, Restoring};
use self::{blocks::StoredBlocks, pending::StoredPending};
pub use self::{
    found::FoundBlocks,
    record::unsealed,
    saved::{Saved, SavedFault},
};
use crate::{account_key::AccountSecret, interface::Output};

/// Names a batch, so that it can be told what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId(pub u64);

/// What is to be written: all of it or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Which.
    pub id: BatchId,
    /// In this order.
    pub writes: Vec<Write>,
    /// When it counts as written.
    pub durability: Durability,
}

/// When a batch counts as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When a power cut can't undo it any more: somebody waits for the answer to a command.
    Strict,
    /// When the system has taken it.
    Relaxed,
}

/// One record that is written or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// The node's own record, in place of the one before.
    Node(String),
    /// The record with this key, in place of the one before.
    Put(String, String),
    /// The record with this key is deleted, if there is one.
    Delete(String),
}

/// What nobody waits for is written at most this often.
const UNAWAITED_EVERY: Duration = Duration::from_secs(1);

/// A storage that has not written a batch within this time, and the same time again, is given up: a command must not wait for
/// its answer for ever. Twice, as a computer that was suspended wakes up with all time gone at once.
const WRITTEN_WITHIN: Duration = Duration::from_secs(15);

/// How far a client is with storing what it is.
pub(crate) struct Storage {
    secret: String,
    /// Records of a generation that turned out to be damaged are left alone, to be exported; this is the one that is written.
    generation: u64,
    /// The generations that were damaged.
    damaged: Vec<u64>,
    blocks: StoredBlocks,
    pending: StoredPending,
    /// What the records were like after the last batch that was written; `None` where nobody can tell.
    written: Option<(StoredBlocks, StoredPending)>,
    /// The node's own record as it was written last, but for the time.
    own: String,
    under_way: Option<BatchId>,
    /// When it is to be written at the latest, and whether that was put off once.
    due: (Time, bool),
    /// Whether what was written last is all there was to write.
    whole: bool,
    last: u64,
    /// Whether something may have changed since it was looked at.
    stale: bool,
    looked: Time,
    /// Answers that wait until what they tell of is written.
    held: Vec<Held>,
}

/// An answer that waits.
struct Held {
    /// The batch that it waits for; `None` until that is made.
    until: Option<BatchId>,
    output: Output,
}

impl Storage {
    /// Nothing is stored yet. The secret is kept with the node: its address is made of it.
    pub fn new(secret: String) -> Self {
        Self::after(secret, 1, Vec::new())
    }

    fn after(secret: String, generation: u64, damaged: Vec<u64>) -> Self {
        Self {
            secret,
            generation,
            damaged,
            blocks: StoredBlocks::default(),
            pending: StoredPending::default(),
            written: Some(Default::default()),
            own: String::new(),
            under_way: None,
            due: (Time::default(), false),
            whole: true,
            last: 0,
            stale: true,
            looked: Time::default(),
            held: Vec::new(),
        }
    }

    /// Holds back an answer until what it tells of is written.
    pub fn hold(&mut self, output: Output) {
        self.held.push(Held {
            until: None,
            output,
        });
    }

    /// Something may have changed.
    pub fn note_change(&mut self) {
        self.stale = true;
    }

    /// When something is to be written at the latest.
    pub fn deadline(&self) -> Option<Time> {
        match self.under_way {
            Some(_) => Some(self.due.0),
            None => self.stale.then(|| self.looked + UNAWAITED_EVERY),
        }
    }

    /// Whether a batch is not written at last.
    pub fn is_stuck(&mut self, now: Time) -> bool {
        let late = self.under_way.is_some() && now >= self.due.0;
        if late && !self.due.1 {
            self.due = (now + WRITTEN_WITHIN, true);
            return false;
        }
        late
    }

    /// A batch was written. The answers that waited for it come out.
    pub fn written(&mut self, id: BatchId) -> Vec<Output> {
        if self
            .under_way
            .take_if(|under_way| *under_way == id)
            .is_some()
        {
            self.written = Some((self.blocks.clone(), self.pending.clone()));
        }
        let mut released = Vec::new();
        let waits = |held: &Held| held.until.is_none_or(|until| until > id);
        for held in std::mem::take(&mut self.held) {
            match waits(&held) {
                true => self.held.push(held),
                false => released.push(held.output),
            }
        }
        released
    }

    /// Whether all there is to store was written.
    pub fn is_settled(&self) -> bool {
        self.whole && self.under_way.is_none()
    }

    /// The storage has failed: nothing waits for it any more.
    pub fn give_up(&mut self) -> impl Iterator<Item = Output> {
        let held = std::mem::take(&mut self.held);
        held.into_iter().map(|held| held.output)
    }

    /// Begins once more after a batch was not written, from what the last one that was written has left. Where that is not known
    /// the next generation of records begins, as after damage.
    pub fn again(self) -> Self {
        let (secret, last) = (self.secret, self.last);
        let mut again = match self.written {
            Some((blocks, pending)) => {
                let mut again = Self::after(secret, self.generation, self.damaged);
                again.written = Some((blocks.clone(), pending.clone()));
                (again.blocks, again.pending) = (blocks, pending);
                again
            }
            None => {
                let mut damaged = self.damaged;
                damaged.push(self.generation);
                let mut again = Self::after(secret, self.generation + 1, damaged);
                // What was under way may still be, and fail later.
                again.written = None;
                again
            }
        };
        again.last = last;
        again
    }

    /// What is to be done now: a batch to be written, or answers that wait for nothing; `at_once` as the tab is about to go.
    pub fn poll(
        &mut self,
        now: Time,
        room: &RoomName,
        node: &Node,
        key: Option<&AccountSecret>,
        at_once: bool,
    ) -> Vec<Output> {
        let awaited = self.held.iter().any(|held| held.until.is_none());
        let urgent = awaited || at_once || !self.whole;
        if (self.under_way.is_some() && !at_once)
            || !(urgent || self.stale && self.looked + UNAWAITED_EVERY <= now)
            // While it changes over, what is pending does not fit the chain.
            || !node.is_pending_settled()
        {
            return Vec::new();
        }
        self.looked = now;
        self.stale = false;
        let writes = self.writes(now, room, node, key, at_once);
        if writes.is_empty() {
            let waiting = std::mem::take(&mut self.held).into_iter();
            return waiting.map(|held| held.output).collect();
        }
        self.last += 1;
        let id = BatchId(self.last);
        // Of two at a time, one may be written and the other not.
        if self.under_way.replace(id).is_some() {
            self.written = None;
        }
        self.due = (now + WRITTEN_WITHIN, false);
        if self.whole {
            for held in self.held.iter_mut().filter(|held| held.until.is_none()) {
                held.until = Some(id);
            }
        }
        let durability = match awaited {
            true => Durability::Strict,
            false => Durability::Relaxed,
        };
        vec![Output::Store(Batch {
            id,
            writes,
            durability,
        })]
    }

    fn writes(
        &mut self,
        now: Time,
        room: &RoomName,
        node: &Node,
        key: Option<&AccountSecret>,
        leaving: bool,
    ) -> Vec<Write> {
        let mut writes = Vec::new();
        let chain = node.chain();
        self.whole = self.blocks.write(self.generation, chain, &mut writes);
        // What is pending goes last, and comes first: cut off in between, nothing is lost.
        self.pending
            .write(self.generation, node, self.whole, &mut writes);
        let saved = Saved {
            room: room.clone(),
            name: node.name().clone(),
            secret: self.secret.clone(),
            key: key.cloned(),
            rules: chain.rules(),
            light: node.wants_light(),
            mode: node.mode(),
            auto_register: node.auto_register(),
            untouched: node.is_untouched(),
            submissions: node.submissions(),
            length: self.blocks.length(),
            tip: self.blocks.tip(),
            bytes: chain.bytes() as u64,
            pending: node.pending_count() as u64,
            whole: self.whole,
            generation: self.generation,
            damaged: self.damaged.clone(),
            seen: Time::default(),
            standings: node
                .standings()
                .map(|(address, standing)| (address.clone(), standing))
                .collect(),
        };
        let own = saved.written();
        if own != self.own || leaving || !writes.is_empty() {
            self.own = own;
            writes.push(Write::Node(Saved { seen: now, ..saved }.written()));
        }
        writes
    }
}

/// The key of a record: the records of one generation sort by kind, then by number.
fn key(generation: u64, kind: &str, number: u64) -> String {
    format!("{generation}/{kind}/{number:010}")
}

/// The number of a record of this kind.
fn number(key: &str, generation: u64, kind: &str) -> Option<u64> {
    let (written, rest) = key.split_once('/')?;
    let (named, number) = rest.split_once('/')?;
    let fits = written.parse() == Ok(generation) && named == kind;
    number.parse().ok().filter(|_| fits)
}
