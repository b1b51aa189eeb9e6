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

/// Blocks that are linked again, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Labour {
    /// The first of them.
    pub from: u64,
    /// The last of them.
    pub to: u64,
    /// What those done so far cost.
    pub costs: BTreeMap<u64, Cost>,
    /// The block whose proof is searched for, and how many hashes that took so far.
    pub trying: Option<(u64, u64)>,
    /// How it ended, if it has.
    pub ending: Option<Ending>,
    /// All hashes of the blocks done.
    pub tried: u64,
    /// How long their searches took, in seconds.
    pub seconds: f64,
    /// How many of them needed a search.
    pub searched: u64,
}

impl Labour {
    /// Before the first block.
    pub fn new(from: u64, to: u64) -> Self {
        Self {
            from,
            to,
            costs: BTreeMap::new(),
            trying: None,
            ending: None,
            tried: 0,
            seconds: 0.0,
            searched: 0,
        }
    }

    /// How many blocks are done.
    pub fn blocks_done(&self) -> u64 {
        self.costs.len() as u64
    }

    /// How many of these kept their proof.
    pub fn kept(&self) -> u64 {
        self.blocks_done() - self.searched
    }

    /// All hashes so far, those of the search that goes on included.
    pub fn hashes(&self) -> u64 {
        self.tried + self.trying.map_or(0, |(_, tried)| tried)
    }

    /// A search goes on.
    pub fn trying(&mut self, position: u64, tried: u64) {
        self.trying = Some((position, tried));
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

    /// It has ended. The first ending counts.
    pub fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blocks_cost_adds_up() {
        let mut labour = Labour::new(2, 4);
        labour.done(2, Cost::Kept);
        labour.trying(3, 100);
        assert_eq!(labour.hashes(), 100);
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
        assert_eq!(labour.seconds, 1.0);
    }

    #[test]
    fn the_first_ending_counts() {
        let mut labour = Labour::new(2, 4);
        labour.end(Ending::Done);
        labour.end(Ending::Stopped);
        assert_eq!(labour.ending, Some(Ending::Done));
    }
}
