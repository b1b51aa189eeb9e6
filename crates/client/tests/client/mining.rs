//! Mining block after block.

use client::{ActivityKind, Input};
use node::{Command, SearchFault};

use crate::alone::{Alone, searches};

fn found(job: node::JobId) -> Input {
    Input::Found {
        job,
        proof: 41,
        seconds: 0.5,
    }
}

#[test]
fn an_easy_difficulty_makes_four_blocks_a_second_at_most() {
    let mut tab = Alone::new(false);
    tab.client.keep_mining(tab.now, true);
    let begun = tab.now;
    let job = searches(&tab.outputs()).unwrap();
    assert_eq!(searches(&tab.after(10, found(job))), None);
    let due = begun + std::time::Duration::from_millis(250);
    assert!(tab.client.deadline() <= due);
    let mut next = None;
    while next.is_none() {
        let wait = tab.client.deadline().since(tab.now).as_millis() as u64;
        next = searches(&tab.after(wait, Input::Wake));
    }
    assert_eq!(tab.now, due);
}

#[test]
fn a_block_that_takes_longer_is_followed_at_once() {
    let mut tab = Alone::new(false);
    tab.client.keep_mining(tab.now, true);
    let job = searches(&tab.outputs()).unwrap();
    assert!(searches(&tab.after(1_000, found(job))).is_some());
    assert_eq!(tab.client.observed().mined, 1);
}

#[test]
fn whoever_stops_after_this_block_gets_this_block() {
    let mut tab = Alone::new(false);
    tab.client.keep_mining(tab.now, true);
    let job = searches(&tab.outputs()).unwrap();
    tab.client.keep_mining(tab.now, false);
    assert!(tab.client.is_mining());
    assert_eq!(searches(&tab.after(1_000, found(job))), None);
    assert_eq!(tab.client.node().chain().length(), 2);
    assert_eq!(searches(&tab.after(10_000, Input::Wake)), None);
}

#[test]
fn cancelling_and_a_search_that_fails_end_it() {
    for fail in [false, true] {
        let mut tab = Alone::new(false);
        tab.client.keep_mining(tab.now, true);
        let job = searches(&tab.outputs()).unwrap();
        if fail {
            tab.after(10, Input::SearchFailed(job, SearchFault::Exhausted));
        } else {
            tab.does(Command::CancelMining).unwrap();
        }
        assert!(!tab.client.keeps_mining() && !tab.client.is_mining());
        assert_eq!(searches(&tab.after(10_000, Input::Wake)), None);
    }
}

#[test]
fn a_proof_of_a_search_that_was_replaced_is_nobodys() {
    let mut tab = Alone::new(false);
    tab.client.command(tab.now, Command::Mine);
    let job = searches(&tab.outputs()).unwrap();
    tab.does(Command::CancelMining).unwrap();
    tab.client.command(tab.now, Command::Mine);
    let next = searches(&tab.outputs()).unwrap();
    tab.after(10, found(job));
    assert!(tab.client.is_mining());
    assert_eq!(tab.client.node().chain().length(), 1);
    tab.after(10, found(next));
    assert!(!tab.client.is_mining());
    let observed = tab.client.observed();
    assert_eq!((observed.mined, observed.attempts), (1, 42));
}

#[test]
fn the_log_says_how_a_proof_was_found() {
    let mut tab = Alone::new(false);
    tab.client.command(tab.now, Command::Mine);
    let job = searches(&tab.outputs()).unwrap();
    tab.after(10, found(job));
    let newest = tab.client.activities().next().unwrap();
    let mined = ActivityKind::Mined {
        index: 2,
        seconds: 0.5,
        attempts: 42,
        expected: Some(1.0),
    };
    assert_eq!((&newest.kind, newest.at), (&mined, tab.now));
    assert!(
        tab.client
            .response()
            .unwrap()
            .json
            .contains("New Block Forged")
    );
}
