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
/// assert_eq!(fault, Fault::of_block(1, FaultKind::Empty));
/// assert_eq!(fault.to_string(), "The chain is empty: it does not even have a genesis.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[error("{}", sentence(*self))]
pub struct Fault {
    /// The block's position in the chain, counted from 1: the index that it should have.
    pub block: u64,
    /// The place in the block, from 0, of the transaction that is wrong, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<u64>,
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
    /// The first block is no genesis: index 1, no transactions, proof 100, previous_hash 1 or `"1"`; or, where a genesis
    /// [commits](crate::Rules::are_committed) to the rules, not the one of these.
    Genesis,
    /// The block's index is not its position.
    Index,
    /// The block's previous_hash is not the hash of the block before.
    Link,
    /// With a retarget: the block's timestamp is out of bounds, or not later than the median of the blocks before.
    Timestamp,
    /// The block's merkle_root is not that of its transactions.
    Merkle,
    /// The block's proof does not solve its puzzle.
    Proof,
    /// The block holds more payments than the rules allow.
    Full,
    /// A reward is missing, is not the last transaction, or is not what the rules and the fees make it.
    Reward,
    /// A payment is not the next one of its sender.
    Seq,
    /// A payment's sender has not enough coins for it.
    Funds,
    /// A payment's signature is not its sender's, of this payment in this network.
    Signature,
}

impl Fault {
    /// A fault of a block, and of none of its transactions.
    pub const fn of_block(block: u64, kind: FaultKind) -> Fault {
        Fault {
            block,
            transaction: None,
            kind,
        }
    }

    /// Whether it is found before another: the first one counts.
    pub(crate) fn is_before(&self, other: &Fault) -> bool {
        // A block itself is looked at before its transactions, except that the reward's is the last that is missed.
        let place = |fault: &Fault| match (fault.kind, fault.transaction) {
            (FaultKind::Reward, None) => (fault.block, u64::MAX),
            (_, None) => (fault.block, 0),
            (_, Some(transaction)) => (fault.block, transaction + 1),
        };
        place(self) < place(other)
    }
}

fn sentence(fault: Fault) -> String {
    let Fault {
        block,
        transaction,
        kind,
    } = fault;
    let before = block.saturating_sub(1);
    // People count from 1.
    let place = transaction.map_or(0, |place| place + 1);
    match kind {
        FaultKind::Empty => "The chain is empty: it does not even have a genesis.".to_owned(),
        FaultKind::Genesis => format!(
            "Block {block} is not a genesis of this network: it must have index 1, no transactions, proof 100, and \
             previous_hash 1 or the hash of the network's rules."
        ),
        FaultKind::Index => {
            format!(
                "Block {block} is out of order: its index must be {block}, its place in the chain."
            )
        }
        FaultKind::Link => format!(
            "Block {block} does not link: its previous_hash is not the hash of block {before}."
        ),
        FaultKind::Timestamp => format!(
            "Block {block} has a wrong timestamp: it must be later than the middle one of the 11 blocks before."
        ),
        FaultKind::Merkle => {
            format!("Block {block} does not hold its transactions: its merkle_root is another.")
        }
        FaultKind::Proof => {
            format!("Block {block} lacks the work: the hash of its proof is not small enough.")
        }
        FaultKind::Full => {
            format!("Block {block} is too full: it holds more payments than the rules allow.")
        }
        FaultKind::Reward => match transaction {
            None => format!("Block {block} has no reward at its end."),
            Some(_) => format!(
                "Block {block}, transaction {place}: a reward must be the last one of its block, and be the new coins \
                 and all fees."
            ),
        },
        FaultKind::Seq => format!(
            "Block {block}, transaction {place}: its seq is not the number of payments that its sender has made before."
        ),
        FaultKind::Funds => {
            format!("Block {block}, transaction {place}: its sender has not so many coins.")
        }
        FaultKind::Signature => {
            format!("Block {block}, transaction {place}: it is not signed by its sender.")
        }
    }
}

impl FaultKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            FaultKind::Empty => "empty",
            FaultKind::Genesis => "genesis",
            FaultKind::Index => "index",
            FaultKind::Link => "link",
            FaultKind::Timestamp => "timestamp",
            FaultKind::Merkle => "merkle",
            FaultKind::Proof => "proof",
            FaultKind::Full => "full",
            FaultKind::Reward => "reward",
            FaultKind::Seq => "seq",
            FaultKind::Funds => "funds",
            FaultKind::Signature => "signature",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_a_sentence() {
        let said = |kind| Fault::of_block(4, kind).to_string();
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
            "Block 4 lacks the work: the hash of its proof is not small enough."
        );
        let second = Fault {
            transaction: Some(1),
            ..Fault::of_block(4, FaultKind::Funds)
        };
        assert_eq!(
            second.to_string(),
            "Block 4, transaction 2: its sender has not so many coins."
        );
    }

    #[test]
    fn a_block_is_looked_at_before_its_transactions_and_a_missing_reward_last() {
        let full = Fault::of_block(4, FaultKind::Full);
        let missing = Fault::of_block(4, FaultKind::Reward);
        let third = Fault {
            transaction: Some(2),
            ..Fault::of_block(4, FaultKind::Signature)
        };
        assert!(full.is_before(&third) && third.is_before(&missing));
        assert!(!missing.is_before(&third) && !third.is_before(&third));
        assert!(Fault::of_block(3, FaultKind::Reward).is_before(&full));
    }
}
