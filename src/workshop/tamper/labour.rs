//! What mining again costs, block by block.

use std::collections::BTreeMap;

use crate::{page::failure::Failure, workshop::finding::Found};

/// What one block cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// Nothing: its proof still holds.
    Kept,
    /// A search.
    Searched(Found),
}

/// How mining again ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// All blocks are tied.
    Done,
    /// Someone stopped it.
    Stopped,
    /// A search could not be carried out; why.
    Failed(Failure),
}

/// A search that goes on, or was stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trying {
    /// The block whose proof is searched for.
    pub position: u64,
    /// How many hashes that took so far.
    pub tried: u64,
    /// How long it took so far, in seconds.
    pub seconds: f64,
}

/// Blocks that are linked again, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Labour {
    /// The first of them.
    pub from: u64,
    /// The last of them.
    pub to: u64,
    /// What those done so far cost.
    pub costs: BTreeMap<u64, Cost>,
    /// The search that goes on.
    pub trying: Option<Trying>,
    /// How it ended, if it has.
    pub ending: Option<Ending>,
    /// All hashes of the blocks done.
    pub tried: u64,
    /// How long their searches took, in seconds.
    pub seconds: f64,
    /// How many of them needed a search.
    pub searched: u64,
    /// How many blocks the longest chain of the others had when this began, if one has said so.
    pub others: Option<u64>,
    /// By how many blocks that had grown when this ended.
    pub grown: u64,
}

impl Labour {
    /// Before the first block. `others` is the length of the longest chain of the others, where one is known.
    pub fn new(from: u64, to: u64, others: Option<u64>) -> Self {
        Self {
            from,
            to,
            costs: BTreeMap::new(),
            trying: None,
            ending: None,
            tried: 0,
            seconds: 0.0,
            searched: 0,
            others,
            grown: 0,
        }
    }

    /// How many blocks are done.
    pub fn blocks_done(&self) -> u64 {
        self.costs.len() as u64
    }

    /// How many blocks there are to do in all.
    pub fn blocks(&self) -> u64 {
        (self.to + 1).saturating_sub(self.from)
    }

    /// The first block that is not done.
    pub fn next(&self) -> u64 {
        self.from + self.blocks_done()
    }

    /// How many of these kept their proof.
    pub fn kept(&self) -> u64 {
        self.blocks_done() - self.searched
    }

    /// All hashes so far, those of the search that goes on included.
    pub fn hashes(&self) -> u64 {
        self.tried + self.trying.map_or(0, |trying| trying.tried)
    }

    /// How long all searches took so far, in seconds.
    pub fn elapsed(&self) -> f64 {
        self.seconds + self.trying.map_or(0.0, |trying| trying.seconds)
    }

    /// A block is done.
    pub fn done(&mut self, position: u64, cost: Cost) {
        self.trying = None;
        if let Cost::Searched(found) = cost {
            self.tried += found.tried;
            self.seconds += found.seconds;
            self.searched += 1;
        }
        self.costs.insert(position, cost);
    }

    /// It has ended, when the longest chain of the others had so many blocks. The first ending counts.
    pub fn end(&mut self, ending: Ending, others: Option<u64>) {
        if self.ending.is_none() {
            self.ending = Some(ending);
            let both = others.zip(self.others);
            self.grown = both.map_or(0, |(now, before)| now.saturating_sub(before));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blocks_cost_adds_up() {
        let mut labour = Labour::new(2, 4, None);
        labour.done(2, Cost::Kept);
        labour.trying = Some(Trying {
            position: 3,
            tried: 100,
            seconds: 0.25,
        });
        assert_eq!((labour.hashes(), labour.elapsed()), (100, 0.25));
        assert_eq!((labour.blocks(), labour.next()), (3, 3));
        let found = Found {
            proof: 149,
            tried: 150,
            seconds: 0.5,
        };
        labour.done(3, Cost::Searched(found));
        labour.done(4, Cost::Searched(found));
        assert_eq!(
            (labour.hashes(), labour.searched, labour.kept()),
            (300, 2, 1)
        );
        assert_eq!((labour.seconds, labour.elapsed()), (1.0, 1.0));
        assert_eq!(labour.next(), 5);
    }

    #[test]
    fn the_first_ending_counts() {
        let mut labour = Labour::new(2, 4, Some(4));
        labour.end(Ending::Done, Some(6));
        labour.end(Ending::Stopped, Some(7));
        assert_eq!((labour.ending, labour.grown), (Some(Ending::Done), 2));
    }

    #[test]
    fn what_the_others_did_meanwhile_is_said_only_where_it_is_known() {
        for (before, after) in [(None, Some(4)), (Some(4), None), (Some(4), Some(3))] {
            let mut labour = Labour::new(2, 4, before);
            labour.end(Ending::Done, after);
            assert_eq!(labour.grown, 0, "{before:?}, {after:?}");
        }
    }
}
