//! Long work in slices, so that a page that does it still draws and hears.

use std::time::Duration;

use crate::Time;

/// How long work has gone on since it last yielded.
///
/// ```
/// use protocol::{Time, TimeSlice};
///
/// let begin = Time::from_micros(0);
/// let mut slice = TimeSlice::new(begin);
/// assert!(!slice.is_over(begin + TimeSlice::LENGTH));
/// let late = Time::from_micros(8_001);
/// assert!(slice.is_over(late));
/// slice = TimeSlice::new(late);
/// assert!(!slice.is_over(late));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TimeSlice(Time);

impl TimeSlice {
    /// After this long, work has to yield: half of a frame is left for drawing, and what is done between two looks at the
    /// clock does not take it to the 50 ms that a person notices.
    pub const LENGTH: Duration = Duration::from_millis(8);

    /// A slice that begins now.
    pub const fn new(now: Time) -> Self {
        Self(now)
    }

    /// Whether the work has to yield.
    pub fn is_over(self, now: Time) -> bool {
        now.since(self.0) > Self::LENGTH
    }
}
