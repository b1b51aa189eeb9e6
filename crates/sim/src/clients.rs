//! Networks of [`client::Client`]s: tabs without a browser.

use std::{rc::Rc, time::Duration};

use client::{Client, Input, Output, Route, Setup};
use node::{
    Address, Answer, Command, CommandError, NodeName, RequestId, SearchFault, SignatureFault, Time,
    wire::Message,
};
use protocol::{ControlMessage, RoomName};

use crate::{Action, Event, Network, Participant, Site};

/// How soon a client that has work left gets its next turn.
const WORK_EVERY: Duration = Duration::from_millis(5);

/// What tabs say to one another.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A node's message.
    Message(Message),
    /// A control message, as a line.
    Control(Rc<str>),
}

impl Participant for Client {
    type Message = Frame;
    type Report = Output;

    fn handle(&mut self, now: Time, event: Event<Frame>) {
        // All tabs are of one browser here.
        let route = Route::Local;
        let input = match event {
            Event::Wake => Input::Wake,
            Event::Message(from, Frame::Message(message)) => {
                Input::Message(route, from, Ok(message))
            }
            Event::Message(from, Frame::Control(line)) => match ControlMessage::read(&line) {
                Some(message) => Input::Control(route, from, message),
                None => return,
            },
            Event::Found(job, proof) => Input::Found {
                job,
                proof,
                seconds: 0.0,
            },
            Event::Exhausted(job) => Input::SearchFailed(job, SearchFault::Exhausted),
            Event::Verified(name, are_true) => {
                Input::Verified(name, are_true.ok_or(SignatureFault::NotLoaded))
            }
            Event::Signed(name, signature) => {
                Input::Signed(name, signature.ok_or(SignatureFault::NotLoaded))
            }
        };
        Client::handle(self, now, input);
    }

    fn poll(&mut self) -> Option<Action<Frame, Output>> {
        Some(match Client::poll(self)? {
            Output::Send(_, to, message) => Action::Send(to, Frame::Message(message)),
            Output::SendControl(_, to, line) => Action::Send(to, Frame::Control(line)),
            Output::Search(job, puzzle) => Action::Search(job, puzzle),
            Output::StopSearch => Action::StopSearch,
            Output::Verify(name, genesis, claims) => Action::Verify(name, genesis, claims),
            Output::Sign(name, genesis, payment) => Action::Sign(name, genesis, payment),
            // Nobody looks.
            Output::Changed => return Participant::poll(self),
            output => Action::Report(output),
        })
    }

    fn deadline(&self, now: Time) -> Option<Time> {
        Some(match self.has_work() {
            true => now + WORK_EVERY,
            false => Client::deadline(self),
        })
    }
}

impl Network<Client> {
    /// Lets a client join whose address and name are `tab-` and its site.
    pub fn join(&mut self) -> Site {
        let site = self.count();
        let own = format!("tab-{site}");
        let (Ok(room), Ok(address), Ok(name)) = (
            RoomName::parse("sim"),
            Address::parse(&own),
            NodeName::parse(&own),
        ) else {
            unreachable!("letters and digits are an address and a name")
        };
        let setup = Setup {
            has_relay: false,
            chance: (site * 7 % 256) as u8,
            rules: None,
            ..Setup::default()
        };
        let client = Client::new(self.now(), room, address.clone(), name, setup);
        self.add(address, client)
    }

    /// Gives a client's node a command. Its answer may come later.
    pub fn command(&mut self, site: Site, command: Command) -> Option<RequestId> {
        self.update(site, |client, now| client.command(now, command))
    }

    /// A command's answer, if it has come.
    pub fn answer(&self, site: Site, request: RequestId) -> Option<&Result<Answer, CommandError>> {
        let mut reports = self.reports(site).iter().rev();
        reports.find_map(|report| match report {
            Output::Answer(answered, answer) if *answered == request => Some(answer),
            _ => None,
        })
    }
}
