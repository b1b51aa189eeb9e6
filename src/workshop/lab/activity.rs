//! What happened in the lab, to be told in sentences.

use std::time::Duration;

use chain::Hash;
use node::PeerFault;
use sim::Site;

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// Tells entries apart.
    pub serial: u64,
    /// When, since the lab began.
    pub at: Duration,
    /// What.
    pub activity: Activity,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    /// A node adopted another's chain.
    Reorg {
        /// Which node.
        site: Site,
        /// Whose chain.
        from: Site,
        /// Blocks that are off its chain now.
        orphaned: usize,
        /// Blocks that came.
        adopted: usize,
        /// Transactions that went back to its mempool.
        returned: usize,
        /// Where its chain parted from the other.
        parted: Parted,
    },
    /// A node found fault with another.
    Fault {
        /// Which node.
        site: Site,
        /// With whom.
        who: Site,
        /// What it did, to be read after its name.
        what: PeerFault,
    },
    /// The links between the two halves were cut.
    Split,
    /// All links were mended.
    Healed,
}

/// Where a chain parted from the other that it gave way to: blocks by index and hash.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parted {
    /// Those that were given up, newest first.
    pub given_up: Vec<(u64, Hash)>,
    /// Those in their place, newest first.
    pub taken: Vec<(u64, Hash)>,
    /// The newest of both.
    pub fork: Option<(u64, Hash)>,
}
