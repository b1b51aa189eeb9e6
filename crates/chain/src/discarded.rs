//! Blocks that are on no chain and no branch any more, to be freed a slice at a time.

use std::fmt;

use crate::links::Entry;

/// Blocks that nobody needs any more. Dropped at once, a long chain's would hold up its owner.
///
/// ```
/// use chain::{Chain, Rules};
///
/// let mut discarded = Chain::new(Rules::default()).fork(1).discard();
/// while !discarded.free(1000) {
///     // Here a page would draw.
/// }
/// ```
pub struct Discarded(Vec<Entry>);

impl Discarded {
    pub(crate) fn new(blocks: Vec<Entry>) -> Self {
        Self(blocks)
    }

    /// Frees blocks with up to so many transactions, each block counted as one more. True when none is left.
    pub fn free(&mut self, most: usize) -> bool {
        let mut freed = 0;
        while freed < most
            && let Some(entry) = self.0.pop()
        {
            freed += 1 + entry.link.block().transactions.len();
        }
        self.0.is_empty()
    }
}

impl fmt::Debug for Discarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Discarded").field(&self.0.len()).finish()
    }
}
