//! Reading back what was stored: record by record, and validated like a peer's.
//!
//! What can't be read is cut at the first fault, and all behind it. A node that was damaged goes on with what is left, under the
//! next generation of records; those that were found stay, so that a person can export them.

use std::sync::Arc;

use chain::{
    Block, Blocks, Branch, Chain, Claim, Format, Hash, Link, Mempool, PaymentPool, Transaction,
};
use node::{Address, MAX_PORTION, Node, SignatureFault, Snapshot, Time, VerificationId};

use super::{
    Storage,
    blocks::{self, StoredBlocks},
    number,
    pending::{self, GONE, StoredPending, WasPending, read_line},
    record::{is_seal, split, unsealed},
    saved::Saved,
};

/// The mempool is told of so many of the last blocks: of what it hears it can tell then whether it is on the chain already. It
/// would not remember many more.
const TOLD_BLOCKS: u64 = 10_000;

/// A node as far as it has been read back.
pub(crate) struct Restoring {
    saved: Saved,
    branch: Branch,
    mempool: Mempool,
    blocks: StoredBlocks,
    pending: StoredPending,
    /// Whether the blocks end before they should.
    cut: bool,
    /// Whether something pending can't be read.
    lost: bool,
    /// Of a signed ledger.
    signatures: Signatures,
}

/// How far the signatures of what was read back are.
#[derive(Default)]
struct Signatures {
    /// What was pending, by record: it is pending again once the balances are known.
    payments: Vec<(u64, Vec<WasPending>, usize)>,
    /// What is being verified: of blocks up to this index, or else of what was pending.
    handed_out: Option<(VerificationId, Option<u64>, Vec<Claim>)>,
    /// Whether those of what was pending were handed out.
    asked: bool,
    last: u64,
}

/// What was read back.
pub(crate) struct Restored {
    pub node: Node,
    pub storage: Storage,
    /// How many blocks there should be, where there are fewer or what was pending is not all there.
    pub damaged: Option<u64>,
}

impl Restoring {
    pub fn new(saved: Saved) -> Self {
        Self {
            branch: Chain::new(saved.rules).fork(0),
            mempool: Mempool::new(),
            blocks: StoredBlocks::default(),
            pending: StoredPending::default(),
            cut: false,
            lost: false,
            signatures: Signatures::default(),
            saved,
        }
    }

    /// How many blocks there are, and how many there should be.
    pub fn progress(&self) -> (u64, u64) {
        (self.branch.length(), self.saved.length)
    }

    /// The next record, in the order of the keys.
    pub fn record(&mut self, key: &str, record: &str) {
        let generation = self.saved.generation;
        if let Some(number) = number(key, generation, blocks::KIND) {
            self.cut |= !self.cut && !self.blocks(number, record);
        } else if let Some(number) = number(key, generation, pending::KIND) {
            self.waiting(number, record);
        }
    }

    /// Takes over the blocks of a record; false where a fault was found.
    fn blocks(&mut self, number: u64, record: &str) -> bool {
        let before = self.branch.length();
        // Records are numbered from 0, and none is missing.
        let expected = self.blocks.length() == before && number == self.blocks.records();
        let Some((seal, text)) = split(record).filter(|_| expected) else {
            return false;
        };
        let format = self.branch.rules().format();
        let (read, whole) = readable(text, format);
        // All at once, where nothing is wrong with it.
        let extended = whole && self.branch.extend(read).is_ok();
        let fits = extended || self.take_sound(readable(text, format).0) && whole;
        let is_sealed = |tip: &Arc<Link>| is_seal(seal, &tip.hash());
        // The first version sealed it by a digest of the text.
        let intact = self.branch.tip().is_some_and(is_sealed) || is_seal(seal, &Hash::of(text));
        let sound = fits && intact;
        if !intact {
            // The last block that fits may be damaged itself: nothing covers its contents but the block behind it.
            self.drop_last(before);
        }
        let known = self.saved.length.saturating_sub(TOLD_BLOCKS).max(before);
        if !self.branch.rules().is_signed() {
            let new = self.branch.links().skip(known as usize).cloned();
            self.mempool.reorganise(&[], &new.collect::<Vec<_>>());
        }
        if let Some(tip) = self.branch.tip().filter(|_| sound) {
            self.blocks
                .push(self.branch.length(), tip.hash(), text.len());
        }
        sound
    }

    /// Takes over blocks up to the first fault.
    fn take_sound(&mut self, blocks: Vec<Block>) -> bool {
        let faulty = blocks
            .into_iter()
            .any(|block| self.branch.push(block).is_err());
        !faulty
    }

    fn drop_last(&mut self, before: u64) {
        let length = self.branch.length().saturating_sub(1).max(before);
        self.branch.truncate(length);
    }

    fn waiting(&mut self, number: u64, record: &str) {
        let Some((text, intact)) = unsealed(record) else {
            self.lost = true;
            return;
        };
        self.lost |= !intact;
        let (mut places, mut payments) = (Vec::new(), Vec::new());
        let format = self.branch.rules().format();
        // A line that was changed may say something else than what was submitted.
        for line in text.lines().filter(|_| intact) {
            let Some(was) = read_line(line, format) else {
                self.lost = true;
                continue;
            };
            if self.branch.rules().is_signed() {
                payments.push(was);
                continue;
            }
            // Where the storage ends within a change of the chain, it may be on the chain already.
            let unless_on_chain = !self.saved.whole || self.cut;
            let (before, _) = self.mempool.revision();
            let restored = self
                .mempool
                .restore(was.id, was.own, was.transaction, unless_on_chain);
            let (place, _) = self.mempool.revision();
            // One that is on the chain leaves its record when that is written next.
            places.push(match restored.is_ok() && place > before {
                true => place,
                false => GONE,
            });
        }
        match self.branch.rules().is_signed() {
            true => self
                .signatures
                .payments
                .push((number, payments, text.len())),
            false => self.pending.push(number, places, text.len()),
        }
    }

    /// The next signatures to be verified, for the network whose genesis has this hash: of the blocks, then of what was
    /// pending. None while some are being verified, and when all are.
    pub fn next_signatures(&mut self) -> Option<(VerificationId, Hash, Vec<Claim>)> {
        let signatures = &mut self.signatures;
        if signatures.handed_out.is_some() {
            return None;
        }
        let genesis = self.branch.get(1)?.hash();
        let (last, claims) = match self.branch.unverified() {
            Some(_) => {
                let (last, claims) = self.branch.next_claims(MAX_PORTION, &|_| false);
                (Some(last), claims)
            }
            None if !std::mem::replace(&mut signatures.asked, true) => {
                let payments = signatures
                    .payments
                    .iter()
                    .flat_map(|(_, payments, _)| payments);
                let claims = payments.filter_map(|was| Claim::of_pending(&was.transaction));
                (None, claims.collect())
            }
            None => return None,
        };
        if claims.is_empty() {
            return None;
        }
        signatures.last += 1;
        let name = VerificationId(signatures.last);
        signatures.handed_out = Some((name, last, claims.clone()));
        Some((name, genesis, claims))
    }

    /// Whether no signatures are left to be verified.
    pub fn is_verified(&self) -> bool {
        self.signatures.handed_out.is_none() && self.branch.unverified().is_none()
    }

    /// Takes note of what the verification has come to. Where signatures can't be verified, they are taken as they are: they
    /// were when they were stored.
    pub fn verified(&mut self, name: VerificationId, are_true: Result<Vec<bool>, SignatureFault>) {
        let is_it =
            |handed_out: &mut (VerificationId, Option<u64>, Vec<Claim>)| handed_out.0 == name;
        let Some((_, last, claims)) = self.signatures.handed_out.take_if(is_it) else {
            return;
        };
        let Ok(are_true) = are_true else {
            if let Some(last) = last {
                self.branch.set_verified(last);
            }
            return;
        };
        let wrong = claims
            .iter()
            .zip(&are_true)
            .filter(|(_, is_true)| !**is_true);
        let wrong: Vec<Claim> = wrong.map(|(claim, _)| *claim).collect();
        match (last, wrong.first()) {
            (Some(last), None) => self.branch.set_verified(last),
            (Some(_), Some(first)) => {
                self.cut = true;
                let sound = first.block - 1;
                drop(self.branch.truncate(sound));
                self.branch.set_verified(sound);
            }
            (None, _) => {
                let is_wrong = |was: &WasPending| {
                    let claim = Claim::of_pending(&was.transaction);
                    claim.is_none_or(|claim| wrong.contains(&claim))
                };
                for (_, payments, _) in &mut self.signatures.payments {
                    let before = payments.len();
                    payments.retain(|was| !is_wrong(was));
                    self.lost |= payments.len() < before;
                }
            }
        }
    }

    /// What was pending is pending again.
    fn restore_payments(&mut self) -> (PaymentPool, Vec<Transaction>) {
        let (mut pool, mut own) = (PaymentPool::default(), Vec::new());
        let is_light = self.saved.light;
        let ledger = self.branch.ledger();
        for (number, payments, bytes) in std::mem::take(&mut self.signatures.payments) {
            let place = |was: WasPending| match is_light {
                true => {
                    own.push(was.transaction);
                    own.len() as u64
                }
                false => match pool.add(ledger, was.transaction, was.own) {
                    Ok(()) => pool.last_place(),
                    // It is on the chain, or can't come on it: it leaves its record when that is written next.
                    Err(_) => GONE,
                },
            };
            let places = payments.into_iter().map(place).collect();
            self.pending.push(number, places, bytes);
        }
        (pool, own)
    }

    /// There are no more records: the node, as it goes on.
    pub fn finish(mut self, now: Time, address: Address) -> Restored {
        let (payments, own_payments) = self.restore_payments();
        let saved = self.saved;
        let length = self.branch.length();
        let tip = self.branch.tip().map(|tip| tip.hash());
        let short = self.cut || length != saved.length || (length > 0 && tip != saved.tip);
        let damaged = short || self.lost;
        let mut chain = Chain::new(saved.rules);
        if length > 0 {
            // It grows from nothing, under the same rules, and has a genesis: it is taken.
            drop(chain.switch(self.branch));
        }
        let mut storage = if damaged {
            let generations = saved.damaged.iter().copied();
            let generations = generations.chain([saved.generation]).collect();
            Storage::after(saved.secret, saved.generation + 1, generations)
        } else {
            let mempool = self.mempool.revision().0;
            let own = own_payments.len() as u64;
            self.pending
                .settle(mempool.max(payments.last_place()).max(own));
            let mut storage = Storage::after(saved.secret, saved.generation, saved.damaged);
            storage.written = Some((self.blocks.clone(), self.pending.clone()));
            (storage.blocks, storage.pending) = (self.blocks, self.pending);
            storage
        };
        storage.note_change();
        let snapshot = Snapshot {
            name: saved.name,
            chain,
            mempool: self.mempool,
            payments,
            light: saved.light,
            own_payments,
            mode: saved.mode,
            auto_register: saved.auto_register,
            standings: saved.standings,
            submissions: saved.submissions,
            untouched: saved.untouched,
        };
        Restored {
            node: Node::restored(now, address, snapshot),
            storage,
            damaged: damaged.then_some(saved.length),
        }
    }
}

/// The blocks of a record up to the first that can't be read, and whether these are all.
fn readable(text: &str, format: Format) -> (Vec<Block>, bool) {
    let (mut blocks, mut whole) = (Vec::new(), false);
    if let Ok(texts) = Blocks::new(text, format) {
        whole = true;
        for block in texts {
            match block {
                Ok(block) => blocks.push(block),
                Err(_) => whole = false,
            }
        }
    }
    (blocks, whole)
}
