//! What decides between two chains: the fork choice.

use serde::{Deserialize, Serialize};

/// How heavy a chain is. Of two valid chains the heavier one wins; at equal weight everyone keeps their own.
///
/// Today a chain weighs as much as it is long. Once blocks of one chain may differ in difficulty, it will weigh as much as
/// the work in its blocks, beside its length. So chains are compared by this type alone, and never by their lengths. In
/// JSON it is the plain number of blocks.
///
/// ```
/// use chain::{Block, Chain, ChainWeight, Rules};
///
/// let chain = Chain::new(Rules::default());
/// assert_eq!(chain.weight(), ChainWeight::of_length(1));
/// assert!(chain.weight() < ChainWeight::of_length(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainWeight(u64);

impl ChainWeight {
    /// The weight of a chain of so many blocks.
    pub const fn of_length(blocks: u64) -> ChainWeight {
        ChainWeight(blocks)
    }

    /// How many blocks a chain of this weight has.
    pub const fn length(self) -> u64 {
        self.0
    }
}
