//! The one check that all blocks have to pass, wherever they want to join a chain.

use std::sync::Arc;

use pow::Texts;

use crate::block::{Block, GENESIS_PROOF, PreviousHash};
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::rules::{Last, ProofRule, Rules};
use crate::verbatim::Verbatim;

/// How many blocks are best validated at once: enough to hash them side by side, and few enough that their texts stay in
/// the processor's cache.
pub(crate) const AT_ONCE: usize = 64;

/// What of a block the rules look at, beside its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) index: u64,
    pub(crate) proof: u64,
    pub(crate) previous_hash: PreviousHash,
    /// Whether it holds no transaction.
    pub(crate) is_empty: bool,
}

/// Validates blocks one after the other: [add](Validation::add) some, then [check](Validation::check) them together. It
/// goes on behind a fault, so that all blocks get their hashes.
#[derive(Debug)]
pub(crate) struct Validation {
    rules: Rules,
    last: Option<Last>,
    position: u64,
    fault: Option<Fault>,
    /// The blocks that were added, their texts, and where the rules bind a proof to it, the same without the proof.
    heads: Vec<Head>,
    texts: Texts,
    payloads: Texts,
    /// What the blocks' proofs are the hashes of.
    proved: Texts,
}

impl Validation {
    /// Of blocks that are to follow `last`, which is at `position` in its chain; without `last`, of a whole chain.
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
            heads: Vec::new(),
            texts: Texts::default(),
            payloads: Texts::default(),
            proved: Texts::default(),
        }
    }

    /// Validates a block and gives it its hash, or the fault it has.
    pub(crate) fn link(mut self, block: Block) -> Result<Link, Fault> {
        let bytes = self.add(&block);
        let hashes = self.check();
        match (self.fault, hashes.first()) {
            (None, Some(&hash)) => Ok(Link::known(block, hash, bytes)),
            (Some(fault), _) => Err(fault),
            // There is a hash for each block; without one the chain would be empty.
            (None, None) => Err(self.empty()),
        }
    }

    /// Validates blocks and gives them their hashes, or the first fault among them.
    pub(crate) fn links(mut self, blocks: Vec<Block>) -> Result<Vec<Arc<Link>>, Fault> {
        let mut known = Vec::with_capacity(blocks.len());
        for some in blocks.chunks(AT_ONCE) {
            let bytes: Vec<usize> = some.iter().map(|block| self.add(block)).collect();
            known.extend(self.check().into_iter().zip(bytes));
            if let Some(fault) = self.fault() {
                return Err(fault);
            }
        }
        let link = |(block, (hash, bytes))| Arc::new(Link::known(block, hash, bytes));
        Ok(blocks.into_iter().zip(known).map(link).collect())
    }

    /// Adds the next block, and says how many bytes its text has.
    pub(crate) fn add(&mut self, block: &Block) -> usize {
        self.heads.push(Head {
            index: block.index,
            proof: block.proof,
            previous_hash: block.previous_hash,
            is_empty: block.transactions.is_empty(),
        });
        let mut bytes = 0;
        self.texts.push(|out| {
            let start = out.len();
            block.write_canonical(out);
            bytes = out.len() - start;
        });
        if self.rules.proof == ProofRule::Sealed {
            self.payloads.push(|out| block.write_payload(out));
        }
        bytes
    }

    /// Adds the next block as it is written.
    pub(crate) fn add_verbatim(&mut self, block: &Verbatim<'_>) {
        self.heads.push(block.head);
        self.texts.push(|out| out.push_str(block.text));
        if self.rules.proof == ProofRule::Sealed {
            self.payloads.push(|out| out.extend(block.around_proof));
        }
    }

    /// How many blocks were added that are not checked yet.
    pub(crate) fn waiting(&self) -> usize {
        self.heads.len()
    }

    /// Checks the blocks that were added and gives their hashes, valid or not.
    pub(crate) fn check(&mut self) -> Vec<Hash> {
        let hashes = self.texts.hashes();
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash::from_bytes).collect();
        if self.fault.is_none() {
            self.fault = self.first_fault(&hashes);
        }
        self.position += hashes.len() as u64;
        self.last = self.lasts(&hashes).last().or(self.last);
        self.heads.clear();
        self.texts.clear();
        self.payloads.clear();
        hashes
    }

    /// What each of the blocks is for the block behind it.
    fn lasts(&self, hashes: &[Hash]) -> impl Iterator<Item = Last> {
        let blocks = self.heads.iter().zip(hashes);
        blocks.map(|(head, &hash)| Last {
            proof: head.proof,
            hash,
        })
    }

    fn first_fault(&mut self, hashes: &[Hash]) -> Option<Fault> {
        // Each block with the one before: none is before the genesis.
        let befores = std::iter::once(self.last).chain(self.lasts(hashes).map(Some));
        let pairs: Vec<(Option<Last>, Head)> = befores.zip(self.heads.iter().copied()).collect();

        let payloads = self.payloads.hashes();
        self.proved.clear();
        for (place, (before, head)) in pairs.iter().enumerate() {
            self.proved.push(|out| {
                if let Some(before) = before {
                    // Only the sealed rule asks for the payload, and then there is one of each block.
                    let payload = || Hash::from_bytes(payloads[place]);
                    self.rules.write_proved(*before, payload, head.proof, out);
                }
            });
        }
        let proofs = self.proved.hashes();

        let checked = (self.position + 1..).zip(pairs).zip(&proofs);
        let mut faults = checked.filter_map(|((position, (before, head)), proof)| {
            let kind = match before {
                None => genesis_fault(head)?,
                Some(_) if head.index != position => FaultKind::Index,
                Some(before) if head.previous_hash != PreviousHash::Hash(before.hash) => {
                    FaultKind::Link
                }
                Some(_) if !self.rules.difficulty.is_met_by(proof) => FaultKind::Proof,
                Some(_) => return None,
            };
            Some(Fault {
                block: position,
                kind,
            })
        });
        faults.next()
    }

    /// The first fault of all blocks up to here; to be empty is a fault, too.
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
}

fn genesis_fault(head: Head) -> Option<FaultKind> {
    let genuine = head.index == 1
        && head.is_empty
        && head.proof == GENESIS_PROOF
        && matches!(
            head.previous_hash,
            PreviousHash::One | PreviousHash::OneText
        );
    (!genuine).then_some(FaultKind::Genesis)
}
