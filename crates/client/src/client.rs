//! The client itself: what it holds, and where each input goes.

use std::{collections::VecDeque, rc::Rc};

use litemap::LiteMap;
use node::{
    Address, Answer, Command, CommandError, Mode, Node, NodeName, RequestId, Time, Unreadable,
    chain_body, wire::Message,
};
use protocol::{Call, ControlMessage, RoomName, Split, Whois};

use crate::{
    activity::{Activity, ActivityKind, ActivityLog, is_luck},
    control::{Effect, RoomControl},
    foreign::{Asked, FetchedChain, ForeignNodes},
    history::History,
    http_api,
    interface::{Input, Output, Response, Route},
    links::Links,
    mining::Mining,
    observed::{Observed, ObservedPeer, ObservedSplit},
    registration::{Registration, Registrations, Step},
    report,
};

/// The longest chain that is shown in full as part of an answer, in blocks.
const MAX_SHOWN_CHAIN: u64 = 500;

/// A node with all that a tab does around it.
pub struct Client {
    room: RoomName,
    node: Node,
    has_relay: bool,
    control: RoomControl,
    /// The name of the node that split or healed the room last, as it was then: the node may have left.
    splitter: Option<String>,
    links: Links,
    history: History,
    log: ActivityLog,
    mining: Mining,
    registrations: Registrations,
    foreign: ForeignNodes,
    response: Option<Response>,
    waiting: LiteMap<RequestId, Asker>,
    last_request: u64,
    watched: Watched,
    now: Time,
    changed: bool,
    outputs: VecDeque<Output>,
}

/// What somebody looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// What the other tabs of the room see.
    pub room: bool,
    /// The branches of other nodes.
    pub branches: bool,
}

/// Who gave a command.
enum Asker {
    Owner,
    /// A program, over the HTTP API: the call's id, and the status of an answer that is no refusal.
    Call(String, u16),
    /// The client itself.
    Nobody,
}

impl Client {
    /// A client that greets the room. No other node may have this
    /// `address`; the `chance` of the setup should differ from client to client.
    pub fn new(now: Time, room: RoomName, address: Address, name: NodeName, setup: Setup) -> Self {
        let mut client = Self {
            room,
            has_relay: setup.has_relay,
            control: RoomControl::new(address.clone(), setup.chance),
            splitter: None,
            links: Links::new(setup.has_relay),
            history: History::default(),
            log: ActivityLog::default(),
            mining: Mining::default(),
            registrations: Registrations::default(),
            foreign: ForeignNodes::default(),
            response: None,
            waiting: LiteMap::new(),
            last_request: 0,
            watched: Watched::default(),
            node: Node::new(now, address, name),
            now,
            changed: true,
            outputs: VecDeque::new(),
        };
        client.drain_node();
        client.greet();
        client.settle();
        client
    }

    /// Takes note of what happened at `now`. What is to be done about it comes out of [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Wake => {
                // The mempool changes in slices, too.
                self.changed |= self.node.has_work();
                self.send_due_control();
                self.drive_node(node::Input::Tick);
            }
            Input::Connected(route) => self.connected(route),
            Input::Message(route, from, message) => self.message(route, from, message),
            Input::Control(route, from, message) => {
                if self.links.note_route(self.now, &from, route) {
                    self.control_message(&from, message);
                }
            }
            Input::Found {
                job,
                proof,
                seconds,
            } => {
                if self.mining.ended(job) {
                    self.mining.found(proof, seconds);
                    self.drive_node(node::Input::Found(job, proof));
                }
            }
            Input::SearchFailed(job, reason) => {
                if self.mining.ended(job) {
                    self.drive_node(node::Input::SearchFailed(job, reason));
                }
            }
            Input::Call { call, nodes } => self.call(call, nodes),
            Input::Whois(request, asked, answer) => self.whois(request, &asked, answer),
            Input::Fetched(address, chain) => self.fetched(address, chain),
        }
        self.settle();
    }

    /// The next thing to do, in order; `None` when all is done.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Wake`] is due at the latest.
    pub fn deadline(&self) -> Time {
        let others = self.node.peers().count();
        let control = self.control.deadline(self.now, self.watched.room, others);
        let block = self.mining.next_block().filter(|_| self.node.mining() == 0);
        let due = [control, block].into_iter().flatten();
        due.fold(self.node.deadline(), Time::min)
    }

    /// Whether a slice of work is left: then [`Input::Wake`] is due as soon as what else is due was done.
    pub fn has_work(&self) -> bool {
        self.node.has_work()
    }

    /// Gives the node a command. [`Output::Answer`] will carry the same id.
    pub fn command(&mut self, now: Time, command: Command) -> RequestId {
        self.now = self.now.max(now);
        let request = self.give(command, Asker::Owner);
        self.settle();
        request
    }

    /// Mines block after block from now on, or stops after the one that is searched for. Where the first block is begun,
    /// its command is named, so that a person hears why none can be mined.
    pub fn keep_mining(&mut self, now: Time, keep: bool) -> Option<RequestId> {
        self.now = self.now.max(now);
        self.mining.set_keep(keep);
        self.changed = true;
        let begins = keep && self.node.mining() == 0;
        let first = begins.then(|| {
            self.mining.note_begun(self.now);
            self.give(Command::Mine, Asker::Owner)
        });
        self.settle();
        first
    }

    /// Splits the room in two for all, or heals it with nobody in the second half.
    pub fn split(&mut self, now: Time, second: Vec<Address>) {
        self.now = self.now.max(now);
        let message = self.control.split_room(self.now, second);
        self.say(&message);
        self.split_changed(None);
        self.settle();
    }

    /// Has both ends of a connection cut it, or mend it.
    pub fn set_connection(&mut self, now: Time, one: Address, other: Address, cut: bool) {
        self.now = self.now.max(now);
        for (near, far) in [(&one, &other), (&other, &one)] {
            if near == self.node.address() && far != near {
                self.links.set_cut(far, cut);
            }
        }
        self.say(&ControlMessage::Connection { one, other, cut });
        self.changed = true;
        self.settle();
    }

    /// Cuts this node's connection to another at this end, or mends it.
    pub fn set_own_connection(&mut self, now: Time, other: &Address, cut: bool) {
        self.now = self.now.max(now);
        self.links.set_cut(other, cut);
        self.changed = true;
        self.settle();
    }

    /// Says what somebody looks at from now on.
    pub fn watch(&mut self, now: Time, watched: Watched) {
        self.now = self.now.max(now);
        if watched.branches != self.watched.branches {
            self.give(Command::WatchBranches(watched.branches), Asker::Nobody);
        }
        self.watched = watched;
        self.send_due_control();
        self.changed = true;
        self.settle();
    }

    /// The node.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The room it is in.
    pub fn room(&self) -> &RoomName {
        &self.room
    }

    /// Whether a search for a proof is under way.
    pub fn is_mining(&self) -> bool {
        self.mining.job().is_some()
    }

    /// The search under way.
    pub fn job(&self) -> Option<node::JobId> {
        self.mining.job()
    }

    /// Whether the next block is mined whenever one is done.
    pub fn keeps_mining(&self) -> bool {
        self.mining.keeps_on()
    }

    /// What happened, newest first, at most 50.
    pub fn activities(&self) -> impl Iterator<Item = &Activity> {
        self.log.newest_first()
    }

    /// The last answer to a command, if there was one.
    pub fn response(&self) -> Option<&Response> {
        self.response.as_ref()
    }

    /// How the room is split, if it ever was: the newest statement, and who told of it where that was not its orderer.
    pub fn split_statement(&self) -> Option<(&Split, Option<&Address>)> {
        self.control.split()
    }

    /// The name of the node that split or healed the room last; `None` for this node.
    pub fn splitter(&self) -> Option<&str> {
        self.splitter.as_deref()
    }

    /// Whether a node is in the other half of a split room.
    pub fn is_separated(&self, address: &Address) -> bool {
        self.control.separates(address)
    }

    /// Whether a node is a tab of this browser, so that what the relay brings of it is a copy.
    pub fn is_local(&self, now: Time, address: &Address) -> bool {
        self.links.is_local(now, address)
    }

    /// What a node is called, or else its address.
    pub fn name_of(&self, address: &Address) -> String {
        let presence = self
            .node
            .peer(address)
            .and_then(|peer| peer.presence.as_ref());
        presence.map_or_else(|| address.to_string(), |presence| presence.name.to_string())
    }

    /// All that can be seen of it, but for the reports of others.
    pub fn observed(&self) -> Observed {
        let node = &self.node;
        let chain = node.chain();
        let rules = chain.rules();
        let (mined, attempts) = self.mining.totals();
        let split = self.control.split().filter(|(split, _)| split.splits());
        Observed {
            id: node.address().to_string(),
            name: node.name().to_string(),
            room: self.room.to_string(),
            proof: rules.proof.to_string(),
            difficulty_bits: rules.difficulty.bits(),
            live: node.mode() == Mode::Live,
            length: chain.length(),
            tip: chain.tip().hash().to_string(),
            pending: node.mempool().len(),
            mining: node.mining() > 0,
            mined,
            attempts,
            peers: self.observed_peers(),
            blocks: self.history.observed(node),
            heard: self
                .links
                .messages()
                .map(|(address, count)| (address.to_string(), count))
                .collect(),
            split: split.map(|(split, told_by)| ObservedSplit {
                by: split.by.to_string(),
                told_by: told_by.map(ToString::to_string),
                second: split.second.iter().map(ToString::to_string).collect(),
            }),
            reports: Vec::new(),
        }
    }

    /// What other tabs say they see, unread: address and JSON text.
    pub fn reports(&self) -> impl Iterator<Item = (&Address, &str)> {
        self.control.reports()
    }

    /// The peers that the node knows, and those it can't hear because the connection is cut.
    fn observed_peers(&self) -> Vec<ObservedPeer> {
        let known = self.node.peers().map(|(address, peer)| {
            let presence = peer.presence.as_ref();
            ObservedPeer {
                address: address.to_string(),
                name: presence.map(|presence| presence.name.to_string()),
                length: presence.map(|presence| presence.weight.length()),
                tip: presence.map(|presence| presence.tip.to_string()),
                rules: presence.map(|presence| presence.rules),
                registered: peer.registered,
                cut: self.links.is_cut(address),
                fault: peer.fault.as_ref().map(ToString::to_string),
            }
        });
        let cut = self.links.cut().iter();
        let unheard = cut.filter(|address| self.node.peer(address).is_none());
        known.chain(unheard.map(ObservedPeer::unheard)).collect()
    }

    fn message(&mut self, route: Route, from: Address, message: Result<Message, Unreadable>) {
        if !self.links.note_route(self.now, &from, route) || self.is_out_of_reach(&from) {
            return;
        }
        self.links.count_message(&from);
        // Where a peer stands is not told otherwise.
        self.changed = true;
        self.drive_node(match message {
            Ok(message) => node::Input::Message(from, message),
            Err(reason) => node::Input::Unreadable(from, reason),
        });
    }

    fn connected(&mut self, route: Route) {
        // All that are in the room answer with where they stand, so what was missed is made up for.
        self.outputs
            .push_back(Output::Send(route, None, Message::Seek));
        self.greet();
        self.changed = true;
    }

    /// Whether nothing may pass to and from a node: the connection is cut, or the room is split.
    fn is_out_of_reach(&self, address: &Address) -> bool {
        self.links.is_cut(address) || self.control.separates(address)
    }
}

/// Commands, and what becomes of them.
impl Client {
    fn give(&mut self, command: Command, asker: Asker) -> RequestId {
        self.last_request += 1;
        self.changed = true;
        let request = RequestId(self.last_request);
        self.waiting.insert(request, asker);
        match command {
            Command::Register(nodes) if self.has_relay => {
                let step = self.registrations.begin(request, nodes);
                self.register_on(step);
            }
            command => self.drive_node(node::Input::Command(request, command)),
        }
        request
    }

    fn register_on(&mut self, step: Option<Step>) {
        match step {
            Some(Step::Ask(request, address)) => {
                self.outputs.push_back(Output::AskWhois(request, address));
            }
            Some(Step::Register(registration)) => self.register(registration),
            None => {}
        }
    }

    fn register(&mut self, registration: Registration) {
        let command = Command::Register(registration.nodes().to_vec());
        let request = registration.request;
        self.registrations.hand_on(registration);
        self.drive_node(node::Input::Command(request, command));
    }

    fn whois(
        &mut self,
        request: RequestId,
        asked: &Address,
        answer: Result<Option<Whois>, CommandError>,
    ) {
        match answer {
            Ok(whois) => {
                let step = self.registrations.answered(request, asked, whois);
                self.register_on(step);
            }
            Err(error) => {
                if self.registrations.abandon(request) {
                    self.answered(request, Err(error));
                }
            }
        }
    }

    fn call(&mut self, call: Call, nodes: Option<Vec<String>>) {
        let (status, body) = match http_api::read(&call, nodes) {
            Ok(http_api::Asked::Command(command, status)) => {
                self.give(command, Asker::Call(call.id, status));
                return;
            }
            Ok(http_api::Asked::Chain) => (200, chain_body(self.node.chain())),
            Err(refusal) => refusal,
        };
        self.outputs.push_back(Output::Reply(call.id, status, body));
    }

    fn answered(&mut self, request: RequestId, answer: Result<Answer, CommandError>) {
        if let Ok(answer) = &answer {
            if let Answer::Mined(link) = answer
                && let Some(found) = self.mining.mined()
            {
                let index = link.block().index;
                let rules = self.node.chain().rules();
                let expected = rules.difficulty.expected_hashes();
                self.record(ActivityKind::Mined {
                    index,
                    seconds: found.seconds,
                    attempts: found.attempts,
                    expected: is_luck(rules.proof, index).then_some(expected),
                });
            }
            if !matches!(answer, Answer::Done) {
                self.response = Some(self.shown(answer));
            }
        }
        if let Some(registration) = self.registrations.settled(request)
            && answer.is_ok()
        {
            for address in registration.foreign() {
                self.foreign.add(address);
            }
            self.registrations.keep_aliases(&registration);
        }
        match self.waiting.remove(&request) {
            Some(Asker::Owner) => self.outputs.push_back(Output::Answer(request, answer)),
            Some(Asker::Call(id, status)) => {
                let (status, body) = match &answer {
                    Ok(answer) => (status, self.as_written(answer).body(self.node.chain())),
                    Err(error) => http_api::refused(error),
                };
                self.outputs.push_back(Output::Reply(id, status, body));
            }
            Some(Asker::Nobody) | None => {}
        }
    }

    fn shown(&self, answer: &Answer) -> Response {
        let chain = self.node.chain();
        let report = match answer {
            Answer::Resolved(resolution) => resolution.peers.clone(),
            _ => Vec::new(),
        };
        let json = if chain.length() > MAX_SHOWN_CHAIN {
            answer.short_body(chain)
        } else {
            answer.body(chain)
        };
        Response {
            json: json.into(),
            report,
        }
    }

    /// The nodes as the caller called them, where that is known.
    fn as_written(&self, answer: &Answer) -> Answer {
        match answer {
            Answer::Registered(nodes) => {
                let written =
                    |node: &Address| self.registrations.alias(node).unwrap_or(node).clone();
                Answer::Registered(nodes.iter().map(written).collect())
            }
            _ => answer.clone(),
        }
    }
}

/// What the node wants, and what it noticed.
impl Client {
    fn drive_node(&mut self, input: node::Input) {
        self.node.handle(self.now, input);
        self.drain_node();
    }

    fn drain_node(&mut self) {
        while let Some(output) = self.node.poll() {
            self.changed |= !matches!(output, node::Output::Send(..));
            match output {
                node::Output::Send(to, message) => self.send(to, message),
                node::Output::Mine(job, puzzle) => {
                    self.mining.started(job);
                    self.outputs.push_back(Output::Search(job, puzzle));
                }
                node::Output::StopMining => {
                    self.mining.stopped();
                    self.outputs.push_back(Output::StopSearch);
                }
                node::Output::Answer(request, answer) => self.answered(request, answer),
                node::Output::Activity(activity) => self.noticed(activity),
            }
        }
    }

    fn send(&mut self, to: Option<Address>, message: Message) {
        if to.as_ref().is_some_and(|to| self.is_out_of_reach(to)) {
            return;
        }
        if let Some(to) = to.as_ref().filter(|to| self.foreign.contains(to)) {
            let rules = self.node.chain().rules();
            match self.foreign.send(to, message, rules) {
                Asked::Fetch => self.outputs.push_back(Output::FetchChain(to.clone())),
                Asked::Answer(answer) => {
                    self.drive_node(node::Input::Message(to.clone(), answer));
                }
                Asked::Nothing => {}
            }
            return;
        }
        for route in self.links.routes(self.now, to.as_ref()) {
            self.outputs
                .push_back(Output::Send(route, to.clone(), message.clone()));
        }
    }

    fn fetched(&mut self, address: Address, chain: Result<FetchedChain, Unreadable>) {
        let rules = self.node.chain().rules();
        let answer = match chain {
            Ok(chain) => match self.foreign.fetched(&address, chain, rules) {
                Some(message) => node::Input::Message(address.clone(), message),
                None => return,
            },
            Err(reason) => {
                self.foreign.failed(&address);
                node::Input::Unreadable(address.clone(), reason)
            }
        };
        self.changed = true;
        // The connection may have been cut meanwhile.
        if !self.is_out_of_reach(&address) {
            self.drive_node(answer);
        }
    }

    fn noticed(&mut self, activity: node::Activity) {
        let kind = match activity {
            node::Activity::PeerJoined(address) => ActivityKind::Joined(self.name_of(&address)),
            node::Activity::PeerLeft(address, name) => {
                let out_of_reach = self.is_out_of_reach(&address);
                self.control.forget(&address);
                match out_of_reach {
                    true => ActivityKind::OutOfReach(name.to_string()),
                    false => ActivityKind::Left(name.to_string()),
                }
            }
            node::Activity::PeerFault(address, what) => ActivityKind::Fault {
                who: self.name_of(&address),
                what,
            },
            node::Activity::Reorg {
                from,
                orphaned,
                adopted,
                returned,
            } => ActivityKind::Reorg {
                from: self.name_of(&from),
                orphaned,
                adopted,
                returned,
            },
            node::Activity::RulesJoined(rules) => ActivityKind::RulesJoined(rules),
        };
        self.record(kind);
    }

    fn record(&mut self, kind: ActivityKind) {
        self.log.record(self.now, kind);
        self.changed = true;
    }

    /// After each input: begins the next block if that is due, and says whether anything changed.
    fn settle(&mut self) {
        let due = self.mining.next_block().is_some_and(|at| at <= self.now);
        if due && self.node.mining() == 0 {
            self.mining.note_begun(self.now);
            self.give(Command::Mine, Asker::Nobody);
        }
        self.history.update(&self.node);
        if std::mem::take(&mut self.changed) {
            self.outputs.push_back(Output::Changed);
        }
    }
}

/// What tabs say to one another beside their nodes.
impl Client {
    /// What this tab says when it comes into the room, or back.
    fn greet(&mut self) {
        let greeting = self.control.greeting();
        self.say(&greeting);
    }

    fn say(&mut self, message: &ControlMessage) {
        self.say_to(None, &message.to_string().into());
    }

    fn say_to(&mut self, to: Option<&Address>, line: &Rc<str>) {
        for route in self.links.routes(self.now, to) {
            self.outputs
                .push_back(Output::SendControl(route, to.cloned(), line.clone()));
        }
    }

    fn send_due_control(&mut self) {
        for message in self.control.due(self.now, self.watched.room) {
            self.say(&message);
        }
        let others = self.node.peers().count();
        let receivers = self.control.report_receivers(self.now, others);
        if !receivers.is_empty() {
            let report = report::report(&self.node, &self.links);
            let line = ControlMessage::Report(report).to_string().into();
            for receiver in receivers {
                self.say_to(receiver.as_ref(), &line);
            }
        }
    }

    fn control_message(&mut self, from: &Address, message: ControlMessage) {
        let report = matches!(message, ControlMessage::Report(_));
        match self.control.handle(self.now, from, message) {
            Some(Effect::Split) => {
                let by = self.control.split().map(|(split, _)| split.by.clone());
                let name = by.map(|by| self.name_of(&by));
                self.split_changed(name);
            }
            Some(Effect::Cut(other, cut)) => {
                // Only connections to known nodes can be cut, so that nobody fills this client with addresses.
                let known = self.node.peer(&other).is_some();
                if (known || !cut) && self.links.set_cut(&other, cut) {
                    self.record(ActivityKind::Cut {
                        who: self.name_of(from),
                        other: self.name_of(&other),
                        cut,
                    });
                }
            }
            None => self.changed |= report && self.watched.room,
        }
    }

    /// The room has been split or healed; by this node where there is no name.
    fn split_changed(&mut self, who: Option<String>) {
        let splits = self
            .control
            .split()
            .is_some_and(|(split, _)| split.splits());
        self.splitter.clone_from(&who);
        self.record(ActivityKind::Split { who, splits });
    }
}

/// What a client begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Whether there is a relay beside the local route.
    pub has_relay: bool,
    /// A number that should differ from client to client, so that they do not all answer at the same moment.
    pub chance: u8,
}
