//! However many workers share a search, in whatever order they answer or die, it ends as a single one would.

#![cfg(not(target_arch = "wasm32"))]

use std::num::NonZeroU64;
use std::ops::Range;

use pow::{Outcome, Progress, Sharing};
use proptest::prelude::*;

/// What happens next to one of the workers.
#[derive(Clone, Copy, Debug)]
enum Event {
    Asks,
    Tries(u64),
    Dies,
}

fn event() -> impl Strategy<Value = (usize, Event)> {
    let event = prop_oneof![
        2 => Just(Event::Asks),
        4 => (0..60u64).prop_map(Event::Tries),
        1 => Just(Event::Dies),
    ];
    (0..5usize, event)
}

/// A worker's search, with the proofs known beforehand instead of hashes.
struct Worker {
    range: Range<u64>,
    tried: u64,
}

impl Worker {
    fn run(&mut self, proofs: &[u64], at_most: u64) -> Progress {
        let from = self.range.start + self.tried;
        let to = (from + at_most).min(self.range.end);
        if let Some(proof) = proofs.iter().find(|proof| (from..to).contains(proof)) {
            self.tried = proof - self.range.start + 1;
            return Progress::Found(*proof);
        }
        self.tried = to - self.range.start;
        if to == self.range.end {
            Progress::Exhausted
        } else {
            Progress::Paused
        }
    }
}

proptest! {
    #[test]
    fn any_interleaving_with_lost_workers_ends_with_the_smallest_proof(
        from in 0..1000u64,
        length in 1..2000u64,
        piece in 1..300u64,
        mut proofs in prop::collection::vec(0..3000u64, 0..4),
        events in prop::collection::vec(event(), 0..400),
    ) {
        proofs.sort_unstable();
        let range = from..from + length;
        let smallest = proofs.iter().copied().find(|proof| range.contains(proof));
        let mut sharing = Sharing::new(range.clone(), NonZeroU64::new(piece).unwrap()).unwrap();
        let mut workers: [Option<Worker>; 5] = Default::default();
        let mut found = None;
        let mut hashed = 0;
        // Beyond a proof that was found already. What is tried there before depends on how slow its finder is.
        let mut in_vain = 0;
        let mut repeated = 0;

        // After the given events all of them work on until it is settled.
        let to_the_end = (0..5usize).flat_map(|n| [(n, Event::Asks), (n, Event::Tries(37))]).cycle();
        for (n, event) in events.into_iter().chain(to_the_end) {
            if sharing.outcome().is_some() {
                break;
            }
            match (event, &mut workers[n]) {
                (Event::Asks, None) => {
                    workers[n] = sharing.next_range(n).map(|range| Worker { range, tried: 0 });
                    if let (Some(worker), Some(found)) = (&workers[n], found) {
                        prop_assert!(worker.range.end <= found, "nothing is handed out beyond a found proof");
                    }
                }
                (Event::Tries(at_most), Some(worker)) => {
                    let before = worker.tried;
                    let progress = worker.run(&proofs, at_most);
                    hashed += worker.tried - before;
                    if let Some(found) = found {
                        let reached = worker.range.start + worker.tried;
                        in_vain += reached.saturating_sub((worker.range.start + before).max(found + 1));
                    }
                    sharing.report(n, progress, worker.tried).unwrap();
                    if let Progress::Found(proof) = progress {
                        found = Some(found.unwrap_or(proof).min(proof));
                    }
                    if progress != Progress::Paused {
                        workers[n] = None;
                    }
                }
                (Event::Dies, Some(worker)) => {
                    // It dies with a little done that it had no time to report.
                    let before = worker.tried;
                    worker.run(&proofs, 5);
                    repeated += worker.tried - before;
                    workers[n] = None;
                    sharing.lost(n);
                }
                _ => {}
            }
        }
        prop_assert_eq!(sharing.outcome(), Some(Outcome { proof: smallest, tried: hashed }));

        let needed = smallest.map_or(length, |proof| proof - from + 1);
        prop_assert!(hashed >= needed);
        prop_assert!(in_vain <= 5 * piece, "{} in vain, {} tried twice", in_vain, repeated);
    }
}
