//! Blocks one behind the other, with the ledger that follows them.

use std::sync::Arc;

use crate::discarded::Discarded;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::link::Link;
use crate::rules::Rules;

/// A block in its place.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) link: Arc<Link>,
    /// What the chain up to it adds up to.
    sums: Sums,
}

/// What the blocks of a chain add up to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    /// How many bytes the chain's text has.
    pub(crate) bytes: usize,
    /// About how many hashes its proofs took.
    pub(crate) work: u128,
}

/// A block that is valid, but for its transactions where the ledger is signed; with the work that its proof took.
pub(crate) type Worked = (Arc<Link>, u128);

/// How many bytes stand between two blocks of a chain's text; those around the first and the last are as many.
const BETWEEN: usize = ", ".len();

/// Blocks of a chain or branch, and the ledger after the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    rules: Rules,
    all: Vec<Entry>,
    /// What the blocks before them add up to.
    start: Sums,
    ledger: Ledger,
}

impl Links {
    /// None yet, behind blocks that add up to `start`.
    pub(crate) fn new(rules: Rules, start: Sums, ledger: Ledger) -> Links {
        Links {
            rules,
            all: Vec::new(),
            start,
            ledger,
        }
    }

    pub(crate) fn rules(&self) -> Rules {
        self.rules
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Arc<Link>> {
        self.all.get(place).map(|entry| &entry.link)
    }

    /// The block in a place where there is one.
    pub(crate) fn at(&self, place: usize) -> &Arc<Link> {
        &self.all[place].link
    }

    pub(crate) fn last(&self) -> Option<&Arc<Link>> {
        self.all.last().map(|entry| &entry.link)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.all.iter().map(|entry| &entry.link)
    }

    /// What the chain adds up to with so many of them.
    pub(crate) fn sums(&self, length: usize) -> Sums {
        let last = length.checked_sub(1).and_then(|place| self.all.get(place));
        last.map_or(self.start, |entry| entry.sums)
    }

    /// The ledger after the last of them.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The ledger as it was after so many of them.
    pub(crate) fn ledger_after(&self, length: usize) -> Ledger {
        let mut ledger = self.ledger.clone();
        for entry in self.all.iter().skip(length).rev() {
            ledger.revert(&self.rules, entry.link.block());
        }
        ledger
    }

    /// Adds some that are valid but for their transactions, and looks at these; behind them, another block has this fault, if
    /// it has one. A fault changes nothing.
    pub(crate) fn extend(&mut self, links: Vec<Worked>, fault: Option<Fault>) -> Result<(), Fault> {
        if let Some(fault) = fault
            && !self.rules.is_signed()
        {
            return Err(fault);
        }
        let mut ledger = self.ledger.clone();
        for (link, _) in &links {
            ledger.apply(&self.rules, link.block())?;
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        self.ledger = ledger;
        for (link, work) in links {
            let before = self.sums(self.len());
            let sums = Sums {
                bytes: before.bytes + link.bytes() + BETWEEN,
                work: before.work.saturating_add(work),
            };
            self.all.push(Entry { link, sums });
        }
        Ok(())
    }

    /// Gives back all but so many.
    pub(crate) fn truncate(&mut self, length: usize) -> Discarded {
        self.ledger = self.ledger_after(length);
        Discarded::new(self.all.split_off(length.min(self.all.len())))
    }

    /// Puts others in place of all but so many, and takes over their ledger; `skipped` of the others are there already. What
    /// is not needed any more is moved out, not freed.
    pub(crate) fn replace(
        &mut self,
        length: usize,
        mut others: Links,
        skipped: usize,
    ) -> Discarded {
        let mut gone = self.all.split_off(length);
        self.all.extend(others.all.drain(skipped..));
        gone.append(&mut others.all);
        self.ledger = others.ledger;
        Discarded::new(gone)
    }

    /// Moves them all out.
    pub(crate) fn discard(self) -> Discarded {
        Discarded::new(self.all)
    }
}
