//! The one check that all blocks have to pass, wherever they want to join a chain.

use crate::block::{Block, GENESIS_PROOF, PreviousHash};
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::rules::{ProofRule, Rules};
use crate::sha256::Texts;

/// How many blocks are best validated at once: enough to hash them side by side, and few enough that their texts stay in
/// the processor's cache.
pub(crate) const AT_ONCE: usize = 64;

/// Validates blocks one after the other. It goes on behind a fault, so that all blocks get their hashes.
#[derive(Debug)]
pub(crate) struct Validation {
    rules: Rules,
    last: Option<Last>,
    position: u64,
    fault: Option<Fault>,
    texts: Texts,
}

/// What the next block depends on.
#[derive(Clone, Copy, Debug)]
struct Last {
    proof: u64,
    hash: Hash,
}

impl Validation {
    /// Of blocks that are to follow `last`, which is at `position` in its chain, or of a whole chain where there is none.
    pub(crate) fn after(rules: Rules, position: u64, last: Option<&Link>) -> Validation {
        let last = last.map(|link| Last {
            proof: link.block().proof,
            hash: link.hash(),
        });
        Validation {
            rules,
            last,
            position,
            fault: None,
            texts: Texts::default(),
        }
    }

    /// Validates a block and gives it its hash, or the fault it has.
    pub(crate) fn link(mut self, block: Block) -> Result<Link, Fault> {
        let hashes = self.hash_and_check(std::slice::from_ref(&block));
        match (self.fault, hashes.first()) {
            (None, Some(&hash)) => Ok(Link::with_hash(block, hash)),
            (Some(fault), _) => Err(fault),
            // There is a hash for each block; without one the chain would be empty.
            (None, None) => Err(self.empty()),
        }
    }

    /// Validates the next blocks and gives their hashes, valid or not.
    pub(crate) fn hash_and_check(&mut self, blocks: &[Block]) -> Vec<Hash> {
        let hashes = self.hashes_of(blocks, Block::write_canonical);
        // Only the sealed rule looks at what a block holds.
        let payloads = match self.rules.proof {
            ProofRule::Sealed => self.hashes_of(blocks, Block::write_payload),
            ProofRule::Classic | ProofRule::Linked => Vec::new(),
        };
        for (place, (block, &hash)) in blocks.iter().zip(&hashes).enumerate() {
            self.position += 1;
            if self.fault.is_none() {
                let payload = || {
                    payloads
                        .get(place)
                        .copied()
                        .unwrap_or_else(|| block.payload())
                };
                let kind = match self.last {
                    None => genesis_fault(block),
                    Some(last) => fault(&self.rules, last, self.position, block, payload),
                };
                self.fault = kind.map(|kind| Fault {
                    block: self.position,
                    kind,
                });
            }
            self.last = Some(Last {
                proof: block.proof,
                hash,
            });
        }
        hashes
    }

    /// The first fault of all blocks up to here; that there is none is one too.
    pub(crate) fn fault(&self) -> Option<Fault> {
        match self.last {
            None => Some(self.empty()),
            Some(_) => self.fault,
        }
    }

    fn empty(&self) -> Fault {
        Fault {
            block: 1,
            kind: FaultKind::Empty,
        }
    }

    fn hashes_of(&mut self, blocks: &[Block], write: impl Fn(&Block, &mut String)) -> Vec<Hash> {
        self.texts.clear();
        for block in blocks {
            self.texts.push(|out| write(block, out));
        }
        self.texts.hashes()
    }
}

fn genesis_fault(block: &Block) -> Option<FaultKind> {
    let genuine = block.index == 1
        && block.transactions.is_empty()
        && block.proof == GENESIS_PROOF
        && matches!(
            block.previous_hash,
            PreviousHash::One | PreviousHash::OneText
        );
    (!genuine).then_some(FaultKind::Genesis)
}

fn fault(
    rules: &Rules,
    last: Last,
    position: u64,
    block: &Block,
    payload: impl FnOnce() -> Hash,
) -> Option<FaultKind> {
    if block.index != position {
        return Some(FaultKind::Index);
    }
    if block.previous_hash != PreviousHash::Hash(last.hash) {
        return Some(FaultKind::Link);
    }
    let proved = rules
        .puzzle_after(last.proof, last.hash, payload)
        .accepts(block.proof);
    (!proved).then_some(FaultKind::Proof)
}
