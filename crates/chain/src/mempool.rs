//! The mempool: transactions that wait for a block, and what is needed to lose none and to count none twice.

mod changes;
mod content;
mod submission;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::submission::SubmissionId;

use self::changes::{Change, changes, key};
use self::content::Content;
use self::submission::Submission;
use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// Transactions that are pending: submitted, and not on the chain.
///
/// The tutorial's transactions have no id: whoever gives the same amount to the same recipient twice submits two equal
/// transactions, and both count. So this is a multiset over contents. For each content it holds
///
/// > pending = known − on the chain
///
/// where *known* counts the acts of submitting that it knows of: those with a [`SubmissionId`], which travel between
/// nodes and never enter a block, and the anonymous ones, of which it learned from a block alone. A late message about a
/// transaction that is on the chain already gives an anonymous one its id, and doubles nothing; and when a
/// [reorg](crate::Reorg) takes blocks off the chain, what they held is pending again, under the same ids.
///
/// Rewards never are pending: a block that is off the chain has earned nothing.
///
/// ```
/// use chain::{Mempool, SubmissionId, Transaction};
///
/// let five = Transaction::parse(r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#)?;
/// let id = |serial| SubmissionId { origin: "tab-1".to_owned(), serial };
///
/// let mut mempool = Mempool::new();
/// mempool.submit(id(1), five.clone())?;
/// mempool.submit(id(2), five.clone())?; // The same again is another transaction …
/// assert!(!mempool.hear(id(2), five.clone())?); // … but hearing of one again is not.
/// assert_eq!(mempool.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mempool {
    /// What is known of each content, by the hash of its canonical text.
    contents: BTreeMap<Hash, Content>,
    /// The content at each pending place. Places grow with time, so this is the order of arrival.
    pending: BTreeMap<u64, Hash>,
    /// The last place given.
    last_place: u64,
    settled: Settled,
}

/// The contents of which nothing is pending, in the order in which they came to be so.
#[derive(Clone, Debug, Default)]
struct Settled {
    by_time: BTreeMap<u64, Hash>,
    weight: usize,
    last_time: u64,
}

/// Why a transaction is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MempoolError {
    /// [`Mempool::MAX_PENDING`] are pending.
    #[error(
        "the mempool is full: {} transactions are waiting for a block",
        Mempool::MAX_PENDING
    )]
    Full,
    /// Its sender is `"0"`. Were it pending, nobody could tell it from the reward in a block.
    #[error("sender \"0\" stands for new coins: only the reward in a block may come from it")]
    Reward,
}

impl Mempool {
    /// How many may be pending, as far as submitting and hearing go. What a reorg gives back is taken beyond it: it was
    /// on one's own chain, and must not be lost.
    pub const MAX_PENDING: usize = 10_000;

    /// How many submissions are remembered of contents that have nothing pending; those longest settled are forgotten
    /// first. A message about a forgotten one counts as news.
    pub const MAX_SETTLED: usize = 50_000;

    /// An empty mempool, for a chain that holds no transactions yet. For another chain,
    /// [tell](Mempool::reorganise) it of the chain's blocks first.
    pub fn new() -> Mempool {
        Mempool::default()
    }

    /// Takes a transaction that was submitted here: always one more pending. Under an id that was given before it is
    /// pending all the same, but without a name to be told by.
    pub fn submit(
        &mut self,
        id: SubmissionId,
        transaction: Transaction,
    ) -> Result<(), MempoolError> {
        if transaction.is_reward() {
            return Err(MempoolError::Reward);
        }
        if self.len() >= Mempool::MAX_PENDING {
            return Err(MempoolError::Full);
        }
        let key = key(&transaction);
        let content = self
            .contents
            .entry(key)
            .or_insert_with(|| Content::new(transaction));
        match content.knows(&id) {
            true => content.anonymous += 1,
            false => content.insert(Submission::new(id, &key)),
        }
        self.await_block(key, 1);
        Ok(())
    }

    /// Takes a transaction that another node tells of, and says whether that made one more pending. It did not if the
    /// submission was known, or explains a transaction that was known from a block alone.
    pub fn hear(
        &mut self,
        id: SubmissionId,
        transaction: Transaction,
    ) -> Result<bool, MempoolError> {
        let key = key(&transaction);
        if let Some(content) = self.contents.get_mut(&key) {
            if content.knows(&id) {
                return Ok(false);
            }
            if content.anonymous > 0 {
                content.anonymous -= 1;
                content.insert(Submission::new(id, &key));
                self.remember(key);
                return Ok(false);
            }
        }
        self.submit(id, transaction)?;
        Ok(true)
    }

    /// The pending transactions in the order of their arrival. What a reorg gives back arrives anew with it.
    pub fn pending(&self) -> impl Iterator<Item = &Transaction> {
        self.pending
            .values()
            .filter_map(|key| Some(&self.contents.get(key)?.transaction))
    }

    /// The pending transactions that have an id, with it, in the order of their arrival: what there is to tell others.
    ///
    /// Of equal transactions, some of which are on the chain, those with the greatest ids are taken to be pending, so
    /// that all nodes that know the same tell the same.
    pub fn announcements(&self) -> impl Iterator<Item = (&SubmissionId, &Transaction)> {
        self.pending.iter().filter_map(|(place, key)| {
            let content = self.contents.get(key)?;
            let nth = content.places.binary_search(place).ok()?;
            Some((&content.announced().get(nth)?.id, &content.transaction))
        })
    }

    /// How many are pending.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether none is pending.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// A fingerprint of the [announcements](Mempool::announcements), whatever their order: equal sets have equal
    /// digests, and different ones almost surely different digests.
    pub fn digest(&self) -> u64 {
        let announced = self.contents.values().flat_map(Content::announced);
        announced.fold(0, |sum, submission| {
            sum.wrapping_add(submission.fingerprint)
        })
    }

    /// Follows a change of the chain: these blocks have left it, and those have joined it. For a block that was just
    /// appended, none has left. Returns how many transactions are pending again.
    pub fn reorganise(&mut self, orphaned: &[Arc<Link>], adopted: &[Arc<Link>]) -> usize {
        let mut returned = 0;
        for (key, transaction, change) in changes(orphaned, adopted) {
            let content = self
                .contents
                .entry(key)
                .or_insert_with(|| Content::new(transaction.clone()));
            match change {
                Change::Joined(count) => {
                    let awaited = count.min(content.places.len());
                    for place in content.places.drain(..awaited) {
                        self.pending.remove(&place);
                    }
                    content.anonymous += count - awaited;
                    self.remember(key);
                }
                Change::Left(count) => {
                    // A block older than the mempool, or than its memory, may hold more than is known here.
                    content.anonymous += count.saturating_sub(content.on_chain());
                    self.await_block(key, count);
                    returned += count;
                }
            }
        }
        returned
    }

    /// Makes so many more of a content pending.
    fn await_block(&mut self, key: Hash, count: usize) {
        if let Some(content) = self.contents.get_mut(&key) {
            for _ in 0..count {
                self.last_place += 1;
                content.places.push(self.last_place);
                self.pending.insert(self.last_place, key);
            }
            self.settled.remove(content);
        }
    }

    /// Bounds what is remembered, after a content has changed of which nothing may be pending any more.
    fn remember(&mut self, key: Hash) {
        if let Some(content) = self
            .contents
            .get_mut(&key)
            .filter(|content| content.places.is_empty())
        {
            self.settled.insert(key, content);
        }
        while self.settled.weight > Mempool::MAX_SETTLED {
            let oldest = self.settled.oldest();
            let Some(mut content) = oldest.and_then(|oldest| self.contents.remove(&oldest)) else {
                break;
            };
            self.settled.remove(&mut content);
        }
    }
}

impl Settled {
    /// Adds a content, or notes its new weight; one that is here keeps its time.
    fn insert(&mut self, key: Hash, content: &mut Content) {
        let time = self.remove(content).unwrap_or(self.last_time + 1);
        self.last_time = self.last_time.max(time);
        self.by_time.insert(time, key);
        let weight = content.weight();
        content.settled = Some((time, weight));
        self.weight += weight;
    }

    /// Takes a content out, and says since when it was settled, if it was.
    fn remove(&mut self, content: &mut Content) -> Option<u64> {
        let (time, weight) = content.settled.take()?;
        self.by_time.remove(&time);
        self.weight -= weight;
        Some(time)
    }

    fn oldest(&self) -> Option<Hash> {
        self.by_time.values().next().copied()
    }
}
