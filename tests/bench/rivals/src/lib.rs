//! Searches in wasm to measure the page's miner against. Each tries so many proofs that none is found, and
//! `worker.js` times it.

use std::cell::RefCell;

use chain::{Block, Chain, Ledger, LedgerRule, ProofRule, Rules, parse_chain};
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

/// Reads a chain of payments as `tests/bench/payments.rs` forges it, for [`apply`].
#[wasm_bindgen]
pub fn read_payments(text: &str) -> Result<(), String> {
    let blocks = parse_chain(text, MONEY.format()).map_err(|error| error.to_string())?;
    BLOCKS.set(blocks);
    Ok(())
}

/// Lets a new ledger take in all blocks that were read, as if their signatures were known; how many payments there were.
#[wasm_bindgen]
pub fn apply() -> Result<f64, String> {
    BLOCKS.with_borrow(|blocks| {
        let mut ledger = Ledger::default();
        let mut payments = 0;
        for block in blocks {
            ledger.apply(&MONEY, block).map_err(|fault| fault.to_string())?;
            payments += block.transactions.len().saturating_sub(1);
        }
        Ok(payments as f64)
    })
}

/// Those of the chain of payments.
const MONEY: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 1_000_000,
    ..Rules::tutorial(ProofRule::Header, Difficulty::MIN)
};

fn search(backend: &impl Backend, prefix: &str, suffix: &str, proofs: u32) -> Result<f64, String> {
    let puzzle = Puzzle::new(prefix, suffix, Difficulty::MAX).map_err(|error| error.to_string())?;
    let from = 10_000_000;
    match backend.search(&puzzle, from..from + u64::from(proofs)) {
        None => Ok(proofs.into()),
        Some(proof) => Err(format!("{proof} was found")),
    }
}
