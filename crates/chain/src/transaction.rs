//! A transaction: who gives how much to whom.

use crate::canonical::{self, write_integer};
use crate::format::Format;
use crate::hash::Hash;
use crate::number::Number;
use crate::parse;
use crate::parse_error::ParseError;
use crate::payment::{Payment, Signature};

/// A transaction. Nothing checks that the tutorial's sender has what it gives: the tutorial knows no balances. Where the
/// ledger is signed it is a reward or a [`Payment`].
///
/// ```
/// use chain::{Format, Transaction};
///
/// let text = r#"{"sender": "李老师", "recipient": "bob", "amount": 5}"#;
/// let transaction = Transaction::parse(text, Format::TUTORIAL)?;
/// assert_eq!(
///     transaction.canonical(),
///     r#"{"amount": 5, "recipient": "bob", "sender": "\u674e\u8001\u5e08"}"#,
/// );
/// # Ok::<(), chain::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Transaction {
    /// Who gives: any text. `"0"` says that the coins are new, a reward for a proof.
    pub sender: String,
    /// Who receives: any text.
    pub recipient: String,
    /// How much.
    pub amount: Number,
    /// What makes a payment of it; none in the tutorial's, and in a reward.
    pub signed: Option<Box<Signed>>,
}

/// What a payment has beside the tutorial's fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signed {
    /// How many coins the miner gets.
    pub fee: u64,
    /// How many payments of its sender are before it.
    pub seq: u64,
    /// The sender's signature of the [payment](Payment::signed_text).
    pub signature: Signature,
}

impl Transaction {
    /// The sender that stands for new coins, as in the tutorial.
    pub const REWARD_SENDER: &str = "0";

    /// A transaction of the tutorial.
    pub fn open(
        sender: impl Into<String>,
        recipient: impl Into<String>,
        amount: Number,
    ) -> Transaction {
        Transaction {
            sender: sender.into(),
            recipient: recipient.into(),
            amount,
            signed: None,
        }
    }

    /// Reads a transaction of this format from JSON text.
    pub fn parse(text: &str, format: Format) -> Result<Transaction, ParseError> {
        parse::whole(text, |reader| parse::transaction(reader, format))
    }

    /// The tutorial's reward for a proof: 1 coin, from `"0"`.
    pub fn reward(recipient: impl Into<String>) -> Transaction {
        Transaction::reward_of(1, recipient)
    }

    /// The reward of so many coins for a proof.
    pub fn reward_of(coins: u64, recipient: impl Into<String>) -> Transaction {
        Transaction::open(Transaction::REWARD_SENDER, recipient, Number::from(coins))
    }

    /// The payment that it is, and its signature; none where it is not a payment.
    pub fn payment(&self) -> Option<(Payment, Signature)> {
        let signed = self.signed.as_deref()?;
        let payment = Payment {
            sender: self.sender.parse().ok()?,
            recipient: self.recipient.parse().ok()?,
            amount: self.amount.as_natural()?,
            fee: signed.fee,
            seq: signed.seq,
        };
        Some((payment, signed.signature))
    }

    /// What a payment is known by: SHA-256 of its canonical text.
    pub fn id(&self) -> Hash {
        Hash::of(&self.canonical())
    }

    /// Whether it is a reward, that is, whether its sender is `"0"`.
    pub fn is_reward(&self) -> bool {
        self.sender == Transaction::REWARD_SENDER
    }

    /// Its canonical JSON text, as CPython's `json.dumps(…, sort_keys=True)` prints it.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    /// Adds the canonical text to `out`.
    pub fn write_canonical(&self, out: &mut String) {
        out.push_str("{\"amount\": ");
        self.amount.write(out);
        if let Some(signed) = &self.signed {
            out.push_str(", \"fee\": ");
            write_integer(signed.fee, out);
        }
        out.push_str(", \"recipient\": ");
        canonical::write_text(&self.recipient, out);
        out.push_str(", \"sender\": ");
        canonical::write_text(&self.sender, out);
        if let Some(signed) = &self.signed {
            out.push_str(", \"seq\": ");
            write_integer(signed.seq, out);
            out.push_str(", \"signature\": \"");
            signed.signature.write(out);
            out.push('"');
        }
        out.push('}');
    }
}
