//! Links: what happens to a message between two participants, and which of them can hear each other.

use std::{ops::Range, time::Duration};

use crate::{Rng, Site};

/// What links do to messages.
///
/// ```
/// use std::time::Duration;
/// use sim::Link;
///
/// // A slow line that loses nothing and keeps the order.
/// let line = Link {
///     delay: Duration::from_millis(150)..Duration::from_millis(250),
///     reordering: false,
///     ..Link::local()
/// };
/// assert_eq!(line.loss, 0.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How long a message takes.
    pub delay: Range<Duration>,
    /// Whether the delay is drawn anew for each message, so that one may overtake another. Otherwise each
    /// link has a delay of its own within the range, the same in both directions, and keeps the order.
    pub reordering: bool,
    /// The probability that a message is lost.
    pub loss: f64,
    /// The probability that a message which is not lost arrives twice.
    pub duplication: f64,
}

impl Link {
    /// Tabs of one machine: a few milliseconds, nothing is lost.
    pub fn local() -> Self {
        Self {
            delay: Duration::from_millis(1)..Duration::from_millis(5),
            reordering: true,
            loss: 0.0,
            duplication: 0.0,
        }
    }

    /// Messages are late, duplicated and out of order, but none is lost.
    pub fn slow() -> Self {
        Self {
            delay: Duration::from_millis(5)..Duration::from_millis(800),
            duplication: 0.1,
            ..Self::local()
        }
    }

    /// As [`Link::slow`], and every fifth message is lost.
    pub fn lossy() -> Self {
        Self {
            loss: 0.2,
            ..Self::slow()
        }
    }

    /// The copies of one message that go their way over the link of a pair: one, or two where it is duplicated.
    fn deliveries(&self, seed: u64, pair: Pair, rng: &mut Rng) -> Deliveries {
        let lost = rng.happens(self.loss);
        let twice = rng.happens(self.duplication) && !lost;
        let mut delivery = || Delivery {
            delay: match self.reordering {
                true => rng.between(&self.delay),
                false => pair.rng(seed).between(&self.delay),
            },
            lost,
        };
        [Some(delivery()), twice.then(delivery)]
    }
}

/// What becomes of one message.
pub(crate) type Deliveries = [Option<Delivery>; 2];

/// A message's way from one participant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub delay: Duration,
    /// Whether it gets lost on the way.
    pub lost: bool,
}

/// Two participants, the one that joined first in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair(Site, Site);

impl Pair {
    fn of(one: Site, other: Site) -> Self {
        Self(one.min(other), one.max(other))
    }

    /// What is particular to this link.
    fn rng(self, seed: u64) -> Rng {
        Rng::new(seed ^ ((self.0 as u64) << 32) ^ self.1 as u64)
    }
}

/// Which links are cut, and how the participants are partitioned.
#[derive(Default)]
pub(crate) struct Links {
    seed: u64,
    /// In the order in which they were cut, each once.
    cut: Vec<Pair>,
    /// The part of each participant; those beyond the end are in part 0.
    parts: Vec<usize>,
}

impl Links {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// Whether a message can pass between these two.
    pub fn connect(&self, one: Site, other: Site) -> bool {
        self.part(one) == self.part(other) && !self.is_cut(one, other)
    }

    /// Sends a message: nothing arrives where these two are not connected.
    pub fn send(&self, link: &Link, from: Site, to: Site, rng: &mut Rng) -> Deliveries {
        match self.connect(from, to) {
            true => link.deliveries(self.seed, Pair::of(from, to), rng),
            false => [None, None],
        }
    }

    pub fn is_cut(&self, one: Site, other: Site) -> bool {
        self.cut.contains(&Pair::of(one, other))
    }

    pub fn cuts(&self) -> impl ExactSizeIterator<Item = (Site, Site)> {
        self.cut.iter().map(|pair| (pair.0, pair.1))
    }

    /// False where the link is cut already, or is none.
    pub fn cut(&mut self, one: Site, other: Site) -> bool {
        let cuts = one != other && !self.is_cut(one, other);
        if cuts {
            self.cut.push(Pair::of(one, other));
        }
        cuts
    }

    /// False where the link is not cut.
    pub fn mend(&mut self, one: Site, other: Site) -> bool {
        let before = self.cut.len();
        self.cut.retain(|&pair| pair != Pair::of(one, other));
        self.cut.len() < before
    }

    /// Those not named are together in one more part.
    pub fn partition(&mut self, parts: &[&[Site]]) {
        self.parts.clear();
        for (part, sites) in (1..).zip(parts) {
            for &site in *sites {
                if site >= self.parts.len() {
                    self.parts.resize(site + 1, 0);
                }
                self.parts[site] = part;
            }
        }
    }

    pub fn heal(&mut self) {
        self.cut.clear();
        self.parts.clear();
    }

    /// Removes the links of a participant, the last one.
    pub fn remove_last(&mut self, site: Site) {
        self.cut.retain(|pair| pair.0 != site && pair.1 != site);
        self.parts.truncate(site);
    }

    fn part(&self, site: Site) -> usize {
        self.parts.get(site).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Range<Duration> = Duration::from_millis(150)..Duration::from_millis(250);

    fn link(reordering: bool) -> Link {
        Link {
            delay: DELAY,
            reordering,
            ..Link::local()
        }
    }

    fn send(links: &Links, link: &Link, from: Site, to: Site, rng: &mut Rng) -> Vec<Delivery> {
        links
            .send(link, from, to, rng)
            .into_iter()
            .flatten()
            .collect()
    }

    #[test]
    fn a_link_that_keeps_the_order_takes_the_same_time_both_ways_and_always() {
        let (links, mut rng) = (Links::new(3), Rng::new(1));
        let mut delay = |from, to| send(&links, &link(false), from, to, &mut rng)[0].delay;
        let first = delay(0, 1);
        assert!((0..10).all(|_| delay(1, 0) == first));
        let others = [delay(0, 2), delay(1, 2), delay(0, 3)];
        assert!(
            others
                .iter()
                .all(|other| DELAY.contains(other) && *other != first),
            "{others:?}"
        );
    }

    #[test]
    fn a_duplicate_on_a_link_that_keeps_the_order_comes_with_its_original() {
        let link = Link {
            duplication: 1.0,
            ..link(false)
        };
        let copies = send(&Links::new(3), &link, 0, 1, &mut Rng::new(1));
        assert_eq!(copies.len(), 2);
        assert_eq!(copies[0], copies[1]);
    }

    #[test]
    fn a_lost_message_is_not_duplicated() {
        let link = Link {
            loss: 1.0,
            duplication: 1.0,
            ..link(true)
        };
        let copies = send(&Links::new(3), &link, 0, 1, &mut Rng::new(1));
        assert!(
            matches!(copies[..], [Delivery { lost: true, .. }]),
            "{copies:?}"
        );
    }

    #[test]
    fn a_link_is_cut_and_mended_once() {
        let mut links = Links::new(3);
        assert!(links.cut(1, 0) && !links.cut(0, 1) && !links.cut(1, 1));
        assert!(!links.connect(0, 1) && !links.connect(1, 0) && links.connect(0, 2));
        assert!(links.mend(0, 1) && !links.mend(0, 1) && links.connect(0, 1));
    }

    #[test]
    fn cuts_are_told_in_the_order_in_which_they_were_made() {
        let mut links = Links::new(3);
        for (one, other) in [(2, 1), (0, 3), (0, 1)] {
            links.cut(one, other);
        }
        links.mend(0, 3);
        assert_eq!(links.cuts().collect::<Vec<_>>(), [(1, 2), (0, 1)]);
    }

    #[test]
    fn the_links_of_one_that_is_removed_are_whole_for_who_comes_in_its_place() {
        let mut links = Links::new(3);
        links.cut(0, 2);
        links.cut(0, 1);
        links.partition(&[&[2]]);
        links.remove_last(2);
        assert!(links.connect(0, 2));
        assert!(!links.connect(0, 1));
    }
}
