//! What a node does by itself: say that it is here, notice who is gone, and, when it lives by itself,
//! follow longer chains and gather transactions.
//!
//! A node listens only to nodes it has registered. Nothing is pushed from node to node: whoever
//! hears that a peer stands elsewhere asks for what it lacks, so a lost message only costs time.

use std::{cmp::Reverse, time::Duration};

use chain::{Branch, Mempool, SubmissionId, Transaction};

use crate::{
    Node,
    address::Address,
    download::check_length,
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

/// A question for transactions that is unanswered for this long is asked again.
const REPEAT_AFTER: Duration = Duration::from_millis(1500);
/// The most transactions that are fetched from one peer in a row: as many as it may have pending, and
/// as many again that came back with a reorg.
const MAX_GATHERED: usize = 2 * Mempool::MAX_PENDING;
/// The digest of no transactions.
const NOTHING_PENDING: &str = "0000000000000000";

/// A peer's pending transactions, as they are being fetched.
#[derive(Clone, Debug)]
pub(crate) struct Gathering {
    request: u32,
    skip: u32,
    /// The peer's digest when the fetching began.
    pending: String,
    asked: Time,
}

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
    /// Where this node stands, as others are told. Of what is pending where it lives by hand, they are
    /// not told.
    pub fn presence(&self) -> Presence {
        let pending = match self.mode {
            Mode::Manual => NOTHING_PENDING.to_owned(),
            Mode::Live => self.digest(),
        };
        Presence {
            name: self.name.clone(),
            rules: self.chain.rules(),
            length: self.chain.length(),
            tip: self.chain.tip().hash(),
            pending,
        }
    }

    /// Reckoned anew only after a change: it is needed with each presence heard.
    fn digest(&self) -> String {
        let reckon = || format!("{:016x}", self.mempool.digest());
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
        if due && !self.has_left() {
            self.announced = Announced {
                at: Some(self.now),
                stale: false,
            };
            let presence = Message::Present(self.presence());
            self.outputs.push_back(Output::Send(None, presence));
        }
    }

    pub(crate) fn present_to(&mut self, newcomer: &Address) {
        if !self.has_left() {
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

    fn has_left(&self) -> bool {
        let recently = |left| self.now.since(left) < PRESENT_EVERY;
        self.left.is_some_and(recently)
    }

    pub(crate) fn present(&mut self, from: &Address, presence: Presence) {
        if let Err(fault) = check_length(presence.length) {
            return self.blame(from, fault);
        }
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
        self.stop_following(Some(from));
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
        let (rules, own) = (self.chain.rules(), self.chain.length());
        let longer = self
            .peers
            .willing(self.now)
            .filter(|(_, _, presence)| presence.rules == rules && presence.length > own);
        // Those who have disappointed come last, or a few liars could keep it from everyone else.
        let leader =
            longer.min_by_key(|(_, failures, presence)| (*failures, Reverse(presence.length)));
        if let Some((address, ..)) = leader {
            self.start_download(address.clone());
        }
    }

    /// Gives up a chain that is being fetched unasked, from this peer or from any.
    pub(crate) fn stop_following(&mut self, peer: Option<&Address>) {
        if self.resolving.is_none()
            && let Some(download) = &self.download
            && peer.is_none_or(|peer| *peer == download.peer)
        {
            self.download = None;
        }
    }

    /// Makes a longer chain this node's own. False when it is not longer any more.
    pub(crate) fn adopt(&mut self, from: &Address, branch: Branch) -> bool {
        let Ok(reorg) = self.chain.adopt(branch) else {
            return false;
        };
        self.peers.trusted(from);
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
        let own = self.digest();
        self.digest = Some(own.clone());
        let (now, request) = (self.now, self.next_question());
        let Some(peer) = self.peers.get_mut(from) else {
            return;
        };
        let Some(presence) = peer.presence.as_ref().filter(|_| peer.registered) else {
            return;
        };
        let pending = &presence.pending;
        let fetched = peer.fetched.as_ref() == Some(pending);
        if pending == NOTHING_PENDING || *pending == own || fetched {
            return;
        }
        let patient = |gathering: &Gathering| now.since(gathering.asked) < REPEAT_AFTER;
        if peer.gathering.as_ref().is_some_and(patient) {
            return;
        }
        peer.gathering = Some(Gathering {
            request,
            skip: 0,
            pending: pending.clone(),
            asked: now,
        });
        self.send(from, Message::AskTransactions { request, skip: 0 });
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
        request: u32,
        items: &[(SubmissionId, String)],
        next: Option<u32>,
    ) {
        let asked = |gathering: &mut Gathering| gathering.request == request;
        let Some(gathering) = self
            .peers
            .get_mut(from)
            .and_then(|peer| peer.gathering.take_if(asked))
        else {
            return;
        };
        let reached = gathering.skip as usize + items.len();
        let texts = items.iter().map(|(id, text)| (id.clone(), text.as_str()));
        if !self.hear(from, texts) {
            return;
        }
        match next {
            Some(skip) if items.is_empty() || skip as usize != reached => {
                self.blame(from, PeerFault::BeyondQuestion);
            }
            Some(skip) if reached < MAX_GATHERED => {
                let (asked, request) = (self.now, self.next_question());
                if let Some(peer) = self.peers.get_mut(from) {
                    peer.gathering = Some(Gathering {
                        request,
                        skip,
                        asked,
                        ..gathering
                    });
                }
                self.send(from, Message::AskTransactions { request, skip });
            }
            _ => {
                // All that it had is known now; it is asked again only when it has others.
                if let Some(peer) = self.peers.get_mut(from) {
                    peer.fetched = Some(gathering.pending);
                }
            }
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
                // It may have given a known one its name, which counts for the digest.
                Ok(false) => self.digest = None,
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
