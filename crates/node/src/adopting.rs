//! Changing over to another chain, a slice at a time.
//!
//! Where a change of the chain takes or gives back many thousands of transactions, the mempool can't follow it at once
//! without holding up the driver of the node. So it prepares for the change in slices; then chain and mempool change at the
//! same moment, and it tidies up in slices. A change over that was decided is not given up: until it is there, own blocks find
//! no place, and commands that build on the chain wait.

use std::sync::Arc;

use chain::{Branch, Discarded, Link};

use crate::{
    Node,
    address::Address,
    interface::{Activity, Answer, Command, CommandError, RequestId, Resolution},
    mining::MAX_WAITING,
};

/// How many transactions and blocks are looked at in one slice. A change of no more is made at once.
const SLICE: usize = 1_000;

/// A change over that was decided.
pub(crate) struct Adopting {
    from: Address,
    branch: Branch,
    /// The index of the last block that stays.
    base: u64,
    /// Whether the mempool prepares for it.
    begun: bool,
    /// Who waits for it, and what they are told then.
    waiting: Vec<RequestId>,
    resolution: Resolution,
    /// Commands that build on the chain.
    later: Vec<(RequestId, Command)>,
}

impl Adopting {
    /// Whether somebody waits for it.
    pub fn is_awaited(&self) -> bool {
        !self.waiting.is_empty()
    }
}

impl Node {
    /// Whether a slice of work is left: then [`handle`](Node::handle) should be told that time has passed as soon as what
    /// else is due was done.
    pub fn has_work(&self) -> bool {
        self.adopting.is_some()
            || !self.is_pending_settled()
            || !self.discarded.is_empty()
            || self.has_signatures_due()
            || !self.lookups.is_empty()
    }

    /// Up to which block a peer's chain is this node's own; nothing where it is not heavier any more.
    pub(crate) fn weigh(&self, branch: &Branch) -> Option<u64> {
        self.chain.must_be_longer(branch).ok()?;
        self.chain.meet(branch).ok()
    }

    /// Frees blocks that are not needed any more, in slices.
    pub(crate) fn discard(&mut self, mut blocks: Discarded) {
        if !blocks.free(SLICE) {
            self.discarded.push(blocks);
        }
    }

    /// Makes a chain this node's own, of which the block `base` is the last that stays. Those who wait for it are told how it
    /// was resolved as soon as it is.
    pub(crate) fn change_over(
        &mut self,
        from: Address,
        branch: Branch,
        base: u64,
        waiting: Vec<RequestId>,
        resolution: Resolution,
    ) {
        self.untouched = false;
        self.adopting = Some(Adopting {
            from,
            branch,
            base,
            begun: false,
            waiting,
            resolution,
            later: Vec::new(),
        });
        self.change_on();
    }

    /// Does the next slice of work, if any is left.
    pub(crate) fn change_on(&mut self) {
        if let Some(blocks) = self.discarded.last_mut()
            && blocks.free(SLICE)
        {
            self.discarded.pop();
        }
        self.tidy_on();
        if let Some(adopting) = &mut self.adopting {
            let base = adopting.base;
            let orphaned = (self.chain.length() - base) as usize;
            if !adopting.begun {
                if !self.mempool.is_tidy() {
                    return;
                }
                adopting.begun = true;
                self.mempool.prepare(orphaned);
            }
            let (chain, branch) = (&self.chain, &adopting.branch);
            let block = |nth: usize| match nth.checked_sub(orphaned) {
                None => chain.get(base + 1 + nth as u64),
                Some(nth) => branch.get(base + 1 + nth as u64),
            };
            if self.mempool.prepare_on(SLICE, &block)
                && let Some(adopting) = self.adopting.take()
            {
                self.changed_over(adopting);
                self.tidy_on();
            }
        }
    }

    fn tidy_on(&mut self) {
        if !self.mempool.is_tidy() && self.mempool.tidy(SLICE) {
            self.state_changed();
        }
        if !self.payments.is_tidy() {
            self.payments.tidy(self.chain.ledger(), SLICE);
            self.state_changed();
            self.tell_dropped();
        }
    }

    /// What is pending follows the chain, which has grown by these blocks.
    pub(crate) fn follow_with_pending(&mut self, adopted: &[Arc<Link>]) {
        if self.chain.rules().is_signed() {
            self.payments.follow(Vec::new(), adopted);
            // A single block's are few.
            while !self.payments.tidy(self.chain.ledger(), SLICE) {}
            self.tell_dropped();
        } else {
            self.mempool.reorganise(&[], adopted);
        }
    }

    fn changed_over(&mut self, adopting: Adopting) {
        let Adopting { branch, base, .. } = adopting;
        let orphaned = (self.chain.length() - base) as usize;
        let adopted = (branch.length() - base) as usize;
        let payments = self.chain.rules().is_signed().then(|| {
            let left = self.chain.links().skip(base as usize).cloned();
            let joined = branch
                .links()
                .skip((base - branch.base()) as usize)
                .cloned();
            (left.collect::<Vec<_>>(), joined.collect::<Vec<_>>())
        });
        match self.chain.switch(branch) {
            Ok(blocks) => {
                self.discard(blocks);
                for blocks in self.branches.begin_anew() {
                    self.discard(blocks);
                }
                let returned = match payments {
                    None => self.mempool.carry_out(),
                    Some((left, joined)) => {
                        self.payments.follow(left, &joined);
                        // It has only counted.
                        self.mempool.call_off()
                    }
                };
                self.record(Activity::Reorg {
                    from: adopting.from,
                    orphaned,
                    adopted,
                    returned,
                });
                self.tip_changed();
                for request in adopting.waiting {
                    self.answer(request, Ok(Answer::Resolved(adopting.resolution.clone())));
                }
            }
            // The chain has not changed since, so that this does not happen.
            Err(error) => {
                for request in adopting.waiting {
                    self.answer(request, Err(error.into()));
                }
            }
        }
        for (request, command) in adopting.later {
            self.command(request, command);
        }
    }

    /// Keeps a command that builds on the chain until a change over is done. None is left then to be carried out now.
    pub(crate) fn put_off(&mut self, request: RequestId, command: Command) -> Option<Command> {
        let builds = matches!(
            command,
            Command::Resolve | Command::Adopt(_) | Command::SetRules(_)
        );
        let Some(adopting) = self.adopting.as_mut().filter(|_| builds) else {
            return Some(command);
        };
        if adopting.later.len() < MAX_WAITING {
            adopting.later.push((request, command));
        } else {
            self.answer(request, Err(CommandError::TooManyWaiting));
        }
        None
    }
}
