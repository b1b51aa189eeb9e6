//! What relays prove of their messages at the NATS server, where they share a secret.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_nats::HeaderMap;
use parking_lot::Mutex;

use crate::secret::Secret;

/// The header with the proof.
const PROOF: &str = "Proof";
/// How often it is logged that messages without a proof come.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// What a proof is for: one message can't be taken for another.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// What is said in a room.
    Room,
    /// A call to a tab at another relay.
    Call,
    /// The answer to a call.
    Answer,
    /// The time at the relay that was called.
    Clock,
}

/// Proves what this relay says, and checks what others say. Without a secret everybody at the NATS server is trusted.
#[derive(Clone)]
pub struct Proofs {
    secret: Option<Secret>,
    logged: Arc<Mutex<Option<Instant>>>,
}

impl Proofs {
    /// `None` trusts everybody.
    pub fn new(secret: Option<Secret>) -> Self {
        Self {
            secret,
            logged: Arc::default(),
        }
    }

    /// Whether others have to prove what they say.
    pub fn are_needed(&self) -> bool {
        self.secret.is_some()
    }

    /// Adds the proof of these parts to the headers.
    pub fn add(&self, headers: &mut HeaderMap, purpose: Purpose, parts: &[&[u8]]) {
        if let Some(secret) = &self.secret {
            headers.insert(PROOF, secret.prove(&named(purpose, parts)));
        }
    }

    /// Whether a relay of this network says this.
    pub fn hold(&self, headers: Option<&HeaderMap>, purpose: Purpose, parts: &[&[u8]]) -> bool {
        let Some(secret) = &self.secret else {
            return true;
        };
        let proof = headers.and_then(|headers| headers.get(PROOF));
        let holds =
            proof.is_some_and(|proof| secret.is_proved(&named(purpose, parts), proof.as_str()));
        if !holds {
            self.log(purpose);
        }
        holds
    }

    fn log(&self, purpose: Purpose) {
        let mut logged = self.logged.lock();
        if logged.is_none_or(|at| at.elapsed() >= LOG_EVERY) {
            *logged = Some(Instant::now());
            tracing::warn!(
                ?purpose,
                "a message at the NATS server does not prove that its sender knows this relay's secret; it is dropped"
            );
        }
    }
}

fn named<'a>(purpose: Purpose, parts: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let name: &[u8] = match purpose {
        Purpose::Room => b"tabchain room 1",
        Purpose::Call => b"tabchain call 1",
        Purpose::Answer => b"tabchain answer 1",
        Purpose::Clock => b"tabchain clock 1",
    };
    std::iter::once(name).chain(parts.iter().copied()).collect()
}
