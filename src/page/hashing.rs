//! What there is to see of a search for a proof: hashes of numbers that were really tried, the zeros in them that count, and the
//! replay of a search that was over before anybody saw it.

use std::{ops::Range, rc::Rc};

use chain::Hash;
use pow::{Puzzle, Target};

/// A longer search was seen while it went on, in seconds.
const SEEN_SECONDS: f64 = 1.0;
/// The greatest proof up to which all numbers are hashed again.
const MAX_REPLAYED: u64 = 1 << 18;
/// How many steps a number of the replay stands at first,
const STAND: u32 = 3;
/// and how many numbers do.
const STANDING: u64 = 4;
/// All is hashed within so many steps: before numbers come so fast.
const HASHING_STEPS: u64 = 32;

/// A number and its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The number that was tried.
    pub number: u64,
    /// The text that was hashed.
    pub text: String,
    /// The hash, in hexadecimal.
    pub digits: String,
    /// So many of its digits are zeros that count.
    pub zeros: usize,
    /// How much of what is asked it has.
    pub reached: Reached,
}

/// How near a hash comes to what is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Reached {
    /// So many of so many zeros.
    Zeros(u16, u16),
    /// So many of so many zero bits.
    Bits(u16, u16),
    /// The hash must be at most this one: its first 8 digits.
    AtMost(String),
}

impl Attempt {
    /// The hash of this number. One hash, and its text.
    pub fn new(puzzle: &Puzzle, number: u64) -> Self {
        let hash = puzzle.hash(number);
        let digits = Hash::from_bytes(hash).to_string();
        let target = puzzle.target();
        let asked = target.difficulty();
        let bits = Target::new(hash).difficulty().min(asked).bits();
        let asked_bits = asked.bits();
        let most = usize::from(asked_bits.div_ceil(4));
        let zeros = digits.bytes().take(most).take_while(|&it| it == b'0');
        let reached = if target != Target::from(asked) {
            let greatest = Hash::from_bytes(*target.as_bytes()).to_string();
            Reached::AtMost(greatest[..8].to_owned())
        } else if asked_bits.is_multiple_of(4) {
            Reached::Zeros(bits / 4, asked_bits / 4)
        } else {
            Reached::Bits(bits, asked_bits)
        };
        Self {
            number,
            text: [puzzle.prefix(), &number.to_string(), puzzle.suffix()].concat(),
            zeros: zeros.count(),
            digits,
            reached,
        }
    }
}

/// One of the numbers that were tried last, another one at each step; `None` where there are none.
pub fn glimpse(recent: &Range<u64>, step: u64) -> Option<u64> {
    let many = recent.end.checked_sub(recent.start).filter(|&it| it > 0)?;
    // A prime, so that steps do not fall into a rhythm.
    Some(recent.start + step.wrapping_mul(15_485_863) % many)
}

/// A search from 0 up to its proof, seen again: the first numbers one by one, then faster and faster. All of them are hashed
/// again, a share at each step, so that the best so far is true.
#[derive(Debug)]
pub struct Replay {
    puzzle: Rc<Puzzle>,
    proof: u64,
    number: u64,
    steps: u32,
    hashed: u64,
    /// Each has a smaller hash than all before.
    records: Vec<(u64, [u8; 32])>,
}

impl Replay {
    /// A search that took so many seconds; `None` where it was seen while it went on, or would take too long to hash again.
    pub fn new(puzzle: Rc<Puzzle>, proof: u64, seconds: f64) -> Option<Self> {
        (seconds < SEEN_SECONDS && proof <= MAX_REPLAYED).then(|| Self {
            puzzle,
            proof,
            number: 0,
            steps: 0,
            hashed: 0,
            records: Vec::new(),
        })
    }

    /// Whether it is this search that is seen again.
    pub fn is_of(&self, puzzle: &Rc<Puzzle>, proof: Option<u64>) -> bool {
        proof == Some(self.proof) && *puzzle == self.puzzle
    }

    /// Goes on to the next number; false when that is the proof.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        if self.number >= STANDING {
            self.number += self.number / 2;
        } else if self.steps.is_multiple_of(STAND) {
            self.number += 1;
        }
        let share = self.hashed + self.proof / HASHING_STEPS + 1;
        let until = share.max(self.number + 1).min(self.proof);
        for number in self.hashed..until {
            let hash = self.puzzle.hash(number);
            if self.records.last().is_none_or(|(_, best)| hash < *best) {
                self.records.push((number, hash));
            }
        }
        self.hashed = until;
        self.number < self.proof
    }

    /// The number that is seen being tried.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Of those up to it, the one with the smallest hash.
    pub fn closest(&self) -> Option<u64> {
        let mut tried = self.records.iter().rev();
        let (number, _) = tried.find(|(number, _)| *number <= self.number)?;
        Some(*number)
    }
}

#[cfg(test)]
mod tests {
    use pow::Difficulty;

    use super::*;

    fn tutorial() -> Puzzle {
        Puzzle::new("100", "", Difficulty::TUTORIAL).unwrap()
    }

    fn asking(bits: u16) -> Puzzle {
        Puzzle::new("100", "", Difficulty::new(bits).unwrap()).unwrap()
    }

    #[test]
    fn zeros_are_counted_as_the_rule_asks_for_them() {
        let found = Attempt::new(&tutorial(), 35293);
        assert!(found.digits.starts_with("0000"), "{found:?}");
        assert_eq!(found.text, "10035293");
        assert_eq!((found.zeros, found.reached), (4, Reached::Zeros(4, 4)));
        // The same hash, where more or less is asked for.
        let bits = pow::leading_zero_bits(&tutorial().hash(35293)) as u16;
        let harder = Attempt::new(&asking(18), 35293);
        assert_eq!(harder.reached, Reached::Bits(bits.min(18), 18));
        let easier = Attempt::new(&asking(8), 35293);
        assert_eq!((easier.zeros, easier.reached), (2, Reached::Zeros(2, 2)));
        let none = Attempt::new(&asking(0), 35293);
        assert_eq!((none.zeros, none.reached), (0, Reached::Zeros(0, 0)));
    }

    #[test]
    fn a_target_between_two_difficulties_is_told_by_its_digits() {
        let mut greatest = [u8::MAX; 32];
        greatest[..4].copy_from_slice(&[0, 0, 0x5d, 0x1a]);
        let puzzle = Puzzle::new("100", "", Target::new(greatest)).unwrap();
        let attempt = Attempt::new(&puzzle, 35293);
        assert_eq!(attempt.reached, Reached::AtMost("00005d1a".to_owned()));
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
                assert_eq!(replay.closest(), best, "of {proof} at {}", replay.number());
            }
        }
    }

    #[test]
    fn no_step_of_a_replay_takes_long() {
        let mut replay = replay(MAX_REPLAYED);
        let mut before = 0;
        while replay.step() {
            assert!(replay.hashed - before <= 10_000);
            before = replay.hashed;
        }
        assert_eq!(replay.hashed, MAX_REPLAYED);
    }

    #[test]
    fn what_was_seen_or_is_too_long_is_not_replayed() {
        let puzzle = Rc::new(tutorial());
        assert!(Replay::new(puzzle.clone(), 35293, 1.5).is_none());
        assert!(Replay::new(puzzle.clone(), MAX_REPLAYED + 1, 0.1).is_none());
        let replay = replay(35293);
        assert!(replay.is_of(&puzzle, Some(35293)));
        assert!(!replay.is_of(&puzzle, None));
        assert!(!replay.is_of(&Rc::new(asking(8)), Some(35293)));
    }
}
