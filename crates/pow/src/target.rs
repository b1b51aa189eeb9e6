//! How small a hash must be.

use crate::Difficulty;

/// The greatest hash that solves a puzzle, both read as numbers of 256 bits with the highest byte first. The smaller it
/// is, the more work it asks for.
///
/// Leading zero bits are one form of it: a [`Difficulty`] is the target that starts with so many zeros and goes on with ones.
/// Between two of those, in which the work doubles, a target may ask for any amount of work.
///
/// ```
/// use pow::{Backend, Difficulty, Lanes, Puzzle, Target};
///
/// let tutorial = Target::from(Difficulty::TUTORIAL);
/// assert_eq!(tutorial.as_bytes()[..4], [0, 0, 0xff, 0xff]);
///
/// // Half as much again as the tutorial asks for.
/// let mut greatest = *tutorial.as_bytes();
/// greatest[2] = 0xaa;
/// let puzzle = Puzzle::new("100", "", Target::new(greatest))?;
/// let proof = Lanes.search(&puzzle, 0..1_000_000).ok_or("no proof below a million")?;
/// assert!(puzzle.hash(proof) <= greatest);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target([u8; 32]);

impl Target {
    /// Met by this hash and all smaller ones.
    pub const fn new(greatest: [u8; 32]) -> Target {
        Target(greatest)
    }

    /// Met by the hashes whose first 16 bytes, read as a number, are below this one; by none where it is 0.
    ///
    /// ```
    /// use pow::{Difficulty, Target};
    ///
    /// assert_eq!(Target::below(1 << 112), Some(Target::from(Difficulty::TUTORIAL)));
    /// assert_eq!(Target::below(0), None);
    /// ```
    pub fn below(limit: u128) -> Option<Target> {
        let mut greatest = [u8::MAX; 32];
        greatest[..16].copy_from_slice(&limit.checked_sub(1)?.to_be_bytes());
        Some(Target(greatest))
    }

    /// The greatest hash that meets it.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether a hash is small enough.
    pub fn is_met_by(&self, hash: &[u8; 32]) -> bool {
        *hash <= self.0
    }

    /// With how many zero bits all hashes start that meet it. There may be others that start so.
    pub fn difficulty(&self) -> Difficulty {
        Difficulty::of(&self.0)
    }
}

impl From<Difficulty> for Target {
    fn from(difficulty: Difficulty) -> Target {
        let bits = usize::from(difficulty.bits());
        let mut greatest = [u8::MAX; 32];
        greatest[..bits / 8].fill(0);
        // Not each byte with a shift of its own in a loop: as wasm32 with simd128, Rust 1.95 gets that wrong.
        if let Some(byte) = greatest.get_mut(bits / 8) {
            *byte >>= bits % 8;
        }
        Target(greatest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difficulty_is_met_by_the_same_hashes_as_its_target() {
        for bits in 0..=256 {
            let difficulty = Difficulty::new(bits).unwrap();
            let target = Target::from(difficulty);
            assert_eq!(target.difficulty(), difficulty);
            let mut hash = *target.as_bytes();
            assert!(
                target.is_met_by(&hash) && difficulty.is_met_by(&hash),
                "{bits}"
            );
            // The next greater hash.
            for byte in hash.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
            let is_met = target.is_met_by(&hash);
            assert_eq!(
                (is_met, difficulty.is_met_by(&hash)),
                (bits == 0, bits == 0),
                "{bits}"
            );
        }
    }

    #[test]
    fn a_target_is_met_up_to_its_last_bit() {
        let mut greatest = [0; 32];
        greatest[1] = 0x37;
        greatest[31] = 0x80;
        let target = Target::new(greatest);
        assert!(target.is_met_by(&greatest));
        greatest[31] = 0x81;
        assert!(!target.is_met_by(&greatest));
        greatest[1] = 0x36;
        assert!(target.is_met_by(&greatest));
        greatest[0] = 1;
        assert!(!target.is_met_by(&greatest));
    }
}
