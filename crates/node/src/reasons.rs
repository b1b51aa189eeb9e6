//! Why something failed that a node leaves to its driver: reading messages, searching for proofs, verifying and making
//! signatures, asking a relay.
//!
//! The driver knows why, and a person reads it in any language, so these are values and not sentences. Only
//! what a browser or a stranger said is kept as it was said.

use chain::{Fault, ParseError};
pub use protocol::RelayFault;
use protocol::visible;

use crate::wire::WIRE_VERSION;

/// Why what a peer sent can't be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unreadable {
    /// It speaks this version of the messages.
    #[error(
        "it uses version {0} of the messages, this node uses version {WIRE_VERSION}; reload both pages"
    )]
    OtherVersion(u16),
    /// It is not one of the messages; the reader's own words say why.
    #[error("{0}")]
    NoMessage(String),
    /// It is no chain.
    #[error("{0}")]
    NoChain(#[from] ParseError),
    /// The relay, which was to fetch it, did not.
    #[error("{0}")]
    NotFetched(#[from] RelayFault),
}

impl Unreadable {
    /// The most characters that are kept of others' words, which may quote the sender.
    const MAX_CHARS: usize = 200;

    pub(crate) fn shortened(self) -> Self {
        let short = |words: String| visible(&words, Self::MAX_CHARS);
        match self {
            Self::NoMessage(words) => Self::NoMessage(short(words)),
            Self::NotFetched(RelayFault::Other(words)) => {
                Self::NotFetched(RelayFault::Other(short(words)))
            }
            other => other,
        }
    }
}

/// Why a search came to no proof.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SearchFault {
    /// There are no more numbers.
    #[error("every proof was tried")]
    Exhausted,
    /// The browser starts no worker that could search; why, in its words.
    #[error(
        "the browser starts no mining worker ({0}); reload the page, or open it in another browser"
    )]
    NotStarted(String),
    /// The program that searches could not be loaded.
    #[error("the mining worker failed: it could not be loaded")]
    NotLoaded,
    /// It crashed; why, in the browser's words.
    #[error("the mining worker failed: {0}")]
    Crashed(String),
    /// It can't carry out this search; why, in its words.
    #[error("{0}")]
    Refused(String),
    /// It gave up.
    #[error("the search ended early")]
    Ended,
    /// The proof makes no valid block.
    #[error("{0}")]
    NoProof(#[from] Fault),
}

/// Why signatures were not verified, or none was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The browser starts no worker; its words.
    #[error(
        "the browser starts no worker for signatures ({0}); reload the page, or open it in another browser"
    )]
    NotStarted(String),
    /// A worker's program did not load.
    #[error("the worker for signatures failed: it could not be loaded")]
    NotLoaded,
    /// A worker failed, time and again; its words.
    #[error("the worker for signatures failed: {0}")]
    Crashed(String),
    /// A worker is of another build than the page.
    #[error("the worker is of another build; reload the page")]
    OtherBuild,
    /// The browser gives no random numbers for a key.
    #[error("the browser gives no random numbers, so that no key can be made")]
    NoRandom,
}
