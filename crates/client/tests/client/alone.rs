//! One client, and what it wants done.

use std::time::Duration;

use chain::{Difficulty, ProofRule, Rules};
use client::{Client, Input, Output, Route, Setup};
use node::{
    Address, Answer, Command, CommandError, JobId, NodeName, Presence, Time, wire::Message,
};
use protocol::RoomName;

/// When every test begins.
pub const BEGIN: Time = sim::BEGIN;

/// A client, the time it is there, and what it wanted done so far.
pub struct Alone {
    pub client: Client,
    pub now: Time,
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn easy() -> Rules {
    Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
}

impl Alone {
    /// With a relay beside the channel of its browser, or without.
    pub fn new(has_relay: bool) -> Self {
        let setup = Setup {
            has_relay,
            chance: 0,
            ..Setup::default()
        };
        let room = RoomName::parse("class").unwrap();
        let name = NodeName::parse("Ada").unwrap();
        let client = Client::new(BEGIN, room, address("tab-a"), name, setup);
        let mut alone = Self { client, now: BEGIN };
        alone.outputs();
        alone.does(Command::SetRules(easy())).unwrap();
        alone
    }

    /// What it has wanted done since this was asked last.
    pub fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.client.poll()).collect()
    }

    pub fn after(&mut self, milliseconds: u64, input: Input) -> Vec<Output> {
        self.now = self.now + Duration::from_millis(milliseconds);
        self.client.handle(self.now, input);
        self.outputs()
    }

    /// What a command that is answered at once is answered.
    pub fn does(&mut self, command: Command) -> Result<Answer, CommandError> {
        let request = self.client.command(self.now, command);
        let answer = self.outputs().into_iter().find_map(|output| match output {
            Output::Answer(answered, answer) if answered == request => Some(answer),
            _ => None,
        });
        answer.unwrap()
    }

    /// Another node is there, heard over this route.
    pub fn meets(&mut self, name: &str, route: Route) -> Vec<Output> {
        let presence = Presence {
            name: NodeName::parse(&name.to_uppercase()).unwrap(),
            ..self.client.node().presence()
        };
        let message = Message::Present(presence);
        self.after(0, Input::Message(route, address(name), Ok(message)))
    }

    /// How many messages came from a node.
    pub fn heard(&self, name: &str) -> u64 {
        let heard = self.client.observed().heard;
        heard
            .into_iter()
            .find(|(from, _)| from == name)
            .map_or(0, |(_, count)| count)
    }
}

/// The search that is wanted, if one is.
pub fn searches(outputs: &[Output]) -> Option<JobId> {
    outputs.iter().rev().find_map(|output| match output {
        Output::Search(job, _) => Some(*job),
        _ => None,
    })
}
