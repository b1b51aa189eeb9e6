//! The activity log: what happened, in the words that people are told it in.

use std::{collections::VecDeque, time::Duration};

use chain::{DropReason, Hash, Payment, ProofRule, Rules};
use node::{PeerFault, Time};

use crate::storage_fault::StorageFault;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Counts up, so that entries can be told apart.
    pub serial: u64,
    /// When.
    pub at: Time,
    /// What.
    pub kind: ActivityKind,
}

/// What happened. Nodes are called by their names.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityKind {
    /// A node turned up.
    Joined(String),
    /// A node left.
    Left(String),
    /// Nothing is heard of a node any more: a person cut the connection to it, or split the room.
    OutOfReach(String),
    /// A peer misbehaved.
    Fault {
        /// Which.
        who: String,
        /// What it did.
        what: PeerFault,
    },
    /// A peer told of two different tips at the same length.
    TwoTips {
        /// Which.
        who: String,
        /// Which other node says that it was told so; `None` where this node heard both.
        by: Option<String>,
        /// The length.
        length: u64,
    },
    /// A peer answered with a shorter chain than it had claimed.
    ShorterAnswer {
        /// Which.
        who: String,
        /// The length that it had claimed.
        claimed: u64,
        /// The length that it answered with.
        answered: u64,
    },
    /// This node adopted another chain.
    Reorg {
        /// Whose.
        from: String,
        /// Blocks that are off the chain now.
        orphaned: usize,
        /// Blocks that came.
        adopted: usize,
        /// Transactions that went back to the mempool.
        returned: usize,
    },
    /// A payment of this light node's own is in a block, as was shown.
    PaymentShown {
        /// The payment's id.
        id: Hash,
        /// The block's index.
        block: u64,
    },
    /// A pending payment of this node's owner will not come on the chain.
    PaymentDropped {
        /// What it was.
        payment: Payment,
        /// Why.
        reason: DropReason,
    },
    /// A peer's chain has a block that is dated far ahead, and waits.
    BlockAhead {
        /// Whose chain.
        who: String,
        /// The block's index.
        block: u64,
        /// How far it is ahead of this node's clock.
        by: Duration,
    },
    /// This node's clock is off from most others'.
    ClockOff {
        /// How far theirs are ahead of it, in milliseconds; below 0, behind it.
        milliseconds: i64,
    },
    /// This node has the rules that most of those in the room have.
    RulesJoined {
        /// The rules.
        rules: Rules,
        /// Who has others.
        others: Vec<String>,
    },
    /// Somebody split the room in two, or healed it.
    Split {
        /// Who; this node when `None`.
        who: Option<String>,
        /// Whether it is split now.
        splits: bool,
        /// The nodes to which the connection is still cut, where the room was healed.
        cuts: Vec<String>,
    },
    /// Somebody at another tab cut this node's connection to a node, or mended it.
    Cut {
        /// Who.
        who: String,
        /// The node at the other end.
        other: String,
        /// Whether it is cut now.
        cut: bool,
    },
    /// Somebody at another tab mended all connections, as many of them this node's.
    MendedAll {
        /// Who.
        who: String,
        /// How many.
        count: usize,
    },
    /// The cuts and splits of a node do not count here any more, or again.
    Ignored {
        /// Which.
        who: String,
        /// Whether they do not.
        ignored: bool,
    },
    /// This node found a proof.
    Mined {
        /// The new block's index.
        index: u64,
        /// How long it took, in seconds.
        seconds: f64,
        /// How many attempts it took.
        attempts: u64,
        /// How many attempts its difficulty takes on average; `None` where that was no matter of luck.
        expected: Option<f64>,
    },
    /// This node came back from storage.
    Restored {
        /// The length of its chain.
        length: u64,
        /// How many transactions were pending.
        pending: usize,
    },
    /// Part of what was stored of this node can't be read.
    Damaged {
        /// The last block that can be read, and with it all before; the last of all where only something pending can't.
        kept: u64,
        /// How many blocks were stored; 0 where not even that can be read, so that this is a new node.
        of: u64,
    },
    /// From now on, nothing of this node is stored.
    NotStored(StorageFault),
    /// The storage has space again, and all that the node is has been stored.
    StoredAgain,
    /// The node that this tab was is awake in another tab, so this tab is a new node.
    AnotherAwake,
    /// The node that this tab was is stored by a newer version of the page and was left alone, so this tab is a new node.
    NewerStored,
}

/// Whether chance decides how long the search for the block of this index takes. Under `classic` it depends on the
/// proof before alone, so that all search the same numbers and find the same proofs; under `linked` so does the first
/// block after the genesis that all have in common.
pub fn is_luck(rule: ProofRule, index: u64) -> bool {
    match rule {
        ProofRule::Classic => false,
        ProofRule::Linked => index > 2,
        ProofRule::Sealed | ProofRule::Header => true,
    }
}

/// The newest activities of a client.
#[derive(Default)]
pub(crate) struct ActivityLog {
    newest_first: VecDeque<Activity>,
    last_serial: u64,
}

impl ActivityLog {
    /// How many activities are kept.
    pub const MAX_ENTRIES: usize = 50;

    pub fn record(&mut self, at: Time, kind: ActivityKind) {
        self.last_serial += 1;
        let activity = Activity {
            serial: self.last_serial,
            at,
            kind,
        };
        self.newest_first.push_front(activity);
        self.newest_first.truncate(Self::MAX_ENTRIES);
    }

    pub fn newest_first(&self) -> impl Iterator<Item = &Activity> {
        self.newest_first.iter()
    }
}
