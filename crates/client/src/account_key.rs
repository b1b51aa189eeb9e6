//! The key of a node's account, where its room's ledger is signed.
//!
//! It is 32 random bytes, which the driver draws when the room needs them, and which are stored with the node. What can be done
//! with them is done elsewhere: the driver's program for signatures derives the account and signs.

use std::fmt;

use chain::{Account, Hash};
use node::SignatureFault;

/// The secret key of an account (RFC 8032, section 5.1.5).
#[derive(Clone, PartialEq, Eq)]
pub struct AccountSecret([u8; 32]);

impl AccountSecret {
    /// The secret that these random bytes are.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads it as it is stored: 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes: Hash = text.parse().ok()?;
        Some(Self(*bytes.as_bytes()))
    }

    /// As it is stored.
    pub(crate) fn written(&self) -> String {
        Hash::from_bytes(self.0).to_string()
    }
}

// Nothing that is printed shows it.
impl fmt::Debug for AccountSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountSecret(…)")
    }
}

/// How far a client is with the key of its account.
#[derive(Default)]
pub(crate) enum AccountKey {
    /// It has none, and needed none so far.
    #[default]
    None,
    /// It was stored; its account is yet to be derived.
    Stored(AccountSecret),
    /// The driver was asked for it, or to derive its account.
    Asked(Option<AccountSecret>),
    /// The driver could not, and is asked again when the node's owner wants something.
    Failed(Option<AccountSecret>),
    /// It is there.
    There(AccountSecret),
}

impl AccountKey {
    /// The secret, if there is one.
    pub fn secret(&self) -> Option<&AccountSecret> {
        match self {
            Self::None => None,
            Self::Asked(secret) | Self::Failed(secret) => secret.as_ref(),
            Self::Stored(secret) | Self::There(secret) => Some(secret),
        }
    }

    /// What to ask the driver for now, as an account is needed: the account of this secret, or of a new one.
    pub fn ask(&mut self) -> Option<Option<AccountSecret>> {
        let secret = match self {
            Self::None => None,
            Self::Stored(secret) => Some(secret.clone()),
            Self::Asked(_) | Self::Failed(_) | Self::There(_) => return None,
        };
        *self = Self::Asked(secret.clone());
        Some(secret)
    }

    /// The driver has answered.
    pub fn answered(
        &mut self,
        answer: Result<(AccountSecret, Account), SignatureFault>,
    ) -> Result<Account, SignatureFault> {
        match answer {
            Ok((secret, account)) => {
                *self = Self::There(secret);
                Ok(account)
            }
            Err(reason) => {
                *self = Self::Failed(self.secret().cloned());
                Err(reason)
            }
        }
    }

    /// The node's owner wants something, so that it is worth another try.
    pub fn try_again(&mut self) {
        if let Self::Failed(secret) = self {
            *self = match secret.take() {
                Some(secret) => Self::Stored(secret),
                None => Self::None,
            };
        }
    }
}
