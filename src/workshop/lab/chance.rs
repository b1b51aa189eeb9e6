//! Dice that fall alike for the same seed, so that a lab can be played again.

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and good enough for delays and losses.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Dice for this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where nothing is below it.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers() {
        let throws = |seed| {
            let mut chance = Chance::new(seed);
            [chance.below(6), chance.below(6), chance.number()]
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }

    #[test]
    fn below_nothing_is_nothing() {
        assert_eq!(Chance::new(1).below(0), 0);
    }
}
