//! A victim, an honest peer, and a liar: whatever the liar does, the honest chain must win.

use chain::Rules;
use node::{Command, Mode, PeerFault, PeerOutcome};

use crate::simulation::{Network, Scripted, Site, seconds};

pub const VICTIM: Site = 0;
pub const HONEST: Site = 1;
pub const LIAR: Site = 2;

/// A victim, an honest peer with four blocks, and a liar.
pub fn network(rules: Rules, liar: Scripted) -> Network {
    let mut network = Network::of(61, 2, rules);
    for _ in 0..3 {
        network.mine(HONEST);
    }
    network.join_scripted("liar", liar);
    network.run(seconds(5));
    network
}

/// Lets the victim meet the liar in both ways of living. Each time the honest chain must win and the
/// liar be reported with the same fault, which is returned.
pub fn found_out(rules: Rules, liar: impl Fn() -> Scripted) -> PeerFault {
    let mut by_hand = network(rules, liar());
    let resolution = by_hand.resolve(VICTIM);
    assert!(resolution.replaced, "{resolution:?}");
    assert_eq!(by_hand.tip(VICTIM), by_hand.tip(HONEST));
    let PeerOutcome::Refused(fault) = resolution.peers[1].outcome.clone() else {
        panic!("the liar was not refused: {resolution:?}");
    };
    assert_eq!(
        resolution.peers[0].outcome,
        PeerOutcome::Adopted { length: 4 }
    );
    assert!(
        by_hand.faults(VICTIM, LIAR).contains(&fault),
        "it is noted once"
    );
    let peer = by_hand.node(VICTIM).peer(&by_hand.address(LIAR));
    assert_eq!(peer.unwrap().fault, Some(fault.clone()));

    let mut live = network(rules, liar());
    live.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    live.run(seconds(60));
    assert_eq!(live.tip(VICTIM), live.tip(HONEST));
    assert!(
        live.faults(VICTIM, LIAR).contains(&fault),
        "{:?}",
        live.faults(VICTIM, LIAR)
    );
    live.mine(HONEST);
    live.run(seconds(5));
    assert_eq!(
        live.tip(VICTIM),
        live.tip(HONEST),
        "honest peers are followed on"
    );
    fault
}
