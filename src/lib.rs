//! tabchain in the browser: one [`node::Node`] per tab, what drives it, and the page that shows it.
//!
//! Two programs are built from this library: the page (`src/main.rs`) and the worker that searches
//! for proofs (`src/bin/miner.rs`).

pub mod drivers;
pub mod miner;
pub mod page;
pub mod root;

/// The name of this build; page and worker compare theirs.
pub const BUILD: &str = env!("TABCHAIN_BUILD");
