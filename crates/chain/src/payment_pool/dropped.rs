//! What the pool dropped, kept until somebody asks, so that owners can be told.

use std::collections::VecDeque;
use std::fmt;

use super::PaymentPool;
use crate::transaction::Transaction;

/// A payment that is pending no more, and not because it came on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The payment.
    pub transaction: Transaction,
    /// Whether it was one's own.
    pub own: bool,
    /// Why.
    pub reason: DropReason,
}

/// Why a payment was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// Another payment of the same account and seq is on the chain: this one lost a double spend.
    Spent,
    /// The chain has changed, and the account's coins don't suffice any more.
    Funds,
    /// Another payment of the same account and seq with a higher fee is pending.
    Replaced,
    /// The pool is full, and all others come on the chain before it.
    Crowded,
    /// The chain has changed, and too many of the account's payments would have to come on it before.
    TooFar,
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            DropReason::Spent => "another payment with the same seq is on the chain",
            DropReason::Funds => "the account has too few coins for it since the chain changed",
            DropReason::Replaced => "another payment with the same seq and a higher fee is pending",
            DropReason::Crowded => "too many payments with higher fees are pending",
            DropReason::TooFar => "its seq is too far ahead since the chain changed",
        })
    }
}

/// What was dropped, in order. One's own are bounded apart from others', so that nobody can make their news be forgotten.
#[derive(Clone, Debug, Default)]
pub(super) struct Drops {
    own: VecDeque<(u64, Dropped)>,
    others: VecDeque<(u64, Dropped)>,
    last: u64,
}

impl Drops {
    pub(super) fn push(&mut self, dropped: Dropped) {
        let queue = match dropped.own {
            true => &mut self.own,
            false => &mut self.others,
        };
        if queue.len() >= PaymentPool::MAX_PENDING {
            queue.pop_front();
        }
        self.last += 1;
        queue.push_back((self.last, dropped));
    }

    pub(super) fn next(&mut self) -> Option<Dropped> {
        let number = |queue: &VecDeque<(u64, Dropped)>| queue.front().map_or(u64::MAX, |(n, _)| *n);
        let first = match number(&self.own) < number(&self.others) {
            true => &mut self.own,
            false => &mut self.others,
        };
        first.pop_front().map(|(_, dropped)| dropped)
    }
}
