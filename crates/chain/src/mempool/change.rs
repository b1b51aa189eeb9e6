//! A change of the chain as the mempool sees it: what counts is the difference, not the blocks.

use std::collections::BTreeMap;
use std::sync::Arc;

use pow::Texts;

use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// A slice ends when its transactions have so many bytes, even if they are few.
const SLICE_BYTES: usize = 256 * 1024;

/// Blocks leave the chain and others join it; what both hold has done neither. It is counted block by block, and then
/// the mempool takes it over content by content. Rewards are left out.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The orphaned blocks, then the adopted ones.
    links: Vec<Arc<Link>>,
    /// How many of them are orphaned.
    orphaned: usize,
    /// The next transaction to be counted.
    next: Position,
    /// Those that were counted.
    counted: Vec<Counted>,
    /// How many of them leave the chain; they come first.
    leaving: usize,
    differences: BTreeMap<Hash, Difference>,
    /// How many of those counted the mempool has taken over.
    taken_over: usize,
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

#[derive(Clone, Copy, Debug)]
struct Counted {
    key: Hash,
    place: Position,
}

/// How many more of a content are off the chain than before, or on it, where there are less.
#[derive(Clone, Copy, Debug)]
struct Difference {
    off_chain: isize,
    /// Where the content was counted first.
    first: usize,
}

impl Change {
    pub(super) fn new(orphaned: &[Arc<Link>], adopted: &[Arc<Link>]) -> Change {
        Change {
            links: [orphaned, adopted].concat(),
            orphaned: orphaned.len(),
            next: Position::default(),
            counted: Vec::new(),
            leaving: 0,
            differences: BTreeMap::new(),
            taken_over: 0,
            returning: 0,
            going: 0,
            is_past: false,
        }
    }

    /// Counts up to so many transactions and blocks more, where so many of a content are `pending`. True when all are
    /// counted.
    pub(super) fn count(&mut self, most: usize, pending: impl Fn(&Hash) -> usize) -> bool {
        let (mut texts, mut places) = (Texts::default(), Vec::new());
        let (mut left, mut bytes) = (most, 0);
        while let Some(link) = self.links.get(self.next.block)
            && left > 0
            && bytes < SLICE_BYTES
        {
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
                places.push(self.next);
            }
            self.next.transaction += 1;
        }
        let keys = texts.hashes().into_iter().map(Hash::from_bytes);
        for (key, place) in keys.zip(places) {
            self.add(Counted { key, place }, pending(&key));
        }
        self.next.block == self.links.len()
    }

    fn add(&mut self, counted: Counted, pending: usize) {
        let first = self.counted.len();
        let difference = self.differences.entry(counted.key);
        let difference = difference.or_insert(Difference {
            off_chain: 0,
            first,
        });
        if counted.place.block < self.orphaned {
            difference.off_chain += 1;
            self.returning += 1;
            self.leaving += 1;
        } else {
            self.returning -= usize::from(difference.off_chain > 0);
            difference.off_chain -= 1;
            self.going += usize::from((1..=pending).contains(&difference.on_chain()));
        }
        self.counted.push(counted);
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

    /// How many more of a content are off the chain, or on it where there are less. The mempool, in which so many of it
    /// are `pending`, takes it over.
    pub(super) fn take_over(&mut self, key: &Hash, pending: usize) -> isize {
        // Taken out one by one, so that no large map is left to be dropped at once.
        let Some(difference) = self.differences.remove(key) else {
            return 0;
        };
        self.returning -= difference.returning();
        self.going -= difference.on_chain().min(pending);
        difference.off_chain
    }

    /// The next content that the mempool has to take over, with one of its transactions.
    pub(super) fn next(&mut self) -> Option<(Hash, Arc<Link>, usize)> {
        let Counted { key, place } = *self.counted.get(self.taken_over)?;
        self.taken_over += 1;
        Some((key, self.links[place.block].clone(), place.transaction))
    }

    /// The transactions that are pending again and that the mempool has not taken over.
    pub(super) fn returned(&self) -> impl Iterator<Item = &Transaction> {
        let leaving = self.counted[..self.leaving].iter().enumerate();
        leaving.skip(self.taken_over).flat_map(|(nth, counted)| {
            let difference = self.differences.get(&counted.key);
            let first = difference.filter(|difference| difference.first == nth);
            let count = first.map_or(0, Difference::returning);
            std::iter::repeat_n(self.transaction(counted), count)
        })
    }

    fn transaction(&self, counted: &Counted) -> &Transaction {
        let Position { block, transaction } = counted.place;
        &self.links[block].block().transactions[transaction]
    }
}

impl Difference {
    fn returning(&self) -> usize {
        usize::try_from(self.off_chain).unwrap_or(0)
    }

    fn on_chain(&self) -> usize {
        usize::try_from(-self.off_chain).unwrap_or(0)
    }
}

/// The hash by which a content is looked up.
pub(super) fn key(transaction: &Transaction) -> Hash {
    Hash::of(&transaction.canonical())
}
