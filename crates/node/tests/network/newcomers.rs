//! Newcomers take over the rules of the room; rules change only where that harms nobody.

use chain::{Number, ProofRule, Transaction};
use node::{
    ALONE_AFTER, Activity, Address, Command, CommandError, JOINING, LISTENS, Mode, wire::Message,
};

use crate::{
    forge,
    simulation::{Network, Scripted, easy, rules, seconds},
};

fn transact(network: &mut Network, site: usize) {
    let command = Command::Transact(Transaction {
        sender: "alice".to_owned(),
        recipient: "bob".to_owned(),
        amount: Number::from(5_u64),
        signed: None,
    });
    network.order(site, command).unwrap();
}

#[test]
fn a_newcomer_takes_over_the_rules_of_the_room() {
    let sealed = rules(ProofRule::Sealed, 8);
    let mut network = Network::of(91, 2, sealed);
    network.mine(0);
    let newcomer = network.join();
    network.run(seconds(3));
    assert_eq!(network.node(newcomer).chain().rules(), sealed);
    let joined = Activity::RulesJoined {
        rules: sealed,
        others: Vec::new(),
    };
    let told = network
        .activities(newcomer)
        .into_iter()
        .filter(|n| *n == joined);
    assert_eq!(told.count(), 1);
    assert!(network.resolve(newcomer).replaced);
}

#[test]
fn newcomers_that_come_together_all_find_the_rooms_rules() {
    for seed in 92..100 {
        let mut network = Network::of(seed, 1, easy());
        network.link.delay = std::time::Duration::ZERO..seconds(1);
        for _ in 0..10 {
            network.join();
        }
        network.run(seconds(10));
        for site in network.nodes() {
            assert_eq!(network.node(site).chain().rules(), easy(), "site {site}");
        }
    }
}

#[test]
fn a_newcomer_that_was_used_already_keeps_its_rules() {
    let mut network = Network::of(101, 1, easy());
    let newcomer = network.join();
    transact(&mut network, newcomer);
    network.run(seconds(5));
    assert_eq!(
        network.node(newcomer).chain().rules(),
        chain::Rules::default()
    );
    assert_eq!(network.node(newcomer).mempool().len(), 1);
}

#[test]
fn a_node_that_has_been_there_for_a_while_keeps_its_rules() {
    let mut network = Network::new(102);
    let settled = network.join();
    network.run(JOINING + seconds(1));
    network.join_scripted("other", forge::server(forge::chain(easy(), 3, "other")));
    network.run(seconds(5));
    assert_eq!(
        network.node(settled).chain().rules(),
        chain::Rules::default()
    );
}

#[test]
fn rules_change_only_in_an_empty_room_and_before_anything_has_begun() {
    let mut network = Network::new(103);
    let first = network.join();
    let set = |network: &mut Network, rules| network.order(first, Command::SetRules(rules));
    set(&mut network, easy()).unwrap();
    assert_eq!(network.node(first).chain().rules(), easy());

    transact(&mut network, first);
    let sealed = rules(ProofRule::Sealed, 6);
    assert_eq!(
        set(&mut network, sealed).unwrap_err(),
        CommandError::AlreadyBegun
    );
    network.mine(first);
    assert_eq!(
        set(&mut network, sealed).unwrap_err(),
        CommandError::AlreadyBegun
    );

    let mut network = Network::of(104, 3, easy());
    let error = network.order(first, Command::SetRules(sealed)).unwrap_err();
    assert_eq!(error, CommandError::RoomNotEmpty(2));
    assert_eq!(network.node(first).chain().rules(), easy());
    network.order(1, Command::Leave).unwrap();
    network.crash(1);
    network.crash(2);
    network.run(seconds(30));
    network.order(first, Command::SetRules(sealed)).unwrap();
    assert_eq!(network.node(first).chain().rules(), sealed);
}

#[test]
fn a_newcomer_that_lives_by_itself_gets_the_chain_and_what_is_pending() {
    let mut network = Network::of(105, 4, easy());
    network.all_live(Mode::Live);
    for _ in 0..3 {
        network.mine(1);
    }
    transact(&mut network, 2);
    let newcomer = network.join();
    network
        .order(newcomer, Command::SetMode(Mode::Live))
        .unwrap();
    network.run(seconds(5));
    assert_eq!(network.tip(newcomer), network.tip(1));
    assert_eq!(network.node(newcomer).mempool().len(), 1);
}

/// One that is there under rules of its own, and says so before anybody else can.
fn hasty(network: &mut Network, newcomer: usize, rules: chain::Rules, name: &str) {
    let presence = forge::presence(&chain::Chain::new(rules));
    let liar = network.join_scripted(name, Scripted::present(presence.clone(), |_| Vec::new()));
    network.say(liar, Some(newcomer), Message::Present(presence));
}

#[test]
fn one_liar_that_speaks_first_does_not_set_the_rules_of_a_newcomer() {
    let absurd = rules(ProofRule::Sealed, 256);
    for (seed, room) in [(106, easy()), (107, chain::Rules::default())] {
        let mut network = Network::of(seed, 29, room);
        let newcomer = network.join();
        hasty(&mut network, newcomer, absurd, "liar");
        network.run(seconds(10));
        assert_eq!(network.node(newcomer).chain().rules(), room);
        let told = Activity::RulesJoined {
            rules: room,
            others: vec![Address::parse("liar").unwrap()],
        };
        let told = network
            .activities(newcomer)
            .into_iter()
            .filter(|a| *a == told);
        assert_eq!(told.count(), 1, "its owner hears who differs");
    }
}

#[test]
fn whoever_was_captured_by_liars_changes_back_until_something_is_made() {
    let absurd = rules(ProofRule::Sealed, 256);
    let mut network = Network::new(108);
    let newcomer = network.join();
    for liar in ["liar-1", "liar-2"] {
        hasty(&mut network, newcomer, absurd, liar);
    }
    network.run(seconds(5));
    assert_eq!(network.node(newcomer).chain().rules(), absurd);
    let own = chain::Rules::default();
    let set = |network: &mut Network, rules| network.order(newcomer, Command::SetRules(rules));
    assert_eq!(network.node(newcomer).rules_before(), Some(own));
    for rules in [own, absurd, own] {
        set(&mut network, rules).unwrap();
        network.run(seconds(10));
        assert_eq!(network.node(newcomer).chain().rules(), rules);
    }
    assert_eq!(
        set(&mut network, easy()).unwrap_err(),
        CommandError::RoomNotEmpty(2),
        "others than these two change in an empty room"
    );
    transact(&mut network, newcomer);
    assert_eq!(network.node(newcomer).rules_before(), None);
    assert!(set(&mut network, absurd).is_err());
}

#[test]
fn a_newcomer_says_nothing_of_itself_before_it_has_heard_the_room() {
    let mut network = Network::of(109, 3, easy());
    let newcomer = network.join();
    let address = network.address(newcomer);
    network.run(LISTENS);
    assert!(network.node(0).peer(&address).is_none());
    network.run(seconds(1));
    assert!(network.node(0).peer(&address).is_some());
    // The first one waits a moment longer for somebody.
    let mut network = Network::new(110);
    let (first, second) = (network.join(), network.join());
    network.run(ALONE_AFTER + LISTENS + seconds(1));
    let seen = |one: usize, other: usize| {
        let address = network.address(other);
        network.node(one).peer(&address).is_some()
    };
    assert!(seen(first, second) && seen(second, first));
}
