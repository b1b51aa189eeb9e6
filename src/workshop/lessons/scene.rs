//! What a lesson's step is judged by: the node now and when the step began, what was done and seen since, and what
//! that amounts to.

use std::{mem, rc::Rc};

use crate::workshop::learner_action::LearnerAction;
use client::{Observed, ObservedBlock, ObservedPeer};

/// The most actions that are kept of one step: more than any step asks for.
const MAX_ACTIONS: usize = 64;

/// What a step is judged by.
///
/// Some of it can be told from two looks only: a chain that grows, or two that part and are one again. So every look at
/// the node is compared with the one before.
#[derive(Debug)]
pub struct Scene {
    /// The node when the step began.
    pub before: Rc<Observed>,
    /// The node now.
    pub now: Rc<Observed>,
    /// What was done in the workshop since the step began, in order.
    pub actions: Vec<LearnerAction>,
    /// Whether a transaction was submitted since the step began.
    pub submitted: bool,
    /// Whether this node took over a chain that its own had parted from, since the step began.
    pub resolved: bool,
    /// Whether no step was done since the lesson was opened. If it is not the first one that is to be done, what the
    /// steps before it made may be gone: the page was reloaded.
    pub fresh: bool,
    /// How many blocks were mined here when the lesson was opened.
    mined: u64,
    peers: Vec<Seen>,
}

/// What was seen of a peer that says where it stands.
#[derive(Debug)]
struct Seen {
    address: String,
    /// Its tip when it was first seen in this lesson.
    first_tip: Option<String>,
    /// Whether its chain and this node's had parted then.
    parted_at_first: bool,
    /// Whether they have parted now.
    parted: bool,
    /// Whether its chain has grown since the step began.
    grown: bool,
}

/// How another node's chain is to this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    /// They are the same, or one is the beginning of the other.
    One,
    /// Each has a block that the other lacks: a fork.
    Parted,
    /// Its blocks are not known here, and it is longer, so it may be either.
    Unknown,
}

impl Scene {
    /// When a lesson is opened.
    pub fn new(now: Rc<Observed>) -> Self {
        let peers = now.peers.iter().map(|peer| Seen::new(&now, peer));
        Self {
            before: now.clone(),
            actions: Vec::new(),
            submitted: false,
            resolved: false,
            fresh: true,
            mined: now.mined,
            peers: peers.collect(),
            now,
        }
    }

    /// The next step begins here.
    pub fn begin_step(&mut self) {
        self.before = self.now.clone();
        self.actions.clear();
        self.submitted = false;
        self.resolved = false;
        self.fresh = false;
        for seen in &mut self.peers {
            seen.grown = false;
        }
    }

    /// Something was done in the workshop.
    pub fn hear(&mut self, action: LearnerAction) {
        if self.actions.len() >= MAX_ACTIONS {
            self.actions.remove(0);
        }
        self.actions.push(action);
    }

    /// Looks at the node again.
    pub fn look(&mut self, now: &Rc<Observed>) {
        if Rc::ptr_eq(now, &self.now) {
            return;
        }
        let last = mem::replace(&mut self.now, now.clone());
        // A reorg may bring transactions back to the mempool; those were submitted before.
        self.submitted |= last.tip == now.tip && now.pending > last.pending;
        let mined_here = now.mined > last.mined && last.tip != now.tip;
        let took_over = now.length > last.length && now.mined == last.mined;
        self.peers.retain(|seen| peer(now, &seen.address).is_some());
        for here in &now.peers {
            let Some(seen) = self
                .peers
                .iter_mut()
                .find(|seen| seen.address == here.address)
            else {
                self.peers.push(Seen::new(now, here));
                continue;
            };
            let there = peer(&last, &here.address);
            let last_tip = there.and_then(|there| there.tip.as_deref());
            seen.first_tip = seen.first_tip.take().or_else(|| here.tip.clone());
            seen.grown |=
                there.is_some_and(|there| there.length.is_some() && here.length > there.length);
            // It may have moved on since its chain was taken over.
            let has_its_tip = here.tip.as_deref().is_some_and(|tip| on_chain(now, tip))
                || last_tip.is_some_and(|tip| on_chain(now, tip));
            self.resolved |= seen.parted && took_over && has_its_tip;
            seen.parted = match kinship(now, here) {
                Kinship::One => false,
                Kinship::Parted => true,
                // What stood there before a block was mined here can't hold that block, and a chain that was as long
                // then is not given up for it, even if it has grown by now.
                Kinship::Unknown if mined_here && last_tip.is_some() => {
                    let as_long = there.is_some_and(|there| there.length >= Some(now.length));
                    seen.parted || here.tip.as_deref() == last_tip || as_long
                }
                Kinship::Unknown => seen.parted && !(took_over && has_its_tip),
            };
        }
    }

    /// Whether something was done that is like this.
    pub fn any(&self, action: impl Fn(&LearnerAction) -> bool) -> bool {
        self.actions.iter().any(action)
    }

    /// Whether a block was mined here since the step began, and one has come to the node's own chain that holds at
    /// least so many transactions, the reward among them.
    pub fn mined_with(&self, transactions: usize) -> bool {
        let new = |block: &ObservedBlock| {
            let mut known = self.before.blocks.iter();
            !known.any(|before| before.hash == block.hash)
        };
        let holds = |block: &ObservedBlock| block.on_chain && block.transactions >= transactions;
        self.now.mined > self.before.mined
            && self
                .now
                .blocks
                .iter()
                .any(|block| holds(block) && new(block))
    }

    /// Whether a transaction beside the reward stands on the chain, with blocks after it.
    pub fn holds_payment(&self) -> bool {
        self.now
            .blocks
            .iter()
            .any(|block| block.on_chain && block.transactions > 1 && block.index < self.now.length)
    }

    /// The nodes that have said where they stand.
    pub fn others(&self) -> impl Iterator<Item = &ObservedPeer> {
        let all = self.now.peers.iter();
        all.filter(|peer| peer.length.is_some())
    }

    /// Whether a node that was not registered when the step began is registered now, or all are.
    pub fn registered_again(&self) -> bool {
        let again = |now: &ObservedPeer| {
            now.registered && peer(&self.before, &now.address).is_some_and(|peer| !peer.registered)
        };
        self.others().any(again)
            || self.others().count() > 0 && self.others().all(|peer| peer.registered)
    }

    /// Whether another node's chain has grown since the step began, by blocks that this node did not take over.
    pub fn grown_elsewhere(&self) -> bool {
        let elsewhere = |peer: &ObservedPeer| {
            peer.tip
                .as_deref()
                .is_some_and(|tip| !on_chain(&self.now, tip))
        };
        self.seen()
            .any(|(seen, peer)| seen.grown && elsewhere(peer))
    }

    /// Whether this node's chain and that of a registered node have parted.
    pub fn forked(&self) -> bool {
        self.parted().next().is_some()
    }

    /// Whether they have parted since the lesson was opened, or both have grown since then.
    pub fn forked_now(&self) -> bool {
        self.parted().any(|(seen, peer)| {
            !seen.parted_at_first || self.now.mined > self.mined && seen.first_tip != peer.tip
        })
    }

    /// Whether a registered node has parted from this one, and its chain is the longer one.
    pub fn behind_in_fork(&self) -> bool {
        self.parted()
            .any(|(_, peer)| peer.length.is_some_and(|length| length > self.now.length))
    }

    fn parted(&self) -> impl Iterator<Item = (&Seen, &ObservedPeer)> {
        self.seen()
            .filter(|(seen, peer)| seen.parted && peer.registered)
    }

    fn seen(&self) -> impl Iterator<Item = (&Seen, &ObservedPeer)> {
        let seen = self.peers.iter();
        seen.filter_map(|seen| Some((seen, peer(&self.now, &seen.address)?)))
    }
}

impl Seen {
    fn new(node: &Observed, peer: &ObservedPeer) -> Self {
        let parted = kinship(node, peer) == Kinship::Parted;
        Self {
            address: peer.address.clone(),
            first_tip: peer.tip.clone(),
            parted_at_first: parted,
            parted,
            grown: false,
        }
    }
}

fn peer<'a>(node: &'a Observed, address: &str) -> Option<&'a ObservedPeer> {
    node.peers.iter().find(|peer| peer.address == address)
}

fn on_chain(node: &Observed, hash: &str) -> bool {
    let mut blocks = node.blocks.iter();
    blocks.any(|block| block.on_chain && block.hash == hash)
}

/// As far as the blocks that the node has seen tell it.
fn kinship(node: &Observed, peer: &ObservedPeer) -> Kinship {
    let (Some(tip), Some(length)) = (&peer.tip, peer.length) else {
        return Kinship::Unknown;
    };
    let known = |hash: &str| node.blocks.iter().find(|block| block.hash == hash);
    // Down its branch, as far as that was seen, to where this node's chain begins.
    let mut block = known(tip);
    while let Some(here) = block {
        if here.on_chain {
            return if here.hash == *tip || here.hash == node.tip {
                Kinship::One
            } else {
                Kinship::Parted
            };
        }
        block = known(&here.previous_hash);
    }
    let own = |block: &ObservedBlock| block.on_chain && block.index == length;
    if node.blocks.iter().any(own) {
        Kinship::Parted
    } else {
        Kinship::Unknown
    }
}
