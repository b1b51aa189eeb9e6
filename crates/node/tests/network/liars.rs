//! Peers whose chains are not what they say: nobody's chain changes, they are reported, and the
//! others are heard all the same.

use chain::{Block, Chain, Fault, FaultKind, ProofRule, Rules, Transaction};
use node::{
    Address, Command, MAX_LENGTH, Mode, PeerFault, PeerOutcome,
    wire::{MAX_PIECE_BLOCKS, Message},
};

use crate::{
    forge,
    simulation::{Network, Puppet, Site, Weather, easy, rules, seconds},
};

const VICTIM: Site = 0;
const HONEST: Site = 1;
const LIAR: Site = 2;

/// A victim, an honest peer with four blocks, and a liar.
fn network(rules: Rules, liar: Puppet) -> Network {
    let mut network = Network::of(61, 2, rules);
    for _ in 0..3 {
        network.mine(HONEST);
    }
    network.plant("liar", liar);
    network.run(seconds(5));
    network
}

/// Lets the victim meet the liar in both ways of living. Each time the honest chain must win and the
/// liar be reported with the same fault, which is returned.
fn found_out(rules: Rules, liar: impl Fn() -> Puppet) -> PeerFault {
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
                let mut block = Block::parse(text).unwrap();
                change(&mut block);
                *text = block.canonical();
            }
        })
    })
}

fn invalid(block: u64, kind: FaultKind) -> PeerFault {
    PeerFault::Invalid(Fault { block, kind })
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
        let before = network.traffic.questions;
        network.run(seconds(30));
        assert_eq!(network.traffic.questions, before);
    }
}

/// Serves a long chain, except that its answers with blocks are replaced.
fn serving_blocks(
    replace: impl Fn(&mut u64, &mut u64, &mut Vec<String>) + Copy + 'static,
) -> PeerFault {
    found_out(easy(), move || {
        forge::spoiler(forge::chain(easy(), 9, "liar"), move |answer| {
            if let Message::Blocks {
                length,
                after,
                blocks,
                ..
            } = answer
                && !blocks.is_empty()
            {
                replace(length, after, blocks);
            }
        })
    })
}

#[test]
fn a_block_larger_than_a_node_takes_is_refused() {
    let fault = serving_blocks(|_, _, blocks| {
        let mut block = Block::parse(&blocks[0]).unwrap();
        block
            .transactions
            .push(Transaction::reward("x".repeat(1024 * 1024)));
        blocks[0] = block.canonical();
    });
    assert_eq!(fault, PeerFault::TooLarge);
}

#[test]
fn blocks_that_are_no_blocks_are_refused() {
    for text in ["", "nonsense", "{}", r#"{"index": 2.0}"#, "\u{0}"] {
        let fault = serving_blocks(move |_, _, blocks| blocks[0] = text.to_owned());
        assert!(
            matches!(fault, PeerFault::Unreadable(_)),
            "{text:?}: {fault}"
        );
    }
    let fault = serving_blocks(|_, _, blocks| blocks[0] = "[".repeat(500_000));
    assert!(matches!(fault, PeerFault::Unreadable(_)), "{fault}");
}

#[test]
fn what_an_unreadable_block_quotes_of_itself_is_kept_short() {
    let fault =
        serving_blocks(|_, _, blocks| blocks[0] = format!("{{\"{}\": 1}}", "x".repeat(900_000)));
    let PeerFault::Unreadable(reason) = fault else {
        panic!("{fault}");
    };
    assert!(
        reason.chars().count() <= 200,
        "{} characters",
        reason.chars().count()
    );
}

#[test]
fn fewer_blocks_than_promised_are_refused() {
    let one_by_one = serving_blocks(|_, _, blocks| blocks.truncate(1));
    assert_eq!(one_by_one, PeerFault::Trickle);
    let none_at_all = serving_blocks(|_, _, blocks| blocks.clear());
    assert_eq!(none_at_all, PeerFault::Trickle);
    let promised = serving_blocks(|length, _, _| *length += 1);
    assert_eq!(promised, PeerFault::Trickle);
}

#[test]
fn blocks_beyond_the_question_are_refused() {
    let more_than_told = serving_blocks(|length, _, _| *length -= 1);
    assert_eq!(more_than_told, PeerFault::BeyondQuestion);
    let after_a_block_nobody_named = serving_blocks(|_, after, _| *after = 77);
    assert_eq!(after_a_block_nobody_named, PeerFault::BeyondQuestion);
}

#[test]
fn blocks_in_answer_to_a_mere_question_for_the_length_are_refused() {
    let chain = forge::chain(easy(), 9, "liar");
    let texts = forge::texts(&chain);
    let liar = forge::spoiler(chain, move |answer| {
        if let Message::Blocks { blocks, .. } = answer {
            *blocks = texts.clone();
        }
    });
    let mut network = network(easy(), liar);
    let resolution = network.resolve(VICTIM);
    assert_eq!(
        resolution.peers[1].outcome,
        PeerOutcome::Refused(PeerFault::BeyondQuestion)
    );
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
}

#[test]
fn an_absurd_length_is_refused_wherever_it_is_told() {
    for absurd in [0, MAX_LENGTH + 1, u64::MAX] {
        let spoil = move |answer: &mut Message| {
            if let Message::Blocks { length, .. } = answer {
                *length = absurd;
            }
        };
        let fault = found_out(easy(), move || {
            forge::spoiler(forge::chain(easy(), 9, "liar"), spoil)
        });
        assert_eq!(fault, PeerFault::AbsurdLength(absurd));

        let mut presence = forge::presence(&forge::chain(easy(), 9, "liar"));
        presence.length = absurd;
        let network = network(easy(), Puppet::new(presence, |_| Vec::new()));
        assert!(
            network
                .faults(VICTIM, LIAR)
                .contains(&PeerFault::AbsurdLength(absurd))
        );
        assert_eq!(
            network.node(VICTIM).peers().count(),
            1,
            "it is not even listed"
        );
    }
}

/// Blocks of nearly a megabyte each, one after another, without an end.
struct Endless {
    chain: Chain,
    texts: Vec<String>,
}

impl Endless {
    fn answer(&mut self, question: &Message) -> Vec<Message> {
        let Message::Ask {
            request,
            locator,
            limit,
        } = question
        else {
            return Vec::new();
        };
        let after = self.chain.last_common(locator);
        if self.chain.length() == after {
            let padding = Transaction::reward("x".repeat(1_000_000));
            let block = forge::block(&self.chain, vec![padding], "liar");
            self.texts.push(block.canonical());
            self.chain.append(block).unwrap();
        }
        let next = self.texts.get(after as usize - 1).filter(|_| *limit > 0);
        vec![Message::Blocks {
            request: *request,
            rules: self.chain.rules(),
            length: MAX_LENGTH,
            after,
            blocks: next.cloned().into_iter().collect(),
        }]
    }
}

fn endless(rules: Rules) -> Puppet {
    let mut endless = Endless {
        chain: Chain::new(rules),
        texts: Vec::new(),
    };
    let mut presence = forge::presence(&endless.chain);
    presence.length = MAX_LENGTH;
    Puppet::new(presence, move |question| endless.answer(question))
}

#[test]
fn an_endless_chain_is_cut_off_when_it_is_too_much_or_takes_too_long() {
    let rules = rules(ProofRule::Classic, 0);
    let mut quick = network(rules, endless(rules));
    quick.weather.delay = std::time::Duration::ZERO..std::time::Duration::from_micros(10);
    let resolution = quick.resolve(VICTIM);
    assert_eq!(
        resolution.peers[1].outcome,
        PeerOutcome::Refused(PeerFault::TooLarge)
    );
    assert_eq!(quick.tip(VICTIM), quick.tip(HONEST));

    let mut slow = network(rules, endless(rules));
    slow.weather = Weather {
        delay: seconds(1)..seconds(2),
        ..Weather::fair()
    };
    let asked = slow.now();
    // Too slow for a length asked for by everyone: the presence alone leads to this chain.
    slow.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    slow.run(seconds(70));
    assert!(slow.faults(VICTIM, LIAR).contains(&PeerFault::Trickle));
    assert_eq!(slow.tip(VICTIM), slow.tip(HONEST));
    assert!(slow.now().since(asked) < seconds(80));
}

/// Serves one chain to begin with and another from its second piece on.
fn turning(chains: Vec<Chain>, turn: impl Fn(usize) -> usize + 'static) -> Puppet {
    let presence = forge::presence(&chains[0]);
    let mut pieces = 0;
    Puppet::new(presence, move |question| {
        let chain = &chains[turn(pieces)];
        let answer = forge::answer(chain, question);
        if let Some(Message::Blocks { blocks, .. }) = &answer
            && !blocks.is_empty()
        {
            pieces += 1;
        }
        answer.into_iter().collect()
    })
}

fn forks(shared: u64, length: u64) -> Vec<Chain> {
    let common = forge::chain(easy(), shared, "both");
    let fork = |maker| {
        let mut fork = common.clone();
        forge::extend(&mut fork, length, maker);
        fork
    };
    vec![fork("one"), fork("other")]
}

#[test]
fn a_reorg_at_the_senders_place_in_the_middle_of_a_download_does_no_harm() {
    let chains = forks(300, 1300);
    let expected = chains[1].tip().hash();
    let mut network = network(easy(), turning(chains, |pieces| pieces.min(1)));
    let resolution = network.resolve(VICTIM);
    assert_eq!(
        resolution.peers[1].outcome,
        PeerOutcome::Adopted { length: 1300 }
    );
    assert_eq!(network.tip(VICTIM), expected);
    assert!(
        network.traffic.blocks < 1300 + 300,
        "{}",
        network.traffic.blocks
    );
}

#[test]
fn a_peer_that_never_makes_up_its_mind_is_refused() {
    let fault = found_out(easy(), || turning(forks(1, 1300), |pieces| pieces % 2));
    assert_eq!(fault, PeerFault::Trickle);
}

#[test]
fn silent_liars_do_not_keep_a_node_from_the_others() {
    let mut network = Network::of(62, 2, easy());
    for place in 0..3 {
        let chain = forge::chain(easy(), 20 + place, "liar");
        network.plant(&format!("liar-{place}"), forge::silent(&chain));
    }
    network.run(seconds(3));
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    for _ in 0..4 {
        network.mine(HONEST);
        network.run(seconds(26));
        assert_eq!(network.tip(VICTIM), network.tip(HONEST));
    }
}

#[test]
fn a_peer_that_claims_more_than_it_has_is_not_asked_without_a_pause() {
    let chain = forge::chain(easy(), 3, "liar");
    let mut presence = forge::presence(&chain);
    presence.length = 1000;
    let liar = Puppet::new(presence, move |question| {
        forge::answer(&chain, question).into_iter().collect()
    });
    let mut network = network(easy(), liar);
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    network.run(seconds(1));
    let before = network.traffic.questions;
    network.run(seconds(60));
    assert!(network.traffic.questions - before <= 15);
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
}

#[test]
fn pieces_that_nobody_asked_for_change_nothing() {
    let chain = forge::chain(easy(), 9, "liar");
    let mut network = Network::of(63, 2, easy());
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    let liar = network.plant("liar", forge::silent(&forge::chain(easy(), 1, "liar")));
    network.run(seconds(3));
    for request in 0..50 {
        let unasked = Message::Blocks {
            request,
            rules: easy(),
            length: 9,
            after: 1,
            blocks: forge::texts(&chain).split_off(1),
        };
        network.say(liar, Some(VICTIM), unasked);
    }
    network.run(seconds(10));
    assert_eq!(network.length(VICTIM), 1);
}

#[test]
fn more_blocks_than_a_piece_holds_are_refused_by_the_node_too() {
    // A transport that reads messages refuses them already; the node does not rely on it.
    let chain = forge::chain(rules(ProofRule::Classic, 0), 700, "liar");
    let mut node = node::Node::new(
        node::Time::from_micros(1),
        Address::parse("victim").unwrap(),
        node::NodeName::parse("victim").unwrap(),
    );
    let now = node::Time::from_micros(2);
    let request = node::RequestId(1);
    let liar = Address::parse("liar").unwrap();
    for command in [
        Command::SetRules(chain.rules()),
        Command::SetMode(Mode::Live),
    ] {
        node.handle(now, node::Input::Command(request, command));
    }
    let present = Message::Present(forge::presence(&chain));
    node.handle(now, node::Input::Message(liar.clone(), present));
    let outputs: Vec<_> = std::iter::from_fn(|| node.poll()).collect();
    let question = outputs.into_iter().find_map(|output| match output {
        node::Output::Send(_, Message::Ask { request, .. }) => Some(request),
        _ => None,
    });
    let answer = Message::Blocks {
        request: question.unwrap(),
        rules: chain.rules(),
        length: 700,
        after: 1,
        blocks: forge::texts(&chain).split_off(1),
    };
    assert!(chain.length() > u64::from(MAX_PIECE_BLOCKS));
    node.handle(now, node::Input::Message(liar.clone(), answer));
    assert_eq!(node.chain().length(), 1);
    assert_eq!(
        node.peer(&liar).unwrap().fault,
        Some(PeerFault::BeyondQuestion)
    );
}
