//! What the lab's view shows of its world.

use std::sync::Arc;

use chain::{Link, PreviousHash, Transaction};
use node::{Answer, CommandError, PeerOutcome, Time, wire::Message};
use sim::{InFlight, Site};

use super::{
    activity::Activity,
    world::{Member, World, pairs},
};
use crate::workshop::{
    forks::{
        COLUMNS,
        layout::{Layout, Stand, TreeBlock, Who, lay_out},
    },
    network::picture::{Flight, GraphNode, MessageKind, Picture, Wire},
};

/// How many blocks a node's card shows, the orphaned ones not counted.
const ROWS: u64 = 5;
/// How many orphaned blocks it shows at most.
const GHOST_ROWS: usize = 4;
/// How far below the tip they are shown.
const GHOST_DEPTH: u64 = 20;
/// How many pending transactions it shows.
const PENDING: usize = 2;
/// Where there are more blocks in the tree than these, fewer columns are drawn: when blocks come that fast all of it is
/// another within a second.
const TREE_BLOCKS: usize = 60;
/// So many columns are drawn however many blocks they hold.
const FEWEST_COLUMNS: u64 = 10;

/// A node's card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Where the node is.
    pub site: Site,
    /// What it is called.
    pub name: String,
    /// What others register.
    pub address: String,
    /// How many blocks its chain has.
    pub length: u64,
    /// Its newest blocks with the orphaned ones beside them, newest first.
    pub rows: Vec<Row>,
    /// The first of its pending transactions.
    pub pending: Vec<Transaction>,
    /// How many are pending.
    pub pending_total: usize,
    /// Whether it mines.
    pub mining: bool,
    /// How many hashes a second it has on average, while it mines.
    pub power: u64,
    /// How many proofs it has tried for this block.
    pub tried: u64,
    /// Whether it mines block after block.
    pub keep: bool,
    /// Whether it asks others for their chains.
    pub resolving: bool,
    /// The other nodes, and whether it listens to them.
    pub others: Vec<Other>,
    /// What its last answer was, with a number that tells answers apart.
    pub said: Option<(u64, Said)>,
    /// Its last reorg.
    pub reorg: Option<Reorg>,
}

/// What a reorg did to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reorg {
    /// Blocks that are off its chain now.
    pub orphaned: usize,
    /// Transactions that went back to its mempool.
    pub returned: usize,
}

/// A block on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The block.
    pub link: Arc<Link>,
    /// Whether it is off the node's chain.
    pub orphaned: bool,
}

/// Another node, seen from a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// Where it is.
    pub site: Site,
    /// What it is called.
    pub name: String,
    /// Whether the card's node listens to it.
    pub registered: bool,
}

/// What a command led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A block was forged.
    Mined(u64),
    /// A transaction is pending, for this block.
    Submitted(u64),
    /// So many nodes are registered now.
    Registered(usize),
    /// A longer valid chain took the place of its own.
    Replaced(u64),
    /// It keeps its own chain: so many were asked, so many of them said nothing.
    Authoritative {
        /// How many were asked.
        asked: usize,
        /// How many said nothing.
        silent: usize,
    },
    /// Someone stopped the mining.
    Stopped,
    /// Nothing to tell.
    Done,
    /// The command was refused.
    Refused(CommandError),
}

/// The cards of all nodes.
pub fn cards(world: &World) -> Vec<Card> {
    let miners = world.miners().count() as u64;
    let card = |member: &Member| {
        let node = member.node;
        Card {
            site: member.site,
            name: node.name().to_string(),
            address: member.address.to_string(),
            length: node.chain().length(),
            rows: rows(member),
            pending: node.mempool().pending().take(PENDING).cloned().collect(),
            pending_total: node.mempool().len(),
            mining: member.tried.is_some(),
            power: member
                .tried
                .map_or(0, |_| world.hash_power() / miners.max(1)),
            tried: member.tried.unwrap_or(0),
            keep: member.keep_mining,
            resolving: node.is_resolving(),
            others: others(world, member),
            said: member
                .answer
                .map(|(serial, answer)| (*serial, said(answer))),
            reorg: reorg(world, member.site),
        }
    };
    world.members().iter().map(card).collect()
}

fn rows(member: &Member) -> Vec<Row> {
    let chain = member.node.chain();
    let shown = chain.links().rev().take(ROWS as usize);
    let mut rows: Vec<Row> = shown
        .map(|link| Row {
            link: link.clone(),
            orphaned: false,
        })
        .collect();
    let oldest = chain.length().saturating_sub(GHOST_DEPTH);
    let ghosts = member.orphaned.iter().rev().filter(|ghost| {
        let index = ghost.block().index;
        index > oldest && !chain.contains_at(index, &ghost.hash())
    });
    rows.extend(ghosts.take(GHOST_ROWS).map(|link| Row {
        link: link.clone(),
        orphaned: true,
    }));
    rows.sort_by_key(|row| (std::cmp::Reverse(row.link.block().index), row.orphaned));
    rows.dedup();
    rows
}

fn reorg(world: &World, site: Site) -> Option<Reorg> {
    world.log().rev().find_map(|entry| match entry.activity {
        Activity::Reorg {
            site: at,
            orphaned,
            returned,
            ..
        } if at == site && orphaned > 0 => Some(Reorg { orphaned, returned }),
        _ => None,
    })
}

fn others(world: &World, member: &Member) -> Vec<Other> {
    let other = |other: &Member| {
        (other.site != member.site).then(|| Other {
            site: other.site,
            name: other.node.name().to_string(),
            registered: hears(member, other),
        })
    };
    world.members().iter().filter_map(other).collect()
}

fn hears(one: &Member, other: &Member) -> bool {
    one.node.registered().contains(other.address)
}

fn said(answer: &Result<Answer, CommandError>) -> Said {
    match answer {
        Ok(Answer::Mined(link)) => Said::Mined(link.block().index),
        Ok(Answer::Submitted { block, .. }) => Said::Submitted(*block),
        Ok(Answer::Registered(nodes) | Answer::Unregistered(nodes)) => {
            Said::Registered(nodes.len())
        }
        Ok(Answer::Resolved(resolution)) => {
            let adopted = resolution.peers.iter().find_map(|peer| match peer.outcome {
                PeerOutcome::Adopted { length } => Some(length),
                _ => None,
            });
            match adopted.filter(|_| resolution.replaced) {
                Some(length) => Said::Replaced(length),
                None => Said::Authoritative {
                    asked: resolution.peers.len(),
                    silent: resolution
                        .peers
                        .iter()
                        .filter(|peer| peer.outcome == PeerOutcome::Silent)
                        .count(),
                },
            }
        }
        Ok(Answer::Branches(_) | Answer::Transaction(_) | Answer::Done) => Said::Done,
        Err(CommandError::Cancelled) => Said::Stopped,
        Err(error) => Said::Refused(error.clone()),
    }
}

/// The picture of the network, without the messages on their way.
pub fn picture(world: &World) -> Picture {
    let node = |member: &Member| GraphNode {
        address: member.address.to_string(),
        name: member.node.name().to_string(),
        length: Some(member.node.chain().length()),
        tip: Some(member.node.chain().tip().hash()),
        mining: member.tried.is_some(),
        second: false,
    };
    let members = world.members();
    let wire = |(one, other): (Site, Site)| Wire {
        one,
        other,
        one_hears: hears(&members[one], &members[other]),
        other_hears: hears(&members[other], &members[one]),
        cut: world.network().is_cut(one, other),
    };
    Picture {
        nodes: members.iter().map(node).collect(),
        links: pairs(members.len()).into_iter().map(wire).collect(),
        ..Picture::default()
    }
}

/// The messages on their way, in an order that stays, so that nothing has to be moved about in the drawing.
pub fn flights(world: &World) -> Vec<Flight> {
    let now = world.network().now();
    let in_flight = world.network().in_flight();
    let mut flights: Vec<Flight> = in_flight.map(|message| flight(&message, now)).collect();
    flights.sort_unstable_by_key(|flight| flight.id);
    flights
}

fn flight(message: &InFlight<Message>, now: Time) -> Flight {
    let whole = message.arrives.since(message.sent).as_micros().max(1);
    let passed = now.since(message.sent).as_micros().min(whole);
    Flight {
        id: message.id,
        from: message.from,
        to: message.to,
        kind: match message.message {
            Message::Seek | Message::Present(_) | Message::Leave => MessageKind::Presence,
            Message::Ask { .. }
            | Message::AskTransactions { .. }
            | Message::AskHeaders { .. }
            | Message::AskInclusions { .. } => MessageKind::Question,
            Message::Blocks { .. } | Message::Headers { .. } => MessageKind::Blocks,
            Message::Submitted { .. } | Message::Transactions { .. } | Message::Included { .. } => {
                MessageKind::Transactions
            }
        },
        per_mille: u16::try_from(passed * 1_000 / whole).unwrap_or(1_000),
        lost: message.lost,
    }
}

/// The tree of all blocks that any node has had on its chain.
pub fn tree(world: &World) -> Layout {
    let members = world.members();
    let longest = members.iter().map(|member| member.node.chain().length());
    // What is left of the drawing need not be laid out, but for what branches off just there.
    let longest = longest.max().unwrap_or(0);
    let since = longest.saturating_sub(2 * COLUMNS);
    let block = |link: &Arc<Link>| {
        let block = link.block();
        TreeBlock {
            hash: link.hash(),
            previous: match &block.previous_hash {
                PreviousHash::Hash(hash) => Some(*hash),
                PreviousHash::One | PreviousHash::OneText => None,
            },
            index: block.index,
            transactions: block.transactions.len(),
        }
    };
    let blocks: Vec<TreeBlock> = world.seen().since(since).map(block).collect();
    let stand = |member: &Member| Stand {
        who: Who {
            address: member.address.to_string(),
            name: member.node.name().to_string(),
        },
        tip: member.node.chain().tip().hash(),
    };
    let stands: Vec<Stand> = members.iter().map(stand).collect();
    let shown = |columns: &u64| {
        let drawn = |block: &&TreeBlock| block.index + columns > longest;
        blocks.iter().filter(drawn).count() <= TREE_BLOCKS
    };
    let columns = (FEWEST_COLUMNS..=COLUMNS).rev().find(shown);
    lay_out(&blocks, &stands, columns.unwrap_or(FEWEST_COLUMNS))
}
