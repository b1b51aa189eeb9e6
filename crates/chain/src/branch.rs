//! Blocks on the way to being adopted: checked one by one, on no chain yet.

use std::sync::Arc;

use crate::block::Block;
use crate::chain::Chain;
use crate::chain_weight::ChainWeight;
use crate::discarded::Discarded;
use crate::fault::Fault;
use crate::hash::Hash;
use crate::link::Link;
use crate::links::Links;
use crate::locator::locator;
use crate::rules::Rules;
use crate::state::State;
use crate::validation::Validation;

/// Valid blocks on top of one of a chain's blocks, as they come in from another node. The chain does not change before
/// it [adopts](Chain::adopt) the branch as a whole.
#[derive(Clone, Debug)]
pub struct Branch<S: State = ()> {
    rules: Rules,
    base: u64,
    base_link: Option<Arc<Link>>,
    links: Links<S>,
}

impl<S: State> Branch<S> {
    /// `links` is empty, and follows the block from which it grows.
    pub(crate) fn new(
        rules: Rules,
        base: u64,
        base_link: Option<Arc<Link>>,
        links: Links<S>,
    ) -> Self {
        Branch {
            rules,
            base,
            base_link,
            links,
        }
    }

    pub(crate) fn into_links(self) -> Links<S> {
        self.links
    }

    /// The rules by which its blocks are checked.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The state after its last block, or after the block from which it grows while it has none.
    pub fn state(&self) -> &S {
        self.links.state()
    }

    /// The index of the block from which it grows; 0 if it brings a genesis of its own.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// How long the whole chain would be if the branch were adopted.
    pub fn length(&self) -> u64 {
        self.base + self.links.len() as u64
    }

    /// What the whole chain would weigh.
    pub fn weight(&self) -> ChainWeight {
        ChainWeight::of_length(self.length())
    }

    /// How many bytes the text of the whole chain would have.
    pub fn bytes(&self) -> usize {
        self.links.bytes(self.links.len())
    }

    /// Its last block, which is the block it grows from while it has none; none where it has no genesis yet.
    pub fn tip(&self) -> Option<&Arc<Link>> {
        self.links.last().or(self.base_link.as_ref())
    }

    /// Its own blocks, lowest index first.
    pub fn links(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.links.iter()
    }

    /// The block of its own with this index.
    pub fn get(&self, index: u64) -> Option<&Arc<Link>> {
        let place = index.checked_sub(self.base + 1)?;
        self.links.get(usize::try_from(place).ok()?)
    }

    /// Whether the block of its own with this index has this hash.
    pub fn contains_at(&self, index: u64, hash: &Hash) -> bool {
        self.get(index).is_some_and(|link| link.hash() == *hash)
    }

    /// Whether the block from which it grows is still on the chain, and the same rules hold there.
    pub fn grows_from(&self, chain: &Chain<S>) -> bool {
        let base = self.base_link.as_ref();
        let found = base.is_none_or(|link| chain.contains_at(self.base, &link.hash()));
        found && self.rules == chain.rules()
    }

    /// Adds a block. A faulty one changes nothing.
    pub fn push(&mut self, block: Block) -> Result<(), Fault> {
        let last = self.tip().map(|last| &**last);
        let link = Validation::after(self.rules, self.length(), last).link(block)?;
        self.links.push(Arc::new(link));
        Ok(())
    }

    /// Adds several blocks, which is quicker than one by one. A faulty one changes nothing, nor do the others then.
    pub fn extend(&mut self, blocks: Vec<Block>) -> Result<(), Fault> {
        let last = self.tip().map(|last| &**last);
        let links = Validation::after(self.rules, self.length(), last).links(blocks)?;
        self.links.extend(links);
        Ok(())
    }

    /// Takes out its blocks beyond this length of the whole chain, to be freed. The block it grows from stays.
    pub fn truncate(&mut self, length: u64) -> Discarded<S> {
        let keep = usize::try_from(length.saturating_sub(self.base)).unwrap_or(usize::MAX);
        self.links.truncate(keep)
    }

    /// Gives up all of it, to be freed.
    pub fn discard(self) -> Discarded<S> {
        self.links.discard()
    }

    /// The [locator](Chain::locator) of the whole chain as it would be, where `chain` is the one it was forked from.
    pub fn locator(&self, chain: &Chain<S>) -> Vec<(u64, Hash)> {
        locator(self.length(), |index| {
            let link = match index > self.base {
                true => self.get(index),
                false => chain.get(index),
            };
            link.map(|link| link.hash())
        })
    }
}
