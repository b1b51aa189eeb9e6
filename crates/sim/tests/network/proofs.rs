//! Searches: what is found, and what becomes of one that is stopped.

use chain::Difficulty;
use node::JobId;
use pow::{Lanes, Puzzle};
use sim::{Action, Event, Mining, Network};

use crate::recorder::{Recorder, milliseconds, network, recorder, seconds, wish};

fn tutorial() -> Puzzle {
    Puzzle::new("100", "", Difficulty::TUTORIAL).unwrap()
}

fn easy(salt: &str) -> Puzzle {
    Puzzle::new(salt, "", Difficulty::new(8).unwrap()).unwrap()
}

/// A participant that makes a hundred hashes a second, in slices of that many.
fn miner(slice: u64) -> Network<Recorder> {
    let mut network = network(1, 1);
    network.mining = Mining::Searched { slice };
    network.set_hash_power(0, 100.0);
    network
}

fn proofs(network: &Network<Recorder>) -> Vec<(JobId, u64)> {
    let found = recorder(network, 0).found();
    found.map(|(_, job, proof)| (job, proof)).collect()
}

#[test]
fn the_smallest_proof_is_found_whatever_the_slices() {
    for slice in [1_000, 10_000, u64::MAX] {
        let mut network = miner(slice);
        wish(&mut network, 0, Action::Search(JobId(1), tutorial()));
        network.run(seconds(1_000));
        assert_eq!(proofs(&network), [(JobId(1), 35_293)]);
        assert_eq!(network.tried(0), None, "the search is over");
    }
}

#[test]
fn what_was_tried_so_far_can_be_asked_for() {
    let mut network = miner(100);
    assert_eq!(network.tried(0), None);
    wish(&mut network, 0, Action::Search(JobId(1), tutorial()));
    assert_eq!(network.tried(0), Some(100));
    network.run(seconds(100));
    let tried = network.tried(0).unwrap();
    assert!((8_000..12_000).contains(&tried), "{tried}");
}

#[test]
fn a_search_that_is_stopped_ends_with_its_slice() {
    let mut network = miner(10);
    wish(&mut network, 0, Action::Search(JobId(1), easy("a")));
    wish(&mut network, 0, Action::StopSearch);
    network.run(seconds(1_000));
    assert_eq!(proofs(&network), []);
}

#[test]
fn a_proof_in_the_last_slice_of_a_search_that_is_stopped_arrives_all_the_same() {
    let mut network = miner(u64::MAX);
    wish(&mut network, 0, Action::Search(JobId(1), easy("a")));
    wish(&mut network, 0, Action::StopSearch);
    assert_eq!(network.tried(0), None);
    network.run(seconds(1_000));
    assert_eq!(proofs(&network).len(), 1);
}

#[test]
fn a_new_search_takes_the_place_of_the_one_before() {
    let mut network = miner(10);
    wish(&mut network, 0, Action::Search(JobId(1), easy("a")));
    network.run(milliseconds(10));
    wish(&mut network, 0, Action::Search(JobId(2), easy("b")));
    network.run(seconds(1_000));
    let smallest = pow::Backend::search(&Lanes, &easy("b"), 0..u64::MAX).unwrap();
    assert_eq!(proofs(&network), [(JobId(2), smallest)]);
}

#[test]
fn two_that_search_for_the_same_proof_find_it_at_different_moments() {
    let mut network = network(2, 2);
    for site in [0, 1] {
        wish(&mut network, site, Action::Search(JobId(1), easy("a")));
    }
    network.run(seconds(1_000));
    let found = |site| recorder(&network, site).found().next().unwrap();
    let ((one, .., first), (other, .., second)) = (found(0), found(1));
    assert_eq!(first, second);
    assert_ne!(one, other);
}

#[test]
fn a_crash_ends_the_search() {
    let mut network = miner(u64::MAX);
    wish(&mut network, 0, Action::Search(JobId(1), easy("a")));
    network.crash(0);
    network.run(seconds(1_000));
    assert!(recorder(&network, 0).events.is_empty());
}

#[test]
fn proofs_are_drawn_only_where_any_number_is_one() {
    let mut network = network(3, 1);
    network.mining = Mining::Drawn { hashes: 10.0 };
    wish(&mut network, 0, Action::Search(JobId(1), tutorial()));
    network.run(seconds(100));
    let events = &recorder(&network, 0).events;
    assert!(
        events
            .iter()
            .any(|(_, event)| *event == Event::Exhausted(JobId(1))),
        "{events:?}"
    );
    assert_eq!(proofs(&network), []);
}
