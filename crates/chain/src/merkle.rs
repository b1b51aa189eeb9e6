//! The Merkle tree over a block's transactions: one hash that stands for all of them, and short proofs that one is among
//! them (RFC 6962, section 2.1; RFC 9162, section 2.1).
//!
//! No leaf is doubled where their number is odd, as Bitcoin does, so that no two lists have the same root; and leaves and
//! inner nodes are hashed with different first bytes, so that none can be taken for the other.

use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// What is hashed before a leaf's text, and before the two hashes of an inner node.
const LEAF: [u8; 1] = [0];
const NODE: [u8; 1] = [1];

/// The hash of a leaf: of a transaction's canonical text.
pub(crate) fn leaf(text: &str) -> Hash {
    let hasher = Sha256::new().chain_update(LEAF).chain_update(text);
    Hash::from_bytes(hasher.finalize().into())
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let hasher = Sha256::new()
        .chain_update(NODE)
        .chain_update(left.as_bytes())
        .chain_update(right.as_bytes());
    Hash::from_bytes(hasher.finalize().into())
}

/// How many leaves are under the left child of a node over so many, two at least: the greatest power of two below that.
fn left_of(leaves: usize) -> usize {
    1 << (leaves - 1).ilog2()
}

/// The root of the tree over these leaves; without any, the SHA-256 hash of nothing.
pub(crate) fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(left_of(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// What leads from one leaf to the root: the hashes of the subtrees beside the way, from the leaf up. Empty where there is
/// no such leaf.
pub(crate) fn path(mut leaves: &[Hash], mut place: usize) -> Vec<Hash> {
    let mut path = Vec::new();
    if place >= leaves.len() {
        return path;
    }
    while leaves.len() > 1 {
        let (left, right) = leaves.split_at(left_of(leaves.len()));
        if place < left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            place -= left.len();
            leaves = right;
        }
    }
    path.reverse();
    path
}

/// The root to which a path leads from the leaf in this place of so many; none where a tree of so many leaves has no such
/// place, or a longer or a shorter way to it (RFC 9162, section 2.1.3.2).
pub(crate) fn root_of(leaf: Hash, place: u64, leaves: u64, path: &[Hash]) -> Option<Hash> {
    let (mut place, mut last) = (place, leaves.checked_sub(1)?);
    if place > last {
        return None;
    }
    let mut hash = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if place % 2 == 1 || place == last {
            hash = node(beside, &hash);
            // The last node of a row of odd length goes up alone, until it has a left neighbour.
            while place.is_multiple_of(2) && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, beside);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}
