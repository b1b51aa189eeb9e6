//! Where a transaction is on the chain, by its id.
//!
//! A chain has no index of ids: it would take as much memory as the payments. It is searched from its end, in slices, so that
//! even a long one is searched without holding up anything else.

use chain::{Hash, Inclusion};

use crate::{
    Node,
    interface::{Answer, CommandError, RequestId},
    mining::MAX_WAITING,
};

/// How many transactions are looked at in one slice.
const SLICE: usize = 1_000;

/// A transaction on the chain, or one that is pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTransaction {
    /// Its id.
    pub id: Hash,
    /// Where it is; nowhere while it is pending.
    pub on_chain: Option<Place>,
}

/// Where a transaction is on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The index of its block.
    pub block: u64,
    /// How many blocks there are from that one on.
    pub confirmations: u64,
    /// Its place in the block, and what shows that it is there to somebody who has the block's header.
    pub inclusion: Inclusion,
}

/// A search under way.
pub(crate) struct Lookup {
    request: RequestId,
    id: Hash,
    /// Behind the block that is looked at next: blocks that joined the chain meanwhile are looked at once more.
    below: u64,
    /// The tip from which it began.
    tip: Hash,
}

impl Node {
    pub(crate) fn find_transaction(&mut self, request: RequestId, id: Hash) {
        if self.lookups.len() >= MAX_WAITING {
            return self.answer(request, Err(CommandError::TooManyWaiting));
        }
        self.lookups.push_back(Lookup {
            request,
            id,
            below: self.chain.length() + 1,
            tip: self.chain.tip().hash(),
        });
        self.look_up_on();
    }

    /// Looks at the next blocks for the search that has waited longest.
    pub(crate) fn look_up_on(&mut self) {
        let Some(mut lookup) = self.lookups.pop_front() else {
            return;
        };
        let tip = self.chain.tip().hash();
        if lookup.tip != tip {
            (lookup.tip, lookup.below) = (tip, self.chain.length() + 1);
        }
        let mut looked_at = 0;
        while looked_at < SLICE {
            lookup.below -= 1;
            let Some(link) = self.chain.get(lookup.below) else {
                return self.not_on_chain(&lookup);
            };
            let block = link.block();
            looked_at += block.transactions.len() + 1;
            let mut transactions = block.transactions.iter();
            if let Some(place) = transactions.position(|one| one.id() == lookup.id)
                && let Some(inclusion) = Inclusion::of(block, place)
            {
                let on_chain = Place {
                    block: block.index,
                    confirmations: self.chain.length() - block.index + 1,
                    inclusion,
                };
                return self.found_transaction(&lookup, Some(on_chain));
            }
        }
        self.lookups.push_front(lookup);
    }

    fn not_on_chain(&mut self, lookup: &Lookup) {
        let is_pending = self.pending().any(|one| one.id() == lookup.id);
        match is_pending {
            true => self.found_transaction(lookup, None),
            false => self.answer(lookup.request, Err(CommandError::UnknownTransaction)),
        }
    }

    fn found_transaction(&mut self, lookup: &Lookup, on_chain: Option<Place>) {
        let id = lookup.id;
        let answer = Answer::Transaction(FoundTransaction { id, on_chain });
        self.answer(lookup.request, Ok(answer));
    }
}
