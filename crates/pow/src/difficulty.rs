//! How much work a puzzle asks for, counted in leading zero bits of a hash.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of leading zero bits asked of a hash: 0 (every hash will do) to 256 (only the all-zero one).
///
/// Each bit more doubles the work. Four bits are one hexadecimal digit, so the tutorial's `"0000"` is 16 bits.
///
/// ```
/// use pow::Difficulty;
///
/// assert_eq!(Difficulty::new(20)?.expected_hashes(), 1_048_576.0);
/// assert!(Difficulty::new(257).is_err());
/// # Ok::<(), pow::DifficultyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u16")]
pub struct Difficulty(u16);

/// A difficulty outside 0 to 256 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("difficulty must be 0 to 256 bits, not {asked}")]
pub struct DifficultyError {
    /// The number of bits that was asked for.
    pub asked: u64,
}

impl Difficulty {
    /// Asks for nothing: every hash will do.
    pub const MIN: Difficulty = Difficulty(0);
    /// The tutorial's `"0000"`: 16 bits, 65,536 hashes on average.
    pub const TUTORIAL: Difficulty = Difficulty(16);
    /// Asks for the all-zero hash: a hash has no more bits than 256.
    pub const MAX: Difficulty = Difficulty(256);

    /// A difficulty of that many leading zero bits; an error beyond [`Difficulty::MAX`].
    pub const fn new(bits: u16) -> Result<Difficulty, DifficultyError> {
        if bits > Difficulty::MAX.0 {
            return Err(DifficultyError { asked: bits as u64 });
        }
        Ok(Difficulty(bits))
    }

    /// The greatest difficulty that a hash meets.
    pub(crate) fn of(hash: &[u8; 32]) -> Difficulty {
        // At most 256.
        Difficulty(leading_zero_bits(hash) as u16)
    }

    /// The number of leading zero bits asked for, 0 to 256.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// How many hashes a search takes on average: 2 to the power of [`bits`](Difficulty::bits).
    pub fn expected_hashes(self) -> f64 {
        f64::from(self.0).exp2()
    }

    /// Whether a hash starts with that many zero bits.
    pub fn is_met_by(self, hash: &[u8; 32]) -> bool {
        leading_zero_bits(hash) >= u32::from(self.0)
    }
}

impl fmt::Display for Difficulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<u64> for Difficulty {
    type Error = DifficultyError;

    fn try_from(asked: u64) -> Result<Difficulty, DifficultyError> {
        let bits = u16::try_from(asked).map_err(|_| DifficultyError { asked })?;
        Difficulty::new(bits)
    }
}

impl From<Difficulty> for u16 {
    fn from(difficulty: Difficulty) -> u16 {
        difficulty.0
    }
}

/// How many zero bits a hash starts with: 0 to 256, read from the first byte's highest bit.
pub fn leading_zero_bits(hash: &[u8; 32]) -> u32 {
    let mut bits = 0;
    for byte in hash {
        bits += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_bits_are_counted_across_bytes() {
        let mut hash = [0; 32];
        assert_eq!(leading_zero_bits(&hash), 256);
        hash[2] = 0b0001_0000;
        assert_eq!(leading_zero_bits(&hash), 19);
        hash[0] = 0xff;
        assert_eq!(leading_zero_bits(&hash), 0);
    }

    #[test]
    fn a_difficulty_is_met_by_as_many_zero_bits_or_more() {
        let mut hash = [0xff; 32];
        hash[0] = 0;
        hash[1] = 0b0000_0111;
        for bits in 0..=13 {
            assert!(Difficulty(bits).is_met_by(&hash), "{bits}");
        }
        assert!(!Difficulty(14).is_met_by(&hash));
        assert!(Difficulty::MAX.is_met_by(&[0; 32]));
    }

    #[test]
    fn a_difficulty_is_a_plain_number_in_json_and_checked_when_read() {
        assert_eq!(serde_json::to_string(&Difficulty::TUTORIAL).unwrap(), "16");
        assert_eq!(
            serde_json::from_str::<Difficulty>("256").unwrap(),
            Difficulty::MAX
        );
        for (text, said) in [
            ("257", "difficulty must be 0 to 256 bits, not 257"),
            ("65552", "difficulty must be 0 to 256 bits, not 65552"),
        ] {
            let error = serde_json::from_str::<Difficulty>(text).unwrap_err();
            assert!(error.to_string().starts_with(said), "{error}");
        }
        assert!(serde_json::from_str::<Difficulty>("-1").is_err());
        assert!(serde_json::from_str::<Difficulty>("\"16\"").is_err());
    }

    #[test]
    fn each_bit_doubles_the_work_expected() {
        assert_eq!(Difficulty::MIN.expected_hashes(), 1.0);
        assert_eq!(Difficulty::TUTORIAL.expected_hashes(), 65_536.0);
        assert!(Difficulty::MAX.expected_hashes().is_finite());
    }
}
