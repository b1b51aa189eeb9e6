//! What there is to see of a search for a proof: hashes of numbers that were really tried, the zeros in them that count, and the
//! replay of a search that was over before anybody saw it.

use std::{ops::Range, rc::Rc};

use chain::Hash;
use pow::{Difficulty, Puzzle, Target, leading_zero_bits};

/// A longer search was seen while it went on, in seconds.
const SEEN_SECONDS: f64 = 1.0;
/// The greatest proof up to which all numbers are hashed again.
const MAX_REPLAYED: u64 = 1 << 17;
/// How many steps a number of the replay stands at first,
const STAND: u64 = 3;
/// and how many numbers do.
const STANDING: u64 = 4;
/// The most numbers that are hashed in one step: a few milliseconds.
const MAX_HASHED: u64 = 1 << 13;

/// The hash of a number, and how near it comes to what is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The hash, in hexadecimal.
    pub digits: String,
    /// So many of its digits are zeros that count.
    pub zeros: usize,
    /// The key of the sentence that tells it: `hash-zeros`, `hash-bits`, or `hash-at-most`.
    pub key: &'static str,
    /// So many zeros or zero bits of those that are asked for.
    pub count: usize,
    /// How many are asked for; or the first 8 digits of the greatest hash that will do.
    pub asked: String,
}

impl Attempt {
    /// The hash of this number. One hash, and its text.
    pub fn new(puzzle: &Puzzle, number: u64) -> Self {
        let hash = Hash::of(&puzzle.text(number));
        let target = puzzle.target();
        let asked = leading_zero_bits(target.as_bytes());
        let bits = leading_zero_bits(hash.as_bytes()).min(asked) as usize;
        let is_by_bits = u16::try_from(asked)
            .is_ok_and(|asked| Difficulty::new(asked).is_ok_and(|it| Target::from(it) == target));
        let asked = asked as usize;
        let (key, count, asked_for) = if !is_by_bits {
            let greatest = Hash::from_bytes(*target.as_bytes()).to_string();
            ("hash-at-most", bits, greatest[..8].to_owned())
        } else if asked.is_multiple_of(4) {
            ("hash-zeros", bits / 4, (asked / 4).to_string())
        } else {
            ("hash-bits", bits, asked.to_string())
        };
        let digits = hash.to_string();
        // A digit counts as soon as one of its bits is asked for.
        let zeros = digits.bytes().take(asked.div_ceil(4));
        Self {
            zeros: zeros.take_while(|&digit| digit == b'0').count(),
            digits,
            key,
            count,
            asked: asked_for,
        }
    }
}

/// A number out of those that were tried last, another one at each step; `None` if the range is empty.
pub fn glimpse(recent: &Range<u64>, step: u64) -> Option<u64> {
    // A prime, so that steps do not fall into a rhythm.
    let place = step.wrapping_mul(15_485_863);
    let place = place.checked_rem(recent.end.saturating_sub(recent.start))?;
    Some(recent.start + place)
}

/// A search from 0 up to its proof, seen again: the first numbers one by one, then faster and faster. All of them are hashed
/// again, so that the best so far is true.
#[derive(Debug)]
pub struct Replay {
    puzzle: Rc<Puzzle>,
    proof: u64,
    number: u64,
    steps: u64,
    closest: (Hash, u64),
}

impl Replay {
    /// A search that took so many seconds; `None` where it was seen while it went on, or would take too long to hash again.
    pub fn new(puzzle: Rc<Puzzle>, proof: u64, seconds: f64) -> Option<Self> {
        (seconds < SEEN_SECONDS && proof <= MAX_REPLAYED).then(|| Self {
            closest: (Hash::of(&puzzle.text(0)), 0),
            puzzle,
            proof,
            number: 0,
            steps: 0,
        })
    }

    /// Goes on to the next number; false when that is the proof.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        let by = match self.number {
            ..STANDING => u64::from(self.steps.is_multiple_of(STAND)),
            number => (number / 2).min(MAX_HASHED),
        };
        for _ in 0..by {
            self.number += 1;
            if self.number >= self.proof {
                return false;
            }
            let hash = Hash::of(&self.puzzle.text(self.number));
            self.closest = self.closest.min((hash, self.number));
        }
        self.proof > 0
    }

    /// The number that is seen being tried.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Of those up to it, the one with the smallest hash.
    pub fn closest(&self) -> u64 {
        self.closest.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tutorial() -> Puzzle {
        Puzzle::new("100", "", Difficulty::TUTORIAL).unwrap()
    }

    fn asking(bits: u16) -> Puzzle {
        Puzzle::new("100", "", Difficulty::new(bits).unwrap()).unwrap()
    }

    #[test]
    fn zeros_are_counted_as_the_rule_asks_for_them() {
        let zero_bits = pow::leading_zero_bits(&tutorial().hash(35293)) as usize;
        for bits in 0..=256 {
            let attempt = Attempt::new(&asking(bits), 35293);
            assert!(attempt.digits.starts_with("0000"), "{attempt:?}");
            let bits = usize::from(bits);
            let (key, count, asked) = match bits % 4 {
                0 => ("hash-zeros", zero_bits.min(bits) / 4, bits / 4),
                _ => ("hash-bits", zero_bits.min(bits), bits),
            };
            assert_eq!((attempt.key, attempt.count), (key, count), "{bits}");
            assert_eq!(attempt.asked, asked.to_string());
            assert_eq!(attempt.zeros, (zero_bits / 4).min(bits.div_ceil(4)));
        }
    }

    #[test]
    fn a_target_between_two_difficulties_is_told_by_its_digits() {
        let mut greatest = [u8::MAX; 32];
        greatest[..4].copy_from_slice(&[0, 0, 0x5d, 0x1a]);
        let puzzle = Puzzle::new("100", "", Target::new(greatest)).unwrap();
        let attempt = Attempt::new(&puzzle, 35293);
        assert_eq!((attempt.key, &*attempt.asked), ("hash-at-most", "00005d1a"));
        // 17 bits: the fifth digit counts, too, where it is a zero.
        assert!((4..=5).contains(&attempt.zeros), "{attempt:?}");
    }

    #[test]
    fn what_is_seen_of_a_search_was_tried() {
        let recent = 1_000..51_000;
        let seen: Vec<_> = (0..100).map(|step| glimpse(&recent, step)).collect();
        assert!(seen.iter().flatten().all(|number| recent.contains(number)));
        assert!(seen.windows(2).all(|two| two[0] != two[1]));
        assert_eq!(glimpse(&(7..8), 3), Some(7));
        assert_eq!(glimpse(&(0..0), 3), None);
    }

    fn replay(proof: u64) -> Replay {
        Replay::new(Rc::new(tutorial()), proof, 0.02).unwrap()
    }

    #[test]
    fn a_replay_begins_slowly_and_ends_at_the_proof_in_a_few_seconds() {
        let mut replay = replay(35293);
        let mut seen = vec![replay.number()];
        while replay.step() {
            seen.push(replay.number());
        }
        assert_eq!(seen[..13], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
        assert!(seen.iter().all(|&number| number < 35293));
        // Ten a second.
        assert!((25..45).contains(&seen.len()), "{}", seen.len());
    }

    #[test]
    fn the_best_so_far_of_a_replay_is_that_of_all_numbers_until_then() {
        for proof in [0, 1, 40, 700, 35293] {
            let mut replay = replay(proof);
            while replay.step() {
                let tried = 0..=replay.number();
                let best = tried.min_by_key(|&number| tutorial().hash(number));
                assert_eq!(
                    Some(replay.closest()),
                    best,
                    "of {proof} at {}",
                    replay.number()
                );
            }
        }
    }

    #[test]
    fn no_step_of_a_replay_takes_long_and_there_are_not_many() {
        let mut replay = replay(MAX_REPLAYED);
        let (mut before, mut steps) = (0, 0);
        while replay.step() {
            assert!(replay.number - before <= MAX_HASHED);
            (before, steps) = (replay.number, steps + 1);
        }
        assert!(steps < 50, "{steps}");
    }

    #[test]
    fn what_was_seen_or_is_too_long_is_not_replayed() {
        let puzzle = Rc::new(tutorial());
        assert!(Replay::new(puzzle.clone(), 35293, 1.5).is_none());
        assert!(Replay::new(puzzle.clone(), MAX_REPLAYED + 1, 0.1).is_none());
        assert!(Replay::new(puzzle, 35293, 0.1).is_some());
    }
}
