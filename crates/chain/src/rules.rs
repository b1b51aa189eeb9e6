//! What a network calls valid: its proof rule and its difficulty.

use std::fmt;
use std::str::FromStr;

use pow::{Difficulty, Puzzle};
use serde::{Deserialize, Serialize};

use crate::block::Block;
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
    /// Whoever changes a block has to do its work again, and that of all blocks behind it.
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
        self.puzzle_after(last.block().proof, last.hash(), || candidate.payload())
    }

    /// The same from what it depends on: the proof and the hash of the block before, and under the sealed rule the
    /// candidate's payload.
    pub(crate) fn puzzle_after(
        &self,
        last_proof: u64,
        last_hash: Hash,
        payload: impl FnOnce() -> Hash,
    ) -> Puzzle {
        let (prefix, suffix) = match self.proof {
            ProofRule::Classic => (last_proof.to_string(), String::new()),
            ProofRule::Linked => (last_proof.to_string(), digits(last_hash)),
            ProofRule::Sealed => (digits(payload()), String::new()),
        };
        #[expect(
            clippy::expect_used,
            reason = "a hash has 64 digits and a proof 20 at most; that both fit is asserted below"
        )]
        Puzzle::new(prefix, suffix, self.difficulty).expect("64 bytes are within a puzzle's bounds")
    }
}

// Quicker than `to_string`, and there is one for each block of a chain.
fn digits(hash: Hash) -> String {
    let mut text = String::with_capacity(64);
    hash.write(&mut text);
    text
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
