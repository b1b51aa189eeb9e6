//! Networks of [`node::Node`]s.

use std::time::Duration;

use node::{
    Activity, Address, Answer, Command, CommandError, Input, Node, NodeName, Output, RequestId,
    SearchFault, SignatureFault, Time, Unreadable, wire,
};

use crate::{Action, Event, Network, Participant, Site};

/// How soon a node that has work left gets its next turn.
const WORK_EVERY: Duration = Duration::from_millis(5);

/// What a node tells its owner.
#[derive(Clone, Debug)]
pub enum Report {
    /// The answer to a command.
    Answer(RequestId, Result<Answer, CommandError>),
    /// Something happened without a command.
    Activity(Activity),
}

impl Participant for Node {
    type Message = wire::Message;
    type Report = Report;

    fn handle(&mut self, now: Time, event: Event<wire::Message>) {
        let input = match event {
            Event::Wake => Input::Tick,
            Event::Message(from, message) => Input::Message(from, message),
            Event::Found(job, proof) => Input::Found(job, proof),
            Event::Exhausted(job) => Input::SearchFailed(job, SearchFault::Exhausted),
            Event::Verified(name, Some(are_true)) => Input::Verified(name, are_true),
            Event::Verified(name, None) => {
                Input::VerificationFailed(name, SignatureFault::NotLoaded)
            }
            Event::Signed(name, Some(signature)) => Input::Signed(name, signature),
            Event::Signed(name, None) => Input::SigningFailed(name, SignatureFault::NotLoaded),
        };
        Node::handle(self, now, input);
    }

    fn poll(&mut self) -> Option<Action<wire::Message, Report>> {
        Some(match Node::poll(self)? {
            Output::Send(to, message) => Action::Send(to, message),
            Output::Mine(job, puzzle) => Action::Search(job, puzzle),
            Output::StopMining => Action::StopSearch,
            Output::Verify(name, genesis, claims) => Action::Verify(name, genesis, claims),
            Output::Sign(name, genesis, payment) => Action::Sign(name, genesis, payment),
            Output::Answer(request, answer) => Action::Report(Report::Answer(request, answer)),
            Output::Activity(activity) => Action::Report(Report::Activity(activity)),
        })
    }

    fn deadline(&self, now: Time) -> Option<Time> {
        Some(match self.has_work() {
            true => now + WORK_EVERY,
            false => Node::deadline(self),
        })
    }
}

impl Network<Node> {
    /// Lets a node join whose address and name are `tab-` and its site.
    pub fn join(&mut self) -> Site {
        let own = format!("tab-{}", self.count());
        match (Address::parse(&own), NodeName::parse(&own)) {
            (Ok(address), Ok(name)) => self.join_as(address, name),
            _ => unreachable!("letters and digits are an address and a name"),
        }
    }

    /// Lets a node join.
    pub fn join_as(&mut self, address: Address, name: NodeName) -> Site {
        let node = Node::new(self.now(), address.clone(), name);
        self.add(address, node)
    }

    /// Gives a node a command. Its answer may come later.
    pub fn command(&mut self, site: Site, command: Command) -> RequestId {
        let request = RequestId(self.next_request(site));
        self.update(site, |node, now| {
            node.handle(now, Input::Command(request, command))
        });
        request
    }

    /// A command's answer, if it has come.
    pub fn answer(&self, site: Site, request: RequestId) -> Option<&Result<Answer, CommandError>> {
        self.reports(site)
            .iter()
            .rev()
            .find_map(|report| match report {
                Report::Answer(answered, answer) if *answered == request => Some(answer),
                _ => None,
            })
    }

    /// What a node noticed, oldest first.
    pub fn activities(&self, site: Site) -> impl Iterator<Item = &Activity> {
        self.reports(site).iter().filter_map(|report| match report {
            Report::Activity(activity) => Some(activity),
            Report::Answer(..) => None,
        })
    }

    /// Lets a node hear something of `from` that its transport could not read.
    pub fn garble(&mut self, from: Site, to: Site, reason: Unreadable) {
        if let Some(from) = self.address(from).cloned() {
            self.update(to, |node, now| {
                node.handle(now, Input::Unreadable(from, reason))
            });
        }
    }
}
