//! Fetching the branches of the room to look at them: all that is valid comes, and nothing is adopted.

use std::collections::BTreeSet;

use chain::{Chain, Hash, ProofRule, Transaction};
use node::{
    Answer, BranchOutcome, BranchReport, Command, MAX_BRANCH_BLOCKS, MAX_BRANCHES, MAX_KEPT_BLOCKS,
    MAX_KEPT_BYTES, Mode, PeerFault, Presence, wire::Message,
};

use crate::{
    forge,
    simulation::{Network, Scripted, Site, easy, rules, seconds},
};

fn fetch(network: &mut Network, site: Site) -> Vec<BranchReport> {
    match network.order(site, Command::FetchBranches) {
        Ok(Answer::Branches(reports)) => reports,
        other => panic!("fetching branches was answered with {other:?}"),
    }
}

fn watch(network: &mut Network, site: Site) {
    network.order(site, Command::WatchBranches(true)).unwrap();
}

/// What became of each site, from site 1 on.
fn outcomes(network: &Network, mut reports: Vec<BranchReport>) -> Vec<BranchOutcome> {
    let site = |report: &BranchReport| (1..).find(|&site| network.address(site) == report.address);
    reports.sort_by_key(site);
    reports.into_iter().map(|report| report.outcome).collect()
}

fn fetch_sorted(network: &mut Network) -> Vec<BranchOutcome> {
    let reports = fetch(network, 0);
    outcomes(network, reports)
}

/// Where the branches end that a node keeps.
fn tips(network: &Network, site: Site) -> BTreeSet<Hash> {
    let branches = network.node(site).branches();
    branches
        .map(|(_, branch)| branch.tip().unwrap().hash())
        .collect()
}

/// A class in one room, all of which have mined two blocks on their own, but for the teacher at site 0.
fn class(seed: u64, students: usize) -> Network {
    let mut network = Network::of(seed, students + 1, easy());
    for _ in 0..2 {
        for site in 1..=students {
            network.mine(site);
        }
    }
    network.run(seconds(3));
    network
}

#[test]
fn thirty_chains_of_a_class_are_all_seen_and_none_is_adopted() {
    let mut network = class(161, 30);
    let before = network.tip(0);
    let reports = fetch(&mut network, 0);
    assert_eq!(reports.len(), 30);
    for (registered, report) in network.node(0).registered().iter().zip(&reports) {
        assert_eq!(report.address, *registered);
        let all = BranchOutcome::Fetched {
            length: 3,
            blocks: 2,
        };
        assert_eq!(report.outcome, all, "{registered}");
    }
    let stands: BTreeSet<Hash> = (1..=30).map(|site| network.tip(site)).collect();
    assert_eq!(stands.len(), 30);
    assert_eq!(tips(&network, 0), stands);
    let owners: Vec<_> = network
        .node(0)
        .branches()
        .map(|(owner, _)| owner.clone())
        .collect();
    assert_eq!(owners.iter().collect::<BTreeSet<_>>().len(), 30);
    assert_eq!(network.tip(0), before);

    // A student sees the other twenty-nine, which are no longer than its own.
    assert_eq!(fetch(&mut network, 7).len(), 30);
    let mut others = stands.clone();
    others.remove(&network.tip(7));
    assert_eq!(tips(&network, 7), others);
    assert_eq!(network.length(7), 3);

    // One mines on and all resolve: what they have left is still there.
    network.mine(3);
    for site in network.nodes() {
        network.resolve(site);
    }
    assert!(
        network
            .nodes()
            .iter()
            .all(|&site| network.tip(site) == network.tip(3))
    );
    assert_eq!(tips(&network, 0), stands);
}

#[test]
fn a_node_that_only_watches_sees_all_branches_by_itself_and_one_that_acts_does_not() {
    for mode in [Mode::Manual, Mode::Live] {
        let mut network = class(162, 12);
        network.order(0, Command::SetMode(mode)).unwrap();
        watch(&mut network, 0);
        watch(&mut network, 1);
        network.run(seconds(6));
        let mut stands: BTreeSet<Hash> = (1..=12).map(|site| network.tip(site)).collect();
        // Living by itself it follows one of them, which it may have seen as a branch before.
        let mut seen = tips(&network, 0);
        for tips in [&mut stands, &mut seen] {
            tips.remove(&network.tip(0));
        }
        assert_eq!(seen, stands, "{mode:?}");
        assert!(tips(&network, 1).is_empty());

        network.order(0, Command::WatchBranches(false)).unwrap();
        network.mine(5);
        network.run(seconds(6));
        assert!(!tips(&network, 0).contains(&network.tip(5)) || mode == Mode::Live);
        watch(&mut network, 0);
        network.run(seconds(6));
        let seen = tips(&network, 0).contains(&network.tip(5));
        assert!(seen || network.tip(0) == network.tip(5), "{mode:?}");
    }
}

#[test]
fn a_branch_that_many_stand_on_is_fetched_once_and_one_that_grows_is_not_fetched_again() {
    let mut network = Network::of(163, 9, easy());
    for _ in 0..20 {
        network.mine(1);
    }
    for site in 2..9 {
        network.resolve(site);
    }
    network.run(seconds(3));
    let before = network.traffic().blocks;
    watch(&mut network, 0);
    network.run(seconds(3));
    assert_eq!(network.traffic().blocks - before, 20);
    for _ in 0..5 {
        network.mine(1);
        network.run(seconds(6));
    }
    assert_eq!(network.traffic().blocks - before, 25);
    assert_eq!(
        network.node(0).branches().count(),
        1,
        "it is one branch that grew"
    );
    assert_eq!(tips(&network, 0), BTreeSet::from([network.tip(1)]));
}

#[test]
fn each_peer_gets_what_it_deserves_and_the_others_are_fetched_all_the_same() {
    let mut network = Network::of(164, 2, easy());
    network.mine(1);
    let chain = |length, maker| forge::chain(easy(), length, maker);
    let spoiled = forge::spoiler(chain(4, "spoiler"), move |answer| {
        if let Message::Blocks { blocks, .. } = answer {
            blocks.swap(0, 1);
        }
    });
    network.join_scripted("spoiler", spoiled);
    network.join_scripted("silent", forge::silent(&chain(4, "silent")));
    network.join_scripted("far", forge::server(chain(MAX_BRANCH_BLOCKS + 2, "far")));
    network.join_scripted(
        "other",
        forge::server(forge::chain(rules(ProofRule::Sealed, 1), 4, "other")),
    );
    network.join_scripted("genesis", forge::server(chain(1, "genesis")));
    network.run(seconds(3));
    let got = fetch_sorted(&mut network);
    assert_eq!(
        got[0],
        BranchOutcome::Fetched {
            length: 2,
            blocks: 1
        }
    );
    assert!(
        matches!(got[1], BranchOutcome::Refused(PeerFault::Invalid(_))),
        "{got:?}"
    );
    assert_eq!(got[2], BranchOutcome::Silent);
    assert_eq!(
        got[3],
        BranchOutcome::TooLong {
            length: MAX_BRANCH_BLOCKS + 2
        }
    );
    let other = PeerFault::OtherRules(rules(ProofRule::Sealed, 1));
    assert_eq!(got[4], BranchOutcome::Refused(other));
    assert_eq!(got[5], BranchOutcome::Known { length: 1 });
    assert!(matches!(network.faults(0, 2)[..], [PeerFault::Invalid(_)]));
    for innocent in [1, 3, 4, 5, 6] {
        assert_eq!(network.faults(0, innocent), [], "site {innocent}");
    }
    assert_eq!(network.node(0).branches().count(), 1);
}

#[test]
fn where_nobody_is_registered_all_in_the_room_are_asked() {
    let mut network = Network::of(165, 1, easy());
    assert!(fetch(&mut network, 0).is_empty(), "nobody is there");
    network.order(0, Command::SetAutoRegister(false)).unwrap();
    for maker in ["one", "two"] {
        network.join_scripted(maker, forge::server(forge::chain(easy(), 3, maker)));
    }
    network.run(seconds(3));
    assert!(network.node(0).registered().is_empty());
    let all = BranchOutcome::Fetched {
        length: 3,
        blocks: 2,
    };
    assert_eq!(fetch_sorted(&mut network), [all.clone(), all.clone()]);
    network.register(0, 1);
    network.join_scripted("three", forge::server(forge::chain(easy(), 3, "three")));
    network.run(seconds(3));
    assert_eq!(
        fetch_sorted(&mut network),
        [BranchOutcome::Known { length: 3 }]
    );
}

#[test]
fn a_fork_deep_below_is_seen_and_one_too_deep_is_told() {
    let common = forge::chain(easy(), 30, "common");
    let mut network = Network::of(166, 1, easy());
    let branch_at = |fork: u64, length: u64, maker: &str| {
        let mut chain = Chain::new(easy());
        for link in common.links().take(fork as usize).skip(1) {
            chain.append(link.block().clone()).unwrap();
        }
        forge::extend(&mut chain, length, maker);
        chain
    };
    network.join_scripted("common", forge::server(branch_at(30, 1_200, "common")));
    network.run(seconds(3));
    network.resolve(0);
    network.join_scripted("near", forge::server(branch_at(30, 600, "near")));
    network.join_scripted("deep", forge::server(branch_at(20, 1_100, "deep")));
    network.run(seconds(3));
    let got = fetch_sorted(&mut network);
    assert_eq!(got[0], BranchOutcome::Known { length: 1_200 });
    assert_eq!(got[2], BranchOutcome::TooLong { length: 1_100 });
    let BranchOutcome::Fetched {
        length: 600,
        blocks,
    } = got[1]
    else {
        panic!("{got:?}");
    };
    assert!(blocks >= 570, "{blocks}");
    assert_eq!(network.length(0), 1_200);
}

#[test]
fn what_is_kept_is_bounded_and_a_liar_pays_for_it_alone() {
    let easy = rules(ProofRule::Classic, 0);
    let mut network = Network::of(167, 3, easy);
    network.mine(1);
    network.mine(2);
    // Ever new branches, each of a block as large as a node takes one.
    let mut nth = 0;
    let stand = forge::presence(&forge::chain(easy, 3, "liar"));
    let mut chain = Chain::new(easy);
    let liar = Scripted::present(stand, move |question| {
        if let Message::Ask { limit: 1.., .. } = question {
            nth += 1;
            chain = Chain::new(easy);
            let padding = Transaction::reward("x".repeat(180_000 + nth));
            let block = forge::block(&chain, vec![padding], "liar");
            chain.append(block).unwrap();
        }
        forge::answer(&chain, question).into_iter().collect()
    });
    network.join_scripted("liar", liar);
    network.run(seconds(3));
    for _ in 0..100 {
        let got = fetch_sorted(&mut network);
        assert!(
            got.iter()
                .all(|outcome| !matches!(outcome, BranchOutcome::Refused(_))),
            "{got:?}"
        );
    }
    let kept: Vec<_> = network
        .node(0)
        .branches()
        .map(|(_, branch)| branch)
        .collect();
    assert!(
        kept.len() > 5 && kept.len() <= MAX_BRANCHES,
        "{} branches",
        kept.len()
    );
    let blocks: Vec<_> = kept.iter().flat_map(|branch| branch.links()).collect();
    assert!(blocks.len() <= MAX_KEPT_BLOCKS);
    let texts = blocks.iter().map(|link| link.block().canonical());
    let bytes: usize = texts.map(|text| text.len()).sum();
    assert!(bytes <= MAX_KEPT_BYTES, "{bytes} bytes");
    for site in [1, 2] {
        assert!(
            tips(&network, 0).contains(&network.tip(site)),
            "site {site}"
        );
    }
}

#[test]
fn a_peer_that_never_stands_where_it_says_is_not_asked_without_a_pause() {
    let chain = forge::chain(easy(), 3, "liar");
    let claimed = Presence {
        tip: Hash::of("nowhere"),
        ..forge::presence(&chain)
    };
    let liar = Scripted::present(claimed, move |question| {
        forge::answer(&chain, question).into_iter().collect()
    });
    let mut network = Network::of(168, 1, easy());
    network.join_scripted("liar", liar);
    network.run(seconds(3));
    watch(&mut network, 0);
    let before = network.traffic().questions;
    network.run(seconds(60));
    let asked = network.traffic().questions - before;
    assert!((1..=10).contains(&asked), "{asked} questions");
    assert_eq!(network.node(0).branches().count(), 1);
}

#[test]
fn silence_takes_no_longer_than_it_may() {
    let mut network = Network::of(169, 2, easy());
    network.mine(1);
    for place in 0..200 {
        let chain = forge::chain(easy(), 2, &format!("silent-{place}"));
        network.join_scripted(&format!("silent-{place}"), forge::silent(&chain));
    }
    network.run(seconds(5));
    let asked = network.now();
    let got = fetch_sorted(&mut network);
    assert!(network.now().since(asked) <= node::BRANCHES_WITHIN + seconds(1));
    assert_eq!(got.len(), 201);
    assert!(got.contains(&BranchOutcome::Fetched {
        length: 2,
        blocks: 1
    }));
    assert!(got.contains(&BranchOutcome::Silent) && got.contains(&BranchOutcome::Unasked));
}

#[test]
fn branches_come_though_messages_are_lost_and_chains_change_meanwhile() {
    let mut network = class(170, 10);
    network.link = crate::simulation::Link::lossy();
    let request = network.command(0, Command::FetchBranches);
    for site in 1..=10 {
        network.command(site, Command::Mine);
        network.command(0, Command::Resolve);
        network.run(seconds(1));
    }
    network.run(seconds(70));
    let Some(Ok(Answer::Branches(reports))) = network.answer(0, request) else {
        panic!("it was not answered");
    };
    assert_eq!(reports.len(), 10);
    for site in 1..=10 {
        assert_eq!(network.faults(0, site), [], "site {site}");
    }
}
