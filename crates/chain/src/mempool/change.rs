//! A change of the chain as the mempool sees it: what counts is the difference, not the blocks.

use std::collections::{BTreeMap, VecDeque, btree_map::Entry};
use std::sync::Arc;

use pow::Texts;

use super::content::Content;
use super::{Mempool, size};
use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// A slice ends when its transactions have so many bytes, even if they are few.
const SLICE_BYTES: usize = 256 * 1024;
/// The most contents that are followed of those that the mempool did not know before, on either side. Of what leaves the
/// chain these are the oldest, and of what joins it the newest.
const MAX_FOLLOWED: usize = 50_000;

/// Blocks leave the chain and others join it; what both hold has done neither. It is counted block by block, then as much as
/// there is room for is chosen of what is pending again, and then the mempool takes it over content by content. Rewards are
/// left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// How many blocks are orphaned. They come first, and then those that are adopted.
    orphaned: usize,
    /// The next transaction to be counted.
    next: Position,
    /// The contents that leave the chain, as far as nothing of them was chosen.
    leaving: VecDeque<Counted>,
    /// Those of which some is pending again.
    returned: VecDeque<Counted>,
    /// Others that the mempool knew.
    known: VecDeque<Counted>,
    /// The newest others that join the chain.
    learned: VecDeque<Counted>,
    differences: BTreeMap<Hash, Difference>,
    /// For how many more there is room, in transactions and in bytes.
    room: Option<(usize, usize)>,
    /// How many of one's own are pending again.
    own: usize,
    /// How many are pending again, and how many no more, as far as the mempool has not taken that over.
    pub(super) returning: usize,
    pub(super) going: usize,
    /// Whether the chain has changed already.
    pub(super) is_past: bool,
}

/// A transaction: which block, and which one in it.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    block: usize,
    transaction: usize,
}

/// A content, and one of its transactions.
#[derive(Clone, Debug)]
struct Counted {
    key: Hash,
    link: Arc<Link>,
    place: usize,
}

/// How many more of a content are off the chain than before, or on it, where there are less.
#[derive(Clone, Copy, Debug, Default)]
struct Difference {
    off_chain: isize,
    /// How many of them may be one's own.
    own: usize,
    /// How many of them there is room for.
    returning: usize,
}

/// What a change means for one content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// How many more of it are pending.
    pub(super) returning: usize,
    /// How many more of it are off the chain, and find no room.
    pub(super) dropped: usize,
    /// How many more of it are on the chain.
    pub(super) on_chain: usize,
}

impl Change {
    /// Where so many blocks are orphaned.
    pub(super) fn new(orphaned: usize) -> Change {
        Change {
            orphaned,
            ..Change::default()
        }
    }

    /// Counts up to so many transactions and blocks more: of the block in each place, the orphaned ones first. True when all
    /// are counted.
    pub(super) fn count<'a>(
        &mut self,
        most: usize,
        block: &dyn Fn(usize) -> Option<&'a Arc<Link>>,
        contents: &BTreeMap<Hash, Content>,
    ) -> bool {
        let (mut texts, mut places) = (Texts::default(), Vec::new());
        let (mut left, mut bytes) = (most, 0);
        let mut end = false;
        while left > 0 && bytes < SLICE_BYTES {
            let Some(link) = block(self.next.block) else {
                end = true;
                break;
            };
            left -= 1;
            let Some(transaction) = link.block().transactions.get(self.next.transaction) else {
                self.next = Position {
                    block: self.next.block + 1,
                    transaction: 0,
                };
                continue;
            };
            if !transaction.is_reward() {
                texts.push(|out| {
                    transaction.write_canonical(out);
                    bytes = out.len();
                });
                places.push((link, self.next));
            }
            self.next.transaction += 1;
        }
        let keys = texts.hashes().into_iter().map(Hash::from_bytes);
        for (key, (link, position)) in keys.zip(places) {
            let counted = Counted {
                key,
                link: link.clone(),
                place: position.transaction,
            };
            match position.block < self.orphaned {
                true => self.leave(counted, contents),
                false => self.join(counted, contents),
            }
        }
        end
    }

    fn leave(&mut self, counted: Counted, contents: &BTreeMap<Hash, Content>) {
        let key = counted.key;
        if !self.differences.contains_key(&key) {
            let known = contents.get(&key);
            if known.is_none() && self.leaving.len() >= MAX_FOLLOWED {
                return;
            }
            let own = known.map_or(0, Content::own_on_chain);
            let difference = Difference {
                own,
                ..Difference::default()
            };
            self.differences.insert(key, difference);
            self.leaving.push_back(counted);
        }
        self.add(&key, 1);
    }

    fn join(&mut self, counted: Counted, contents: &BTreeMap<Hash, Content>) {
        let key = counted.key;
        let pending = |key: &Hash| contents.get(key).map_or(0, |content| content.places.len());
        if let Entry::Vacant(entry) = self.differences.entry(key) {
            entry.insert(Difference::default());
            match contents.contains_key(&key) {
                true => self.known.push_back(counted),
                false => self.learned.push_back(counted),
            }
            if self.learned.len() > MAX_FOLLOWED
                && let Some(oldest) = self.learned.pop_front()
            {
                // Others may have told of it meanwhile.
                match pending(&oldest.key) {
                    0 => drop(self.differences.remove(&oldest.key)),
                    _ => self.known.push_back(oldest),
                }
            }
        }
        let on_chain = self.add(&key, -1);
        self.going += usize::from((1..=pending(&key)).contains(&on_chain));
    }

    /// Counts one more off the chain or on it, and says how many are on it now.
    fn add(&mut self, key: &Hash, off_chain: isize) -> usize {
        let Some(difference) = self.differences.get_mut(key) else {
            return 0;
        };
        self.own -= difference.own_off_chain();
        difference.off_chain += off_chain;
        self.own += difference.own_off_chain();
        difference.on_chain()
    }

    /// Chooses what is pending again, with up to so many contents at a time: one's own, and of the others the oldest, as
    /// there is room for them beside so many that are pending and have so many bytes. True when all is chosen.
    pub(super) fn choose(&mut self, most: usize, pending: usize, bytes: usize) -> bool {
        let taken = (pending + self.own).saturating_sub(self.going);
        let (mut count, mut left) = self.room.unwrap_or((
            Mempool::MAX_PENDING.saturating_sub(taken),
            Mempool::MAX_PENDING_BYTES.saturating_sub(bytes),
        ));
        let some = self.leaving.len().min(most);
        for counted in self.leaving.drain(..some) {
            let Some(difference) = self.differences.get_mut(&counted.key) else {
                continue;
            };
            let own = difference.own_off_chain();
            let size = size(counted.transaction());
            let others = (difference.off_chain() - own).min(count).min(left / size);
            (count, left) = (count - others, left - others * size);
            difference.returning = own + others;
            self.returning += own + others;
            if difference.returning > 0 {
                self.returned.push_back(counted);
            } else if difference.off_chain != 0 {
                self.known.push_back(counted);
            } else {
                self.differences.remove(&counted.key);
            }
        }
        self.room = Some((count, left));
        self.leaving.is_empty()
    }

    /// Notes that one more of a content is pending: so many now.
    pub(super) fn came(&mut self, key: &Hash, pending: usize) {
        let on_chain = self.differences.get(key).map(Difference::on_chain);
        self.going += usize::from(on_chain.is_some_and(|on_chain| on_chain >= pending));
    }

    /// Notes that one of a content is evicted, of which so many were pending until now.
    pub(super) fn went(&mut self, key: &Hash, pending: usize) {
        self.going -= usize::from(self.on_chain(key) >= pending);
    }

    /// How many more of this content are on the chain, as far as the mempool has not taken it over.
    pub(super) fn on_chain(&self, key: &Hash) -> usize {
        self.differences.get(key).map_or(0, Difference::on_chain)
    }

    /// What becomes of a content. The mempool, in which so many of it are `pending`, takes it over.
    pub(super) fn take_over(&mut self, key: &Hash, pending: usize) -> Outcome {
        // Taken out one by one, so that no large map is left to be dropped at once.
        let difference = self.differences.remove(key).unwrap_or_default();
        let outcome = Outcome {
            returning: difference.returning,
            dropped: difference.off_chain() - difference.returning,
            on_chain: difference.on_chain(),
        };
        self.returning -= outcome.returning;
        self.going -= outcome.on_chain.min(pending);
        outcome
    }

    /// The next content that the mempool has to take over, with the block that holds it, and its place there.
    pub(super) fn next(&mut self) -> Option<(Hash, Arc<Link>, usize)> {
        let mut queues = [&mut self.returned, &mut self.known, &mut self.learned].into_iter();
        let Counted { key, link, place } = queues.find_map(VecDeque::pop_front)?;
        Some((key, link, place))
    }

    /// The transactions that are pending again and that the mempool has not taken over.
    pub(super) fn returned(&self) -> impl Iterator<Item = &Transaction> {
        self.returned.iter().flat_map(|counted| {
            let difference = self.differences.get(&counted.key);
            let count = difference.map_or(0, |difference| difference.returning);
            std::iter::repeat_n(counted.transaction(), count)
        })
    }
}

impl Counted {
    fn transaction(&self) -> &Transaction {
        &self.link.block().transactions[self.place]
    }
}

impl Difference {
    fn off_chain(&self) -> usize {
        usize::try_from(self.off_chain).unwrap_or(0)
    }

    fn own_off_chain(&self) -> usize {
        self.off_chain().min(self.own)
    }

    fn on_chain(&self) -> usize {
        usize::try_from(-self.off_chain).unwrap_or(0)
    }
}

/// The hash by which a content is looked up.
pub(super) fn key(transaction: &Transaction) -> Hash {
    Hash::of(&transaction.canonical())
}
