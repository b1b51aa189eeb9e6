//! What a network calls valid: its proof rule and its difficulty.

use std::fmt;
use std::str::FromStr;

use pow::{Difficulty, Puzzle};
use serde::{Deserialize, Serialize};

use crate::block::Block;
use crate::canonical::write_integer;
use crate::hash::Hash;
use crate::link::Link;

/// What a proof is bound to.
///
/// As text, and in serde's formats, the name in lower case: `classic`, `linked`, `sealed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProofRule {
    /// The seed's: sha256(`{last_proof}{proof}`). It does not look at the block's contents, so history can be rewritten
    /// without work.
    #[default]
    Classic,
    /// The tutorial's later version: sha256(`{last_proof}{proof}{last_hash}`). It is bound to the blocks before, but not
    /// to the block's own contents.
    Linked,
    /// sha256(`{payload}{proof}`), where payload is the [hash of the block without its proof](Block::payload).
    /// To change a block, its work has to be done again, and that of all blocks behind it.
    Sealed,
}

/// A text that names no proof rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a proof rule is one of classic, linked, sealed")]
pub struct UnknownProofRule;

/// A network's rules. Nodes with other rules do not take each other's chains as valid.
///
/// The default is the seed's: classic, 16 bits.
///
/// ```
/// use chain::{ProofRule, Rules};
///
/// assert_eq!(Rules::default().to_string(), "classic, 16 bits");
/// let rules: Rules = serde_json::from_str(r#"{"proof": "sealed", "difficulty_bits": 8}"#)?;
/// assert_eq!(rules.proof, ProofRule::Sealed);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rules {
    /// What a proof is bound to.
    pub proof: ProofRule,
    /// How many leading zero bits a proof's hash must have.
    #[serde(rename = "difficulty_bits")]
    pub difficulty: Difficulty,
}

impl Rules {
    /// The puzzle that the proof of `candidate` has to solve if it is to follow `last`. The candidate's own proof does
    /// not matter: it is what is searched.
    ///
    /// ```
    /// use chain::{Block, Chain, Number, PreviousHash, Rules};
    /// use pow::{Backend, Reference};
    ///
    /// let chain = Chain::new(Rules::default());
    /// let candidate = Block {
    ///     index: 2,
    ///     timestamp: Number::from_f64(1713205939.5651655)?,
    ///     transactions: vec![],
    ///     proof: 0,
    ///     previous_hash: PreviousHash::Hash(chain.tip().hash()),
    /// };
    /// let puzzle = chain.rules().puzzle(chain.tip(), &candidate);
    /// assert_eq!(Reference.search(&puzzle, 0..100_000), Some(35293));
    /// # Ok::<(), chain::NumberError>(())
    /// ```
    pub fn puzzle(&self, last: &Link, candidate: &Block) -> Puzzle {
        let last = Last {
            proof: last.block().proof,
            hash: last.hash(),
        };
        let (mut prefix, mut suffix) = (String::new(), String::new());
        self.write_prefix(last, || candidate.payload(), &mut prefix);
        self.write_suffix(last, &mut suffix);
        #[expect(
            clippy::expect_used,
            reason = "a hash has 64 digits and a proof 20 at most; that both fit is asserted below"
        )]
        Puzzle::new(prefix, suffix, self.difficulty).expect("64 bytes are within a puzzle's bounds")
    }

    /// Adds what is hashed to check a proof, as [`Puzzle::hash`] hashes it. Many of these are hashed at once, so it goes
    /// without a puzzle for each.
    pub(crate) fn write_proved(
        &self,
        last: Last,
        payload: impl FnOnce() -> Hash,
        proof: u64,
        out: &mut String,
    ) {
        self.write_prefix(last, payload, out);
        write_integer(proof, out);
        self.write_suffix(last, out);
    }

    fn write_prefix(&self, last: Last, payload: impl FnOnce() -> Hash, out: &mut String) {
        match self.proof {
            ProofRule::Classic | ProofRule::Linked => write_integer(last.proof, out),
            ProofRule::Sealed => payload().write(out),
        }
    }

    fn write_suffix(&self, last: Last, out: &mut String) {
        match self.proof {
            ProofRule::Linked => last.hash.write(out),
            ProofRule::Classic | ProofRule::Sealed => {}
        }
    }
}

/// What a block's puzzle depends on in the block before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Last {
    pub(crate) proof: u64,
    pub(crate) hash: Hash,
}

const _: () = assert!(Puzzle::MAX_TEXT >= 64);

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            proof: ProofRule::default(),
            difficulty: Difficulty::TUTORIAL,
        }
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.difficulty.bits() == 1 {
            "bit"
        } else {
            "bits"
        };
        write!(f, "{}, {} {unit}", self.proof, self.difficulty)
    }
}

impl fmt::Display for ProofRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ProofRule::Classic => "classic",
            ProofRule::Linked => "linked",
            ProofRule::Sealed => "sealed",
        })
    }
}

impl FromStr for ProofRule {
    type Err = UnknownProofRule;

    fn from_str(name: &str) -> Result<ProofRule, UnknownProofRule> {
        match name {
            "classic" => Ok(ProofRule::Classic),
            "linked" => Ok(ProofRule::Linked),
            "sealed" => Ok(ProofRule::Sealed),
            _ => Err(UnknownProofRule),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hashed_to_check_a_proof_is_what_the_puzzle_hashes() {
        let link = Link::new(Block {
            proof: 35293,
            ..Block::genesis()
        });
        let last = Last {
            proof: 35293,
            hash: link.hash(),
        };
        let candidate = Block {
            index: 2,
            ..Block::genesis()
        };
        for proof in [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed] {
            let rules = Rules {
                proof,
                ..Rules::default()
            };
            for tried in [0, 35089, u64::MAX] {
                let mut text = String::new();
                rules.write_proved(last, || candidate.payload(), tried, &mut text);
                let puzzle = rules.puzzle(&link, &candidate);
                assert_eq!(Hash::of(&text).as_bytes(), &puzzle.hash(tried), "{proof}");
            }
        }
    }
}
