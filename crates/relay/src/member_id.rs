//! Which tab is meant.

use std::fmt;

use protocol::{Address, RoomName};

/// A tab, at whichever relay it is connected: its node's address, and the room it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberId {
    /// The room.
    pub room: RoomName,
    /// The node's address.
    pub address: Address,
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in room {}", self.address, self.room)
    }
}
