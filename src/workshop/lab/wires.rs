//! The wires between the lab's nodes: how long a message takes, whether it is lost, which are cut.

use std::time::Duration;

use fastrand::Rng;

/// A place in the lab, counted from 0.
pub type Site = usize;

/// The longest delay that can be set.
pub const MAX_DELAY: Duration = Duration::from_millis(2_000);
/// The greatest loss that can be set, in percent.
pub const MAX_LOSS: u8 = 60;

/// All wires. One between each two sites, the same in both directions.
#[derive(Clone, Debug)]
pub struct Wires {
    delay: Duration,
    loss: u8,
    /// Those that are cut, each once.
    cut: Vec<(Site, Site)>,
    seed: u64,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// How long it is on its way.
    pub takes: Duration,
    /// Whether it gets lost there.
    pub lost: bool,
}

impl Wires {
    /// Wires none of which is cut.
    pub fn new(seed: u64, delay: Duration, loss: u8) -> Self {
        let mut wires = Self {
            delay: Duration::ZERO,
            loss: 0,
            cut: Vec::new(),
            seed,
        };
        wires.set_delay(delay);
        wires.set_loss(loss);
        wires
    }

    /// How long a message takes on average.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// Of a hundred messages, so many are lost.
    pub fn loss(&self) -> u8 {
        self.loss
    }

    /// Sets the delay, up to [`MAX_DELAY`].
    pub fn set_delay(&mut self, delay: Duration) {
        self.delay = delay.min(MAX_DELAY);
    }

    /// Sets the loss, up to [`MAX_LOSS`].
    pub fn set_loss(&mut self, percent: u8) {
        self.loss = percent.min(MAX_LOSS);
    }

    /// Whether the wire between two sites is cut.
    pub fn is_cut(&self, one: Site, other: Site) -> bool {
        self.cut.contains(&pair(one, other))
    }

    /// The wires that are cut, in the order in which they were.
    pub fn cuts(&self) -> &[(Site, Site)] {
        &self.cut
    }

    /// Cuts a wire. False when it was cut already.
    pub fn cut(&mut self, one: Site, other: Site) -> bool {
        let cuts = one != other && !self.is_cut(one, other);
        if cuts {
            self.cut.push(pair(one, other));
        }
        cuts
    }

    /// Mends a wire. False when it was whole.
    pub fn mend(&mut self, one: Site, other: Site) -> bool {
        let before = self.cut.len();
        self.cut.retain(|&cut| cut != pair(one, other));
        self.cut.len() < before
    }

    /// Takes away the wires of a site that is gone.
    pub fn remove(&mut self, site: Site) {
        self.cut
            .retain(|&(one, other)| one != site && other != site);
    }

    /// Sends a message; `None` where the wire is cut.
    ///
    /// Each wire has a length of its own, between three and five quarters of the delay, so that
    /// messages overtake each other on the way round but never on the same wire.
    pub fn passage(&self, from: Site, to: Site, chance: &mut Rng) -> Option<Passage> {
        if self.is_cut(from, to) {
            return None;
        }
        let (one, other) = pair(from, to);
        let own = Rng::with_seed(self.seed ^ ((one << 8) + other) as u64).u32(..51);
        Some(Passage {
            takes: self.delay * (75 + own) / 100,
            lost: chance.u8(..100) < self.loss,
        })
    }
}

fn pair(one: Site, other: Site) -> (Site, Site) {
    (one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wires(loss: u8) -> Wires {
        Wires::new(3, Duration::from_millis(200), loss)
    }

    #[test]
    fn a_wire_takes_the_same_time_both_ways_and_always() {
        let (wires, mut chance) = (wires(0), Rng::with_seed(1));
        let first = wires.passage(0, 1, &mut chance).unwrap();
        assert_eq!(wires.passage(1, 0, &mut chance).unwrap(), first);
        for (from, to) in [(0, 1), (0, 2), (1, 2)] {
            let takes = wires.passage(from, to, &mut chance).unwrap().takes;
            assert!((150..=250).contains(&takes.as_millis()), "{takes:?}");
        }
    }

    #[test]
    fn about_as_many_are_lost_as_was_set() {
        let (wires, mut chance) = (wires(20), Rng::with_seed(1));
        let lost = (0..1_000)
            .filter(|_| wires.passage(0, 1, &mut chance).unwrap().lost)
            .count();
        assert!((150..250).contains(&lost), "{lost}");
    }

    #[test]
    fn nothing_passes_a_cut_wire_until_it_is_mended() {
        let (mut wires, mut chance) = (wires(0), Rng::with_seed(1));
        assert!(wires.cut(1, 0) && !wires.cut(0, 1));
        assert_eq!(wires.passage(0, 1, &mut chance), None);
        assert!(wires.passage(0, 2, &mut chance).is_some());
        assert!(wires.mend(0, 1) && wires.cuts().is_empty());
        assert!(wires.passage(0, 1, &mut chance).is_some());
    }

    #[test]
    fn no_more_can_be_set_than_the_limits() {
        let wires = Wires::new(3, Duration::from_secs(60), 100);
        assert_eq!((wires.delay(), wires.loss()), (MAX_DELAY, MAX_LOSS));
    }
}
