//! What follows the blocks of a chain.

use std::fmt::Debug;

use crate::link::Link;

/// State that follows the blocks of a [`Chain`](crate::Chain) and of its branches, as balances do: it takes in each block
/// that joins, and gives each back that leaves, the last first. So it depends on the blocks alone, whichever way they came.
///
/// ```
/// use chain::{Block, Chain, Link, Number, PreviousHash, Rules, State, Transaction};
///
/// /// How many transactions there are.
/// #[derive(Clone, Debug, Default, PartialEq)]
/// struct Count(usize);
///
/// impl State for Count {
///     type Undo = ();
///
///     fn apply(&mut self, link: &Link) {
///         self.0 += link.block().transactions.len();
///     }
///
///     fn revert(&mut self, link: &Link, (): ()) {
///         self.0 -= link.block().transactions.len();
///     }
/// }
///
/// let mut chain = Chain::with_state(Rules::default(), Count::default());
/// chain.append(Block {
///     index: 2,
///     timestamp: Number::from_f64(1713205939.5651655)?,
///     transactions: vec![Transaction::reward("d52ae15cb7df4fe0a6d3ffb57b7734dc")],
///     proof: 35293,
///     previous_hash: PreviousHash::Hash(chain.tip().hash()),
/// })?;
/// assert_eq!(chain.state(), &Count(1));
/// assert_eq!(chain.fork(1).state(), &Count(0), "a branch has the state after the block it grows from");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait State: Clone + Debug {
    /// What it takes, beside the block, to give the block back exactly: what it stood for before, where that can't be
    /// reckoned.
    type Undo: Clone + Debug;

    /// Takes in a valid block that joined behind all others.
    fn apply(&mut self, link: &Link) -> Self::Undo;

    /// Gives back the last block, and is then as it was before it took it in.
    fn revert(&mut self, link: &Link, undo: Self::Undo);
}

/// No state.
impl State for () {
    type Undo = ();

    fn apply(&mut self, _: &Link) {}

    fn revert(&mut self, _: &Link, (): ()) {}
}
