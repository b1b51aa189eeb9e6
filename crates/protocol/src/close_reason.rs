//! Why a relay closes a member's WebSocket, as a close code and a reason that people can read.

/// Why the relay ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The same tab came back by another connection.
    #[error("this node came back by another connection")]
    Replaced,
    /// Another tab has the address; to try again would not help.
    #[error("another node of this room has this address")]
    AddressInUse,
    /// There is no place left.
    #[error("{0}")]
    Full(Full),
    /// Too much waits for the member.
    #[error("this node reads too slowly: too much was waiting for it")]
    Slow,
    /// The member gives no sign of life.
    #[error("this node gave no sign of life")]
    Silent,
    /// The member sent something that is no frame.
    #[error("this node sent something that is not a message")]
    Unreadable,
    /// The member sent too much at once.
    #[error("this node sent a message that is too large")]
    TooLarge,
    /// The member did not finish a message it had begun.
    #[error("this node did not finish a message in time")]
    Unfinished,
    /// The relay stops.
    #[error("the relay stops")]
    Stopping,
}

/// What has no place left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// The relay has as many rooms as it may have.
    #[error("this relay has no room left")]
    Rooms,
    /// The room has as many members as it may have.
    #[error("this room is full")]
    Room,
    /// All rooms of the relay have as many members together as they may have.
    #[error("this relay is full")]
    Relay,
    /// As many nodes as may be are at the member's network address.
    #[error(
        "too many nodes are at this network address; the relay's option --shared lets a class be behind one"
    )]
    Address,
    /// As many rooms as may be were made at the member's network address.
    #[error(
        "too many rooms were made at this network address; the relay's option --shared lets a class be behind one"
    )]
    AddressRooms,
    /// What waits in the relay is as much as may be, and the member held most of it.
    #[error("this relay has no memory left, and this node held most of it")]
    Memory,
}

impl CloseReason {
    /// The close code, as RFC 6455 has it; those from 4000 up are the relay's own.
    pub const fn code(self) -> u16 {
        match self {
            Self::Stopping => 1001,
            Self::Unreadable => 1007,
            Self::TooLarge => 1009,
            Self::Full(_) => 1013,
            Self::Replaced => 4000,
            Self::AddressInUse => 4001,
            Self::Slow => 4002,
            Self::Silent => 4003,
            Self::Unfinished => 4004,
        }
    }
}

/// Whether a member that closes its connection with this code has left for good. A browser says 1001 for a tab that
/// goes away; a connection that breaks has no code.
pub const fn is_goodbye(code: u16) -> bool {
    matches!(code, 1000 | 1001)
}
