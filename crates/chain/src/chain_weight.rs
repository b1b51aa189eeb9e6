//! What decides between two chains: the fork choice.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How heavy a chain is. Of two valid chains the heavier one wins; at equal weight everyone keeps their own.
///
/// Where all blocks of a network ask for the same work, a chain weighs as much as it is long. Where the difficulty follows
/// the hash power it weighs as much as the work in its blocks, and its length says nothing: many easy blocks can hold less
/// work than few hard ones. So chains are compared by this type alone, and never by their lengths. Only weights under the
/// same rules compare.
///
/// ```
/// use chain::{Chain, ChainWeight, Rules};
///
/// let chain = Chain::new(Rules::default());
/// assert_eq!(chain.weight(), ChainWeight::of_length(1));
/// assert!(chain.weight() < ChainWeight::of_length(2));
/// assert!(ChainWeight::of_work(9, 2_000) < ChainWeight::of_work(7, 2_001));
/// ```
///
/// In serde's formats it is its length and, where that decides, its work, as decimal text: it is beyond what JSON's numbers
/// keep everywhere.
///
/// ```
/// # use chain::ChainWeight;
/// let weight = ChainWeight::of_work(7, 1 << 70);
/// assert_eq!(serde_json::to_string(&weight)?, r#"{"length":7,"work":"1180591620717411303424"}"#);
/// assert_eq!(serde_json::to_string(&ChainWeight::of_length(7))?, r#"{"length":7}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainWeight {
    length: u64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "write_work",
        deserialize_with = "read_work"
    )]
    work: Option<u128>,
}

impl ChainWeight {
    /// The weight of a chain of so many blocks, all of the same difficulty.
    pub const fn of_length(blocks: u64) -> ChainWeight {
        ChainWeight {
            length: blocks,
            work: None,
        }
    }

    /// The weight of a chain of so many blocks, which hold so much work.
    pub const fn of_work(blocks: u64, work: u128) -> ChainWeight {
        ChainWeight {
            length: blocks,
            work: Some(work),
        }
    }

    /// How many blocks a chain of this weight has.
    pub const fn length(self) -> u64 {
        self.length
    }

    /// How much work they hold, where that decides.
    pub const fn work(self) -> Option<u128> {
        self.work
    }

    fn decisive(&self) -> u128 {
        self.work.unwrap_or(self.length.into())
    }
}

fn write_work<S: Serializer>(work: &Option<u128>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&work.unwrap_or_default())
}

fn read_work<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u128>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    let work = text.parse().ok().filter(|_| is_decimal);
    work.map(Some)
        .ok_or_else(|| de::Error::custom("work is a natural number below 2^128, as text"))
}

// As much work is the same weight, in however many blocks.
impl PartialEq for ChainWeight {
    fn eq(&self, other: &ChainWeight) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ChainWeight {}

impl PartialOrd for ChainWeight {
    fn partial_cmp(&self, other: &ChainWeight) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ChainWeight {
    fn cmp(&self, other: &ChainWeight) -> Ordering {
        self.decisive().cmp(&other.decisive())
    }
}
