//! A transaction: who gives how much to whom.

use crate::canonical;
use crate::number::Number;
use crate::parse;
use crate::parse_error::ParseError;

/// A transaction of the tutorial. Nothing checks that the sender has what it gives: the tutorial knows no balances.
///
/// ```
/// use chain::Transaction;
///
/// let transaction = Transaction::parse(r#"{"sender": "李老师", "recipient": "bob", "amount": 5}"#)?;
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
}

impl Transaction {
    /// The sender that stands for new coins, as in the tutorial.
    pub const REWARD_SENDER: &str = "0";

    /// Reads a transaction from JSON text.
    pub fn parse(text: &str) -> Result<Transaction, ParseError> {
        parse::whole(text, parse::transaction)
    }

    /// The reward for a proof: 1 coin, from `"0"`.
    pub fn reward(recipient: impl Into<String>) -> Transaction {
        Transaction {
            sender: Transaction::REWARD_SENDER.to_owned(),
            recipient: recipient.into(),
            amount: Number::from(1u64),
        }
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
        out.push_str(", \"recipient\": ");
        canonical::write_text(&self.recipient, out);
        out.push_str(", \"sender\": ");
        canonical::write_text(&self.sender, out);
        out.push('}');
    }
}
