//! When a longer chain takes the place of one's own: what comes back, and how mining goes on.

use chain::ProofRule;
use node::{Activity, Answer, Command, Mode};

use crate::{
    forge,
    ledger::{Ledger, on_chain, pending},
    simulation::{Network, easy, rules, seconds},
};

#[test]
fn orphaned_transactions_come_back_and_rewards_do_not() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(41, 2, easy());
    ledger.submit_new(&mut network, 0);
    network.mine(0);
    ledger.submit_new(&mut network, 0);
    assert_eq!(network.node(0).mempool().len(), 1);
    network.mine(1);
    network.mine(1);

    assert!(network.resolve(0).replaced);
    // Both transactions, and not the reward of the block that is gone.
    assert_eq!(network.node(0).mempool().len(), 2);
    ledger.check(&network);
    let reorg = Activity::Reorg {
        from: network.address(1),
        orphaned: 1,
        adopted: 2,
        returned: 1,
    };
    assert!(network.activities(0).contains(&reorg));

    let Answer::Mined(block) = network.mine(0) else {
        panic!("mining was answered with something else");
    };
    assert_eq!(block.block().transactions.len(), 3, "both, and the reward");
    assert!(network.node(0).mempool().is_empty());
    ledger.check(&network);
}

#[test]
fn a_transaction_that_both_chains_hold_does_not_come_back() {
    let mut ledger = Ledger::default();
    let mut network = Network::of(42, 2, easy());
    ledger.submit(&mut network, 0, "bob");
    network.mine(0);
    ledger.submit(&mut network, 1, "bob");
    network.mine(1);
    network.mine(1);
    assert!(network.resolve(0).replaced);
    assert!(pending(network.node(0)).is_empty());
    assert_eq!(on_chain(network.node(0)).values().sum::<usize>(), 1);
}

#[test]
fn mining_goes_on_from_the_new_tip_under_each_rule() {
    for (seed, proof) in (43..).zip([ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed]) {
        let mut ledger = Ledger::default();
        let mut network = Network::of(seed, 2, rules(proof, 6));
        ledger.submit_new(&mut network, 0);
        network.mine(0);
        for _ in 0..3 {
            network.mine(1);
        }
        network.set_hash_power(0, 0.1);
        let mining = network.command(0, Command::Mine);
        assert!(network.resolve(0).replaced);
        assert!(network.answer(0, mining).is_none(), "it is still searching");

        network.run(seconds(20_000));
        let Some(Ok(Answer::Mined(block))) = network.answer(0, mining) else {
            panic!("the block was never mined");
        };
        assert_eq!(block.block().index, 5, "{proof}");
        assert_eq!(network.tip(0), block.hash());
        assert_eq!(
            block.block().transactions.len(),
            2,
            "the one that came back, and the reward"
        );
        ledger.check(&network);
        assert!(network.resolve(1).replaced, "and it is valid elsewhere");
    }
}

#[test]
fn blocks_mined_while_a_longer_chain_is_on_its_way_do_not_stop_it() {
    let chain = forge::chain(easy(), 2200, "long");
    let expected = chain.tip().hash();
    let mut ledger = Ledger::default();
    let mut network = Network::of(46, 1, easy());
    network.join_scripted("long", forge::server(chain));
    network.run(seconds(3));
    network.link.delay = seconds(0)..seconds(2);
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    for _ in 0..3 {
        ledger.submit_new(&mut network, 0);
        network.mine(0);
    }
    assert_eq!(network.length(0), 4, "it is on its way still");
    network.run(seconds(30));
    assert_eq!(network.tip(0), expected);
    assert_eq!(network.node(0).mempool().len(), 3);
    assert_eq!(network.faults(0, 1), []);
    ledger.check(&network);
}
