//! How much is read of what the tabs of this browser say: a relay bounds its members, a channel bounds nobody.

use litemap::LiteMap;
use node::Time;
use protocol::{Address, MEMBER_BYTES, RateLimiter};

/// The most senders that are told apart.
const MAX_SENDERS: usize = 256;

/// What each sender may still say.
#[derive(Debug, Default)]
pub struct Intake(LiteMap<Address, RateLimiter>);

impl Intake {
    /// Whether what a sender says next is read. It is not while the sender has said more than it may.
    pub fn admits(&mut self, now: Time, from: &Address) -> bool {
        match self.0.get_mut(from) {
            Some(limiter) => limiter.admit(now, 0.0),
            None => {
                if self.0.len() >= MAX_SENDERS {
                    for (_, limiter) in self.0.iter_mut() {
                        limiter.charge(now, 0.0);
                    }
                    self.0.retain(|_, limiter| !limiter.is_slack());
                }
                self.0.len() < MAX_SENDERS
            }
        }
    }

    /// Notes that a sender said so many bytes.
    pub fn charge(&mut self, now: Time, from: &Address, bytes: usize) {
        if !self.0.contains_key(from) {
            if self.0.len() >= MAX_SENDERS {
                return;
            }
            self.0.insert(from.clone(), RateLimiter::new(MEMBER_BYTES));
        }
        if let Some(limiter) = self.0.get_mut(from) {
            limiter.charge(now, bytes as f64);
        }
    }
}
