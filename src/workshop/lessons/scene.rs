//! What a lesson's step is judged by: the node before and now, what was done since, and what that amounts to.

use crate::{observed::Observed, workshop::facts::Fact};

/// What a step is judged by.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The node when the step began.
    pub before: &'a Observed,
    /// The node now.
    pub now: &'a Observed,
    /// What was done in the workshop since the step began, in order.
    pub facts: &'a [Fact],
}

impl Scene<'_> {
    /// Whether something was done that is like this.
    pub fn any(&self, fact: impl Fn(&Fact) -> bool) -> bool {
        self.facts.iter().any(fact)
    }

    /// Whether a block has come to the node's own chain that holds at least so many transactions,
    /// the reward among them.
    pub fn mined_with(&self, transactions: usize) -> bool {
        let new = |index: u64| index > self.before.length;
        self.now
            .blocks
            .iter()
            .any(|block| block.on_chain && new(block.index) && block.transactions >= transactions)
    }

    /// Whether a transaction beside the reward stands on the chain, with blocks after it.
    pub fn holds_payment(&self) -> bool {
        self.now
            .blocks
            .iter()
            .any(|block| block.on_chain && block.transactions > 1 && block.index < self.now.length)
    }

    /// Whether a registered node has a block as its last that is not this node's last, and both have
    /// left genesis behind.
    pub fn forked(&self) -> bool {
        self.now.length > 1
            && self.now.peers.iter().any(|peer| {
                let elsewhere = peer.tip.as_ref().is_some_and(|tip| *tip != self.now.tip);
                peer.registered && elsewhere && peer.length.is_some_and(|length| length > 1)
            })
    }

    /// Whether a registered node has a longer chain than this one.
    pub fn behind(&self) -> bool {
        let longer = |length: u64| length > self.now.length;
        self.now
            .peers
            .iter()
            .any(|peer| peer.registered && peer.length.is_some_and(longer))
    }

    /// How many blocks that this node has seen are off its chain.
    pub fn orphaned(observed: &Observed) -> usize {
        let off = observed.blocks.iter().filter(|block| !block.on_chain);
        off.count()
    }
}
