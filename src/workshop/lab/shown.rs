//! What the lab's view shows of its world.

use std::sync::Arc;

use chain::{Link, PreviousHash, Transaction};
use node::{Answer, CommandError, PeerOutcome};

use super::{
    news::Story,
    wires::Site,
    world::{HASHES_PER_SECOND, Place, World, pairs},
};
use crate::workshop::{
    forks::{
        COLUMNS,
        layout::{Layout, Stand, TreeBlock, lay_out},
    },
    network::picture::{Knot, Picture, Wire},
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
    let card = |(site, place): (Site, &Place)| {
        let node = &place.node;
        let search = place.search.as_ref();
        Card {
            site,
            name: node.name().to_string(),
            address: place.address.to_string(),
            length: node.chain().length(),
            rows: rows(place),
            pending: node.mempool().pending().take(PENDING).cloned().collect(),
            pending_total: node.mempool().len(),
            mining: search.is_some(),
            power: search.map_or(0, |_| HASHES_PER_SECOND / miners.max(1)),
            tried: search.map_or(0, |(_, search)| search.tried()),
            keep: place.keep,
            resolving: node.is_resolving(),
            others: others(world, site),
            said: place
                .answer
                .as_ref()
                .map(|(serial, answer)| (*serial, said(answer))),
            reorg: reorg(world, site),
        }
    };
    world.places.iter().enumerate().map(card).collect()
}

fn rows(place: &Place) -> Vec<Row> {
    let chain = place.node.chain();
    let shown = chain.links().rev().take(ROWS as usize);
    let mut rows: Vec<Row> = shown
        .map(|link| Row {
            link: link.clone(),
            orphaned: false,
        })
        .collect();
    let oldest = chain.length().saturating_sub(GHOST_DEPTH);
    let ghosts = place.ghosts.iter().rev().filter(|ghost| {
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
    world.news().rev().find_map(|news| match news.story {
        Story::Reorg {
            site: at,
            orphaned,
            returned,
            ..
        } if at == site && orphaned > 0 => Some(Reorg { orphaned, returned }),
        _ => None,
    })
}

fn others(world: &World, site: Site) -> Vec<Other> {
    let Some(node) = world.node(site) else {
        return Vec::new();
    };
    let other = |(at, place): (Site, &Place)| {
        (at != site).then(|| Other {
            site: at,
            name: place.node.name().to_string(),
            registered: node.registered().contains(&place.address),
        })
    };
    world.places.iter().enumerate().filter_map(other).collect()
}

fn said(answer: &Result<Answer, CommandError>) -> Said {
    match answer {
        Ok(Answer::Mined(link)) => Said::Mined(link.block().index),
        Ok(Answer::Submitted { block }) => Said::Submitted(*block),
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
        Ok(Answer::Branches(_) | Answer::Done) => Said::Done,
        Err(CommandError::Cancelled) => Said::Stopped,
        Err(error) => Said::Refused(error.clone()),
    }
}

/// The picture of the network, without the messages on their way.
pub fn picture(world: &World) -> Picture {
    let knot = |place: &Place| Knot {
        address: place.address.to_string(),
        name: place.node.name().to_string(),
        length: Some(place.node.chain().length()),
        tip: Some(place.node.chain().tip().hash()),
        mining: place.search.is_some(),
        second: false,
    };
    let hears = |one: Site, other: Site| {
        let heard = world.places.get(other).map(|place| &place.address);
        world
            .node(one)
            .is_some_and(|node| heard.is_some_and(|heard| node.registered().contains(heard)))
    };
    let wire = |one: Site, other: Site| Wire {
        one,
        other,
        one_hears: hears(one, other),
        other_hears: hears(other, one),
        cut: world.wires().is_cut(one, other),
    };
    Picture {
        nodes: world.places.iter().map(knot).collect(),
        links: pairs(world.count())
            .into_iter()
            .map(|(one, other)| wire(one, other))
            .collect(),
        ..Picture::default()
    }
}

/// The tree of all blocks that any node has had on its chain.
pub fn tree(world: &World) -> Layout {
    let longest = world.places.iter().map(|place| place.node.chain().length());
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
    let blocks: Vec<TreeBlock> = world.seen().since(since).iter().map(block).collect();
    let stand = |place: &Place| Stand {
        name: place.node.name().to_string(),
        tip: place.node.chain().tip().hash(),
    };
    let stands: Vec<Stand> = world.places.iter().map(stand).collect();
    let shown = |columns: &u64| {
        let drawn = |block: &&TreeBlock| block.index + columns > longest;
        blocks.iter().filter(drawn).count() <= TREE_BLOCKS
    };
    let columns = (FEWEST_COLUMNS..=COLUMNS).rev().find(shown);
    lay_out(&blocks, &stands, columns.unwrap_or(FEWEST_COLUMNS))
}
