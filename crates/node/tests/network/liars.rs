//! Many liars and one honest node: whatever they claim, and however often they leave and come back, the honest chain is found.

use std::{cell::Cell, rc::Rc, time::Duration};

use chain::{Chain, ChainWeight, ProofRule, Rules};
use node::{Command, Mode, Presence, wire::Message};

use crate::{
    forge,
    simulation::{Network, Scripted, Site, easy, rules, seconds},
};

const VICTIM: Site = 0;
const HONEST: Site = 1;
/// Within this, the longest valid chain is adopted.
const SOON: Duration = Duration::from_secs(15);

/// Where a liar says that it stands.
fn claim(rules: Rules) -> Presence {
    let mut claim = forge::presence(&Chain::new(rules));
    claim.weight = ChainWeight::of_length(1_000_000);
    claim
}

fn silent(rules: Rules) -> Scripted {
    Scripted::present(claim(rules), |_| Vec::new())
}

/// Answers at once, and with what is no block.
fn garbled(rules: Rules) -> Scripted {
    Scripted::present(claim(rules), move |message| match message {
        Message::Ask { request, limit, .. } => vec![Message::Blocks {
            request: *request,
            rules,
            weight: ChainWeight::of_length(1_000_000),
            after: 1,
            blocks: vec!["{}".to_owned(); (*limit).min(500) as usize],
        }],
        _ => Vec::new(),
    })
}

/// Serves valid blocks, as slowly as it may, without an end.
fn slow(chain: &Rc<Chain>) -> Scripted {
    let (chain, asked) = (chain.clone(), Cell::new(0));
    Scripted::present(claim(chain.rules()), move |message| {
        asked.set(asked.get() + 1);
        let mut answer = forge::answer(&chain, message);
        let Some(Message::Blocks { weight, blocks, .. }) = &mut answer else {
            return Vec::new();
        };
        *weight = ChainWeight::of_length(1_000_000);
        // A question for blocks is answered when it is repeated.
        if !blocks.is_empty() && asked.get() % 2 == 0 {
            return Vec::new();
        }
        answer.into_iter().collect()
    })
}

/// A victim and an honest node, with ten liars that came before the honest one has anything.
fn surrounded(rules: Rules, liar: impl Fn() -> Scripted) -> Network {
    let mut network = Network::of(131, 2, rules);
    for place in 0..10 {
        network.join_scripted(&format!("liar-{place}"), liar());
    }
    network.run(seconds(5));
    network
}

fn ten_liars(rules: Rules, liar: impl Fn() -> Scripted) {
    let mut live = surrounded(rules, &liar);
    live.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    for _ in 0..5 {
        live.mine(HONEST);
        live.run(SOON);
        assert_eq!(live.tip(VICTIM), live.tip(HONEST));
    }

    let mut by_hand = surrounded(rules, &liar);
    by_hand.mine(HONEST);
    assert!(by_hand.resolve(VICTIM).replaced);
    assert_eq!(by_hand.tip(VICTIM), by_hand.tip(HONEST));
}

#[test]
fn ten_silent_liars_do_not_keep_the_longest_valid_chain_away_for_15_seconds() {
    ten_liars(easy(), || silent(easy()));
}

#[test]
fn ten_liars_that_answer_with_what_is_no_block_do_not_keep_the_longest_valid_chain_away() {
    ten_liars(easy(), || garbled(easy()));
}

#[test]
fn ten_liars_that_serve_valid_blocks_slowly_do_not_keep_the_longest_valid_chain_away() {
    let rules = rules(ProofRule::Classic, 0);
    let chain = Rc::new(forge::chain(rules, 20_000, "liar"));
    ten_liars(rules, || slow(&chain));
}

#[test]
fn bad_memory_is_not_wiped_by_leaving_and_coming_back() {
    let mut network = Network::of(132, 2, easy());
    let liars = ["liar-0", "liar-1"].map(|liar| {
        let quiet = Scripted::new(|_: &Message| Vec::new());
        network.join_scripted(liar, quiet)
    });
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    network.mine(HONEST);
    let asked = network.traffic().questions;
    for round in 0..300 {
        for liar in liars {
            network.say(liar, None, Message::Leave);
            network.say(liar, None, Message::Present(claim(easy())));
        }
        network.run(seconds(2));
        if round % 30 == 10 {
            assert_eq!(network.tip(VICTIM), network.tip(HONEST), "round {round}");
            network.mine(HONEST);
        }
    }
    let asked = network.traffic().questions - asked;
    assert!(asked < 300, "{asked} questions in ten minutes");
}

#[test]
fn liars_with_a_new_address_every_second_do_not_come_before_those_that_wait() {
    let mut network = Network::of(133, 2, easy());
    network.order(VICTIM, Command::SetMode(Mode::Live)).unwrap();
    for place in 0..120 {
        let liar = network.join_scripted(&format!("liar-{place}"), silent(easy()));
        network.say(liar, Some(VICTIM), Message::Present(claim(easy())));
        network.run(seconds(1));
        if place % 15 == 14 {
            assert_eq!(network.tip(VICTIM), network.tip(HONEST), "liar {place}");
            network.mine(HONEST);
        }
    }
}
