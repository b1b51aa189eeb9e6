//! How transactions spread among nodes that live by themselves, the equal ones among them.

use chain::Mempool;
use node::{Command, Mode};

use crate::{
    ledger::{Ledger, on_chain},
    simulation::{Link, Network, easy, seconds},
};

#[test]
fn equal_transactions_from_several_nodes_are_all_counted() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(111, 12, easy());
    network.all_live(Mode::Live);
    for round in 0..6 {
        for site in [1, 4, 7] {
            ledger.submit(&mut network, site, "bob");
        }
        network.run(seconds(1));
        network.command(round, Command::Mine);
    }
    network.run(seconds(60));
    ledger.check_known_to_all(&network);
    network.mine(3);
    network.run(seconds(10));
    for site in network.nodes() {
        assert!(network.node(site).mempool().is_empty(), "site {site}");
        assert_eq!(on_chain(network.node(site)).values().sum::<usize>(), 18);
    }
}

#[test]
fn equal_transactions_are_never_doubled_though_messages_are_lost() {
    for seed in [112, 113] {
        let mut ledger = Ledger::default();
        let mut network = Network::of(seed, 12, easy());
        network.all_live(Mode::Live);
        network.link = Link::lossy();
        for _ in 0..15 {
            let (site, other) = (network.rng().below(12), network.rng().below(12));
            ledger.submit(&mut network, site, "bob");
            ledger.submit_new(&mut network, other);
            network.command(other, Command::Mine);
            network.run(seconds(1));
            ledger.check(&network);
        }
        network.run(seconds(40));
        ledger.check(&network);
        network.all_stand_at_the_greatest_length();
    }
}

#[test]
fn a_transaction_told_to_nobody_is_found_by_asking() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(114, 5, easy());
    network.all_live(Mode::Live);
    network.link.loss = 1.0;
    ledger.submit_new(&mut network, 0);
    network.link.loss = 0.0;
    network.run(seconds(5));
    ledger.check_known_to_all(&network);
}

#[test]
fn a_full_mempool_reaches_a_newcomer_over_a_slow_link() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(115, 2, easy());
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    for _ in 0..Mempool::MAX_PENDING {
        ledger.submit_new(&mut network, 0);
    }
    network.order(1, Command::SetMode(Mode::Live)).unwrap();
    // Fifty pages and a round trip for each: longer than from one presence to the next.
    network.link.delay = seconds(0)..std::time::Duration::from_millis(200);
    network.run(seconds(30));
    assert_eq!(network.node(1).mempool().len(), Mempool::MAX_PENDING);
    ledger.check_known_to_all(&network);
}
