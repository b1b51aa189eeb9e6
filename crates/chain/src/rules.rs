//! What a network calls valid: its rules.

use std::fmt;
use std::str::FromStr;

use pow::{Difficulty, Puzzle, Target};
use serde::{Deserialize, Serialize};

use crate::block::{Block, PreviousHash};
use crate::canonical::write_integer;
use crate::format::Format;
use crate::hash::Hash;
use crate::link::Link;
use crate::pace::{Past, Retarget};

/// What a proof is bound to.
///
/// As text, and in serde's formats, the name in lower case: `classic`, `linked`, `sealed`, `header`.
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
    /// As `sealed`, of blocks that have a `merkle_root` of their transactions, and whose hashes cover the header: the block
    /// without the transactions. So work and links can be checked from headers alone.
    Header,
}

/// A text that names no proof rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a proof rule is one of classic, linked, sealed, header")]
pub struct UnknownProofRule;

/// What a network's transactions are.
///
/// As text, and in serde's formats, the name in lower case: `open`, `signed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LedgerRule {
    /// The tutorial's: anybody writes what they like.
    #[default]
    Open,
    /// Accounts are keys, payments are signed, nobody spends what they don't have, and coins come from rewards only.
    Signed,
}

/// What tells one network from all others with the same rules: 16 lower-case hex digits, drawn when a person sets the rules.
/// The tutorial's are zeros.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub struct Network([u8; 8]);

/// A text that names no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("network must be 16 lower-case hex digits")]
pub struct NotANetwork;

/// A network's rules. Nodes with other rules do not take each other's chains as valid.
///
/// The default is the seed's: classic, 16 bits. Where a text leaves fields out, all but the first two, they are the seed's.
///
/// ```
/// use chain::{LedgerRule, ProofRule, Rules};
///
/// assert_eq!(Rules::default().to_string(), "classic, 16 bits");
/// let rules: Rules = serde_json::from_str(r#"{"proof": "sealed", "difficulty_bits": 8}"#)?;
/// assert_eq!(rules.proof, ProofRule::Sealed);
/// assert_eq!(rules.ledger, LedgerRule::Open);
/// let unknown = serde_json::from_str::<Rules>(r#"{"proof": "sealed", "difficulty_bits": 8, "reward": 2000000}"#);
/// assert!(unknown.unwrap_err().to_string().starts_with("reward must be 0 to 1000000, not 2000000"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Written")]
pub struct Rules {
    /// What a proof is bound to.
    pub proof: ProofRule,
    /// How many leading zero bits a proof's hash must have; with a `retarget`, that of block 2.
    #[serde(rename = "difficulty_bits")]
    pub difficulty: Difficulty,
    /// How the difficulty follows the hash power; not at all where there is none.
    pub retarget: Option<Retarget>,
    /// What its transactions are.
    pub ledger: LedgerRule,
    /// How many new coins block 2 brings: 0 to 1,000,000. Only a signed ledger holds miners to it.
    pub reward: u32,
    /// After how many blocks the reward is halved, and again: 0 (never) to 1,000,000.
    pub halving_blocks: u32,
    /// How many payments a block of a signed ledger may hold beside its reward: 1 to 1,000.
    pub block_transactions: u32,
    /// Which of all networks with such rules this is.
    pub network: Network,
}

/// Why rules are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A field is out of its bounds.
    #[error("{field} must be {least} to {most}, not {asked}")]
    OutOfBounds {
        /// The field's name, as in their text.
        field: &'static str,
        /// Its least value.
        least: u32,
        /// Its greatest value.
        most: u32,
        /// What was asked for.
        asked: u64,
    },
    /// A retarget with a proof rule that does not look at timestamps.
    #[error(
        "retarget needs the proof rule sealed or header, not {0}: there, a block's timestamp could be changed without work"
    )]
    UnboundTimestamps(ProofRule),
}

/// Rules as they are written, before their bounds are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    proof: ProofRule,
    difficulty_bits: Difficulty,
    #[serde(default)]
    retarget: Option<Retarget>,
    #[serde(default)]
    ledger: LedgerRule,
    #[serde(default = "one")]
    reward: u64,
    #[serde(default)]
    halving_blocks: u64,
    #[serde(default = "thousand")]
    block_transactions: u64,
    #[serde(default)]
    network: Network,
}

/// Rules as they are written: what is the seed's is left out, but for the first two, so that older versions read the
/// tutorial's rules.
#[derive(Serialize)]
struct Written {
    proof: ProofRule,
    difficulty_bits: Difficulty,
    #[serde(skip_serializing_if = "Option::is_none")]
    retarget: Option<Retarget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<LedgerRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reward: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halving_blocks: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_transactions: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<Network>,
}

impl From<Rules> for Written {
    fn from(rules: Rules) -> Written {
        fn other<T: PartialEq>(value: T, tutorial: T) -> Option<T> {
            (value != tutorial).then_some(value)
        }
        let tutorial = Rules::TUTORIAL;
        Written {
            proof: rules.proof,
            difficulty_bits: rules.difficulty,
            retarget: rules.retarget,
            ledger: other(rules.ledger, tutorial.ledger),
            reward: other(rules.reward, tutorial.reward),
            halving_blocks: other(rules.halving_blocks, tutorial.halving_blocks),
            block_transactions: other(rules.block_transactions, tutorial.block_transactions),
            network: other(rules.network, tutorial.network),
        }
    }
}

fn one() -> u64 {
    Rules::TUTORIAL.reward.into()
}

fn thousand() -> u64 {
    Rules::TUTORIAL.block_transactions.into()
}

impl TryFrom<Unchecked> for Rules {
    type Error = RulesError;

    fn try_from(unchecked: Unchecked) -> Result<Rules, RulesError> {
        // What does not fit is out of bounds, too.
        let narrow = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let rules = Rules {
            proof: unchecked.proof,
            difficulty: unchecked.difficulty_bits,
            retarget: unchecked.retarget,
            ledger: unchecked.ledger,
            reward: narrow(unchecked.reward),
            halving_blocks: narrow(unchecked.halving_blocks),
            block_transactions: narrow(unchecked.block_transactions),
            network: unchecked.network,
        };
        rules.check()?;
        Ok(rules)
    }
}

impl Rules {
    /// The seed's.
    pub const TUTORIAL: Rules = Rules {
        proof: ProofRule::Classic,
        difficulty: Difficulty::TUTORIAL,
        retarget: None,
        ledger: LedgerRule::Open,
        reward: 1,
        halving_blocks: 0,
        block_transactions: 1_000,
        network: Network([0; 8]),
    };

    /// The tutorial's rules with another proof rule and difficulty.
    pub const fn tutorial(proof: ProofRule, difficulty: Difficulty) -> Rules {
        Rules {
            proof,
            difficulty,
            ..Rules::TUTORIAL
        }
    }

    /// Whether all of them are within their bounds, and go together.
    pub fn check(&self) -> Result<(), RulesError> {
        within("reward", self.reward, 0, 1_000_000)?;
        within("halving_blocks", self.halving_blocks, 0, 1_000_000)?;
        within("block_transactions", self.block_transactions, 1, 1_000)?;
        let Some(retarget) = self.retarget else {
            return Ok(());
        };
        within("block_seconds", retarget.block_seconds, 1, 3_600)?;
        within("half_life_seconds", retarget.half_life_seconds, 1, 604_800)?;
        within("difficulty_bits", self.difficulty.bits().into(), 4, 64)?;
        match self.proof {
            ProofRule::Classic | ProofRule::Linked => {
                Err(RulesError::UnboundTimestamps(self.proof))
            }
            ProofRule::Sealed | ProofRule::Header => Ok(()),
        }
    }

    /// Whether payments are signed.
    pub fn is_signed(&self) -> bool {
        self.ledger == LedgerRule::Signed
    }

    /// Which fields blocks and transactions have.
    pub fn format(&self) -> Format {
        Format {
            header: self.proof == ProofRule::Header,
            signed: self.is_signed(),
        }
    }

    /// How many new coins the block with this index brings.
    pub fn reward_at(&self, index: u64) -> u64 {
        let halvings = match self.halving_blocks {
            0 => 0,
            blocks => index.saturating_sub(2) / u64::from(blocks),
        };
        let halvings = u32::try_from(halvings).unwrap_or(u32::MAX);
        u64::from(self.reward).checked_shr(halvings).unwrap_or(0)
    }

    /// The canonical text of all of them, sorted, as CPython's `json.dumps(rules, sort_keys=True)` prints it: what a
    /// genesis commits to.
    pub fn canonical(&self) -> String {
        let mut out = String::from("{\"block_transactions\": ");
        let mut field = |name: &str, value: u64| {
            out.push_str(name);
            write_integer(value, &mut out);
        };
        field("", self.block_transactions.into());
        field(", \"difficulty_bits\": ", self.difficulty.bits().into());
        field(", \"halving_blocks\": ", self.halving_blocks.into());
        out.push_str(", \"ledger\": \"");
        out.push_str(self.ledger.name());
        out.push_str("\", \"network\": \"");
        out.push_str(&String::from(self.network));
        out.push_str("\", \"proof\": \"");
        out.push_str(self.proof.name());
        out.push_str("\", \"retarget\": ");
        match self.retarget {
            None => out.push_str("null"),
            Some(retarget) => {
                out.push_str("{\"block_seconds\": ");
                write_integer(retarget.block_seconds.into(), &mut out);
                out.push_str(", \"half_life_seconds\": ");
                write_integer(retarget.half_life_seconds.into(), &mut out);
                out.push('}');
            }
        }
        out.push_str(", \"reward\": ");
        write_integer(self.reward.into(), &mut out);
        out.push('}');
        out
    }

    /// Whether the genesis commits to the rules. The tutorial's own does not, so that its chains stay as they are.
    pub fn are_committed(&self) -> bool {
        self.retarget.is_some() || self.format() != Format::TUTORIAL
    }

    /// The genesis from which a new chain starts: the [seed's](Block::genesis), or one that commits to the rules, so that
    /// no chain is valid under others.
    pub fn genesis(&self) -> Block {
        let mut genesis = Block::genesis();
        if self.are_committed() {
            genesis.previous_hash = PreviousHash::Hash(Hash::of(&self.canonical()));
        }
        genesis.merkle_root = (self.format().header).then(|| genesis.root_of_transactions());
        genesis
    }

    /// The puzzle that the proof of `candidate` has to solve if it is to follow `last` where the target does not change. The
    /// candidate's own proof does not matter: it is what is searched. Under every rule, [`Chain::puzzle`] gives it.
    ///
    /// [`Chain::puzzle`]: crate::Chain::puzzle
    ///
    /// ```
    /// use chain::{Block, Chain, Number, PreviousHash, Rules};
    /// use pow::{Backend, Reference};
    ///
    /// let chain = Chain::new(Rules::default());
    /// let candidate = Block {
    ///     index: 2,
    ///     timestamp: Number::from_f64(1713205939.5651655)?,
    ///     previous_hash: PreviousHash::Hash(chain.tip().hash()),
    ///     ..Block::genesis()
    /// };
    /// let puzzle = chain.rules().puzzle(chain.tip(), &candidate);
    /// assert_eq!(Reference.search(&puzzle, 0..100_000), Some(35293));
    /// # Ok::<(), chain::NumberError>(())
    /// ```
    pub fn puzzle(&self, last: &Link, candidate: &Block) -> Puzzle {
        self.puzzle_below(last, candidate, self.difficulty.into())
    }

    pub(crate) fn puzzle_below(&self, last: &Link, candidate: &Block, target: Target) -> Puzzle {
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
        Puzzle::new(prefix, suffix, target).expect("64 bytes are within a puzzle's bounds")
    }

    /// What the hash of the next block's proof must meet, and the work that takes: about how many hashes.
    pub(crate) fn target(&self, past: &Past) -> (Target, u128) {
        let bits = self.difficulty.bits();
        let reckoned = self.retarget.map(|retarget| past.limit(retarget, bits));
        match reckoned.and_then(|limit| Some((Target::below(limit)?, limit))) {
            // 2^128 / limit, rounded down, without a number of 129 bits.
            Some((target, limit)) => (target, (u128::MAX - limit + 1) / limit + 1),
            None => {
                let work = 1u128.checked_shl(bits.into()).unwrap_or(u128::MAX);
                (self.difficulty.into(), work)
            }
        }
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

    /// Whether a proof is bound to the block's own contents.
    pub(crate) fn needs_payload(&self) -> bool {
        match self.proof {
            ProofRule::Classic | ProofRule::Linked => false,
            ProofRule::Sealed | ProofRule::Header => true,
        }
    }

    fn write_prefix(&self, last: Last, payload: impl FnOnce() -> Hash, out: &mut String) {
        match self.needs_payload() {
            false => write_integer(last.proof, out),
            true => payload().write(out),
        }
    }

    fn write_suffix(&self, last: Last, out: &mut String) {
        if self.proof == ProofRule::Linked {
            last.hash.write(out);
        }
    }
}

fn within(field: &'static str, asked: u32, least: u32, most: u32) -> Result<(), RulesError> {
    match (least..=most).contains(&asked) {
        true => Ok(()),
        false => Err(RulesError::OutOfBounds {
            field,
            least,
            most,
            asked: asked.into(),
        }),
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
        Rules::TUTORIAL
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.difficulty.bits() == 1 {
            "bit"
        } else {
            "bits"
        };
        write!(f, "{}, {} {unit}", self.proof, self.difficulty)?;
        if self.is_signed() {
            f.write_str(", signed")?;
        }
        match self.retarget {
            Some(Retarget { block_seconds, .. }) => write!(f, ", {block_seconds} s a block"),
            None => Ok(()),
        }
    }
}

impl ProofRule {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            ProofRule::Classic => "classic",
            ProofRule::Linked => "linked",
            ProofRule::Sealed => "sealed",
            ProofRule::Header => "header",
        }
    }
}

impl LedgerRule {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            LedgerRule::Open => "open",
            LedgerRule::Signed => "signed",
        }
    }
}

impl fmt::Display for ProofRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ProofRule {
    type Err = UnknownProofRule;

    fn from_str(name: &str) -> Result<ProofRule, UnknownProofRule> {
        match name {
            "classic" => Ok(ProofRule::Classic),
            "linked" => Ok(ProofRule::Linked),
            "sealed" => Ok(ProofRule::Sealed),
            "header" => Ok(ProofRule::Header),
            _ => Err(UnknownProofRule),
        }
    }
}

impl Network {
    /// The network whose digits spell these bytes.
    pub const fn from_bytes(bytes: [u8; 8]) -> Network {
        Network(bytes)
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Network({})", String::from(*self))
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Network, NotANetwork> {
        let mut bytes = [0; 8];
        match hex::decode_to_slice(text, &mut bytes) {
            Ok(()) if !text.bytes().any(|byte| byte.is_ascii_uppercase()) => Ok(Network(bytes)),
            _ => Err(NotANetwork),
        }
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Network {
    type Error = NotANetwork;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Network, NotANetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> String {
        hex::encode(network.0)
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
        let mut candidate = Block {
            index: 2,
            ..Block::genesis()
        };
        for proof in [
            ProofRule::Classic,
            ProofRule::Linked,
            ProofRule::Sealed,
            ProofRule::Header,
        ] {
            let rules = Rules::tutorial(proof, Difficulty::TUTORIAL);
            candidate.merkle_root =
                (proof == ProofRule::Header).then(|| candidate.root_of_transactions());
            for tried in [0, 35089, u64::MAX] {
                let mut text = String::new();
                rules.write_proved(last, || candidate.payload(), tried, &mut text);
                let puzzle = rules.puzzle(&link, &candidate);
                assert_eq!(Hash::of(&text).as_bytes(), &puzzle.hash(tried), "{proof}");
            }
        }
    }

    #[test]
    fn rules_that_do_not_go_together_are_refused_with_the_reason() {
        let said = |more: &str| {
            let text = format!(r#"{{"proof": "sealed", "difficulty_bits": 16, {more}}}"#);
            match serde_json::from_str::<Rules>(&text) {
                Ok(_) => String::from("taken"),
                Err(error) => error.to_string(),
            }
        };
        let pace = |block, half_life| {
            format!(r#""retarget": {{"block_seconds": {block}, "half_life_seconds": {half_life}}}"#)
        };
        for (more, starts_with) in [
            (r#""reward": 1000000"#.to_owned(), "taken"),
            (
                r#""reward": 1000001"#.to_owned(),
                "reward must be 0 to 1000000, not 1000001",
            ),
            (
                r#""halving_blocks": 4294967297"#.to_owned(),
                "halving_blocks must be 0 to 1000000",
            ),
            (
                r#""block_transactions": 0"#.to_owned(),
                "block_transactions must be 1 to 1000, not 0",
            ),
            (
                r#""network": "00000000000000AA""#.to_owned(),
                "network must be 16 lower-case hex digits",
            ),
            (r#""ledger": "closed""#.to_owned(), "unknown variant"),
            (r#""colour": "red""#.to_owned(), "unknown field"),
            (pace(1, 604_800), "taken"),
            (pace(0, 1), "block_seconds must be 1 to 3600, not 0"),
            (pace(3_601, 1), "block_seconds must be 1 to 3600, not 3601"),
            (
                pace(1, 604_801),
                "half_life_seconds must be 1 to 604800, not 604801",
            ),
        ] {
            assert!(
                said(&more).starts_with(starts_with),
                "{more}: {}",
                said(&more)
            );
        }
        let easy = Rules {
            difficulty: Difficulty::MIN,
            retarget: Some(Retarget {
                block_seconds: 10,
                half_life_seconds: 60,
            }),
            ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
        };
        assert_eq!(
            easy.check().unwrap_err().to_string(),
            "difficulty_bits must be 4 to 64, not 0"
        );
        let unbound = Rules {
            proof: ProofRule::Linked,
            difficulty: Difficulty::TUTORIAL,
            ..easy
        };
        assert!(
            unbound
                .check()
                .unwrap_err()
                .to_string()
                .starts_with("retarget needs the proof rule sealed")
        );
    }
}
