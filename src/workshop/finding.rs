//! A search for a proof that can be watched and stopped: in pieces, most of them by the workers of this
//! tab's node.

use std::{cell::Cell, rc::Rc};

use pow::{Progress, Puzzle, Reference, Search};

use super::console;
use crate::{page::failure::Failure, web::clock};

/// So many proofs are tried here first. An easy proof is found by then, sooner than a worker starts.
const TRIED_HERE: u64 = 1 << 13;
/// The first piece for the workers, in proofs.
const FIRST_PIECE: u64 = 1 << 20;
/// How long a piece should take, and with it stopping, in seconds.
const PIECE_SECONDS: f64 = 0.6;
/// The largest piece, in proofs.
const MAX_PIECE: u64 = 1 << 32;

/// Says that something is no longer wanted. Clones say it of the same thing.
#[derive(Clone, Default)]
pub struct Stop(Rc<Cell<bool>>);

impl Stop {
    /// From now on it is not wanted any more.
    pub fn stop(&self) {
        self.0.set(true);
    }

    /// Whether someone has said so.
    pub fn is_stopped(&self) -> bool {
        self.0.get()
    }
}

/// A proof, and what it cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The smallest proof.
    pub proof: u64,
    /// Hashes computed, wasted ones included.
    pub tried: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// The smallest proof; `None` when the search was stopped. `progress` hears how many hashes it took so
/// far.
pub async fn find(
    puzzle: &Puzzle,
    stop: &Stop,
    progress: impl Fn(u64),
) -> Result<Option<Found>, Failure> {
    let began = clock::seconds();
    let found = |proof, tried| Found {
        proof,
        tried,
        seconds: clock::seconds() - began,
    };
    // By the reference: the fast lanes are 70 kB, and the workers have them.
    let mut here = Search::with(Reference, puzzle.clone(), 0..TRIED_HERE)
        .map_err(|error| Failure::Thrown(error.to_string().into()))?;
    if let Progress::Found(proof) = here.run(TRIED_HERE) {
        return Ok(Some(found(proof, here.tried())));
    }
    let (mut from, mut piece, mut tried) = (TRIED_HERE, FIRST_PIECE, TRIED_HERE);
    while !stop.is_stopped() {
        progress(tried);
        let asked = clock::seconds();
        let to = from.saturating_add(piece);
        let searched = console::search(puzzle, from..to).await?;
        tried += searched.hashes;
        if let Some(proof) = searched.proof {
            return Ok(Some(found(proof, tried)));
        }
        from = to;
        let seconds = clock::seconds() - asked;
        // Saturates where a clock has stood still.
        let fitting = (piece as f64 * PIECE_SECONDS / seconds) as u64;
        piece = fitting.clamp(FIRST_PIECE, MAX_PIECE);
    }
    Ok(None)
}
