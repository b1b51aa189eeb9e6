//! A block together with its hash.

use crate::block::Block;
use crate::hash::Hash;

/// A block with its hash, which is computed once, when the link is made. Chains hold it behind an `Arc`, so that a
/// block can be shown, sent and put aside without being copied or hashed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    block: Block,
    hash: Hash,
    bytes: usize,
}

impl Link {
    /// Hashes a block.
    pub fn new(block: Block) -> Link {
        let text = block.canonical();
        let hash = match block.merkle_root {
            None => Hash::of(&text),
            Some(_) => block.hash(),
        };
        Link::known(block, hash, text.len())
    }

    /// A block whose hash is known already, and how many bytes its canonical text has.
    pub(crate) fn known(block: Block, hash: Hash, bytes: usize) -> Link {
        Link { block, hash, bytes }
    }

    /// The block.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// How many bytes its canonical text has.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
