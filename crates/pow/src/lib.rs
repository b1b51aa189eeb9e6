//! Proof of work: a number that is hard to find and easy to check.
//!
//! # The idea
//!
//! A chain of blocks is only worth something if it is costly to write and cheap to read. SHA-256 gives both. It turns
//! any text into 256 bits that look thrown by coins: nobody knows a way to steer them, so whoever wants a hash that
//! starts with sixteen zero bits can only try texts until one has them, about 2^16 = 65,536 of them. Whoever is shown
//! that text hashes it once, and knows how much work its finder did on average.
//!
//! The texts tried here are all alike but for a decimal number, the *proof*:
//!
//! ```text
//! sha256( prefix ‖ proof in decimal ‖ suffix )   must be at most the target
//! ```
//!
//! A hash of 16 leading zero bits is one that is below 2^240, read as a number: so leading zero bits, a
//! [`Difficulty`], are one form of a [`Target`]. What stands in prefix and suffix is the business of the chain's rules. In the tutorial's own rule the prefix is the
//! proof of the block before, and there is no suffix:
//!
//! ```
//! use pow::{Backend, Difficulty, Puzzle, Reference};
//!
//! let puzzle = Puzzle::new("100", "", Difficulty::TUTORIAL)?;
//! assert_eq!(Reference.search(&puzzle, 0..1_000_000), Some(35293));
//! assert!(puzzle.accepts(35293));
//! assert_eq!(puzzle.hash(35293)[..2], [0, 0]);
//! # Ok::<(), pow::PuzzleError>(())
//! ```
//!
//! Each try is a throw of the dice: having tried long brings the next success no nearer, and a lucky miner can find a
//! proof at once. The search goes from 0 up and the *smallest* proof wins, so that everyone who solves a puzzle gets
//! the same answer, however many workers searched.
//!
//! # The crate
//!
//! - [`Puzzle`] is what is asked, [`Target`] how much is asked; [`Difficulty`] is a target in leading zero bits.
//! - A [`Backend`] looks through a range of proofs. [`Reference`] is the one to read, [`Lanes`] the fast one.
//! - [`Search`] is a backend's work in portions, so that it can be watched and stopped between two of them.
//! - [`Sharing`] hands one search out to several workers; the smallest proof still wins.
//! - [`Texts`] hashes many texts by the same lanes: for whoever checks what others have found.
//!
//! Nothing here knows of clocks, threads or browsers: who calls decides when and where the work is done.

mod decimal;
mod difficulty;
mod lanes;
mod puzzle;
mod reference;
mod search;
mod sharing;
mod target;
mod texts;

pub use difficulty::{Difficulty, DifficultyError, leading_zero_bits};
pub use lanes::Lanes;
pub use puzzle::{Puzzle, PuzzleError};
pub use reference::Reference;
pub use search::{Backend, EmptyRange, Progress, Search};
pub use sharing::{Outcome, ReportError, Sharing};
pub use target::Target;
pub use texts::Texts;
