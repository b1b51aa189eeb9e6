//! Hash power: how fast a participant finds proofs, and its share of the blocks.

use chain::{Difficulty, Link, ProofRule, Rules};
use node::{Command, JobId, Mode, Node};
use pow::Puzzle;
use sim::{Action, Event, Mining, Network, Site};

use crate::recorder::{Recorder, network, recorder, seconds, wish};

/// A puzzle that so many bits make hard, another for each salt.
fn puzzle(salt: u64, bits: u16) -> Puzzle {
    Puzzle::new(
        format!("salt {salt} "),
        String::new(),
        Difficulty::new(bits).unwrap(),
    )
    .unwrap()
}

/// Participants that have that much hash power each.
fn miners(count: usize, mining: Mining, hash_power: f64) -> Network<Recorder> {
    let mut network = network(1, count);
    network.mining = mining;
    for site in 0..count {
        network.set_hash_power(site, hash_power);
    }
    network
}

/// Lets each search for one proof after another, and tells how many they found in that many seconds.
fn found(mut network: Network<Recorder>, bits: u16, within: u64) -> usize {
    let end = network.now() + seconds(within);
    let mut jobs = 0;
    for site in 0..network.count() {
        search_next(&mut network, site, bits, &mut jobs);
    }
    let mut found = 0;
    while let Some(site) = network.step(end) {
        if let Some((_, Event::Found(..))) = network
            .update(site, |recorder, _| recorder.events.pop())
            .flatten()
        {
            found += 1;
            search_next(&mut network, site, bits, &mut jobs);
        }
    }
    found
}

fn search_next(network: &mut Network<Recorder>, site: Site, bits: u16, jobs: &mut u64) {
    *jobs += 1;
    wish(
        network,
        site,
        Action::Search(JobId(*jobs), puzzle(*jobs, bits)),
    );
}

#[test]
fn as_many_proofs_are_found_as_the_hash_power_says() {
    // 256 hashes each, 64 a second: a thousand seconds bring 250.
    for (mining, bits) in [
        (Mining::SEARCHED, 8),
        (Mining::Searched { slice: 16 }, 8),
        (Mining::Drawn { hashes: 256.0 }, 0),
    ] {
        let found = found(miners(1, mining, 64.0), bits, 1_000);
        assert!((205..295).contains(&found), "{mining:?}: {found}");
    }
}

#[test]
fn who_has_four_times_the_hash_power_finds_four_times_as_many() {
    let mining = Mining::Drawn { hashes: 100.0 };
    let drawn = |hash_power| found(miners(1, mining, hash_power), 0, 1_000) as f64;
    let ratio = drawn(400.0) / drawn(100.0);
    assert!((3.7..4.3).contains(&ratio), "{ratio}");
}

#[test]
fn on_a_shared_machine_many_find_as_much_together_as_one_alone() {
    for (shared, expected) in [(false, 1_000), (true, 250)] {
        let mut network = miners(4, Mining::Searched { slice: 16 }, 64.0);
        network.shared_machine = shared;
        let found = found(network, 8, 1_000);
        let bounds = expected * 85 / 100..expected * 115 / 100;
        assert!(bounds.contains(&found), "{shared}: {found}");
    }
}

#[test]
fn without_hash_power_nothing_is_found_until_there_is_some() {
    for (mining, bits) in [(Mining::SEARCHED, 6), (Mining::Drawn { hashes: 64.0 }, 0)] {
        let mut network = network(2, 1);
        network.mining = mining;
        network.set_hash_power(0, 0.0);
        wish(&mut network, 0, Action::Search(JobId(1), puzzle(1, bits)));
        network.run(seconds(100_000));
        assert_eq!(recorder(&network, 0).found().count(), 0);
        assert!(network.tried(0).is_some(), "it waits");
        network.set_hash_power(0, 64.0);
        network.run(seconds(100));
        assert_eq!(recorder(&network, 0).found().count(), 1, "{mining:?}");
    }
}

#[test]
fn a_change_of_hash_power_holds_for_the_search_under_way() {
    // Each takes hours, and minutes with a thousand times the hash power.
    for (mining, bits) in [
        (Mining::Searched { slice: 10 }, 14),
        (Mining::Drawn { hashes: 16_384.0 }, 0),
    ] {
        let mut network = network(3, 1);
        network.mining = mining;
        network.set_hash_power(0, 0.1);
        wish(&mut network, 0, Action::Search(JobId(1), puzzle(1, bits)));
        network.run(seconds(60));
        network.set_hash_power(0, 1_000.0);
        assert_eq!(network.hash_power(0), 1_000.0);
        network.run(seconds(600));
        assert_eq!(recorder(&network, 0).found().count(), 1, "{mining:?}");
        network.run(seconds(10_000_000));
        let again = recorder(&network, 0).found().count();
        assert_eq!(again, 1, "{mining:?}: it is found once");
    }
}

/// Nodes of such hash powers that mine block after block, and how many blocks of the chain each has mined.
fn shares(mining: Mining, bits: u16, hash_powers: &[f64], within: u64) -> Vec<f64> {
    let mut network = Network::<Node>::new(11);
    network.mining = mining;
    for &hash_power in hash_powers {
        let site = network.join();
        network.set_hash_power(site, hash_power);
        let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(bits).unwrap());
        network.command(site, Command::SetRules(rules));
        network.command(site, Command::SetMode(Mode::Live));
    }
    network.run(seconds(5));
    let end = network.now() + seconds(within);
    while let Some(site) = network.step(end) {
        if network
            .participant(site)
            .is_some_and(|node| node.mining() == 0)
        {
            network.command(site, Command::Mine);
        }
    }
    let chain = network.participant(0).unwrap().chain();
    assert!(chain.length() > 1_000, "{}", chain.length());
    let mined = |site: usize| {
        let own = network.address(site).unwrap().as_str();
        let rewarded = |link: &&std::sync::Arc<Link>| {
            let mut transactions = link.block().transactions.iter();
            transactions.any(|transaction| transaction.is_reward() && transaction.recipient == own)
        };
        chain.links().filter(rewarded).count() as f64 / chain.length() as f64
    };
    (0..hash_powers.len()).map(mined).collect()
}

#[test]
fn each_has_the_share_of_the_blocks_that_it_has_of_the_hash_power() {
    // A block in ten seconds, a thousand times as long as messages take: hardly any is orphaned.
    let hash_powers = [10.0, 20.0, 30.0, 40.0];
    for (mining, bits) in [
        (Mining::Searched { slice: 20 }, 10),
        (Mining::Drawn { hashes: 1_000.0 }, 0),
    ] {
        let shares = shares(mining, bits, &hash_powers, 20_000);
        for (share, hash_power) in shares.iter().zip(hash_powers) {
            assert!(
                (share - hash_power / 100.0).abs() < 0.03,
                "{mining:?}: {shares:?}"
            );
        }
    }
}

#[test]
fn one_without_hash_power_has_no_share() {
    let shares = shares(Mining::Drawn { hashes: 1_000.0 }, 0, &[0.0, 100.0], 20_000);
    assert_eq!(shares[0], 0.0);
}

#[test]
fn drawn_proofs_make_chains_that_nodes_take() {
    let mut network: Network<Node> = Network::new(12);
    network.mining = Mining::Drawn { hashes: 100.0 };
    for _ in 0..2 {
        let site = network.join();
        let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(0).unwrap());
        network.command(site, Command::SetRules(rules));
        network.command(site, Command::SetMode(Mode::Live));
    }
    network.run(seconds(5));
    for _ in 0..5 {
        network.command(0, Command::Mine);
    }
    network.run(seconds(60));
    let tips = [0, 1].map(|site| network.participant(site).unwrap().chain().tip().hash());
    assert_eq!(tips[0], tips[1]);
    let proofs: Vec<u64> = network
        .participant(1)
        .unwrap()
        .chain()
        .links()
        .map(|link| link.block().proof)
        .collect();
    assert_eq!(proofs.len(), 6);
    assert!(
        proofs.windows(2).all(|pair| pair[0] != pair[1]),
        "{proofs:?}"
    );
}
