//! Payments of a signed ledger: who is who, what is signed, and what is not a payment.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::canonical::write_integer;
use crate::hash::Hash;
use crate::number::Number;
use crate::transaction::{Signed, Transaction};

/// An account: an Ed25519 public key. As text, and in serde's formats, it is 64 lower-case hexadecimal digits. That these
/// spell a point of the curve is for the signature to show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub struct Account([u8; 32]);

/// A text that is no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an account: 64 lower-case hex digits")]
pub struct NotAnAccount;

impl Account {
    /// The account with this public key.
    pub const fn from_bytes(key: [u8; 32]) -> Account {
        Account(key)
    }

    /// Its public key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Account {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Account, NotAnAccount> {
        // An account is written as a hash is.
        let key: Hash = text.parse().map_err(|_| NotAnAccount)?;
        Ok(Account(*key.as_bytes()))
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Account {
    type Error = NotAnAccount;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Account, NotAnAccount> {
        text.parse()
    }
}

impl From<Account> for String {
    fn from(account: Account) -> String {
        Hash::from_bytes(account.0).to_string()
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hash::from_bytes(self.0).fmt(f)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({self})")
    }
}

/// An Ed25519 signature, as it is written: 128 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

/// A text that is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a signature: 128 lower-case hex digits")]
pub struct NotASignature;

impl Signature {
    /// The signature that these bytes are.
    pub const fn from_bytes(bytes: [u8; 64]) -> Signature {
        Signature(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Adds its digits to a text.
    pub(crate) fn write(&self, out: &mut String) {
        for half in self.0.as_chunks().0 {
            Hash::from_bytes(*half).write(out);
        }
    }
}

impl FromStr for Signature {
    type Err = NotASignature;

    fn from_str(text: &str) -> Result<Signature, NotASignature> {
        let mut bytes = [0; 64];
        let (high, low) = text.split_at_checked(64).ok_or(NotASignature)?;
        for (half, digits) in bytes.as_chunks_mut().0.iter_mut().zip([high, low]) {
            *half = *digits
                .parse::<Hash>()
                .map_err(|_| NotASignature)?
                .as_bytes();
        }
        Ok(Signature(bytes))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = String::new();
        self.write(&mut digits);
        write!(f, "Signature({digits})")
    }
}

/// A payment: what its sender orders.
///
/// ```
/// use chain::{Account, Payment, Rules};
///
/// let payment = Payment {
///     sender: Account::from_bytes([1; 32]),
///     recipient: Account::from_bytes([2; 32]),
///     amount: 5,
///     fee: 1,
///     seq: 0,
/// };
/// let text = payment.signed_text(&Rules::default().genesis().hash());
/// assert!(text.starts_with("tabchain 399aafc5"));
/// assert!(text.contains("\n{\"amount\": 5, \"fee\": 1, \"recipient\": \"0202"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Who pays, and signs.
    pub sender: Account,
    /// Who is paid.
    pub recipient: Account,
    /// How many coins: 1 to [`Payment::MAX_COINS`].
    pub amount: u64,
    /// How many coins the miner gets beside: 0 to [`Payment::MAX_COINS`].
    pub fee: u64,
    /// How many payments of this sender are on the chain before it.
    pub seq: u64,
}

impl Payment {
    /// The greatest amount, fee and seq: 2^53 - 1, the last integer that JavaScript has no other next to.
    pub const MAX_COINS: u64 = (1 << 53) - 1;

    /// What its sender signs, in a network with this genesis: so it holds in no other.
    pub fn signed_text(&self, genesis: &Hash) -> String {
        let mut out = String::from("tabchain ");
        genesis.write(&mut out);
        out.push('\n');
        self.write(&mut out);
        out
    }

    /// The transaction that it is once it is signed.
    pub fn signed(&self, signature: Signature) -> Transaction {
        Transaction {
            sender: self.sender.to_string(),
            recipient: self.recipient.to_string(),
            amount: Number::from(self.amount),
            signed: Some(Box::new(Signed {
                fee: self.fee,
                seq: self.seq,
                signature,
            })),
        }
    }

    fn write(&self, out: &mut String) {
        out.push_str("{\"amount\": ");
        write_integer(self.amount, out);
        out.push_str(", \"fee\": ");
        write_integer(self.fee, out);
        out.push_str(", \"recipient\": \"");
        Hash::from_bytes(self.recipient.0).write(out);
        out.push_str("\", \"sender\": \"");
        Hash::from_bytes(self.sender.0).write(out);
        out.push_str("\", \"seq\": ");
        write_integer(self.seq, out);
        out.push('}');
    }
}
