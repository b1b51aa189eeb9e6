//! Balances follow the blocks, whichever way they come and leave.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chain::{
    Account, Block, Branch, Chain, Claim, Difficulty, FaultKind, Key, LedgerRule, Number, Payment,
    ProofRule, Rules, Transaction,
};
use proptest::prelude::*;

/// Takes any proof: this is about money.
const RULES: Rules = Rules {
    ledger: LedgerRule::Signed,
    reward: 10,
    halving_blocks: 5,
    ..Rules::tutorial(ProofRule::Header, Difficulty::MIN)
};

/// Those who pay and mine.
const PEOPLE: u8 = 4;

fn account(person: u8) -> Account {
    Key::from_secret([person + 1; 32]).account()
}

/// What somebody would like to pay: whom, and how many coins, with how many for the miner.
type Wish = (u8, u8, u64, u64);

/// The block that a miner makes of wishes behind what `chain` or `branch` stands for, with those that can be paid. Nobody
/// verifies signatures here, so that they are not made.
fn block(chain: &Chain, branch: &Branch, wishes: &[Wish], miner: u8) -> Block {
    let mut at = chain.clone();
    if branch.tip() != Some(at.tip()) {
        let mut copy = branch.clone();
        copy.set_verified(u64::MAX);
        at.replace(copy).unwrap();
    }
    let index = branch.length() + 1;
    let (mut transactions, mut fees) = (Vec::new(), 0);
    let mut ledger: Vec<_> = (0..PEOPLE)
        .map(|who| branch.ledger().balance(&account(who)))
        .collect();
    for &(sender, recipient, amount, fee) in wishes {
        let from = &mut ledger[usize::from(sender)];
        if from.coins < amount + fee {
            continue;
        }
        let seq = from.seq;
        (from.coins, from.seq) = (from.coins - amount - fee, seq + 1);
        ledger[usize::from(recipient)].coins += amount;
        fees += fee;
        let payment = Payment {
            sender: account(sender),
            recipient: account(recipient),
            amount,
            fee,
            seq,
        };
        transactions.push(payment.signed(chain::Signature::from_bytes([0; 64])));
    }
    transactions.push(Transaction::reward_of(
        RULES.reward_at(index) + fees,
        account(miner).to_string(),
    ));
    // Different miners make different blocks.
    at.candidate(Number::from(1_713_205_900 + u64::from(miner)), transactions)
}

fn believe(_: &Claim) -> bool {
    true
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    prop::collection::vec((0..PEOPLE, 0..PEOPLE, 1..8u64, 0..3u64), 0..5)
}

/// How many blocks below its tip the chain is forked, and with which blocks, each with its miner.
type Step = (u64, Vec<(Vec<Wish>, u8)>);

/// Grow the chain, or fork it so many blocks below its tip with so many blocks, as so many miners.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let blocks = prop::collection::vec((wishes(), 0..PEOPLE), 1..6);
    prop::collection::vec((0..5u64, blocks), 1..12)
}

fn fresh(chain: &Chain) -> Chain {
    let blocks = chain.links().map(|link| link.block().clone()).collect();
    Chain::validate_with(RULES, blocks, &mut believe).unwrap()
}

fn check(chain: &Chain) -> Result<(), TestCaseError> {
    let again = fresh(chain);
    prop_assert_eq!(chain.ledger(), again.ledger());
    prop_assert_eq!(chain.work(), again.work());
    let held: u64 = chain
        .ledger()
        .accounts()
        .map(|(_, balance)| balance.coins)
        .sum();
    let paid: u64 = (2..=chain.length())
        .map(|index| RULES.reward_at(index))
        .sum();
    prop_assert_eq!(held, paid, "coins come from rewards only, and none is lost");
    Ok(())
}

proptest! {
    #[test]
    fn forks_and_reorgs_end_in_the_balances_of_a_fresh_validation(steps in steps()) {
        let mut chain = Chain::new(RULES);
        for (below, blocks) in steps {
            let mut branch = chain.fork(chain.length().saturating_sub(below).max(1));
            for (wishes, miner) in blocks {
                let next = block(&chain, &branch, &wishes, miner);
                branch.push(next).unwrap();
            }
            // A branch that is cut back has the balances of what is left.
            let mut cut = branch.clone();
            drop(cut.truncate(branch.base() + 1));
            cut.set_verified(u64::MAX);
            let mut shorter = chain.clone();
            shorter.replace(cut).unwrap();
            check(&shorter)?;

            let before = chain.ledger().clone();
            branch.set_verified(u64::MAX);
            if chain.adopt(branch).is_err() {
                prop_assert_eq!(chain.ledger(), &before);
            }
            check(&chain)?;
        }
    }
}

/// A chain of two blocks that alice mined, and what its ledger gives her.
fn mined_twice() -> Chain {
    let mut chain = Chain::new(RULES);
    for _ in 0..2 {
        let block = block(&chain, &chain.fork(u64::MAX), &[], 0);
        chain.append(block).unwrap();
    }
    assert_eq!(chain.ledger().balance(&account(0)).coins, 20);
    chain
}

#[test]
fn a_payment_is_nothing_before_its_signature_is_verified() {
    let chain = mined_twice();
    let next = block(&chain, &chain.fork(3), &[(0, 1, 5, 1)], 2);

    let mut unsigned = chain.clone();
    let fault = unsigned.append(next.clone()).unwrap_err();
    assert_eq!(
        (fault.kind, fault.transaction),
        (FaultKind::Signature, Some(0))
    );
    assert_eq!(unsigned.ledger(), chain.ledger());

    let mut branch = chain.fork(3);
    branch.push(next).unwrap();
    assert_eq!(branch.unverified().unwrap().block().index, 4);
    let mut adopting = chain.clone();
    assert_eq!(
        adopting.adopt(branch.clone()).unwrap_err().to_string(),
        "the signatures of block 4 are not verified yet"
    );
    branch.set_verified(4);
    adopting.adopt(branch).unwrap();
    assert_eq!(adopting.ledger().balance(&account(1)).coins, 5);
    assert_eq!(adopting.ledger().balance(&account(2)).coins, 11);
}

#[test]
fn blocks_without_payments_need_no_verification_wherever_they_are() {
    let chain = mined_twice();
    let mut branch = chain.fork(1);
    let paying = [vec![], vec![(1, 0, 3, 0)], vec![]];
    for wishes in paying {
        let next = block(&chain, &branch, &wishes, 1);
        branch.push(next).unwrap();
    }
    assert_eq!(branch.unverified().unwrap().block().index, 3);
    drop(branch.truncate(2));
    assert_eq!(branch.unverified(), None);
    let next = block(&chain, &branch, &[(1, 0, 3, 0)], 1);
    branch.push(next).unwrap();
    assert_eq!(branch.unverified().unwrap().block().index, 3);
    branch.set_verified(3);
    assert_eq!(branch.unverified(), None);
}

#[test]
fn blocks_without_payments_that_come_at_once_need_none_either() {
    let chain = mined_twice();
    let all = || chain.links().map(|link| link.block().clone());
    let mut branch = Chain::new(RULES).fork(0);
    branch.extend(all().collect()).unwrap();
    assert_eq!(branch.unverified(), None);
    let paying = block(&chain, &chain.fork(3), &[(0, 1, 5, 1)], 2);
    let mut branch = Chain::new(RULES).fork(1);
    branch
        .extend(all().skip(1).chain([paying]).collect())
        .unwrap();
    assert_eq!(branch.unverified().unwrap().block().index, 4);
}

#[test]
fn the_first_fault_counts_be_it_a_signature_or_what_is_behind_it() {
    let chain = mined_twice();
    let bad = block(&chain, &chain.fork(3), &[(0, 1, 5, 1)], 2);
    let mut blocks: Vec<Block> = chain.links().map(|link| link.block().clone()).collect();
    blocks.push(bad);
    // A fault that is seen at once stands behind a signature that takes its time.
    blocks.push(Block {
        index: 7,
        ..Block::genesis()
    });
    let signature = Chain::validate(RULES, blocks.clone()).unwrap_err();
    assert_eq!((signature.block, signature.kind), (4, FaultKind::Signature));
    let index = Chain::validate_with(RULES, blocks, &mut believe).unwrap_err();
    assert_eq!((index.block, index.kind), (5, FaultKind::Index));
}
