//! The one check that all blocks have to pass, wherever they want to join a chain.

use crate::block::{Block, GENESIS_PROOF, PreviousHash};
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::rules::{Last, ProofRule, Rules};
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
        let hashes = self.hash_each(blocks.iter(), Block::write_canonical);
        if self.fault.is_none() {
            self.fault = self.first_fault(blocks, &hashes);
        }
        self.position += blocks.len() as u64;
        if let (Some(block), Some(&hash)) = (blocks.last(), hashes.last()) {
            self.last = Some(Last {
                proof: block.proof,
                hash,
            });
        }
        hashes
    }

    fn first_fault(&mut self, blocks: &[Block], hashes: &[Hash]) -> Option<Fault> {
        // Each block with the one before: none is before the genesis.
        let links = blocks.iter().zip(hashes).map(|(block, &hash)| Last {
            proof: block.proof,
            hash,
        });
        let befores = std::iter::once(self.last).chain(links.map(Some));
        let pairs: Vec<_> = befores.zip(blocks).collect();

        let rules = self.rules;
        // Only the sealed rule looks at what a block holds.
        let payloads = match rules.proof {
            ProofRule::Sealed => self.hash_each(blocks.iter(), Block::write_payload),
            ProofRule::Classic | ProofRule::Linked => vec![],
        };
        let payload = |place: usize| {
            payloads
                .get(place)
                .copied()
                .unwrap_or_else(|| blocks[place].payload())
        };
        let proofs = self.hash_each(pairs.iter().enumerate(), |(place, (before, block)), out| {
            if let Some(before) = before {
                rules.write_proved(*before, || payload(place), block.proof, out);
            }
        });

        let checked = (self.position + 1..).zip(pairs).zip(&proofs);
        let mut faults = checked.filter_map(|((position, (before, block)), proof)| {
            let kind = match before {
                None => genesis_fault(block)?,
                Some(_) if block.index != position => FaultKind::Index,
                Some(before) if block.previous_hash != PreviousHash::Hash(before.hash) => {
                    FaultKind::Link
                }
                Some(_) if !rules.difficulty.is_met_by(proof.as_bytes()) => FaultKind::Proof,
                Some(_) => return None,
            };
            Some(Fault {
                block: position,
                kind,
            })
        });
        faults.next()
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

    fn hash_each<T>(
        &mut self,
        items: impl Iterator<Item = T>,
        write: impl Fn(T, &mut String),
    ) -> Vec<Hash> {
        self.texts.clear();
        for item in items {
            self.texts.push(|out| write(item, out));
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
