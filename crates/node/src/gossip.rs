//! How transactions spread among nodes in live mode.
//!
//! A new one is told to everyone once: at once where none was told just before, else with the others that
//! come in meanwhile, in bundles, when the room next hears where this node stands. So thousands that are
//! submitted in one go are a few messages, and not a flood. What gets lost on the way is found by asking:
//! each presence carries a digest of what is pending, and a node that lacks some asks for them, page by page.

use std::time::Duration;

use chain::{Format, Mempool, SubmissionId, Transaction};

use crate::{
    Node,
    address::Address,
    interface::{Mode, Output, PeerFault},
    living::NOTHING_PENDING,
    time::Time,
    wire::{FULL_PIECE_BYTES, MAX_ITEMS, MAX_TRANSACTION_BYTES, Message, UNASKED},
};

/// A question for transactions that is unanswered for this long is asked again.
const REPEAT_AFTER: Duration = Duration::from_millis(1500);
/// The most transactions that are fetched from one peer in a row: as many as it may have pending, and
/// as many again that came back with a reorg.
const MAX_GATHERED: usize = 2 * Mempool::MAX_PENDING;
/// A peer's pending transactions, as they are being fetched.
#[derive(Clone, Debug)]
pub(crate) struct Gathering {
    request: u32,
    skip: u32,
    /// The peer's digest when the fetching began.
    pending: String,
    asked: Time,
}

impl Node {
    /// Asks a peer for its pending transactions when they are not the ones known here. A light node keeps none.
    pub(crate) fn gather_from(&mut self, from: &Address) {
        if self.mode != Mode::Live || self.joining_due().is_some() || self.light.is_some() {
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

    /// In live mode, the room is to be told of a transaction submitted here.
    pub(crate) fn spread(&mut self, id: SubmissionId, transaction: &Transaction) {
        if self.mode == Mode::Live {
            self.untold.push((id, transaction.canonical()));
        }
    }

    /// Tells the room of all that was submitted here since it was last told.
    pub(crate) fn tell_submissions(&mut self) {
        let mut untold = std::mem::take(&mut self.untold);
        while !untold.is_empty() {
            let mut bytes = 0;
            let fits = |(_, text): &&(SubmissionId, String)| {
                let room = bytes < FULL_PIECE_BYTES;
                bytes += text.len();
                room
            };
            let count = untold.iter().take(MAX_ITEMS).take_while(fits).count();
            let rest = untold.split_off(count);
            let mut items = std::mem::replace(&mut untold, rest);
            let message = match items.pop() {
                Some((id, transaction)) if items.is_empty() => {
                    Message::Submitted { id, transaction }
                }
                last => {
                    items.extend(last);
                    Message::Transactions {
                        request: UNASKED,
                        items,
                        next: None,
                    }
                }
            };
            self.outputs.push_back(Output::Send(None, message));
        }
    }

    pub(crate) fn submission_heard(&mut self, from: &Address, id: SubmissionId, text: &str) {
        self.hear(from, [(id, text)]);
    }

    /// Whether a peer was asked for pending transactions under this name.
    pub(crate) fn gathers(&self, from: &Address, request: u32) -> bool {
        let gathering = self
            .peers
            .get(from)
            .and_then(|peer| peer.gathering.as_ref());
        gathering.is_some_and(|gathering| gathering.request == request)
    }

    /// An answer to a question for pending transactions, or a bundle that was just submitted.
    pub(crate) fn transactions_arrived(
        &mut self,
        from: &Address,
        request: u32,
        items: &[(SubmissionId, String)],
        next: Option<u32>,
    ) {
        let texts = items.iter().map(|(id, text)| (id.clone(), text.as_str()));
        if request == UNASKED {
            self.hear(from, texts);
            return;
        }
        let asked = |gathering: &mut Gathering| gathering.request == request;
        let Some(gathering) = self
            .peers
            .get_mut(from)
            .and_then(|peer| peer.gathering.take_if(asked))
        else {
            return;
        };
        let reached = gathering.skip as usize + items.len();
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
        // What a newcomer hears before it knows the rules of the room does not decide them.
        let follows = self.mode == Mode::Live && self.joining_due().is_none();
        if !follows || !self.peers.listens_to(from) {
            return false;
        }
        if self.chain.rules().is_signed() {
            return self.hear_payments(from, items);
        }
        for (id, text) in items {
            let transaction = match read_item(&id, text, self.chain.rules().format()) {
                Ok(transaction) => transaction,
                Err(fault) => {
                    self.blame(from, fault);
                    return false;
                }
            };
            match self.mempool.hear(from.as_str(), id, transaction) {
                Ok(true) => {
                    self.untouched = false;
                    self.state_changed();
                }
                // It may have given a known one its name, which counts for the digest.
                Ok(false) => self.digest = None,
                // A full mempool takes no more of one who has as much in it as anybody.
                Err(_) => return false,
            }
        }
        true
    }
}

pub(crate) fn read_item(
    id: &SubmissionId,
    text: &str,
    format: Format,
) -> Result<Transaction, PeerFault> {
    if text.len() > MAX_TRANSACTION_BYTES || id.origin.len() > Address::MAX_BYTES {
        return Err(PeerFault::TooLarge);
    }
    let transaction = Transaction::parse(text, format).map_err(PeerFault::Malformed)?;
    if transaction.is_reward() {
        return Err(PeerFault::PendingReward);
    }
    Ok(transaction)
}
