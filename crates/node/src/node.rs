//! The node itself: what it holds, and where each input goes.

use std::collections::VecDeque;

use chain::{
    Account, Branch, Chain, Discarded, Mempool, PaymentPool, Rules, SubmissionId, Transaction,
};

use crate::{
    Unreadable,
    address::{Address, NodeName},
    adopting::Adopting,
    branches::Branches,
    download::{Download, MAX_CHAIN_BYTES, Piece},
    interface::{
        Activity, Answer, Command, CommandError, FieldFault, Input, Mode, Output, PeerFault,
        RequestId, Resolution,
    },
    joining::Joining,
    light::{HeaderPiece, Light},
    living::Announced,
    lookup::Lookup,
    mining::Mining,
    payments::Unverified,
    peers::{Admission, Peer, Peers, Topic},
    resolving::Resolving,
    serving::Serving,
    time::Time,
    verifying::Chosen,
    wire::{Message, UNASKED},
};

/// The longest sender or recipient of a submitted transaction, in characters.
pub const MAX_PARTY_CHARS: usize = 128;

/// One participant of the network.
///
/// [`Node::handle`] tells it what happened; then [`Node::poll`] is called until it has nothing more
/// to say.
pub struct Node {
    pub(crate) address: Address,
    pub(crate) name: NodeName,
    pub(crate) mode: Mode,
    pub(crate) auto_register: bool,
    pub(crate) chain: Chain,
    pub(crate) mempool: Mempool,
    /// What is pending where the ledger is signed; the mempool is empty then.
    pub(crate) payments: PaymentPool,
    pub(crate) unverified: Unverified,
    pub(crate) account: Option<Account>,
    pub(crate) chosen: Option<Chosen>,
    pub(crate) lookups: VecDeque<Lookup>,
    /// Whether it is to hold headers only, where it can.
    pub(crate) wants_light: bool,
    pub(crate) light: Option<Box<Light>>,
    pub(crate) verifications: u64,
    /// Whether its owner was told that its clock is off.
    pub(crate) clock_is_off: bool,
    pub(crate) peers: Peers,
    pub(crate) mining: Mining,
    pub(crate) resolving: Option<Resolving>,
    /// Of chains that are to be adopted; at most two, see [`fetching`](crate::fetching).
    pub(crate) downloads: Vec<Download>,
    pub(crate) adopting: Option<Adopting>,
    /// Blocks that are to be freed.
    pub(crate) discarded: Vec<Discarded>,
    pub(crate) branches: Branches,
    pub(crate) serving: Serving,
    pub(crate) announced: Announced,
    /// What was submitted here and the room was not told of yet.
    pub(crate) untold: Vec<(SubmissionId, String)>,
    pub(crate) now: Time,
    /// When it told the room that it leaves, if it did.
    pub(crate) left: Option<Time>,
    /// The digest of its pending transactions as others are told, until something changes it.
    pub(crate) digest: Option<String>,
    /// Nobody has used this node yet, so it may still take over the rules of the room.
    pub(crate) untouched: bool,
    pub(crate) joining: Joining,
    /// Whether its owner has mined or submitted anything here.
    pub(crate) acted: bool,
    pub(crate) outputs: VecDeque<Output>,
    questions: u32,
    pub(crate) submissions: u64,
}

impl Node {
    /// A node that holds the seed's genesis, under the default rules, and greets the room. It may take over the rules that
    /// most of those in the room have.
    ///
    /// `address` must be one that no other node has.
    pub fn new(now: Time, address: Address, name: NodeName) -> Self {
        let mut node = Self::silent(now, address, name);
        node.outputs.push_back(Output::Send(None, Message::Seek));
        node.announce_in_time();
        node
    }

    /// One that says nothing yet.
    pub(crate) fn silent(now: Time, address: Address, name: NodeName) -> Self {
        Self {
            address,
            name,
            mode: Mode::default(),
            auto_register: true,
            chain: Chain::new(Rules::default()),
            mempool: Mempool::new(),
            payments: PaymentPool::default(),
            unverified: Unverified::default(),
            account: None,
            chosen: None,
            lookups: VecDeque::new(),
            wants_light: false,
            light: None,
            verifications: 0,
            clock_is_off: false,
            peers: Peers::default(),
            mining: Mining::default(),
            resolving: None,
            downloads: Vec::new(),
            adopting: None,
            discarded: Vec::new(),
            branches: Branches::default(),
            serving: Serving::default(),
            announced: Announced::never(),
            untold: Vec::new(),
            now,
            left: None,
            digest: None,
            untouched: true,
            joining: Joining::new(now),
            acted: false,
            outputs: VecDeque::new(),
            questions: 0,
            submissions: 0,
        }
    }

    /// Takes note of what happened at `now`. What is to be done about it comes out of [`poll`].
    ///
    /// [`poll`]: Node::poll
    pub fn handle(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Command(request, command) => self.command(request, command),
            Input::Message(from, message) => self.message(&from, message),
            Input::Unreadable(from, reason) => self.unreadable(&from, reason),
            Input::Found(job, proof) => self.found(job, proof),
            Input::SearchFailed(job, reason) => self.search_failed(job, reason),
            Input::Verified(name, are_true) => self.verified(name, &are_true),
            Input::VerificationFailed(name, reason) => self.verification_failed(name, reason),
            Input::Signed(name, signature) => self.signed(name, Ok(signature)),
            Input::SigningFailed(name, reason) => self.signed(name, Err(reason)),
            Input::Account(account) => self.set_account(account),
            Input::NoAccount(reason) => self.no_account(reason),
            Input::Tick => {}
        }
        self.expire_peers();
        self.join_in_time();
        self.resolve_in_time();
        self.downloads_in_time();
        self.change_on();
        self.follow_longest();
        self.follow_headers();
        self.fetch_on();
        self.verify_on();
        self.look_up_on();
        self.serve_on();
        self.announce_in_time();
    }

    /// The next thing to do, in order; `None` when all is done.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What others register.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What others read.
    pub fn name(&self) -> &NodeName {
        &self.name
    }

    /// How it lives with its peers.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether nodes that turn up are registered without being asked.
    pub fn auto_register(&self) -> bool {
        self.auto_register
    }

    /// Its chain, with the rules it keeps.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Its pending transactions.
    pub fn mempool(&self) -> &Mempool {
        &self.mempool
    }

    /// All nodes it has heard or registered, by address.
    pub fn peers(&self) -> impl Iterator<Item = (&Address, &Peer)> {
        self.peers.iter()
    }

    /// One of them.
    pub fn peer(&self, address: &Address) -> Option<&Peer> {
        self.peers.get(address)
    }

    /// The nodes it listens to, in the order in which they were registered.
    pub fn registered(&self) -> &[Address] {
        self.peers.registered()
    }

    /// How many blocks wait to be mined, the one that is searched for included.
    pub fn mining(&self) -> usize {
        self.mining.waiting()
    }

    /// Whether a resolve is under way.
    pub fn is_resolving(&self) -> bool {
        self.resolving.is_some() || self.adopting.as_ref().is_some_and(Adopting::is_awaited)
    }

    /// Whether [`Command::SetRules`] would be obeyed now, and if not, why.
    pub fn rules_changeable(&self) -> Result<(), CommandError> {
        let others = self.peers.present();
        if others > 0 {
            Err(CommandError::RoomNotEmpty(others))
        } else if self.chain.length() > 1 || self.pending_count() > 0 || self.mining() > 0 {
            Err(CommandError::AlreadyBegun)
        } else {
            Ok(())
        }
    }

    pub(crate) fn answer(&mut self, request: RequestId, answer: Result<Answer, CommandError>) {
        self.outputs.push_back(Output::Answer(request, answer));
    }

    pub(crate) fn record(&mut self, activity: Activity) {
        self.outputs.push_back(Output::Activity(activity));
    }

    pub(crate) fn next_question(&mut self) -> u32 {
        self.questions = self.questions.checked_add(1).unwrap_or(UNASKED + 1);
        self.questions
    }

    pub(crate) fn restart_with(&mut self, rules: Rules) {
        self.chain = Chain::new(rules);
        self.payments = PaymentPool::default();
        self.light_or_not();
        self.state_changed();
        // What was fetched so far was checked by the rules that are gone.
        self.stop_following(None);
        self.branches.forget();
    }

    fn message(&mut self, from: &Address, message: Message) {
        let (topic, count) = match &message {
            Message::Transactions { request, .. } if self.gathers(from, *request) => {
                (Topic::Transactions, 1)
            }
            message => Topic::of(message),
        };
        if !self.admits(from, topic, count) {
            return;
        }
        match message {
            Message::Seek => self.present_to(from),
            Message::Present(presence) => self.present(from, presence),
            Message::Leave => self.peer_left(from),
            Message::Ask {
                request,
                locator,
                limit,
            } => self.asked(from, request, locator, limit),
            Message::Blocks {
                request,
                rules,
                weight,
                after,
                blocks,
            } => self.piece_arrived(
                from,
                Piece {
                    request,
                    rules,
                    weight,
                    after,
                    blocks,
                },
            ),
            Message::AskHeaders {
                request,
                locator,
                limit,
            } => self.headers_asked(from, request, locator, limit),
            Message::Headers {
                request,
                rules,
                weight,
                after,
                headers,
            } => self.headers_arrived(
                from,
                &HeaderPiece {
                    request,
                    rules,
                    weight,
                    after,
                    headers,
                },
            ),
            Message::AskInclusions { request, ids } => self.inclusions_asked(from, request, &ids),
            Message::Included {
                id,
                block,
                inclusion,
                ..
            } => self.inclusion_arrived(block, id, &inclusion),
            Message::AskTransactions { request, skip } => {
                self.pending_asked(from, request, skip);
            }
            Message::Submitted { id, transaction } => {
                self.submission_heard(from, id, &transaction);
            }
            Message::Transactions {
                request,
                items,
                next,
            } => self.transactions_arrived(from, request, &items, next),
        }
    }

    fn unreadable(&mut self, from: &Address, reason: Unreadable) {
        if self.admits(from, Topic::Room, 1) {
            self.blame(from, PeerFault::Unreadable(reason));
        }
    }

    fn admits(&mut self, from: &Address, topic: Topic, count: usize) -> bool {
        if *from == self.address {
            return false;
        }
        match self.peers.admit(self.now, from, topic, count) {
            Admission::Read => return true,
            Admission::Drop => {}
            // Too many transactions say nothing against its blocks, so that it is followed as before.
            Admission::Flooding if topic == Topic::Transactions => {
                self.note_fault(from, PeerFault::Flooding);
            }
            Admission::Flooding => self.blame(from, PeerFault::Flooding),
        }
        false
    }

    pub(crate) fn command(&mut self, request: RequestId, command: Command) {
        let Some(command) = self.put_off(request, command) else {
            return;
        };
        self.join_before(&command);
        let answer = match command {
            Command::Mine | Command::FetchBranches | Command::Adopt(_) if self.light.is_some() => {
                Err(CommandError::Light)
            }
            Command::Resolve if self.light.is_some() => return self.resolve_headers(request),
            Command::Mine => {
                self.untouched = false;
                self.acted = true;
                return self.mine(request);
            }
            Command::Resolve => return self.resolve(request),
            Command::FetchBranches => return self.fetch_branches(request),
            Command::WatchBranches(watched) => {
                self.branches.watched = watched;
                Ok(Answer::Done)
            }
            Command::CancelMining => {
                self.cancel_mining();
                Ok(Answer::Done)
            }
            Command::Transact(transaction) if self.chain.rules().is_signed() => {
                return self.submit_signed(request, transaction);
            }
            Command::Transact(transaction) => self.transact(transaction),
            Command::Pay(order) => return self.pay(request, order),
            Command::FindTransaction(id) if self.light.is_some() => self.find_own_payment(id),
            Command::FindTransaction(id) => return self.find_transaction(request, id),
            Command::Register(nodes) => self.register(&nodes),
            Command::Unregister(address) => self.unregister(&address),
            Command::Adopt(branch) => return self.adopt(request, branch),
            Command::SetRules(rules) => self.set_rules(rules),
            Command::SetMode(mode) => {
                self.mode = mode;
                if mode == Mode::Manual {
                    // What is on its way was not asked for by anyone.
                    self.stop_following(None);
                    self.untold.clear();
                }
                self.state_changed();
                Ok(Answer::Done)
            }
            Command::SetAutoRegister(auto) => {
                self.auto_register = auto;
                Ok(Answer::Done)
            }
            Command::Rename(name) => {
                self.name = name;
                self.state_changed();
                Ok(Answer::Done)
            }
            Command::Leave => {
                self.leave();
                Ok(Answer::Done)
            }
        };
        self.answer(request, answer);
    }

    fn transact(&mut self, transaction: Transaction) -> Result<Answer, CommandError> {
        check_parties(&transaction.sender, &transaction.recipient)?;
        if !transaction.amount.is_positive() {
            return Err(refuse("amount", FieldFault::NotPositive));
        }
        let id = SubmissionId {
            origin: self.address.as_str().to_owned(),
            serial: self.submissions + 1,
        };
        self.mempool
            .submit(id.clone(), transaction.clone())
            .map_err(|_| CommandError::MempoolFull)?;
        self.submissions += 1;
        self.untouched = false;
        self.acted = true;
        self.state_changed();
        self.spread(id, &transaction);
        Ok(Answer::Submitted {
            block: self.chain.length() + 1,
            id: None,
        })
    }

    /// Registers all of them or none.
    fn register(&mut self, nodes: &[String]) -> Result<Answer, CommandError> {
        if nodes.is_empty() {
            return Err(CommandError::NoNodes);
        }
        let mut addresses = Vec::new();
        for (place, text) in nodes.iter().enumerate() {
            let address = Address::parse(text).map_err(|error| CommandError::Address {
                position: place + 1,
                text: text.chars().take(Address::MAX_BYTES).collect(),
                error,
            })?;
            if address == self.address {
                return Err(CommandError::Oneself(address));
            }
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if !self.peers.register_all(self.now, &addresses) {
            return Err(CommandError::TooManyNodes);
        }
        Ok(Answer::Registered(self.peers.registered().to_vec()))
    }

    fn unregister(&mut self, address: &Address) -> Result<Answer, CommandError> {
        if self.peers.unregister(address) {
            self.stop_following(Some(address));
            Ok(Answer::Unregistered(self.peers.registered().to_vec()))
        } else {
            Err(CommandError::NotRegistered(address.clone()))
        }
    }

    /// Adopts a chain that a person has chosen, once its signatures are verified. It is answered as soon as the chain has
    /// changed.
    pub(crate) fn adopt(&mut self, request: RequestId, branch: Branch) {
        if branch.unverified().is_some() && self.chosen.is_none() {
            self.verify_first(request, branch);
        } else if let Err(error) = self.adopt_chosen(request, branch) {
            self.answer(request, Err(error));
        }
    }

    fn adopt_chosen(&mut self, request: RequestId, branch: Branch) -> Result<(), CommandError> {
        if self.resolving.is_some() {
            return Err(CommandError::Resolving);
        }
        if branch.bytes() > MAX_CHAIN_BYTES {
            return Err(CommandError::ChainFull);
        }
        let base = self.chain.meet(&branch)?;
        // What is being fetched builds on blocks that may be gone.
        self.stop_following(None);
        let resolution = Resolution {
            replaced: true,
            peers: Vec::new(),
        };
        self.change_over(
            self.address.clone(),
            branch,
            base,
            vec![request],
            resolution,
        );
        Ok(())
    }
}

/// Whether a transaction can be submitted from and to these; if not, which of the two is at fault.
pub fn check_parties(sender: &str, recipient: &str) -> Result<(), CommandError> {
    check_party("sender", sender)?;
    if sender == Transaction::REWARD_SENDER {
        return Err(refuse("sender", FieldFault::KeptForReward));
    }
    check_party("recipient", recipient)
}

fn check_party(field: &'static str, text: &str) -> Result<(), CommandError> {
    if text.is_empty() {
        Err(refuse(field, FieldFault::Missing))
    } else if text.chars().count() > MAX_PARTY_CHARS {
        Err(refuse(field, FieldFault::TooLong))
    } else {
        Ok(())
    }
}

fn refuse(field: &'static str, reason: FieldFault) -> CommandError {
    CommandError::Field { field, reason }
}
