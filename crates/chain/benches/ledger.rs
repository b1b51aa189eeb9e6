//! What a signed ledger costs on a long chain and on a short one: `cargo bench --package chain`.
//!
//! Signatures count as verified. Both chains take turns, and medians are printed.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::{hint::black_box, time::Instant};

use chain::{
    Account, Block, Branch, Chain, Difficulty, Hash, LedgerRule, Number, Payment, PreviousHash,
    ProofRule, Rules, Signature, Transaction,
};

/// Takes any proof: this is about money.
const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 1_000_000,
    ..Rules::tutorial(ProofRule::Sealed, Difficulty::MIN)
};
const LENGTHS: [u64; 2] = [1_000, 100_000];
const PAYMENTS: u64 = 10;
/// How many are paid, on either chain.
const ACCOUNTS: u64 = 5_000;
const REORG: u64 = 100;
const ROUNDS: usize = 9;

fn account(kind: u8, number: u64) -> Account {
    let mut key = [kind; 32];
    key[..8].copy_from_slice(&number.to_le_bytes());
    Account::from_bytes(key)
}

/// The next block, in which one who has mined block 2 pays ten others.
fn block(index: u64, before: Hash, branch: u8) -> Block {
    let payer = account(0, 0);
    let seq = index.saturating_sub(3) * PAYMENTS;
    let paying = if index > 2 { PAYMENTS } else { 0 };
    let payment = |place| {
        let payment = Payment {
            sender: payer,
            recipient: account(1, (seq + place) % ACCOUNTS),
            amount: 1,
            fee: 0,
            seq: seq + place,
        };
        payment.signed(Signature::from_bytes([0; 64]))
    };
    let mut transactions: Vec<_> = (0..paying).map(payment).collect();
    transactions.push(Transaction::reward_of(
        RULES.reward.into(),
        payer.to_string(),
    ));
    Block {
        index,
        // So that other branches have other blocks.
        timestamp: Number::from(1_790_000_000 + index + u64::from(branch)),
        transactions,
        proof: 0,
        previous_hash: PreviousHash::Hash(before),
        merkle_root: None,
    }
}

/// So many blocks behind one of the chain's.
fn blocks(chain: &Chain, base: u64, count: u64, branch: u8) -> Vec<Block> {
    let mut before = chain.get(base).unwrap().hash();
    let next = |index| {
        let block = block(index, before, branch);
        before = block.hash();
        block
    };
    (base + 1..=base + count).map(next).collect()
}

fn extended(chain: &Chain, base: u64, blocks: Vec<Block>) -> Branch {
    let mut branch = chain.fork(base);
    branch.extend(blocks).unwrap();
    branch.set_verified(u64::MAX);
    branch
}

fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn main() {
    let mut chains = LENGTHS.map(|length| {
        let mut chain = Chain::new(RULES);
        let blocks = blocks(&chain, 1, length - 1, 1);
        let start = Instant::now();
        let branch = extended(&chain, 1, blocks);
        chain.adopt(branch).unwrap();
        let payments = ((length - 2) * PAYMENTS) as f64;
        let rate = payments / start.elapsed().as_secs_f64();
        println!("{length} blocks: {rate:.0} payments a second validated, signatures aside");
        chain
    });
    let mut reorgs = LENGTHS.map(|_| Vec::new());
    let mut balances = LENGTHS.map(|_| Vec::new());
    for round in 0..ROUNDS {
        for (at, chain) in chains.iter_mut().enumerate() {
            let base = chain.length() - REORG;
            let blocks = blocks(chain, base, REORG + 1, 2 + round as u8);
            let start = Instant::now();
            let branch = extended(chain, base, blocks);
            let reorg = chain.adopt(branch).unwrap();
            reorgs[at].push(start.elapsed().as_secs_f64() * 1e3);
            assert_eq!(reorg.orphaned.len() as u64, REORG);

            let start = Instant::now();
            for number in 0..10_000 {
                black_box(
                    chain
                        .ledger()
                        .balance(&account(1, number * 7_919 % ACCOUNTS)),
                );
            }
            balances[at].push(start.elapsed().as_secs_f64() * 1e5);
        }
    }
    for (at, length) in LENGTHS.into_iter().enumerate() {
        println!(
            "{length} blocks, {} accounts: {:.2} ms for a reorg of {REORG} blocks of {PAYMENTS} payments, {:.0} ns for a balance",
            chains[at].ledger().accounts().count(),
            median(reorgs[at].clone()),
            median(balances[at].clone()),
        );
    }
}
