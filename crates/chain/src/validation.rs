//! The one check that all blocks have to pass, wherever they want to join a chain. What their transactions do is for the
//! [ledger](crate::Ledger) to say, and their signatures for [claims](crate::Claim).

use std::sync::Arc;

use pow::Texts;

use crate::block::{Block, GENESIS_PROOF, PreviousHash};
use crate::fault::{Fault, FaultKind};
use crate::format::Format;
use crate::hash::Hash;
use crate::link::Link;
use crate::links::Worked;
use crate::number::Number;
use crate::pace::{Past, milliseconds};
use crate::rules::{Last, Rules};
use crate::verbatim::Verbatim;

/// How many blocks are best validated at once: enough to hash them side by side, and few enough that their texts stay in
/// the processor's cache.
pub(crate) const AT_ONCE: usize = 64;

/// What of a block the rules look at, beside its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) index: u64,
    pub(crate) timestamp: Number,
    pub(crate) proof: u64,
    pub(crate) previous_hash: PreviousHash,
    /// How many transactions it holds, and how many of them are no rewards.
    pub(crate) transactions: usize,
    pub(crate) payments: usize,
    /// Whether its merkle_root, or that it has none, fits its transactions and the rules.
    pub(crate) root_fits: bool,
}

/// What is known of blocks before the one that is validated.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    last: Option<Last>,
    /// How many there are.
    position: u64,
    /// Their timestamps, where the rules ask for them.
    past: Past,
}

impl Before {
    /// So many blocks, the last one of which is `last`; none are before a genesis.
    pub(crate) fn new(position: u64, last: Option<&Link>, past: Past) -> Before {
        let last = last.map(|link| Last {
            proof: link.block().proof,
            hash: link.hash(),
        });
        Before {
            last,
            position,
            past,
        }
    }
}

/// Validates blocks one after the other: [add](Validation::add) some, then [check](Validation::check) them together. It
/// goes on behind a fault, so that all blocks get their hashes.
#[derive(Debug)]
pub(crate) struct Validation {
    rules: Rules,
    format: Format,
    before: Before,
    fault: Option<Fault>,
    /// The blocks that were added, their texts, and where the rules bind a proof to it, the same without the proof.
    heads: Vec<Head>,
    texts: Texts,
    payloads: Texts,
    /// What the blocks' proofs are the hashes of.
    proved: Texts,
    /// The work of each valid block that was checked last, the genesis with none.
    works: Vec<u128>,
}

impl Validation {
    /// Of blocks that are to follow those before.
    pub(crate) fn after(rules: Rules, before: Before) -> Validation {
        Validation {
            rules,
            format: rules.format(),
            before,
            fault: None,
            heads: Vec::new(),
            texts: Texts::default(),
            payloads: Texts::default(),
            proved: Texts::default(),
            works: Vec::new(),
        }
    }

    /// Validates blocks and gives those before the first fault their hashes and works.
    pub(crate) fn links(mut self, blocks: Vec<Block>) -> (Vec<Worked>, Option<Fault>) {
        let mut known = Vec::with_capacity(blocks.len());
        for some in blocks.chunks(AT_ONCE) {
            let bytes: Vec<usize> = some.iter().map(|block| self.add(block)).collect();
            let hashes = self.check();
            // There are as many works as valid blocks.
            known.extend(
                hashes
                    .into_iter()
                    .zip(bytes)
                    .zip(self.works.iter().copied()),
            );
            if self.fault.is_some() {
                break;
            }
        }
        let link =
            |(block, ((hash, bytes), work))| (Arc::new(Link::known(block, hash, bytes)), work);
        (
            blocks.into_iter().zip(known).map(link).collect(),
            self.fault,
        )
    }

    /// Adds the next block, and says how many bytes its text has.
    pub(crate) fn add(&mut self, block: &Block) -> usize {
        let is_payment = |transaction: &&crate::Transaction| !transaction.is_reward();
        let root = (self.format.header).then(|| block.root_of_transactions());
        let shaped = |transaction: &crate::Transaction| transaction.signed.is_none();
        self.heads.push(Head {
            index: block.index,
            timestamp: block.timestamp,
            proof: block.proof,
            previous_hash: block.previous_hash,
            transactions: block.transactions.len(),
            payments: block.transactions.iter().filter(is_payment).count(),
            root_fits: block.merkle_root == root
                // Of an open ledger, no text has a payment.
                && (self.format.signed || block.transactions.iter().all(shaped)),
        });
        let mut bytes = 0;
        self.texts.push(|out| {
            let start = out.len();
            block.write_canonical(out);
            bytes = out.len() - start;
            if self.format.header {
                out.truncate(start);
                block.write_hashed(out);
            }
        });
        if self.rules.needs_payload() {
            self.payloads.push(|out| block.write_payload(out));
        }
        bytes
    }

    /// Adds the next block, of which the header alone is known.
    pub(crate) fn add_header(&mut self, header: &Block) -> usize {
        let bytes = self.add(header);
        if let Some(head) = self.heads.last_mut() {
            head.root_fits = header.merkle_root.is_some();
        }
        bytes
    }

    /// Adds the next block as it is written. The rules have no headers, and an open ledger.
    pub(crate) fn add_verbatim(&mut self, block: &Verbatim<'_>) {
        self.heads.push(block.head);
        self.texts.push(|out| out.push_str(block.text));
        if self.rules.needs_payload() {
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
        self.works.clear();
        if self.fault.is_none() {
            self.fault = self.first_fault(&hashes);
        }
        self.before.position += hashes.len() as u64;
        self.before.last = self.lasts(&hashes).last().or(self.before.last);
        self.heads.clear();
        self.texts.clear();
        self.payloads.clear();
        hashes
    }

    /// The work of each of the blocks that were checked last, up to the first fault.
    pub(crate) fn works(&self) -> &[u128] {
        &self.works
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
        let befores = std::iter::once(self.before.last).chain(self.lasts(hashes).map(Some));
        let pairs: Vec<(Option<Last>, Head)> = befores.zip(self.heads.iter().copied()).collect();

        let payloads = self.payloads.hashes();
        self.proved.clear();
        for (place, (before, head)) in pairs.iter().enumerate() {
            self.proved.push(|out| {
                if let Some(before) = before {
                    // It is asked for only where the rules need it, and then there is one of each block.
                    let payload = || Hash::from_bytes(payloads[place]);
                    self.rules.write_proved(*before, payload, head.proof, out);
                }
            });
        }
        let proofs = self.proved.hashes();

        let checked = (self.before.position + 1..).zip(pairs);
        for (((block, (before, head)), proof), hash) in checked.zip(&proofs).zip(hashes) {
            let found = match before {
                None => self.genesis_fault(head, hash),
                Some(before) => self.block_fault(block, before, head, proof),
            };
            if let Some(kind) = found {
                return Some(Fault::of_block(block, kind));
            }
        }
        None
    }

    fn genesis_fault(&mut self, head: Head, hash: &Hash) -> Option<FaultKind> {
        let genuine = match self.rules.are_committed() {
            true => *hash == self.rules.genesis().hash(),
            false => {
                head.index == 1
                    && head.transactions == 0
                    && head.root_fits
                    && head.proof == GENESIS_PROOF
                    && matches!(
                        head.previous_hash,
                        PreviousHash::One | PreviousHash::OneText
                    )
            }
        };
        self.accept(milliseconds(&head.timestamp), 0);
        (!genuine).then_some(FaultKind::Genesis)
    }

    fn block_fault(
        &mut self,
        position: u64,
        before: Last,
        head: Head,
        proof: &[u8; 32],
    ) -> Option<FaultKind> {
        if head.index != position {
            return Some(FaultKind::Index);
        }
        if head.previous_hash != PreviousHash::Hash(before.hash) {
            return Some(FaultKind::Link);
        }
        let mut made = None;
        if self.rules.retarget.is_some() {
            made = milliseconds(&head.timestamp)
                .filter(|made| Some(*made) > self.before.past.median());
            if made.is_none() {
                return Some(FaultKind::Timestamp);
            }
        }
        if !head.root_fits {
            return Some(FaultKind::Merkle);
        }
        let (target, work) = self.rules.target(&self.before.past);
        if !target.is_met_by(proof) {
            return Some(FaultKind::Proof);
        }
        if self.format.signed && head.payments > self.rules.block_transactions as usize {
            return Some(FaultKind::Full);
        }
        self.accept(made, work);
        None
    }

    /// Goes on behind a valid block.
    fn accept(&mut self, made: Option<u64>, work: u128) {
        self.before.past.push(made.unwrap_or(0));
        self.works.push(work);
    }

    /// The first fault of all blocks up to here; to be empty is a fault, too.
    pub(crate) fn fault(&self) -> Option<Fault> {
        match self.before.last {
            None => Some(Fault::of_block(1, FaultKind::Empty)),
            Some(_) => self.fault,
        }
    }
}
