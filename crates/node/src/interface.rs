//! What goes into a node and what comes out of it.

use std::{sync::Arc, time::Duration};

use chain::{
    Account, AdoptError, Branch, Claim, DropReason, Fault, Hash, Link, ParseError, Payment,
    PoolError, Rules, Signature, Transaction,
};
use pow::Puzzle;

use crate::{
    RelayFault, SearchFault, SignatureFault, Unreadable,
    address::{Address, AddressError, NodeName},
    lookup::FoundTransaction,
    wire::Message,
};

/// Names a command, so that its answer finds the one who gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Names a search for a proof. Each new one replaces the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Names signatures that are to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerificationId(pub u64);

/// Names a payment that is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SigningId(pub u64);

/// How a node lives with its peers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As in the tutorial: nothing moves until someone resolves, and a transaction stays where it
    /// was made.
    #[default]
    Manual,
    /// Blocks and transactions spread by themselves, and a longer chain is adopted at once.
    Live,
}

/// All that can happen to a node.
#[derive(Clone, Debug)]
pub enum Input {
    /// Its owner wants something; [`Output::Answer`] will carry the same id.
    Command(RequestId, Command),
    /// A peer said something to it or to everyone.
    Message(Address, Message),
    /// A peer said something that could not be read; `0` is who, `1` why.
    Unreadable(Address, Unreadable),
    /// The search for a proof ended: the smallest proof.
    Found(JobId, u64),
    /// The search ended without a proof; `1` says why.
    SearchFailed(JobId, SearchFault),
    /// Signatures were verified: of each, in the order in which they were handed out, whether it is true.
    Verified(VerificationId, Vec<bool>),
    /// They could not be; `1` says why.
    VerificationFailed(VerificationId, SignatureFault),
    /// A payment of this node's was signed with the key of its account.
    Signed(SigningId, Signature),
    /// It could not be; `1` says why.
    SigningFailed(SigningId, SignatureFault),
    /// The account of this node, whose key its driver holds. The first is for good.
    Account(Account),
    /// There is no account for this node now; `0` says why.
    NoAccount(SignatureFault),
    /// Time passed. To be told at [`Node::deadline`](crate::Node::deadline).
    Tick,
}

/// What the owner of a node can ask of it.
#[derive(Clone, Debug)]
pub enum Command {
    /// Forge the next block. Several wait for their turn.
    Mine,
    /// Stop mining; every waiting [`Command::Mine`] is answered with [`CommandError::Cancelled`].
    CancelMining,
    /// Submit a transaction; where the ledger is signed, a payment that was signed elsewhere.
    Transact(Transaction),
    /// Sign and submit a payment from this node's account, where the ledger is signed.
    Pay(PaymentOrder),
    /// Find the transaction with this [id](Transaction::id).
    FindTransaction(Hash),
    /// Listen to these nodes from now on. If one address is invalid, none is registered.
    Register(Vec<String>),
    /// Listen no more to this node.
    Unregister(Address),
    /// Ask every registered node for its chain and take the longest valid one.
    Resolve,
    /// Fetch the branches of all registered nodes, or of all in the room where none is registered, to be looked at. None is
    /// adopted.
    FetchBranches,
    /// Whether somebody looks at the branches: then a node that has neither mined nor submitted anything fetches new ones by
    /// itself.
    WatchBranches(bool),
    /// Take this chain for one's own, longer or not: a person has chosen it. What peers offer
    /// comes by resolving.
    Adopt(Branch),
    /// Change what this node calls valid; only in an empty room and before the first block. A node that took over the rules
    /// of the room may always change back, until something was mined or submitted here ([`Node::rules_before`](crate::Node)).
    SetRules(Rules),
    /// Switch to manual or live mode.
    SetMode(Mode),
    /// Whether nodes that turn up are registered without being asked.
    SetAutoRegister(bool),
    /// Change the name that others see.
    Rename(NodeName),
    /// Tell the room that this node leaves: the tab closes.
    Leave,
}

/// A payment that a node is to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Who is paid.
    pub recipient: Account,
    /// How many coins: 1 to [`Payment::MAX_COINS`].
    pub amount: u64,
    /// How many coins the miner gets beside: 0 to [`Payment::MAX_COINS`].
    pub fee: u64,
    /// Its place among the payments of the account, where it is not to be the next: a person may try to spend twice.
    pub seq: Option<u64>,
}

/// What a node wants done, in order.
#[derive(Clone, Debug)]
pub enum Output {
    /// Carry a message to one node, or to everyone in the room.
    Send(Option<Address>, Message),
    /// Search for the smallest proof; any search before it is void.
    Mine(JobId, Puzzle),
    /// No search is wanted any more.
    StopMining,
    /// Verify these signatures, for the network whose genesis has this hash; [`Input::Verified`] or
    /// [`Input::VerificationFailed`] answers.
    Verify(VerificationId, Hash, Vec<Claim>),
    /// Sign this payment with the key of the node's account, for that network; [`Input::Signed`] or
    /// [`Input::SigningFailed`] answers.
    Sign(SigningId, Hash, Payment),
    /// A command's answer. Each command gets exactly one.
    Answer(RequestId, Result<Answer, CommandError>),
    /// Something happened that people should hear of.
    Activity(Activity),
}

/// What a command led to.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The block that was forged.
    Mined(Arc<Link>),
    /// The transaction is pending, and will be in the block of this index at the earliest.
    Submitted {
        /// The next block's index.
        block: u64,
        /// What a payment of a signed ledger is known by.
        id: Option<Hash>,
    },
    /// The transaction that was looked for.
    Transaction(FoundTransaction),
    /// All nodes that are registered now.
    Registered(Vec<Address>),
    /// All nodes that are still registered after one was taken off the list.
    Unregistered(Vec<Address>),
    /// What resolving came to.
    Resolved(Resolution),
    /// What became of fetching each node's branch, in the order in which they were registered.
    Branches(Vec<BranchReport>),
    /// The wish is fulfilled; there is nothing to tell.
    Done,
}

/// What resolving came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Whether a longer valid chain replaced this node's own.
    pub replaced: bool,
    /// What each registered peer said, in the order in which they were registered.
    pub peers: Vec<PeerReport>,
}

/// What one peer said when it was asked to resolve.
#[derive(Clone, Debug, PartialEq)]
pub struct PeerReport {
    /// Who was asked.
    pub address: Address,
    /// What came of it.
    pub outcome: PeerOutcome,
}

/// What became of asking a peer.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerOutcome {
    /// It told the length of its chain. Only chains longer than one's own are fetched and
    /// validated.
    Answered {
        /// The length it told.
        length: u64,
    },
    /// Its chain was fetched, is valid, and became this node's own.
    Adopted {
        /// The length of the chain.
        length: u64,
    },
    /// Its chain was not taken.
    Refused(PeerFault),
    /// Its chain was fetched, and its signatures could not be verified here.
    Unverified(SignatureFault),
    /// It said nothing in time.
    Silent,
}

/// What became of fetching one peer's branch.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchReport {
    /// Whose it is.
    pub address: Address,
    /// What came of it.
    pub outcome: BranchOutcome,
}

/// What became of fetching a branch that is to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum BranchOutcome {
    /// It is valid, and kept beside this node's chain.
    Fetched {
        /// How long the peer's chain is.
        length: u64,
        /// How many blocks it has that this node's chain has not.
        blocks: usize,
    },
    /// The peer stands at a block that is on this node's chain, or on a branch that was fetched.
    Known {
        /// How long its chain is.
        length: u64,
    },
    /// It has more blocks of its own, or larger ones, than are fetched to be looked at
    /// ([`MAX_BRANCH_BLOCKS`](crate::MAX_BRANCH_BLOCKS), [`MAX_BRANCH_BYTES`](crate::MAX_BRANCH_BYTES)).
    TooLong {
        /// How long its chain is.
        length: u64,
    },
    /// It was not taken.
    Refused(PeerFault),
    /// Its signatures could not be verified here.
    Unverified(SignatureFault),
    /// The peer said nothing in time.
    Silent,
    /// Its turn did not come in time: there were too many that say nothing.
    Unasked,
}

/// What a peer did that a node does not put up with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PeerFault {
    /// It plays by other rules.
    #[error("it uses other rules: {0}")]
    OtherRules(Rules),
    /// Its chain breaks the rules.
    #[error("its chain is not valid: {0}")]
    Invalid(Fault),
    /// A message of it can't be read.
    #[error("it sent something unreadable: {0}")]
    Unreadable(Unreadable),
    /// A block or transaction of it can't be read.
    #[error("it sent something unreadable: {0}")]
    Malformed(ParseError),
    /// It sent a reward where a pending transaction belongs.
    #[error("it sent something unreadable: a reward can't be a pending transaction")]
    PendingReward,
    /// A pending payment is not signed by its sender.
    #[error("it sent a payment that is not signed by its sender")]
    WrongSignature,
    /// It claims a chain that no node would hold.
    #[error("it claims a chain of {0} blocks, more than a node accepts")]
    AbsurdLength(u64),
    /// A block or chain is larger than a node takes.
    #[error("it sent more than a node accepts")]
    TooLarge,
    /// Its answer is not one to the question asked.
    #[error("its answer does not fit the question")]
    BeyondQuestion,
    /// It promised more blocks than it gave.
    #[error("it promised more blocks than it sent")]
    Trickle,
    /// It sends faster than a node listens.
    #[error("it sends too many messages")]
    Flooding,
}

impl PeerFault {
    pub(crate) fn shortened(self) -> Self {
        match self {
            Self::Unreadable(reason) => Self::Unreadable(reason.shortened()),
            fault => fault,
        }
    }
}

/// How a peer contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// It told of two different tips at the same length.
    Tips {
        /// The length.
        length: u64,
        /// Which other node it told so, as that one says; `None` where it told this node both.
        by: Option<Address>,
    },
    /// It answered with a shorter chain than it had claimed.
    Length {
        /// The length that it had claimed when it was asked.
        claimed: u64,
        /// The length that it answered with.
        answered: u64,
    },
}

/// Something that happened without a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    /// A node turned up.
    PeerJoined(Address),
    /// A node left, or was not heard for too long; what it was called last.
    PeerLeft(Address, NodeName),
    /// A peer misbehaved.
    PeerFault(Address, PeerFault),
    /// A peer contradicts itself. Nothing else depends on it.
    Equivocation(Address, Contradiction),
    /// This node adopted another chain.
    Reorg {
        /// Whose chain it was; this node's own address where its owner chose it.
        from: Address,
        /// How many blocks of its own are off the chain now.
        orphaned: usize,
        /// How many blocks came.
        adopted: usize,
        /// How many transactions went back to the mempool.
        returned: usize,
    },
    /// A peer's chain has a block that is dated further ahead than [`MAX_AHEAD`](crate::MAX_AHEAD); it waits until its time
    /// has come.
    BlockAhead {
        /// Whose chain it is.
        from: Address,
        /// The block's index.
        block: u64,
        /// How far it is ahead of this node's clock.
        by: Duration,
    },
    /// This node's clock is off from most others' ([`Node::clock_offset`](crate::Node::clock_offset)).
    ClockOff {
        /// How far theirs are ahead of it, in milliseconds; below 0, behind it.
        milliseconds: i64,
    },
    /// A payment of this light node's own is in a block, as was shown.
    PaymentShown {
        /// The payment's id.
        id: Hash,
        /// The block's index.
        block: u64,
    },
    /// A pending payment will not come on the chain.
    PaymentDropped {
        /// What it was.
        payment: Payment,
        /// Why.
        reason: DropReason,
    },
    /// This newcomer has the rules that most of those in the room have.
    RulesJoined {
        /// The rules.
        rules: Rules,
        /// Who has others.
        others: Vec<Address>,
    },
}

/// Why a command was refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommandError {
    /// A field of a transaction is not as it must be.
    #[error("{field}: {reason}")]
    Field {
        /// `sender`, `recipient` or `amount`.
        field: &'static str,
        /// What is wrong with it, to be read after the field's name.
        reason: FieldFault,
    },
    /// The tutorial's answer where there is no list of nodes, or an empty one.
    #[error("Error: Please supply a valid list of nodes")]
    NoNodes,
    /// An entry of the list is no address.
    #[error("node {position} of the list ({text:?}) is not an address: {error}")]
    Address {
        /// Its place in the list, from 1.
        position: usize,
        /// What was entered, shortened.
        text: String,
        /// What is wrong with it.
        error: AddressError,
    },
    /// A node does not register itself.
    #[error("{0} is this node itself; register another one")]
    Oneself(Address),
    /// More nodes than a node keeps.
    #[error("at most {} nodes can be registered", crate::MAX_REGISTERED)]
    TooManyNodes,
    /// It was not registered.
    #[error("{0} is not registered here")]
    NotRegistered(Address),
    /// Rules can't change while others are there.
    #[error("rules can only change in an empty room; other nodes here: {0}")]
    RoomNotEmpty(usize),
    /// Rules can't change once there are blocks or pending transactions.
    #[error(
        "rules can only change before the first block and transaction; open a new room for other rules"
    )]
    AlreadyBegun,
    /// The chain that was to be adopted does not fit this node's.
    #[error("it can't be adopted: {0}")]
    NotAdopted(#[from] AdoptError),
    /// The chain that was to be adopted breaks the rules.
    #[error("the chain is not valid: {0}")]
    Invalid(Fault),
    /// Signatures could not be verified, or made.
    #[error("signatures can't be verified or made here: {0}")]
    Unverified(SignatureFault),
    /// The payment's signature is not its sender's.
    #[error("the payment is not signed by its sender's key")]
    WrongSignature,
    /// The payment can't wait for a block.
    #[error("{0}")]
    NotPending(#[from] PoolError),
    /// No transaction with this id is known.
    #[error("no transaction with this id is on the chain or pending here")]
    UnknownTransaction,
    /// What only a node with all blocks can do.
    #[error("this node holds headers only: it does not mine, and has no blocks or balances")]
    Light,
    /// There are accounts only where the ledger is signed.
    #[error("there are no accounts in this room: its ledger is open")]
    OpenLedger,
    /// Where the ledger is signed, only payments are taken.
    #[error(
        "in this room a transaction needs fee, seq and signature; to pay from this node's account, use pay"
    )]
    NotSigned,
    /// The key of this node's account is not there yet.
    #[error("this node's key is not there yet; try again in a moment")]
    NoAccount,
    /// A resolve may change the chain at any moment.
    #[error("a resolve is under way; wait until it has ended")]
    Resolving,
    /// Someone stopped the mining.
    #[error("mining was cancelled")]
    Cancelled,
    /// The search could not be carried out.
    #[error("no proof was found: {0}")]
    SearchFailed(SearchFault),
    /// More commands wait than a node keeps.
    #[error("too many commands are waiting; let some of them finish first")]
    TooManyWaiting,
    /// The chain is as large as a node keeps one.
    #[error(
        "the chain has reached {} MiB, the most that a tab keeps; open a new room",
        crate::MAX_CHAIN_BYTES / 1024 / 1024
    )]
    ChainFull,
    /// The mempool is full.
    #[error("the mempool is full; mine a block first")]
    MempoolFull,
}

/// What is wrong with a field, to be read after its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// Nothing stands there.
    #[error("is missing")]
    Missing,
    /// More characters than a sender or recipient may have.
    #[error("can have at most {} characters", crate::MAX_PARTY_CHARS)]
    TooLong,
    /// The sender of new coins.
    #[error("\"0\" is kept for the reward of mining")]
    KeptForReward,
    /// An amount of nothing, or less.
    #[error("must be greater than 0")]
    NotPositive,
    /// Coins, or a number of payments, out of bounds.
    #[error("must be a whole number from {least} to {}", Payment::MAX_COINS)]
    Coins {
        /// The least that it may be.
        least: u64,
    },
    /// What a relay has against it.
    #[error("{0}")]
    Relay(RelayFault),
}
