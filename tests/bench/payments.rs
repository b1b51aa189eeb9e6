//! A chain of signed payments to measure with, forged natively without much work, and its twin without signatures.

use chain::{
    Account, Chain, Claim, Difficulty, Key, LedgerRule, Number, Payment, ProofRule, Rules,
    Transaction,
};

/// Any proof will do. The program that measures the ledger in wasm (`rivals/`) knows the same.
pub const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 1_000_000,
    ..Rules::tutorial(ProofRule::Header, Difficulty::MIN)
};
/// The twin's, which differ in nothing but the ledger.
pub const OPEN: Rules = Rules {
    ledger: LedgerRule::Open,
    ..RULES
};

/// How many blocks hold payments; one more, behind the genesis, pays them.
pub const BLOCKS: u64 = 10_000;
/// How many payments each of them holds.
pub const PER_BLOCK: u64 = 10;

/// The chains, and what all signatures claim.
pub struct Payments {
    /// With signed payments.
    pub signed: Chain,
    /// With as many transactions that are not signed.
    pub open: Chain,
    /// One for each payment, in order.
    pub claims: Vec<Claim>,
}

impl Payments {
    /// Forges both chains.
    ///
    /// # Panics
    /// When one is not valid.
    pub fn forge() -> Self {
        let key = Key::from_secret([1; 32]);
        let genesis = RULES.genesis().hash();
        let mut forged = Self {
            signed: Chain::new(RULES),
            open: Chain::new(OPEN),
            claims: Vec::new(),
        };
        for index in 2..=BLOCKS + 2 {
            let (mut signed, mut open) = (Vec::new(), Vec::new());
            for place in 0..if index == 2 { 0 } else { PER_BLOCK } {
                let payment = Payment {
                    sender: key.account(),
                    recipient: Account::from_bytes([7; 32]),
                    amount: 1,
                    fee: 0,
                    seq: forged.claims.len() as u64,
                };
                open.push(Transaction {
                    sender: payment.sender.to_string(),
                    recipient: payment.recipient.to_string(),
                    amount: 1_u64.into(),
                    signed: None,
                });
                let transaction = key.sign(payment, &genesis);
                forged
                    .claims
                    .extend(transaction.payment().map(|(payment, signature)| Claim {
                        block: index,
                        transaction: place,
                        payment,
                        signature,
                    }));
                signed.push(transaction);
            }
            append(&mut forged.signed, signed, &key.account());
            append(&mut forged.open, open, &key.account());
        }
        forged
    }
}

/// Adds a block with these transactions and the reward of this account, one second after the last.
pub fn append(chain: &mut Chain, mut transactions: Vec<Transaction>, miner: &Account) {
    let reward = Transaction::reward_of(RULES.reward.into(), miner.to_string());
    transactions.push(reward);
    let block = chain.candidate(Number::from(1_790_000_000 + chain.length()), transactions);
    if let Err(fault) = chain.append_with(block, &mut |_: &Claim| true) {
        panic!("the forged chain is not valid: {fault}");
    }
}
