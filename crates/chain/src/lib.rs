//! What a block is, what makes blocks a chain, and which of two chains wins.
//!
//! # The idea
//!
//! **A block** is a page of a ledger: its number, when it was written, the transactions on it, a *proof*, and the hash of
//! the page before. Its text is hashed to the last byte, so that changing a single digit changes the
//! hash:
//!
//! ```
//! use chain::{Block, Number};
//!
//! let genesis = Block::genesis();
//! let later = Block { timestamp: Number::from_f64(1713205842.8947455)?, ..Block::genesis() };
//! assert_eq!(
//!     genesis.canonical(),
//!     r#"{"index": 1, "previous_hash": 1, "proof": 100, "timestamp": 1713205842.8947453, "transactions": []}"#,
//! );
//! assert!(genesis.hash().to_string().starts_with("399aafc5"));
//! assert!(!later.hash().to_string().starts_with("399aafc5"));
//! # Ok::<(), chain::NumberError>(())
//! ```
//!
//! **A chain** is what comes of each block naming the hash of the one before. To change an old block unnoticed one would
//! have to change all blocks behind it as well. The first block, the *genesis*, has none before it; the last is the
//! chain's *tip*, and the number of blocks is its *length*.
//!
//! **A proof** makes changing them costly. A block counts only with a number that solves a puzzle, which can't be done
//! but by trying ([`pow`] tells more); what the puzzle is, and how hard, is up to the network's [`Rules`]. Here the second
//! block of the seed is mined, with the proof that the seed printed:
//!
//! ```
//! use chain::{Block, Chain, Number, PreviousHash, Rules, Transaction};
//! use pow::{Backend, Reference};
//!
//! let mut chain = Chain::new(Rules::default());
//! let mut block = Block {
//!     index: 2,
//!     timestamp: Number::from_f64(1713205939.5651655)?,
//!     transactions: vec![Transaction::reward("d52ae15cb7df4fe0a6d3ffb57b7734dc")],
//!     proof: 0, // not known yet
//!     previous_hash: PreviousHash::Hash(chain.tip().hash()),
//! };
//! let puzzle = chain.rules().puzzle(chain.tip(), &block);
//! block.proof = Reference.search(&puzzle, 0..1_000_000).ok_or("no proof below a million")?;
//! assert_eq!(block.proof, 35293);
//!
//! // Without that work the chain won't take it, and says why.
//! let fault = chain.append(Block { proof: 35292, ..block.clone() }).unwrap_err();
//! assert_eq!(fault.to_string(), "Block 2 lacks the work: its proof gives a hash with too few leading zero bits.");
//! chain.append(block)?;
//! assert_eq!(chain.length(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A fork** is what happens when two nodes mine at the same time: both chains are valid, and they differ from some block
//! on. **The longest valid chain wins**, as it holds the most work ([`ChainWeight`] decides); at equal length everyone keeps
//! their own until one grows. A node that changes over goes through **a reorg**: some blocks are *orphaned*, others *adopted*, and the transactions
//! that the new chain lacks go back to the *mempool*, where transactions wait for a block. Nothing is adopted before all
//! of it has been checked, on a [`Branch`] beside the chain:
//!
//! ```
//! use std::sync::Arc;
//! use chain::{Block, Chain, Difficulty, Link, Mempool, Number, PreviousHash, ProofRule, Rules, Transaction};
//!
//! // Difficulty 0 takes any proof: this is about forks.
//! let rules = Rules { proof: ProofRule::Classic, difficulty: Difficulty::MIN };
//! let after = |last: &Arc<Link>, transaction: Transaction| Block {
//!     index: last.block().index + 1,
//!     timestamp: Number::from(1713205939u64),
//!     transactions: vec![transaction],
//!     proof: 0,
//!     previous_hash: PreviousHash::Hash(last.hash()),
//! };
//! let gift = Transaction::parse(r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#)?;
//!
//! // We mined one block, with alice's gift in it; they mined two.
//! let mut ours = Chain::new(rules);
//! let mut mempool = Mempool::new();
//! ours.append(after(ours.tip(), gift.clone()))?;
//! mempool.reorganise(&[], &[Arc::clone(ours.tip())]);
//! let mut theirs = Chain::new(rules);
//! theirs.append(after(theirs.tip(), Transaction::reward("them")))?;
//! theirs.append(after(theirs.tip(), Transaction::reward("them")))?;
//!
//! // A few hashes tell how far both agree, and only what is new crosses over.
//! let common = ours.last_common(&theirs.locator());
//! assert_eq!(common, 1);
//! let mut branch = ours.fork(common);
//! for link in theirs.links().skip(1) {
//!     branch.push(link.block().clone())?;
//! }
//! let reorg = ours.adopt(branch)?;
//! assert_eq!((reorg.orphaned.len(), reorg.adopted.len()), (1, 2));
//!
//! // Alice's gift is not lost: it waits for the next block.
//! mempool.reorganise(&reorg.orphaned, &reorg.adopted);
//! assert_eq!(mempool.pending().collect::<Vec<_>>(), [&gift]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The crate
//!
//! - [`Block`], [`Transaction`] and [`Number`] are the tutorial's format, to the byte: what they print is what CPython's
//!   `json.dumps(block, sort_keys=True)` prints. [`Block::parse`] and [`parse_chain`] refuse all else, and say where.
//! - [`Rules`] set the puzzle. [`Chain`] and [`Branch`] hold valid blocks only; a [`Fault`] is the first reason why blocks
//!   are none. Both carry a [`State`] that follows their blocks, by default none. A [`Verifier`] judges a chain's text bit by bit, for a page that must not freeze.
//! - [`Mempool`] keeps what waits, so that no transaction is lost and none counted twice.
//!
//! Blocks and numbers have no serde: they travel as text. JavaScript has one type for numbers and would make `1` of `1.0`,
//! with another hash.
//!
//! Nothing here knows of clocks, chance, networks or browsers. The same code runs natively and as WebAssembly.

mod block;
mod branch;
mod canonical;
mod chain;
mod chain_text;
mod chain_weight;
mod discarded;
mod fault;
mod hash;
mod json;
mod link;
mod links;
mod locator;
mod mempool;
mod number;
mod parse;
mod parse_error;
mod repr;
mod rules;
mod state;
mod transaction;
mod validation;
mod verbatim;
mod verifier;

pub use pow::{Difficulty, DifficultyError};

pub use crate::block::{Block, PreviousHash};
pub use crate::branch::Branch;
pub use crate::canonical::quote;
pub use crate::chain::{AdoptError, Chain, Reorg};
pub use crate::chain_text::{Blocks, parse_chain};
pub use crate::chain_weight::ChainWeight;
pub use crate::discarded::Discarded;
pub use crate::fault::{Fault, FaultKind};
pub use crate::hash::{Hash, HashError};
pub use crate::link::Link;
pub use crate::mempool::{Mempool, MempoolError, SubmissionId, Waiting};
pub use crate::number::{Number, NumberError};
pub use crate::parse_error::{ParseError, Reason};
pub use crate::rules::{ProofRule, Rules, UnknownProofRule};
pub use crate::state::State;
pub use crate::transaction::Transaction;
pub use crate::verifier::{Verdict, Verifier};
