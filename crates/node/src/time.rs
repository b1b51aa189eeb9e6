//! The instant a node is told, since it owns no clock.

use std::time::Duration;

use chain::Number;

/// Microseconds since the Unix epoch, as the driver's clock says.
///
/// The node compares instants and stamps blocks with them. A clock that steps back delays timers
/// but breaks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The instant `micros` microseconds after the Unix epoch.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// A block's timestamp, seconds as a float, as Python's `time.time()` gives it.
    pub(crate) fn timestamp(self) -> Number {
        // Any u64 / 1e6 is finite, so the fallback is never taken.
        Number::from_f64(self.0 as f64 / 1e6).unwrap_or(Number::from(0_u64))
    }
}

impl std::ops::Add<Duration> for Time {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(u64::try_from(span.as_micros()).unwrap_or(u64::MAX)),
        )
    }
}
