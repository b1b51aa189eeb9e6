//! Why a socket is closed, as a close code and a reason that the member can read.

use axum::extract::ws::CloseFrame;

/// Why the relay ends a connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Farewell {
    /// The same tab came back by another connection.
    #[error("this node came back by another connection")]
    Replaced,
    /// Another tab has the address.
    #[error("another node of this room has this address")]
    InUse,
    /// The room, or the relay, takes no more.
    #[error("{0}")]
    Full(&'static str),
    /// Too much waits for the member.
    #[error("this node reads too slowly: too much was waiting for it")]
    Slow,
    /// The member gives no sign of life.
    #[error("this node gave no sign of life")]
    Silent,
    /// The member sent something that is no message.
    #[error("this node sent something that is not a message")]
    Unreadable,
    /// The member sent too much at once.
    #[error("this node sent a message that is too large")]
    TooLarge,
    /// The relay stops.
    #[error("the relay stops")]
    Stopping,
}

impl Farewell {
    /// The close code, as RFC 6455 has it; those from 4000 up are the relay's own.
    pub fn code(&self) -> u16 {
        match self {
            Self::Stopping => 1001,
            Self::Unreadable => 1007,
            Self::TooLarge => 1009,
            Self::Full(_) => 1013,
            Self::Replaced => 4000,
            Self::InUse => 4001,
            Self::Slow => 4002,
            Self::Silent => 4003,
        }
    }

    /// The frame that closes the connection.
    pub fn frame(&self) -> CloseFrame {
        CloseFrame {
            code: self.code(),
            reason: self.to_string().into(),
        }
    }
}
