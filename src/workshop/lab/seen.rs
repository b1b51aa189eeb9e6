//! Every block that any node of the lab has had on its chain: what the tree of forks is drawn of.

use std::sync::Arc;

use chain::{Chain, Hash, Link, PreviousHash};

/// When there are more blocks than these, the oldest are forgotten.
const MAX_BLOCKS: usize = 4_000;
/// How many of the newest indices are remembered then.
const KEPT_INDICES: u64 = 1_000;

/// The blocks seen, each once, in the order in which they were first seen.
///
/// A list, as those that are looked for are nearly always among the newest.
#[derive(Default)]
pub struct Seen {
    blocks: Vec<Arc<Link>>,
}

impl Seen {
    /// Notes the blocks of a chain that were not seen before.
    pub fn note(&mut self, chain: &Chain) {
        for link in chain.links().rev() {
            if self.find(&link.hash()).is_some() {
                break;
            }
            self.blocks.push(link.clone());
        }
        if self.blocks.len() > MAX_BLOCKS {
            let forgotten = chain.length().saturating_sub(KEPT_INDICES);
            self.blocks.retain(|link| link.block().index > forgotten);
        }
    }

    /// Notes a block that is on no chain.
    pub fn note_stray(&mut self, link: Arc<Link>) {
        if self.find(&link.hash()).is_none() {
            self.blocks.push(link);
        }
    }

    /// The blocks from this one back to the last that `chain` has too, without that one; newest first.
    pub fn off_chain(&self, tip: &Arc<Link>, chain: &Chain) -> Vec<Arc<Link>> {
        let mut off = Vec::new();
        let mut next = Some(tip);
        while let Some(link) = next {
            if chain.contains_at(link.block().index, &link.hash()) {
                break;
            }
            off.push(link.clone());
            next = match &link.block().previous_hash {
                PreviousHash::Hash(hash) => self.find(hash),
                PreviousHash::One | PreviousHash::OneText => None,
            };
        }
        off
    }

    /// How many blocks were seen.
    pub fn count(&self) -> usize {
        self.blocks.len()
    }

    /// All blocks from this index on, in the order in which they were first seen.
    pub fn since(&self, index: u64) -> impl Iterator<Item = &Arc<Link>> {
        let blocks = self.blocks.iter();
        blocks.filter(move |link| link.block().index >= index)
    }

    fn find(&self, hash: &Hash) -> Option<&Arc<Link>> {
        self.blocks.iter().rev().find(|link| link.hash() == *hash)
    }
}
