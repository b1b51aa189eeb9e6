//! Peers whose blocks break the rules: nobody's chain changes, and they are reported.

use chain::{Block, Fault, FaultKind, ProofRule, Rules, Transaction};
use node::{Command, Mode, PeerFault, PeerOutcome, wire::Message};

use crate::{
    confrontation::{HONEST, VICTIM, found_out, network},
    forge,
    simulation::{easy, rules, seconds},
};

/// Serves a chain of which block 6 was changed.
fn tampered(rules: Rules, change: impl Fn(&mut Block) + Copy + 'static) -> PeerFault {
    found_out(rules, move || {
        forge::spoiler(forge::chain(rules, 9, "liar"), move |answer| {
            let Message::Blocks { after, blocks, .. } = answer else {
                return;
            };
            if let Some(text) = 5_usize
                .checked_sub(*after as usize)
                .and_then(|place| blocks.get_mut(place))
            {
                let mut block = Block::parse(text, chain::Format::TUTORIAL).unwrap();
                change(&mut block);
                *text = block.canonical();
            }
        })
    })
}

fn invalid(block: u64, kind: FaultKind) -> PeerFault {
    PeerFault::Invalid(Fault::of_block(block, kind))
}

#[test]
fn a_block_that_breaks_a_rule_makes_the_chain_invalid_under_each_proof_rule() {
    for proof in [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed] {
        let rules = rules(proof, 6);
        let fault = tampered(rules, |block| block.proof = 1);
        assert_eq!(fault, invalid(6, FaultKind::Proof), "{proof}");
        let fault = tampered(rules, |block| block.index = 5);
        assert_eq!(fault, invalid(6, FaultKind::Index), "{proof}");
        let fault = tampered(rules, |block| {
            block.previous_hash = chain::PreviousHash::One;
        });
        assert_eq!(fault, invalid(6, FaultKind::Link), "{proof}");
    }
}

#[test]
fn history_rewritten_without_work_is_found_where_blocks_are_sealed_and_by_the_next_link_elsewhere()
{
    let richer = |block: &mut Block| block.transactions.push(Transaction::reward("liar"));
    let fault = tampered(rules(ProofRule::Sealed, 6), richer);
    assert_eq!(fault, invalid(6, FaultKind::Proof));
    for proof in [ProofRule::Classic, ProofRule::Linked] {
        let fault = tampered(rules(proof, 6), richer);
        assert_eq!(fault, invalid(7, FaultKind::Link), "{proof}");
    }
}

#[test]
fn a_genesis_that_is_none_is_refused() {
    let fault = found_out(easy(), || {
        forge::spoiler(forge::chain(easy(), 9, "liar"), |answer| {
            if let Message::Blocks { after, blocks, .. } = answer
                && let Some(first) = blocks.first_mut()
            {
                *after = 0;
                let mut block = Block::genesis();
                block.proof = 7;
                *first = block.canonical();
            }
        })
    });
    assert_eq!(fault, invalid(1, FaultKind::Genesis));
}

#[test]
fn a_chain_under_other_rules_is_not_taken() {
    for other in [rules(ProofRule::Classic, 7), rules(ProofRule::Linked, 6)] {
        let mut network = network(easy(), forge::server(forge::chain(other, 9, "liar")));
        let resolution = network.resolve(VICTIM);
        let refused = PeerOutcome::Refused(PeerFault::OtherRules(other));
        assert_eq!(resolution.peers[1].outcome, refused);
        assert_eq!(network.tip(VICTIM), network.tip(HONEST));

        // Who lives by itself sees it from the presence, and does not even ask.
        network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
        let before = network.traffic().questions;
        network.run(seconds(30));
        assert_eq!(network.traffic().questions, before);
    }
}
