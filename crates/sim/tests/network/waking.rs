//! Time: who is woken when, and steps.

use chain::{
    Block, Branch, Chain, Difficulty, Number, PreviousHash, ProofRule, Rules, Transaction,
};
use node::{Command, Node, Time};

use crate::recorder::{Recorder, address, milliseconds, network, recorder, seconds};

#[test]
fn each_is_woken_once_soon_after_it_joined_and_then_only_if_it_wants_to() {
    let mut network = network(1, 50);
    network.run(seconds(60));
    let first: Vec<Time> = (0..50)
        .map(|site| match recorder(&network, site).wakes()[..] {
            [at] => at,
            ref wakes => panic!("{wakes:?}"),
        })
        .collect();
    assert!(
        first
            .iter()
            .all(|at| at.since(sim::BEGIN) < milliseconds(500))
    );
    let early = first
        .iter()
        .filter(|at| at.since(sim::BEGIN) < milliseconds(250))
        .count();
    assert!((10..40).contains(&early), "not all at once: {early}");
}

#[test]
fn a_deadline_is_kept_to_the_microsecond_and_an_earlier_one_comes_first() {
    let mut network = network(2, 1);
    network.run(seconds(1));
    let begun = network.now();
    for after in [5_000, 1_000] {
        network.update(0, |recorder, now| {
            recorder.deadline = Some(now + milliseconds(after));
        });
    }
    network.run(seconds(3));
    let wakes = recorder(&network, 0).wakes();
    assert_eq!(wakes[1..], [begun + milliseconds(1_000)]);
    // The later one is no longer wanted: it was given up when the earlier one came.
    network.run(seconds(30));
    assert_eq!(recorder(&network, 0).wakes().len(), 2);
}

#[test]
fn a_deadline_that_has_passed_wakes_at_once() {
    let mut network = network(3, 1);
    network.run(seconds(1));
    network.update(0, |recorder, _| recorder.deadline = Some(sim::BEGIN));
    network.run(milliseconds(0));
    assert_eq!(recorder(&network, 0).wakes()[1..], [network.now()]);
}

#[test]
fn a_node_is_woken_when_something_is_due() {
    let mut network = sim::Network::<Node>::new(4);
    network.join();
    let mut wakes = 0;
    let end = network.now() + seconds(10);
    while network.step(end).is_some() {
        wakes += 1;
    }
    // Once at first, and then whenever it tells the room that it is here.
    assert_eq!(wakes, 1 + 10 / 2);
}

/// One block with so many transactions, that any number proves.
fn full_block(transactions: u64) -> Branch {
    let rules = Rules::tutorial(ProofRule::Classic, Difficulty::MIN);
    let mut branch = Chain::new(rules).fork(1);
    let gift = |nth: u64| Transaction {
        sender: "alice".to_owned(),
        recipient: format!("bob-{nth}"),
        amount: Number::from(1_u64),
        signed: None,
    };
    let block = Block {
        index: 2,
        timestamp: Number::from(1_713_205_900_u64),
        transactions: (0..transactions).map(gift).collect(),
        proof: 0,
        previous_hash: PreviousHash::Hash(Chain::new(rules).tip().hash()),
        merkle_root: None,
    };
    branch.push(block).unwrap();
    branch
}

#[test]
fn a_node_with_work_left_has_its_next_turn_within_milliseconds() {
    let mut network = sim::Network::<Node>::new(7);
    network.join();
    let branch = full_block(5_000);
    network.command(0, Command::SetRules(branch.rules()));
    network.command(0, Command::Adopt(branch));
    assert!(network.participant(0).unwrap().has_work());
    network.run(milliseconds(100));
    let node = network.participant(0).unwrap();
    assert!(!node.has_work() && node.chain().length() == 2);
}

#[test]
fn a_step_is_one_event_and_time_stands_where_it_happened() {
    let mut network = network(5, 3);
    network.run(seconds(1));
    network.say(0, None, 1);
    let end = network.now() + seconds(1);
    let mut last = network.now();
    for left in [1, 0] {
        let site = network.step(end).unwrap();
        assert_eq!(recorder(&network, site).messages(), [1]);
        assert!(network.now() > last && network.now() < end);
        assert_eq!(network.in_flight().count(), left);
        last = network.now();
    }
    assert_eq!(network.step(end), None);
    assert_eq!(network.now(), end);
    assert_eq!(network.step(last), None, "time does not go back");
    assert_eq!((network.now(), network.elapsed()), (end, seconds(2)));
}

#[test]
fn those_that_join_later_join_at_that_time() {
    let mut network = network(6, 1);
    network.run(seconds(7));
    let late = network.add(address(1), Recorder::default());
    network.run(seconds(1));
    let woken = recorder(&network, late).wakes()[0].since(sim::BEGIN);
    assert!(
        (seconds(7)..milliseconds(7_500)).contains(&woken),
        "{woken:?}"
    );
}
