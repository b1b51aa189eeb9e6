//! One act of submitting a transaction, and the name it has among nodes.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// Names one act of submitting a transaction, so that nodes can tell each other of it without doubling it. It never
/// enters a block: the tutorial's transactions have no id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SubmissionId {
    /// The address of the node at which it was submitted. Its length is bounded where ids are read from messages.
    pub origin: String,
    /// A number that this node gives once.
    pub serial: u64,
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.origin, self.serial)
    }
}

/// A submission of a content, with its share of the mempool's digest.
#[derive(Clone, Debug)]
pub(super) struct Submission {
    pub(super) id: SubmissionId,
    pub(super) fingerprint: u64,
}

impl Submission {
    /// The fingerprint covers the content too: an id that a liar gave to two contents names two submissions.
    pub(super) fn new(id: SubmissionId, content: &Hash) -> Submission {
        let digest = Sha256::new()
            .chain_update(content.as_bytes())
            .chain_update(id.serial.to_le_bytes())
            .chain_update(&id.origin)
            .finalize();
        let fingerprint = digest
            .iter()
            .take(8)
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Submission { id, fingerprint }
    }
}
