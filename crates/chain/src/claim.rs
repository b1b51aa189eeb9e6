//! What a signature claims, for somebody to verify: in a block or in the mempool, here or in a worker.

use ed25519_dalek::{Signature as Ed25519Signature, Signer, SigningKey, VerifyingKey};

use crate::block::Block;
use crate::fault::{Fault, FaultKind};
use crate::hash::Hash;
use crate::link::Link;
use crate::payment::{Account, Payment, Signature};
use crate::transaction::Transaction;

/// That a payment in a block was signed by its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The block's index; 0 where the payment is pending.
    pub block: u64,
    /// The payment's place in the block, from 0.
    pub transaction: u64,
    /// What was signed.
    pub payment: Payment,
    /// By this.
    pub signature: Signature,
}

impl Claim {
    /// What the signature of a pending payment claims, where no block holds it yet; none where it is no payment.
    pub fn of_pending(transaction: &Transaction) -> Option<Claim> {
        let (payment, signature) = transaction.payment()?;
        Some(Claim {
            block: 0,
            transaction: 0,
            payment,
            signature,
        })
    }

    /// Whether it is true in the network with this genesis. It takes about a tenth of a millisecond.
    pub fn is_true(&self, genesis: &Hash) -> bool {
        is_signed(
            &self.payment.sender,
            self.payment.signed_text(genesis),
            &self.signature,
        )
    }

    /// The fault that the block has if it is not true.
    pub fn fault(&self) -> Fault {
        Fault {
            transaction: Some(self.transaction),
            ..Fault::of_block(self.block, FaultKind::Signature)
        }
    }
}

impl Claim {
    /// What the signatures of a block's payments claim, in their order.
    pub(crate) fn of(block: &Block) -> impl Iterator<Item = Claim> {
        (0..)
            .zip(&block.transactions)
            .filter_map(|(place, transaction)| {
                let (payment, signature) = transaction.payment()?;
                Some(Claim {
                    block: block.index,
                    transaction: place,
                    payment,
                    signature,
                })
            })
    }
}

impl Link {
    /// What the signatures of its payments claim, in their order.
    pub fn claims(&self) -> impl Iterator<Item = Claim> {
        Claim::of(self.block())
    }
}

/// Whether an account signed a message. Verification is strict (RFC 8032, and no key or point of small order): no message
/// has two valid signatures that a stranger could make one of the other, and all implementations that are as strict agree.
pub fn is_signed(account: &Account, message: impl AsRef<[u8]>, signature: &Signature) -> bool {
    let signature = Ed25519Signature::from_bytes(signature.as_bytes());
    VerifyingKey::from_bytes(account.as_bytes())
        .is_ok_and(|key| key.verify_strict(message.as_ref(), &signature).is_ok())
}

/// A key that can sign for an account.
///
/// ```
/// use chain::{Claim, Key, Payment, Rules};
///
/// // A real one is drawn at random.
/// let key = Key::from_secret([7; 32]);
/// let genesis = Rules::default().genesis().hash();
/// let payment = Payment { sender: key.account(), recipient: key.account(), amount: 5, fee: 0, seq: 0 };
/// let transaction = key.sign(payment, &genesis);
///
/// let (payment, signature) = transaction.payment().ok_or("it is one")?;
/// assert!(Claim { block: 2, transaction: 0, payment, signature }.is_true(&genesis));
/// # Ok::<(), &str>(())
/// ```
pub struct Key(SigningKey);

impl Key {
    /// The key with this secret: 32 random bytes (RFC 8032, section 5.1.5).
    pub fn from_secret(secret: [u8; 32]) -> Key {
        Key(SigningKey::from_bytes(&secret))
    }

    /// The account that it signs for.
    pub fn account(&self) -> Account {
        Account::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// Signs a payment, for the network with this genesis. It is valid if the key is its sender's.
    pub fn sign(&self, payment: Payment, genesis: &Hash) -> Transaction {
        payment.signed(self.sign_message(payment.signed_text(genesis)))
    }

    /// Signs any message.
    pub fn sign_message(&self, message: impl AsRef<[u8]>) -> Signature {
        Signature::from_bytes(self.0.sign(message.as_ref()).to_bytes())
    }
}
