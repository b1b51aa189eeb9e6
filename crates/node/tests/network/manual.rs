//! Living by hand, as in the tutorial: nothing moves until someone resolves.

use node::{Command, Mode, wire::Message};

use crate::{
    forge,
    ledger::{Ledger, pending},
    simulation::{Network, easy, seconds},
};

#[test]
fn nothing_moves_until_someone_resolves() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(21, 5, easy());
    for site in 0..5 {
        for _ in 0..site {
            network.mine(site);
        }
        ledger.submit_new(&mut network, site);
    }
    let before = network.traffic();
    network.run(seconds(60));
    for site in 0..5 {
        assert_eq!(network.length(site), 1 + site as u64);
        assert_eq!(network.node(site).mempool().len(), 1);
    }
    assert_eq!(network.traffic().questions, before.questions);
    assert_eq!(network.traffic().transactions, before.transactions);

    let resolution = network.resolve(1);
    assert!(resolution.replaced);
    assert_eq!(network.tip(1), network.tip(4));
    for site in [0, 2, 3] {
        assert_eq!(
            network.length(site),
            1 + site as u64,
            "only site 1 resolved"
        );
    }
    ledger.check(&network);
}

#[test]
fn a_transaction_stays_where_it_was_made_though_live_peers_are_listening() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(22, 3, easy());
    for site in [1, 2] {
        network.order(site, Command::SetMode(Mode::Live)).unwrap();
    }
    ledger.submit_new(&mut network, 0);
    ledger.submit_new(&mut network, 1);
    network.run(seconds(30));
    assert_eq!(network.node(0).mempool().len(), 1);
    assert_eq!(pending(network.node(1)), pending(network.node(2)));
    assert_eq!(network.node(2).mempool().len(), 1, "what is live spreads");
}

#[test]
fn what_is_pending_where_one_lives_by_hand_is_not_told_even_to_who_asks() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(25, 1, easy());
    ledger.submit_new(&mut network, 0);
    assert_eq!(network.node(0).presence().pending, "0".repeat(16));
    let chain = forge::chain(easy(), 1, "nosy");
    let nosy = network.join_scripted("nosy", forge::silent(&chain));
    let question = Message::AskTransactions {
        request: 1,
        skip: 0,
    };
    network.say(nosy, Some(0), question.clone());
    network.run(seconds(1));
    assert_eq!(network.traffic().transactions, 0);

    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    assert_ne!(network.node(0).presence().pending, "0".repeat(16));
    network.say(nosy, Some(0), question);
    network.run(seconds(1));
    assert_eq!(network.traffic().transactions, 1);
}

#[test]
fn a_transaction_made_by_hand_spreads_when_its_node_begins_to_live_by_itself() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(23, 3, easy());
    ledger.submit_new(&mut network, 0);
    network.all_live(Mode::Live);
    network.run(seconds(10));
    ledger.check_known_to_all(&network);
}

#[test]
fn a_node_that_goes_back_to_living_by_hand_takes_nothing_that_is_still_on_its_way() {
    let mut network = Network::of(24, 1, easy());
    network.join_scripted(
        "tab-long",
        forge::server(forge::chain(easy(), 1500, "long")),
    );
    network.run(seconds(3));
    network.link.delay = seconds(1)..seconds(2);
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    // The first of three pieces is there by now.
    network.run(seconds(4));
    assert!(network.traffic().blocks >= 500);
    network.order(0, Command::SetMode(Mode::Manual)).unwrap();
    network.run(seconds(60));
    assert_eq!(network.length(0), 1);
}
