//! The mempool of a signed ledger: payments that wait for a block.

mod dropped;
mod memory;
mod pool_error;
mod queue;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

pub use self::dropped::{DropReason, Dropped};
pub use self::pool_error::PoolError;

use self::dropped::Drops;
use self::memory::Memory;
use self::queue::{Queue, Rank, cost};
use crate::hash::Hash;
use crate::ledger::Ledger;
use crate::link::Link;
use crate::mempool::{Mempool, Waiting};
use crate::numbered::Numbered;
use crate::payment::{Account, Payment};
use crate::transaction::Transaction;

/// The pending payments of a signed ledger. It holds only payments whose signatures its owner says are verified.
///
/// A payment is pending at most once, and of each account and seq there is at most one: another gives way to it only if its fee
/// is strictly higher. What counts are the coins that an account has *on the chain*: all its pending payments together cost no
/// more. So accounts without coins take up no room, and any block that is [filled](PaymentPool::fill) from here is valid.
///
/// Blocks take the payment with the highest fee first, but an account's payments in the order of seq. So a payment comes on the
/// chain when the lowest fee up to it does, and not at all while one before it is missing.
///
/// # When the chain changes
///
/// The pool is told with [`follow`](PaymentPool::follow), which takes no time, and then goes on in slices, each a call of
/// [`tidy`](PaymentPool::tidy). A payment that is on the chain now leaves the pool. One of whose account and seq *another* is on
/// the chain has lost a double spend, and is dropped. What a block that left the chain held is pending again, as far as it
/// holds. An account that has too few coins now loses its payments with the highest seqs. Only accounts that the blocks name
/// are looked at.
///
/// # What an attacker can do
///
/// - [`check`](PaymentPool::check) is for before the signature is looked at, so that there must be coins on the chain behind
///   each signature that is verified. They may be another's, though: whoever *sends* payments whose signatures are wrong must be
///   held to account by the pool's owner.
/// - An account may replace its payments by ever higher fees, and each time a signature is verified. Each costs it at least one
///   coin more if it is mined, and it has as many tries as coins. How many in a time, the pool's owner must bound for each
///   sender.
/// - [`MAX_PENDING`](PaymentPool::MAX_PENDING) places are shared out by fee. Where all are taken, the payment that would come on
///   the chain last is evicted, for one that comes before it: of the account whose payments are worth least, the one with
///   the highest seq, so that no gap is left. High fees behind a low one, or behind a gap, hold no place. One's own
///   payments are evicted last.
/// - All lookups are in balanced trees, so that chosen keys and ids make nothing slow.
///
/// ```
/// use std::sync::Arc;
/// use chain::{
///     Chain, Difficulty, Key, LedgerRule, Number, Payment, PaymentPool, ProofRule, Rules, Transaction,
/// };
///
/// // Difficulty 0 takes any proof: this is about payments.
/// let rules = Rules {
///     ledger: LedgerRule::Signed,
///     reward: 50,
///     ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
/// };
/// let genesis = rules.genesis().hash();
/// let (alice, bob) = (Key::from_secret([1; 32]), Key::from_secret([2; 32]));
/// let mut chain = Chain::new(rules);
/// let now = Number::from(1713205939u64);
/// let reward = |coins| Transaction::reward_of(coins, alice.account().to_string());
/// chain.append(chain.candidate(now, vec![reward(50)]))?;
///
/// let mut pool = PaymentPool::default();
/// let payment = |amount, seq| Payment { sender: alice.account(), recipient: bob.account(), amount, fee: 2, seq };
/// pool.add(chain.ledger(), alice.sign(payment(30, 0), &genesis), true)?;
/// assert_eq!(pool.spendable(chain.ledger(), &alice.account()), 18);
/// let more = alice.sign(payment(20, 1), &genesis);
/// assert_eq!(
///     pool.check(chain.ledger(), &more).unwrap_err().to_string(),
///     "the account has 50 coins on the chain: too few for this payment and its other pending ones, which take 54 with \
///      their fees",
/// );
///
/// let mut transactions = pool.fill(chain.ledger(), 1_000, 1_000_000);
/// transactions.push(reward(50 + 2));
/// let block = chain.candidate(now, transactions);
/// chain.append_with(block, &mut |claim| claim.is_true(&genesis))?;
/// pool.follow(vec![], &[Arc::clone(chain.tip())]);
/// while !pool.tidy(chain.ledger(), 1_000) {
///     // Here a page would draw.
/// }
/// assert!(pool.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PaymentPool {
    /// What is pending, by place. Places grow with time, so this is the order of arrival.
    payments: Numbered<Pending>,
    /// The last place given.
    last_place: u64,
    /// The places by id, and by account.
    ids: BTreeMap<Hash, u64>,
    queues: BTreeMap<Account, Queue>,
    /// How the last payments of all accounts are ranked, for eviction; and the first ones, as far as they are next on the
    /// chain, for blocks.
    ranks: [BTreeSet<Rank>; 2],
    digest: u64,
    /// How often something was taken out.
    taken: u64,
    /// The blocks that have left the chain or joined it, in order, that are not followed yet.
    blocks: VecDeque<Moved>,
    /// How many transactions of the first of them are followed.
    followed: usize,
    /// Payments that are off the chain as far as it is followed, and of whose account and seq another is on the chain: they
    /// have lost, unless one of the blocks that are left has them.
    aside: Numbered<Pending>,
    aside_ids: BTreeMap<Hash, u64>,
    /// One's own payments that are pending no more, but may be on the chain, or come on it yet; and when their owner was last
    /// told that they were dropped.
    own: Memory,
    verified: Memory,
    drops: Drops,
    /// A count of changes of the chain and of what was dropped, to tell which came first.
    time: u64,
}

/// A block that has left the chain or joined it.
#[derive(Clone, Debug)]
struct Moved {
    link: Arc<Link>,
    joined: bool,
    time: u64,
}

#[derive(Clone, Debug)]
struct Pending {
    id: Hash,
    payment: Payment,
    transaction: Transaction,
    /// How many its canonical text has.
    bytes: usize,
    own: bool,
}

/// What becomes of others if a payment is taken.
struct Admission {
    pending: Pending,
    replaced: Option<u64>,
    evicted: Option<u64>,
}

impl Pending {
    /// The payment that a transaction is, within the bounds of a payment.
    fn new(transaction: &Transaction, own: bool) -> Option<Pending> {
        let (payment, _) = transaction.payment()?;
        let within = |coins: u64| coins <= Payment::MAX_COINS;
        let is_valid = payment.amount > 0
            && within(payment.amount)
            && within(payment.fee)
            && within(payment.seq);
        let text = transaction.canonical();
        is_valid.then(|| Pending {
            id: Hash::of(&text),
            payment,
            transaction: transaction.clone(),
            bytes: text.len(),
            own,
        })
    }
}

impl PaymentPool {
    /// How many may be pending.
    pub const MAX_PENDING: usize = Mempool::MAX_PENDING;

    /// How far a payment's seq may be ahead of its account's next one on the chain.
    pub const MAX_AHEAD: u64 = 64;

    /// How many ids of payments that are not pending are remembered as verified, and as many again as one's own; the oldest are
    /// forgotten.
    pub const MAX_VERIFIED: usize = 50_000;

    /// Whether [`add`](PaymentPool::add) would take it now, if it is not one's own. This is cheap: the signature is not looked
    /// at.
    pub fn check(&self, ledger: &Ledger, transaction: &Transaction) -> Result<(), PoolError> {
        self.admit(ledger, transaction, false).map(drop)
    }

    /// Takes a payment whose signature is verified. Another of the same account and seq gives way to a strictly higher fee, and
    /// in a full pool the one that is worth least gives way to one that is worth more, or is one's `own`.
    ///
    /// One that is pending already and turns out to be one's own is noted as such, though that is an error too.
    pub fn add(
        &mut self,
        ledger: &Ledger,
        transaction: Transaction,
        own: bool,
    ) -> Result<(), PoolError> {
        let admission = match self.admit(ledger, &transaction, own) {
            Ok(admission) => admission,
            Err(error) => {
                if own && error == PoolError::Known {
                    self.own_up(ledger, &transaction.id());
                }
                return Err(error);
            }
        };
        self.drop_at(ledger, admission.replaced, DropReason::Replaced);
        self.drop_at(ledger, admission.evicted, DropReason::Crowded);
        self.insert(ledger, admission.pending);
        Ok(())
    }

    fn admit(
        &self,
        ledger: &Ledger,
        transaction: &Transaction,
        own: bool,
    ) -> Result<Admission, PoolError> {
        let mut pending = Pending::new(transaction, own).ok_or(PoolError::NotAPayment)?;
        // It may have been dropped, and come back from others.
        pending.own |= self.own.get(&pending.id).is_some();
        if self.ids.contains_key(&pending.id) {
            return Err(PoolError::Known);
        }
        let Payment {
            seq, fee, sender, ..
        } = pending.payment;
        let balance = ledger.balance(&sender);
        let next = balance.seq;
        match seq.checked_sub(next) {
            None => return Err(PoolError::SeqPast { seq, next }),
            Some(ahead) if ahead > PaymentPool::MAX_AHEAD => {
                return Err(PoolError::SeqTooFar { seq, next });
            }
            Some(_) => (),
        }
        let queue = self.queues.get(&sender);
        let replaced = queue.and_then(|queue| queue.get(seq));
        if let Some(other) = replaced.filter(|other| fee <= other.fee) {
            let needed = other.fee + 1;
            return Err(PoolError::FeeTooLow { fee, needed });
        }
        let others = queue.map_or(0, |queue| queue.cost(next, u64::MAX) - queue.cost(seq, seq));
        let (has, needs) = (balance.coins, others.saturating_add(cost(&pending.payment)));
        if needs > has {
            return Err(PoolError::Funds { has, needs });
        }
        let replaced = replaced.map(|slot| slot.place);
        let mut evicted = None;
        if replaced.is_none() && self.len() >= PaymentPool::MAX_PENDING {
            evicted = Some(self.evicted_for(next, &pending)?);
        }
        Ok(Admission {
            pending,
            replaced,
            evicted,
        })
    }

    /// The place of the payment that is evicted for another.
    fn evicted_for(&self, next: u64, pending: &Pending) -> Result<u64, PoolError> {
        let Payment {
            seq, fee, sender, ..
        } = pending.payment;
        let queue = self.queues.get(&sender);
        // If it were one of the payments before this one, this one would wait for it.
        let before = queue.and_then(Queue::last).filter(|last| last.seq < seq);
        let before = before.map(|last| last.place);
        let [lasts, _] = &self.ranks;
        let lowest = lasts.iter().find(|rank| Some(rank.place()) != before);
        let lowest = lowest.ok_or(PoolError::Full { needed: None })?;
        let lowest_before = match queue {
            None => (seq == next).then_some(u64::MAX),
            Some(queue) => queue.lowest_fee_before(next, seq),
        };
        let worth = lowest_before.map_or(0, |before| before.min(fee).saturating_add(1));
        if (pending.own, worth) > (lowest.own, lowest.worth) {
            return Ok(lowest.place());
        }
        let is_enough = |before: u64| before >= lowest.worth && pending.own == lowest.own;
        let needed = lowest_before.filter(|before| is_enough(*before));
        Err(PoolError::Full {
            needed: needed.map(|_| lowest.worth),
        })
    }

    /// The payments for the next block: the highest fee first, each account's in the order of seq; `most` of them at most,
    /// whose canonical texts have at most so many bytes in all. With the ledger of the chain, the block is valid.
    pub fn fill(&self, ledger: &Ledger, most: usize, bytes: usize) -> Vec<Transaction> {
        let (mut filled, mut left) = (Vec::new(), bytes);
        let [_, heads] = &self.ranks;
        let mut heads = heads.iter().rev().copied().peekable();
        // Of accounts that were looked at already, the next payments.
        let mut following = BTreeSet::new();
        while filled.len() < most {
            let next = following.last().copied();
            let (rank, is_head) = match heads.next_if(|head| Some(*head) > next) {
                Some(head) => (head, true),
                None => match following.pop_last() {
                    Some(next) => (next, false),
                    None => break,
                },
            };
            let Some(pending) = self.payments.get(rank.place()) else {
                continue;
            };
            let Payment { sender, seq, .. } = pending.payment;
            let (balance, Some(queue)) = (ledger.balance(&sender), self.queues.get(&sender)) else {
                continue;
            };
            let mut follow = |seq: u64| {
                let slot = queue.get(seq);
                following.extend(slot.map(|slot| Rank::new(false, slot.fee, slot.place)));
            };
            // While the pool is not tidy, the account may be elsewhere on the chain.
            if is_head && seq != balance.seq {
                follow(balance.seq);
                continue;
            }
            if pending.bytes > left || queue.cost(balance.seq, seq) > balance.coins {
                continue;
            }
            left -= pending.bytes;
            filled.push(pending.transaction.clone());
            follow(seq + 1);
        }
        filled
    }

    /// Follows a change of the chain: these blocks have left it, and others have joined it, both with the lowest index first.
    /// The ledger is the chain's after the change from now on, in all calls. This is cheap; [`tidy`](PaymentPool::tidy) does the
    /// rest.
    pub fn follow(&mut self, orphaned: Vec<Arc<Link>>, adopted: &[Arc<Link>]) {
        self.time += 1;
        let time = self.time;
        let left = orphaned.into_iter().map(|link| (link, false));
        let joined = adopted.iter().map(|link| (Arc::clone(link), true));
        let blocks = left.chain(joined);
        self.blocks
            .extend(blocks.map(|(link, joined)| Moved { link, joined, time }));
    }

    /// Goes on following changes of the chain, with up to so many payments and blocks at a time. True when nothing is left.
    ///
    /// Until then, what is pending is partly what it was before. What [`fill`](PaymentPool::fill) gives is valid at any time.
    pub fn tidy(&mut self, ledger: &Ledger, most: usize) -> bool {
        for _ in 0..most {
            if let Some(moved) = self.blocks.front() {
                let Moved { link, joined, time } = moved.clone();
                match link.block().transactions.get(self.followed) {
                    Some(transaction) if joined => self.on_chain(ledger, transaction),
                    Some(transaction) => self.off_chain(ledger, transaction, time),
                    None => {
                        self.blocks.pop_front();
                        self.followed = 0;
                        continue;
                    }
                }
                self.followed += 1;
            } else if let Some(pending) = self.aside.pop_first() {
                self.aside_ids.remove(&pending.id);
                self.count_aside(&pending.payment.sender, false);
                match pending.payment.seq < ledger.balance(&pending.payment.sender).seq {
                    true => self.tell(pending, DropReason::Spent),
                    false => self.restore(ledger, pending),
                }
            } else {
                return true;
            }
        }
        self.is_tidy()
    }

    /// Whether nothing is left to [tidy](PaymentPool::tidy).
    pub fn is_tidy(&self) -> bool {
        self.blocks.is_empty() && self.aside.len() == 0
    }

    /// The next of those that were dropped, in order: for its owner to be told. Each one is dropped once; if it comes on the
    /// chain all the same, because another made a block with it, and leaves it again, it may be dropped again. Up to
    /// [`MAX_PENDING`](PaymentPool::MAX_PENDING) of one's own are kept, and as many of others.
    pub fn next_dropped(&mut self) -> Option<Dropped> {
        self.drops.next()
    }

    /// The pending payment with this [id](Transaction::id).
    pub fn get(&self, id: &Hash) -> Option<&Transaction> {
        let pending = self.payments.get(*self.ids.get(id)?)?;
        Some(&pending.transaction)
    }

    /// The pending payments with their ids, and whether they are one's own, in the order of their arrival. What a block gives
    /// back counts as arriving then.
    pub fn iter(&self) -> impl Iterator<Item = (&Hash, &Transaction, bool)> {
        let all = self.payments.iter();
        all.map(|(_, pending)| (&pending.id, &pending.transaction, pending.own))
    }

    /// The pending payments with all that it takes to restore them, in the order of their arrival. Other nodes know them by
    /// themselves, so that none has the name of a submission.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        self.payments.iter().map(|(place, pending)| Waiting {
            place,
            id: None,
            own: pending.own,
            transaction: &pending.transaction,
        })
    }

    /// The place of the last one that became pending: places grow with the order of arrival.
    pub fn last_place(&self) -> u64 {
        self.last_place
    }

    /// How many are pending.
    pub fn len(&self) -> usize {
        self.payments.len()
    }

    /// Whether none is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A fingerprint of what is pending, whatever the order: equal sets have equal digests, and different ones almost surely
    /// different digests. 0 where nothing is pending.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Differs from what it was before whenever others are pending than before.
    pub fn revision(&self) -> (u64, usize) {
        (self.taken, self.len())
    }

    /// Whether the signature of the payment with this id is known to be verified: it is pending, or was not long ago, or was
    /// [noted](PaymentPool::note_verified). It needs not be verified again in a block.
    pub fn is_verified(&self, id: &Hash) -> bool {
        self.ids.contains_key(id) || self.verified.get(id).is_some()
    }

    /// Remembers that the signature of the payment with this id is verified.
    pub fn note_verified(&mut self, id: Hash) {
        self.verified.note(id, 0);
    }

    /// Remembers that the payment with this id is one's own: for those that are on the chain before the pool begins. If a
    /// block gives it back, it is pending as one's own. Of those that were pending the pool knows.
    pub fn note_own(&mut self, id: Hash) {
        self.own.note(id, 0);
    }

    /// The seq for the next payment of an account: that on the chain, and one more for each of its payments that are pending
    /// without a gap.
    pub fn next_seq(&self, ledger: &Ledger, account: &Account) -> u64 {
        let next = ledger.balance(account).seq;
        let queue = self.queues.get(account);
        queue.map_or(next, |queue| queue.next_seq(next))
    }

    /// How many coins an account can still spend: those that it has on the chain, less what its pending payments cost.
    pub fn spendable(&self, ledger: &Ledger, account: &Account) -> u64 {
        let balance = ledger.balance(account);
        let queue = self.queues.get(account);
        let spent = queue.map_or(0, |queue| queue.cost(balance.seq, u64::MAX));
        balance.coins.saturating_sub(spent)
    }

    /// Follows a payment in a block that has joined the chain.
    fn on_chain(&mut self, ledger: &Ledger, transaction: &Transaction) {
        // A reward takes nothing from anybody.
        let Some((payment, _)) = transaction.payment() else {
            return;
        };
        let Some(queue) = self.queues.get(&payment.sender) else {
            return;
        };
        let place = queue.get(payment.seq).map(|slot| slot.place);
        let same = |place: &u64| {
            let pending = self.payments.get(*place);
            pending.is_some_and(|pending| pending.transaction == *transaction)
        };
        if let Some(place) = place.filter(same) {
            self.take(ledger, place);
        } else if queue.aside > 0
            && let Some(number) = self.aside_ids.remove(&transaction.id())
        {
            self.aside.remove(number);
            self.count_aside(&payment.sender, false);
        }
        self.settle(ledger, &payment.sender);
    }

    /// Follows a payment in a block that has left the chain, at this time.
    fn off_chain(&mut self, ledger: &Ledger, transaction: &Transaction, since: u64) {
        let Some((payment, _)) = transaction.payment() else {
            if let Ok(miner) = transaction.recipient.parse() {
                self.settle(ledger, &miner);
            }
            return;
        };
        let next = ledger.balance(&payment.sender).seq;
        let own = (!self.own.is_empty()).then(|| self.own.get(&transaction.id()));
        let own = own.flatten();
        // It was submitted again since, and dropped: its owner knows.
        let is_known = own.is_some_and(|dropped| dropped > since);
        let is_near = |ahead| ahead <= PaymentPool::MAX_AHEAD;
        let may_hold = payment.seq.checked_sub(next).is_some_and(is_near);
        // There may be many times as many as may be pending. Of others', nothing is told.
        if (own.is_some() || may_hold)
            && !is_known
            && let Some(pending) = Pending::new(transaction, own.is_some())
        {
            match payment.seq < next {
                true => self.put_aside(pending),
                false => self.restore(ledger, pending),
            }
        }
        self.settle(ledger, &payment.sender);
        self.settle(ledger, &payment.recipient);
    }

    /// Makes a payment pending that was on the chain, or seemed to have lost against one that was, as far as it holds.
    fn restore(&mut self, ledger: &Ledger, pending: Pending) {
        if self.ids.contains_key(&pending.id) {
            if pending.own {
                self.own_up(ledger, &pending.id);
            }
            return;
        }
        let Payment {
            sender, seq, fee, ..
        } = pending.payment;
        let other = self.queues.get(&sender).and_then(|queue| queue.get(seq));
        if other.is_some_and(|other| fee <= other.fee) {
            return self.tell(pending, DropReason::Replaced);
        }
        let other = other.map(|other| other.place);
        self.drop_at(ledger, other, DropReason::Replaced);
        self.insert(ledger, pending);
        self.settle(ledger, &sender);
        while self.len() > PaymentPool::MAX_PENDING
            && let Some(lowest) = self.ranks[0].first()
        {
            let place = lowest.place();
            self.drop_at(ledger, Some(place), DropReason::Crowded);
        }
    }

    /// Drops what an account's place on the chain and its coins there don't allow.
    fn settle(&mut self, ledger: &Ledger, account: &Account) {
        let balance = ledger.balance(account);
        while let Some(queue) = self.queues.get(account)
            && let Some(first) = queue.first()
            && first.seq < balance.seq
        {
            // It is on the chain, or another is: the blocks will tell.
            let place = first.place;
            if let Some(pending) = self.take(ledger, place) {
                self.put_aside(pending);
            }
        }
        while let Some(queue) = self.queues.get(account)
            && let Some(last) = queue.last()
        {
            let reason = match last.seq - balance.seq > PaymentPool::MAX_AHEAD {
                true => DropReason::TooFar,
                false if queue.cost(balance.seq, u64::MAX) > balance.coins => DropReason::Funds,
                false => break,
            };
            let place = last.place;
            self.drop_at(ledger, Some(place), reason);
        }
        // Even if nothing was dropped, a gap may have been closed or opened.
        self.rank(ledger, account);
    }

    /// Notes that a pending payment is one's own.
    fn own_up(&mut self, ledger: &Ledger, id: &Hash) {
        let place = self.ids.get(id);
        let Some(pending) = place.and_then(|place| self.payments.get_mut(*place)) else {
            return;
        };
        pending.own = true;
        let sender = pending.payment.sender;
        self.rank(ledger, &sender);
    }

    /// Makes a payment pending whose account has no other with its seq.
    fn insert(&mut self, ledger: &Ledger, pending: Pending) {
        self.last_place += 1;
        let (place, sender) = (self.last_place, pending.payment.sender);
        self.digest = self.digest.wrapping_add(fingerprint(&pending.id));
        self.ids.insert(pending.id, place);
        let queue = self.queues.entry(sender).or_default();
        queue.insert(&pending.payment, place);
        self.payments.insert(place, pending);
        self.rank(ledger, &sender);
    }

    /// Takes out the payment at a place.
    fn take(&mut self, ledger: &Ledger, place: u64) -> Option<Pending> {
        let pending = self.payments.remove(place)?;
        let Payment { sender, seq, .. } = pending.payment;
        self.taken += 1;
        self.digest = self.digest.wrapping_sub(fingerprint(&pending.id));
        self.ids.remove(&pending.id);
        self.verified.note(pending.id, 0);
        if pending.own {
            self.own.note(pending.id, 0);
        }
        if let Some(queue) = self.queues.get_mut(&sender) {
            queue.remove(seq);
        }
        self.rank(ledger, &sender);
        Some(pending)
    }

    /// Drops the payment at a place, if there is to be one.
    fn drop_at(&mut self, ledger: &Ledger, place: Option<u64>, reason: DropReason) {
        if let Some(pending) = place.and_then(|place| self.take(ledger, place)) {
            self.tell(pending, reason);
        }
    }

    fn tell(&mut self, pending: Pending, reason: DropReason) {
        let Pending {
            id,
            transaction,
            own,
            ..
        } = pending;
        self.time += 1;
        if own {
            self.own.note(id, self.time);
        }
        self.drops.push(Dropped {
            transaction,
            own,
            reason,
        });
    }

    /// Puts a payment aside, until it is known whether it is on the chain.
    fn put_aside(&mut self, pending: Pending) {
        if self.aside_ids.contains_key(&pending.id) {
            return;
        }
        self.last_place += 1;
        self.aside_ids.insert(pending.id, self.last_place);
        self.count_aside(&pending.payment.sender, true);
        self.aside.insert(self.last_place, pending);
    }

    fn count_aside(&mut self, account: &Account, more: bool) {
        let queue = self.queues.entry(*account).or_default();
        match more {
            true => queue.aside += 1,
            false => queue.aside = queue.aside.saturating_sub(1),
        }
        if queue.is_empty() && queue.aside == 0 {
            self.queues.remove(account);
        }
    }

    /// Ranks an account anew after its payments or its place on the chain have changed. An account without any is forgotten.
    fn rank(&mut self, ledger: &Ledger, account: &Account) {
        let Some(queue) = self.queues.get_mut(account) else {
            return;
        };
        let next = ledger.balance(account).seq;
        let last = queue.last().map(|last| {
            let own = self.payments.get(last.place);
            let own = own.is_some_and(|pending| pending.own);
            Rank::new(own, queue.worth(next, last.seq, last.fee), last.place)
        });
        let first = queue.first().filter(|first| first.seq == next);
        let head = first.map(|first| Rank::new(false, first.fee, first.place));
        let before = std::mem::replace(&mut queue.ranks, [last, head]);
        let after = queue.ranks;
        for ((ranks, before), after) in self.ranks.iter_mut().zip(before).zip(after) {
            if before != after {
                before.map(|rank| ranks.remove(&rank));
                ranks.extend(after);
            }
        }
        if queue.is_empty() && queue.aside == 0 {
            self.queues.remove(account);
        }
    }
}

/// A payment's share of the digest.
fn fingerprint(id: &Hash) -> u64 {
    let (first, _) = id.as_bytes().as_chunks();
    first.first().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::Signature;
    use crate::{Chain, Difficulty, LedgerRule, Number, ProofRule, Rules};

    #[test]
    fn nothing_is_kept_of_accounts_of_which_nothing_is_pending() {
        let rules = Rules {
            ledger: LedgerRule::Signed,
            reward: 50,
            ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
        };
        let [alice, bob] = [1, 2].map(|key| Account::from_bytes([key; 32]));
        let pay = |amount| {
            let payment = Payment {
                sender: alice,
                recipient: bob,
                amount,
                fee: 0,
                seq: 0,
            };
            payment.signed(Signature::from_bytes([0; 64]))
        };
        let mut chain = Chain::new(rules);
        let reward = || Transaction::reward_of(50, alice.to_string());
        let now = Number::from(1_713_205_939u64);
        chain.append(chain.candidate(now, vec![reward()])).unwrap();
        let mut pool = PaymentPool::default();
        pool.add(chain.ledger(), pay(5), true).unwrap();
        let block = chain.candidate(now, vec![pay(6), reward()]);
        chain.append_with(block, &mut |_| true).unwrap();
        pool.follow(vec![], &[Arc::clone(chain.tip())]);
        assert!(!pool.tidy(chain.ledger(), 1) && pool.aside.len() == 1);
        assert!(pool.tidy(chain.ledger(), 10));
        assert!(pool.queues.is_empty() && pool.ids.is_empty() && pool.aside_ids.is_empty());
        assert!(pool.ranks.iter().all(BTreeSet::is_empty));
    }
}
