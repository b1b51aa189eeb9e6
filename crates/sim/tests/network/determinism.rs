//! The same seed gives the same network, event by event.

use std::{cell::RefCell, rc::Rc};

use chain::{Difficulty, ProofRule, Rules};
use node::{Address, Command, JobId, Mode, Node, Time, wire::Message};
use pow::Puzzle;
use sim::{Action, Event, Link, Mining, Network, Observer, Report, Site};

use crate::recorder::{self, milliseconds, seconds};

/// Everything that is said, told and handled, with its time.
#[derive(Clone, Default)]
struct Trace(Rc<RefCell<Vec<String>>>);

impl Observer<Node> for Trace {
    fn sent(&mut self, now: Time, from: Site, to: Option<&Address>, message: &Message) {
        let line = format!("{now:?} {from} to {to:?}: {message:?}");
        self.0.borrow_mut().push(line);
    }

    fn reported(&mut self, now: Time, site: Site, report: &Report) {
        self.0
            .borrow_mut()
            .push(format!("{now:?} {site}: {report:?}"));
    }

    fn handled(&mut self, now: Time, site: Site, node: &Node) {
        let tip = node.chain().tip().hash();
        self.0.borrow_mut().push(format!("{now:?} {site} at {tip}"));
    }
}

/// Half a minute of eight nodes over bad links, half of which mine, let pass in portions of that length.
fn trace(seed: u64, portion: u64) -> Vec<String> {
    let trace = Trace::default();
    let mut network = Network::<Node>::new(seed);
    network.observe(trace.clone());
    network.link = Link::lossy();
    for _ in 0..8 {
        let site = network.join();
        let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(6).unwrap());
        network.command(site, Command::SetRules(rules));
        network.command(site, Command::SetMode(Mode::Live));
    }
    for second in 0..30 {
        if second == 10 {
            network.partition(&[&[0, 1, 2]]);
        }
        if second == 20 {
            network.heal();
        }
        network.command(second % 4, Command::Mine);
        for _ in 0..1_000 / portion {
            network.run(milliseconds(portion));
        }
    }
    assert!(network.participant(0).unwrap().chain().length() > 5);
    trace.0.take()
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    let (one, other) = (trace(1, 1_000), trace(1, 1_000));
    assert!(one.len() > 1_000, "{}", one.len());
    assert!(one == other);
}

#[test]
fn another_seed_gives_another_trace() {
    assert!(trace(1, 1_000) != trace(2, 1_000));
}

#[test]
fn in_which_portions_time_passes_does_not_matter() {
    assert!(trace(3, 1_000) == trace(3, 8));
}

#[test]
fn a_run_that_is_interrupted_after_each_step_is_the_same() {
    let state = |network: &Network<Node>| {
        let tips = (0..5).map(|site| network.participant(site).unwrap().presence());
        format!("{:?}", tips.collect::<Vec<_>>())
    };
    let start = || {
        let mut network = Network::<Node>::new(4);
        for _ in 0..5 {
            network.join();
        }
        network.command(2, Command::Mine);
        network
    };
    let mut whole = start();
    whole.run(seconds(60));
    let mut stepped = start();
    let end = stepped.now() + seconds(60);
    loop {
        let soon = stepped.now() + milliseconds(1);
        while stepped.step(soon.min(end)).is_some() {}
        if stepped.now() == end {
            break;
        }
    }
    assert_eq!(state(&whole), state(&stepped));
}

/// A network in which everything happens that is random, folded into one number.
fn digest() -> u64 {
    let mut network = recorder::network(9, 5);
    network.link = Link::lossy();
    for number in 0..100 {
        let site = number as usize % 5;
        network.say(site, None, number);
        network.mining = match number % 2 {
            0 => Mining::Searched { slice: 100 },
            _ => Mining::Drawn { hashes: 50.0 },
        };
        let bits = if number % 2 == 0 { 5 } else { 0 };
        let puzzle = Puzzle::new(format!("{number}"), "", Difficulty::new(bits).unwrap());
        let job = JobId(u64::from(number));
        recorder::wish(&mut network, site, Action::Search(job, puzzle.unwrap()));
        network.run(milliseconds(700));
    }
    let mut digest = 0_u64;
    for site in 0..5 {
        for (at, event) in &recorder::recorder(&network, site).events {
            let what = match event {
                Event::Wake => 1,
                Event::Message(_, number) => u64::from(*number),
                Event::Found(job, proof) => job.0 ^ proof.rotate_left(7),
                Event::Exhausted(job) => job.0,
                Event::Verified(..) | Event::Signed(..) => 0,
            };
            digest =
                digest.rotate_left(5) ^ at.as_micros().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what;
        }
    }
    digest
}

#[test]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_seed_gives_the_same_natively_and_as_wasm() {
    assert_eq!(digest(), 4_685_326_908_789_837_208);
}
