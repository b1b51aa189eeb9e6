//! A block together with its hash.

use crate::block::Block;
use crate::hash::Hash;

/// A block with its hash, which is computed once, when the link is made. Chains hold it behind an `Arc`, so that a
/// block can be shown, sent and put aside without being copied or hashed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    block: Block,
    hash: Hash,
}

impl Link {
    /// Hashes a block.
    pub fn new(block: Block) -> Link {
        let hash = block.hash();
        Link { block, hash }
    }

    /// A block whose hash was computed already.
    pub(crate) fn with_hash(block: Block, hash: Hash) -> Link {
        Link { block, hash }
    }

    /// The block.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}
