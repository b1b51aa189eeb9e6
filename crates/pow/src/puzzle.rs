//! What a proof has to solve: one text with a number in it, and how small its hash must be.

use sha2::{Digest, Sha256};

use crate::decimal::Decimal;
use crate::{Difficulty, Target};

/// A puzzle is solved by a proof for which sha256(`prefix ‖ proof ‖ suffix`), read as a number, is at most the
/// [`target`](Puzzle::target). The proof is written in decimal, without leading zeros.
///
/// ```
/// use pow::{Difficulty, Puzzle};
///
/// let puzzle = Puzzle::new("35293", "", Difficulty::TUTORIAL)?;
/// assert!(puzzle.accepts(35089));
/// assert!(!puzzle.accepts(35090));
/// # Ok::<(), pow::PuzzleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Puzzle {
    prefix: String,
    suffix: String,
    target: Target,
}

/// Why a puzzle can't be made: a text too long to be hashed at every try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PuzzleError {
    /// The text before the proof is too long.
    #[error("prefix must be at most {} bytes long, not {length}", Puzzle::MAX_TEXT)]
    PrefixTooLong {
        /// Its length in bytes of UTF-8.
        length: usize,
    },
    /// The text after the proof is too long.
    #[error("suffix must be at most {} bytes long, not {length}", Puzzle::MAX_TEXT)]
    SuffixTooLong {
        /// Its length in bytes of UTF-8.
        length: usize,
    },
}

impl Puzzle {
    /// How long prefix and suffix may be, each, in bytes of UTF-8. The rules need 64 bytes at most.
    pub const MAX_TEXT: usize = 1024;

    /// A puzzle from its three parts, the last a [`Target`] or a [`Difficulty`]; an error where a text is longer than [`Puzzle::MAX_TEXT`].
    pub fn new(
        prefix: impl Into<String>,
        suffix: impl Into<String>,
        target: impl Into<Target>,
    ) -> Result<Puzzle, PuzzleError> {
        let (prefix, suffix) = (prefix.into(), suffix.into());
        if prefix.len() > Puzzle::MAX_TEXT {
            return Err(PuzzleError::PrefixTooLong {
                length: prefix.len(),
            });
        }
        if suffix.len() > Puzzle::MAX_TEXT {
            return Err(PuzzleError::SuffixTooLong {
                length: suffix.len(),
            });
        }
        Ok(Puzzle {
            prefix,
            suffix,
            target: target.into(),
        })
    }

    /// The same text with another target.
    pub(crate) fn asking(&self, target: Target) -> Puzzle {
        Puzzle {
            target,
            ..self.clone()
        }
    }

    /// The text before the proof.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The text after the proof.
    pub fn suffix(&self) -> &str {
        &self.suffix
    }

    /// The greatest hash that solves it.
    pub fn target(&self) -> Target {
        self.target
    }

    /// How many zero bits the hash must start with. Where the target is no [`Difficulty`], that is not all it asks for.
    pub fn difficulty(&self) -> Difficulty {
        self.target.difficulty()
    }

    /// The text that is hashed, with this proof in it.
    ///
    /// ```
    /// # use pow::{Difficulty, Puzzle};
    /// let puzzle = Puzzle::new("100", "", Difficulty::TUTORIAL)?;
    /// assert_eq!(puzzle.text(35293), "10035293");
    /// # Ok::<(), pow::PuzzleError>(())
    /// ```
    pub fn text(&self, proof: u64) -> String {
        [&self.prefix, &*proof.to_string(), &self.suffix].concat()
    }

    /// SHA-256 of the text with this proof in it.
    pub fn hash(&self, proof: u64) -> [u8; 32] {
        Sha256::new()
            .chain_update(&self.prefix)
            .chain_update(Decimal::of(proof).as_bytes())
            .chain_update(&self.suffix)
            .finalize()
            .into()
    }

    /// Whether this proof solves the puzzle. One hash, no allocation.
    pub fn accepts(&self, proof: u64) -> bool {
        self.target.is_met_by(&self.hash(proof))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_be_as_long_as_allowed_and_no_longer() {
        let longest = "x".repeat(Puzzle::MAX_TEXT);
        assert!(Puzzle::new(&longest, &longest, Difficulty::MIN).is_ok());
        let longer = "x".repeat(Puzzle::MAX_TEXT + 1);
        assert_eq!(
            Puzzle::new(&longer, "", Difficulty::MIN)
                .unwrap_err()
                .to_string(),
            "prefix must be at most 1024 bytes long, not 1025",
        );
        assert_eq!(
            Puzzle::new("", &longer, Difficulty::MIN)
                .unwrap_err()
                .to_string(),
            "suffix must be at most 1024 bytes long, not 1025",
        );
    }

    #[test]
    fn the_bound_counts_bytes_not_characters() {
        assert!(Puzzle::new("é".repeat(512), "", Difficulty::MIN).is_ok());
        assert!(Puzzle::new("é".repeat(513), "", Difficulty::MIN).is_err());
    }
}
