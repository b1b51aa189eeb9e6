//! Clocks: blocks that are ahead of this node's, and whether it agrees with the others'.
//!
//! Where the difficulty follows the hash power, timestamps decide about it. A block that is dated ahead waits until its time
//! has come: that is no fault of the peer, whose clock may be right, and until then its chain counts up to that block. A node
//! whose own clock is off from most others' tells its owner so, as its blocks would wait at the others.

use std::time::Duration;

use crate::{Activity, Node, address::Address, time::Time};

/// How far ahead of a node's clock a block may be dated. Beyond that it waits.
pub const MAX_AHEAD: Duration = Duration::from_secs(120);
/// How far a node's clock may be off from most peers'.
pub const MAX_CLOCK_OFFSET: Duration = Duration::from_secs(30);

/// How soon a peer is asked again whose chain has a block that is dated ahead: it may have left it.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// A block that is dated ahead.
#[derive(Clone, Copy)]
pub(crate) struct Early {
    /// Its index.
    pub block: u64,
    /// When its time has come.
    pub from: Time,
}

impl Early {
    /// Of a block that says it was made in this millisecond, if that is too far ahead.
    pub fn of(now: Time, block: u64, made: u64) -> Option<Self> {
        let from = Time::from_micros(made.saturating_mul(1000));
        let too_far = from > now + MAX_AHEAD;
        let ahead = u64::try_from(MAX_AHEAD.as_micros()).unwrap_or_default();
        let from = Time::from_micros(from.as_micros().saturating_sub(ahead));
        too_far.then_some(Self { block, from })
    }
}

impl Node {
    /// How far most peers' clocks are ahead of this node's, in milliseconds, or, below 0, behind it; none where it is off
    /// by no more than [`MAX_CLOCK_OFFSET`], or nobody is there.
    pub fn clock_offset(&self) -> Option<i64> {
        let mut offsets: Vec<i64> = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.presence.is_some())
            .map(|(_, peer)| peer.clock_offset)
            .collect();
        offsets.sort_unstable();
        let bound = MAX_CLOCK_OFFSET.as_millis() as u64;
        // Of an even number the one that is nearer, so that more than half are off as far.
        let middle = offsets.len().checked_sub(1)? / 2;
        let (lower, upper) = (offsets[middle], offsets[offsets.len() / 2]);
        let nearer = match lower.unsigned_abs() < upper.unsigned_abs() {
            true => lower,
            false => upper,
        };
        (nearer.unsigned_abs() > bound).then_some(nearer)
    }

    /// A peer has said what its clock shows.
    pub(crate) fn compare_clock(&mut self, from: &Address, clock: u64) {
        let own = self.now.as_micros() / 1000;
        if let Some(peer) = self.peers.get_mut(from) {
            peer.clock_offset = i64::try_from(i128::from(clock) - i128::from(own)).unwrap_or(0);
        }
        let offset = self.clock_offset();
        if let Some(milliseconds) = offset.filter(|_| !self.clock_is_off) {
            self.record(Activity::ClockOff { milliseconds });
        }
        self.clock_is_off = offset.is_some();
    }

    /// A peer's chain has a block that is dated ahead.
    pub(crate) fn wait_for(&mut self, from: &Address, early: Early) {
        self.peers
            .leave_until(from, early.from.min(self.now + LOOK_AGAIN));
        let Some(peer) = self.peers.get_mut(from) else {
            return;
        };
        if peer.early.replace(early.block) != Some(early.block) {
            self.record(Activity::BlockAhead {
                from: from.clone(),
                block: early.block,
                by: early.from.since(self.now) + MAX_AHEAD,
            });
        }
    }
}
