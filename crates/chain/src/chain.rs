//! A valid chain, and the choice between it and another.

use std::sync::Arc;

use crate::block::Block;
use crate::branch::Branch;
use crate::chain_weight::ChainWeight;
use crate::discarded::Discarded;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::links::Links;
use crate::locator::locator;
use crate::rules::Rules;
use crate::state::State;
use crate::validation::Validation;

/// A chain of blocks that is valid under its rules: all ways to make or to lengthen one check them. A [`State`] follows its
/// blocks, if one is wanted.
///
/// ```
/// use chain::{Chain, Rules, parse_chain};
///
/// // The seed's genesis and the first block that it mined.
/// let text = r#"[
///   {"index": 1, "timestamp": 1713205842.8947453, "transactions": [], "proof": 100, "previous_hash": 1},
///   {"index": 2, "timestamp": 1713205939.5651655, "proof": 35293,
///    "transactions": [{"sender": "0", "recipient": "d52ae15cb7df4fe0a6d3ffb57b7734dc", "amount": 1}],
///    "previous_hash": "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73"}
/// ]"#;
/// let chain = Chain::validate(Rules::default(), parse_chain(text)?)?;
/// assert_eq!(chain.length(), 2);
/// assert_eq!(chain.tip().block().proof, 35293);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chain<S: State = ()> {
    rules: Rules,
    /// The block with index i is at i - 1. Never empty.
    links: Links<S>,
}

/// What a [`Chain::adopt`] changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorg {
    /// The blocks that are no longer on the chain, lowest index first.
    pub orphaned: Vec<Arc<Link>>,
    /// The blocks that took their place, lowest index first.
    pub adopted: Vec<Arc<Link>>,
    /// The index of the last block that stayed; 0 if even the genesis is another.
    pub base: u64,
}

/// Why a branch is not adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptError {
    /// At equal length one's own chain stays.
    #[error(
        "the other chain has {offered} blocks, this one has {own}: only a longer chain is adopted"
    )]
    NotLonger {
        /// The length of the chain that the branch would make.
        offered: u64,
        /// The length of this chain.
        own: u64,
    },
    /// The chain has changed below the branch since it was forked.
    #[error("block {base}, from which the branch grows, is no longer on the chain")]
    Stale {
        /// The index of the block from which the branch grows.
        base: u64,
    },
    /// The branch has not even a genesis.
    #[error("the other chain is empty")]
    Empty,
    /// The branch was checked by other rules.
    #[error("the branch follows other rules ({branch}) than the chain ({chain})")]
    OtherRules {
        /// The branch's rules.
        branch: Rules,
        /// The chain's rules.
        chain: Rules,
    },
}

impl Chain {
    /// A chain of the [seed's genesis](Block::genesis) alone.
    pub fn new(rules: Rules) -> Chain {
        Chain::with_state(rules, ())
    }

    /// The chain that these blocks are, or the first fault for which they are none.
    pub fn validate(rules: Rules, blocks: Vec<Block>) -> Result<Chain, Fault> {
        match blocks.is_empty() {
            true => Err(Fault {
                block: 1,
                kind: FaultKind::Empty,
            }),
            false => {
                let mut links = Links::new(0, ());
                links.extend(Validation::after(rules, 0, None).links(blocks)?);
                Ok(Chain { rules, links })
            }
        }
    }
}

impl<S: State> Chain<S> {
    /// A chain of the [seed's genesis](Block::genesis) alone, with a state that follows its blocks, as it is before the
    /// genesis.
    pub fn with_state(rules: Rules, state: S) -> Chain<S> {
        let mut links = Links::new(0, state);
        links.push(Arc::new(Link::new(Block::genesis())));
        Chain { rules, links }
    }

    /// The rules under which it is valid.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The state after its last block.
    pub fn state(&self) -> &S {
        self.links.state()
    }

    /// How many blocks it has: at least 1, the genesis.
    pub fn length(&self) -> u64 {
        self.links.len() as u64
    }

    /// How many bytes its [text](Chain::to_text) has.
    pub fn bytes(&self) -> usize {
        self.links.bytes(self.links.len())
    }

    /// What decides between it and another chain.
    pub fn weight(&self) -> ChainWeight {
        ChainWeight::of_length(self.length())
    }

    /// The last block.
    pub fn tip(&self) -> &Arc<Link> {
        // There is a genesis from the start, and `replace` takes no empty chain.
        self.links.at(self.links.len() - 1)
    }

    /// The block with this index, counted from 1.
    pub fn get(&self, index: u64) -> Option<&Arc<Link>> {
        self.links.get(usize::try_from(index.checked_sub(1)?).ok()?)
    }

    /// The blocks, genesis first.
    pub fn links(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.links.iter()
    }

    /// Whether the block with this index has this hash.
    pub fn contains_at(&self, index: u64, hash: &Hash) -> bool {
        self.get(index).is_some_and(|link| link.hash() == *hash)
    }

    /// A few of the chain's hashes with their indices, newest first, ever more sparse, the genesis last: about
    /// 10 + log2 of the length. Another node finds in it the [last common](Chain::last_common) block.
    pub fn locator(&self) -> Vec<(u64, Hash)> {
        locator(self.length(), |index| {
            self.get(index).map(|link| link.hash())
        })
    }

    /// The greatest index at which the other's locator names a block of this chain; 0 if it names none.
    pub fn last_common(&self, locator: &[(u64, Hash)]) -> u64 {
        let common = locator
            .iter()
            .filter(|(index, hash)| self.contains_at(*index, hash));
        common.map(|(index, _)| *index).max().unwrap_or(0)
    }

    /// Adds a block behind the tip. A faulty one changes nothing.
    pub fn append(&mut self, block: Block) -> Result<(), Fault> {
        let link = Validation::after(self.rules, self.length(), Some(self.tip())).link(block)?;
        self.links.push(Arc::new(link));
        Ok(())
    }

    /// Starts a branch behind the block with this index; at 0, a branch with a genesis of its own. An index beyond the
    /// tip means the tip. The state gives back the blocks behind it, which costs as much as they have.
    pub fn fork(&self, at: u64) -> Branch<S> {
        let at = at.min(self.length());
        let state = self.links.state_after(at as usize);
        let links = Links::new(self.links.bytes(at as usize), state);
        Branch::new(self.rules, at, self.get(at).cloned(), links)
    }

    /// Takes over a branch if it makes a strictly longer chain than this one; an error changes nothing.
    ///
    /// The cost grows with the blocks that change, not with the chain.
    pub fn adopt(&mut self, branch: Branch<S>) -> Result<Reorg, AdoptError> {
        self.must_be_longer(&branch)?;
        self.replace(branch)
    }

    /// Whether [adopting](Chain::adopt) a branch fails because it makes no strictly longer chain, or follows other rules.
    pub fn must_be_longer(&self, branch: &Branch<S>) -> Result<(), AdoptError> {
        self.must_be_alike(branch)?;
        match branch.weight() > self.weight() {
            true => Ok(()),
            false => Err(AdoptError::NotLonger {
                offered: branch.length(),
                own: self.length(),
            }),
        }
    }

    fn must_be_alike(&self, branch: &Branch<S>) -> Result<(), AdoptError> {
        match branch.rules() == self.rules {
            true => Ok(()),
            false => Err(AdoptError::OtherRules {
                branch: branch.rules(),
                chain: self.rules,
            }),
        }
    }

    /// Takes over a branch of any length, because the chain's owner chose it; an error changes nothing. What other nodes
    /// offer is for [`adopt`](Chain::adopt).
    ///
    /// ```
    /// use chain::{AdoptError, Block, Chain, Rules};
    ///
    /// let mut chain = Chain::new(Rules::default());
    /// let nothing = chain.fork(0);
    /// assert_eq!(chain.replace(nothing), Err(AdoptError::Empty));
    /// # Ok::<(), chain::Fault>(())
    /// ```
    pub fn replace(&mut self, branch: Branch<S>) -> Result<Reorg, AdoptError> {
        let base = self.meet(&branch)?;
        let reorg = Reorg {
            // `base` is at most the chain's length, for the block there was found on it.
            orphaned: self.links.iter().skip(base as usize).cloned().collect(),
            adopted: (base + 1..=branch.length())
                .filter_map(|index| branch.get(index).cloned())
                .collect(),
            base,
        };
        self.switch(branch)?;
        Ok(reorg)
    }

    /// [Replaces](Chain::replace) the chain by a branch without looking at all that changes, so that it takes no long time
    /// even where millions of blocks do: for a caller that looks at them in slices. Gives the blocks that are not needed any
    /// more, to be freed.
    pub fn switch(&mut self, branch: Branch<S>) -> Result<Discarded<S>, AdoptError> {
        let base = self.meet(&branch)?;
        let shared = base - branch.base();
        Ok(self
            .links
            .replace(base as usize, branch.into_links(), shared as usize))
    }

    /// The index of the last block that stays if the chain is [replaced](Chain::replace) by a branch; 0 if even the genesis
    /// is another.
    pub fn meet(&self, branch: &Branch<S>) -> Result<u64, AdoptError> {
        self.must_be_alike(branch)?;
        if branch.length() == 0 {
            return Err(AdoptError::Empty);
        }
        if !branch.grows_from(self) {
            let base = branch.base();
            return Err(AdoptError::Stale { base });
        }
        // The chain may have grown into the branch since it was forked: what both have does not change. A block's hash
        // covers the hash of the one before, so that blocks are common up to one place, and no more behind it.
        let (mut common, mut other) = (branch.base(), branch.length().min(self.length()) + 1);
        while common + 1 < other {
            let middle = common.midpoint(other);
            let theirs = branch.get(middle);
            match theirs.is_some_and(|link| self.contains_at(middle, &link.hash())) {
                true => common = middle,
                false => other = middle,
            }
        }
        Ok(common)
    }

    /// The chain as exact JSON text: a list of the blocks' canonical texts, with Python's separators.
    pub fn to_text(&self) -> String {
        let mut out = String::from("[");
        for (place, link) in self.links.iter().enumerate() {
            if place > 0 {
                out.push_str(", ");
            }
            link.block().write_canonical(&mut out);
        }
        out.push(']');
        out
    }
}
