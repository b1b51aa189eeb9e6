//! What a node does by itself: say that it is here, notice who is gone, and, when it lives by itself,
//! follow longer chains and gather transactions.
//!
//! A node listens only to nodes it has registered. Nothing is pushed from node to node: whoever
//! hears that a peer stands elsewhere asks for what it lacks, so a lost message only costs time.

use std::time::Duration;

use chain::{Branch, SubmissionId, Transaction};

use crate::{
    Node,
    address::Address,
    interface::{Mode, Notice, Output, PeerFault},
    time::Time,
    wire::{MAX_TRANSACTION_BYTES, Message, Presence},
};

/// How often a node says that it is here.
pub const PRESENT_EVERY: Duration = Duration::from_secs(2);
/// How soon after that it says so again when something has changed.
const CHANGED_AFTER: Duration = Duration::from_millis(100);
/// How long after its start a node takes over the rules of the room it finds.
pub const JOINING: Duration = Duration::from_secs(5);

/// When the room was last told where this node stands, and whether that is still true.
pub(crate) struct Announced {
    at: Time,
    stale: bool,
}

impl Announced {
    pub fn never() -> Self {
        Self {
            at: Time::default(),
            stale: true,
        }
    }
}

impl Node {
    /// Where this node stands, as others are told.
    pub fn presence(&self) -> Presence {
        Presence {
            name: self.name.clone(),
            rules: self.chain.rules(),
            length: self.chain.length(),
            tip: self.chain.tip().hash(),
            pending: format!("{:016x}", self.mempool.digest()),
        }
    }

    pub(crate) fn state_changed(&mut self) {
        self.announced.stale = true;
    }

    pub(crate) fn tip_changed(&mut self) {
        self.state_changed();
        self.restart_job();
    }

    pub(crate) fn announce_in_time(&mut self) {
        let passed = self.now.since(self.announced.at);
        if passed >= PRESENT_EVERY || (self.announced.stale && passed >= CHANGED_AFTER) {
            self.announced = Announced {
                at: self.now,
                stale: false,
            };
            let presence = Message::Present(self.presence());
            self.outputs.push_back(Output::Send(None, presence));
        }
    }

    pub(crate) fn present(&mut self, from: &Address, presence: Presence) {
        if self
            .peers
            .heard(self.now, from, presence, self.auto_register)
        {
            self.notice(Notice::PeerJoined(from.clone()));
        }
        self.join_rules(from);
        self.gather_from(from);
    }

    pub(crate) fn farewell(&mut self, from: &Address) {
        if self.peers.left(from) {
            self.notice(Notice::PeerLeft(from.clone()));
        }
    }

    pub(crate) fn expire_peers(&mut self) {
        for address in self.peers.expire(self.now) {
            self.notice(Notice::PeerLeft(address));
        }
    }

    /// A newcomer that nobody has used yet plays by the rules of the room.
    fn join_rules(&mut self, from: &Address) {
        let Some(presence) = self.peers.get(from).and_then(|peer| peer.presence.as_ref()) else {
            return;
        };
        if !self.untouched || self.now.since(self.started) >= JOINING {
            return;
        }
        let rules = presence.rules;
        if rules != self.chain.rules() {
            self.untouched = false;
            self.restart_with(rules);
            self.notice(Notice::RulesJoined(rules));
        } else if presence.length > 1 {
            // One that has no blocks yet may be a newcomer too, and does not speak for the room.
            self.untouched = false;
        }
    }

    /// Follows the longest chain that a registered node stands at.
    pub(crate) fn follow_longest(&mut self) {
        if self.mode != Mode::Live || self.download.is_some() || self.resolving.is_some() {
            return;
        }
        let rules = self.chain.rules();
        let mut longest = self.chain.length();
        let mut leader = None;
        for (address, presence) in self.peers.willing(self.now) {
            if presence.rules == rules && presence.length > longest {
                longest = presence.length;
                leader = Some(address.clone());
            }
        }
        if let Some(address) = leader {
            self.start_download(address);
        }
    }

    /// Makes a longer chain this node's own. False when it is not longer any more.
    pub(crate) fn adopt(&mut self, from: &Address, branch: Branch) -> bool {
        let Ok(reorg) = self.chain.adopt(branch) else {
            return false;
        };
        let returned = self.mempool.reorganise(&reorg.orphaned, &reorg.adopted);
        self.untouched = false;
        self.notice(Notice::Reorg {
            from: from.clone(),
            orphaned: reorg.orphaned.len(),
            adopted: reorg.adopted.len(),
            returned,
        });
        self.tip_changed();
        true
    }

    /// Asks a peer for its pending transactions when they are not the ones known here.
    fn gather_from(&mut self, from: &Address) {
        if self.mode != Mode::Live {
            return;
        }
        let own = format!("{:016x}", self.mempool.digest());
        let Some(peer) = self.peers.get_mut(from) else {
            return;
        };
        let Some(presence) = peer.presence.as_ref().filter(|_| peer.registered) else {
            return;
        };
        let nothing = presence.pending.bytes().all(|digit| digit == b'0');
        if nothing || presence.pending == own || peer.fetched.as_ref() == Some(&presence.pending) {
            return;
        }
        self.send(from, Message::AskTransactions { skip: 0 });
    }

    /// Tells the room of a transaction submitted here, when it lives by itself.
    pub(crate) fn spread(&mut self, id: SubmissionId, transaction: &Transaction) {
        if self.mode == Mode::Live {
            let transaction = transaction.canonical();
            let message = Message::Submitted { id, transaction };
            self.outputs.push_back(Output::Send(None, message));
        }
    }

    pub(crate) fn submission_heard(&mut self, from: &Address, id: SubmissionId, text: &str) {
        self.hear(from, [(id, text)]);
    }

    /// An answer to a question for pending transactions.
    pub(crate) fn transactions_arrived(
        &mut self,
        from: &Address,
        items: &[(SubmissionId, String)],
        next: Option<u32>,
    ) {
        let items = items.iter().map(|(id, text)| (id.clone(), text.as_str()));
        if !self.hear(from, items) {
            return;
        }
        if let Some(skip) = next {
            self.send(from, Message::AskTransactions { skip });
        } else if let Some(peer) = self.peers.get_mut(from) {
            // All that it has is known now; it is asked again only when it has others.
            peer.fetched = peer.presence.as_ref().map(|p| p.pending.clone());
        }
    }

    /// Takes over transactions pending elsewhere. False when they were not all taken.
    fn hear<'a>(
        &mut self,
        from: &Address,
        items: impl IntoIterator<Item = (SubmissionId, &'a str)>,
    ) -> bool {
        if self.mode != Mode::Live || !self.peers.listens_to(from) {
            return false;
        }
        for (id, text) in items {
            let transaction = match read_item(&id, text) {
                Ok(transaction) => transaction,
                Err(fault) => {
                    self.blame(from, fault);
                    return false;
                }
            };
            match self.mempool.hear(id, transaction) {
                Ok(true) => {
                    self.untouched = false;
                    self.state_changed();
                }
                Ok(false) => {}
                // A full mempool takes nothing more until a block empties it.
                Err(_) => return false,
            }
        }
        true
    }
}

fn read_item(id: &SubmissionId, text: &str) -> Result<Transaction, PeerFault> {
    if text.len() > MAX_TRANSACTION_BYTES || id.origin.len() > Address::MAX_BYTES {
        return Err(PeerFault::TooLarge);
    }
    let transaction =
        Transaction::parse(text).map_err(|error| PeerFault::Unreadable(error.to_string()))?;
    if transaction.is_reward() {
        return Err(PeerFault::Unreadable(
            "a reward is no pending transaction".to_owned(),
        ));
    }
    Ok(transaction)
}
