//! A valid chain, and the choice between it and another.

use std::sync::Arc;

use pow::{Puzzle, Target};

use crate::block::{Block, PreviousHash};
use crate::branch::{Branch, made};
use crate::chain_weight::ChainWeight;
use crate::claim::Claim;
use crate::discarded::Discarded;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::ledger::Ledger;
use crate::link::Link;
use crate::links::{Links, Sums};
use crate::locator::locator;
use crate::number::Number;
use crate::pace::{Past, milliseconds};
use crate::rules::Rules;
use crate::transaction::Transaction;

/// A chain of blocks that is valid under its rules: all ways to make or to lengthen one check them. The balances follow its
/// blocks, where the ledger is signed.
///
/// ```
/// use chain::{Chain, Format, Rules, parse_chain};
///
/// // The seed's genesis and the first block that it mined.
/// let text = r#"[
///   {"index": 1, "timestamp": 1713205842.8947453, "transactions": [], "proof": 100, "previous_hash": 1},
///   {"index": 2, "timestamp": 1713205939.5651655, "proof": 35293,
///    "transactions": [{"sender": "0", "recipient": "d52ae15cb7df4fe0a6d3ffb57b7734dc", "amount": 1}],
///    "previous_hash": "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73"}
/// ]"#;
/// let chain = Chain::validate(Rules::default(), parse_chain(text, Format::TUTORIAL)?)?;
/// assert_eq!(chain.length(), 2);
/// assert_eq!(chain.tip().block().proof, 35293);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Chain {
    /// The block with index i is at i - 1. Never empty.
    links: Links,
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
        "the other chain has {offered} blocks, this one has {own}: only one that is longer, or has more work where the \
         difficulty changes, is adopted"
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
    /// The signatures of one of the branch's blocks are not known to be verified.
    #[error("the signatures of block {block} are not verified yet")]
    Unverified {
        /// The index of the block.
        block: u64,
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
    /// A chain of the rules' [genesis](Rules::genesis) alone.
    pub fn new(rules: Rules) -> Chain {
        let mut links = Links::new(rules, Sums::default(), Ledger::default());
        // A genesis has no transactions, so that it has no fault in these; and no work.
        let _ = links.extend(vec![(Arc::new(Link::new(rules.genesis())), 0)], None);
        Chain { links }
    }

    /// Validates these blocks as a chain. No payment passes: where there are any, [`Chain::validate_with`] is told how to
    /// verify their signatures.
    ///
    /// # Errors
    /// The first fault.
    pub fn validate(rules: Rules, blocks: Vec<Block>) -> Result<Chain, Fault> {
        Chain::validate_with(rules, blocks, &mut |_| false)
    }

    /// Validates these blocks as a chain. `verify` tells whether a signature is what it claims to be, as
    /// [`Claim::is_true`] does.
    ///
    /// # Errors
    /// The first fault.
    pub fn validate_with(
        rules: Rules,
        blocks: Vec<Block>,
        verify: &mut dyn FnMut(&Claim) -> bool,
    ) -> Result<Chain, Fault> {
        if blocks.is_empty() {
            return Err(Fault::of_block(1, FaultKind::Empty));
        }
        let mut chain = Chain::new(rules);
        let mut branch = chain.fork(0);
        let found = branch.extend(blocks.clone());
        if let Err(fault) = found {
            // A wrong signature before it is the first fault.
            branch.extend(blocks.into_iter().take(fault.block as usize - 1).collect())?;
            branch.verify(verify)?;
            return Err(fault);
        }
        branch.verify(verify)?;
        chain.links = branch.into_links();
        Ok(chain)
    }

    /// The rules under which it is valid.
    pub fn rules(&self) -> Rules {
        self.links.rules()
    }

    /// The balances after its last block.
    pub fn ledger(&self) -> &Ledger {
        self.links.ledger()
    }

    /// How many blocks it has: at least 1, the genesis.
    pub fn length(&self) -> u64 {
        self.links.len() as u64
    }

    /// How many bytes its [text](Chain::to_text) has.
    pub fn bytes(&self) -> usize {
        self.links.sums(self.links.len()).bytes
    }

    /// What decides between it and another chain.
    pub fn weight(&self) -> ChainWeight {
        weight(&self.links, self.length())
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

    /// About how many hashes the proofs of all its blocks took.
    pub fn work(&self) -> u128 {
        self.links.sums(self.links.len()).work
    }

    /// What the hash of the next block's proof must meet, and about how many hashes it takes to find one.
    pub fn next_target(&self) -> (Target, u128) {
        self.rules().target(&self.past(self.length()))
    }

    /// The puzzle that the proof of the next block has to solve, whose other fields are these.
    pub fn puzzle(&self, candidate: &Block) -> Puzzle {
        let (target, _) = self.next_target();
        self.rules().puzzle_below(self.tip(), candidate, target)
    }

    /// The next block, with these transactions, but for its proof. Where the rules ask for it, its timestamp is put a
    /// millisecond behind the median of the blocks before, if it is not later.
    ///
    /// ```
    /// use chain::{Chain, Number, Rules, Transaction};
    /// use pow::{Backend, Reference};
    ///
    /// let mut chain = Chain::new(Rules::default());
    /// let mut block = chain.candidate(Number::from_f64(1713205939.5651655)?, vec![Transaction::reward("bob")]);
    /// block.proof = Reference.search(&chain.puzzle(&block), 0..1_000_000).ok_or("no proof below a million")?;
    /// chain.append(block)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn candidate(&self, timestamp: Number, transactions: Vec<Transaction>) -> Block {
        let rules = self.rules();
        let median = rules
            .retarget
            .and_then(|_| self.past(self.length()).median());
        let late_enough =
            |median: &u64| milliseconds(&timestamp).is_none_or(|made| made <= *median);
        let mut block = Block {
            index: self.length() + 1,
            timestamp: match median.filter(late_enough) {
                Some(median) => after(median),
                None => timestamp,
            },
            transactions,
            proof: 0,
            previous_hash: PreviousHash::Hash(self.tip().hash()),
            merkle_root: None,
        };
        block.merkle_root = rules.format().header.then(|| block.root_of_transactions());
        block
    }

    /// The timestamps of the first `length` blocks, as far as the target of the one behind depends on them.
    fn past(&self, length: u64) -> Past {
        if self.rules().retarget.is_none() {
            return Past::default();
        }
        Past::of(length, |index| self.get(index).map_or(0, |link| made(link)))
    }

    /// Adds a block behind the tip. A faulty one changes nothing. A payment is a fault: where there are any,
    /// [`Chain::append_with`] is told how to verify its signature.
    pub fn append(&mut self, block: Block) -> Result<(), Fault> {
        self.append_with(block, &mut |_| false)
    }

    /// Adds a block behind the tip. A faulty one changes nothing. `verify` tells whether a signature is what it claims to
    /// be, as [`Claim::is_true`] does, or because the payment was seen before.
    pub fn append_with(
        &mut self,
        block: Block,
        verify: &mut dyn FnMut(&Claim) -> bool,
    ) -> Result<(), Fault> {
        let mut branch = self.fork(self.length());
        branch.push(block)?;
        branch.verify(verify)?;
        let length = self.links.len();
        drop(self.links.replace(length, branch.into_links(), 0));
        Ok(())
    }

    /// Starts a branch behind the block with this index; at 0, a branch with a genesis of its own. An index beyond the
    /// tip means the tip. The ledger gives back the blocks behind it, which costs as much as they have.
    pub fn fork(&self, at: u64) -> Branch {
        let at = at.min(self.length());
        let ledger = self.links.ledger_after(at as usize);
        let links = Links::new(self.rules(), self.links.sums(at as usize), ledger);
        Branch::new(at, self.get(at).cloned(), self.past(at), links)
    }

    /// Takes over a branch if it makes a strictly longer chain than this one; an error changes nothing.
    ///
    /// The cost grows with the blocks that change, not with the chain.
    pub fn adopt(&mut self, branch: Branch) -> Result<Reorg, AdoptError> {
        self.must_be_longer(&branch)?;
        self.replace(branch)
    }

    /// Whether [adopting](Chain::adopt) a branch fails because it makes no strictly longer chain, or follows other rules.
    pub fn must_be_longer(&self, branch: &Branch) -> Result<(), AdoptError> {
        self.must_be_alike(branch)?;
        match branch.weight() > self.weight() {
            true => Ok(()),
            false => Err(AdoptError::NotLonger {
                offered: branch.length(),
                own: self.length(),
            }),
        }
    }

    fn must_be_alike(&self, branch: &Branch) -> Result<(), AdoptError> {
        match branch.rules() == self.rules() {
            true => Ok(()),
            false => Err(AdoptError::OtherRules {
                branch: branch.rules(),
                chain: self.rules(),
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
    pub fn replace(&mut self, branch: Branch) -> Result<Reorg, AdoptError> {
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
    pub fn switch(&mut self, branch: Branch) -> Result<Discarded, AdoptError> {
        let base = self.meet(&branch)?;
        let shared = base - branch.base();
        Ok(self
            .links
            .replace(base as usize, branch.into_links(), shared as usize))
    }

    /// The index of the last block that stays if the chain is [replaced](Chain::replace) by a branch; 0 if even the genesis
    /// is another.
    pub fn meet(&self, branch: &Branch) -> Result<u64, AdoptError> {
        self.must_be_alike(branch)?;
        if branch.length() == 0 {
            return Err(AdoptError::Empty);
        }
        if let Some(link) = branch.unverified() {
            let block = link.block().index;
            return Err(AdoptError::Unverified { block });
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

/// What a chain of so many blocks weighs, the last of which are these.
pub(crate) fn weight(links: &Links, length: u64) -> ChainWeight {
    match links.rules().retarget {
        None => ChainWeight::of_length(length),
        Some(_) => ChainWeight::of_work(length, links.sums(links.len()).work),
    }
}

/// The first millisecond after this one, as a timestamp.
fn after(milliseconds_before: u64) -> Number {
    let wanted = milliseconds_before + 1;
    // The float next to a thousandth can be below it, and then it counts for the millisecond before.
    let seconds = wanted as f64 / 1000.0;
    let close = [seconds, seconds.next_up()].map(Number::from_f64);
    let exact = close
        .into_iter()
        .flatten()
        .find(|number| milliseconds(number) == Some(wanted));
    exact.unwrap_or(Number::from(wanted / 1000 + 1))
}
