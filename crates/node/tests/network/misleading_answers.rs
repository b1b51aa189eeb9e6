//! Answers that do not fit the question, can't be read, or are too much: whoever gives them is reported.

use chain::{Block, ChainWeight, ProofRule, Transaction};
use node::{
    Address, Command, MAX_LENGTH, Mode, PeerFault, PeerOutcome,
    wire::{MAX_PIECE_BLOCKS, Message},
};

use crate::{
    confrontation::{HONEST, LIAR, VICTIM, found_out, network},
    forge,
    simulation::{Network, Scripted, easy, rules, seconds},
};

/// Serves a long chain, except that its answers with blocks are replaced.
fn serving_blocks(
    replace: impl Fn(&mut ChainWeight, &mut u64, &mut Vec<String>) + Copy + 'static,
) -> PeerFault {
    found_out(easy(), move || {
        forge::spoiler(forge::chain(easy(), 9, "liar"), move |answer| {
            if let Message::Blocks {
                weight,
                after,
                blocks,
                ..
            } = answer
                && !blocks.is_empty()
            {
                replace(weight, after, blocks);
            }
        })
    })
}

#[test]
fn a_block_larger_than_a_node_takes_is_refused() {
    let fault = serving_blocks(|_, _, blocks| {
        let mut block = Block::parse(&blocks[0], chain::Format::TUTORIAL).unwrap();
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
            matches!(fault, PeerFault::Malformed(_)),
            "{text:?}: {fault}"
        );
    }
    let fault = serving_blocks(|_, _, blocks| blocks[0] = "[".repeat(150_000));
    assert!(matches!(fault, PeerFault::Malformed(_)), "{fault}");
}

#[test]
fn what_an_unreadable_block_quotes_of_itself_is_kept_short() {
    let fault =
        serving_blocks(|_, _, blocks| blocks[0] = format!("{{\"{}\": 1}}", "x".repeat(150_000)));
    assert!(matches!(fault, PeerFault::Malformed(_)), "{fault}");
    let reason = fault.to_string();
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
    let promised =
        serving_blocks(|weight, _, _| *weight = ChainWeight::of_length(weight.length() + 1));
    assert_eq!(promised, PeerFault::Trickle);
}

#[test]
fn blocks_beyond_the_question_are_refused() {
    let more_than_told =
        serving_blocks(|weight, _, _| *weight = ChainWeight::of_length(weight.length() - 1));
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
            if let Message::Blocks { weight, .. } = answer {
                *weight = ChainWeight::of_length(absurd);
            }
        };
        let fault = found_out(easy(), move || {
            forge::spoiler(forge::chain(easy(), 9, "liar"), spoil)
        });
        assert_eq!(fault, PeerFault::AbsurdLength(absurd));

        let mut presence = forge::presence(&forge::chain(easy(), 9, "liar"));
        presence.weight = ChainWeight::of_length(absurd);
        let network = network(easy(), Scripted::present(presence, |_| Vec::new()));
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

#[test]
fn pieces_that_nobody_asked_for_change_nothing() {
    let chain = forge::chain(easy(), 9, "liar");
    let mut network = Network::of(63, 2, easy());
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    let liar = network.join_scripted("liar", forge::silent(&forge::chain(easy(), 1, "liar")));
    network.run(seconds(3));
    for request in 0..50 {
        let unasked = Message::Blocks {
            request,
            rules: easy(),
            weight: ChainWeight::of_length(9),
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
        weight: ChainWeight::of_length(700),
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
