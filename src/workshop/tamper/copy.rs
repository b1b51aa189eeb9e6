//! A copy of a chain in which everything can be changed, with what validation says of it now.
//!
//! Validation is the crate `chain`'s; here is only remembered which blocks are faulty, so that a change
//! costs as much as it changes: a block's own check and that of the block behind it.

use std::{collections::BTreeMap, sync::Arc};

use chain::{Block, Chain, Fault, FaultKind, Hash, Link, PreviousHash, ProofRule, Rules};
use pow::{Puzzle, leading_zero_bits};

/// A chain that need not be valid. Blocks are named by their position, from 1; the index that is
/// written in a block may be another.
#[derive(Clone, Debug)]
pub struct Copy {
    rules: Rules,
    original: Vec<Arc<Link>>,
    links: Vec<Arc<Link>>,
    /// The first fault of each block that has one.
    faulty: BTreeMap<u64, FaultKind>,
    /// The blocks that were changed since all was valid and have not been tied since: where a crack may begin.
    edited: Vec<u64>,
}

/// In short what of a block holds and what not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    /// Whether it is another than when the copy was taken, or was added.
    pub changed: bool,
    /// Whether it is out of place: its index is not its position, or the first is no genesis.
    pub misplaced: bool,
    /// Whether its previous_hash is not the hash of the block before.
    pub unlinked: bool,
    /// Whether its proof does not hold.
    pub unproved: bool,
}

/// What is to be said of one block.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The block with its hash as it is now.
    pub link: Arc<Link>,
    /// The hash that it had when the copy was taken; `None` for a block that was added.
    pub original_hash: Option<Hash>,
    /// Its first fault.
    pub fault: Option<FaultKind>,
    /// How it is tied to the block before; `None` for the genesis, which has none before it.
    pub ties: Option<Ties>,
}

/// How a block is tied to the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Ties {
    /// Whether its index is its position.
    pub counts_on: bool,
    /// Whether its previous_hash is the hash of the block before.
    pub links: bool,
    /// The hash of the block before.
    pub before: Hash,
    /// Its puzzle: what is hashed around its proof.
    pub puzzle: Puzzle,
    /// What its proof makes of the puzzle.
    pub work: Hash,
    /// With how many zero bits that starts.
    pub zero_bits: u32,
    /// Whether these are enough.
    pub proves: bool,
}

impl Judgement {
    /// Whether the block is another than when the copy was taken.
    pub fn is_changed(&self) -> bool {
        self.original_hash != Some(self.link.hash())
    }
}

impl Copy {
    /// A copy of a valid chain.
    pub fn new(rules: Rules, links: Vec<Arc<Link>>) -> Self {
        Self {
            rules,
            original: links.clone(),
            links,
            faulty: BTreeMap::new(),
            edited: Vec::new(),
        }
    }

    /// The rules by which it is judged.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How many blocks it has.
    pub fn length(&self) -> u64 {
        self.links.len() as u64
    }

    /// The hash of the last block as it was taken.
    pub fn original_tip(&self) -> Option<Hash> {
        self.original.last().map(|link| link.hash())
    }

    /// The first fault, as validation of the whole would report it.
    pub fn first_fault(&self) -> Option<Fault> {
        if self.links.is_empty() {
            return Some(Fault::of_block(1, FaultKind::Empty));
        }
        let first = self.faulty.first_key_value();
        first.map(|(&block, &kind)| Fault::of_block(block, kind))
    }

    /// The first block of the crack that runs through all blocks behind it; `None` where the whole is valid. It begins at the
    /// block whose change broke the first link, which may be valid in itself.
    pub fn crack(&self) -> Option<u64> {
        let (&first, &kind) = self.faulty.first_key_value()?;
        let before = first.checked_sub(1);
        let cause = before.filter(|before| kind == FaultKind::Link && self.edited.contains(before));
        Some(cause.unwrap_or(first))
    }

    /// Whether the block at a position was added to what was taken.
    pub fn is_added(&self, position: u64) -> bool {
        position > self.original.len() as u64
    }

    /// What of the block at a position does not hold; `None` where there is no such block.
    pub fn flaws(&self, position: u64) -> Option<Flaws> {
        let link = self.at(position)?;
        let original = place(position).and_then(|place| self.original.get(place));
        let mut flaws = Flaws {
            changed: original != Some(link),
            ..Flaws::default()
        };
        if self.faulty.contains_key(&position) {
            match self.before(position) {
                None => flaws.misplaced = true,
                Some(before) => {
                    let ties = self.ties(position, before, link);
                    flaws.misplaced = !ties.counts_on;
                    flaws.unlinked = !ties.links;
                    flaws.unproved = !ties.proves;
                }
            }
        }
        Some(flaws)
    }

    /// How many blocks will need a search for a proof if this one and all behind it are tied again, as far as can be told: a
    /// search comes upon another proof, and under *linked* and *sealed* none behind that holds then but by luck.
    pub fn owing(&self, from: u64) -> u64 {
        let proves = |before: &Link, block: &Block| {
            let work = self.rules.puzzle(before, block).hash(block.proof);
            self.rules.difficulty.is_met_by(&work)
        };
        // There a proof rests on the one before it alone, whatever the hashes are.
        if self.rules.proof == ProofRule::Classic {
            let owes = |&&position: &&u64| {
                let pair = self.before(position).zip(self.at(position));
                position >= from && pair.is_some_and(|(before, link)| !proves(before, link.block()))
            };
            return self.faulty.keys().filter(owes).count() as u64;
        }
        let mut position = from;
        let mut tied: Option<Arc<Link>> = None;
        while let Some((before, link)) = self.before(position).zip(self.at(position)) {
            let before = tied.as_ref().unwrap_or(before);
            let mut block = link.block().clone();
            block.index = position;
            block.previous_hash = PreviousHash::Hash(before.hash());
            if !proves(before, &block) {
                return self.length() + 1 - position;
            }
            position += 1;
            if block == *link.block() {
                // What is behind it holds up to the next fault.
                let mut faulty = self.faulty.keys();
                let Some(next) = faulty.find(|&&next| next >= position) else {
                    return 0;
                };
                position = *next;
                tied = None;
            } else {
                tied = Some(Arc::new(Link::new(block)));
            }
        }
        0
    }

    /// Whether anything is not as it was taken.
    pub fn is_changed(&self) -> bool {
        self.links != self.original
    }

    /// Whether a block that is not new differs from what it was.
    pub fn is_tampered(&self) -> bool {
        let mut pairs = self.links.iter().zip(&self.original);
        pairs.any(|(now, before)| now != before)
    }

    /// Whether a block that is not new holds other transactions than it did.
    pub fn is_rewritten(&self) -> bool {
        let pairs = self.links.iter().zip(&self.original);
        pairs
            .filter(|(now, before)| !Arc::ptr_eq(now, before))
            .any(|(now, before)| now.block().transactions != before.block().transactions)
    }

    /// What is to be said of the block at a position.
    pub fn judge(&self, position: u64) -> Option<Judgement> {
        let link = self.at(position)?.clone();
        let ties = self
            .before(position)
            .map(|before| self.ties(position, before, &link));
        Some(Judgement {
            original_hash: place(position)
                .and_then(|place| self.original.get(place))
                .map(|original| original.hash()),
            fault: self.faulty.get(&position).copied(),
            link,
            ties,
        })
    }

    /// Changes the block at a position. No such block: nothing happens.
    pub fn change(&mut self, position: u64, change: impl FnOnce(&mut Block)) {
        if self.put(position, change) {
            self.edited.push(position);
            self.forget_if_whole();
        }
    }

    /// Gives the block at a position a proof that was found for it.
    pub fn prove(&mut self, position: u64, proof: u64) {
        self.put(position, |block| block.proof = proof);
        self.settle(position);
    }

    /// Changes a block, and whether that made it another.
    fn put(&mut self, position: u64, change: impl FnOnce(&mut Block)) -> bool {
        let Some(link) = place(position).and_then(|place| self.links.get_mut(place)) else {
            return false;
        };
        let mut block = link.block().clone();
        change(&mut block);
        let other = block != *link.block();
        if other {
            *link = Arc::new(Link::new(block));
            self.check(position);
            self.check(position + 1);
        }
        other
    }

    /// The block at a position is as it is to be: a crack begins there no longer.
    fn settle(&mut self, position: u64) {
        self.edited.retain(|&edited| edited != position);
        self.forget_if_whole();
    }

    /// Where all is valid, there is no crack, whatever was changed to get there.
    fn forget_if_whole(&mut self) {
        if self.faulty.is_empty() {
            self.edited.clear();
        }
    }

    /// Adds a block behind the last, linked to it and without a proof yet.
    pub fn append(&mut self, mut block: Block) {
        block.index = self.length() + 1;
        block.proof = 0;
        if let Some(last) = self.links.last() {
            block.previous_hash = PreviousHash::Hash(last.hash());
        }
        self.links.push(Arc::new(Link::new(block)));
        self.check(self.length());
    }

    /// Ties the block at a position to the one before as it is now: index and previous_hash. Where its
    /// proof does not hold, the puzzle that a new one has to solve. The genesis is tied to nothing.
    pub fn tie(&mut self, position: u64) -> Option<Puzzle> {
        let before = self.before(position)?.hash();
        self.put(position, |block| {
            block.index = position;
            block.previous_hash = PreviousHash::Hash(before);
        });
        let ties = self.judge(position)?.ties?;
        if ties.proves {
            self.settle(position);
            return None;
        }
        Some(ties.puzzle)
    }

    /// Gives the block at a position back what it was; one that was added is still there.
    pub fn restore_block(&mut self, position: u64) {
        let original = place(position).and_then(|place| self.original.get(place).cloned());
        let link = place(position).and_then(|place| self.links.get_mut(place));
        if let (Some(original), Some(link)) = (original, link) {
            *link = original;
            self.check(position);
            self.check(position + 1);
            self.settle(position);
        }
    }

    /// Makes everything as it was taken.
    pub fn restore(&mut self) {
        self.links.clone_from(&self.original);
        self.faulty.clear();
        self.edited.clear();
    }

    /// The copy as exact JSON text, as [`Chain::to_text`] writes it; one block at a time, for
    /// a caller that works in slices.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.links.iter().map(|link| link.block().canonical())
    }

    fn at(&self, position: u64) -> Option<&Arc<Link>> {
        self.links.get(place(position)?)
    }

    fn before(&self, position: u64) -> Option<&Arc<Link>> {
        self.at(position.checked_sub(1)?)
    }

    fn ties(&self, position: u64, before: &Link, link: &Link) -> Ties {
        let block = link.block();
        let puzzle = self.rules.puzzle(before, block);
        let work = puzzle.hash(block.proof);
        Ties {
            counts_on: block.index == position,
            links: block.previous_hash == PreviousHash::Hash(before.hash()),
            before: before.hash(),
            puzzle,
            work: Hash::from_bytes(work),
            zero_bits: leading_zero_bits(&work),
            proves: self.rules.difficulty.is_met_by(&work),
        }
    }

    fn check(&mut self, position: u64) {
        let fault = match (self.at(position), self.before(position)) {
            (None, _) => None,
            (Some(first), None) => {
                let alone = vec![first.block().clone()];
                Chain::validate(self.rules, alone)
                    .err()
                    .map(|fault| fault.kind)
            }
            (Some(link), Some(before)) => {
                let ties = self.ties(position, before, link);
                if !ties.counts_on {
                    Some(FaultKind::Index)
                } else if !ties.links {
                    Some(FaultKind::Link)
                } else if !ties.proves {
                    Some(FaultKind::Proof)
                } else {
                    None
                }
            }
        };
        match fault {
            Some(fault) => self.faulty.insert(position, fault),
            None => self.faulty.remove(&position),
        };
    }
}

/// Where a position is in a list that starts at 0.
fn place(position: u64) -> Option<usize> {
    usize::try_from(position.checked_sub(1)?).ok()
}
