//! A locator: a few of a chain's hashes, from which another node finds the last block that both have.

use crate::hash::Hash;

/// How many blocks from the tip down are named one by one, before the steps grow.
const DENSE: u64 = 10;

/// Names blocks from the tip down, first one by one, then in steps that double, and the genesis last: about
/// 10 + log2 of the length entries. (The idea is Bitcoin's, `CBlockLocator`.)
pub(crate) fn locator(length: u64, hash: impl Fn(u64) -> Option<Hash>) -> Vec<(u64, Hash)> {
    let mut entries = Vec::new();
    let (mut index, mut step) = (length, 1);
    while index > 1 {
        entries.extend(hash(index).map(|hash| (index, hash)));
        if entries.len() as u64 >= DENSE {
            step *= 2;
        }
        index = index.saturating_sub(step);
    }
    if length > 0 {
        entries.extend(hash(1).map(|hash| (1, hash)));
    }
    entries
}
