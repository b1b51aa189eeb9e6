//! What a client knows of its searches for proofs.

use std::time::Duration;

use node::{JobId, Time};

/// The next block is not begun sooner after the last one: an easy difficulty makes a few blocks a second, not hundreds.
const BLOCK_EVERY: Duration = Duration::from_millis(250);

/// The search under way, whether another one follows it, and what was mined so far.
#[derive(Default)]
pub(crate) struct Mining {
    /// Whether the next block is mined whenever one is done.
    keep: bool,
    /// When the last block was begun that was to be mined by itself.
    begun: Option<Time>,
    job: Option<JobId>,
    /// How the proof of the block that comes next was found.
    found: Option<FoundProof>,
    blocks: u64,
    attempts: u64,
}

/// How a proof was found.
#[derive(Clone, Copy)]
pub(crate) struct FoundProof {
    pub seconds: f64,
    /// The numbers from 0 up to the proof: what luck decides on. Workers that were ahead of it searched in vain, the
    /// more of them the more workers there are.
    pub attempts: u64,
}

impl Mining {
    pub fn keeps_on(&self) -> bool {
        self.keep
    }

    pub fn set_keep(&mut self, keep: bool) {
        self.keep = keep;
        self.begun = None;
    }

    pub fn job(&self) -> Option<JobId> {
        self.job
    }

    /// When the next block is to be begun, if it is to be.
    pub fn next_block(&self) -> Option<Time> {
        let at = self
            .begun
            .map_or(Time::default(), |begun| begun + BLOCK_EVERY);
        self.keep.then_some(at)
    }

    pub fn note_begun(&mut self, now: Time) {
        self.begun = Some(now);
    }

    pub fn started(&mut self, job: JobId) {
        self.job = Some(job);
    }

    /// The search was stopped, because somebody cancelled it or it is impossible: both end the keeping on, too.
    pub fn stopped(&mut self) {
        self.keep = false;
        self.job = None;
    }

    /// The search under way has ended. False when it is another one.
    pub fn ended(&mut self, job: JobId) -> bool {
        self.job.take_if(|current| *current == job).is_some()
    }

    pub fn found(&mut self, proof: u64, seconds: f64) {
        self.found = Some(FoundProof {
            seconds,
            attempts: proof.saturating_add(1),
        });
    }

    /// A block has come of the proof that was found last.
    pub fn mined(&mut self) -> Option<FoundProof> {
        let found = self.found.take()?;
        self.blocks += 1;
        self.attempts = self.attempts.saturating_add(found.attempts);
        Some(found)
    }

    /// How many blocks were mined, and how many attempts they took.
    pub fn totals(&self) -> (u64, u64) {
        (self.blocks, self.attempts)
    }
}
