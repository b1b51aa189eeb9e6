//! What a tab asks its relay by HTTP: the bodies of the answers, and of refusals.

use serde::{Deserialize, Serialize};

use crate::Address;

/// How to join a room: `GET /api/relay?room=…`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RelayInfo {
    /// The addresses that lead others into the room, the best first.
    pub join: Vec<String>,
    /// The other relays of the network, as origins.
    pub relays: Vec<String>,
    /// The foreign nodes that may be registered. A tab does not read them: it asks for one by its address.
    #[serde(skip_deserializing)]
    pub peers: Vec<Address>,
}

/// Who is behind an address of host and port: `GET /api/rooms/{room}/whois/{host:port}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whois {
    /// A tab of this room.
    Tab(Address),
    /// A foreign node that may be called.
    Peer(Address),
}

/// Why a request is refused, as people and as tabs read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Refused {
    /// Which [`RelayFault`] it is, for tabs, which say it in their own language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The figure in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure: Option<u64>,
    /// A sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a relay did not do for a tab, and why.
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
    /// The tab there is in another room.
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
    /// What tells this fault from the others where it travels as JSON, and the figure in it. A tab knows
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

    fn of_code(code: &str, figure: u64, asked: Address) -> Option<Self> {
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

impl From<&RelayFault> for Refused {
    fn from(fault: &RelayFault) -> Self {
        let (code, figure) = fault.code().unzip();
        Self {
            code: code.map(str::to_owned),
            figure,
            message: Some(fault.to_string()),
        }
    }
}

impl Refused {
    /// Refuses with a sentence alone.
    pub fn because(sentence: impl Into<String>) -> Self {
        Self {
            message: Some(sentence.into()),
            ..Self::default()
        }
    }

    /// The fault that a tab was told of, with this HTTP status, when it had asked for a node.
    pub fn fault(self, status: u16, asked: &Address) -> RelayFault {
        let figure = self.figure.unwrap_or_default();
        let known = |code: String| RelayFault::of_code(&code, figure, asked.clone());
        self.code
            .and_then(known)
            .or_else(|| self.message.map(RelayFault::Other))
            .unwrap_or(RelayFault::Unexplained(status))
    }
}
