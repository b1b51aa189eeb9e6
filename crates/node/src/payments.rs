//! Payments of a signed ledger on their way to a block: submitted here, heard from others, verified, told.
//!
//! A payment is looked at twice. First at what costs nothing: whether its account has the coins, and whether its seq and fee
//! would be taken. Only then is its signature verified, and after that it is pending. So a flood of payments from
//! accounts without coins costs a look each; and one with a wrong signature costs the peer that sent it its hearing.

use std::collections::VecDeque;

use chain::{Account, Claim, Hash, Payment, Signature, SubmissionId, Transaction};

use crate::{
    Node, SignatureFault,
    address::Address,
    gossip::read_item,
    interface::{
        Activity, Answer, CommandError, FieldFault, Output, PaymentOrder, PeerFault, RequestId,
        SigningId, VerificationId,
    },
    mining::MAX_WAITING,
    pending::submission,
};

/// The most payments that were heard and wait for their signatures to be verified.
pub const MAX_UNVERIFIED: usize = 1_000;
/// The most of one peer among them. How many an account with coins can replace by others with higher fees is bounded by its
/// coins alone, and anybody can write down an account that has some.
pub const MAX_UNVERIFIED_OF_PEER: usize = 250;
/// So many of the last blocks are looked through for payments of an account that has just become this node's: should they
/// leave the chain, their owner is told what becomes of them.
const OWN_BLOCKS: u64 = 100;
/// The most that are verified at once, so that those of a person do not wait long behind them.
const PORTION: usize = 256;

/// Payments that are not pending yet.
#[derive(Default)]
pub(crate) struct Unverified {
    waiting: VecDeque<Candidate>,
    handed_out: Option<(VerificationId, Vec<Candidate>)>,
    /// What this node's owner wants to pay, and waits to be signed.
    orders: VecDeque<(RequestId, PaymentOrder)>,
    signing: Option<(SigningId, RequestId, Payment)>,
    signings: u64,
}

/// A payment whose signature is to be verified.
struct Candidate {
    source: Source,
    id: Hash,
    transaction: Transaction,
}

enum Source {
    Owner(RequestId),
    Peer(Address),
}

impl Unverified {
    /// How many of a peer wait.
    fn of_peer(&self, peer: &Address) -> usize {
        let of_peer = |candidate: &&Candidate| matches!(&candidate.source, Source::Peer(other) if other == peer);
        self.waiting.iter().filter(of_peer).count()
    }

    /// Whether it is among them.
    fn has(&self, id: &Hash) -> bool {
        let handed_out = self.handed_out.iter().flat_map(|(_, payments)| payments);
        let mut all = handed_out.chain(&self.waiting);
        all.any(|candidate| candidate.id == *id)
    }
}

impl Node {
    /// This node's account, where it needs one and its driver has given it one.
    pub fn account(&self) -> Option<Account> {
        self.account
    }

    /// Whether it waits for an account: its ledger is signed.
    pub fn needs_account(&self) -> bool {
        self.account.is_none() && self.chain.rules().is_signed()
    }

    /// The pending payments, where the ledger is signed.
    pub fn payments(&self) -> &chain::PaymentPool {
        &self.payments
    }

    pub(crate) fn set_account(&mut self, account: Account) {
        if self.account.is_none() {
            self.account = Some(account);
            self.note_own_payments(account);
            self.state_changed();
            self.mine_on();
        }
    }

    fn note_own_payments(&mut self, account: Account) {
        let sender = account.to_string();
        let length = self.chain.length();
        let last = (length.saturating_sub(OWN_BLOCKS) + 1..=length)
            .filter_map(|index| self.chain.get(index));
        for payment in last.flat_map(|link| &link.block().transactions) {
            if payment.sender == sender {
                self.payments.note_own(payment.id());
            }
        }
    }

    /// What waits for an account waits in vain.
    pub(crate) fn no_account(&mut self, reason: SignatureFault) {
        if self.needs_account() {
            self.stop_mining(CommandError::Unverified(reason));
        }
    }

    /// Takes a payment that was signed elsewhere. It is answered when its signature is verified.
    pub(crate) fn submit_signed(&mut self, request: RequestId, transaction: Transaction) {
        if transaction.payment().is_none() {
            return self.answer(request, Err(CommandError::NotSigned));
        }
        if self.unverified.waiting.len() >= 2 * MAX_UNVERIFIED {
            return self.answer(request, Err(CommandError::TooManyWaiting));
        }
        if self.light.is_some() {
            // It can't tell whether it holds, and others do.
            return self.submit_lightly(request, transaction);
        }
        if let Err(error) = self.payments.check(self.chain.ledger(), &transaction) {
            return self.answer(request, Err(error.into()));
        }
        let id = transaction.id();
        if self.payments.is_verified(&id) {
            return self.submit(request, transaction);
        }
        self.unverified.waiting.push_front(Candidate {
            source: Source::Owner(request),
            id,
            transaction,
        });
    }

    /// Signs and submits a payment. It is answered when it is signed.
    pub(crate) fn pay(&mut self, request: RequestId, order: PaymentOrder) {
        match self.check_order(&order) {
            Err(error) => self.answer(request, Err(error)),
            Ok(()) => self.unverified.orders.push_back((request, order)),
        }
        self.sign_on();
    }

    fn check_order(&self, order: &PaymentOrder) -> Result<(), CommandError> {
        let bounds = |field, least: u64, coins: u64| match coins {
            _ if (least..=Payment::MAX_COINS).contains(&coins) => Ok(()),
            _ => Err(CommandError::Field {
                field,
                reason: FieldFault::Coins { least },
            }),
        };
        if !self.chain.rules().is_signed() {
            return Err(CommandError::OpenLedger);
        }
        if self.account.is_none() {
            return Err(CommandError::NoAccount);
        }
        bounds("amount", 1, order.amount)?;
        bounds("fee", 0, order.fee)?;
        bounds("seq", 0, order.seq.unwrap_or(0))?;
        match self.unverified.orders.len() >= MAX_WAITING {
            true => Err(CommandError::TooManyWaiting),
            false => Ok(()),
        }
    }

    /// Has the next payment signed, one after the other, so that each has the seq behind the one before.
    fn sign_on(&mut self) {
        while self.unverified.signing.is_none()
            && let Some((request, order)) = self.unverified.orders.pop_front()
        {
            let Some(sender) = self.account else {
                self.answer(request, Err(CommandError::NoAccount));
                continue;
            };
            let ledger = self.chain.ledger();
            let payment = Payment {
                sender,
                recipient: order.recipient,
                amount: order.amount,
                fee: order.fee,
                seq: order
                    .seq
                    .or_else(|| self.next_light_seq())
                    .unwrap_or_else(|| self.payments.next_seq(ledger, &sender)),
            };
            // What would not be taken is not signed: a signature is an order that others can keep.
            let unsigned = payment.signed(Signature::from_bytes([0; 64]));
            let is_light = self.light.is_some();
            if !is_light && let Err(error) = self.payments.check(ledger, &unsigned) {
                self.answer(request, Err(error.into()));
                continue;
            }
            self.unverified.signings += 1;
            let name = SigningId(self.unverified.signings);
            self.unverified.signing = Some((name, request, payment));
            let genesis = self.genesis();
            self.outputs.push_back(Output::Sign(name, genesis, payment));
        }
    }

    /// A payment of this node's was signed, or could not be.
    pub(crate) fn signed(&mut self, name: SigningId, signature: Result<Signature, SignatureFault>) {
        let is_it = |signing: &mut (SigningId, RequestId, Payment)| signing.0 == name;
        let Some((_, request, payment)) = self.unverified.signing.take_if(is_it) else {
            return;
        };
        match signature {
            Ok(signature) => {
                let transaction = payment.signed(signature);
                if self.light.is_some() {
                    self.submit_lightly(request, transaction);
                    return self.sign_on();
                }
                self.payments.note_verified(transaction.id());
                self.submit(request, transaction);
            }
            Err(reason) => self.answer(request, Err(CommandError::Unverified(reason))),
        }
        self.sign_on();
    }

    /// Makes a payment of this node's owner pending.
    fn submit(&mut self, request: RequestId, transaction: Transaction) {
        let id = transaction.id();
        let told = transaction.clone();
        let added = self.payments.add(self.chain.ledger(), transaction, true);
        if let Err(error) = added {
            return self.answer(request, Err(error.into()));
        }
        self.untouched = false;
        self.acted = true;
        self.state_changed();
        self.spread(submission(&told), &told);
        let answer = Answer::Submitted {
            block: self.chain.length() + 1,
            id: Some(id),
        };
        self.answer(request, Ok(answer));
        self.tell_dropped();
    }

    /// Takes over payments pending elsewhere, as soon as they are verified. False when they were not all looked at.
    pub(crate) fn hear_payments<'a>(
        &mut self,
        from: &Address,
        items: impl IntoIterator<Item = (SubmissionId, &'a str)>,
    ) -> bool {
        if self.light.is_some() {
            return true;
        }
        for (id, text) in items {
            let transaction = match read_item(&id, text, self.chain.rules().format()) {
                Ok(transaction) => transaction,
                Err(fault) => {
                    self.blame(from, fault);
                    return false;
                }
            };
            // What would not be taken is no fault: the other's chain may be another.
            if self
                .payments
                .check(self.chain.ledger(), &transaction)
                .is_err()
            {
                continue;
            }
            let id = transaction.id();
            if self.payments.is_verified(&id) {
                self.take_in(transaction);
            } else if !self.unverified.has(&id) {
                if self.unverified.waiting.len() >= MAX_UNVERIFIED
                    || self.unverified.of_peer(from) >= MAX_UNVERIFIED_OF_PEER
                {
                    return false;
                }
                self.unverified.waiting.push_back(Candidate {
                    source: Source::Peer(from.clone()),
                    id,
                    transaction,
                });
            }
        }
        true
    }

    fn take_in(&mut self, transaction: Transaction) {
        let added = self.payments.add(self.chain.ledger(), transaction, false);
        // The chain may have changed since it was looked at.
        if added.is_ok() {
            self.untouched = false;
            self.state_changed();
            self.tell_dropped();
        }
    }

    /// Hands out the next payments that were heard.
    pub(crate) fn verify_heard(&mut self) {
        if self.unverified.handed_out.is_some() || self.unverified.waiting.is_empty() {
            return;
        }
        let some = self.unverified.waiting.len().min(PORTION);
        let payments: Vec<_> = self.unverified.waiting.drain(..some).collect();
        let claims = payments.iter();
        let claims = claims.filter_map(|candidate| Claim::of_pending(&candidate.transaction));
        let claims = claims.collect();
        let name = self.next_verification();
        self.unverified.handed_out = Some((name, payments));
        self.hand_out(name, claims);
    }

    /// The signatures of payments were verified, or could not be.
    pub(crate) fn payments_verified(
        &mut self,
        name: VerificationId,
        are_true: Result<&[bool], SignatureFault>,
    ) {
        let is_it = |handed_out: &mut (VerificationId, Vec<Candidate>)| handed_out.0 == name;
        let Some((_, payments)) = self.unverified.handed_out.take_if(is_it) else {
            return;
        };
        for (place, candidate) in payments.into_iter().enumerate() {
            let is_true = match &are_true {
                Ok(are_true) => Ok(are_true.get(place).copied().unwrap_or_default()),
                Err(reason) => Err(reason.clone()),
            };
            if is_true == Ok(true) {
                self.payments.note_verified(candidate.id);
            }
            match (candidate.source, is_true) {
                (Source::Owner(request), Ok(true)) => self.submit(request, candidate.transaction),
                (Source::Owner(request), Ok(false)) => {
                    self.answer(request, Err(CommandError::WrongSignature));
                }
                (Source::Owner(request), Err(reason)) => {
                    self.answer(request, Err(CommandError::Unverified(reason)));
                }
                (Source::Peer(_), Ok(true)) => self.take_in(candidate.transaction),
                (Source::Peer(peer), Ok(false)) => {
                    self.blame(&peer, PeerFault::WrongSignature);
                    // Nothing else of it is worth the time.
                    let others = |candidate: &Candidate| !matches!(&candidate.source, Source::Peer(other) if *other == peer);
                    self.unverified.waiting.retain(others);
                }
                (Source::Peer(_), Err(_)) => {}
            }
        }
        self.verify_heard();
    }

    /// Tells this node's owner which of their payments will not come on the chain.
    pub(crate) fn tell_dropped(&mut self) {
        while let Some(dropped) = self.payments.next_dropped() {
            self.state_changed();
            if let Some((payment, _)) = dropped.transaction.payment().filter(|_| dropped.own) {
                let reason = dropped.reason;
                self.record(Activity::PaymentDropped { payment, reason });
            }
        }
    }
}
