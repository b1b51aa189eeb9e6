//! Who has how many coins: the state that follows the blocks of a signed ledger.

use archery::ArcK;
use rpds::RedBlackTreeMap;

use crate::block::Block;
use crate::fault::{Fault, FaultKind};
use crate::payment::Account;
use crate::rules::Rules;

/// What an account has, and how often it has paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Balance {
    /// Its coins.
    pub coins: u64,
    /// How many payments of it are on the chain, and so the seq of its next one.
    pub seq: u64,
}

/// The balances after a chain's last block. It takes in each block that joins and gives each back that leaves, the last
/// first; so it depends on the blocks alone, whichever way they came. Of an open ledger it knows nothing.
///
/// A copy shares what both have, so that chain and branches have one each at the cost of what they differ in. Looking up an
/// account takes time with the logarithm of their number.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Those that have coins or have paid. The tree is balanced, whatever keys people choose.
    accounts: RedBlackTreeMap<Account, Balance, ArcK>,
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Ledger) -> bool {
        self.accounts.size() == other.accounts.size() && self.accounts().eq(other.accounts())
    }
}

impl Ledger {
    /// What an account has; nothing where the chain does not know it.
    pub fn balance(&self, account: &Account) -> Balance {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    /// All accounts that have coins or have paid, in the order of their keys.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, &Balance)> {
        self.accounts.iter()
    }

    fn set(&mut self, account: Account, balance: Balance) {
        if balance == Balance::default() {
            self.accounts.remove_mut(&account);
        } else {
            self.accounts.insert_mut(account, balance);
        }
    }

    fn change(&mut self, account: Account, change: impl FnOnce(&mut Balance)) {
        let mut balance = self.balance(&account);
        change(&mut balance);
        self.set(account, balance);
    }

    /// Takes in the next block, which is valid but for its transactions. Signatures are for others to look at.
    ///
    /// # Errors
    /// The first fault among its transactions; the ledger may have taken in some of them then.
    pub fn apply(&mut self, rules: &Rules, block: &Block) -> Result<(), Fault> {
        if !rules.is_signed() || block.index == 1 {
            return Ok(());
        }
        let fault = |place: Option<usize>, kind| Fault {
            transaction: place.map(|place| place as u64),
            ..Fault::of_block(block.index, kind)
        };
        let mut fees = 0;
        for (place, transaction) in block.transactions.iter().enumerate() {
            let at = |kind| fault(Some(place), kind);
            let is_last = place + 1 == block.transactions.len();
            if transaction.is_reward() {
                let coins = rules.reward_at(block.index) + fees;
                let miner: Account = match transaction.recipient.parse() {
                    Ok(miner) if is_last && transaction.amount.as_natural() == Some(coins) => miner,
                    _ => return Err(at(FaultKind::Reward)),
                };
                self.change(miner, |balance| balance.coins += coins);
                return Ok(());
            }
            // What is neither is not read from any text.
            let (payment, _) = transaction.payment().ok_or(at(FaultKind::Signature))?;
            let mut sender = self.balance(&payment.sender);
            if payment.seq != sender.seq {
                return Err(at(FaultKind::Seq));
            }
            // Both are below 2^53 where they were read.
            let cost = payment.amount.saturating_add(payment.fee);
            sender.coins = match sender.coins.checked_sub(cost) {
                Some(left) => left,
                None => return Err(at(FaultKind::Funds)),
            };
            sender.seq += 1;
            self.set(payment.sender, sender);
            self.change(payment.recipient, |balance| balance.coins += payment.amount);
            fees += payment.fee;
        }
        Err(fault(None, FaultKind::Reward))
    }

    /// Gives back the last block, and is then as it was before it took it in.
    pub(crate) fn revert(&mut self, rules: &Rules, block: &Block) {
        if !rules.is_signed() {
            return;
        }
        for transaction in block.transactions.iter().rev() {
            // All of it was taken in, so that it can be given back.
            match transaction.payment() {
                None => {
                    if let (Ok(miner), Some(coins)) = (
                        transaction.recipient.parse(),
                        transaction.amount.as_natural(),
                    ) {
                        self.change(miner, |balance| balance.coins -= coins);
                    }
                }
                Some((payment, _)) => {
                    self.change(payment.recipient, |balance| balance.coins -= payment.amount);
                    self.change(payment.sender, |balance| {
                        balance.coins += payment.amount + payment.fee;
                        balance.seq -= 1;
                    });
                }
            }
        }
    }
}
