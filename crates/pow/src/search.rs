//! A search in portions: its owner can watch it, stop it, or answer someone else between two of them.

use std::ops::Range;

use crate::{Lanes, Puzzle, Target};

/// A way to look through a range of proofs.
pub trait Backend {
    /// The smallest proof in `range` that solves the puzzle, if one does.
    fn search(&self, puzzle: &Puzzle, range: Range<u64>) -> Option<u64>;
}

/// A search for the smallest proof in a range, done in portions by a [`Backend`].
///
/// ```
/// use pow::{Difficulty, Progress, Puzzle, Search};
///
/// let puzzle = Puzzle::new("100", "", Difficulty::TUTORIAL)?;
/// let mut search = Search::new(puzzle, 0..1_000_000)?;
/// let mut portions = 0;
/// let proof = loop {
///     portions += 1;
///     match search.run(10_000) {
///         Progress::Found(proof) => break proof,
///         Progress::Exhausted => panic!("there is a proof below a million"),
///         Progress::Paused => {} // here a worker looks whether it shall go on
///     }
/// };
/// assert_eq!((proof, portions, search.tried()), (35293, 4, 35294));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Search<B = Lanes> {
    backend: B,
    puzzle: Puzzle,
    range: Range<u64>,
    next: u64,
    found: Option<u64>,
    /// The puzzle, made as easy as to beat what came closest so far.
    closer: Puzzle,
    closest: Option<u64>,
}

/// Where a [`Search`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The smallest proof of the range.
    Found(u64),
    /// No proof in the whole range solves the puzzle.
    Exhausted,
    /// Nothing so far, and there is more to try.
    Paused,
}

/// A search over no proofs at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("from must be below to: there is nothing between {from} and {to}")]
pub struct EmptyRange {
    /// Where the search was to start.
    pub from: u64,
    /// Where it was to end, exclusive.
    pub to: u64,
}

impl Search {
    /// A search with the fastest backend there is. An error where the range is empty.
    pub fn new(puzzle: Puzzle, range: Range<u64>) -> Result<Search, EmptyRange> {
        Search::with(Lanes, puzzle, range)
    }
}

impl<B: Backend> Search<B> {
    /// A search with a backend of one's choice. An error where the range is empty.
    pub fn with(backend: B, puzzle: Puzzle, range: Range<u64>) -> Result<Search<B>, EmptyRange> {
        if range.is_empty() {
            return Err(EmptyRange {
                from: range.start,
                to: range.end,
            });
        }
        let next = range.start;
        let closer = puzzle.asking(Target::new([u8::MAX; 32]));
        Ok(Search {
            backend,
            puzzle,
            range,
            next,
            found: None,
            closer,
            closest: None,
        })
    }

    /// Goes on for at most that many proofs. Once found or exhausted it stays so, and costs nothing more.
    pub fn run(&mut self, at_most: u64) -> Progress {
        let end = self.next.saturating_add(at_most).min(self.range.end);
        while self.found.is_none() && self.next < end {
            // What solves the puzzle also comes closer than all before. That happens seldom: for the n-th time after some e^n
            // tries, so to know what came closest costs next to nothing.
            let Some(proof) = self.backend.search(&self.closer, self.next..end) else {
                self.next = end;
                break;
            };
            // It lies below the range's end, so that one more is still a u64.
            self.next = proof + 1;
            let hash = self.puzzle.hash(proof);
            if self.puzzle.target().is_met_by(&hash) {
                self.found = Some(proof);
            } else {
                self.closest = Some(proof);
                self.closer = self.puzzle.asking(Target::new(hash));
            }
        }
        match self.found {
            Some(proof) => Progress::Found(proof),
            None if self.next == self.range.end => Progress::Exhausted,
            None => Progress::Paused,
        }
    }

    /// How many proofs are decided so far, the found one included.
    pub fn tried(&self) -> u64 {
        self.next - self.range.start
    }

    /// The smallest proof not tried yet.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// The proof with the smallest hash among those tried that do not solve the puzzle; `None` before the first.
    pub fn closest(&self) -> Option<u64> {
        self.closest
    }

    /// What is being solved.
    pub fn puzzle(&self) -> &Puzzle {
        &self.puzzle
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Difficulty;

    fn tutorial() -> Puzzle {
        Puzzle::new("100", "", Difficulty::TUTORIAL).unwrap()
    }

    #[test]
    fn the_same_proof_is_found_whatever_the_portions() {
        for portion in [1_001, 35_293, 35_294, 1 << 20, u64::MAX] {
            let mut search = Search::new(tutorial(), 0..u64::MAX).unwrap();
            while search.run(portion) == Progress::Paused {}
            assert_eq!(
                (search.run(portion), search.tried()),
                (Progress::Found(35293), 35294)
            );
        }
    }

    #[test]
    fn what_came_closest_is_the_smallest_hash_that_does_not_solve() {
        let smallest = |range: Range<u64>| range.min_by_key(|&proof| tutorial().hash(proof));
        for portion in [1, 700, 5_000, u64::MAX] {
            let mut search = Search::new(tutorial(), 0..u64::MAX).unwrap();
            assert_eq!(search.closest(), None);
            search.run(portion);
            assert_eq!(search.closest(), smallest(0..portion.min(35293)));
            while search.run(portion) == Progress::Paused {}
            assert_eq!(
                search.closest(),
                smallest(0..35293),
                "in portions of {portion}"
            );
        }
    }

    #[test]
    fn a_range_without_a_proof_ends_exhausted_and_stays_so() {
        let mut search = Search::new(tutorial(), 5..35293).unwrap();
        assert_eq!(search.run(30_000), Progress::Paused);
        assert_eq!(search.next(), 30_005);
        for _ in 0..2 {
            assert_eq!(search.run(30_000), Progress::Exhausted);
            assert_eq!(search.tried(), 35288);
        }
    }

    #[test]
    fn a_portion_of_nothing_tries_nothing() {
        let mut search = Search::new(tutorial(), 0..10).unwrap();
        assert_eq!((search.run(0), search.tried()), (Progress::Paused, 0));
    }

    #[test]
    fn a_search_reaches_the_last_proof_before_the_largest_number() {
        let easy = Puzzle::new("", "", Difficulty::MIN).unwrap();
        let mut search = Search::new(easy, u64::MAX - 1..u64::MAX).unwrap();
        assert_eq!(search.run(u64::MAX), Progress::Found(u64::MAX - 1));
        assert_eq!((search.next(), search.tried()), (u64::MAX, 1));
    }

    #[test]
    fn an_empty_range_is_refused() {
        #[expect(
            clippy::reversed_empty_ranges,
            reason = "that is the mistake to be refused"
        )]
        for range in [7..7, 9..7] {
            let said = Search::new(tutorial(), range.clone())
                .unwrap_err()
                .to_string();
            assert_eq!(
                said,
                format!(
                    "from must be below to: there is nothing between {} and 7",
                    range.start
                )
            );
        }
    }
}
