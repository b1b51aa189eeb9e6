//! One search shared by several workers, so that the smallest proof still wins.

use std::num::NonZeroU64;
use std::ops::Range;

use litemap::LiteMap;

use crate::{EmptyRange, Progress};

/// Hands out one search to several workers, piece by piece and in order.
///
/// It starts no worker and waits for none. Its owner asks it what a worker is to search
/// ([`next_range`](Sharing::next_range)), tells it what the worker answered ([`report`](Sharing::report)) or that it
/// died ([`lost`](Sharing::lost)), and looks whether that settled it ([`outcome`](Sharing::outcome)). Workers go by
/// numbers of the owner's choice. They may be of different kinds and speeds: each gets pieces of its own size
/// ([`set_piece`](Sharing::set_piece)), so that none waits long for another.
///
/// A proof found by one worker is the answer only once all below it are tried. Until then the others finish the
/// pieces that begin below it, and nobody gets one beyond it: at most one piece a worker is searched in vain.
///
/// ```
/// use std::num::NonZeroU64;
/// use pow::{Outcome, Progress, Sharing};
///
/// let mut sharing = Sharing::new(0..1000, NonZeroU64::MIN.saturating_add(99))?;
/// assert_eq!(sharing.next_range(1), Some(0..100));
/// assert_eq!(sharing.next_range(2), Some(100..200));
///
/// sharing.report(2, Progress::Found(150), 51)?;
/// assert_eq!(sharing.outcome(), None, "there may be a smaller one");
/// assert_eq!(sharing.next_range(2), None, "nothing else lies below 150");
///
/// sharing.report(1, Progress::Exhausted, 100)?;
/// assert_eq!(sharing.outcome(), Some(Outcome { proof: Some(150), tried: 151 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sharing {
    /// How many proofs a piece has for a worker that has no size of its own,
    piece: NonZeroU64,
    /// and for each that has.
    pieces: LiteMap<usize, NonZeroU64>,
    /// Not handed out yet.
    ahead: Range<u64>,
    /// What each worker still has to try of its piece.
    held: LiteMap<usize, Held>,
    /// Rests of pieces whose workers were lost, in order.
    orphaned: LiteMap<u64, Range<u64>>,
    found: Option<u64>,
    tried: u64,
}

#[derive(Clone, Debug)]
struct Held {
    range: Range<u64>,
    tried: u64,
}

/// How a shared search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The smallest proof of the whole range, if there is one.
    pub proof: Option<u64>,
    /// How many hashes all workers tried, those in vain and those tried twice included.
    pub tried: u64,
}

/// A report that does not fit what the worker was given. It changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The worker was given nothing, or has already reported its end, or was lost.
    #[error("worker {worker} has nothing to search")]
    Idle {
        /// The worker's number.
        worker: usize,
    },
    /// The numbers reported can't be true of its range, or take back what was reported before.
    #[error("worker {worker} searches {} to {}, and reports {progress:?} after {tried} tried", range.start, range.end)]
    Impossible {
        /// The worker's number.
        worker: usize,
        /// What it was given.
        range: Range<u64>,
        /// What it reported.
        progress: Progress,
        /// How many proofs it said it had tried.
        tried: u64,
    },
}

impl Sharing {
    /// Shares a search over `range` in pieces of at most `piece` proofs for each worker of which nothing is known yet. An
    /// error where the range is empty.
    pub fn new(range: Range<u64>, piece: NonZeroU64) -> Result<Sharing, EmptyRange> {
        if range.is_empty() {
            return Err(EmptyRange {
                from: range.start,
                to: range.end,
            });
        }
        Ok(Sharing {
            piece,
            pieces: LiteMap::new(),
            ahead: range,
            held: LiteMap::new(),
            orphaned: LiteMap::new(),
            found: None,
            tried: 0,
        })
    }

    /// What this worker is to search next, from the lowest that nobody searches; `None` where nothing is left that
    /// could hold a smaller proof. A worker that has not ended its piece gets the rest of it again.
    pub fn next_range(&mut self, worker: usize) -> Option<Range<u64>> {
        if let Some(held) = self.held.get_mut(&worker) {
            // It begins anew there, and counts from 0 again.
            held.range.start += held.tried;
            held.tried = 0;
            return Some(held.range.clone());
        }
        let piece = self.pieces.get(&worker).unwrap_or(&self.piece).get();
        let range = self
            .take_orphaned(piece)
            .or_else(|| self.take_ahead(piece))?;
        self.held.insert(
            worker,
            Held {
                range: range.clone(),
                tried: 0,
            },
        );
        Some(range)
    }

    /// Takes in how a worker's [`Search`](crate::Search) of its range stands: what [`run`](crate::Search::run)
    /// returned, and [`tried`](crate::Search::tried). Report as often as you like: what was reported is not searched
    /// again if the worker is lost.
    pub fn report(
        &mut self,
        worker: usize,
        progress: Progress,
        tried: u64,
    ) -> Result<(), ReportError> {
        let Some(held) = self.held.get_mut(&worker) else {
            return Err(ReportError::Idle { worker });
        };
        let length = held.range.end - held.range.start;
        let fits = match progress {
            Progress::Found(proof) => {
                held.range.contains(&proof) && tried == proof - held.range.start + 1
            }
            Progress::Exhausted => tried == length,
            Progress::Paused => tried < length,
        };
        if !fits || tried < held.tried {
            return Err(ReportError::Impossible {
                worker,
                range: held.range.clone(),
                progress,
                tried,
            });
        }
        self.tried += tried - held.tried;
        held.tried = tried;
        if let Progress::Found(proof) = progress {
            self.found = Some(self.found.map_or(proof, |other| other.min(proof)));
        }
        if progress != Progress::Paused {
            self.held.remove(&worker);
        }
        Ok(())
    }

    /// A worker died or was stopped: what it had not reported as tried goes to the next who ask. Nothing is known of one
    /// that takes its number.
    pub fn lost(&mut self, worker: usize) {
        self.pieces.remove(&worker);
        if let Some(held) = self.held.remove(&worker) {
            let rest = held.range.start + held.tried..held.range.end;
            self.orphaned.insert(rest.start, rest);
        }
    }

    /// How the search ended, once it is settled.
    pub fn outcome(&self) -> Option<Outcome> {
        let end = self.end();
        let open = self.ahead.start < end
            || self.orphaned.keys().any(|start| *start < end)
            || self
                .held
                .values()
                .any(|held| held.range.start + held.tried < end);
        (!open).then_some(Outcome {
            proof: self.found,
            tried: self.tried,
        })
    }

    /// Changes how many proofs this worker's pieces have, from the next one on: as many as it tries in about the same
    /// time as any other worker tries its own.
    pub fn set_piece(&mut self, worker: usize, piece: NonZeroU64) {
        self.pieces.insert(worker, piece);
    }

    /// How many hashes are reported so far, by all workers.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// Proofs from here on can't be the answer any more.
    fn end(&self) -> u64 {
        self.found.unwrap_or(self.ahead.end)
    }

    fn take_orphaned(&mut self, piece: u64) -> Option<Range<u64>> {
        let end = self.end();
        let start = *self.orphaned.keys().next().filter(|&&start| start < end)?;
        let end = self.orphaned.remove(&start)?.end.min(end);
        let cut = start.saturating_add(piece).min(end);
        if cut < end {
            self.orphaned.insert(cut, cut..end);
        }
        Some(start..cut)
    }

    fn take_ahead(&mut self, piece: u64) -> Option<Range<u64>> {
        let start = self.ahead.start;
        let end = start.saturating_add(piece).min(self.end());
        if start >= end {
            return None;
        }
        self.ahead.start = end;
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sharing(range: Range<u64>, piece: u64) -> Sharing {
        Sharing::new(range, NonZeroU64::new(piece).unwrap()).unwrap()
    }

    #[test]
    fn a_range_without_a_proof_ends_with_none_once_all_of_it_is_tried() {
        let mut sharing = sharing(10..35, 10);
        for (worker, length) in [(0, 10), (1, 10), (2, 5)] {
            assert!(sharing.next_range(worker).is_some());
            assert_eq!(sharing.outcome(), None);
            sharing.report(worker, Progress::Exhausted, length).unwrap();
        }
        assert_eq!(sharing.next_range(0), None);
        assert_eq!(
            sharing.outcome(),
            Some(Outcome {
                proof: None,
                tried: 25
            })
        );
    }

    #[test]
    fn what_a_lost_worker_had_not_reported_is_searched_by_another_first() {
        let mut sharing = sharing(0..100, 10);
        assert_eq!(sharing.next_range(1), Some(0..10));
        assert_eq!(sharing.next_range(2), Some(10..20));
        sharing.report(1, Progress::Paused, 4).unwrap();
        sharing.lost(1);
        sharing.report(2, Progress::Exhausted, 10).unwrap();
        assert_eq!(sharing.next_range(2), Some(4..10));
        assert_eq!(sharing.next_range(3), Some(20..30));
        assert_eq!(
            sharing.report(1, Progress::Exhausted, 10),
            Err(ReportError::Idle { worker: 1 })
        );
    }

    #[test]
    fn what_lies_beyond_a_found_proof_is_searched_no_more_when_its_worker_is_lost() {
        let mut sharing = sharing(0..100, 10);
        for worker in 0..4 {
            sharing.next_range(worker);
        }
        sharing.report(1, Progress::Found(15), 6).unwrap();
        sharing.lost(2);
        sharing.lost(3);
        assert_eq!(sharing.next_range(2), None);
        sharing.report(0, Progress::Found(7), 8).unwrap();
        assert_eq!(
            sharing.outcome(),
            Some(Outcome {
                proof: Some(7),
                tried: 14
            })
        );
    }

    #[test]
    fn a_worker_that_asks_again_gets_the_rest_of_its_piece() {
        let mut sharing = sharing(0..100, 10);
        sharing.next_range(1);
        sharing.report(1, Progress::Paused, 3).unwrap();
        assert_eq!(sharing.next_range(1), Some(3..10));
        sharing.report(1, Progress::Exhausted, 7).unwrap();
        assert_eq!((sharing.tried(), sharing.next_range(1)), (10, Some(10..20)));
    }

    #[test]
    fn a_report_that_cannot_be_true_is_refused_and_changes_nothing() {
        let mut sharing = sharing(100..200, 10);
        sharing.next_range(1);
        sharing.report(1, Progress::Paused, 5).unwrap();
        for (progress, tried) in [
            (Progress::Found(99), 0),
            (Progress::Found(110), 11),
            (Progress::Found(107), 7),
            (Progress::Found(102), 3),
            (Progress::Exhausted, 9),
            (Progress::Paused, 10),
            (Progress::Paused, 4),
        ] {
            let refused = sharing.report(1, progress, tried);
            assert!(
                matches!(refused, Err(ReportError::Impossible { .. })),
                "{progress:?} {tried}"
            );
        }
        assert_eq!(
            sharing
                .report(1, Progress::Exhausted, 9)
                .unwrap_err()
                .to_string(),
            "worker 1 searches 100 to 110, and reports Exhausted after 9 tried",
        );
        assert_eq!(sharing.tried(), 5);
        sharing.report(1, Progress::Exhausted, 10).unwrap();
    }

    #[test]
    fn pieces_reach_the_largest_number_without_overflow() {
        let mut sharing = sharing(u64::MAX - 5..u64::MAX, u64::MAX);
        assert_eq!(sharing.next_range(0), Some(u64::MAX - 5..u64::MAX));
        assert_eq!(sharing.next_range(1), None);
    }
}
