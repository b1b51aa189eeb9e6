//! Lists that are filled with invented addresses or with sybils: honest nodes find a place all the same.

use chain::Chain;
use node::{Address, Answer, Command, MAX_PRESENT, MAX_REGISTERED, Mode, wire::Message};

use crate::{
    forge,
    simulation::{Network, Scripted, easy, seconds},
};

const VICTIM: usize = 0;

fn invented(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("nobody-{n}")).collect()
}

fn sybils(network: &mut Network, count: usize) {
    let nothing = Chain::new(easy());
    for place in 0..count {
        network.join_scripted(&format!("sybil-{place}"), forge::silent(&nothing));
    }
    network.run(seconds(3));
}

fn is_registered(network: &Network, site: usize) -> bool {
    let address = network.address(site);
    network.node(VICTIM).registered().contains(&address)
}

#[test]
fn invented_addresses_in_one_register_command_keep_no_honest_node_away() {
    let mut network = Network::of(141, 2, easy());
    network
        .order(VICTIM, Command::Register(invented(MAX_REGISTERED - 1)))
        .unwrap();
    let honest = network.join();
    network.run(seconds(5));
    assert!(is_registered(&network, honest), "one that turned up later");
    assert!(is_registered(&network, 1), "one that was there before");
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    network.mine(honest);
    network.run(seconds(5));
    assert_eq!(network.tip(VICTIM), network.tip(honest));
    // A person finds a place, too.
    let by_hand = Command::Register(vec!["tab-late".to_owned()]);
    let Answer::Registered(all) = network.order(VICTIM, by_hand).unwrap() else {
        panic!("registering was answered with something else");
    };
    assert_eq!(all.len(), MAX_REGISTERED);
    assert!(all.contains(&Address::parse("tab-late").unwrap()));
}

#[test]
fn sybils_leave_a_place_for_an_honest_node_that_turns_up_later() {
    let mut network = Network::of(142, 1, easy());
    sybils(&mut network, MAX_PRESENT + 50);
    let honest = network.join();
    network.run(seconds(5));
    let mut there = 0;
    for _ in 0..30 {
        network.run(seconds(1));
        there += usize::from(is_registered(&network, honest));
    }
    assert!(there > 20, "registered in {there} of 30 seconds");
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    network.mine(honest);
    network.run(seconds(15));
    assert_eq!(network.tip(VICTIM), network.tip(honest));
}

#[test]
fn places_are_kept_for_those_that_a_person_registers_and_those_that_were_there_first() {
    let mut network = Network::of(143, 3, easy());
    let late = network.join();
    network.run(seconds(5));
    sybils(&mut network, MAX_PRESENT - 3);
    network.register(VICTIM, late);
    let last = network.join();
    network.register(VICTIM, last);
    for wave in 0..200 {
        let presence = forge::presence(&Chain::new(easy()));
        let sybil = network.join_scripted(&format!("wave-{wave}"), Scripted::new(|_| Vec::new()));
        network.say(sybil, Some(VICTIM), Message::Present(presence));
        network.run(seconds(1));
    }
    for site in [1, 2, late, last] {
        assert!(is_registered(&network, site), "site {site}");
    }
    assert!(network.node(VICTIM).peers().count() <= MAX_PRESENT + 2);
}

#[test]
fn an_invented_address_that_never_answers_is_given_up() {
    let mut network = Network::of(144, 2, easy());
    network
        .order(VICTIM, Command::Register(invented(10)))
        .unwrap();
    for _ in 0..4 {
        network.resolve(VICTIM);
    }
    network.run(seconds(300));
    network.resolve(VICTIM);
    assert_eq!(
        network.node(VICTIM).registered().len(),
        11,
        "somebody may yet start it"
    );
    network.run(seconds(300));
    network.resolve(VICTIM);
    assert_eq!(network.node(VICTIM).registered(), [network.address(1)]);
}
