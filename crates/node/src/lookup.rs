//! Where a transaction is on the chain, by its id.
//!
//! A chain has no index of ids: it would take as much memory as the payments. It is searched from its end, in slices, so that
//! even a long one is searched without holding up anything else.

use chain::{Hash, Inclusion};

use crate::{
    Node,
    address::Address,
    interface::{Answer, CommandError, RequestId},
    mining::MAX_WAITING,
    wire::Message,
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

/// The most searches for peers that wait, each of one peer at most: whoever asks again takes the place of what it asked before.
const MAX_FOR_PEERS: usize = 32;

/// Who wants to know where a transaction is.
enum Asker {
    Owner(RequestId),
    /// A light node, and the name of its question.
    Peer(Address, u32),
}

/// A search under way.
pub(crate) struct Lookup {
    asker: Asker,
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
        self.look_up(Asker::Owner(request), id);
        self.look_up_on();
    }

    fn look_up(&mut self, asker: Asker, id: Hash) {
        self.lookups.push_back(Lookup {
            asker,
            id,
            below: self.chain.length() + 1,
            tip: self.chain.tip().hash(),
        });
    }

    /// A light node asks where its payments are.
    pub(crate) fn inclusions_asked(&mut self, from: &Address, request: u32, ids: &[Hash]) {
        let of_peer = |lookup: &Lookup| matches!(lookup.asker, Asker::Peer(..));
        let of_it = |lookup: &Lookup| matches!(&lookup.asker, Asker::Peer(peer, _) if peer == from);
        self.lookups.retain(|lookup| !of_it(lookup));
        let has_paths = self.chain.rules().format().header && self.light.is_none();
        for id in ids.iter().filter(|_| has_paths) {
            if self.lookups.iter().filter(|lookup| of_peer(lookup)).count() < MAX_FOR_PEERS {
                self.look_up(Asker::Peer(from.clone(), request), *id);
            }
        }
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
        let Asker::Owner(request) = lookup.asker else {
            return;
        };
        let is_pending = self.pending().any(|one| one.id() == lookup.id);
        match is_pending {
            true => self.found_transaction(lookup, None),
            false => self.answer(request, Err(CommandError::UnknownTransaction)),
        }
    }

    fn found_transaction(&mut self, lookup: &Lookup, on_chain: Option<Place>) {
        let id = lookup.id;
        match (&lookup.asker, on_chain) {
            (Asker::Owner(request), on_chain) => {
                let answer = Answer::Transaction(FoundTransaction { id, on_chain });
                self.answer(*request, Ok(answer));
            }
            (Asker::Peer(peer, request), Some(place)) => {
                let included = Message::Included {
                    request: *request,
                    id,
                    block: place.block,
                    inclusion: place.inclusion,
                };
                self.send(peer, included);
            }
            (Asker::Peer(..), None) => {}
        }
    }
}
