//! What a change of the chain means for its transactions: the difference, not the blocks.

use std::collections::BTreeMap;
use std::sync::Arc;

use pow::Texts;

use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// The transactions that are no longer on the chain, and those that were not on it before, each with its content's key and
/// as often as that is so.
pub(super) struct Changes<'a> {
    pub(super) left: Vec<(Hash, &'a Transaction)>,
    pub(super) joined: Vec<(Hash, &'a Transaction)>,
}

impl<'a> Changes<'a> {
    /// The changes when `orphaned` leave the chain and `adopted` join it, in the order of the blocks. Rewards are left
    /// out.
    pub(super) fn between(orphaned: &'a [Arc<Link>], adopted: &'a [Arc<Link>]) -> Changes<'a> {
        let (mut left, mut joined) = (keyed(orphaned), keyed(adopted));
        let mut counts = BTreeMap::new();
        for (key, _) in &left {
            *counts.entry(*key).or_insert(0) += 1;
        }
        let mut take_one = |key: &Hash| match counts.get_mut(key) {
            None | Some(0) => false,
            Some(count) => {
                *count -= 1;
                true
            }
        };
        // What has left with one block and joined with another has done neither.
        joined.retain(|(key, _)| !take_one(key));
        left.retain(|(key, _)| take_one(key));
        Changes { left, joined }
    }
}

/// The hash by which a content is looked up.
pub(super) fn key(transaction: &Transaction) -> Hash {
    Hash::of(&transaction.canonical())
}

/// The blocks' transactions with their contents' keys.
fn keyed(links: &[Arc<Link>]) -> Vec<(Hash, &Transaction)> {
    let all = links.iter().flat_map(|link| &link.block().transactions);
    let transactions: Vec<_> = all.filter(|transaction| !transaction.is_reward()).collect();
    let mut texts = Texts::default();
    for transaction in &transactions {
        texts.push(|out| transaction.write_canonical(out));
    }
    let keys = texts.hashes().into_iter().map(Hash::from_bytes);
    keys.zip(transactions).collect()
}
