//! Hash power: how long a search takes, and what it finds.

use node::JobId;
use pow::{Progress, Puzzle, Reference};

use crate::Rng;

/// How proofs are found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mining {
    /// They are really searched for, from 0 up, in slices of that many hashes.
    ///
    /// A search that is stopped ends with its slice, and a proof in it arrives all the same. How long a slice
    /// takes is drawn, between nothing and twice what the hash power says, as where a processor has other
    /// things to do: else all that search for the same proof at the same speed would find it at the same moment.
    Searched {
        /// How many hashes a search tries before it looks whether it is still wanted. Where most searches are given
        /// up, it must be a small part of a search: that a lucky slice is a fast one outweighs that others are slow.
        slice: u64,
    },
    /// They are drawn by chance, for puzzles that any number solves (difficulty 0): nothing is hashed, so
    /// thousands of blocks take no time. Elsewhere such a search ends without a proof.
    ///
    /// How long one takes is exponentially distributed, as real searches are where each block has its own.
    Drawn {
        /// How many hashes a proof takes on average.
        hashes: f64,
    },
}

impl Mining {
    /// In slices that are over in a few milliseconds, and that hold a whole search where proofs are easy.
    pub const SEARCHED: Self = Self::Searched { slice: 1 << 16 };
}

/// A participant's search.
pub(crate) struct Search {
    pub job: JobId,
    /// The serial number of the event with which its slice ends. `None` while it has no hash power.
    pub slice: Option<u64>,
    work: Work,
}

enum Work {
    Searched {
        search: pow::Search<Reference>,
        slice: u64,
    },
    Drawn {
        puzzle: Puzzle,
        hashes: f64,
    },
}

/// What a search does next.
pub(crate) struct Slice {
    /// So many hashes' time it takes.
    pub hashes: f64,
    pub end: SliceEnd,
}

/// How a slice ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SliceEnd {
    /// A proof that was searched for.
    Found(u64),
    /// A proof that was drawn by chance.
    Drawn(u64),
    Exhausted,
    Paused,
}

impl Search {
    /// `None` where there is nothing to search, which can't be: there is always a number to try.
    pub fn new(mining: Mining, job: JobId, puzzle: Puzzle) -> Option<Self> {
        let work = match mining {
            Mining::Searched { slice } => Work::Searched {
                search: pow::Search::with(Reference, puzzle, 0..u64::MAX).ok()?,
                slice: slice.max(1),
            },
            Mining::Drawn { hashes } => Work::Drawn { puzzle, hashes },
        };
        Some(Self {
            job,
            slice: None,
            work,
        })
    }

    /// Whether what it does now can be drawn again, as for another hash power: chance has no memory.
    pub fn is_drawn(&self) -> bool {
        matches!(self.work, Work::Drawn { .. })
    }

    /// How many proofs it has tried.
    pub fn tried(&self) -> u64 {
        match &self.work {
            Work::Searched { search, .. } => search.tried(),
            Work::Drawn { .. } => 0,
        }
    }

    /// Decides the next slice.
    pub fn next_slice(&mut self, rng: &mut Rng) -> Slice {
        match &mut self.work {
            Work::Searched { search, slice } => {
                let before = search.tried();
                let end = match search.run(*slice) {
                    Progress::Found(proof) => SliceEnd::Found(proof),
                    Progress::Exhausted => SliceEnd::Exhausted,
                    Progress::Paused => SliceEnd::Paused,
                };
                let tried = search.tried() - before;
                Slice {
                    hashes: tried as f64 * 2.0 * rng.fraction(),
                    end,
                }
            }
            Work::Drawn { puzzle, hashes } => {
                let hashes = *hashes * rng.exponential();
                let proof = rng.number();
                let end = match puzzle.accepts(proof) {
                    true => SliceEnd::Drawn(proof),
                    false => SliceEnd::Exhausted,
                };
                Slice { hashes, end }
            }
        }
    }
}
