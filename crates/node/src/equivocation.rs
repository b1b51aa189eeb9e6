//! Peers that contradict themselves: they tell two nodes, or one node twice, of different tips at the same length, or answer with
//! a shorter chain than they claim.
//!
//! A chain is replaced by longer ones only, so that an honest node stands at one tip for each length, unless a person there has
//! chosen another chain. That is why a contradiction is named in the activity log, once for each peer, and nothing else depends on it.

use chain::Hash;

use crate::{
    Node,
    address::Address,
    interface::{Activity, Contradiction},
    peers::First,
    time::Time,
};

/// How many of a peer's last tips are remembered.
const MAX_TIPS: usize = 8;

/// The first bytes of a hash: enough to tell two tips apart.
pub fn tip_digest(tip: &Hash) -> u64 {
    let first = tip.as_bytes().first_chunk();
    first.map_or(0, |first| u64::from_be_bytes(*first))
}

impl Node {
    /// Another node says at which tip a peer stood when that was so long; `tip` is its [`tip_digest`].
    pub fn heard_elsewhere(
        &mut self,
        now: Time,
        by: &Address,
        of: &Address,
        length: u64,
        tip: u64,
    ) {
        self.now = self.now.max(now);
        let mut stood = self.peers.get(of).into_iter().flat_map(|peer| &peer.stood);
        let differs = stood.any(|&(at, other)| at == length && other != tip);
        // Of each node it is told once, and each has its say once: one of the two may be the liar.
        if differs
            && by != of
            && self.peers.first(of, First::Allegation)
            && self.peers.first(by, First::Say)
        {
            let by = Some(by.clone());
            self.record(Activity::Equivocation(
                of.clone(),
                Contradiction::Tips { length, by },
            ));
        }
    }

    /// A peer has said where it stands.
    pub(crate) fn note_stand(&mut self, from: &Address) {
        let Some(peer) = self.peers.get_mut(from) else {
            return;
        };
        let Some(presence) = &peer.presence else {
            return;
        };
        let (length, tip) = (presence.weight.length(), tip_digest(&presence.tip));
        let stood = peer.stood.iter().find(|stood| stood.0 == length);
        match stood {
            Some(stood) if stood.1 != tip => {
                self.contradicts(from, Contradiction::Tips { length, by: None });
            }
            Some(_) => {}
            None => {
                peer.stood.push_front((length, tip));
                peer.stood.truncate(MAX_TIPS);
            }
        }
    }

    /// A peer was asked when it claimed a chain of one length, and answers with another.
    pub(crate) fn compare_answer(&mut self, from: &Address, claimed: u64, answered: u64) {
        if answered < claimed {
            self.contradicts(from, Contradiction::Length { claimed, answered });
        }
    }

    fn contradicts(&mut self, peer: &Address, what: Contradiction) {
        if self.peers.first(peer, First::Contradiction) {
            self.record(Activity::Equivocation(peer.clone(), what));
        }
    }
}
