//! Changing over to another chain, a slice at a time.
//!
//! Where a change of the chain takes or gives back many thousands of transactions, the mempool can't follow it at once
//! without holding up the driver of the node. So it prepares for the change in slices; then chain and mempool change at the
//! same moment, and it tidies up in slices. A change over that was decided is not given up: until it is there, own blocks find
//! no place, and commands that build on the chain wait.

use std::sync::Arc;

use chain::{Branch, Link, Reorg};

use crate::{
    Node,
    address::Address,
    interface::{Activity, Answer, Command, CommandError, RequestId, Resolution},
    mining::MAX_WAITING,
};

/// How many transactions are looked at in one slice. A change of no more is made at once.
const SLICE: usize = 1_000;

/// A change over that was decided.
pub(crate) struct Adopting {
    from: Address,
    branch: Branch,
    reorg: Reorg,
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
        self.adopting.is_some() || !self.mempool.is_tidy()
    }

    /// What would change if a peer's chain became this node's own; nothing where it is not heavier any more.
    pub(crate) fn weigh(&self, branch: &Branch) -> Option<Reorg> {
        self.chain.must_be_longer(branch).ok()?;
        self.chain.reorg(branch).ok()
    }

    /// Makes a chain this node's own. Those who wait for it are told how it was resolved as soon as it is.
    pub(crate) fn change_over(
        &mut self,
        from: Address,
        branch: Branch,
        reorg: Reorg,
        waiting: Vec<RequestId>,
        resolution: Resolution,
    ) {
        self.untouched = false;
        self.adopting = Some(Adopting {
            from,
            branch,
            reorg,
            begun: false,
            waiting,
            resolution,
            later: Vec::new(),
        });
        self.change_on();
    }

    /// Does the next slice of work, if any is left.
    pub(crate) fn change_on(&mut self) {
        if !self.mempool.is_tidy() && self.mempool.tidy(SLICE) {
            self.state_changed();
        }
        let Some(adopting) = &mut self.adopting else {
            return;
        };
        let Reorg {
            orphaned, adopted, ..
        } = &adopting.reorg;
        let is_small = !has_more_than(SLICE, orphaned.iter().chain(adopted));
        if !is_small {
            if !adopting.begun {
                if !self.mempool.is_tidy() {
                    return;
                }
                adopting.begun = true;
                self.mempool.prepare(orphaned, adopted);
            }
            if !self.mempool.prepare_on(SLICE) {
                return;
            }
        }
        if let Some(adopting) = self.adopting.take() {
            self.changed_over(adopting, is_small);
        }
    }

    fn changed_over(&mut self, adopting: Adopting, is_small: bool) {
        let Reorg {
            orphaned, adopted, ..
        } = &adopting.reorg;
        match self.chain.replace(adopting.branch) {
            Ok(_) => {
                self.branches.begin_anew();
                let returned = match is_small {
                    true => self.mempool.reorganise(orphaned, adopted),
                    false => self.mempool.carry_out(),
                };
                self.record(Activity::Reorg {
                    from: adopting.from,
                    orphaned: orphaned.len(),
                    adopted: adopted.len(),
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

/// Whether blocks hold more transactions of users than these.
fn has_more_than<'a>(most: usize, blocks: impl Iterator<Item = &'a Arc<Link>>) -> bool {
    let transactions = blocks.flat_map(|link| &link.block().transactions);
    let of_users = transactions.filter(|transaction| !transaction.is_reward());
    of_users.take(most + 1).count() > most
}
