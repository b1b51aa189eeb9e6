//! Fifty nodes that live by themselves while messages are late, lost, doubled and out of order.

use node::{Answer, Command, Mode};

use crate::{
    ledger::Ledger,
    simulation::{Network, Weather, easy, seconds},
};

/// Fifty nodes under that weather, some of which mine and submit for a while, and then rest.
fn lived(seed: u64, weather: Weather, ledger: &mut Ledger) -> Network {
    let mut network = Network::of(seed, 50, easy());
    network.all_live(Mode::Live);
    network.weather = weather;
    for _ in 0..30 {
        for _ in 0..3 {
            let site = network.chance().below(50);
            ledger.submit_new(&mut network, site);
        }
        for _ in 0..2 {
            let site = network.chance().below(50);
            network.command(site, Command::Mine);
        }
        network.run(seconds(1));
        ledger.check(&network);
    }
    network.run(seconds(40));
    network
}

fn all_agree_after_one_more_block(network: &mut Network, ledger: &Ledger) {
    let greatest = network.greatest_length();
    assert!(greatest > 10, "something was mined");
    for site in network.nodes() {
        assert_eq!(network.length(site), greatest, "site {site}");
        assert_eq!(network.node(site).mining(), 0, "site {site}");
    }
    ledger.check(network);

    let Answer::Mined(block) = network.mine(7) else {
        panic!("mining was answered with something else");
    };
    network.run(seconds(40));
    for site in network.nodes() {
        assert_eq!(network.length(site), greatest + 1, "site {site}");
        assert_eq!(network.tip(site), block.hash(), "site {site}");
    }
    ledger.check(network);
    ledger.check_known_to_all(network);
}

#[test]
fn fifty_nodes_agree_in_fair_weather() {
    let mut ledger = Ledger::default();
    let mut network = lived(1, Weather::fair(), &mut ledger);
    all_agree_after_one_more_block(&mut network, &ledger);
}

#[test]
fn fifty_nodes_agree_though_messages_are_late_and_doubled_and_out_of_order() {
    for seed in [2, 3] {
        let mut ledger = Ledger::default();
        let mut network = lived(seed, Weather::windy(), &mut ledger);
        all_agree_after_one_more_block(&mut network, &ledger);
    }
}

#[test]
fn fifty_nodes_agree_though_every_fifth_message_is_lost() {
    for seed in [4, 5, 6] {
        let mut ledger = Ledger::default();
        let mut network = lived(seed, Weather::foul(), &mut ledger);
        all_agree_after_one_more_block(&mut network, &ledger);
    }
}
