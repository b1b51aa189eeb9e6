//! What a block is, what makes blocks a chain, and which of two chains wins.

mod block;
mod branch;
mod canonical;
mod chain;
mod check;
mod fault;
mod hash;
mod json;
mod link;
mod locator;
mod mempool;
mod number;
mod parse;
mod parse_error;
mod repr;
mod rules;
mod transaction;
mod verifier;

pub use pow::{Difficulty, DifficultyError};

pub use crate::block::{Block, PreviousHash};
pub use crate::branch::Branch;
pub use crate::canonical::quote;
pub use crate::chain::{AdoptError, Chain, Reorg};
pub use crate::fault::{Fault, FaultKind};
pub use crate::hash::{Hash, HashError};
pub use crate::link::Link;
pub use crate::mempool::{Mempool, MempoolError, SubmissionId};
pub use crate::number::{Number, NumberError};
pub use crate::parse::parse_chain;
pub use crate::parse_error::{ParseError, Reason};
pub use crate::rules::{ProofRule, Rules, UnknownProofRule};
pub use crate::transaction::Transaction;
pub use crate::verifier::{Verdict, Verifier};
