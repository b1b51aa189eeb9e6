//! One participant of a tabchain network.
//!
//! In the tutorial a node is a Flask process: it holds a chain, takes transactions, mines, and, when
//! asked to *resolve*, fetches the chains of the nodes it has registered and takes the longest valid
//! one. Here a node is a value. It knows no socket, no clock and no randomness: its driver (a browser
//! tab, a simulated network in a test) tells it what happened, and at what time, and carries out what
//! it asks for. The contract is one sentence:
//!
//! > Call [`Node::handle`], then [`Node::poll`] until it returns `None`; call it with [`Input::Tick`] when
//! > [`Node::deadline`] is reached, which is at once while it [has work](Node::has_work) left.
//!
//! ```
//! use node::{Address, Answer, Command, Input, Node, NodeName, Output, RequestId, Time};
//!
//! let mut now = Time::from_micros(1_713_205_842_894_745);
//! let mut node = Node::new(now, Address::parse("tab-a")?, NodeName::parse("Ada")?);
//! node.handle(now, Input::Command(RequestId(1), Command::Mine));
//! while let Some(output) = node.poll() {
//!     match output {
//!         Output::Mine(job, puzzle) => {
//!             let proof = (0..).find(|&proof| puzzle.accepts(proof)).unwrap();
//!             node.handle(now, Input::Found(job, proof));
//!         }
//!         Output::Answer(RequestId(1), Ok(Answer::Mined(link))) => {
//!             assert_eq!(link.block().index, 2);
//!             assert_eq!(link.block().proof, 35293);
//!         }
//!         _ => {}
//!     }
//! }
//! assert_eq!(node.chain().length(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How nodes find the longest chain
//!
//! A node says where it stands ([`Presence`]) every [`PRESENT_EVERY`] and after each change. A
//! node that wants a peer's chain sends a *locator*, a few hashes of its own chain thinning out towards the
//! genesis; the peer answers with the blocks after the last one they share. So the cost follows what is
//! missing, not the chain. Blocks are validated as they arrive, and adopted only when all of them are
//! valid and the chain they make is strictly longer ([`chain::Chain::adopt`]).
//!
//! Chains that are not longer are fetched only to be looked at ([`Command::FetchBranches`]): validated alike, kept beside the
//! chain ([`Node::branches`]), and never adopted.
//!
//! # Rooms with a signed ledger
//!
//! There a node has an [account](Node::account), whose key its driver holds. It hands out what is to be signed
//! ([`Output::Sign`]) and what is to be verified ([`Output::Verify`]), as it hands out searches: a chain's signatures when all
//! else of it is found valid, and a payment's before it is pending. Pending payments are [kept](Node::payments) by account and
//! seq. Where the difficulty follows the hash power, the chain with most work wins, and a block that is dated
//! [further ahead](MAX_AHEAD) than the node's clock waits. Where blocks have headers, a node may [hold these
//! alone](Node::be_light).
//!
//! # What a peer can do to a node
//!
//! A peer's bytes are hostile until validated. Bounded are: the entries and bytes of each message
//! ([`wire`]); the messages a second of each peer, and of all strangers together, apart for what they are about (who
//! is there, blocks, transactions), so that a flood of one drowns no other; the peers kept
//! ([`MAX_PRESENT`], [`MAX_REGISTERED`]); the chain as a whole ([`MAX_CHAIN_BYTES`]); a download's bytes, length, setbacks and time
//! ([`MAX_DOWNLOAD_BYTES`], [`MAX_LENGTH`], [`FETCH_WITHIN`], [`RESOLVE_WITHIN`]); the branches that are fetched to be
//! looked at, each ([`MAX_BRANCH_BLOCKS`], [`MAX_BRANCH_BYTES`]) and together ([`MAX_BRANCHES`], [`MAX_KEPT_BLOCKS`],
//! [`MAX_KEPT_BYTES`], [`BRANCHES_WITHIN`]), where the owner that takes the most room loses its oldest first; the mempool
//! ([`chain::Mempool::MAX_PENDING`]), and what waits for it to be verified ([`MAX_UNVERIFIED`], [`MAX_UNVERIFIED_OF_PEER`]); what is sent to those who ask ([`UPLOAD_PER_PEER`], [`UPLOAD_IN_ALL`], [`MAX_BACKLOG`]);
//! and what is done in one call, however many transactions a chain brings. What is out of bounds ends in a [`PeerFault`] that
//! names the peer, and in nothing else. A peer that disappoints is asked after the others, even if it leaves and comes back, and
//! two are asked at once, so that liars do not come between a node and the rest of the room.
//!
//! What a node can't tell is whether a message comes from whom it says. Where the transport can't
//! either (tabs of one browser on a `BroadcastChannel`), one tab can bring another into disrepute; it
//! can't change anyone's chain.

mod address;
mod adopting;
mod bodies;
mod branches;
mod clock;
mod deadline;
mod download;
mod equivocation;
mod fetching;
mod gossip;
mod interface;
mod joining;
mod light;
mod living;
mod lookup;
mod mining;
mod node;
mod payments;
mod peers;
mod pending;
mod reasons;
mod resolving;
mod serving;
mod snapshot;
mod time;
mod verifying;
pub mod wire;

pub use address::{Address, AddressError, NameError, NodeName};
pub use bodies::{account_body, chain_body};
pub use branches::{
    BRANCHES_WITHIN, MAX_BRANCH_BLOCKS, MAX_BRANCH_BYTES, MAX_BRANCHES, MAX_KEPT_BLOCKS,
    MAX_KEPT_BYTES,
};
pub use clock::{MAX_AHEAD, MAX_CLOCK_OFFSET};
pub use download::{FETCH_WITHIN, MAX_CHAIN_BYTES, MAX_DOWNLOAD_BYTES, MAX_LENGTH};
pub use equivocation::tip_digest;
pub use interface::{
    Activity, Answer, BranchOutcome, BranchReport, Command, CommandError, Contradiction,
    FieldFault, Input, JobId, Mode, Output, PaymentOrder, PeerFault, PeerOutcome, PeerReport,
    RequestId, Resolution, SigningId, VerificationId,
};
pub use joining::{ALONE_AFTER, JOINING, LISTENS};
pub use light::{MAX_ASKED, MAX_HEADER_BYTES, MAX_OWN_PAYMENTS, OwnPayment};
pub use living::PRESENT_EVERY;
pub use lookup::{FoundTransaction, Place};
pub use mining::{MAX_BLOCK_TRANSACTION_BYTES, MAX_BLOCK_TRANSACTIONS, MAX_WAITING};
pub use node::{MAX_PARTY_CHARS, Node, check_parties};
pub use payments::{MAX_UNVERIFIED, MAX_UNVERIFIED_OF_PEER};
pub use peers::{EXPIRES_AFTER, MAX_PRESENT, MAX_REGISTERED, Peer};
pub use reasons::{RelayFault, SearchFault, SignatureFault, Unreadable};
pub use resolving::{ANSWER_WITHIN, RESOLVE_WITHIN};
pub use serving::{MAX_BACKLOG, MAX_STRANGERS_WAITING, UPLOAD_IN_ALL, UPLOAD_PER_PEER};
pub use snapshot::{Snapshot, Standing};
pub use time::Time;
pub use verifying::MAX_PORTION;
pub use wire::Presence;
