//! Who is there: turning up, leaving, crashing, coming back.

use std::time::Duration;

use node::{Activity, Command, CommandError, EXPIRES_AFTER, Mode, NodeName};

use crate::simulation::{Network, easy, seconds};

#[test]
fn a_node_that_leaves_disappears_at_once_and_stays_away() {
    let mut network = Network::of(81, 3, easy());
    let gone = network.address(2);
    let name = NodeName::parse("Ada’s laptop").unwrap();
    network.order(2, Command::Rename(name.clone())).unwrap();
    network.run(Duration::from_millis(20));
    network.order(2, Command::Leave).unwrap();
    network.run(Duration::from_millis(20));
    for site in [0, 1] {
        assert!(network.node(site).peer(&gone).is_none());
        assert!(!network.node(site).registered().contains(&gone));
        assert!(
            network
                .activities(site)
                .contains(&Activity::PeerLeft(gone.clone(), name.clone()))
        );
    }
    // It lives on for a moment, as a page that is being closed does, and must not bring itself back.
    network.run(Duration::from_millis(1900));
    let newcomer = network.join();
    network.run(Duration::from_millis(10));
    network.crash(2);
    network.run(seconds(5));
    for site in [0, 1, newcomer] {
        assert!(network.node(site).peer(&gone).is_none());
    }
}

#[test]
fn a_page_that_is_shown_again_after_its_goodbye_is_back_within_seconds() {
    let mut network = Network::of(82, 2, easy());
    network.order(1, Command::Leave).unwrap();
    network.run(seconds(5));
    assert_eq!(network.node(0).registered(), [network.address(1)]);
}

#[test]
fn a_node_that_crashes_disappears_within_half_a_minute() {
    let mut network = Network::of(83, 3, easy());
    let gone = network.address(2);
    let name = NodeName::parse(gone.as_str()).unwrap();
    network.crash(2);
    network.run(seconds(5));
    assert!(network.node(0).peer(&gone).is_some(), "a pause is no crash");
    network.run(seconds(25));
    assert!(network.node(0).peer(&gone).is_none());
    assert!(
        network
            .activities(0)
            .contains(&Activity::PeerLeft(gone, name))
    );
    assert!(EXPIRES_AFTER < seconds(30));
}

#[test]
fn whoever_was_lost_for_a_while_comes_back_as_registered_as_before() {
    let mut network = Network::of(84, 3, easy());
    let (one, two) = (network.address(1), network.address(2));
    network.order(0, Command::Unregister(two.clone())).unwrap();
    network.partition(&[&[0], &[1, 2]]);
    network.run(seconds(30));
    assert_eq!(network.node(0).peers().count(), 0);
    network.heal();
    network.run(seconds(5));
    assert_eq!(network.node(0).registered(), [one]);
    assert!(network.node(0).peer(&two).is_some());
}

#[test]
fn who_turns_up_is_registered_only_where_that_is_wanted() {
    let mut network = Network::of(85, 2, easy());
    network.order(0, Command::SetAutoRegister(false)).unwrap();
    let newcomer = network.join();
    network.run(seconds(3));
    let address = network.address(newcomer);
    assert_eq!(network.node(0).registered(), [network.address(1)]);
    assert!(
        network.node(0).peer(&address).is_some(),
        "it is seen all the same"
    );
    assert!(network.node(1).registered().contains(&address));

    network.register(0, newcomer);
    assert_eq!(network.node(0).registered(), [network.address(1), address]);
}

#[test]
fn an_address_registered_by_hand_is_waited_for() {
    let mut network = Network::new(86);
    let early = network.join();
    let late = vec!["http://LATE:5001/chain".to_owned()];
    network.order(early, Command::Register(late)).unwrap();
    network.run(seconds(60));
    let address = node::Address::parse("late:5001").unwrap();
    assert_eq!(
        network.node(early).registered(),
        std::slice::from_ref(&address)
    );
    network.join_as("late:5001");
    network.run(seconds(5));
    let peer = network.node(early).peer(&address).unwrap();
    assert!(peer.registered && peer.presence.is_some());
}

#[test]
fn a_list_with_one_address_that_is_none_registers_nobody() {
    let mut network = Network::new(87);
    let site = network.join();
    let own = network.address(site).to_string();
    for (list, expected) in [
        (vec![], "Error: Please supply a valid list of nodes"),
        (
            vec!["tab-7".to_owned(), "a b".to_owned()],
            "node 2 of the list (\"a b\") is not an address: ' ' can't be part of an address",
        ),
        (
            vec!["tab-7".to_owned(), own],
            "tab-0 is this node itself; register another one",
        ),
    ] {
        let error = network.order(site, Command::Register(list)).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(network.node(site).registered().is_empty());
    }
    let unknown = node::Address::parse("tab-7").unwrap();
    assert_eq!(
        network
            .order(site, Command::Unregister(unknown.clone()))
            .unwrap_err(),
        CommandError::NotRegistered(unknown)
    );
}

#[test]
fn others_see_a_new_name_and_a_new_block_within_a_second() {
    let mut network = Network::of(88, 2, easy());
    let name = NodeName::parse("王小明").unwrap();
    network.order(1, Command::Rename(name.clone())).unwrap();
    network.mine(1);
    network.run(seconds(1));
    let seen = network.node(0).peer(&network.address(1)).unwrap();
    let presence = seen.presence.as_ref().unwrap();
    assert_eq!(presence.name, name);
    assert_eq!(
        (presence.weight.length(), presence.tip),
        (2, network.tip(1))
    );
    assert_eq!(network.node(0).mode(), Mode::Manual);
}
