//! What travels between tabchain's tabs, and between a tab and its relay.
//!
//! This crate knows nothing of the chain: the messages of nodes are carried here and not read. What is here is
//! what two programs of different builds must agree on, so all of it is pinned byte for byte (`tests/bytes.rs`):
//!
//! - names: the [`Address`] of a node in its exact form, the [`RoomName`];
//! - between nodes, and between tabs beside them, whatever carries it: the [`Envelope`];
//! - what tabs say beside their nodes: the [`ControlMessage`], and the [`Split`] of a room;
//! - between a tab and its relay: the [`Frame`]s of the WebSocket, the [`CloseReason`] that ends it, and the bodies
//!   of what is asked by HTTP ([`RelayInfo`], [`Whois`], [`Refused`]).
//!
//! What others send is hostile until it is read, so the bounds are here, too: on sizes in each type, on what a text may be made of
//! in [`is_too_complex`], on rates in [`RateLimiter`]. A [`TimeSlice`] bounds how long reading it holds up everything else.
//!
//! Nothing here knows a clock, a socket or a format but JSON's: instants are handed in as [`Time`], and the types are
//! read and written through serde. So a relay reads frames with serde_json, and a page with the browser's own JSON:
//!
//! ```
//! use protocol::{Address, Frame};
//! use serde_json::value::RawValue;
//!
//! // What a member sends, and what the others get: from whom it really came. The message is not read.
//! let text = r#"{"v":1,"from":"tab-liar","to":null,"message":{"Seek":[1.0]}}"#;
//! let Frame::Envelope(mut envelope) = serde_json::from_str::<Frame<&RawValue>>(text)? else {
//!     panic!("only a relay says anything else");
//! };
//! envelope.from = Some(Address::parse("tab-true")?);
//! assert_eq!(
//!     serde_json::to_string(&envelope)?,
//!     r#"{"v":1,"from":"tab-true","to":null,"message":{"Seek":[1.0]}}"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod close_reason;
mod complexity;
mod control;
mod envelope;
mod frame;
mod rate_limit;
mod relay_api;
mod room;
mod sender;
mod split;
mod time;
mod time_slice;
mod visible;

pub use address::{Address, AddressError, InexactAddress};
pub use close_reason::{CloseReason, Full, is_goodbye};
pub use complexity::is_too_complex;
pub use control::{ControlMessage, MAX_TOLD};
pub use envelope::{Envelope, Payload};
pub use frame::{Call, Frame, MAX_FRAME_BYTES, RelayMessage};
pub use rate_limit::{MEMBER_BYTES, RateLimit, RateLimiter};
pub use relay_api::{Refused, RelayFault, RelayInfo, Whois};
pub use room::{RoomName, RoomNameError};
pub use sender::{SENDER_EDGE, peek_sender};
pub use split::{MAX_SECOND, Split};
pub use time::Time;
pub use time_slice::TimeSlice;
pub use visible::{is_hidden, visible};
