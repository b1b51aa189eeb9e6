//! Resolving: the tutorial's answer, and what each peer said.

use chain::{ChainWeight, ProofRule};
use node::{ANSWER_WITHIN, Command, PeerFault, PeerOutcome, PeerReport, Resolution, wire::Message};

use crate::{
    forge,
    simulation::{Network, easy, rules, seconds},
};

fn outcomes(resolution: &Resolution) -> Vec<&PeerOutcome> {
    resolution
        .peers
        .iter()
        .map(|report| &report.outcome)
        .collect()
}

#[test]
fn the_tutorials_walk_through_ends_with_the_longer_chain() {
    let mut network = Network::of(31, 2, easy());
    for _ in 0..2 {
        network.mine(0);
    }
    for _ in 0..3 {
        network.mine(1);
    }
    assert_ne!(network.tip(0), network.tip(1));

    let first = network.resolve(0);
    assert!(first.replaced);
    assert_eq!(network.tip(0), network.tip(1));
    assert_eq!(outcomes(&first), [&PeerOutcome::Adopted { length: 4 }]);

    let second = network.resolve(0);
    assert!(!second.replaced);
    assert_eq!(outcomes(&second), [&PeerOutcome::Answered { length: 4 }]);
}

#[test]
fn at_equal_length_ones_own_chain_stays() {
    let mut network = Network::of(32, 2, easy());
    network.mine(0);
    network.mine(1);
    let own = network.tip(0);
    assert_ne!(own, network.tip(1));
    assert!(!network.resolve(0).replaced);
    assert_eq!(network.tip(0), own);
}

#[test]
fn only_the_one_that_registered_listens() {
    let mut network = Network::new(33);
    for _ in 0..2 {
        let site = network.join();
        network.order(site, Command::SetRules(easy())).ok();
        network
            .order(site, Command::SetAutoRegister(false))
            .unwrap();
        network.run(seconds(1));
    }
    network.run(seconds(5));
    network.register(0, 1);
    assert_eq!(network.node(0).registered(), [network.address(1)]);
    assert!(network.node(1).registered().is_empty());

    network.mine(0);
    assert!(network.resolve(1).peers.is_empty());
    assert_eq!(network.length(1), 1, "it does not listen");
    for _ in 0..2 {
        network.mine(1);
    }
    assert!(network.resolve(0).replaced);
}

#[test]
fn each_peer_is_told_of_in_the_order_in_which_they_were_registered() {
    let mut network = Network::of(34, 1, easy());
    let others = rules(ProofRule::Sealed, 6);
    network.join_scripted("refused", forge::server(forge::chain(others, 9, "refused")));
    network.run(seconds(3));
    network.join_scripted(
        "answered",
        forge::server(forge::chain(easy(), 3, "answered")),
    );
    network.run(seconds(3));
    network.join_scripted("silent", forge::silent(&forge::chain(easy(), 8, "silent")));
    network.run(seconds(3));
    network.join_scripted("adopted", forge::server(forge::chain(easy(), 5, "adopted")));
    network.run(seconds(3));
    // One that was never there, as a typing error would register it.
    let nobody = vec!["nobody".to_owned()];
    network.order(0, Command::Register(nobody)).unwrap();

    let resolution = network.resolve(0);
    let report = |address: &str, outcome| PeerReport {
        address: node::Address::parse(address).unwrap(),
        outcome,
    };
    assert_eq!(
        resolution,
        Resolution {
            replaced: true,
            peers: vec![
                report(
                    "refused",
                    PeerOutcome::Refused(PeerFault::OtherRules(others))
                ),
                report("answered", PeerOutcome::Answered { length: 3 }),
                report("silent", PeerOutcome::Silent),
                report("adopted", PeerOutcome::Adopted { length: 5 }),
                report("nobody", PeerOutcome::Silent),
            ],
        }
    );
}

#[test]
fn who_asks_while_a_resolve_is_under_way_gets_the_same_answer() {
    let mut network = Network::of(35, 2, easy());
    network.mine(1);
    let first = network.command(0, Command::Resolve);
    let second = network.command(0, Command::Resolve);
    network.run(seconds(2));
    let answers = [first, second].map(|request| format!("{:?}", network.answer(0, request)));
    assert!(answers[0].contains("replaced: true"), "{}", answers[0]);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_resolve_is_answered_though_half_of_all_messages_are_lost() {
    let mut network = Network::of(36, 8, easy());
    for _ in 0..3 {
        network.mine(5);
    }
    network.link.loss = 0.5;
    network.link.duplication = 0.3;
    for _ in 0..20 {
        if network.resolve(0).replaced {
            break;
        }
    }
    assert_eq!(network.tip(0), network.tip(5));
}

#[test]
fn a_chain_with_another_genuine_genesis_can_win() {
    let text =
        r#"[{"index": 1, "timestamp": 5, "transactions": [], "proof": 100, "previous_hash": "1"}]"#;
    let mut flask = chain::Chain::validate(
        easy(),
        chain::parse_chain(text, chain::Format::TUTORIAL).unwrap(),
    )
    .unwrap();
    forge::extend(&mut flask, 4, "flask");
    let mut network = Network::of(37, 1, easy());
    network.mine(0);
    network.join_scripted("flask", forge::server(flask.clone()));
    network.run(seconds(3));
    assert!(network.resolve(0).replaced);
    assert_eq!(network.node(0).chain().to_text(), flask.to_text());
}

#[test]
fn a_newcomer_that_resolves_before_it_knows_the_rooms_rules_ends_up_under_them() {
    let mut network = Network::of(38, 2, easy());
    for _ in 0..3 {
        network.mine(0);
    }
    network.link.delay = seconds(1)..seconds(2);
    let newcomer = network.join();
    let address = network.address(0).to_string();
    network
        .order(newcomer, Command::Register(vec![address]))
        .unwrap();
    network.command(newcomer, Command::Resolve);
    network.run(seconds(20));
    assert_eq!(network.node(newcomer).chain().rules(), easy());
    assert!(!network.node(newcomer).is_resolving());
    network.resolve(newcomer);
    assert_eq!(network.tip(newcomer), network.tip(0));
}

#[test]
fn a_question_that_was_lost_is_asked_again() {
    let mut network = Network::of(39, 2, easy());
    network.mine(1);
    network.link.loss = 1.0;
    let request = network.command(0, Command::Resolve);
    network.link.loss = 0.0;
    network.run(ANSWER_WITHIN);
    assert!(network.answer(0, request).is_some());
    assert_eq!(network.tip(0), network.tip(1));
}

#[test]
fn the_longest_chain_wins_though_another_was_said_to_be_longer() {
    let mut network = Network::of(40, 1, easy());
    let boaster = forge::spoiler(forge::chain(easy(), 8, "boaster"), |answer| {
        if let Message::Blocks { weight, blocks, .. } = answer
            && blocks.is_empty()
        {
            *weight = ChainWeight::of_length(10);
        }
    });
    network.join_scripted("boaster", boaster);
    network.run(seconds(3));
    network.join_scripted("longest", forge::server(forge::chain(easy(), 9, "longest")));
    network.run(seconds(3));
    let resolution = network.resolve(0);
    assert_eq!(
        outcomes(&resolution),
        [
            &PeerOutcome::Answered { length: 8 },
            &PeerOutcome::Adopted { length: 9 }
        ]
    );
    assert_eq!(network.length(0), 9);
}
