//! Random numbers that are the same for the same seed, on every machine.

use std::{ops::Range, time::Duration};

/// A generator of random numbers: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// Small, fast, and good enough for a simulation; no secret may depend on it. All methods use integers and
/// exactly rounded floats only, so that a seed gives the same numbers natively and as wasm.
///
/// ```
/// use sim::Rng;
///
/// let (mut one, mut other) = (Rng::new(7), Rng::new(7));
/// assert_eq!(one.number(), other.number());
/// assert!(one.below(6) < 6);
/// ```
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator that starts from this seed.
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

    /// A number below `bound`; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The high half of the product is spread as evenly as the number is, but for a bias of bound / 2^64.
        ((u128::from(self.number()) * bound as u128) >> 64) as usize
    }

    /// A float from 0 up to 1, which is not included.
    pub fn fraction(&mut self) -> f64 {
        // 53 bits are what a float between 0 and 1 holds.
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A span of time within a range, in whole microseconds; its start where the range is empty.
    pub fn between(&mut self, range: &Range<Duration>) -> Duration {
        let [start, end] = [range.start, range.end].map(|span| span.as_micros() as u64);
        let within = end.saturating_sub(start) as f64 * self.fraction();
        Duration::from_micros(start + within as u64)
    }

    /// An exponentially distributed number with a mean of 1: how long one waits for what happens at random,
    /// once per unit of time on average.
    ///
    /// By von Neumann's method (1951), which only compares: a logarithm is not rounded alike everywhere.
    pub fn exponential(&mut self) -> f64 {
        let mut whole = 0.0;
        loop {
            let first = self.fraction();
            let (mut last, mut descending) = (first, 1);
            loop {
                let next = self.fraction();
                if next >= last {
                    break;
                }
                last = next;
                descending += 1;
            }
            if descending % 2 == 1 {
                return whole + first;
            }
            whole += 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: usize = 20_000;

    fn mean(mut draw: impl FnMut(&mut Rng) -> f64) -> f64 {
        let mut rng = Rng::new(5);
        (0..DRAWS).map(|_| draw(&mut rng)).sum::<f64>() / DRAWS as f64
    }

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // The first outputs of the reference implementation for the seed 1234567.
        let mut rng = Rng::new(1_234_567);
        assert_eq!(rng.number(), 6_457_827_717_110_365_317);
        assert_eq!(rng.number(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_below_a_bound_are_spread_evenly() {
        let mut counts = [0; 6];
        let mut rng = Rng::new(1);
        for _ in 0..DRAWS {
            counts[rng.below(6)] += 1;
        }
        assert!(
            counts.iter().all(|&count| (3_100..3_570).contains(&count)),
            "{counts:?}"
        );
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn what_is_certain_happens_and_what_is_impossible_does_not() {
        let mut rng = Rng::new(2);
        assert!((0..1_000).all(|_| rng.happens(1.0) && !rng.happens(0.0)));
        let quarter = mean(|rng| f64::from(u8::from(rng.happens(0.25))));
        assert!((quarter - 0.25).abs() < 0.01, "{quarter}");
    }

    #[test]
    fn spans_are_within_their_range() {
        let (start, end) = (Duration::from_millis(5), Duration::from_millis(8));
        let mut rng = Rng::new(3);
        assert!((0..1_000).all(|_| (start..end).contains(&rng.between(&(start..end)))));
        assert_eq!(rng.between(&(end..start)), end);
    }

    #[test]
    fn exponential_waits_have_mean_and_tail_of_their_distribution() {
        let one = mean(Rng::exponential);
        assert!((one - 1.0).abs() < 0.02, "{one}");
        let beyond_two = mean(|rng| f64::from(u8::from(rng.exponential() > 2.0)));
        assert!((beyond_two - (-2.0_f64).exp()).abs() < 0.01, "{beyond_two}");
    }
}
