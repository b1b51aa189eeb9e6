//! Why a payment does not become pending.

use super::PaymentPool;

/// Why a payment is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// It is not a payment of a signed ledger.
    #[error(
        "this is not a payment: a signed ledger needs the accounts of a sender and a recipient, an amount, a fee, a seq \
         and a signature"
    )]
    NotAPayment,
    /// It is pending already.
    #[error("this payment is pending already")]
    Known,
    /// A payment of this account and seq is on the chain.
    #[error(
        "a payment with seq {seq} of this account is on the chain already: its next seq is {next}"
    )]
    SeqPast {
        /// Its seq.
        seq: u64,
        /// The account's next seq on the chain.
        next: u64,
    },
    /// Too many of the account's payments would have to come on the chain before it.
    #[error(
        "seq {seq} is too far ahead: the account's next seq on the chain is {next}, and pending payments may be at most {} \
         ahead",
        PaymentPool::MAX_AHEAD
    )]
    SeqTooFar {
        /// Its seq.
        seq: u64,
        /// The account's next seq on the chain.
        next: u64,
    },
    /// The account has not enough coins on the chain. Coins that are still to come do not count.
    #[error(
        "the account has {has} coins on the chain: too few for this payment and its other pending ones, which take {needs} \
         with their fees"
    )]
    Funds {
        /// The account's coins on the chain.
        has: u64,
        /// What its pending payments cost, this one included.
        needs: u64,
    },
    /// Another payment of this account and seq is pending, and its fee is as high or higher.
    #[error(
        "another payment with this seq is pending: to replace it, the fee must be at least {needed}, not {fee}"
    )]
    FeeTooLow {
        /// Its fee.
        fee: u64,
        /// The lowest fee that replaces the other one.
        needed: u64,
    },
    /// [`PaymentPool::MAX_PENDING`] are pending, and a block takes each of them before this one.
    #[error("{}", full(*.needed))]
    Full {
        /// The lowest fee with which it would be taken; none where no fee of this payment alone would do: one's own payments are
        /// pending, or the account's earlier ones are missing or pay too little.
        needed: Option<u64>,
    },
}

fn full(needed: Option<u64>) -> String {
    let most = PaymentPool::MAX_PENDING;
    match needed {
        Some(fee) => {
            format!("{most} payments are pending, and no more fit: the fee must be at least {fee}")
        }
        None => format!(
            "{most} payments are pending, no more fit, and all of them come before this one"
        ),
    }
}
