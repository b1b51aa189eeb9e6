//! Signatures: who verifies and makes them, and how long that takes.

use std::time::Duration;

use chain::{Claim, Hash, Payment, Signature};

use crate::Site;

/// How a network's participants verify and make signatures. Each has one worker for it, as a tab has; what it is asked for
/// takes its time.
#[derive(Clone, Copy)]
pub struct Signatures {
    /// Whether a claim is true in the network whose genesis has this hash.
    pub verify: fn(&Claim, &Hash) -> bool,
    /// Signs a payment with the key of the participant at this site.
    pub sign: fn(Site, &Payment, &Hash) -> Signature,
    /// How long one takes.
    pub each_takes: Duration,
}
