//! Which fields blocks and transactions have.

/// Which fields blocks and transactions have under a network's [rules](crate::Rules::format).
///
/// ```
/// use chain::{Block, Format};
///
/// let text = Block::genesis().canonical();
/// assert!(Block::parse(&text, Format::TUTORIAL).is_ok());
/// let error = Block::parse(&text, Format { header: true, ..Format::TUTORIAL }).unwrap_err();
/// assert_eq!(error.to_string(), "merkle_root: missing field");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Format {
    /// Whether a block has a `merkle_root`.
    pub header: bool,
    /// Whether a transaction is a signed payment, with `fee`, `seq` and `signature`, or a reward.
    pub signed: bool,
}

impl Format {
    /// The tutorial's.
    pub const TUTORIAL: Format = Format {
        header: false,
        signed: false,
    };
}
