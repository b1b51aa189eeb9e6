//! Workers of different speeds, as a processor's cores and a graphics card, finish one search together: each gets pieces
//! of its own size.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::num::NonZeroU64;
use std::ops::Range;

use pow::{Outcome, Progress, Sharing};
use proptest::prelude::*;

/// For how many ticks a piece should keep a worker busy.
const BUSY: u64 = 10;

/// A worker that tries so many proofs in a tick.
struct Worker {
    speed: u64,
    /// What it searches, and how many proofs of that it has tried.
    held: Option<(Range<u64>, u64)>,
    tried: u64,
}

/// What a search came to.
struct Served {
    outcome: Outcome,
    ticks: u64,
    /// When the proof was found that is the answer.
    found: Option<u64>,
    /// How many proofs each worker tried.
    tried: Vec<u64>,
}

/// Has workers of such speeds search, of which only these proofs are solutions. `piece` says how many proofs a worker of a
/// speed is given at a time.
fn serve(range: Range<u64>, proofs: &[u64], speeds: &[u64], piece: impl Fn(u64) -> u64) -> Served {
    let piece = |speed| NonZeroU64::new(piece(speed)).unwrap();
    let mut sharing = Sharing::new(range, piece(1)).unwrap();
    let mut workers: Vec<Worker> = Vec::new();
    for (number, &speed) in speeds.iter().enumerate() {
        sharing.set_piece(number, piece(speed));
        workers.push(Worker {
            speed,
            held: None,
            tried: 0,
        });
    }
    let mut found = None;
    for ticks in 0.. {
        if let Some(outcome) = sharing.outcome() {
            let found = outcome.proof.and(found.map(|(_, tick)| tick));
            let tried = workers.iter().map(|worker| worker.tried).collect();
            return Served {
                outcome,
                ticks,
                found,
                tried,
            };
        }
        for (number, worker) in workers.iter_mut().enumerate() {
            if worker.held.is_none() {
                worker.held = sharing.next_range(number).map(|range| (range, 0));
            }
            let Some((range, tried)) = &mut worker.held else {
                continue;
            };
            let from = range.start + *tried;
            let to = (from + worker.speed).min(range.end);
            let proof = proofs
                .iter()
                .copied()
                .filter(|proof| (from..to).contains(proof))
                .min();
            let end = proof.map_or(to, |proof| proof + 1);
            worker.tried += end - from;
            *tried += end - from;
            let progress = match proof {
                Some(proof) => Progress::Found(proof),
                None if to == range.end => Progress::Exhausted,
                None => Progress::Paused,
            };
            sharing.report(number, progress, *tried).unwrap();
            if progress != Progress::Paused {
                worker.held = None;
            }
            if let Some(proof) = proof
                && found.is_none_or(|(smallest, _)| proof < smallest)
            {
                found = Some((proof, ticks));
            }
        }
    }
    unreachable!("a search ends")
}

#[test]
fn a_worker_fifty_times_as_fast_does_fifty_times_as_much_and_waits_for_none() {
    let (range, speeds) = (0..1_020_000, [1, 50]);
    let ideal = 20_000;
    let own = serve(range.clone(), &[], &speeds, |speed| speed * BUSY);
    assert_eq!(own.outcome.proof, None);
    assert!(own.ticks <= ideal + BUSY, "{} ticks", own.ticks);
    let ratio = own.tried[1] as f64 / own.tried[0] as f64;
    assert!((49.0..51.0).contains(&ratio), "{ratio}");

    // Were all pieces as large as is right for the fast one, it would wait for the slow one in the end.
    let alike = serve(range, &[], &speeds, |_| 50 * 5000);
    assert!(alike.ticks > 2 * ideal, "{} ticks", alike.ticks);
}

#[test]
fn a_proof_that_the_fast_worker_found_waits_no_longer_than_a_piece_takes() {
    let proof = 700_000;
    let served = serve(0..1_020_000, &[proof], &[1, 50], |speed| speed * BUSY);
    assert_eq!(served.outcome.proof, Some(proof));
    let waited = served.ticks - served.found.unwrap();
    assert!(waited <= BUSY + 1, "{waited} ticks");
}

#[test]
fn what_a_fast_worker_leaves_behind_is_given_to_slow_ones_in_pieces_of_theirs() {
    let mut sharing = Sharing::new(0..10_000, NonZeroU64::new(10).unwrap()).unwrap();
    sharing.set_piece(1, NonZeroU64::new(500).unwrap());
    assert_eq!(sharing.next_range(1), Some(0..500));
    assert_eq!(sharing.next_range(0), Some(500..510));
    sharing.report(1, Progress::Paused, 480).unwrap();
    sharing.lost(1);
    assert_eq!(sharing.next_range(2), Some(480..490));
    assert_eq!(sharing.next_range(3), Some(490..500));
    assert_eq!(sharing.next_range(4), Some(510..520));
    // Nothing is known of a worker that takes the place of one that was lost.
    assert_eq!(sharing.next_range(1), Some(520..530));
}

proptest! {
    #[test]
    fn workers_of_any_speeds_find_the_smallest_proof(
        speeds in prop::collection::vec(1..60_u64, 1..6),
        proofs in prop::collection::vec(0..30_000_u64, 0..4),
        length in 1..20_000_u64,
    ) {
        let range = 100..100 + length;
        let smallest = proofs.iter().copied().filter(|proof| range.contains(proof)).min();
        let served = serve(range, &proofs, &speeds, |speed| speed * BUSY);
        prop_assert_eq!(served.outcome.proof, smallest);
        prop_assert_eq!(served.outcome.tried, served.tried.iter().sum::<u64>());
        if let Some(found) = served.found {
            prop_assert!(served.ticks - found <= BUSY + 1);
        }
    }
}
