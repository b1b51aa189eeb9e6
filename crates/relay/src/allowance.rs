//! How much one member may send: a token bucket that answers how long to wait.

use std::time::{Duration, Instant};

/// So many a second on average, so many at once.
pub struct Allowance {
    per_second: f64,
    burst: f64,
    left: f64,
    counted: Instant,
}

impl Allowance {
    /// A full bucket.
    pub fn new(now: Instant, per_second: f64, burst: f64) -> Self {
        Self {
            per_second,
            burst,
            left: burst,
            counted: now,
        }
    }

    /// Spends `amount`, and says how long it takes until the debt is earned back.
    pub fn spend(&mut self, now: Instant, amount: f64) -> Duration {
        let earned = now.saturating_duration_since(self.counted).as_secs_f64() * self.per_second;
        self.left = (self.left + earned).min(self.burst) - amount;
        self.counted = now;
        Duration::from_secs_f64((-self.left).max(0.0) / self.per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_spends_more_than_a_burst_waits_until_it_is_earned() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start, 10.0, 5.0);
        assert_eq!(allowance.spend(start, 5.0), Duration::ZERO);
        assert_eq!(allowance.spend(start, 1.0), Duration::from_millis(100));
        let later = start + Duration::from_secs(60);
        assert_eq!(
            allowance.spend(later, 5.0),
            Duration::ZERO,
            "never more than a burst"
        );
        assert_eq!(allowance.spend(later, 10.0), Duration::from_secs(1));
    }
}
