//! The instant a node is told, since it owns no clock: microseconds since the Unix epoch.

use std::time::Duration;

use chain::Number;
pub use protocol::Time;

/// What is due after a span, and not at its end, is due so much later.
pub(crate) const AFTER: Duration = Duration::from_micros(1);

/// A block's timestamp, seconds as a float, as Python's `time.time()` gives it.
pub(crate) fn timestamp(now: Time) -> Number {
    // Any u64 / 1e6 is finite, so the fallback is never taken.
    Number::from_f64(now.as_micros() as f64 / 1e6).unwrap_or(Number::from(0_u64))
}
