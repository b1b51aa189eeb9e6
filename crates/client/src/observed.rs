//! What can be seen of this tab's node from outside: what `tabchain.watch` gives to its callback, and
//! what the workshop draws its pictures from.
//!
//! There is nothing here whose exact number matters to a hash: amounts and timestamps stay in
//! `chainText()`.

use chain::{Hash, Rules};
use node::{Address, NodeName};
use serde::{Deserialize, Serialize};

/// A node and all it knows of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Its address, as others register it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The room it is in.
    pub room: String,
    /// The room's rules.
    pub rules: Rules,
    /// Its proof rule: `classic`, `linked`, `sealed` or `header`.
    pub proof: String,
    /// Its difficulty in leading zero bits; where it follows the hash power, that of block 2.
    pub difficulty_bits: u16,
    /// Whether blocks spread by themselves (live) or when someone resolves.
    pub live: bool,
    /// How many blocks its chain has.
    pub length: u64,
    /// The hash of the last of them, in hex.
    pub tip: String,
    /// How many transactions wait for a block.
    pub pending: usize,
    /// Whether it searches for a proof.
    pub mining: bool,
    /// How many blocks it has mined since the page was opened.
    pub mined: u64,
    /// How many attempts these took in all.
    pub attempts: u64,
    /// The other nodes of the room.
    pub peers: Vec<ObservedPeer>,
    /// The newest blocks it has seen, those off its chain among them, and those of branches that it has fetched to be
    /// looked at, by index.
    pub blocks: Vec<ObservedBlock>,
    /// How many of those that sent something did, since the page was opened: address and count.
    pub heard: Vec<(String, u64)>,
    /// How the room is split in two, if it is.
    pub split: Option<ObservedSplit>,
    /// What the other tabs of the room say they see: while somebody watches here with `{room: true}`,
    /// and of at most 128 tabs. The page adds them as they came; the workshop reads those that can be read.
    #[serde(skip)]
    pub reports: Vec<Report>,
}

/// A room split in two: nothing passes between its halves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedSplit {
    /// The address of the node that ordered it.
    pub by: String,
    /// Who told this node of it, if that was not the node that ordered it.
    pub told_by: Option<String>,
    /// The nodes of the second half; all others are in the first.
    pub second: Vec<String>,
}

/// What a tab says it sees. Nobody vouches for it but the tab itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Report {
    /// The address of its node.
    pub address: Address,
    /// The node's name.
    pub name: NodeName,
    /// How many blocks its chain has.
    pub length: u64,
    /// The hash of the last of them.
    pub tip: Hash,
    /// Whether it searches for a proof.
    pub mining: bool,
    /// Whom it listens to, at most 64.
    pub registered: Vec<Address>,
    /// The nodes to which a person cut its connection, at most 64.
    pub cut: Vec<Address>,
    /// How many of those that sent something did: address and count, at most 64.
    pub heard: Vec<(Address, u32)>,
}

/// Another node, as this one knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedPeer {
    /// Its address.
    pub address: String,
    /// Its name, once it said one.
    pub name: Option<String>,
    /// How many blocks it says it has.
    pub length: Option<u64>,
    /// The hash of the last of them, in hex.
    pub tip: Option<String>,
    /// What it calls valid, once it said so.
    pub rules: Option<Rules>,
    /// Whether this node listens to it.
    pub registered: bool,
    /// Whether a person cut the connection to it. A split of the room is told apart from that.
    pub cut: bool,
    /// What it did wrong last.
    pub fault: Option<String>,
}

impl ObservedPeer {
    /// A node of which nothing is known but that the connection to it is cut.
    pub(crate) fn unheard(address: &Address) -> Self {
        Self {
            address: address.to_string(),
            name: None,
            length: None,
            tip: None,
            rules: None,
            registered: false,
            cut: true,
            fault: None,
        }
    }
}

/// A block that was valid when it was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedBlock {
    /// Its hash, in hex.
    pub hash: String,
    /// The hash of the block before, in hex, or `1` for genesis.
    pub previous_hash: String,
    /// Its place in the chain, from 1.
    pub index: u64,
    /// How many transactions it holds.
    pub transactions: usize,
    /// Whom its reward pays, where it ends with one: in a room with an open ledger the address of the node that mined it.
    pub rewarded: Option<String>,
    /// Whether it is on the node's chain now; else it is orphaned.
    pub on_chain: bool,
    /// The address of the node whose branch it is, where it was fetched only to be looked at.
    pub fetched_from: Option<String>,
}
