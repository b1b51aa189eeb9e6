//! A block on a sheet of paper, with all that its proof depends on: what is hashed, and whether that will do.

use chain::{Block, Difficulty, Hash, Number, PreviousHash, ProofRule, Rules, Transaction};
use pow::{Puzzle, PuzzleError, leading_zero_bits};

/// The proof of the seed's genesis, behind which the sheet's block comes.
const GENESIS_PROOF: u64 = 100;
/// Few enough that a proof is found by hand: about one number of 16 is one.
const BY_HAND: u16 = 4;

/// A block that is to follow another, of which only proof and hash matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The rule and the difficulty.
    pub rules: Rules,
    /// The proof of the block before.
    pub previous_proof: u64,
    /// The hash of the block before.
    pub previous_hash: Hash,
    /// What the block says.
    pub transaction: Transaction,
    /// The number that is tried.
    pub proof: u64,
}

/// What a proof makes of its puzzle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// The hash.
    pub hash: Hash,
    /// With how many zero bits it starts.
    pub zero_bits: u32,
    /// Whether these are enough.
    pub holds: bool,
}

impl Sheet {
    /// Behind the seed's genesis, with a number that is no proof yet.
    pub fn new(sender: String, recipient: String) -> Self {
        Self {
            rules: Rules::tutorial(
                ProofRule::Classic,
                Difficulty::new(BY_HAND).unwrap_or(Difficulty::MIN),
            ),
            previous_proof: GENESIS_PROOF,
            previous_hash: Block::genesis().hash(),
            transaction: Transaction {
                sender,
                recipient,
                amount: Number::from(5_u64),
                signed: None,
            },
            proof: 0,
        }
    }

    /// The block as a whole.
    pub fn block(&self) -> Block {
        Block {
            index: 2,
            // No clock ticks here: the sheet changes by hand alone.
            timestamp: Number::from(1_713_205_939_u64),
            transactions: vec![self.transaction.clone()],
            proof: self.proof,
            previous_hash: PreviousHash::Hash(self.previous_hash),
            merkle_root: None,
        }
    }

    /// What is hashed around the proof, as [`Rules::puzzle`] has it. Written out here because the block
    /// before is known by its proof and hash alone; a test holds the two together.
    ///
    /// # Errors
    /// None in truth: a hash has 64 digits and a proof 20, which fits.
    pub fn puzzle(&self) -> Result<Puzzle, PuzzleError> {
        let prefix = match self.rules.proof {
            ProofRule::Classic | ProofRule::Linked => self.previous_proof.to_string(),
            ProofRule::Sealed | ProofRule::Header => self.block().payload().to_string(),
        };
        let suffix = match self.rules.proof {
            ProofRule::Linked => self.previous_hash.to_string(),
            _ => String::new(),
        };
        Puzzle::new(prefix, suffix, self.rules.difficulty)
    }

    /// What its proof makes of a puzzle.
    pub fn work(&self, puzzle: &Puzzle) -> Work {
        let hash = puzzle.hash(self.proof);
        Work {
            hash: Hash::from_bytes(hash),
            zero_bits: leading_zero_bits(&hash),
            holds: puzzle.target().is_met_by(&hash),
        }
    }

    /// Whether nothing but what the block says is different.
    pub fn differs_in_contents_only(&self, other: &Self) -> bool {
        self.transaction != other.transaction
            && *self
                == Self {
                    transaction: self.transaction.clone(),
                    ..other.clone()
                }
    }
}

#[cfg(test)]
mod tests {
    use chain::Link;

    use super::*;

    const RULES: [ProofRule; 3] = [ProofRule::Classic, ProofRule::Linked, ProofRule::Sealed];

    fn sheet(proof: ProofRule) -> Sheet {
        let mut sheet = Sheet::new("ada".to_owned(), "bob".to_owned());
        sheet.rules.proof = proof;
        sheet
    }

    #[test]
    fn the_text_that_is_hashed_is_the_rules_own() {
        let genesis = Link::new(Block::genesis());
        for proof in RULES {
            let sheet = sheet(proof);
            let puzzle = sheet.rules.puzzle(&genesis, &sheet.block());
            assert_eq!(sheet.puzzle().unwrap(), puzzle, "{proof}");
        }
    }

    #[test]
    fn the_seeds_first_proof_holds_under_classic() {
        let mut sheet = sheet(ProofRule::Classic);
        sheet.rules.difficulty = Difficulty::TUTORIAL;
        sheet.proof = 35293;
        let work = sheet.work(&sheet.puzzle().unwrap());
        assert!(work.holds && work.zero_bits >= 16);
        assert!(work.hash.to_string().starts_with("0000"));
    }

    #[test]
    fn only_sealed_looks_at_what_the_block_says() {
        for proof in RULES {
            let before = sheet(proof);
            let mut after = before.clone();
            after.transaction.amount = Number::from(5000_u64);
            let same = before.puzzle().unwrap() == after.puzzle().unwrap();
            assert_eq!(same, proof != ProofRule::Sealed, "{proof}");
            assert!(after.differs_in_contents_only(&before));
            after.proof = 1;
            assert!(!after.differs_in_contents_only(&before));
        }
    }
}
