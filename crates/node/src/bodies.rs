//! The tutorial's answers, as the JSON text its Flask node prints: sorted keys, exact numbers.

use chain::{Chain, Link, PreviousHash, quote};

use crate::{
    address::Address,
    interface::{Answer, PeerOutcome, PeerReport, Resolution},
};

/// The body of `GET /chain`: `chain` and `length`.
pub fn chain_body(chain: &Chain) -> String {
    format!(
        r#"{{"chain": {}, "length": {}}}"#,
        chain.to_text(),
        chain.length()
    )
}

impl Answer {
    /// The answer's body; `chain` is the chain of the node that answered.
    pub fn body(&self, chain: &Chain) -> String {
        match self {
            Self::Mined(link) => mined(link),
            Self::Submitted { block } => {
                format!(r#"{{"message": "Transaction will be added to Block {block}"}}"#)
            }
            Self::Registered(nodes) => format!(
                r#"{{"message": "New nodes have been added", "total_nodes": {}}}"#,
                list(nodes.iter().map(quoted))
            ),
            Self::Unregistered(nodes) => format!(
                r#"{{"message": "The node is no longer registered", "total_nodes": {}}}"#,
                list(nodes.iter().map(quoted))
            ),
            Self::Resolved(resolution) => resolved(resolution, chain, true),
            Self::Done => r#"{"message": "Done"}"#.to_owned(),
        }
    }

    /// The answer's body where a long chain would be too much: its `length` stands for it.
    pub fn short_body(&self, chain: &Chain) -> String {
        match self {
            Self::Resolved(resolution) => resolved(resolution, chain, false),
            _ => self.body(chain),
        }
    }
}

impl Resolution {
    /// The field of the answer's body that holds the chain.
    pub fn chain_field(&self) -> &'static str {
        if self.replaced { "new_chain" } else { "chain" }
    }
}

fn mined(link: &Link) -> String {
    let block = link.block();
    format!(
        r#"{{"index": {}, "message": "New Block Forged", "previous_hash": {}, "proof": {}, "transactions": {}}}"#,
        block.index,
        previous_hash(&block.previous_hash),
        block.proof,
        list(block.transactions.iter().map(|t| t.canonical())),
    )
}

fn resolved(resolution: &Resolution, chain: &Chain, whole: bool) -> String {
    let key = resolution.chain_field();
    let message = if resolution.replaced {
        "Our chain was replaced"
    } else {
        "Our chain is authoritative"
    };
    let peers = list(resolution.peers.iter().map(reported));
    if whole {
        let chain = chain.to_text();
        format!(r#"{{"{key}": {chain}, "message": "{message}", "peers": {peers}}}"#)
    } else {
        let length = chain.length();
        format!(r#"{{"length": {length}, "message": "{message}", "peers": {peers}}}"#)
    }
}

fn reported(report: &PeerReport) -> String {
    let address = quoted(&report.address);
    match &report.outcome {
        PeerOutcome::Answered { length } => {
            format!(r#"{{"address": {address}, "length": {length}, "outcome": "answered"}}"#)
        }
        PeerOutcome::Adopted { length } => {
            format!(r#"{{"address": {address}, "length": {length}, "outcome": "adopted"}}"#)
        }
        PeerOutcome::Refused(fault) => format!(
            r#"{{"address": {address}, "outcome": "refused", "reason": {}}}"#,
            quote(&fault.to_string())
        ),
        PeerOutcome::Silent => format!(r#"{{"address": {address}, "outcome": "silent"}}"#),
    }
}

fn previous_hash(previous: &PreviousHash) -> String {
    match previous {
        PreviousHash::One => "1".to_owned(),
        PreviousHash::OneText => "\"1\"".to_owned(),
        PreviousHash::Hash(hash) => format!("\"{hash}\""),
    }
}

fn quoted(address: &Address) -> String {
    quote(address.as_str())
}

fn list(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    format!("[{}]", entries.join(", "))
}
