//! Blocks that are off the chain now.

use std::time::Duration;

use chain::{Difficulty, ProofRule, Rules};
use client::Client;
use node::Command;
use sim::Network;

#[test]
fn an_orphaned_block_is_still_seen() {
    let mut network = Network::<Client>::new(5);
    let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(4).unwrap());
    network.join();
    network.command(0, Command::SetRules(rules));
    network.join();
    network.run(Duration::from_secs(6));
    network.command(0, Command::Mine);
    network.command(1, Command::Mine);
    network.command(1, Command::Mine);
    network.run(Duration::from_secs(10));
    let blocks = |network: &Network<Client>| {
        let observed = network.participant(0).unwrap().observed();
        let off = observed
            .blocks
            .iter()
            .filter(|block| !block.on_chain)
            .count();
        (observed.blocks.len(), off)
    };
    assert_eq!(blocks(&network), (2, 0));
    network.command(0, Command::Resolve);
    network.run(Duration::from_secs(5));
    assert_eq!(blocks(&network), (4, 1));
}

#[test]
fn of_each_block_it_is_seen_whom_its_reward_pays() {
    let mut network = Network::<Client>::new(6);
    let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(4).unwrap());
    network.join();
    network.command(0, Command::SetRules(rules));
    network.run(Duration::from_secs(6));
    network.command(0, Command::Mine);
    network.run(Duration::from_secs(10));
    let observed = network.participant(0).unwrap().observed();
    let rewarded: Vec<_> = observed.blocks.iter().map(|b| b.rewarded.clone()).collect();
    assert_eq!(rewarded, [None, Some(observed.id)]);
}
