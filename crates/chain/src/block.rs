//! A block: transactions, the proof of work that was done for them, and the hash of the block before.

use crate::canonical::write_integer;
use crate::format::Format;
use crate::hash::Hash;
use crate::merkle;
use crate::number::Number;
use crate::pace::milliseconds;
use crate::parse;
use crate::parse_error::ParseError;
use crate::transaction::Transaction;

/// A block. That it is one says nothing of its being valid: see [`Chain`](crate::Chain).
///
/// ```
/// use chain::{Block, Format};
///
/// let text = r#"{"index": 1, "timestamp": 1713205842.8947453, "transactions": [], "proof": 100, "previous_hash": 1}"#;
/// let block = Block::parse(text, Format::TUTORIAL)?;
/// assert_eq!(block, Block::genesis());
/// assert!(block.canonical().starts_with(r#"{"index": 1, "previous_hash": 1, "proof": 100, "#));
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block's place in its chain, counted from 1. Read from text it is at most 2^53, so that it may cross JavaScript.
    pub index: u64,
    /// When it was made, in seconds since 1970, as its maker's clock told. Nothing checks it.
    pub timestamp: Number,
    /// What it writes into the chain, in this order.
    pub transactions: Vec<Transaction>,
    /// The solution of the puzzle that the rules set for it.
    pub proof: u64,
    /// What ties it to the block before.
    pub previous_hash: PreviousHash,
    /// Where the rules have headers: what stands for its transactions in the header.
    pub merkle_root: Option<Hash>,
}

/// What a block says of the one before.
///
/// A genesis, which has none before it, says 1: as a number in the seed's code, as text in the tutorial. The two give
/// different hashes, so they are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PreviousHash {
    /// The number `1`.
    One,
    /// The text `"1"`.
    OneText,
    /// The hash of the block before.
    Hash(Hash),
}

/// The proof in every genesis, given and not searched for.
pub(crate) const GENESIS_PROOF: u64 = 100;

impl Block {
    /// The seed's own genesis, on which its first proofs (35293, 35089, 119678) are built.
    pub fn genesis() -> Block {
        Block {
            index: 1,
            timestamp: Number::GENESIS_TIMESTAMP,
            transactions: Vec::new(),
            proof: GENESIS_PROOF,
            previous_hash: PreviousHash::One,
            merkle_root: None,
        }
    }

    /// Reads a block of this format from JSON text.
    pub fn parse(text: &str, format: Format) -> Result<Block, ParseError> {
        parse::whole(text, |reader| parse::block(reader, format))
    }

    /// Its canonical JSON text, as CPython's `json.dumps(block, sort_keys=True)` prints it: what is hashed.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    /// Adds the canonical text to `out`.
    pub fn write_canonical(&self, out: &mut String) {
        self.write(Some(self.proof), true, out);
    }

    /// SHA-256 of the canonical text; of a block with a `merkle_root`, of that without its `transactions` field.
    pub fn hash(&self) -> Hash {
        let mut out = String::new();
        self.write_hashed(&mut out);
        Hash::of(&out)
    }

    /// Adds the text that its hash covers to `out`.
    pub(crate) fn write_hashed(&self, out: &mut String) {
        self.write(Some(self.proof), self.merkle_root.is_none(), out);
    }

    /// When it says it was made, in whole milliseconds; none where its timestamp is not within 0 to 2^53 - 1 of them.
    pub fn made(&self) -> Option<u64> {
        milliseconds(&self.timestamp)
    }

    /// The block without its transactions: what a light node knows of one that has a `merkle_root`.
    pub fn header(&self) -> Block {
        Block {
            transactions: Vec::new(),
            ..*self
        }
    }

    /// The [`merkle_root`](Block::merkle_root) that fits its transactions.
    ///
    /// ```
    /// use chain::{Block, Hash};
    ///
    /// assert_eq!(Block::genesis().root_of_transactions(), Hash::of(""));
    /// ```
    pub fn root_of_transactions(&self) -> Hash {
        merkle::root(&self.leaves())
    }

    /// The leaves of the tree over its transactions.
    pub(crate) fn leaves(&self) -> Vec<Hash> {
        let mut text = String::new();
        let leaf = |transaction: &Transaction| {
            text.clear();
            transaction.write_canonical(&mut text);
            merkle::leaf(&text)
        };
        self.transactions.iter().map(leaf).collect()
    }

    /// SHA-256 of what its hash covers, without the `proof` field: what a proof under the rules sealed and header is bound to.
    pub fn payload(&self) -> Hash {
        let mut out = String::new();
        self.write_payload(&mut out);
        Hash::of(&out)
    }

    /// Adds what its hash covers, without the `proof` field, to `out`.
    pub(crate) fn write_payload(&self, out: &mut String) {
        self.write(None, self.merkle_root.is_none(), out);
    }

    fn write(&self, proof: Option<u64>, transactions: bool, out: &mut String) {
        out.push_str("{\"index\": ");
        write_integer(self.index, out);
        if let Some(root) = &self.merkle_root {
            out.push_str(", \"merkle_root\": \"");
            root.write(out);
            out.push('"');
        }
        out.push_str(", \"previous_hash\": ");
        match &self.previous_hash {
            PreviousHash::One => out.push('1'),
            PreviousHash::OneText => out.push_str("\"1\""),
            PreviousHash::Hash(hash) => {
                out.push('"');
                hash.write(out);
                out.push('"');
            }
        }
        if let Some(proof) = proof {
            out.push_str(", \"proof\": ");
            write_integer(proof, out);
        }
        out.push_str(", \"timestamp\": ");
        self.timestamp.write(out);
        if transactions {
            out.push_str(", \"transactions\": [");
            for (place, transaction) in self.transactions.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                transaction.write_canonical(out);
            }
            out.push(']');
        }
        out.push('}');
    }
}
