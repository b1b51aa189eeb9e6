//! A participant that notes what happens to it and wants what a test makes it want.

use std::{collections::VecDeque, time::Duration};

use node::{Address, JobId, Time};
use sim::{Action, Event, Network, Participant, Site};

/// What participants say here: a number, to tell messages apart.
pub type Number = u32;

#[derive(Default)]
pub struct Recorder {
    /// What happened and when.
    pub events: Vec<(Time, Event<Number>)>,
    /// What it wants next.
    pub wishes: VecDeque<Action<Number, ()>>,
    /// When it wants to be woken.
    pub deadline: Option<Time>,
}

impl Recorder {
    pub fn messages(&self) -> Vec<Number> {
        self.received().map(|(_, number)| number).collect()
    }

    /// The messages that arrived, and when.
    pub fn received(&self) -> impl Iterator<Item = (Time, Number)> {
        self.events.iter().filter_map(|(at, event)| match event {
            Event::Message(_, number) => Some((*at, *number)),
            _ => None,
        })
    }

    /// The proofs that were found, and when.
    pub fn found(&self) -> impl Iterator<Item = (Time, JobId, u64)> {
        self.events.iter().filter_map(|(at, event)| match event {
            Event::Found(job, proof) => Some((*at, *job, *proof)),
            _ => None,
        })
    }

    pub fn wakes(&self) -> Vec<Time> {
        let wakes = self
            .events
            .iter()
            .filter(|(_, event)| *event == Event::Wake);
        wakes.map(|(at, _)| *at).collect()
    }
}

impl Participant for Recorder {
    type Message = Number;
    type Report = ();

    fn handle(&mut self, now: Time, event: Event<Number>) {
        if event == Event::Wake {
            self.deadline = None;
        }
        self.events.push((now, event));
    }

    fn poll(&mut self) -> Option<Action<Number, ()>> {
        self.wishes.pop_front()
    }

    fn deadline(&self, _: Time) -> Option<Time> {
        self.deadline
    }
}

/// So many recorders.
pub fn network(seed: u64, count: usize) -> Network<Recorder> {
    let mut network = Network::new(seed);
    for place in 0..count {
        network.add(address(place), Recorder::default());
    }
    network
}

pub fn address(place: Site) -> Address {
    Address::parse(&format!("tab-{place}")).unwrap()
}

pub fn recorder(network: &Network<Recorder>, site: Site) -> &Recorder {
    network.participant(site).unwrap()
}

/// Lets a participant want something.
pub fn wish(network: &mut Network<Recorder>, site: Site, action: Action<Number, ()>) {
    network
        .update(site, |recorder, _| recorder.wishes.push_back(action))
        .unwrap();
}

pub fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
