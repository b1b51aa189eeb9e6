//! Fifty nodes that live by themselves while messages are late, lost, doubled and out of order.

use node::{Command, Mode};

use crate::{
    ledger::Ledger,
    simulation::{Link, Network, easy, seconds},
};

/// Fifty nodes over such links, some of which mine and submit for a while, and then rest.
fn agree(seed: u64, link: Link) {
    let mut ledger = Ledger::default();
    let mut network = Network::of(seed, 50, easy());
    network.all_live(Mode::Live);
    network.link = link;
    for _ in 0..25 {
        ledger.busy_second(&mut network);
    }
    network.run(seconds(40));
    ledger.check(&network);
    network.all_stand_at_the_greatest_length();
    network.all_agree_after_one_more_block(7);
    ledger.check(&network);
    ledger.check_known_to_all(&network);
}

#[test]
fn fifty_nodes_agree_over_good_links() {
    agree(1, Link::local());
}

#[test]
fn fifty_nodes_agree_though_messages_are_late_and_doubled_and_out_of_order() {
    agree(2, Link::slow());
}

#[test]
fn fifty_nodes_agree_though_every_fifth_message_is_lost() {
    agree(3, Link::lossy());
}

#[test]
fn fifty_nodes_agree_with_other_luck() {
    agree(4, Link::lossy());
}

#[test]
fn a_link_slower_than_the_patience_of_a_question_still_brings_the_chain() {
    let mut network = Network::of(5, 2, easy());
    for _ in 0..3 {
        network.mine(1);
    }
    network.link.delay = seconds(1)..seconds(2);
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    assert_eq!(network.length(0), 1, "it is on its way still");
    network.run(seconds(30));
    assert_eq!(network.tip(0), network.tip(1));
}
