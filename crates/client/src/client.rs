//! The client itself: what it holds, and where each input goes.

mod commands;
mod node_outputs;
mod room;
mod storing;

use std::{collections::VecDeque, time::Duration};

use chain::Rules;
use litemap::LiteMap;
use node::{
    ALONE_AFTER, Address, Command, Mode, Node, NodeName, RequestId, Time, Unreadable, wire::Message,
};
use protocol::{Call, ControlMessage, RoomName, Split};

use crate::{
    account_key::{AccountKey, AccountSecret},
    activity::{Activity, ActivityKind, ActivityLog},
    control::RoomControl,
    foreign::ForeignNodes,
    history::History,
    intake::Intake,
    interface::{Input, Output, Response, Route},
    links::Links,
    mining::Mining,
    observed::{Observed, ObservedPeer, ObservedSplit},
    registration::Registrations,
    room_link,
    statement::{Entry, statement},
    storage::{Restoring, Storage},
    storage_fault::StorageFault,
};

/// The longest chain that is shown in full as part of an answer, in blocks.
const MAX_SHOWN_CHAIN: u64 = 500;

/// A newcomer waits so long for its relay before it takes itself for the first in the room.
const RELAY_WITHIN: Duration = Duration::from_secs(3);

/// A node with all that a tab does around it.
pub struct Client {
    room: RoomName,
    /// Whether the link to the room named its rules.
    pinned: bool,
    node: Node,
    has_relay: bool,
    control: RoomControl,
    /// The name of the node that split or healed the room last, as it was then: the node may have left.
    splitter: Option<String>,
    links: Links,
    intake: Intake,
    history: History,
    log: ActivityLog,
    mining: Mining,
    registrations: Registrations,
    foreign: ForeignNodes,
    /// What foreign nodes answer by the chains that were fetched before, one in each turn: a long chain is many answers.
    foreign_answers: VecDeque<(Address, Message)>,
    response: Option<Response>,
    waiting: LiteMap<RequestId, Asker>,
    /// While the node is being read back from the storage.
    restoring: Option<Box<Restoring>>,
    /// What is asked for meanwhile.
    early: Vec<Early>,
    /// Where there is one.
    storage: Option<Storage>,
    /// The storage while it is full, and when it is tried again.
    put_off: Option<(Storage, Time)>,
    /// Why nothing is stored, or no longer.
    storage_fault: Option<StorageFault>,
    /// Why the storage failed while the node was being restored.
    early_fault: Option<StorageFault>,
    /// Of its account.
    key: AccountKey,
    /// Whether the tab is about to go, so that all is stored at once.
    leaving: bool,
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

/// What is asked for before the node is there.
enum Early {
    Command(RequestId, Command),
    Call(Call, Option<Vec<String>>),
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
        let mut client = Self::silent(now, room, address, name, setup);
        if setup.light {
            client.node.be_light();
        }
        match setup.rules {
            Some(rules) => client.node.hold_to(rules),
            None if setup.has_relay => client.node.expect_others(now + RELAY_WITHIN),
            None => {}
        }
        client.drain_node();
        client.greet();
        client.settle();
        client
    }

    /// One that has said nothing yet.
    fn silent(now: Time, room: RoomName, address: Address, name: NodeName, setup: Setup) -> Self {
        Self {
            room,
            has_relay: setup.has_relay,
            control: RoomControl::new(address.clone(), setup.chance),
            splitter: None,
            links: Links::new(setup.has_relay),
            intake: Intake::default(),
            history: History::default(),
            log: ActivityLog::default(),
            mining: Mining::default(),
            registrations: Registrations::default(),
            foreign: ForeignNodes::default(),
            foreign_answers: VecDeque::new(),
            response: None,
            waiting: LiteMap::new(),
            restoring: None,
            early: Vec::new(),
            storage: None,
            put_off: None,
            storage_fault: None,
            early_fault: None,
            key: AccountKey::default(),
            leaving: false,
            last_request: 0,
            watched: Watched::default(),
            node: Node::new(now, address, name),
            pinned: setup.rules.is_some(),
            now,
            changed: true,
            outputs: VecDeque::new(),
        }
    }

    /// Takes note of what happened at `now`. What is to be done about it comes out of [`poll`](Self::poll).
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        if self.restoring.is_some() {
            self.handle_early(input);
            return self.settle();
        }
        match input {
            // There is nothing to be restored any more.
            Input::Record(..) | Input::Restored => {}
            Input::StorageOpened(secret) => self.storage_opened(secret),
            Input::Stored(batch) => self.stored(batch),
            Input::StorageFailed(fault) => self.storage_failed(fault),
            Input::SpaceFreed => self.try_to_store(),
            Input::Wake => {
                // The mempool changes in slices, too.
                self.changed |= self.has_work();
                self.hear_foreign_answer();
                self.send_due_control();
                self.drive_node(node::Input::Tick);
            }
            Input::Connected(route) => self.connected(route),
            Input::Message(route, from, message) => {
                if route == Route::Local {
                    let bytes = message.as_ref().map_or(0, Message::text_bytes);
                    self.intake.charge(self.now, &from, bytes);
                }
                self.message(route, from, message);
            }
            Input::Control(route, from, message) => {
                if from.is_of_a_tab() && self.links.note_route(self.now, &from, route) {
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
            Input::Verified(name, Ok(are_true)) => {
                self.drive_node(node::Input::Verified(name, are_true));
            }
            Input::Verified(name, Err(reason)) => {
                self.drive_node(node::Input::VerificationFailed(name, reason));
            }
            Input::AccountKey(answer) => {
                self.changed = true;
                match self.key.answered(answer) {
                    Ok(account) => self.drive_node(node::Input::Account(account)),
                    Err(reason) => self.drive_node(node::Input::NoAccount(reason)),
                }
            }
            Input::Signed(name, Ok(signature)) => {
                self.drive_node(node::Input::Signed(name, signature));
            }
            Input::Signed(name, Err(reason)) => {
                self.drive_node(node::Input::SigningFailed(name, reason));
            }
            Input::Call { call, nodes } => self.call(call, nodes),
            Input::Whois(request, asked, answer) => self.whois(request, &asked, answer),
            Input::Fetched(address, chain) => self.fetched(address, chain),
        }
        self.settle();
    }

    /// Whether what another tab of this browser says next is read at all: one that says more than a chain's download takes
    /// is not, for a while.
    pub fn admits(&mut self, now: Time, from: &Address) -> bool {
        self.intake.admits(now, from)
    }

    /// The next thing to do, in order; `None` when all is done.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Says how many bytes the transport has left to send: while these are many, the node answers no questions for its chain.
    pub fn set_backlog(&mut self, bytes: usize) {
        self.node.set_backlog(bytes);
    }

    /// When [`Input::Wake`] is due at the latest.
    pub fn deadline(&self) -> Time {
        let others = self.node.peers().count();
        let control = self.control.deadline(self.now, self.watched.room, others);
        let block = self.mining.next_block().filter(|_| self.node.mining() == 0);
        let storage = self.storage.as_ref().and_then(Storage::deadline);
        let again = self.put_off.as_ref().map(|(_, at)| *at);
        let due = [control, block, storage, again].into_iter().flatten();
        let work = self.has_work().then_some(self.now);
        due.chain(work).fold(self.node.deadline(), Time::min)
    }

    /// Whether a slice of work is left: then [`Input::Wake`] is due as soon as what else is due was done.
    pub fn has_work(&self) -> bool {
        self.node.has_work() || !self.foreign_answers.is_empty()
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
                self.links.set_cut(far, cut, None);
            }
        }
        self.say(&ControlMessage::Connection { one, other, cut });
        self.changed = true;
        self.settle();
    }

    /// Cuts this node's connection to another at this end, or mends it.
    pub fn set_own_connection(&mut self, now: Time, other: &Address, cut: bool) {
        self.now = self.now.max(now);
        self.links.set_cut(other, cut, None);
        self.changed = true;
        self.settle();
    }

    /// Has all tabs mend every connection that is cut.
    pub fn mend_all(&mut self, now: Time) {
        self.now = self.now.max(now);
        self.links.mend_all(None);
        self.say(&ControlMessage::MendAll);
        self.changed = true;
        self.settle();
    }

    /// Has the cuts and splits of another tab count here no longer, or again. What it has cut or split is whole again here.
    pub fn ignore(&mut self, now: Time, other: &Address, ignored: bool) {
        self.now = self.now.max(now);
        if self.control.ignore(other, ignored) {
            self.splitter = None;
        }
        if ignored {
            self.links.mend_all(Some(other));
        }
        let who = self.name_of(other);
        self.record(ActivityKind::Ignored { who, ignored });
        self.settle();
    }

    /// Whether the cuts and splits of a node do not count here; `None` where it has ordered none.
    pub fn ignores(&self, address: &Address) -> Option<bool> {
        self.control.ignores(address)
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

    /// The query of a link to a room under this node's rules: they are named where they are not the tutorial's, and where the
    /// link to this room named them.
    pub fn link_to(&self, room: &str) -> String {
        let rules = self.node.chain().rules();
        let named = self.pinned || rules != Rules::default();
        room_link::query(room, named.then_some(rules))
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

    /// Whose word it is that the room is split: that of its orderer, if that tab was ever heard, or else of whoever told of it.
    /// `None` for this node's own.
    pub fn split_author(&self) -> Option<&Address> {
        let author = self.control.split_author();
        author.filter(|author| *author != self.node.address())
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

    /// What the tab's account got and gave, the newest first, at most so many lines: what is pending, then what the newest
    /// 100 blocks hold. None where there is no account, and of a light node, which has no blocks.
    pub fn statement(&self, most: usize) -> Vec<Entry> {
        let account = self.node.account();
        account.map_or_else(Vec::new, |account| statement(&self.node, &account, most))
    }

    /// All that can be seen of it, but for the reports of others.
    pub fn observed(&self) -> Observed {
        let node = &self.node;
        let rules = node.chain().rules();
        let (length, tip) = node.head();
        let (mined, attempts) = self.mining.totals();
        let split = self.control.split().filter(|(split, _)| split.splits());
        Observed {
            id: node.address().to_string(),
            name: node.name().to_string(),
            room: self.room.to_string(),
            rules,
            proof: rules.proof.to_string(),
            difficulty_bits: rules.difficulty.bits(),
            live: node.mode() == Mode::Live,
            length,
            tip: tip.to_string(),
            pending: node.pending_count(),
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
        let cut = self.links.cut();
        let unheard = cut.filter(|address| self.node.peer(address).is_none());
        known.chain(unheard.map(ObservedPeer::unheard)).collect()
    }

    fn message(&mut self, route: Route, from: Address, message: Result<Message, Unreadable>) {
        // What a foreign node says is fetched from it; nobody says it in its name.
        if !from.is_of_a_tab()
            || !self.links.note_route(self.now, &from, route)
            || self.is_out_of_reach(&from)
        {
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
        self.node.expect_others(self.now + ALONE_AFTER);
        // All that are in the room answer with where they stand, so what was missed is made up for.
        self.outputs
            .push_back(Output::Send(route, None, Message::Seek));
        self.greet();
        self.changed = true;
    }

    /// Asks for the key of an account, where the node needs one.
    fn ask_for_account(&mut self) {
        if self.node.needs_account()
            && let Some(secret) = self.key.ask()
        {
            self.outputs.push_back(Output::AccountKey(secret));
        }
    }

    /// The key of the node's account, to sign with: only what [`Output::Sign`] asks for.
    pub fn account_secret(&self) -> Option<&AccountSecret> {
        self.key.secret()
    }

    /// Whether nothing may pass to and from a node: the connection is cut, or the room is split.
    fn is_out_of_reach(&self, address: &Address) -> bool {
        self.links.is_cut(address) || self.control.separates(address)
    }

    /// After each input: begins the next block if that is due, and says whether anything changed.
    fn settle(&mut self) {
        if self.restoring.is_some() {
            // It is not the node's own yet.
            if std::mem::take(&mut self.changed) {
                self.outputs.push_back(Output::Changed);
            }
            return;
        }
        let due = self.mining.next_block().is_some_and(|at| at <= self.now);
        if due && self.node.mining() == 0 {
            self.mining.note_begun(self.now);
            self.give(Command::Mine, Asker::Nobody);
        }
        self.ask_for_account();
        self.history.update(&self.node);
        let changed = std::mem::take(&mut self.changed);
        self.store(changed);
        if changed {
            self.outputs.push_back(Output::Changed);
        }
    }
}

/// What a client begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Whether there is a relay beside the local route.
    pub has_relay: bool,
    /// A number that should differ from client to client, so that they do not all answer at the same moment.
    pub chance: u8,
    /// The rules that the link to the room names, if it does: what others have does not matter then.
    pub rules: Option<Rules>,
    /// Whether it is to hold headers only, as the link to the room says: where the room's blocks have some.
    pub light: bool,
}
