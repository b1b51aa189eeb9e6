//! Dice that fall alike for the same seed.

use std::{ops::Range, time::Duration};

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and good enough for weather.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    /// True with this probability.
    pub fn strikes(&mut self, probability: f64) -> bool {
        // 53 bits are what a float between 0 and 1 holds.
        ((self.number() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    pub fn span(&mut self, range: &Range<Duration>) -> Duration {
        let width = range.end.saturating_sub(range.start).as_micros() as u64;
        range.start + Duration::from_micros(self.number() % width.max(1))
    }
}
