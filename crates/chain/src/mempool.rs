//! The mempool: transactions that wait for a block, and what is needed to lose none and to count none twice.

mod by_hash;
mod change;
mod content;
mod shares;
mod submission;

use std::sync::Arc;

pub use self::submission::SubmissionId;

use self::by_hash::ByHash;
use self::change::{Change, Outcome, key};
use self::content::{Content, Settled};
use self::shares::{NOBODY, OWN, Pending, Shares};
use self::submission::Submission;
use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// Transactions that are pending: submitted, and not on the chain.
///
/// The tutorial's transactions have no id: a sender who gives the same amount to the same recipient two times submits two
/// equal transactions, and both count. So this is a multiset over contents. For each content it holds
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
/// # When it is full
///
/// [`MAX_PENDING`](Mempool::MAX_PENDING) places are shared out. What was submitted here is always taken, as long as
/// one that others told of can be evicted for it, and is never evicted. Of the others, each source that
/// [tells](Mempool::hear) of transactions has a quota: as much as the source with the most has. One below it is heard, and the
/// oldest of the source with the most is evicted. So nobody keeps another's transactions out, however many they send.
///
/// A reorg that gives back more than there is room for gives back what was submitted here, and of the rest the oldest. However
/// many transactions its blocks have, what is held of them meanwhile is bounded.
///
/// ```
/// use chain::{Format, Mempool, SubmissionId, Transaction};
///
/// let five = Transaction::parse(r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#, Format::TUTORIAL)?;
/// let id = |serial| SubmissionId { origin: "tab-1".to_owned(), serial };
///
/// let mut mempool = Mempool::new();
/// mempool.submit(id(1), five.clone())?;
/// mempool.submit(id(2), five.clone())?; // The same again is another transaction …
/// assert!(!mempool.hear("tab-2", id(2), five.clone())?); // … but hearing of one again is not.
/// assert_eq!(mempool.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Mempool {
    /// What is known of each content, by the hash of its canonical text.
    contents: ByHash<Content>,
    /// The content at each pending place, and whose share it takes up. Places grow with time, so this is the order of
    /// arrival.
    pending: Pending,
    shares: Shares,
    /// The bytes of what is pending.
    bytes: usize,
    /// The last place given.
    last_place: u64,
    /// The contents of which nothing is pending, by when they came to be so: those of which some was submitted here, and the
    /// others. So nobody makes a node forget its own.
    settled: [Pending; 2],
    /// What it takes to remember these.
    settled_weight: [usize; 2],
    /// When the last of them was settled: a count, not a clock.
    last_time: u64,
    /// A change of the chain that is being [prepared](Mempool::prepare), or was carried out and is being taken over.
    change: Option<Box<Change>>,
}

/// A pending transaction as it is stored: see [`Mempool::waiting`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting<'a> {
    /// Grows with the order of arrival, and is given once.
    pub place: u64,
    /// By what others know it; `None` where it is known from a block alone.
    pub id: Option<&'a SubmissionId>,
    /// Whether it was submitted here.
    pub own: bool,
    /// The transaction.
    pub transaction: &'a Transaction,
}

/// Why a transaction is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MempoolError {
    /// [`Mempool::MAX_PENDING`] are pending, and none of them gives way.
    #[error(
        "the mempool is full: {} transactions are waiting for a block",
        Mempool::MAX_PENDING
    )]
    Full,
    /// Its sender is `"0"`. Were it pending, nobody could tell it from the reward in a block.
    #[error("sender \"0\" stands for new coins: only the reward in a block may come from it")]
    Reward,
}

/// How many transactions are followed side by side where nobody asks for slices.
const AT_ONCE: usize = 1_000;

impl Mempool {
    /// How many may be pending. What a reorg gives back of one's own is taken beyond it, and others' give way then.
    pub const MAX_PENDING: usize = 10_000;

    /// How many bytes of transactions a reorg may give back, those that are pending included.
    pub const MAX_PENDING_BYTES: usize = 32 * 1024 * 1024;

    /// How many submissions are remembered of contents that have nothing pending, and as many again of contents of which
    /// some was submitted here; those longest settled are forgotten first. A message about a forgotten one counts as news.
    pub const MAX_SETTLED: usize = 50_000;

    /// An empty mempool, for a chain that holds no transactions yet. For another chain,
    /// [tell](Mempool::reorganise) it of the chain's blocks first.
    pub fn new() -> Mempool {
        Mempool::default()
    }

    /// Takes a transaction that was submitted here: always one more pending. Under an id that was given before it is
    /// pending too, but without an id by which others could be told of it.
    pub fn submit(
        &mut self,
        id: SubmissionId,
        transaction: Transaction,
    ) -> Result<(), MempoolError> {
        self.take(Some(id), transaction, OWN)
    }

    /// Takes back a transaction that was [waiting](Mempool::waiting) when it was stored, behind those that are pending already.
    /// The blocks of the chain come [first](Mempool::reorganise). Where it can't be told whether the transaction is on the
    /// chain by now, `unless_on_chain` leaves out what is known from a block; else it is one more pending.
    ///
    /// ```
    /// # use chain::{Format, Mempool, SubmissionId, Transaction};
    /// let five = Transaction::parse(r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#, Format::TUTORIAL)?;
    /// let mut mempool = Mempool::new();
    /// mempool.submit(SubmissionId { origin: "tab-1".to_owned(), serial: 1 }, five)?;
    ///
    /// let mut restored = Mempool::new();
    /// for waiting in mempool.waiting() {
    ///     restored.restore(waiting.id.cloned(), waiting.own, waiting.transaction.clone(), false)?;
    /// }
    /// assert_eq!(restored.digest(), mempool.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restore(
        &mut self,
        id: Option<SubmissionId>,
        own: bool,
        transaction: Transaction,
        unless_on_chain: bool,
    ) -> Result<(), MempoolError> {
        let key = key(&transaction);
        if unless_on_chain
            && let Some(content) = self.contents.get_mut(&key)
            && content.on_chain() > 0
            && content.anonymous > 0
        {
            if let Some(id) = id {
                content.anonymous -= 1;
                content.insert(Submission::new(id, &key));
            }
            content.own += usize::from(own);
            self.remember(key);
            return Ok(());
        }
        let share = match &id {
            _ if own => OWN,
            Some(id) => self.shares.of(&id.origin, false, &mut self.pending),
            None => NOBODY,
        };
        self.take(id, transaction, share)
    }

    /// Takes a transaction of a share.
    fn take(
        &mut self,
        id: Option<SubmissionId>,
        transaction: Transaction,
        share: usize,
    ) -> Result<(), MempoolError> {
        if transaction.is_reward() {
            return Err(MempoolError::Reward);
        }
        // With this one, a source has no more than the one that gives way.
        let quota = match share {
            OWN => 0,
            share => self.shares.count(share) + 1,
        };
        if self.len() >= Mempool::MAX_PENDING && !self.evict(quota) {
            return Err(MempoolError::Full);
        }
        let key = key(&transaction);
        self.take_over(key, &transaction);
        let content = self.contents.get_or_default(key);
        match id.filter(|id| !content.knows(id)) {
            None => content.anonymous += 1,
            Some(id) => content.insert(Submission::new(id, &key)),
        }
        content.own += usize::from(share == OWN);
        self.await_block(key, &transaction, share);
        Ok(())
    }

    /// Takes a transaction that another node, the `teller`, tells of, and says whether that made one more pending. It did
    /// not if the submission was known, or explains a transaction that was known from a block alone.
    pub fn hear(
        &mut self,
        teller: &str,
        id: SubmissionId,
        transaction: Transaction,
    ) -> Result<bool, MempoolError> {
        let key = key(&transaction);
        self.take_over(key, &transaction);
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
        let for_others = id.origin != teller;
        let share = self.shares.of(teller, for_others, &mut self.pending);
        self.take(Some(id), transaction, share)?;
        Ok(true)
    }

    /// Makes room by taking out the oldest transaction of the source that has most of them pending, if it has more than so
    /// many.
    fn evict(&mut self, most: usize) -> bool {
        while let Some(place) = self.shares.oldest_of_largest(most, &self.pending) {
            let Some(&(key, _)) = self.pending.get(place) else {
                continue;
            };
            let content = self.contents.get(&key);
            if let Some(transaction) = content.and_then(|content| content.transaction.clone()) {
                // A change that was carried out may have taken it out already.
                self.take_over(key, &transaction);
            }
            if self.pending.get(place).is_none() {
                continue;
            }
            self.free(place);
            if let Some(content) = self.contents.get_mut(&key) {
                if let Some(change) = self.change.as_mut().filter(|change| !change.is_past) {
                    change.went(&key, content.places.len());
                }
                content.evict(place);
            }
            self.remember(key);
            return true;
        }
        false
    }

    /// The pending transactions in the order of their arrival. What a reorg gives back counts as arriving then.
    pub fn pending(&self) -> impl Iterator<Item = &Transaction> {
        let past = self.past_change();
        let kept = self.pending.iter().filter_map(move |(place, (key, _))| {
            let content = self.contents.get(key)?;
            let gone = past.map_or(0, |change| change.on_chain(key));
            let stays = gone == 0 || content.places.binary_search(&place).ok()? >= gone;
            content.transaction.as_ref().filter(|_| stays)
        });
        kept.chain(past.into_iter().flat_map(Change::returned))
    }

    /// The pending transactions that have an id, with it, in the order of their arrival: what there is to tell others.
    ///
    /// Of equal transactions, some of which are on the chain, those with the greatest ids are taken to be pending, so
    /// that all nodes that know the same tell the same.
    pub fn announcements(&self) -> impl Iterator<Item = (&SubmissionId, &Transaction)> {
        self.pending.iter().filter_map(|(place, (key, _))| {
            let content = self.contents.get(key)?;
            let nth = content.places.binary_search(&place).ok()?;
            let submission = content.announced().get(nth)?;
            Some((&submission.id, content.transaction.as_ref()?))
        })
    }

    /// The pending transactions with all that it takes to [restore](Mempool::restore) them, in the order of their arrival.
    /// While a change is being [tidied up](Mempool::is_tidy), they are partly what they were before.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        self.pending.iter().filter_map(|(place, (key, share))| {
            let content = self.contents.get(key)?;
            let nth = content.places.binary_search(&place).ok()?;
            Some(Waiting {
                place,
                id: content
                    .announced()
                    .get(nth)
                    .map(|submission| &submission.id),
                own: *share == OWN,
                transaction: content.transaction.as_ref()?,
            })
        })
    }

    /// Differs from what it was before whenever others are pending than before.
    pub fn revision(&self) -> (u64, usize) {
        (self.last_place, self.pending.len())
    }

    /// How many are pending.
    pub fn len(&self) -> usize {
        match self.past_change() {
            Some(change) => self.pending.len() + change.returning - change.going,
            None => self.pending.len(),
        }
    }

    /// Whether none is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
    ///
    /// It takes some microseconds for each transaction. Where there are many, [prepare](Mempool::prepare) for the change
    /// first; one that was being prepared is forgotten.
    pub fn reorganise(&mut self, orphaned: &[Arc<Link>], adopted: &[Arc<Link>]) -> usize {
        self.change.take_if(|change| !change.is_past);
        let mut change = Change::new(orphaned.len());
        let block = |nth| orphaned.iter().chain(adopted).nth(nth);
        while !change.count(AT_ONCE, &block, &self.contents) {}
        while !change.choose(AT_ONCE, self.len(), self.bytes) {}
        let returned = change.returning;
        while let Some((key, link, nth)) = change.next() {
            let transaction = &link.block().transactions[nth];
            self.take_over(key, transaction);
            let outcome = change.take_over(&key, 0);
            self.follow(key, transaction, outcome);
        }
        while self.is_crowded() && self.evict(0) {}
        returned
    }

    /// Begins to prepare for a large change of the chain, which is yet to come and by which so many blocks will leave it, so
    /// that it costs nothing when it comes:
    /// [prepare on](Mempool::prepare_on), [carry it out](Mempool::carry_out) together with the chain's, and then
    /// [tidy up](Mempool::tidy). What is pending changes at one moment, as [`reorganise`](Mempool::reorganise) would have
    /// changed it; others can be submitted and heard at any time.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use chain::{Block, Link, Mempool, SubmissionId, Transaction};
    /// let five = r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#;
    /// let five = Transaction::parse(five, chain::Format::TUTORIAL)?;
    /// let mut mempool = Mempool::new();
    /// mempool.submit(SubmissionId { origin: "tab-1".to_owned(), serial: 1 }, five.clone())?;
    /// let blocks = [Arc::new(Link::new(Block { transactions: vec![five], ..Block::genesis() }))];
    ///
    /// mempool.prepare(0);
    /// while !mempool.prepare_on(1000, &|nth| blocks.get(nth)) {
    ///     // Here a page would draw.
    /// }
    /// assert_eq!(mempool.len(), 1);
    /// assert_eq!(mempool.carry_out(), 0);
    /// assert!(mempool.is_empty());
    /// while !mempool.tidy(1000) {}
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prepare(&mut self, orphaned: usize) {
        while !self.tidy(AT_ONCE) {}
        self.change = Some(Box::new(Change::new(orphaned)));
    }

    /// Goes on with up to so many transactions and blocks, where `block` gives each block that leaves the chain, then each
    /// that joins it. True when the change can be carried out, or when none is being prepared.
    pub fn prepare_on<'a>(
        &mut self,
        most: usize,
        block: &dyn Fn(usize) -> Option<&'a Arc<Link>>,
    ) -> bool {
        let change = self.change.as_mut().filter(|change| !change.is_past);
        change.is_none_or(|change| {
            change.count(most, block, &self.contents)
                && change.choose(most, self.pending.len(), self.bytes)
        })
    }

    /// Carries out the change, once all of it is prepared, and returns how many transactions are pending again.
    pub fn carry_out(&mut self) -> usize {
        let change = self.change.as_mut().filter(|change| !change.is_past);
        change.map_or(0, |change| {
            change.is_past = true;
            change.returning
        })
    }

    /// Gives up the change that is being prepared, and returns how many transactions would have been pending again.
    pub fn call_off(&mut self) -> usize {
        let change = self.change.take_if(|change| !change.is_past);
        change.map_or(0, |change| change.returning)
    }

    /// Tidies up after a change that was carried out, with up to so many transactions at a time, and tells whether nothing
    /// is left of it. Until then, what there is to [announce](Mempool::announcements) is partly what it was before.
    pub fn tidy(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let past = self.change.as_mut().filter(|change| change.is_past);
            let Some(change) = past else {
                if !self.is_crowded() || !self.evict(0) {
                    return true;
                }
                continue;
            };
            match change.next() {
                Some((key, link, nth)) => self.take_over(key, &link.block().transactions[nth]),
                None => self.change = None,
            }
        }
        self.is_tidy()
    }

    /// Whether nothing is left to [tidy up](Mempool::tidy).
    pub fn is_tidy(&self) -> bool {
        self.past_change().is_none() && !self.is_crowded()
    }

    /// Whether others' transactions have to give way to what a reorg gave back.
    fn is_crowded(&self) -> bool {
        self.len() > Mempool::MAX_PENDING && self.shares.has_others()
    }

    fn past_change(&self) -> Option<&Change> {
        self.change.as_deref().filter(|change| change.is_past)
    }

    /// Takes over what a change that was carried out means for one content.
    fn take_over(&mut self, key: Hash, transaction: &Transaction) {
        if let Some(change) = self.change.as_mut().filter(|change| change.is_past) {
            let content = self.contents.get(&key);
            let pending = content.map_or(0, |content| content.places.len());
            let outcome = change.take_over(&key, pending);
            self.follow(key, transaction, outcome);
        }
    }

    /// Takes over what becomes of a content.
    fn follow(&mut self, key: Hash, transaction: &Transaction, outcome: Outcome) {
        for _ in 0..outcome.returning {
            let content = self.contents.get_or_default(key);
            // A block older than the mempool, or than its memory, may hold more than is known here.
            content.anonymous += usize::from(content.on_chain() == 0);
            let share = content.share_of_returned();
            self.await_block(key, transaction, share);
        }
        if outcome.dropped > 0
            && let Some(content) = self.contents.get_mut(&key)
        {
            content.forget(outcome.dropped);
            self.remember(key);
        }
        if outcome.on_chain > 0 {
            let content = self.contents.get_or_default(key);
            let going = outcome.on_chain.min(content.places.len());
            content.anonymous += outcome.on_chain - going;
            for _ in 0..going {
                let content = self.contents.get_mut(&key);
                if let Some(place) = content.and_then(|content| content.places.pop_front()) {
                    self.free(place);
                }
            }
            self.remember(key);
        }
    }

    /// Takes out what is at a pending place.
    fn free(&mut self, place: u64) {
        if let Some((key, share)) = self.pending.remove(place) {
            self.shares.remove(share);
            let content = self.contents.get(&key);
            let transaction = content.and_then(|content| content.transaction.as_ref());
            self.bytes -= transaction.map_or(0, size);
        }
    }

    /// Makes one more of a content pending, in a share.
    fn await_block(&mut self, key: Hash, transaction: &Transaction, share: usize) {
        if let Some(content) = self.contents.get_mut(&key) {
            self.last_place += 1;
            content.places.push_back(self.last_place);
            let transaction = || transaction.clone();
            self.bytes += size(content.transaction.get_or_insert_with(transaction));
            self.pending.insert(self.last_place, (key, share));
            self.shares.add(share, self.last_place, &self.pending);
            if let Some(change) = self.change.as_mut().filter(|change| !change.is_past) {
                change.came(&key, content.places.len());
            }
            if let Some(settled) = content.settled.take() {
                self.forget_settled(settled);
            }
        }
    }

    fn forget_settled(&mut self, Settled { time, weight, own }: Settled) {
        self.settled[own].remove(time);
        self.settled_weight[own] -= weight;
    }

    /// Bounds what is remembered, after a content has changed of which nothing may be pending any more.
    fn remember(&mut self, key: Hash) {
        let content = self.contents.get_mut(&key);
        let Some(content) = content.filter(|content| content.places.is_empty()) else {
            return;
        };
        // Whoever sends it again sends its text.
        content.transaction = None;
        let (own, weight) = (usize::from(content.own > 0), content.weight());
        let before = content.settled.take();
        // One that was settled before keeps its time.
        let time = before.map_or(self.last_time + 1, |settled| settled.time);
        let is_known = content.known() > 0;
        if is_known {
            content.settled = Some(Settled { time, weight, own });
        }
        if let Some(before) = before {
            self.forget_settled(before);
        }
        if !is_known {
            self.contents.remove(&key);
            return;
        }
        self.last_time = self.last_time.max(time);
        self.settled[own].insert(time, (key, own));
        self.settled_weight[own] += weight;
        while self.settled_weight[own] > Mempool::MAX_SETTLED {
            let Some((oldest, _)) = self.settled[own].pop_first() else {
                break;
            };
            let forgotten = self.contents.remove(&oldest);
            let settled = forgotten.and_then(|content| content.settled);
            self.settled_weight[own] -= settled.map_or(0, |settled| settled.weight);
        }
    }
}

/// The bytes that a transaction takes up in memory, about.
fn size(transaction: &Transaction) -> usize {
    transaction.sender.len() + transaction.recipient.len() + size_of::<Transaction>()
}
