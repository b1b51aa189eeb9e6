//! Searches in wasm to measure the page's miner against. Each tries so many proofs that none is found, and
//! `worker.js` times it.

use pow::{Backend, Difficulty, Lanes, Puzzle, Reference};
use pow_buster::{
    SingleBlockSolver,
    message::SingleBlockMessage,
    solver::{SOLVE_TYPE_MASK, Solver},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// pow-buster's search under the classic rule (prefix, proof in decimal); how many proofs it tried. Its prefix must
/// leave room for the proof in one block.
#[wasm_bindgen]
pub fn pow_buster(prefix: &str, proofs: u32) -> Result<f64, String> {
    let message = SingleBlockMessage::new(prefix.as_bytes(), 0)
        .ok_or("pow-buster does not take this prefix")?;
    let mut solver = SingleBlockSolver::from(message);
    solver.set_limit(proofs.into());
    // Its mask covers the first two words of the hash: 64 zero bits.
    match solver.solve::<SOLVE_TYPE_MASK>(0, u64::MAX) {
        None => Ok(solver.get_attempted_nonces() as f64),
        Some((proof, _)) => Err(format!("{proof} was found")),
    }
}

/// The search to read, by this rule's texts.
#[wasm_bindgen]
pub fn reference(prefix: &str, suffix: &str, proofs: u32) -> Result<f64, String> {
    search(&Reference, prefix, suffix, proofs)
}

/// The page's own fast search, without the page around it.
#[wasm_bindgen]
pub fn lanes(prefix: &str, suffix: &str, proofs: u32) -> Result<f64, String> {
    search(&Lanes, prefix, suffix, proofs)
}

fn search(backend: &impl Backend, prefix: &str, suffix: &str, proofs: u32) -> Result<f64, String> {
    let puzzle = Puzzle::new(prefix, suffix, Difficulty::MAX).map_err(|error| error.to_string())?;
    let from = 10_000_000;
    match backend.search(&puzzle, from..from + u64::from(proofs)) {
        None => Ok(proofs.into()),
        Some(proof) => Err(format!("{proof} was found")),
    }
}
