//! Reading back what was stored: record by record, and validated like a peer's.
//!
//! What can't be read is cut at the first fault, and all behind it. A node that was damaged goes on with what is left, under the
//! next generation of records; those that were found stay, so that a person can export them.

use chain::{Block, Blocks, Branch, Chain, Format, Mempool};
use node::{Address, Node, Snapshot, Time};

use super::{
    Storage,
    blocks::{self, StoredBlocks},
    number,
    pending::{self, GONE, StoredPending, read_line},
    record::unsealed,
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
        let Some((text, intact)) = unsealed(record).filter(|_| expected) else {
            return false;
        };
        let format = self.branch.rules().format();
        let (read, whole) = readable(text, format);
        // All at once, where nothing is wrong with it.
        let extended = intact && whole && self.branch.extend(read).is_ok();
        let sound = extended || self.take_sound(readable(text, format).0) && intact && whole;
        if !intact {
            // The last block that fits may be damaged itself: nothing covers its contents but the block behind it.
            self.drop_last(before);
        }
        let known = self.saved.length.saturating_sub(TOLD_BLOCKS).max(before);
        let new = self.branch.links().skip(known as usize).cloned();
        self.mempool.reorganise(&[], &new.collect::<Vec<_>>());
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
        let mut places = Vec::new();
        let format = self.branch.rules().format();
        // A line that was changed may say something else than what was submitted.
        for line in text.lines().filter(|_| intact) {
            let Some(was) = read_line(line, format) else {
                self.lost = true;
                continue;
            };
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
        self.pending.push(number, places, text.len());
    }

    /// There are no more records: the node, as it goes on.
    pub fn finish(mut self, now: Time, address: Address) -> Restored {
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
            self.pending.settle(&self.mempool);
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
