//! What a change of the chain means for each content: the difference, not the blocks.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hash;
use crate::link::Link;
use crate::transaction::Transaction;

/// How many times a content is on the chain more or less often than before; never 0 times.
pub(super) enum Change {
    Joined(usize),
    Left(usize),
}

/// The hash by which a content is looked up.
pub(super) fn key(transaction: &Transaction) -> Hash {
    Hash::of(&transaction.canonical())
}

/// The contents that are on the chain more or less often when `orphaned` have left it and `adopted` have joined it, in
/// the order in which they first appear there. Rewards are left out.
pub(super) fn changes<'a>(
    orphaned: &'a [Arc<Link>],
    adopted: &'a [Arc<Link>],
) -> impl Iterator<Item = (Hash, &'a Transaction, Change)> {
    let mut places = BTreeMap::new();
    let mut counts: Vec<(Hash, &Transaction, usize, usize)> = Vec::new();
    let mut count = |transaction: &'a Transaction, left: usize, joined: usize| {
        let key = key(transaction);
        let place = *places.entry(key).or_insert(counts.len());
        if place == counts.len() {
            counts.push((key, transaction, 0, 0));
        }
        counts[place].2 += left;
        counts[place].3 += joined;
    };
    for transaction in transactions(orphaned) {
        count(transaction, 1, 0);
    }
    for transaction in transactions(adopted) {
        count(transaction, 0, 1);
    }
    counts
        .into_iter()
        .filter_map(|(key, transaction, left, joined)| {
            let change = match left.cmp(&joined) {
                std::cmp::Ordering::Less => Change::Joined(joined - left),
                std::cmp::Ordering::Equal => return None,
                std::cmp::Ordering::Greater => Change::Left(left - joined),
            };
            Some((key, transaction, change))
        })
}

fn transactions(links: &[Arc<Link>]) -> impl Iterator<Item = &Transaction> {
    let all = links.iter().flat_map(|link| &link.block().transactions);
    all.filter(|transaction| !transaction.is_reward())
}
