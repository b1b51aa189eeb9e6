//! One account's pending payments, in the order of seq, and what they are worth to a miner.

use crate::payment::Payment;

/// One account's pending payments.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    /// In the order of seq, each seq once. They are few: at most `MAX_AHEAD` + 1 once the pool is tidy.
    slots: Vec<Slot>,
    /// How many payments of the account are set aside, because another of their seq is on the chain.
    pub(super) aside: usize,
    /// Under which the last of them, and the first, if it is the account's next one, are ranked among all accounts'.
    pub(super) ranks: [Option<Rank>; 2],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) seq: u64,
    pub(super) place: u64,
    pub(super) fee: u64,
    cost: u64,
}

/// How soon a payment comes into a block, compared with others; the lowest comes last, and is the first to be evicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// One's own are evicted last, though they come into no block sooner.
    pub(super) own: bool,
    /// See [`Queue::worth`].
    pub(super) worth: u64,
    /// Grows with age: what came first goes last.
    age: u64,
}

impl Rank {
    pub(super) fn new(own: bool, worth: u64, place: u64) -> Rank {
        Rank {
            own,
            worth,
            age: u64::MAX - place,
        }
    }

    /// The payment's place.
    pub(super) fn place(&self) -> u64 {
        u64::MAX - self.age
    }
}

/// What a payment costs its sender.
pub(super) fn cost(payment: &Payment) -> u64 {
    payment.amount.saturating_add(payment.fee)
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(super) fn first(&self) -> Option<&Slot> {
        self.slots.first()
    }

    pub(super) fn last(&self) -> Option<&Slot> {
        self.slots.last()
    }

    fn find(&self, seq: u64) -> Result<usize, usize> {
        self.slots.binary_search_by_key(&seq, |slot| slot.seq)
    }

    pub(super) fn get(&self, seq: u64) -> Option<&Slot> {
        self.slots.get(self.find(seq).ok()?)
    }

    /// Adds a payment in its place, which is free.
    pub(super) fn insert(&mut self, payment: &Payment, place: u64) {
        let slot = Slot {
            seq: payment.seq,
            place,
            fee: payment.fee,
            cost: cost(payment),
        };
        if let Err(at) = self.find(payment.seq) {
            self.slots.insert(at, slot);
        }
    }

    pub(super) fn remove(&mut self, seq: u64) {
        if let Ok(at) = self.find(seq) {
            self.slots.remove(at);
        }
    }

    /// What those with a seq from `next` to `last` cost. What is before `next` is on the chain, or void.
    pub(super) fn cost(&self, next: u64, last: u64) -> u64 {
        let counted = self
            .slots
            .iter()
            .filter(|slot| (next..=last).contains(&slot.seq));
        counted.fold(0, |sum, slot| sum.saturating_add(slot.cost))
    }

    /// The seq behind those that follow each other from `next` on.
    pub(super) fn next_seq(&self, next: u64) -> u64 {
        let rest = self.slots.iter().skip_while(|slot| slot.seq < next);
        let in_turn = (next..)
            .zip(rest)
            .take_while(|(seq, slot)| slot.seq == *seq);
        next + in_turn.count() as u64
    }

    /// The lowest fee of those from `next` up to but without `seq`; none where one is missing. `u64::MAX` where there is
    /// nothing between.
    pub(super) fn lowest_fee_before(&self, next: u64, seq: u64) -> Option<u64> {
        if self.next_seq(next) < seq {
            return None;
        }
        let before = self
            .slots
            .iter()
            .filter(|slot| (next..seq).contains(&slot.seq));
        Some(before.map(|slot| slot.fee).min().unwrap_or(u64::MAX))
    }

    /// What a payment of this fee is worth: blocks take the highest fee first, but an account's payments in turn, so that it
    /// comes on the chain when the lowest fee up to it does. That fee and 1 more; 0 where it waits for a missing one.
    pub(super) fn worth(&self, next: u64, seq: u64, fee: u64) -> u64 {
        let before = self.lowest_fee_before(next, seq);
        before.map_or(0, |lowest| lowest.min(fee).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::Account;

    fn queue(seqs_and_fees: &[(u64, u64)]) -> Queue {
        let mut queue = Queue::default();
        for (place, &(seq, fee)) in seqs_and_fees.iter().enumerate() {
            let payment = Payment {
                sender: Account::from_bytes([1; 32]),
                recipient: Account::from_bytes([2; 32]),
                amount: 10,
                fee,
                seq,
            };
            queue.insert(&payment, place as u64);
        }
        queue
    }

    #[test]
    fn a_payment_is_worth_the_lowest_fee_up_to_it_and_nothing_behind_a_missing_one() {
        let queue = queue(&[(7, 9), (5, 3), (6, 4), (9, 8)]);
        assert_eq!(queue.worth(5, 5, 3), 4);
        assert_eq!(queue.worth(5, 7, 9), 4);
        assert_eq!(queue.worth(6, 7, 9), 5);
        assert_eq!(queue.worth(5, 8, 2), 3);
        assert_eq!(queue.worth(5, 9, 8), 0);
        assert_eq!(queue.worth(4, 5, 3), 0);
    }

    #[test]
    fn what_is_on_the_chain_costs_nothing_more() {
        let queue = queue(&[(5, 1), (6, 2), (8, 3)]);
        assert_eq!(queue.cost(5, u64::MAX), 36);
        assert_eq!(queue.cost(6, u64::MAX), 25);
        assert_eq!(queue.cost(6, 7), 12);
        assert_eq!(
            (queue.next_seq(5), queue.next_seq(6), queue.next_seq(7)),
            (7, 7, 7)
        );
        assert_eq!(queue.next_seq(8), 9);
    }
}
