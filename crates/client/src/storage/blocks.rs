//! The records of a chain's blocks: each a list of blocks, as JSON, of some that follow one another.
//!
//! A record is appended to while it is small, so that many blocks that come one by one do not make as many records; then the
//! next one begins. When the chain changes, the records that hold blocks which are off it are dropped, and the others stay.
//!
//! A record is sealed by the hash of its last block. That covers all of them, each being linked to the one before, and is known
//! when they have been validated; a digest of the text takes longer than all their hashes, which are made four at a time.

use chain::{Chain, Hash};

use super::{Write, key, record::sealed_by};

pub(super) const KIND: &str = "blocks";

/// A record is appended to while it has fewer bytes than this: what a block costs is this at most, beside its own.
const APPEND_BELOW: usize = 4 * 1024;
/// A record that has so many bytes takes no more blocks.
const FULL: usize = 64 * 1024;
/// A batch that has so many bytes of blocks takes no more: what is left comes with the next.
const BATCH: usize = 256 * 1024;

/// What is stored of a chain.
#[derive(Clone, Default)]
pub(super) struct StoredBlocks(Vec<Stored>);

/// One record.
#[derive(Clone)]
struct Stored {
    /// The index of its last block.
    last: u64,
    /// The hash of that block.
    tip: Hash,
    bytes: usize,
}

impl StoredBlocks {
    /// How many blocks are stored.
    pub fn length(&self) -> u64 {
        self.0.last().map_or(0, |record| record.last)
    }

    /// How many records they take.
    pub fn records(&self) -> u64 {
        self.0.len() as u64
    }

    /// The hash of the last of them.
    pub fn tip(&self) -> Option<Hash> {
        self.0.last().map(|record| record.tip)
    }

    /// Notes a record that was read.
    pub fn push(&mut self, last: u64, tip: Hash, bytes: usize) {
        self.0.push(Stored { last, tip, bytes });
    }

    /// Writes what it takes for this chain to be stored, or a part of that: false where blocks are left.
    pub fn write(&mut self, generation: u64, chain: &Chain, writes: &mut Vec<Write>) -> bool {
        let before = self.0.len();
        while let Some(last) = self.0.last()
            && !chain.contains_at(last.last, &last.tip)
        {
            self.0.pop();
        }
        let is_new = self.length() < chain.length();
        self.0
            .pop_if(|record| is_new && record.bytes < APPEND_BELOW);
        let mut written = 0;
        while self.length() < chain.length() && written < BATCH {
            written += self.write_next(generation, chain, writes);
        }
        for place in self.0.len()..before {
            writes.push(Write::Delete(key(generation, KIND, place as u64)));
        }
        self.length() == chain.length()
    }

    /// Writes the next record; how many bytes it has.
    fn write_next(&mut self, generation: u64, chain: &Chain, writes: &mut Vec<Write>) -> usize {
        let (mut last, mut tip) = (self.length(), None);
        let mut text = String::from("[");
        while let Some(link) = chain.get(last + 1)
            && text.len() < FULL
        {
            if text.len() > 1 {
                text.push_str(", ");
            }
            link.block().write_canonical(&mut text);
            (last, tip) = (last + 1, Some(link.hash()));
        }
        text.push(']');
        let place = self.0.len() as u64;
        let bytes = text.len();
        if let Some(tip) = tip {
            let record = sealed_by(&tip, &text);
            self.push(last, tip, bytes);
            writes.push(Write::Put(key(generation, KIND, place), record));
        }
        bytes
    }
}
