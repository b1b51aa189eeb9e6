//! When a node's owner chooses another chain for it: any valid one is taken, and nothing is lost.

use chain::{AdoptError, Branch, Chain};
use node::{Activity, Answer, Command, CommandError, Mode};

use crate::{
    forge,
    ledger::Ledger,
    simulation::{Network, easy, rules, seconds},
};

/// All of a chain as a branch with a genesis of its own, as it comes out of a file.
fn whole(chain: &Chain) -> Branch {
    let mut branch = Chain::new(chain.rules()).fork(0);
    for link in chain.links() {
        branch.push(link.block().clone()).unwrap();
    }
    branch
}

#[test]
fn a_chosen_chain_is_taken_be_it_longer_equal_or_shorter() {
    for (seed, length) in (61..).zip([5, 3, 2]) {
        let mut ledger = Ledger::default();
        let mut network = Network::of(seed, 1, easy());
        ledger.submit_new(&mut network, 0);
        network.mine(0);
        ledger.submit_new(&mut network, 0);
        network.mine(0);
        let chosen = forge::chain(easy(), length, "file");

        let Ok(Answer::Resolved(resolution)) = network.order(0, Command::Adopt(whole(&chosen)))
        else {
            panic!("a chain of {length} blocks was not adopted");
        };
        assert!(resolution.replaced);
        assert_eq!(network.tip(0), chosen.tip().hash());
        // Both transactions are pending again, the rewards are not.
        assert_eq!(network.node(0).mempool().len(), 2);
        ledger.check(&network);
        let reorg = Activity::Reorg {
            from: network.address(0),
            orphaned: 2,
            adopted: length as usize - 1,
            returned: 2,
        };
        assert!(network.activities(0).contains(&reorg), "{length} blocks");
        network.mine(0);
        assert_eq!(network.length(0), length + 1, "mining goes on from there");
    }
}

#[test]
fn a_chain_that_is_the_start_of_ones_own_takes_the_rest_away() {
    let mut network = Network::of(64, 1, easy());
    for _ in 0..3 {
        network.mine(0);
    }
    let start = network.node(0).chain().fork(2);
    network.order(0, Command::Adopt(start)).unwrap();
    assert_eq!(network.length(0), 2);
}

#[test]
fn what_is_no_chain_under_these_rules_changes_nothing() {
    let mut network = Network::of(65, 1, easy());
    network.mine(0);
    let tip = network.tip(0);

    let empty = network.node(0).chain().fork(0);
    assert_eq!(
        network.order(0, Command::Adopt(empty)).unwrap_err(),
        CommandError::NotAdopted(AdoptError::Empty)
    );
    let others = rules(chain::ProofRule::Sealed, 4);
    let foreign = whole(&forge::chain(others, 9, "file"));
    assert_eq!(
        network.order(0, Command::Adopt(foreign)).unwrap_err(),
        CommandError::NotAdopted(AdoptError::OtherRules {
            branch: others,
            chain: easy()
        })
    );
    assert_eq!(network.tip(0), tip);
}

#[test]
fn mining_goes_on_from_the_chosen_tip() {
    let mut network = Network::of(66, 1, easy());
    network.set_hash_power(0, 0.1);
    let mining = network.command(0, Command::Mine);
    let chosen = forge::chain(easy(), 4, "file");
    network.order(0, Command::Adopt(whole(&chosen))).unwrap();
    network.run(seconds(20_000));
    let Some(Ok(Answer::Mined(block))) = network.answer(0, mining) else {
        panic!("the block was never mined");
    };
    assert_eq!(block.block().index, 5);
}

#[test]
fn a_resolve_under_way_is_not_disturbed() {
    let mut network = Network::of(67, 1, easy());
    network.join_scripted("quiet", forge::silent(&forge::chain(easy(), 3, "quiet")));
    network.run(seconds(3));
    let resolving = network.command(0, Command::Resolve);
    let chosen = whole(&forge::chain(easy(), 5, "file"));
    assert_eq!(
        network.order(0, Command::Adopt(chosen)).unwrap_err(),
        CommandError::Resolving
    );
    network.run(seconds(10));
    assert!(network.answer(0, resolving).is_some());
    assert_eq!(network.length(0), 1);
}

#[test]
fn a_node_that_lives_by_itself_goes_back_to_the_longest_and_blames_nobody() {
    let long = forge::chain(easy(), 2200, "long");
    let mut start = Chain::new(easy()).fork(0);
    for link in long.links().take(1500) {
        start.push(link.block().clone()).unwrap();
    }
    let mut network = Network::of(68, 1, easy());
    network.join_scripted("long", forge::server(long.clone()));
    network.run(seconds(3));
    network.order(0, Command::Adopt(start)).unwrap();
    network.link.delay = seconds(1)..seconds(2);
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    // It has asked for what comes behind its 1500 blocks; the answer will not fit the chosen chain.
    let chosen = whole(&forge::chain(easy(), 3, "file"));
    network.order(0, Command::Adopt(chosen)).unwrap();
    assert_eq!(network.length(0), 3);
    network.run(seconds(60));
    assert_eq!(network.tip(0), long.tip().hash());
    assert_eq!(network.faults(0, 1), []);
}
