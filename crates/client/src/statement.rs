//! What an account got and gave, the newest first, as a bank's statement has it.

use chain::{Account, Transaction};
use node::Node;

/// How many of the newest blocks are read for it, so that it costs the same on a chain of any length.
const BLOCKS: u64 = 100;

/// One line of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What moved the coins.
    pub transaction: Transaction,
    /// The index of the block that holds it; `None` while it is pending.
    pub block: Option<u64>,
}

/// At most so many lines: what is pending, then what the newest 100 blocks of the chain hold.
pub(crate) fn statement(node: &Node, account: &Account, most: usize) -> Vec<Entry> {
    let account = account.to_string();
    let is_own = |it: &&Transaction| it.sender == account || it.recipient == account;
    // What has waited longest is in a block next.
    let mut pending: Vec<_> = node.pending().filter(is_own).collect();
    pending.reverse();
    let pending = pending.into_iter().map(|it| (None, it));

    let chain = node.chain();
    let length = chain.length();
    let newest = (length.saturating_sub(BLOCKS) + 1..=length).rev();
    let blocks = newest.filter_map(|index| Some(chain.get(index)?.block()));
    let confirmed = blocks.flat_map(|block| {
        let own = block.transactions.iter().rev().filter(is_own);
        own.map(|it| (Some(block.index), it))
    });
    let lines = pending.chain(confirmed).take(most);
    lines
        .map(|(block, transaction)| Entry {
            transaction: transaction.clone(),
            block,
        })
        .collect()
}
