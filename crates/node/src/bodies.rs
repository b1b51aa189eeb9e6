//! The tutorial's answers, as the JSON text its Flask node prints: sorted keys, exact numbers.

use chain::{Account, Balance, Chain, Link, PreviousHash, quote};

use crate::{
    FoundTransaction, Node, Place, SignatureFault,
    address::Address,
    interface::{
        Answer, BranchOutcome, BranchReport, PeerFault, PeerOutcome, PeerReport, Resolution,
    },
};

/// The body of `GET /chain`: `chain` and `length`.
pub fn chain_body(chain: &Chain) -> String {
    format!(
        r#"{{"chain": {}, "length": {}}}"#,
        chain.to_text(),
        chain.length()
    )
}

/// The body of `GET /accounts/{account}`: what an account has by the node's chain, and the seq of its next payment there.
pub fn account_body(node: &Node, account: &Account) -> String {
    let Balance { coins, seq } = node.chain().ledger().balance(account);
    format!(r#"{{"account": "{account}", "balance": {coins}, "seq": {seq}}}"#)
}

impl Answer {
    /// The answer's body; `chain` is the chain of the node that answered.
    pub fn body(&self, chain: &Chain) -> String {
        match self {
            Self::Mined(link) => mined(link),
            Self::Submitted { block, id } => {
                let id = id.map_or(String::new(), |id| format!(r#""id": "{id}", "#));
                format!(r#"{{{id}"message": "Transaction will be added to Block {block}"}}"#)
            }
            Self::Transaction(found) => transaction(found),
            Self::Registered(nodes) => format!(
                r#"{{"message": "New nodes have been added", "total_nodes": {}}}"#,
                list(nodes.iter().map(quoted))
            ),
            Self::Unregistered(nodes) => format!(
                r#"{{"message": "The node is no longer registered", "total_nodes": {}}}"#,
                list(nodes.iter().map(quoted))
            ),
            Self::Resolved(resolution) => resolved(resolution, chain, true),
            Self::Branches(peers) => branches(peers),
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

fn branches(peers: &[BranchReport]) -> String {
    let fetched = |peer: &&BranchReport| matches!(peer.outcome, BranchOutcome::Fetched { .. });
    let fetched = peers.iter().filter(fetched).count();
    let peers = list(peers.iter().map(fetched_from));
    format!(
        r#"{{"fetched": {fetched}, "message": "Branches fetched, none adopted", "peers": {peers}}}"#
    )
}

fn fetched_from(report: &BranchReport) -> String {
    let told = match &report.outcome {
        BranchOutcome::Fetched { length, blocks } => {
            format!(r#""blocks": {blocks}, "length": {length}, "outcome": "fetched""#)
        }
        BranchOutcome::Known { length } => format!(r#""length": {length}, "outcome": "known""#),
        BranchOutcome::TooLong { length } => {
            format!(r#""length": {length}, "outcome": "too long""#)
        }
        BranchOutcome::Refused(fault) => refused(fault),
        BranchOutcome::Unverified(reason) => unverified(reason),
        BranchOutcome::Silent => r#""outcome": "silent""#.to_owned(),
        BranchOutcome::Unasked => r#""outcome": "not asked in time""#.to_owned(),
    };
    format!(r#"{{"address": {}, {told}}}"#, quoted(&report.address))
}

fn refused(fault: &PeerFault) -> String {
    let reason = quote(&fault.to_string());
    format!(r#""outcome": "refused", "reason": {reason}"#)
}

fn unverified(reason: &SignatureFault) -> String {
    let reason = quote(&reason.to_string());
    format!(r#""outcome": "not verified", "reason": {reason}"#)
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
        PeerOutcome::Refused(fault) => format!(r#"{{"address": {address}, {}}}"#, refused(fault)),
        PeerOutcome::Unverified(reason) => {
            format!(r#"{{"address": {address}, {}}}"#, unverified(reason))
        }
        PeerOutcome::Silent => format!(r#"{{"address": {address}, "outcome": "silent"}}"#),
    }
}

fn transaction(found: &FoundTransaction) -> String {
    let id = found.id;
    let Some(place) = &found.on_chain else {
        return format!(r#"{{"block": null, "confirmations": 0, "id": "{id}"}}"#);
    };
    let Place {
        block,
        confirmations,
        inclusion,
    } = place;
    let path = list(inclusion.path.iter().map(|hash| format!("\"{hash}\"")));
    format!(
        r#"{{"block": {block}, "confirmations": {confirmations}, "id": "{id}", "path": {path}, "place": {}, "transactions": {}}}"#,
        inclusion.place, inclusion.transactions,
    )
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
