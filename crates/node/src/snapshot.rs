//! What of a node outlasts it, and a node made of that.

use chain::{Chain, Mempool, PaymentPool, Transaction};

use crate::{
    Mode, Node, Output,
    address::{Address, NodeName},
    time::Time,
    wire::Message,
};

/// What a node is made of again after its driver was gone for a while.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What people call it.
    pub name: NodeName,
    /// Its chain, validated.
    pub chain: Chain,
    /// What was pending, where the ledger is open,
    pub mempool: Mempool,
    /// and where it is signed.
    pub payments: PaymentPool,
    /// Whether it wants to hold headers only,
    pub light: bool,
    /// and then its own payments.
    pub own_payments: Vec<Transaction>,
    /// How it lives with its peers.
    pub mode: Mode,
    /// Whether nodes that turn up are registered by themselves.
    pub auto_register: bool,
    /// The other nodes that it knew.
    pub standings: Vec<(Address, Standing)>,
    /// How many transactions were submitted here: ids are not given twice.
    pub submissions: u64,
    /// Whether it may still take over the rules of the room it finds.
    pub untouched: bool,
}

/// How a node stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Registered by a command.
    ByHand,
    /// Registered as it turned up.
    Registered,
    /// Heard, and not registered.
    Unregistered,
}

impl Node {
    /// A node as it was, which greets the room. It is a newcomer no more, unless nobody has used it yet.
    pub fn restored(now: Time, address: Address, snapshot: Snapshot) -> Self {
        let mut node = Self::silent(now, address, snapshot.name);
        node.chain = snapshot.chain;
        node.mempool = snapshot.mempool;
        node.payments = snapshot.payments;
        node.wants_light = snapshot.light;
        node.light_or_not();
        node.restore_own_payments(snapshot.own_payments);
        node.mode = snapshot.mode;
        node.auto_register = snapshot.auto_register;
        node.submissions = snapshot.submissions;
        node.untouched = snapshot.untouched;
        node.acted = !snapshot.untouched;
        node.peers.restore(now, &snapshot.standings);
        node.outputs.push_back(Output::Send(None, Message::Seek));
        node.announce_in_time();
        node
    }

    /// How it stands to other nodes: in the order of registration, then those that are not registered.
    pub fn standings(&self) -> impl Iterator<Item = (&Address, Standing)> {
        self.peers.standings()
    }

    /// How many transactions were submitted here.
    pub fn submissions(&self) -> u64 {
        self.submissions
    }

    /// Whether nobody has used it yet, so that it may still take over the rules of the room.
    pub fn is_untouched(&self) -> bool {
        self.untouched
    }
}
