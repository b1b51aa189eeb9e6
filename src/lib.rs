//! tabchain in the browser: one [`client::Client`] per tab, what drives it, and the page that shows it.
//!
//! Four programs are built from this library: the page (`src/main.rs`), the worker that searches for
//! proofs (`src/bin/miner.rs`), the worker that verifies signatures (`src/bin/signatures.rs`), which is
//! loaded where there are some, and the workshop (`src/bin/workshop.rs`), which holds the views that
//! most visits don't need and is loaded when someone opens one.

pub mod browser;
pub mod page;
pub mod root;
pub mod web;
pub mod workshop;

/// The name of this build behind a mark, by which a relay finds it in a program (crates/relay/src/build_name.rs).
const MARKED_BUILD: &str = concat!("tabchain-build:", env!("TABCHAIN_BUILD"));

/// The name of this build; page, worker and workshop compare theirs.
pub const BUILD: &str = MARKED_BUILD.split_at("tabchain-build:".len()).1;
