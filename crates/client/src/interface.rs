//! What goes into a client and what comes out of it.

use std::rc::Rc;

use chain::{Account, Claim, Hash, Payment, Signature};
use node::{
    Address, Answer, CommandError, JobId, PeerReport, RequestId, SearchFault, SignatureFault,
    SigningId, Unreadable, VerificationId, wire::Message,
};
use pow::Puzzle;
use protocol::{Call, ControlMessage, Whois};

use crate::{
    account_key::AccountSecret,
    foreign::FetchedChain,
    storage::{Batch, BatchId},
    storage_fault::StorageFault,
};

/// A way that leads to other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The channel that the tabs of one browser share.
    Local,
    /// The relay.
    Relay,
}

/// All that can happen to a client, apart from what its owner does.
#[derive(Debug)]
pub enum Input {
    /// Time has passed.
    Wake,
    /// Others can be heard over a route, at first or again.
    Connected(Route),
    /// Another node said something, or something that can't be read.
    Message(Route, Address, Result<Message, Unreadable>),
    /// Another tab said something beside its node.
    Control(Route, Address, ControlMessage),
    /// A search ended with its smallest proof.
    Found {
        /// Which search.
        job: JobId,
        /// The proof.
        proof: u64,
        /// How long the search took, in seconds.
        seconds: f64,
    },
    /// A search ended without a proof.
    SearchFailed(JobId, SearchFault),
    /// Signatures were verified, as [`Output::Verify`] asked for: of each, whether it is true.
    Verified(VerificationId, Result<Vec<bool>, SignatureFault>),
    /// The key of the node's account and the account, as [`Output::AccountKey`] asked for.
    AccountKey(Result<(AccountSecret, Account), SignatureFault>),
    /// A payment was signed, as [`Output::Sign`] asked for.
    Signed(SigningId, Result<Signature, SignatureFault>),
    /// A program calls the tutorial's HTTP API.
    Call {
        /// The call.
        call: Call,
        /// The field `nodes` of its body, if it is a list of texts.
        nodes: Option<Vec<String>>,
    },
    /// The relay has told who is behind an address, as [`Output::AskWhois`] asked for; `None` where it can't be asked.
    Whois(RequestId, Address, Result<Option<Whois>, CommandError>),
    /// The chain of a foreign node was fetched, as [`Output::FetchChain`] asked for.
    Fetched(Address, Result<FetchedChain, Unreadable>),
    /// The next of the records from which the node is restored: key and text, in the order of the keys.
    Record(String, String),
    /// There are no more of them.
    Restored,
    /// The storage is there: from now on the node is stored, with this secret, of which its address is made.
    StorageOpened(String),
    /// A batch was written, as [`Output::Store`] asked for.
    Stored(BatchId),
    /// Nothing can be stored, or nothing more: a batch was not written. A full storage is tried again later.
    StorageFailed(StorageFault),
    /// Something was deleted from the storage: if it was full, it is worth a try.
    SpaceFreed,
}

/// What a client wants done, in order.
#[derive(Clone, Debug)]
pub enum Output {
    /// Carry a node's message to one node, or to everyone.
    Send(Route, Option<Address>, Message),
    /// Carry a control message, as a line, to one tab or to everyone.
    SendControl(Route, Option<Address>, Rc<str>),
    /// Search for the smallest proof; any search before it is void.
    Search(JobId, Puzzle),
    /// No search is wanted any more.
    StopSearch,
    /// Verify these signatures, for the network whose genesis has this hash.
    Verify(VerificationId, Hash, Vec<Claim>),
    /// Derive the account of this key, or of 32 random bytes where there is none yet.
    AccountKey(Option<AccountSecret>),
    /// Sign this payment for it, with the [key](crate::Client::account_secret) of this node's account.
    Sign(SigningId, Hash, Payment),
    /// The answer to [`Client::command`](crate::Client::command). Each command gets exactly one.
    Answer(RequestId, Result<Answer, CommandError>),
    /// The answer to a call: its id, an HTTP status and a body.
    Reply(String, u16, String),
    /// Ask the relay who is behind an address.
    AskWhois(RequestId, Address),
    /// Fetch the chain of a foreign node.
    FetchChain(Address),
    /// Write this, after all that was to be written before.
    Store(Batch),
    /// There is something new to show.
    Changed,
}

/// The last answer to a command, as people are shown it.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The tutorial's body as JSON text; a chain of more than 500 blocks is left out.
    pub json: Rc<str>,
    /// After a resolve: what each peer said.
    pub report: Vec<PeerReport>,
}

/// How it stands with the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayState {
    /// The other nodes can be heard.
    Connected,
    /// It was lost and is being tried again.
    Reconnecting,
    /// It has been away for long, or will not have this tab.
    Offline,
}
