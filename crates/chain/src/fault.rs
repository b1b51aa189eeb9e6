//! What is wrong with blocks that are no chain: the first fault.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first fault of a would-be chain: which block, and in which respect.
///
/// [`Display`](fmt::Display) is a sentence for people.
///
/// ```
/// use chain::{Chain, Fault, FaultKind, Rules};
///
/// let fault = Chain::validate(Rules::default(), vec![]).unwrap_err();
/// assert_eq!(fault, Fault { block: 1, kind: FaultKind::Empty });
/// assert_eq!(fault.to_string(), "The chain is empty: it does not even have a genesis.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[error("{}", sentence(*self))]
pub struct Fault {
    /// The block's position in the chain, counted from 1: the index that it should have.
    pub block: u64,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// In which respect a block is faulty, in the order in which a block is checked.
///
/// As text, and in serde's formats, the name in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FaultKind {
    /// There is no block at all.
    Empty,
    /// The first block is no genesis: index 1, no transactions, proof 100, previous_hash 1 or `"1"`.
    Genesis,
    /// The block's index is not its position.
    Index,
    /// The block's previous_hash is not the hash of the block before.
    Link,
    /// The block's proof does not solve its puzzle.
    Proof,
}

fn sentence(Fault { block, kind }: Fault) -> String {
    let before = block.saturating_sub(1);
    match kind {
        FaultKind::Empty => "The chain is empty: it does not even have a genesis.".to_owned(),
        FaultKind::Genesis => format!(
            "Block {block} is not a genesis: it must have index 1, no transactions, proof 100 and previous_hash 1."
        ),
        FaultKind::Index => {
            format!(
                "Block {block} is out of order: its index must be {block}, its place in the chain."
            )
        }
        FaultKind::Link => format!(
            "Block {block} does not link: its previous_hash is not the hash of block {before}."
        ),
        FaultKind::Proof => format!(
            "Block {block} lacks the work: its proof gives a hash with too few leading zero bits."
        ),
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            FaultKind::Empty => "empty",
            FaultKind::Genesis => "genesis",
            FaultKind::Index => "index",
            FaultKind::Link => "link",
            FaultKind::Proof => "proof",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_a_sentence() {
        let said = |kind| Fault { block: 4, kind }.to_string();
        assert_eq!(
            said(FaultKind::Link),
            "Block 4 does not link: its previous_hash is not the hash of block 3."
        );
        assert_eq!(
            said(FaultKind::Index),
            "Block 4 is out of order: its index must be 4, its place in the chain."
        );
        assert_eq!(
            said(FaultKind::Proof),
            "Block 4 lacks the work: its proof gives a hash with too few leading zero bits."
        );
    }
}
