//! What takes part in a network: the contract between a participant and the network around it.

use chain::{Claim, Hash, Payment, Signature};
use node::{Address, JobId, SigningId, Time, VerificationId};
use pow::Puzzle;

/// Something that takes part in a [`Network`](crate::Network): a state machine without a clock, randomness or I/O.
///
/// The network hands it an event ([`handle`](Self::handle)) and carries out what it then wants
/// ([`poll`](Self::poll), until there is nothing more). [`node::Node`] is one.
pub trait Participant {
    /// What participants say to one another.
    type Message: Clone;
    /// What it tells its owner: the network keeps it, see [`Network::reports`](crate::Network::reports).
    type Report;

    /// Something happened to it.
    fn handle(&mut self, now: Time, event: Event<Self::Message>);

    /// The next thing that it wants done.
    fn poll(&mut self) -> Option<Action<Self::Message, Self::Report>>;

    /// When it wants to be woken at the latest; asked after each event. It may be woken earlier. `None`: only
    /// messages and proofs matter to it.
    fn deadline(&self, now: Time) -> Option<Time>;
}

/// What happens to a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<M> {
    /// Time has passed.
    Wake,
    /// A message of that participant arrived.
    Message(Address, M),
    /// The search of that name found a proof. It may come after the search was stopped.
    Found(JobId, u64),
    /// The search of that name ended without a proof.
    Exhausted(JobId),
    /// These signatures were verified; nothing where nobody can.
    Verified(VerificationId, Option<Vec<bool>>),
    /// This payment was signed; not where nobody can.
    Signed(SigningId, Option<Signature>),
}

/// What a participant wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action<M, R> {
    /// Carry a message to one participant, or to all others.
    Send(Option<Address>, M),
    /// Search for a proof; any search before it is void.
    Search(JobId, Puzzle),
    /// No search is wanted any more.
    StopSearch,
    /// Verify signatures for the network whose genesis has this hash.
    Verify(VerificationId, Hash, Vec<Claim>),
    /// Sign a payment for it.
    Sign(SigningId, Hash, Payment),
    /// Something for its owner.
    Report(R),
}
