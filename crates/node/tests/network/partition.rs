//! A network that is cut into parts, lives on in each, and is mended.

use node::{Activity, Mode};

use crate::{
    ledger::Ledger,
    simulation::{Link, Network, Site, easy, seconds},
};

fn cut_and_mended(seed: u64, link: Link, parts: &[&[Site]], apart: u64) -> Network {
    let mut ledger = Ledger::default();
    let mut network = Network::of(seed, 50, easy());
    network.all_live(Mode::Live);
    network.link = link;
    for _ in 0..5 {
        ledger.busy_second(&mut network);
    }
    network.partition(parts);
    for _ in 0..apart {
        ledger.busy_second(&mut network);
    }
    let tips: Vec<_> = parts.iter().map(|part| network.tip(part[0])).collect();
    assert_ne!(tips[0], tips[1], "the parts went their own ways");

    network.heal();
    network.run(seconds(60));
    ledger.check(&network);
    network.all_stand_at_the_greatest_length();
    network.all_agree_after_one_more_block(3);
    ledger.check(&network);
    ledger.check_known_to_all(&network);
    network
}

#[test]
fn two_parts_agree_again_and_lose_nothing() {
    let left: Vec<Site> = (0..20).collect();
    let right: Vec<Site> = (20..50).collect();
    let network = cut_and_mended(11, Link::slow(), &[&left, &right], 10);
    let reorged = |site: &Site| {
        let mut notices = network.activities(*site).into_iter();
        notices.any(|notice| matches!(notice, Activity::Reorg { returned, .. } if returned > 0))
    };
    assert!(
        network.nodes().iter().any(reorged),
        "somebody's transactions came back"
    );
}

#[test]
fn three_parts_that_took_each_other_for_gone_agree_again_though_messages_are_lost() {
    let parts: [Vec<Site>; 3] = [(0..25).collect(), (25..40).collect(), (40..50).collect()];
    let parts: Vec<&[Site]> = parts.iter().map(Vec::as_slice).collect();
    cut_and_mended(12, Link::lossy(), &parts, 25);
}

#[test]
fn nodes_that_crash_take_nothing_with_them_but_what_only_they_knew() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(13, 20, easy());
    network.all_live(Mode::Live);
    network.link = Link::slow();
    for _ in 0..8 {
        ledger.busy_second(&mut network);
    }
    network.run(seconds(5));
    for site in [2, 3, 5] {
        network.crash(site);
    }
    for _ in 0..8 {
        ledger.busy_second(&mut network);
    }
    network.run(seconds(40));
    ledger.check(&network);
    network.all_stand_at_the_greatest_length();
    network.all_agree_after_one_more_block(7);
    ledger.check_known_to_all(&network);
}
