//! Calls of other relays that came a short while ago: whoever says one again at the NATS server does not mine again.

use std::{
    collections::HashMap,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;

/// How far a caller's clock may be from this relay's. One that is further off is told the time, and calls again.
const MAX_SKEW: Duration = Duration::from_secs(30);
/// The most calls that are remembered.
const MAX_CALLS: usize = 16 * 1024;

/// Remembers calls for as long as their time is taken for now.
#[derive(Default)]
pub struct RecentCalls(Mutex<HashMap<String, Instant>>);

/// What a call is, by its time.
#[derive(Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// It is made now, and was not heard before.
    New,
    /// It was heard before, or there are too many to tell.
    Repeated,
    /// Its caller's clock is not this relay's, or it was made long ago.
    Untimely,
}

impl RecentCalls {
    /// Takes note of a call that was made at this time. Its reply subject tells it from all others.
    pub fn note(&self, reply: &str, made: u64, clock: u64, now: Instant) -> Timeliness {
        if Duration::from_millis(made.abs_diff(clock)) > MAX_SKEW {
            return Timeliness::Untimely;
        }
        let mut calls = self.0.lock();
        if calls.len() >= MAX_CALLS {
            // Of a clock that is ahead the same time comes once more.
            calls.retain(|_, at| now.saturating_duration_since(*at) <= 2 * MAX_SKEW);
        }
        if calls.len() >= MAX_CALLS || calls.contains_key(reply) {
            return Timeliness::Repeated;
        }
        calls.insert(reply.to_owned(), now);
        Timeliness::New
    }
}

/// Milliseconds since 1970, by this machine's clock.
pub fn clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_new_once_and_only_for_a_while() {
        let calls = RecentCalls::default();
        let now = Instant::now();
        assert_eq!(calls.note("a", 100_000, 100_000, now), Timeliness::New);
        assert_eq!(calls.note("a", 100_000, 100_001, now), Timeliness::Repeated);
        assert_eq!(calls.note("b", 100_000, 130_000, now), Timeliness::New);
        assert_eq!(calls.note("c", 100_000, 130_001, now), Timeliness::Untimely);
        assert_eq!(calls.note("d", 130_001, 100_000, now), Timeliness::Untimely);
    }

    #[test]
    fn no_more_calls_are_remembered_than_there_is_room_for_and_none_too_short() {
        let calls = RecentCalls::default();
        let begin = Instant::now();
        for number in 0..MAX_CALLS {
            assert_eq!(
                calls.note(&number.to_string(), 0, 0, begin),
                Timeliness::New
            );
        }
        assert_eq!(calls.note("more", 0, 0, begin), Timeliness::Repeated);
        let later = begin + 2 * MAX_SKEW;
        assert_eq!(calls.note("0", 0, 0, later), Timeliness::Repeated);
        let later = later + Duration::from_millis(1);
        assert_eq!(calls.note("more", 0, 0, later), Timeliness::New);
    }
}
