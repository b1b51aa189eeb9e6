//! Every block that any node of the lab has had on its chain: what the tree of forks is drawn of.

use std::{collections::BTreeMap, sync::Arc};

use chain::{Chain, Hash, Link, PreviousHash};

/// When there are more blocks than these, the oldest are forgotten.
const MOST: usize = 4_000;
/// How many of the newest indices are remembered then.
const KEPT_INDICES: u64 = 1_000;

/// The blocks seen, each once.
#[derive(Default)]
pub struct Seen {
    blocks: BTreeMap<Hash, Entry>,
    count: usize,
}

struct Entry {
    order: usize,
    link: Arc<Link>,
}

impl Seen {
    /// Notes the blocks of a chain that were not seen before.
    pub fn note(&mut self, chain: &Chain) {
        for link in chain.links().rev() {
            if self.blocks.contains_key(&link.hash()) {
                break;
            }
            self.count += 1;
            let entry = Entry {
                order: self.count,
                link: link.clone(),
            };
            self.blocks.insert(link.hash(), entry);
        }
        if self.blocks.len() > MOST {
            let newest = chain.length();
            let forgotten = newest.saturating_sub(KEPT_INDICES);
            self.blocks
                .retain(|_, entry| entry.link.block().index > forgotten);
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
                PreviousHash::Hash(hash) => self.blocks.get(hash).map(|entry| &entry.link),
                PreviousHash::One | PreviousHash::OneText => None,
            };
        }
        off
    }

    /// All blocks from this index on, in the order in which they were first seen.
    pub fn since(&self, index: u64) -> Vec<Arc<Link>> {
        let mut entries: Vec<&Entry> = self
            .blocks
            .values()
            .filter(|entry| entry.link.block().index >= index)
            .collect();
        entries.sort_unstable_by_key(|entry| entry.order);
        entries
            .into_iter()
            .map(|entry| entry.link.clone())
            .collect()
    }
}
