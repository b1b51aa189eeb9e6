//! The one check that every block has to pass, wherever it wants to join a chain.

use crate::block::{Block, GENESIS_PROOF, PreviousHash};
use crate::fault::{Fault, FaultKind};
use crate::link::Link;
use crate::rules::Rules;

/// Checks a block that is to follow `last`, or to be the genesis where there is none. `position` is the place it would
/// take, counted from 1.
pub(crate) fn check(
    rules: &Rules,
    last: Option<&Link>,
    position: u64,
    block: &Block,
) -> Result<(), Fault> {
    let kind = match last {
        None => genesis_fault(block),
        Some(last) => fault(rules, last, position, block),
    };
    match kind {
        Some(kind) => Err(Fault {
            block: position,
            kind,
        }),
        None => Ok(()),
    }
}

fn genesis_fault(block: &Block) -> Option<FaultKind> {
    let genuine = block.index == 1
        && block.transactions.is_empty()
        && block.proof == GENESIS_PROOF
        && matches!(
            block.previous_hash,
            PreviousHash::One | PreviousHash::OneText
        );
    (!genuine).then_some(FaultKind::Genesis)
}

fn fault(rules: &Rules, last: &Link, position: u64, block: &Block) -> Option<FaultKind> {
    if block.index != position {
        return Some(FaultKind::Index);
    }
    if block.previous_hash != PreviousHash::Hash(last.hash()) {
        return Some(FaultKind::Link);
    }
    let proved = rules.puzzle(last, block).accepts(block.proof);
    (!proved).then_some(FaultKind::Proof)
}
