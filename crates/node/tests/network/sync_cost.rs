//! What is sent grows with what is missing, not with the chain.

use crate::{
    forge,
    simulation::{Network, Traffic, easy, seconds},
};

/// Two nodes share a chain of `shared` blocks. Then one mines `own`, the other `missing` more, and
/// the first resolves; what was sent for that is returned.
fn cost(shared: u64, own: u64, missing: u64) -> Traffic {
    let common = forge::chain(easy(), shared, "common");
    let mut network = Network::of(131, 2, easy());
    let source = network.join_scripted("source", forge::server(common));
    network.run(seconds(3));
    for site in [0, 1] {
        network.resolve(site);
        assert_eq!(network.length(site), shared);
    }
    network.crash(source);
    network.run(seconds(30));
    for _ in 0..own {
        network.mine(0);
    }
    for _ in 0..missing {
        network.mine(1);
    }
    let before = network.traffic();
    assert!(network.resolve(0).replaced);
    assert_eq!(network.tip(0), network.tip(1));
    Traffic {
        questions: network.traffic().questions - before.questions,
        blocks: network.traffic().blocks - before.blocks,
        ..Traffic::default()
    }
}

#[test]
fn exactly_the_missing_blocks_are_sent_however_long_the_chain() {
    for shared in [20, 200, 2000] {
        let cost = cost(shared, 0, 30);
        assert_eq!((cost.questions, cost.blocks), (2, 30), "{shared} shared");
    }
}

#[test]
fn a_fork_costs_its_own_length_and_at_most_as_much_again() {
    for shared in [20, 2000] {
        assert_eq!(
            cost(shared, 5, 8).blocks,
            8,
            "a short fork is found exactly"
        );
        let long = cost(shared, 40, 60);
        assert!((60..=100).contains(&long.blocks), "{} blocks", long.blocks);
        // For the length, for a first piece, and for the rest.
        assert_eq!(long.questions, 3);
    }
}

#[test]
fn ten_thousand_blocks_are_adopted_in_bounded_pieces() {
    let chain = forge::chain(easy(), 10_001, "source");
    let expected = chain.tip().hash();
    let mut network = Network::of(132, 2, easy());
    let source = network.join_scripted("source", forge::server(chain));
    network.run(seconds(3));
    assert!(network.resolve(0).replaced);
    assert_eq!(network.tip(0), expected);
    network.crash(source);
    network.run(seconds(30));

    let before = network.traffic();
    assert!(network.resolve(1).replaced);
    assert_eq!(network.tip(1), expected);
    assert_eq!(network.traffic().blocks - before.blocks, 10_000);
    let pieces = network.traffic().pieces - before.pieces;
    assert!(pieces <= 22, "{pieces} pieces");
}
