//! Chains, blocks and transactions as text: from peers, from files, over the HTTP API, from the console.

// All of this file is a test.
#![allow(clippy::unwrap_used)]

mod seeds;

use chain::{Block, Number, ProofRule, Rules, Transaction, Verifier, parse_chain};
use fuzz::hostile;

#[test]
fn a_chain_text() {
    hostile!(seeds::chains(), |text: &str| {
        let Ok(blocks) = parse_chain(text, chain::Format::TUTORIAL) else {
            return;
        };
        for block in &blocks {
            let canonical = block.canonical();
            assert_eq!(
                Block::parse(&canonical, chain::Format::TUTORIAL)
                    .unwrap()
                    .canonical(),
                canonical
            );
        }
    });
}

#[test]
fn an_imported_file_that_is_verified_bit_by_bit() {
    hostile!(seeds::chains(), |text: &str| {
        for proof in [ProofRule::Classic, ProofRule::Sealed] {
            let rules = Rules {
                proof,
                ..Rules::default()
            };
            let verdict = Verifier::new(text, rules).and_then(Verifier::finish);
            // Both readers take the same texts, and hash the same blocks.
            match (verdict, parse_chain(text, chain::Format::TUTORIAL)) {
                (Ok(verdict), Ok(blocks)) => {
                    let hashes: Vec<_> = blocks.iter().map(Block::hash).collect();
                    assert_eq!(verdict.hashes, hashes);
                }
                (Err(fault), Err(same)) => assert_eq!(fault.to_string(), same.to_string()),
                (verdict, blocks) => panic!("{verdict:?} is not {blocks:?}"),
            }
        }
    });
}

#[test]
fn a_block() {
    hostile!(seeds::blocks(), |text: &str| {
        if let Ok(block) = Block::parse(text, chain::Format::TUTORIAL) {
            let canonical = block.canonical();
            let again = Block::parse(&canonical, chain::Format::TUTORIAL).unwrap();
            assert_eq!(again, block);
            assert_eq!(again.hash(), block.hash());
        }
    });
}

#[test]
fn a_transaction() {
    hostile!(seeds::TRANSACTIONS, |text: &str| {
        if let Ok(transaction) = Transaction::parse(text, chain::Format::TUTORIAL) {
            let canonical = transaction.canonical();
            assert_eq!(
                Transaction::parse(&canonical, chain::Format::TUTORIAL).unwrap(),
                transaction
            );
        }
    });
}

#[test]
fn a_number() {
    hostile!(seeds::NUMBERS, |text: &str| {
        if let Ok(number) = Number::parse(text) {
            let printed = number.to_string();
            assert_eq!(Number::parse(&printed).unwrap().to_string(), printed);
        }
    });
}
