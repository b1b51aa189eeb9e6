//! What is pending, whatever the room's ledger: the mempool has it where the ledger is open, the pool of payments where it is
//! signed, and the other of the two is empty.

use chain::{SubmissionId, Transaction, Waiting};

use crate::Node;

impl Node {
    /// The pending transactions in the order of their arrival.
    pub fn pending(&self) -> impl Iterator<Item = &Transaction> {
        let payments = self.payments.iter().map(|(_, payment, _)| payment);
        self.mempool.pending().chain(payments)
    }

    /// How many are pending.
    pub fn pending_count(&self) -> usize {
        self.mempool.len() + self.payments.len()
    }

    /// The pending transactions, or a light node's own payments, as they are stored, in the order of their arrival; reliable where they are
    /// [settled](Node::is_pending_settled).
    pub fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        let own = self.light.iter().flat_map(|light| light.waiting());
        self.mempool
            .waiting()
            .chain(self.payments.waiting())
            .chain(own)
    }

    /// Whether what is pending fits the chain: after a large change it follows in slices.
    pub fn is_pending_settled(&self) -> bool {
        self.mempool.is_tidy() && self.payments.is_tidy()
    }

    /// Differs from what it was before whenever others are pending than before.
    pub fn pending_revision(&self) -> (u64, usize) {
        let (mempool, payments) = (self.mempool.revision(), self.payments.revision());
        let light = self.light.as_ref().map_or((0, 0), |light| light.revision());
        (
            mempool.0 + payments.0 + light.0,
            mempool.1 + payments.1 + light.1,
        )
    }

    /// A fingerprint of what there is to tell others.
    pub(crate) fn pending_digest(&self) -> u64 {
        self.mempool.digest().wrapping_add(self.payments.digest())
    }

    /// What there is to tell others.
    pub(crate) fn announcements(&self) -> impl Iterator<Item = (SubmissionId, &Transaction)> {
        let payments = self.payments.iter();
        let payments = payments.map(|(_, payment, _)| (submission(payment), payment));
        let transactions = self.mempool.announcements();
        let transactions = transactions.map(|(id, transaction)| (id.clone(), transaction));
        transactions.chain(payments)
    }
}

/// What a payment is called where a transaction's submission is named: by its account and seq.
pub(crate) fn submission(payment: &Transaction) -> SubmissionId {
    SubmissionId {
        origin: payment.sender.clone(),
        serial: payment.signed.as_ref().map_or(0, |signed| signed.seq),
    }
}
