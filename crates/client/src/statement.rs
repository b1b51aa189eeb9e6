//! What an account got and gave, the newest first, as a bank's statement has it.

use chain::{Account, Link, Transaction};
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
    let is_own = |transaction: &&Transaction| {
        transaction.sender == account || transaction.recipient == account
    };
    let entry = |block, transaction: &Transaction| Entry {
        transaction: transaction.clone(),
        block,
    };
    // What has waited longest is in a block next.
    let mut entries: Vec<_> = node
        .pending()
        .filter(is_own)
        .map(|it| entry(None, it))
        .collect();
    entries.reverse();
    let chain = node.chain();
    let length = chain.length();
    let newest = (length.saturating_sub(BLOCKS) + 1..=length).rev();
    let links = newest.filter_map(|index| chain.get(index));
    let own = |link: &Link| {
        let block = link.block();
        let own = block.transactions.iter().rev().filter(is_own);
        own.map(|it| entry(Some(block.index), it))
            .collect::<Vec<_>>()
    };
    entries.extend(links.flat_map(|link| own(link)).take(most));
    entries.truncate(most);
    entries
}
