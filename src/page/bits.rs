//! The bits of the first drawing, in the order in which they come: each is drawn from so many turns of the browser's on. The first of
//! all, the views, needs none.

/// Which node this is.
pub const NODE: u8 = 1;
/// The chain in a line.
pub const RIBBON: u8 = 2;
/// The node's view, with its first card.
pub const MINING: u8 = 3;
/// The form of a transaction, and the settings in the head, which are folded.
pub const TRANSACTIONS: u8 = 4;
/// The rules, and the others.
pub const RULES: u8 = 5;
/// What the others said.
pub const SAID: u8 = 6;
/// The chain: the last, as it has no end.
pub const CHAIN: u8 = 7;
