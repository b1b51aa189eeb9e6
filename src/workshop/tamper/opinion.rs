//! What others would say to a chain: peers to a copy, and this node to a text that is to be its own.

use chain::{Fault, Hash, Rules};

/// Where a peer stands, as far as it has said so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// How many blocks it has.
    pub length: Option<u64>,
    /// What it calls valid; `None` where it has not said, which is taken for the room's.
    pub rules: Option<Rules>,
}

/// What a peer's validation and its rule of the longest chain come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Opinion {
    /// It plays by these other rules: whatever is offered under the room's is refused.
    OtherRules(Rules),
    /// Not valid, and it would see so.
    Refuses(Fault),
    /// Not valid, but not longer than its own chain of that many blocks either: it would not look.
    WouldNotLook(Fault, u64),
    /// Valid, and not longer than its own chain of that many blocks, which it keeps.
    KeepsOwn(u64),
    /// Valid and longer than its own chain of that many blocks: it would take it.
    Takes(u64),
    /// Valid, but how long its own chain is it has not said.
    Unknown,
}

/// What a peer would say to a chain of that length, of which this is the first fault under `rules`.
pub fn opinion(length: u64, fault: Option<Fault>, rules: Rules, peer: Standing) -> Opinion {
    match (peer.rules, fault, peer.length) {
        (Some(others), ..) if others != rules => Opinion::OtherRules(others),
        (_, Some(fault), Some(own)) if own >= length => Opinion::WouldNotLook(fault, own),
        (_, Some(fault), _) => Opinion::Refuses(fault),
        (_, None, None) => Opinion::Unknown,
        (_, None, Some(own)) if own >= length => Opinion::KeepsOwn(own),
        (_, None, Some(own)) => Opinion::Takes(own),
    }
}

/// What all peers together would say, in one sentence; counts are of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There are no peers.
    Nobody,
    /// So many would take it.
    Taken(u64),
    /// None would take it, and so many would refuse it.
    Refused(u64),
    /// It is valid, and longer than no chain of theirs: all that have said how long theirs is keep it.
    NotLonger,
    /// It is valid, and none has said how long its own chain is.
    Unknown,
}

/// Sums up what peers would say.
pub fn verdict(opinions: impl Iterator<Item = Opinion>) -> Verdict {
    let (mut all, mut takes, mut keeps, mut refuses) = (0, 0, 0, 0);
    for opinion in opinions {
        all += 1;
        match opinion {
            Opinion::Takes(_) => takes += 1,
            Opinion::KeepsOwn(_) => keeps += 1,
            Opinion::Unknown => {}
            Opinion::OtherRules(_) | Opinion::Refuses(_) | Opinion::WouldNotLook(..) => {
                refuses += 1;
            }
        }
    }
    match (all, takes, refuses, keeps) {
        (0, ..) => Verdict::Nobody,
        (_, 1.., ..) => Verdict::Taken(takes),
        (_, _, 1.., _) => Verdict::Refused(refuses),
        (_, _, _, 1..) => Verdict::NotLonger,
        _ => Verdict::Unknown,
    }
}

/// What would change if a valid chain took the place of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// How many blocks one's own chain has.
    pub own: u64,
    /// How many blocks the other has.
    pub offered: u64,
    /// How many both have in common, from the genesis on.
    pub common: u64,
}

impl Exchange {
    /// Compares two chains by the hashes of their blocks.
    pub fn between(own: &[Hash], offered: &[Hash]) -> Self {
        let same = own
            .iter()
            .zip(offered)
            .take_while(|(own, offered)| own == offered);
        Self {
            own: own.len() as u64,
            offered: offered.len() as u64,
            common: same.count() as u64,
        }
    }

    /// Whether both are the same chain.
    pub fn changes_nothing(&self) -> bool {
        self.common == self.own && self.common == self.offered
    }
}

/// Blocks' texts as a chain's text, as [`chain::Chain::to_text`] writes it.
pub fn whole_text(blocks: impl Iterator<Item = String>) -> String {
    let mut text = String::from("[");
    for block in blocks {
        if text.len() > 1 {
            text.push_str(", ");
        }
        text.push_str(&block);
    }
    text.push(']');
    text
}

#[cfg(test)]
mod tests {
    use chain::{FaultKind, ProofRule};

    use super::*;

    const FAULT: Fault = Fault::of_block(3, FaultKind::Link);

    fn peer(length: u64) -> Standing {
        Standing {
            length: Some(length),
            rules: Some(Rules::default()),
        }
    }

    #[test]
    fn a_valid_chain_is_taken_only_if_it_is_longer() {
        let says = |peer| opinion(5, None, Rules::default(), peer);
        assert_eq!(says(peer(4)), Opinion::Takes(4));
        assert_eq!(says(peer(5)), Opinion::KeepsOwn(5));
        assert_eq!(says(peer(6)), Opinion::KeepsOwn(6));
        assert_eq!(says(Standing::default()), Opinion::Unknown);
    }

    #[test]
    fn a_faulty_chain_is_never_taken() {
        let says = |peer| opinion(5, Some(FAULT), Rules::default(), peer);
        assert_eq!(says(peer(4)), Opinion::Refuses(FAULT));
        assert_eq!(says(peer(5)), Opinion::WouldNotLook(FAULT, 5));
        assert_eq!(says(Standing::default()), Opinion::Refuses(FAULT));
    }

    #[test]
    fn other_rules_come_before_everything_else() {
        let others = Rules {
            proof: ProofRule::Sealed,
            ..Rules::default()
        };
        let peer = Standing {
            length: Some(1),
            rules: Some(others),
        };
        for fault in [None, Some(FAULT)] {
            let says = opinion(5, fault, Rules::default(), peer);
            assert_eq!(says, Opinion::OtherRules(others));
        }
    }

    #[test]
    fn peers_are_summed_up_by_what_matters_most() {
        let of = |opinions: &[Opinion]| verdict(opinions.iter().copied());
        let (takes, keeps, refuses) = (
            Opinion::Takes(4),
            Opinion::KeepsOwn(5),
            Opinion::Refuses(FAULT),
        );
        assert_eq!(of(&[]), Verdict::Nobody);
        assert_eq!(of(&[Opinion::Unknown]), Verdict::Unknown);
        assert_eq!(of(&[keeps, Opinion::Unknown]), Verdict::NotLonger);
        assert_eq!(
            of(&[keeps, refuses, Opinion::WouldNotLook(FAULT, 5)]),
            Verdict::Refused(2)
        );
        assert_eq!(of(&[keeps, takes, refuses, takes]), Verdict::Taken(2));
    }

    #[test]
    fn chains_have_in_common_what_they_begin_with() {
        let hash = |number| Hash::from_bytes([number; 32]);
        let own = [1, 2, 3].map(hash);
        let between = |offered: &[u8]| {
            let offered: Vec<Hash> = offered.iter().copied().map(hash).collect();
            Exchange::between(&own, &offered)
        };
        assert_eq!(between(&[1, 2, 4, 5]).common, 2);
        assert_eq!(between(&[1]).common, 1);
        assert_eq!(
            between(&[9, 2, 3]).common,
            0,
            "not where they only meet again"
        );
        assert!(between(&[1, 2, 3]).changes_nothing());
        assert!(!between(&[1, 2]).changes_nothing());
        assert!(!between(&[1, 2, 3, 4]).changes_nothing());
    }
}
