//! What a tab does around its node: a state machine, as the node is.
//!
//! A [`Client`] holds a [`node::Node`] and all that a tab decides beside it: which route leads to whom, and that what comes
//! over two is heard once; connections that a person cut, and a room split in two, with the control messages that
//! spread both; mining block after block; nodes registered by host and port, and foreign ones that only know
//! `GET /chain`; calls of the tutorial's HTTP API; the blocks that were orphaned; the activity log; and what the tab
//! tells of all that to those who look at the room.
//!
//! It knows no socket, no clock and no randomness. Its driver, a browser tab or a simulated network, calls
//! [`Client::handle`] with what happened and when, or one of the methods by which its owner acts, and then
//! [`Client::poll`] until there is nothing more to do. [`Client::deadline`] says when it wants to be woken.
//!
//! ```
//! use client::{Client, Input, Output, Setup};
//! use node::{Address, Command, NodeName, Time};
//! use protocol::RoomName;
//!
//! let mut now = Time::from_micros(1_713_205_842_894_745);
//! let room = RoomName::parse("class")?;
//! let mut client = Client::new(now, room, Address::parse("tab-a")?, NodeName::parse("Ada")?, Setup::default());
//! client.command(now, Command::Mine);
//! while let Some(output) = client.poll() {
//!     if let Output::Search(job, puzzle) = output {
//!         let proof = (0..).find(|&proof| puzzle.accepts(proof)).unwrap();
//!         client.handle(now, Input::Found { job, proof, seconds: 0.1 });
//!     }
//! }
//! assert_eq!(client.node().chain().length(), 2);
//! assert_eq!(client.observed().attempts, 35294);
//! assert!(client.deadline() > now);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod account_key;
mod activity;
mod claim;
mod client;
mod control;
mod foreign;
mod history;
mod http_api;
mod intake;
mod interface;
mod links;
mod mining;
mod observed;
mod registration;
mod relay_connection;
mod report;
mod retention;
pub mod room_link;
mod statement;
mod storage;
mod storage_fault;

pub use account_key::AccountSecret;
pub use activity::{Activity, ActivityKind, is_luck};
pub use claim::{ClaimMessage, ClaimState, Claimant, Rank};
pub use client::{Client, Setup, Watched};
pub use foreign::FetchedChain;
pub use interface::{Input, Output, RelayState, Response, Route};
pub use observed::{Observed, ObservedBlock, ObservedPeer, ObservedSplit, Report};
pub use relay_connection::{RelayAction, RelayConnection};
pub use retention::{MAX_STORED_BYTES, MAX_STORED_NODES, StoredNode, to_forget};
pub use statement::Entry;
pub use storage::{Batch, BatchId, Durability, FoundBlocks, Saved, SavedFault, Write, unsealed};
pub use storage_fault::StorageFault;
