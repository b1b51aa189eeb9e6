//! What a node does without being asked: say that it is here, notice who is gone, and, in live mode,
//! follow longer chains.
//!
//! A node listens only to nodes it has registered. Nothing is pushed from node to node: a node
//! that hears of a peer's other chain asks for what it lacks, so a lost message only costs time.

use std::time::Duration;

use chain::ChainWeight;

use crate::{
    Node,
    address::Address,
    download::check_claim,
    interface::{Activity, Mode, Output},
    time::Time,
    wire::{Message, Presence},
};

/// How often a node says that it is here.
pub const PRESENT_EVERY: Duration = Duration::from_secs(2);
/// How soon after that it says so again when something has changed.
const CHANGED_AFTER: Duration = Duration::from_millis(100);
/// The digest of no transactions.
pub(crate) const NOTHING_PENDING: &str = "0000000000000000";

/// When the room was last told where this node stands, and whether that is still true.
pub(crate) struct Announced {
    at: Option<Time>,
    stale: bool,
}

impl Announced {
    pub fn never() -> Self {
        Self {
            at: None,
            stale: true,
        }
    }
}

impl Node {
    /// Where this node stands, as others are told. In manual mode they are not told what is pending.
    pub fn presence(&self) -> Presence {
        let pending = match self.mode {
            Mode::Manual => NOTHING_PENDING.to_owned(),
            Mode::Live => self.digest(),
        };
        Presence {
            name: self.name.clone(),
            rules: self.chain.rules(),
            weight: self.chain.weight(),
            tip: self.chain.tip().hash(),
            pending,
            account: self.account.filter(|_| self.chain.rules().is_signed()),
            light: self.light.is_some(),
            clock: self.now.as_micros() / 1000,
        }
    }

    /// Computed again only after a change, as each presence that is heard is compared with it.
    pub(crate) fn digest(&self) -> String {
        let reckon = || format!("{:016x}", self.pending_digest());
        self.digest.clone().unwrap_or_else(reckon)
    }

    pub(crate) fn state_changed(&mut self) {
        self.digest = None;
        self.announced.stale = true;
    }

    pub(crate) fn tip_changed(&mut self) {
        self.state_changed();
        self.restart_job();
    }

    pub(crate) fn announce_in_time(&mut self) {
        let due = self.announced.at.is_none_or(|at| {
            let passed = self.now.since(at);
            passed >= PRESENT_EVERY || (self.announced.stale && passed >= CHANGED_AFTER)
        });
        if due && !self.has_left() && !self.is_quiet() {
            // First, so that a peer that hears where this node stands knows them.
            self.tell_submissions();
            self.announced = Announced {
                at: Some(self.now),
                stale: false,
            };
            let presence = Message::Present(self.presence());
            self.outputs.push_back(Output::Send(None, presence));
        }
    }

    /// When the room is told next where this node stands; a newcomer first listens.
    pub(crate) fn next_announcement(&self) -> Time {
        if let Some(due) = self.joining_due().filter(|_| self.is_quiet()) {
            return due;
        }
        let span = if self.announced.stale {
            CHANGED_AFTER
        } else {
            PRESENT_EVERY
        };
        let due = self.announced.at.map_or(self.now, |at| at + span);
        let quiet_until = self.left.map(|left| left + PRESENT_EVERY);
        quiet_until.map_or(due, |quiet| due.max(quiet))
    }

    pub(crate) fn present_to(&mut self, newcomer: &Address) {
        if !self.has_left() && !self.is_quiet() {
            let presence = Message::Present(self.presence());
            self.send(newcomer, presence);
        }
    }

    /// Says goodbye, and is quiet then for long enough to be gone; otherwise its own next word would
    /// bring it back. A page that is shown again after all is heard again.
    pub(crate) fn leave(&mut self) {
        self.left = Some(self.now);
        self.outputs.push_back(Output::Send(None, Message::Leave));
    }

    /// Whether it has said goodbye and has not [come back](Node::come_back) since.
    pub fn has_said_goodbye(&self) -> bool {
        self.left.is_some()
    }

    /// A node that said goodbye is here again, and asks at once who else is.
    pub fn come_back(&mut self) {
        self.left = None;
        self.state_changed();
        self.outputs.push_back(Output::Send(None, Message::Seek));
    }

    fn has_left(&self) -> bool {
        let recently = |left| self.now.since(left) < PRESENT_EVERY;
        self.left.is_some_and(recently)
    }

    pub(crate) fn present(&mut self, from: &Address, presence: Presence) {
        if let Err(fault) = check_claim(presence.rules, presence.weight) {
            return self.blame(from, fault);
        }
        let clock = presence.clock;
        if self
            .peers
            .heard(self.now, from, presence, self.auto_register)
        {
            self.record(Activity::PeerJoined(from.clone()));
        }
        self.compare_clock(from, clock);
        self.note_stand(from);
        self.listen();
        self.gather_from(from);
    }

    pub(crate) fn peer_left(&mut self, from: &Address) {
        if self.stop_following(Some(from)) {
            self.peers.disappointed(self.now, from);
        }
        if let Some(name) = self.peers.left(self.now, from) {
            self.record(Activity::PeerLeft(from.clone(), name));
        }
    }

    pub(crate) fn expire_peers(&mut self) {
        for (address, name) in self.peers.expire(self.now) {
            self.record(Activity::PeerLeft(address, name));
        }
    }

    /// Follows the longest chain that a registered node stands at; a light node follows its headers, elsewhere.
    pub(crate) fn follow_longest(&mut self) {
        let follows =
            self.mode == Mode::Live && self.joining_due().is_none() && self.light.is_none();
        if self.resolving.is_none() && self.adopting.is_none() && follows {
            // A chain that was adopted meanwhile may have taken the block away from which another is to grow.
            self.keep_downloads(|download, chain| !download.is_stale(chain));
            self.fetch_heavier();
        }
    }

    /// Which registered nodes stand at a heavier chain, and may be asked for it unasked.
    pub(crate) fn heavier(&self) -> Vec<(Address, ChainWeight)> {
        let (rules, own) = (self.chain.rules(), self.chain.weight());
        let heavier = self.peers.willing(self.now).filter(|(_, presence)| {
            presence.rules == rules && presence.weight > own && !presence.light
        });
        heavier
            .map(|(address, presence)| (address.clone(), presence.weight))
            .collect()
    }

    /// Gives up the chains that are being fetched unasked, from this peer or from any. True if there was one.
    pub(crate) fn stop_following(&mut self, peer: Option<&Address>) -> bool {
        let before = self.downloads.len();
        if self.resolving.is_none() {
            self.keep_downloads(|download, _| peer.is_some_and(|peer| *peer != download.peer));
        }
        self.downloads.len() < before
    }
}
