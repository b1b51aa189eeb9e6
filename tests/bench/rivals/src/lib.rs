//! Searches in wasm to measure the page's miner against. Each tries so many proofs that none is found, and
//! `worker.js` times it.

use std::cell::RefCell;

use chain::{Block, Chain, ProofRule, Rules, parse_chain};
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

thread_local! {
    static BLOCKS: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// Reads a chain's text, for [`validate`].
#[wasm_bindgen]
pub fn read(text: &str) -> Result<(), String> {
    let blocks = parse_chain(text, chain::Format::TUTORIAL).map_err(|error| error.to_string())?;
    BLOCKS.set(blocks);
    Ok(())
}

/// Validates the chain that was read, under the classic rule and no difficulty; its length. It is gone then.
#[wasm_bindgen]
pub fn validate() -> Result<f64, String> {
    let rules = Rules::tutorial(ProofRule::Classic, Difficulty::MIN);
    let chain = Chain::validate(rules, BLOCKS.take()).map_err(|error| error.to_string())?;
    Ok(chain.length() as f64)
}

fn search(backend: &impl Backend, prefix: &str, suffix: &str, proofs: u32) -> Result<f64, String> {
    let puzzle = Puzzle::new(prefix, suffix, Difficulty::MAX).map_err(|error| error.to_string())?;
    let from = 10_000_000;
    match backend.search(&puzzle, from..from + u64::from(proofs)) {
        None => Ok(proofs.into()),
        Some(proof) => Err(format!("{proof} was found")),
    }
}
