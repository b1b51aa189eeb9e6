//! The event queue: what is going to happen, in order.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use node::Time;

use crate::Site;

/// Events of one kind, each with its time and the participant it happens to.
pub(crate) struct Queue<E> {
    events: BinaryHeap<Reverse<Scheduled<E>>>,
    scheduled: u64,
}

/// An event and when it happens.
pub(crate) struct Scheduled<E> {
    pub at: Time,
    /// Counts the events in the order in which they were scheduled. Of two at the same time, the one
    /// scheduled first happens first.
    pub serial: u64,
    pub site: Site,
    pub event: E,
}

impl<E> Queue<E> {
    pub fn new() -> Self {
        Self {
            events: BinaryHeap::new(),
            scheduled: 0,
        }
    }

    /// Schedules an event, and returns its serial number.
    pub fn push(&mut self, at: Time, site: Site, event: E) -> u64 {
        self.scheduled += 1;
        let serial = self.scheduled;
        self.events.push(Reverse(Scheduled {
            at,
            serial,
            site,
            event,
        }));
        serial
    }

    /// The next event, if it happens at `end` or before.
    pub fn pop_until(&mut self, end: Time) -> Option<Scheduled<E>> {
        let due = self
            .events
            .peek()
            .is_some_and(|Reverse(next)| next.at <= end);
        due.then(|| self.events.pop())?.map(|Reverse(next)| next)
    }

    /// Removes all events of a participant.
    pub fn forget(&mut self, site: Site) {
        self.events.retain(|Reverse(event)| event.site != site);
    }

    /// All events, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Scheduled<E>> {
        self.events.iter().map(|Reverse(event)| event)
    }
}

impl<E> Ord for Scheduled<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.serial).cmp(&(other.at, other.serial))
    }
}

impl<E> PartialOrd for Scheduled<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Scheduled<E> {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial
    }
}

impl<E> Eq for Scheduled<E> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_the_order_of_their_times_and_then_of_their_scheduling() {
        let mut queue = Queue::new();
        for (at, name) in [(3, "third"), (1, "first"), (3, "fourth"), (2, "second")] {
            queue.push(Time::from_micros(at), 0, name);
        }
        let end = Time::from_micros(3);
        let names: Vec<_> = std::iter::from_fn(|| queue.pop_until(end))
            .map(|next| next.event)
            .collect();
        assert_eq!(names, ["first", "second", "third", "fourth"]);
    }

    #[test]
    fn of_many_at_the_same_time_the_one_scheduled_first_comes_first() {
        let mut queue = Queue::new();
        let at = Time::from_micros(1);
        for number in 0..100 {
            queue.push(at, 0, number);
        }
        let numbers: Vec<_> = std::iter::from_fn(|| queue.pop_until(at))
            .map(|next| next.event)
            .collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }

    #[test]
    fn what_is_later_than_asked_for_stays() {
        let mut queue = Queue::new();
        queue.push(Time::from_micros(5), 0, ());
        assert!(queue.pop_until(Time::from_micros(4)).is_none());
        assert!(queue.pop_until(Time::from_micros(5)).is_some());
    }

    #[test]
    fn a_participants_events_are_forgotten_and_no_others() {
        let mut queue = Queue::new();
        for site in [0, 1, 0, 2] {
            queue.push(Time::from_micros(1), site, ());
        }
        queue.forget(0);
        let mut sites: Vec<Site> = queue.iter().map(|event| event.site).collect();
        sites.sort_unstable();
        assert_eq!(sites, [1, 2]);
    }
}
