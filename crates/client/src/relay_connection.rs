//! When a connection to a relay is tried again, and where.

use std::time::Duration;

use node::Time;

use crate::interface::RelayState;

/// The pause before a connection that was open is tried again; it doubles with each attempt that fails.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause before a connection is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// A connection that takes longer than this is given up.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// After more failures than these it is more than a hiccup.
const HICCUPS: u32 = 5;

/// How it stands with the connection to one of several relays, the own one first.
#[derive(Clone, Debug)]
pub struct RelayConnection {
    phase: Phase,
    /// How many attempts have failed since it was open last.
    failures: u32,
    /// Which of the relays is meant.
    relay: usize,
    /// Whether it was ever open: then the address is this tab's.
    was_open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// It is being opened, since then.
    Opening(Time),
    Open,
    /// It is tried again then.
    Waiting(Time),
    /// The relay will not have this tab.
    Refused,
}

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayAction {
    /// It is to be opened.
    Open,
    /// Opening it takes too long: it is to be closed, which counts as lost.
    GiveUp,
}

impl RelayConnection {
    /// The first one is being opened.
    pub fn opening(now: Time) -> Self {
        Self {
            phase: Phase::Opening(now),
            failures: 0,
            relay: 0,
            was_open: false,
        }
    }

    /// Which of the relays is meant, counted from 0.
    pub fn relay(&self) -> usize {
        self.relay
    }

    /// Whether others can be heard.
    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Whether the relay will not have this tab.
    pub fn is_refused(&self) -> bool {
        self.phase == Phase::Refused
    }

    /// How it stands.
    pub fn state(&self) -> RelayState {
        match self.phase {
            Phase::Open => RelayState::Connected,
            Phase::Refused => RelayState::Offline,
            _ if self.failures > HICCUPS => RelayState::Offline,
            _ => RelayState::Reconnecting,
        }
    }

    /// Whether it can't be reached: the first attempt, which mends a hiccup before anybody has read of it, has failed.
    pub fn is_lost(&self) -> bool {
        self.failures > 0 || self.is_refused()
    }

    /// It is open.
    pub fn opened(&mut self) {
        self.phase = Phase::Open;
        self.failures = 0;
        self.was_open = true;
    }

    /// The relay will not have this tab, as another has its address. To try again does not help a tab that drew an address in
    /// use. One that had it before gets it back, from this relay or another, so it tries again, after the longest pause.
    pub fn refuse(&mut self) {
        if self.was_open {
            self.failures = self.failures.max(HICCUPS + 1);
        } else {
            self.phase = Phase::Refused;
        }
    }

    /// It was lost, or could not be opened. The next attempt is at the next of so many relays; the pause before is never
    /// the same for two tabs. `chance` is a random number from 0 to 1.
    pub fn lost(&mut self, now: Time, relays: usize, chance: f64) {
        if self.is_refused() {
            return;
        }
        if !self.is_open() {
            self.failures = self.failures.saturating_add(1);
        }
        self.relay = (self.relay + 1) % relays.max(1);
        let doubled = SHORTEST_PAUSE * 2_u32.pow(self.failures.min(10));
        let pause = doubled
            .min(LONGEST_PAUSE)
            .mul_f64(0.5 + chance.clamp(0.0, 1.0));
        self.phase = Phase::Waiting(now + pause);
    }

    /// What is due now. Where it is to be opened, that has begun.
    pub fn due(&mut self, now: Time) -> Option<RelayAction> {
        match self.phase {
            Phase::Opening(since) if now.since(since) > CONNECT_WITHIN => Some(RelayAction::GiveUp),
            Phase::Waiting(until) if now >= until => {
                self.phase = Phase::Opening(now);
                Some(RelayAction::Open)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Time {
        Time::from_micros(milliseconds * 1_000)
    }

    #[test]
    fn a_lost_connection_is_tried_again_with_doubled_pauses_at_one_relay_after_the_other() {
        let mut connection = RelayConnection::opening(at(0));
        connection.opened();
        let mut now = 0;
        for (relay, pause) in [
            (1, 500),
            (0, 1_000),
            (1, 2_000),
            (0, 4_000),
            (1, 8_000),
            (0, 15_000),
            (1, 15_000),
        ] {
            connection.lost(at(now), 2, 0.5);
            assert_eq!(connection.relay(), relay);
            assert_eq!(connection.due(at(now + pause - 1)), None);
            now += pause;
            assert_eq!(connection.due(at(now)), Some(RelayAction::Open));
            assert_eq!(connection.due(at(now)), None, "it has begun");
        }
    }

    #[test]
    fn the_first_attempt_mends_a_hiccup_before_anybody_reads_of_it() {
        let mut connection = RelayConnection::opening(at(0));
        connection.opened();
        connection.lost(at(0), 1, 0.5);
        assert!(!connection.is_lost());
        assert_eq!(connection.state(), RelayState::Reconnecting);
        for _ in 0..5 {
            connection.lost(at(0), 1, 0.5);
            assert!(connection.is_lost());
            assert_eq!(connection.state(), RelayState::Reconnecting);
        }
        connection.lost(at(0), 1, 0.5);
        assert_eq!(connection.state(), RelayState::Offline);
        connection.opened();
        assert!(!connection.is_lost() && connection.is_open());
    }

    #[test]
    fn opening_that_takes_too_long_is_given_up() {
        let mut connection = RelayConnection::opening(at(0));
        assert_eq!(connection.due(at(10_000)), None);
        assert_eq!(connection.due(at(10_001)), Some(RelayAction::GiveUp));
    }

    #[test]
    fn who_is_refused_does_not_try_again() {
        let mut connection = RelayConnection::opening(at(0));
        connection.refuse();
        connection.lost(at(0), 1, 0.5);
        assert_eq!(connection.due(at(1_000_000)), None);
        assert!(connection.is_lost() && connection.is_refused());
        assert_eq!(connection.state(), RelayState::Offline);
    }

    #[test]
    fn who_had_its_address_before_is_not_kept_out_for_good_by_who_has_taken_it() {
        let mut connection = RelayConnection::opening(at(0));
        connection.opened();
        connection.lost(at(0), 1, 0.5);
        assert_eq!(connection.due(at(500)), Some(RelayAction::Open));
        // Another has it at this relay.
        connection.refuse();
        connection.lost(at(500), 1, 0.5);
        assert_eq!(connection.state(), RelayState::Offline);
        assert!(connection.is_lost() && !connection.is_refused());
        assert_eq!(connection.due(at(15_499)), None);
        assert_eq!(connection.due(at(15_500)), Some(RelayAction::Open));
        connection.opened();
        assert_eq!(connection.state(), RelayState::Connected);
    }

    #[test]
    fn no_two_tabs_wait_for_the_same_time() {
        let pause = |chance| {
            let mut connection = RelayConnection::opening(at(0));
            connection.lost(at(0), 1, chance);
            (0..).find(|&now| connection.due(at(now)).is_some())
        };
        assert_eq!((pause(0.0), pause(1.0)), (Some(500), Some(1_500)));
    }
}
