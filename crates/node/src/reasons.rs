//! Why something failed that a node leaves to whoever drives it: reading messages, searching for
//! proofs, asking a relay.
//!
//! The driver knows why, a person is to read it, in whatever language: so these are no sentences. Only
//! what a browser or a stranger said is kept as it was said.

use chain::{Fault, ParseError};

use crate::{Address, wire::WIRE_VERSION};

/// Why what a peer sent can't be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unreadable {
    /// It speaks this version of the messages.
    #[error(
        "it uses version {0} of the messages, this node uses version {WIRE_VERSION}; reload both pages"
    )]
    OtherVersion(u16),
    /// It is none of the messages; in which way, in the words of whoever read it.
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
        let short = |words: String| words.chars().take(Self::MAX_CHARS).collect();
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
    /// The program that searches could not be loaded.
    #[error("the mining worker failed: it could not be loaded")]
    NotLoaded,
    /// It crashed; why, in the browser's words.
    #[error("the mining worker failed: {0}")]
    Crashed(String),
    /// It can't carry out this search; why, in its words.
    #[error("{0}")]
    Refused(String),
    /// It is of another build than the page.
    #[error("the worker is of another build; reload the page")]
    OtherBuild,
    /// It gave up.
    #[error("the search ended early")]
    Ended,
    /// The proof makes no valid block.
    #[error("{0}")]
    NoProof(#[from] Fault),
}

/// What a relay did not do for a node, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayFault {
    /// Nothing is heard of it.
    #[error("the relay can't be reached")]
    Unreachable,
    /// It was not told that it may call this node.
    #[error(
        "the relay calls only nodes it was started with; to allow this one, start it with --peer http://{0}"
    )]
    NotAllowed(Address),
    /// The tab there is none of this room.
    #[error("the tab at {0} is in another room")]
    OtherRoom(Address),
    /// The foreign node can't be reached, or ended in the middle of its answer.
    #[error("{0} can't be reached or broke off its answer")]
    BrokenOff(Address),
    /// The foreign node was given so many seconds, and did not answer.
    #[error("{0} did not answer within {1} seconds")]
    Late(Address, u64),
    /// The foreign node answered with this HTTP status.
    #[error("{0} answered with status {1}")]
    Status(Address, u64),
    /// What the foreign node answered is not as the tutorial's node answers.
    #[error("{0} did not answer with a JSON object that has a chain")]
    NoChain(Address),
    /// The foreign node's answer has more bytes than the relay passes on.
    #[error("the chain of {0} has more than {1} bytes")]
    TooLarge(Address, u64),
    /// It answers with this HTTP status, and says no more.
    #[error("the relay answers with status {0}")]
    Unexplained(u16),
    /// Something else, in the words of the relay, which may be of another version.
    #[error("{0}")]
    Other(String),
}

impl RelayFault {
    /// What tells this fault from the others where it travels as JSON, and the figure in it. A node knows
    /// whom it asked for.
    pub fn code(&self) -> Option<(&'static str, u64)> {
        Some(match self {
            Self::NotAllowed(_) => ("not-allowed", 0),
            Self::OtherRoom(_) => ("other-room", 0),
            Self::BrokenOff(_) => ("broken-off", 0),
            Self::Late(_, seconds) => ("late", *seconds),
            Self::Status(_, status) => ("status", *status),
            Self::NoChain(_) => ("no-chain", 0),
            Self::TooLarge(_, bytes) => ("too-large", *bytes),
            Self::Unreachable | Self::Unexplained(_) | Self::Other(_) => return None,
        })
    }

    /// The fault of this [`code`](Self::code), of a relay that was asked for this node.
    pub fn of_code(code: &str, figure: u64, asked: &Address) -> Option<Self> {
        let asked = asked.clone();
        Some(match code {
            "not-allowed" => Self::NotAllowed(asked),
            "other-room" => Self::OtherRoom(asked),
            "broken-off" => Self::BrokenOff(asked),
            "late" => Self::Late(asked, figure),
            "status" => Self::Status(asked, figure),
            "no-chain" => Self::NoChain(asked),
            "too-large" => Self::TooLarge(asked, figure),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relays_fault_is_known_by_its_code() {
        let node = || Address::parse("localhost:5000").unwrap();
        for fault in [
            RelayFault::NotAllowed(node()),
            RelayFault::OtherRoom(node()),
            RelayFault::BrokenOff(node()),
            RelayFault::Late(node(), 5),
            RelayFault::Status(node(), 500),
            RelayFault::NoChain(node()),
            RelayFault::TooLarge(node(), 1 << 27),
        ] {
            let (code, figure) = fault.code().unwrap();
            assert_eq!(RelayFault::of_code(code, figure, &node()), Some(fault));
        }
        assert_eq!(RelayFault::of_code("tired", 0, &node()), None);
    }
}
