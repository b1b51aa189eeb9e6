//! That a transaction is in a block, shown to somebody who knows the block's header alone.

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::block::Block;
use crate::hash::Hash;
use crate::merkle::{leaf, path, root_of};

/// That a transaction is in a header block: its place, and the path from it to the block's `merkle_root`.
///
/// ```
/// use chain::{Block, Inclusion, Number, Transaction};
///
/// let pay = |amount: u64| Transaction::open("a", "b", Number::from(amount));
/// let mut block = Block { transactions: vec![pay(1), pay(2), pay(3)], ..Block::genesis() };
/// block.merkle_root = Some(block.root_of_transactions());
///
/// let inclusion = Inclusion::of(&block, 2).ok_or("there is no third transaction")?;
/// let header = block.header();
/// assert!(inclusion.shows(&pay(3).canonical(), &header));
/// assert!(!inclusion.shows(&pay(2).canonical(), &header));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The transaction's place in the block, from 0.
    pub place: u64,
    /// How many transactions the block has.
    pub transactions: u64,
    /// The hashes beside the way from the transaction up to the root: at most [`Inclusion::MAX_PATH`].
    #[serde(deserialize_with = "short")]
    pub path: Vec<Hash>,
}

/// Reads a path, and refuses one that no block has.
fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Hash>, D::Error> {
    let path = Vec::<Hash>::deserialize(deserializer)?;
    match path.len() <= Inclusion::MAX_PATH {
        true => Ok(path),
        false => Err(de::Error::custom("a path has at most 32 hashes")),
    }
}

impl Inclusion {
    /// No path of a block that can be sent is longer: it has fewer than 2^32 transactions.
    pub const MAX_PATH: usize = 32;

    /// Of the transaction in this place of a block, from 0; none where it has no such place.
    pub fn of(block: &Block, place: usize) -> Option<Inclusion> {
        let leaves = block.leaves();
        (place < leaves.len()).then(|| Inclusion {
            place: place as u64,
            transactions: leaves.len() as u64,
            path: path(&leaves, place),
        })
    }

    /// Whether it leads from a transaction's canonical text to the root that a header names.
    pub fn shows(&self, canonical: &str, header: &Block) -> bool {
        let root = root_of(leaf(canonical), self.place, self.transactions, &self.path);
        root.is_some() && root == header.merkle_root
    }
}
