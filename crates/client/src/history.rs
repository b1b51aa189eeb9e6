//! The blocks that a node has had on its chain, those that were orphaned since among them.

use chain::{Block, Hash, Link, PreviousHash};
use node::{Address, Node};

use crate::observed::ObservedBlock;

/// How many blocks below the tip are shown.
const SHOWN_BLOCKS: u64 = 100;
/// The most blocks that are remembered.
const MAX_BLOCKS: usize = 400;
/// The most blocks that are shown of branches fetched to be looked at.
const MAX_FETCHED: usize = 600;

/// The newest blocks that were on a node's chain once.
#[derive(Default)]
pub(crate) struct History(Vec<SeenBlock>);

struct SeenBlock {
    hash: Hash,
    previous: PreviousHash,
    index: u64,
    transactions: usize,
    rewarded: Option<String>,
}

impl History {
    /// Notes the blocks that have come to the chain.
    pub fn update(&mut self, node: &Node) {
        let chain = node.chain();
        let lowest = lowest_shown(node);
        for index in (lowest..=chain.length()).rev() {
            let Some(link) = chain.get(index) else { break };
            if self.0.iter().rev().any(|seen| seen.hash == link.hash()) {
                break;
            }
            self.0.push(SeenBlock::new(link));
        }
        if self.0.len() > MAX_BLOCKS {
            self.0.retain(|seen| seen.index >= lowest);
            let surplus = self.0.len().saturating_sub(MAX_BLOCKS);
            self.0.drain(..surplus);
        }
    }

    /// The newest of them, and those of the branches that the node has fetched to be looked at, by index.
    pub fn observed(&self, node: &Node) -> Vec<ObservedBlock> {
        let lowest = lowest_shown(node);
        let mut blocks = Vec::<ObservedBlock>::new();
        let mut add = |seen: &SeenBlock, fetched_from| {
            // Each in its place: they come nearly in order, and a sort would be 4 kB more to download.
            let place = blocks.partition_point(|block| block.index <= seen.index);
            blocks.insert(place, seen.observed(node, fetched_from));
        };
        for seen in self.0.iter().filter(|seen| seen.index >= lowest) {
            add(seen, None);
        }
        let mut fetched = Vec::<Hash>::new();
        for (owner, branch) in node.branches().rev() {
            for link in branch.links().rev() {
                let (index, hash) = (link.block().index, link.hash());
                let known = fetched.contains(&hash) || self.0.iter().any(|seen| seen.hash == hash);
                if index < lowest || known || fetched.len() == MAX_FETCHED {
                    break;
                }
                fetched.push(hash);
                add(&SeenBlock::new(link), Some(owner));
            }
        }
        blocks
    }
}

fn lowest_shown(node: &Node) -> u64 {
    node.chain().length().saturating_sub(SHOWN_BLOCKS).max(1)
}

impl SeenBlock {
    fn new(link: &Link) -> Self {
        let block = link.block();
        Self {
            hash: link.hash(),
            previous: block.previous_hash,
            index: block.index,
            transactions: block.transactions.len(),
            rewarded: rewarded(block),
        }
    }

    fn observed(&self, node: &Node, fetched_from: Option<&Address>) -> ObservedBlock {
        let here = node.chain().get(self.index);
        ObservedBlock {
            hash: self.hash.to_string(),
            previous_hash: match &self.previous {
                PreviousHash::Hash(hash) => hash.to_string(),
                PreviousHash::One | PreviousHash::OneText => "1".to_owned(),
            },
            index: self.index,
            transactions: self.transactions,
            rewarded: self.rewarded.clone(),
            on_chain: here.is_some_and(|link| link.hash() == self.hash),
            fetched_from: fetched_from.map(ToString::to_string),
        }
    }
}

/// Not a recipient that is longer than any address or account: it is remembered.
fn rewarded(block: &Block) -> Option<String> {
    let last = block.transactions.last()?;
    let short = last.is_reward() && last.recipient.len() <= Address::MAX_BYTES;
    short.then(|| last.recipient.clone())
}
