//! What the mempool knows of all transactions with one content.

use std::collections::VecDeque;

use super::shares::{NOBODY, OWN};
use super::submission::{Submission, SubmissionId};
use crate::transaction::Transaction;

#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// While some is pending.
    pub(super) transaction: Option<Transaction>,
    /// The submissions whose ids are known, in the order of the ids, each once.
    submissions: Vec<Submission>,
    /// How many are known from blocks alone.
    pub(super) anonymous: usize,
    /// How many were submitted here.
    pub(super) own: usize,
    /// The places in the order of arrival, oldest first: as many as are pending.
    pub(super) places: VecDeque<u64>,
    /// Since when none is pending, where that is so.
    pub(super) settled: Option<Settled>,
}

/// When a content came to have nothing pending, and what it takes to remember it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    pub(super) time: u64,
    pub(super) weight: usize,
    /// 1 where some of it was submitted here, or else 0.
    pub(super) own: usize,
}

impl Content {
    /// How many submissions are known of, be they pending or on the chain.
    pub(super) fn known(&self) -> usize {
        self.submissions.len() + self.anonymous
    }

    /// How many of them are on the chain.
    pub(super) fn on_chain(&self) -> usize {
        self.known() - self.places.len()
    }

    /// How much it takes to remember it, in submissions.
    pub(super) fn weight(&self) -> usize {
        self.submissions.len().max(1)
    }

    pub(super) fn knows(&self, id: &SubmissionId) -> bool {
        self.submissions
            .binary_search_by(|known| known.id.cmp(id))
            .is_ok()
    }

    /// Adds a submission; one with a known id changes nothing.
    pub(super) fn insert(&mut self, submission: Submission) {
        if let Err(place) = self
            .submissions
            .binary_search_by(|known| known.id.cmp(&submission.id))
        {
            self.submissions.insert(place, submission);
        }
    }

    /// Whose share one more takes up that a reorg gives back.
    pub(super) fn share_of_returned(&self) -> usize {
        match self.own > self.places.len() {
            true => OWN,
            false => NOBODY,
        }
    }

    /// How many of those that were submitted here may be on the chain.
    pub(super) fn own_on_chain(&self) -> usize {
        self.own.min(self.on_chain())
    }

    /// Forgets so many that are off the chain, and not pending.
    pub(super) fn forget(&mut self, count: usize) {
        let count = count.min(self.on_chain());
        let anonymous = count.min(self.anonymous);
        self.anonymous -= anonymous;
        self.submissions.drain(..count - anonymous);
    }

    /// Forgets the pending one at a place.
    pub(super) fn evict(&mut self, place: u64) {
        let Ok(nth) = self.places.binary_search(&place) else {
            return;
        };
        let taken = self.submissions.len() - self.announced().len();
        match self.submissions.get(taken + nth) {
            Some(_) => drop(self.submissions.remove(taken + nth)),
            None => self.anonymous -= 1,
        }
        self.places.remove(nth);
    }

    /// The submissions that are pending. Which of several equal ones a block took, nobody can tell: all nodes say that
    /// it took those with the smallest ids, and so agree on those that wait.
    pub(super) fn announced(&self) -> &[Submission] {
        let taken = self.submissions.len().saturating_sub(self.places.len());
        &self.submissions[taken..]
    }
}
