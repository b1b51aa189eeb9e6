//! What a block is, what makes blocks a chain, which of two chains wins, and who has how many coins.
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
//! use chain::{Block, Chain, Number, Rules, Transaction};
//! use pow::{Backend, Reference};
//!
//! let mut chain = Chain::new(Rules::default());
//! let reward = Transaction::reward("d52ae15cb7df4fe0a6d3ffb57b7734dc");
//! // All but its proof, which is not known yet.
//! let mut block = chain.candidate(Number::from_f64(1713205939.5651655)?, vec![reward]);
//! let puzzle = chain.puzzle(&block);
//! block.proof = Reference.search(&puzzle, 0..1_000_000).ok_or("no proof below a million")?;
//! assert_eq!(block.proof, 35293);
//!
//! // Without that work the chain won't take it, and says why.
//! let fault = chain.append(Block { proof: 35292, ..block.clone() }).unwrap_err();
//! assert_eq!(fault.to_string(), "Block 2 lacks the work: the hash of its proof is not small enough.");
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
//! use chain::{Chain, Difficulty, Format, Mempool, Number, ProofRule, Rules, Transaction};
//!
//! // Difficulty 0 takes any proof: this is about forks.
//! let rules = Rules::tutorial(ProofRule::Classic, Difficulty::MIN);
//! let after = |chain: &Chain, transaction: Transaction| {
//!     chain.candidate(Number::from(1713205939u64), vec![transaction])
//! };
//! let gift = r#"{"sender": "alice", "recipient": "bob", "amount": 5}"#;
//! let gift = Transaction::parse(gift, Format::TUTORIAL)?;
//!
//! // We mined one block, with alice's gift in it; they mined two.
//! let mut ours = Chain::new(rules);
//! let mut mempool = Mempool::new();
//! ours.append(after(&ours, gift.clone()))?;
//! mempool.reorganise(&[], &[Arc::clone(ours.tip())]);
//! let mut theirs = Chain::new(rules);
//! theirs.append(after(&theirs, Transaction::reward("them")))?;
//! theirs.append(after(&theirs, Transaction::reward("them")))?;
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
//! # Money
//!
//! All this is the tutorial's, where anybody writes any transaction. Rules may ask for more. Where the ledger is *signed*, an
//! [`Account`] is a key, a [`Payment`] is signed by its sender and numbered, nobody spends what they don't have, and coins
//! come from rewards only. Where the proof rule is *header*, a block's hash covers a Merkle root in place of the
//! transactions, so that an [`Inclusion`] shows one of them to somebody who holds a [`LightChain`] of headers. Where there
//! is a [`Retarget`], the difficulty follows the hash power, and the chain with most work wins, not the longest:
//!
//! ```
//! use chain::{Chain, Difficulty, Key, LedgerRule, Number, Payment, ProofRule, Rules, Transaction};
//!
//! let rules = Rules {
//!     ledger: LedgerRule::Signed,
//!     reward: 50,
//!     ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
//! };
//! let genesis = rules.genesis().hash();
//! let (alice, bob) = (Key::from_secret([1; 32]), Key::from_secret([2; 32]));
//! let mut chain = Chain::new(rules);
//! let now = Number::from(1713205939u64);
//!
//! // Alice mines, and pays bob in the same block what it brings her.
//! let reward = Transaction::reward_of(50, alice.account().to_string());
//! chain.append(chain.candidate(now, vec![reward]))?;
//! let payment = Payment { sender: alice.account(), recipient: bob.account(), amount: 30, fee: 2, seq: 0 };
//! let reward = Transaction::reward_of(50 + 2, bob.account().to_string());
//! let block = chain.candidate(now, vec![alice.sign(payment, &genesis), reward]);
//! chain.append_with(block, &mut |claim| claim.is_true(&genesis))?;
//!
//! assert_eq!(chain.ledger().balance(&alice.account()).coins, 18);
//! assert_eq!(chain.ledger().balance(&bob.account()).coins, 82);
//! # Ok::<(), chain::Fault>(())
//! ```
//!
//! # The crate
//!
//! - [`Block`], [`Transaction`] and [`Number`] are the tutorial's format, to the byte: what they print is what CPython's
//!   `json.dumps(block, sort_keys=True)` prints. [`Block::parse`] and [`parse_chain`] refuse all else, and say where.
//! - [`Rules`] set the puzzle. [`Chain`] and [`Branch`] hold valid blocks only; a [`Fault`] is the first reason why blocks
//!   are none. Both carry a [`Ledger`] that follows their blocks. Signatures are verified apart, as that takes
//!   much longer than all else: a [`Claim`] is what one of them has to show. A [`Verifier`] judges a chain's text bit by bit, for a page that must not freeze.
//! - [`Mempool`] keeps what waits, so that no transaction is lost and none counted twice. Where the ledger is signed,
//!   [`PaymentPool`] takes its place.
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
mod claim;
mod discarded;
mod fault;
mod format;
mod hash;
mod inclusion;
mod json;
mod ledger;
mod light_chain;
mod link;
mod links;
mod locator;
mod mempool;
mod merkle;
mod number;
mod numbered;
mod pace;
mod parse;
mod parse_error;
mod payment;
mod payment_pool;
mod repr;
mod rules;
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
pub use crate::claim::{Claim, Key, is_signed};
pub use crate::discarded::Discarded;
pub use crate::fault::{Fault, FaultKind};
pub use crate::format::Format;
pub use crate::hash::{Hash, HashError};
pub use crate::inclusion::Inclusion;
pub use crate::ledger::{Balance, Ledger};
pub use crate::light_chain::{LightBranch, LightChain};
pub use crate::link::Link;
pub use crate::mempool::{Mempool, MempoolError, SubmissionId, Waiting};
pub use crate::number::{Number, NumberError};
pub use crate::pace::Retarget;
pub use crate::parse_error::{ParseError, Reason};
pub use crate::payment::{Account, NotASignature, NotAnAccount, Payment, Signature};
pub use crate::payment_pool::{DropReason, Dropped, PaymentPool, PoolError};
pub use crate::rules::{
    LedgerRule, Network, NotANetwork, ProofRule, Rules, RulesError, UnknownProofRule,
};
pub use crate::transaction::{Signed, Transaction};
pub use crate::verifier::{Verdict, Verifier};
