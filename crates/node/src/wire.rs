//! What nodes say to one another.
//!
//! Every message travels in a [`protocol::Envelope`] that names the version of this language and the sender.
//! Blocks and transactions travel as their canonical JSON *text*: no transport, and no JavaScript in
//! between, can turn `1.0` into `1`. All lists and texts are bounded while they are read, so that a
//! hostile message costs its sender more than its reader.

use std::{fmt, marker::PhantomData};

use chain::{Account, ChainWeight, Hash, Inclusion, Rules, SubmissionId};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, SeqAccess, Visitor},
};

use crate::{address::NodeName, light::MAX_ASKED};

/// The version of the messages. A node tells a peer of another version so, and hears nothing else
/// from it.
pub const WIRE_VERSION: u16 = 2;

/// The most blocks in one piece of a chain.
pub const MAX_PIECE_BLOCKS: u32 = 500;
/// A piece is full when its blocks reach this many bytes of canonical JSON.
pub const FULL_PIECE_BYTES: usize = 256 * 1024;
/// The largest block that a node takes from a peer, in bytes of canonical JSON: half as large again as the blocks that nodes
/// make ([`MAX_BLOCK_TRANSACTION_BYTES`](crate::MAX_BLOCK_TRANSACTION_BYTES)).
pub const MAX_BLOCK_BYTES: usize = 192 * 1024;
/// The most entries in a locator: ten recent blocks, then ever larger steps back to the genesis.
pub const MAX_LOCATOR: usize = 96;
/// The most transactions in one message.
pub const MAX_ITEMS: usize = 200;
/// What [`Message::Transactions`] says in place of a question's name when nobody asked: that these were
/// just submitted at the sender's place. No question has this name.
pub const UNASKED: u32 = 0;
/// The largest transaction in a message, in bytes of canonical JSON.
pub const MAX_TRANSACTION_BYTES: usize = 4 * 1024;

/// One message between nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Message {
    /// "Who is there?", said by a newcomer. Everyone answers with [`Message::Present`].
    Seek,
    /// "I am here, and this is where I stand", said every few seconds and after each change.
    Present(Presence),
    /// "I am leaving."
    Leave,
    /// "Here is where my chain stands; what comes after our last common block?"
    Ask {
        /// Names the question; the answer repeats it.
        request: u32,
        /// Index and hash of blocks of the asker's chain, newest first.
        #[serde(deserialize_with = "at_most::<_, _, MAX_LOCATOR>")]
        locator: Vec<(u64, Hash)>,
        /// How many blocks are wanted at most; 0 asks only how long the chain is.
        limit: u32,
    },
    /// A piece of the sender's chain, answering [`Message::Ask`].
    Blocks {
        /// The question's name.
        request: u32,
        /// What the sender calls valid.
        rules: Rules,
        /// What the sender's chain weighs, as it claims.
        weight: ChainWeight,
        /// The index of the last common block; 0 when not even the genesis is shared.
        after: u64,
        /// The blocks after it as canonical JSON. Fewer than were asked for only if the chain ends
        /// there or the piece is full ([`FULL_PIECE_BYTES`]).
        #[serde(deserialize_with = "at_most::<_, _, { MAX_PIECE_BLOCKS as usize }>")]
        blocks: Vec<String>,
    },
    /// "What are the headers behind our last common block?", asked by a light node.
    AskHeaders {
        /// Names the question; the answer repeats it.
        request: u32,
        /// Index and hash of headers of the asker's chain, newest first.
        #[serde(deserialize_with = "at_most::<_, _, MAX_LOCATOR>")]
        locator: Vec<(u64, Hash)>,
        /// How many headers are wanted at most.
        limit: u32,
    },
    /// Headers of the sender's chain, answering [`Message::AskHeaders`]: as [`Message::Blocks`], with the blocks without their
    /// transactions.
    Headers {
        /// The question's name.
        request: u32,
        /// What the sender calls valid.
        rules: Rules,
        /// What the sender's chain weighs, as it claims.
        weight: ChainWeight,
        /// The index of the last common header; 0 when not even the genesis is shared.
        after: u64,
        /// The headers after it as canonical JSON, without transactions.
        #[serde(deserialize_with = "at_most::<_, _, { MAX_PIECE_BLOCKS as usize }>")]
        headers: Vec<String>,
    },
    /// "In which blocks are these payments?", asked by a light node.
    AskInclusions {
        /// Names the question.
        request: u32,
        /// The payments' ids.
        #[serde(deserialize_with = "at_most::<_, _, MAX_ASKED>")]
        ids: Vec<Hash>,
    },
    /// Where one of the payments is that [`Message::AskInclusions`] named.
    Included {
        /// The question's name.
        request: u32,
        /// The payment's id.
        id: Hash,
        /// The index of its block.
        block: u64,
        /// What shows that it is there.
        inclusion: Inclusion,
    },
    /// "Which transactions are pending at your place?"
    AskTransactions {
        /// Names the question; the answer repeats it.
        request: u32,
        /// How many of them to leave out, counted from the oldest.
        skip: u32,
    },
    /// A transaction that was just submitted at the sender's place.
    Submitted {
        /// Names the submission.
        id: SubmissionId,
        /// The transaction as canonical JSON.
        transaction: String,
    },
    /// Pending transactions, answering [`Message::AskTransactions`]; or, when many were submitted at the
    /// sender's place at once, a bundle of them, told to everyone. (Nodes that do not know bundles find
    /// out by asking.)
    Transactions {
        /// The question's name, or [`UNASKED`].
        request: u32,
        /// Each with the name of its submission and its canonical JSON.
        #[serde(deserialize_with = "at_most::<_, _, MAX_ITEMS>")]
        items: Vec<(SubmissionId, String)>,
        /// What to skip to get the next ones; `None` when these are the last.
        next: Option<u32>,
    },
}

impl Message {
    /// The bytes of the blocks and transactions in it; all else is small.
    pub fn text_bytes(&self) -> usize {
        match self {
            Self::Blocks { blocks, .. } => blocks.iter().map(String::len).sum(),
            Self::Headers { headers, .. } => headers.iter().map(String::len).sum(),
            Self::Submitted { transaction, .. } => transaction.len(),
            Self::Transactions { items, .. } => items.iter().map(|(_, text)| text.len()).sum(),
            _ => 0,
        }
    }
}

/// Where a node stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// What people call it.
    pub name: NodeName,
    /// What it calls valid.
    pub rules: Rules,
    /// What its chain weighs, as it claims.
    pub weight: ChainWeight,
    /// The hash of its newest block.
    pub tip: Hash,
    /// A digest of the pending transactions that it tells others of, in hex: equal sets, equal
    /// digests, and only zeros when there are none.
    #[serde(deserialize_with = "digest")]
    pub pending: String,
    /// Its account, where the ledger is signed, so that people can pay a node by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Whether it holds headers only, and has no blocks to give.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub light: bool,
    /// What its clock shows, in milliseconds since 1970.
    pub clock: u64,
}

fn digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err(de::Error::custom("a digest is 16 hex digits"))
    }
}

/// Reads a list and gives up at its first entry too many.
fn at_most<'de, D, T, const MAX: usize>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Bounded<T, const MAX: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Bounded<T, MAX> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MAX} entries")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(entry) = entries.next_element()? {
                if list.len() == MAX {
                    return Err(de::Error::custom(format_args!(
                        "a list has more than {MAX} entries"
                    )));
                }
                list.push(entry);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_seq(Bounded::<T, MAX>(PhantomData))
}

#[cfg(test)]
mod tests {
    use protocol::{Address, Envelope, Frame, Payload};

    use super::*;

    #[test]
    fn a_list_with_an_entry_too_many_is_refused_while_it_is_read() {
        let blocks = vec!["{}"; MAX_PIECE_BLOCKS as usize + 1];
        let text = serde_json::json!({"Blocks": {
            "request": 1, "rules": Rules::default(), "weight": {"length": 9}, "after": 1, "blocks": blocks,
        }})
        .to_string();
        let error = serde_json::from_str::<Message>(&text).unwrap_err();
        assert!(error.to_string().contains("more than 500"), "{error}");
    }

    #[test]
    fn what_a_chain_weighs_travels_as_its_length_and_its_work() {
        let genesis = chain::Block::genesis();
        let presence = Message::Present(Presence {
            name: NodeName::parse("Ada").unwrap(),
            rules: Rules::default(),
            weight: ChainWeight::of_length(7),
            tip: genesis.hash(),
            pending: "0123456789abcdef".to_owned(),
            account: None,
            light: false,
            clock: 1_713_205_842_894,
        });
        let piece = Message::Blocks {
            request: 3,
            rules: Rules::default(),
            weight: ChainWeight::of_work(u64::MAX, u128::MAX),
            after: 1,
            blocks: vec!["{}".to_owned()],
        };
        for (message, expected) in [
            (
                presence,
                r#"{"Present":{"name":"Ada","rules":{"proof":"classic","difficulty_bits":16},"weight":{"length":7},"tip":"399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73","pending":"0123456789abcdef","clock":1713205842894}}"#,
            ),
            (
                piece,
                r#"{"Blocks":{"request":3,"rules":{"proof":"classic","difficulty_bits":16},"weight":{"length":18446744073709551615,"work":"340282366920938463463374607431768211455"},"after":1,"blocks":["{}"]}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&message).unwrap(), expected);
            assert_eq!(serde_json::from_str::<Message>(expected).unwrap(), message);
        }
    }

    #[test]
    fn a_message_in_its_envelope_comes_out_as_it_went_in() {
        let message = Message::Ask {
            request: 7,
            locator: vec![(1, chain::Block::genesis().hash())],
            limit: 0,
        };
        let frame = Frame::Envelope(Envelope {
            from: Some(Address::parse("tab-a").unwrap()),
            to: None,
            payload: Payload::Message(WIRE_VERSION, message),
        });
        let text = serde_json::to_string(&frame).unwrap();
        assert_eq!(
            text,
            r#"{"v":2,"from":"tab-a","to":null,"message":{"Ask":{"request":7,"locator":[[1,"399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73"]],"limit":0}}}"#
        );
        assert_eq!(
            serde_json::from_str::<Frame<Message>>(&text).unwrap(),
            frame
        );
    }
}
