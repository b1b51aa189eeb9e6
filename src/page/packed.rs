//! How sentences are packed: a line for each. In English it is the key, a tab and the pattern; in another language the pattern
//! alone, in the same order.
//!
//! In a pattern an argument is [`ARGUMENT`] name [`END`]. A choice by an argument is [`CHOICE`] name, for each
//! variant [`VARIANT`] key [`MEANS`] pattern, and [`END_OF_CHOICE`]; the default comes last, and no choice stands
//! in another. All else is text. The build packs ([`packing`](super::packing)), the page reads
//! ([`pattern`](super::pattern)).

/// Begins an argument.
pub const ARGUMENT: char = '\u{1}';
/// Ends an argument.
pub const END: char = '\u{2}';
/// Begins a choice.
pub const CHOICE: char = '\u{3}';
/// Begins a variant of a choice.
pub const VARIANT: char = '\u{4}';
/// Stands between a variant's key and its pattern.
pub const MEANS: char = '\u{5}';
/// Ends a choice.
pub const END_OF_CHOICE: char = '\u{6}';
