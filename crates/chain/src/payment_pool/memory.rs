//! A bounded memory of ids.

use std::collections::{BTreeMap, VecDeque};

use super::PaymentPool;
use crate::hash::Hash;

/// Remembers ids, and forgets the oldest. A tree takes the same time whatever ids people choose.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// With a time each.
    known: BTreeMap<Hash, u64>,
    oldest_first: VecDeque<Hash>,
}

impl Memory {
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The time with which an id was noted last.
    pub(super) fn get(&self, id: &Hash) -> Option<u64> {
        self.known.get(id).copied()
    }

    /// Notes an id with a time, which makes a known one no younger.
    pub(super) fn note(&mut self, id: Hash, time: u64) {
        if self.known.insert(id, time).is_some() {
            return;
        }
        self.oldest_first.push_back(id);
        if self.oldest_first.len() > PaymentPool::MAX_VERIFIED
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_and_being_noted_again_makes_nothing_younger() {
        let id = |n: usize| Hash::of(&n.to_string());
        let mut memory = Memory::default();
        (0..PaymentPool::MAX_VERIFIED).for_each(|n| memory.note(id(n), 0));
        memory.note(id(0), 5);
        assert_eq!(memory.get(&id(0)), Some(5));
        memory.note(id(PaymentPool::MAX_VERIFIED), 0);
        assert_eq!((memory.get(&id(0)), memory.get(&id(1))), (None, Some(0)));
        assert_eq!(memory.known.len(), memory.oldest_first.len());
    }
}
