//! How much a sender may send: the one rate limiter, a token bucket.

use std::time::Duration;

use crate::Time;

/// So much a second on average, and so much at once. What is counted (messages, bytes) is up to the user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// How much is earned each second.
    pub per_second: f64,
    /// How much can be saved up.
    pub burst: f64,
}

/// The bytes that are taken of one member, by a relay or by the tabs of its browser: what the download of a chain needs, and
/// at once as much as a chain of some length.
pub const MEMBER_BYTES: RateLimit = RateLimit {
    per_second: 2.0 * 1024.0 * 1024.0,
    burst: 8.0 * 1024.0 * 1024.0,
};

/// What one sender may still send.
///
/// A sender over its limit is either dropped ([`admit`](Self::admit)) or delayed ([`charge`](Self::charge)).
///
/// ```
/// use protocol::{RateLimit, RateLimiter, Time};
///
/// let start = Time::from_micros(0);
/// let mut limiter = RateLimiter::new(RateLimit { per_second: 10.0, burst: 2.0 });
/// assert!(limiter.admit(start, 1.0) && limiter.admit(start, 1.0));
/// assert!(!limiter.admit(start, 1.0));
/// assert!(limiter.admit(Time::from_micros(100_000), 1.0));
/// ```
#[derive(Clone, Debug)]
pub struct RateLimiter {
    limit: RateLimit,
    tokens: f64,
    updated: Time,
}

impl RateLimiter {
    /// A sender that may send a whole burst, whenever it begins.
    pub const fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            tokens: limit.burst,
            updated: Time::from_micros(0),
        }
    }

    /// Takes `cost` if that much is left. Otherwise takes nothing and returns false.
    pub fn admit(&mut self, now: Time, cost: f64) -> bool {
        self.earn(now);
        let admitted = self.tokens >= cost;
        if admitted {
            self.tokens -= cost;
        }
        admitted
    }

    /// Takes `cost` even if less is left. Returns how long it takes until the debt is paid.
    pub fn charge(&mut self, now: Time, cost: f64) -> Duration {
        self.earn(now);
        self.tokens -= cost;
        Duration::from_secs_f64((-self.tokens).max(0.0) / self.limit.per_second)
    }

    /// Whether more than half of a burst is left, as it was counted last.
    pub fn is_slack(&self) -> bool {
        self.tokens > self.limit.burst / 2.0
    }

    fn earn(&mut self, now: Time) {
        let earned = now.since(self.updated).as_secs_f64() * self.limit.per_second;
        self.tokens = (self.tokens + earned).min(self.limit.burst);
        // A clock that steps back earns nothing twice.
        self.updated = self.updated.max(now);
    }
}
