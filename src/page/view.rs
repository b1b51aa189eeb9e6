//! What the page shows and what it asks for: the contract between the page and the root.
//!
//! The root turns the client into a [`View`]; the page turns what a person does into a [`Wish`].
//! Nothing in the page decides what becomes of a wish.

use std::{ops::Range, rc::Rc, sync::Arc};

use chain::{Link, NumberError, ProofRule, Retarget, Rules, RulesError, Transaction};
use client::{Activity, RelayState, Response, StorageFault};
use node::{Address, CommandError, FieldFault, Mode, NameError, PeerFault, Time};
use pow::Puzzle;
use yew::Callback;

/// Everything the page shows, at one moment. While the view of the node is hidden, what only that shows is left out: blocks,
/// pending transactions, activities and the response.
#[derive(Clone, PartialEq)]
pub struct View {
    /// Where others reach this node.
    pub address: Address,
    /// What others call this node.
    pub name: String,
    /// The room this node is in.
    pub room: String,
    /// A relative address that leads to a room nobody is in.
    pub new_room: String,
    /// The room's rules.
    pub rules: Rules,
    /// Whether the rules can change now; if not, why not.
    pub rules_changeable: Result<(), CommandError>,
    /// The rules that this node gave up for those of the room, while it can change back.
    pub rules_before: Option<Rules>,
    /// How the node lives with its peers.
    pub mode: Mode,
    /// Whether nodes that turn up are registered by themselves.
    pub auto_register: bool,
    /// The length of the chain, in blocks.
    pub length: u64,
    /// The newest blocks, whatever view is shown: the index and hash of each, by descending index.
    pub newest: Vec<(u64, chain::Hash)>,
    /// The part of the chain that is shown, by ascending index.
    pub blocks: Vec<Arc<Link>>,
    /// How many blocks of the chain come before those shown.
    pub earlier: u64,
    /// How many blocks of the chain come after those shown.
    pub later: u64,
    /// The first of the pending transactions, at most 100.
    pub pending: Vec<Transaction>,
    /// How many transactions are pending.
    pub pending_total: usize,
    /// Whether this node holds headers only.
    pub light: bool,
    /// What this node's account has, where the ledger is signed.
    pub money: Option<MoneyView>,
    /// About how many hashes the next block takes.
    pub expected: f64,
    /// What the difficulty has come to, where it follows the hash power.
    pub pace: Option<PaceView>,
    /// The other nodes, present or registered.
    pub peers: Vec<PeerView>,
    /// Whether a search for a proof goes on.
    pub mines: bool,
    /// That search, or else the last one; `None` before the first.
    pub mining: Option<MiningView>,
    /// How many workers mine, or would.
    pub workers: usize,
    /// How many workers there may be.
    pub max_workers: usize,
    /// How many workers this machine can keep busy.
    pub cores: usize,
    /// Attempts a second of all workers together, once that is known.
    pub speed: Option<f64>,
    /// Whether the next block is mined whenever one is done.
    pub keep_mining: bool,
    /// Whether peers are being asked for their chains.
    pub resolving: bool,
    /// The answer to the last command that succeeded.
    pub response: Option<Response>,
    /// What was wrong with the last command, unless it belongs to a field.
    pub error: Option<CommandError>,
    /// What happened, newest first, at most 50.
    pub activities: Vec<Activity>,
    /// The newest of all activities that was one chain giving way to another, whatever view is shown.
    pub reorg: Option<Activity>,
    /// The relay, if one serves this page.
    pub relay: Option<RelayView>,
    /// How the room is split in two, or that it was healed; `None` until it was ever split.
    pub split: Option<SplitView>,
    /// Whether what this node does is stored.
    pub storage: StorageView,
    /// Blocks that were read back from storage, and how many there are to read; `None` where that is done or takes no time.
    pub restoring: Option<(u64, u64)>,
    /// The other nodes that this browser has stored, the last seen first.
    pub earlier_nodes: Vec<EarlierView>,
}

/// The difficulty and the work of a chain whose difficulty follows the hash power.
#[derive(Clone, Debug, PartialEq)]
pub struct PaceView {
    /// The first 8 hex digits of the greatest hash that the next proof may have.
    pub target: String,
    /// About how many hashes the proofs of the chain took.
    pub work: f64,
}

/// What an account has.
#[derive(Clone, Debug, PartialEq)]
pub struct MoneyView {
    /// The account; `None` until its key is there.
    pub account: Option<String>,
    /// Its coins on the chain.
    pub balance: u64,
    /// What its pending payments leave of them.
    pub spendable: u64,
    /// What it got and gave, the newest first; nothing while the view of the node is hidden.
    pub statement: Vec<EntryView>,
}

/// A transaction that an account got coins by, or gave them.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryView {
    /// The transaction.
    pub transaction: Transaction,
    /// Whether the account gave.
    pub gave: bool,
    /// The index of the block that holds it; `None` while it is pending.
    pub block: Option<u64>,
    /// How many blocks of the chain hold it or come after the one that does.
    pub confirmations: u64,
}

/// Whether what this node does is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum StorageView {
    /// The storage has not been opened yet.
    #[default]
    Unknown,
    /// It is.
    Kept,
    /// It is not.
    NotKept(StorageFault),
}

/// A node that this browser has stored.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierView {
    /// Where it was reached.
    pub address: Address,
    /// Whether it is awake in another tab right now.
    pub awake: bool,
    /// What is stored of it; `None` where that can't be read, but for blocks that may be found.
    pub stored: Option<StoredView>,
}

/// What a stored node is like.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredView {
    /// What it called itself.
    pub name: String,
    /// The room that it was in.
    pub room: String,
    /// The length of its chain, in blocks.
    pub length: u64,
    /// How much it takes of the storage, in bytes.
    pub bytes: u64,
    /// When it was last awake.
    pub seen: Time,
    /// Whether part of it can't be read.
    pub damaged: bool,
}

/// A room that is split in two, or was.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitView {
    /// Who split or healed it, by name; this node when `None`.
    pub who: Option<String>,
    /// Who told this node of it, where that was another one.
    pub told_by: Option<String>,
    /// Whose word it is, to be refused by whoever is parted; `None` for this node's own.
    pub author: Option<Address>,
    /// The half that this node is in.
    pub half: Half,
    /// The other nodes of that half, by name.
    pub with: Vec<String>,
}

/// A half of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// There are none: the room is whole.
    Whole,
    /// The one that newcomers are in.
    First,
    /// The other one.
    Second,
}

/// How it stands with the relay.
#[derive(Clone, PartialEq)]
pub struct RelayView {
    /// Whether nodes of other browsers can be heard.
    pub state: RelayState,
    /// Whether the relay can't be reached, for longer than a hiccup.
    pub lost: bool,
    /// Whether the relay will not have this node: another one has its address.
    pub refused: bool,
    /// Where programs call this node: `http://localhost:5000`.
    pub api: Option<String>,
    /// The address that leads others into this room.
    pub join: Option<String>,
    /// A relative address of the same as a QR code.
    pub join_code: String,
    /// Whether nodes at other relays can be heard; `None` when there are none.
    pub others_heard: Option<bool>,
}

/// Another node, as this one knows it.
#[derive(Clone, PartialEq)]
pub struct PeerView {
    /// Where it is reached.
    pub address: Address,
    /// What it calls itself; `None` until it was heard.
    pub name: Option<String>,
    /// The length of its chain; `None` until it was heard.
    pub length: Option<u64>,
    /// The hash of its last block; `None` until it was heard.
    pub tip: Option<chain::Hash>,
    /// Its account, where its ledger is signed; `None` until it was heard.
    pub account: Option<String>,
    /// Its rules; `None` until it was heard.
    pub rules: Option<Rules>,
    /// Whether its rules are others than this node's.
    pub other_rules: bool,
    /// Whether this node listens to it.
    pub registered: bool,
    /// The last thing it did wrong.
    pub fault: Option<PeerFault>,
    /// Whether its cuts and splits do not count here; `None` where it has ordered none.
    pub ignored: Option<bool>,
}

/// A search for a proof, that goes on or has ended.
#[derive(Clone, PartialEq)]
pub struct MiningView {
    /// How many blocks wait to be mined, this one included.
    pub waiting: usize,
    /// Numbers that were tried so far, those beyond the proof included.
    pub tried: u64,
    /// Attempts a second of each worker.
    pub per_worker: Vec<f64>,
    /// How long it has taken, in seconds.
    pub seconds: f64,
    /// What is being solved.
    pub puzzle: Rc<Puzzle>,
    /// Numbers that were tried last; empty before the first are known.
    pub recent: Range<u64>,
    /// Of the numbers that are no proof, the one with the smallest hash so far.
    pub closest: Option<u64>,
    /// The proof, once it is found.
    pub proof: Option<u64>,
}

impl MiningView {
    /// How many numbers were tried, as the log of activities tells it: up to the proof once that is found. Workers ahead of it tried
    /// more, in vain.
    pub fn attempts(&self) -> u64 {
        self.proof
            .map_or(self.tried, |proof| proof.saturating_add(1))
    }

    /// Attempts a second, of all workers together.
    pub fn per_second(&self) -> f64 {
        self.per_worker.iter().sum()
    }
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// `sender`, `recipient`, `amount`, `fee`, `nodes`, `name`, or one of [`TypedRules::NUMBERS`].
    pub field: &'static str,
    /// Why it is refused.
    pub reason: Misfit,
}

/// Why what was typed into a field is refused; [`refusals`](super::refusals) words it.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// A field of a transaction is not as it must be.
    Part(FieldFault),
    /// An amount is no number.
    Amount(NumberError),
    /// An address can't be registered.
    Node(CommandError),
    /// A name is invalid.
    Name(NameError),
    /// A difficulty is invalid.
    Difficulty,
    /// A text is no account.
    Account,
    /// Rules are out of bounds, or don't go together.
    Rules(RulesError),
    /// A text is no whole number.
    NotWhole,
}

/// How a form is told what became of it.
pub type Done = Callback<Result<(), FieldError>>;

/// Rules as they were typed.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedRules {
    /// The proof rule.
    pub proof: ProofRule,
    /// Whether the ledger is signed.
    pub signed: bool,
    /// The numbers, by [`TypedRules::NUMBERS`].
    pub numbers: [String; 6],
}

impl TypedRules {
    /// The fields of the numbers; the last two are empty where the difficulty does not change.
    pub const NUMBERS: [&str; 6] = [
        "difficulty_bits",
        "reward",
        "halving_blocks",
        "block_transactions",
        "block_seconds",
        "half_life_seconds",
    ];

    /// The numbers of rules, as they would be typed.
    pub fn numbers_of(rules: &Rules) -> [String; 6] {
        let pace = |of: fn(&Retarget) -> u32| {
            let retarget = rules.retarget.as_ref();
            retarget.map_or(String::new(), |pace| of(pace).to_string())
        };
        [
            rules.difficulty.to_string(),
            rules.reward.to_string(),
            rules.halving_blocks.to_string(),
            rules.block_transactions.to_string(),
            pace(|pace| pace.block_seconds),
            pace(|pace| pace.half_life_seconds),
        ]
    }
}

/// What a person asks for. An error that belongs to no field ends in [`View::error`].
#[derive(Clone, PartialEq)]
pub enum Wish {
    /// Forge the next block.
    Mine,
    /// Stop mining.
    CancelMining,
    /// Mine block after block, or stop after this one.
    KeepMining(bool),
    /// Change how many workers mine.
    SetWorkers(usize),
    /// Submit a transaction.
    Transact {
        /// Who pays.
        sender: String,
        /// Who is paid.
        recipient: String,
        /// How much, as it was typed.
        amount: String,
        /// How it went.
        done: Done,
    },
    /// Sign and submit a payment from this node's account.
    Pay {
        /// Who is paid: an account.
        recipient: String,
        /// How many coins, as it was typed.
        amount: String,
        /// How many coins the miner gets beside, as it was typed.
        fee: String,
        /// How it went.
        done: Done,
    },
    /// Ask the registered nodes for their chains and take the longest valid one.
    Resolve,
    /// Listen to a node.
    Register {
        /// Where, as it was typed.
        address: String,
        /// How it went.
        done: Done,
    },
    /// Listen no more to a node.
    Unregister(Address),
    /// Make a split room whole again, for all.
    Heal,
    /// Have the cuts and splits of a node count here no longer, or again.
    Ignore(Address, bool),
    /// Change the room's rules to these, in a network of their own.
    SetRules(Rules),
    /// Change them as they were typed.
    TypeRules {
        /// What was typed.
        typed: TypedRules,
        /// How it went.
        done: Done,
    },
    /// Switch to manual or live mode.
    SetMode(Mode),
    /// Register nodes that turn up, or not.
    SetAutoRegister(bool),
    /// Take another name.
    Rename {
        /// The name, as it was typed.
        name: String,
        /// How it went.
        done: Done,
    },
    /// Show another part of the chain.
    ShowBlocks(Window),
    /// The error was read.
    DismissError,
    /// Become one of the earlier nodes.
    Wake(Address),
    /// Save what is stored of an earlier node as a file.
    ExportNode(Address),
    /// Delete an earlier node from the storage.
    Forget(Address),
    /// Delete everything that this browser has stored, this node included.
    ForgetAll,
}

/// Which part of the chain to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The one that ends with the tip.
    Newest,
    /// The one before.
    Earlier,
    /// The one after.
    Later,
    /// The one around this index.
    Around(u64),
}
