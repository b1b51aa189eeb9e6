//! Rooms beyond the tutorial as CPython judges them: the vectors in `tests/fixtures/ledger` were made by its `json` and
//! `hashlib`, and an Ed25519 library.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use chain::{
    AdoptError, Block, Chain, Claim, FaultKind, Format, Inclusion, Key, Ledger, LightChain, Rules,
    Transaction, Verifier, parse_chain,
};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct RulesVector {
    name: String,
    rules: Rules,
    canonical: String,
    genesis: String,
}

#[derive(Deserialize)]
struct LedgerVector {
    name: String,
    rules: Rules,
    chain_json: String,
    valid: bool,
    bad_block: Option<u64>,
    fault: Option<FaultKind>,
    transaction: Option<u64>,
    balances: Option<BTreeMap<String, (u64, u64)>>,
    work: Option<String>,
}

#[derive(Deserialize)]
struct ChoiceVector {
    name: String,
    rules: Rules,
    own: String,
    other: String,
    adopted: bool,
}

#[derive(Deserialize)]
struct MerkleVector {
    name: String,
    leaves: Vec<String>,
    root: String,
    paths: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct PaymentVector {
    name: String,
    genesis_hash: String,
    secret: String,
    transaction_json: String,
    canonical: String,
    signed_text: String,
    id: String,
    valid: bool,
}

#[derive(Deserialize)]
struct UnreadVector {
    name: String,
    rules: Rules,
    chain_json: String,
}

macro_rules! vectors {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!(
            "../../../tests/fixtures/ledger/",
            $name,
            ".json"
        )))
        .unwrap()
    };
}

fn verify(rules: Rules) -> impl FnMut(&Claim) -> bool {
    let genesis = rules.genesis().hash();
    move |claim| claim.is_true(&genesis)
}

fn validate(rules: Rules, text: &str) -> Result<Chain, chain::Fault> {
    let blocks = parse_chain(text, rules.format()).unwrap();
    Chain::validate_with(rules, blocks, &mut verify(rules))
}

fn balances(ledger: &Ledger) -> BTreeMap<String, (u64, u64)> {
    let accounts = ledger.accounts();
    accounts
        .map(|(account, balance)| (account.to_string(), (balance.coins, balance.seq)))
        .collect()
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn rules_have_the_text_and_the_genesis_that_cpython_gives_them() {
    let vectors: Vec<RulesVector> = vectors!("rules");
    for vector in vectors {
        assert_eq!(
            vector.rules.canonical(),
            vector.canonical,
            "{}",
            vector.name
        );
        assert_eq!(
            vector.rules.genesis().canonical(),
            vector.genesis,
            "{}",
            vector.name
        );
        assert_eq!(
            serde_json::from_str::<Rules>(&vector.canonical).unwrap(),
            vector.rules
        );
        let text = serde_json::to_string(&vector.rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), vector.rules);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_chain_of_every_room_is_judged_as_cpython_judges_it() {
    let vectors: Vec<LedgerVector> = vectors!("ledgers");
    assert!(vectors.len() > 100);
    for vector in vectors {
        let (name, rules) = (&vector.name, vector.rules);
        let found = validate(rules, &vector.chain_json);
        let fault = found.as_ref().err();
        assert_eq!(fault.is_none(), vector.valid, "{name}: {fault:?}");
        assert_eq!(fault.map(|fault| fault.block), vector.bad_block, "{name}");
        assert_eq!(fault.map(|fault| fault.kind), vector.fault, "{name}");
        assert_eq!(
            fault.and_then(|fault| fault.transaction),
            vector.transaction,
            "{name}"
        );

        let verifier = Verifier::new(vector.chain_json.clone(), rules).unwrap();
        let genesis = rules.genesis().hash();
        let verdict = verifier
            .finish_with(|claim| claim.is_true(&genesis))
            .unwrap();
        assert_eq!(verdict.fault.as_ref(), fault, "{name}");
        let blocks = parse_chain(&vector.chain_json, rules.format()).unwrap();
        let hashes: Vec<_> = blocks.iter().map(Block::hash).collect();
        assert_eq!(verdict.hashes, hashes, "{name}");

        let Ok(chain) = found else { continue };
        assert_eq!(Some(chain.work().to_string()), vector.work, "{name}");
        assert_eq!(Some(verdict.work.to_string()), vector.work, "{name}");
        assert_eq!(
            balances(chain.ledger()),
            vector.balances.unwrap_or_default(),
            "{name}"
        );
        assert_eq!(&verdict.ledger, chain.ledger());
        assert_eq!(
            validate(rules, &chain.to_text()).unwrap().to_text(),
            chain.to_text()
        );
        assert_eq!(chain.bytes(), chain.to_text().len());
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn of_two_chains_the_one_with_more_work_wins_where_the_difficulty_changes() {
    let vectors: Vec<ChoiceVector> = vectors!("choices");
    for vector in vectors {
        let mut chain = validate(vector.rules, &vector.own).unwrap();
        let other = parse_chain(&vector.other, vector.rules.format()).unwrap();
        let mut branch = chain.fork(0);
        branch.extend(other).unwrap();
        branch.verify(&mut verify(vector.rules)).unwrap();
        let adopted = chain.adopt(branch);
        assert_eq!(adopted.is_ok(), vector.adopted, "{}", vector.name);
        if let Err(error) = adopted {
            assert!(
                matches!(error, AdoptError::NotLonger { .. }),
                "{}: {error}",
                vector.name
            );
        }
        let text = if vector.adopted {
            vector.other
        } else {
            vector.own
        };
        let expected = validate(vector.rules, &text).unwrap();
        assert_eq!(chain.to_text(), expected.to_text());
        assert_eq!(chain.ledger(), expected.ledger());
    }
}

/// A block with these transactions.
fn holding(leaves: &[String]) -> Block {
    let transactions = leaves
        .iter()
        .map(|leaf| Transaction::parse(leaf, Format::TUTORIAL).unwrap());
    let mut block = Block {
        transactions: transactions.collect(),
        ..Block::genesis()
    };
    block.merkle_root = Some(block.root_of_transactions());
    block
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn merkle_roots_and_paths_are_those_of_rfc_6962() {
    let vectors: Vec<MerkleVector> = vectors!("merkle");
    for vector in vectors {
        let block = holding(&vector.leaves);
        let name = &vector.name;
        assert_eq!(
            block.root_of_transactions().to_string(),
            vector.root,
            "{name}"
        );
        let header = block.header();
        for (place, (leaf, path)) in vector.leaves.iter().zip(&vector.paths).enumerate() {
            let inclusion = Inclusion::of(&block, place).unwrap();
            let found: Vec<_> = inclusion.path.iter().map(ToString::to_string).collect();
            assert_eq!(&found, path, "{name}, leaf {place}");
            assert!(inclusion.shows(leaf, &header));
            for other in vector.leaves.iter().filter(|other| *other != leaf) {
                assert!(!inclusion.shows(other, &header));
            }
            for wrong in [
                Inclusion {
                    place: inclusion.place + 1,
                    ..inclusion.clone()
                },
                Inclusion {
                    transactions: 0,
                    ..inclusion.clone()
                },
                Inclusion {
                    path: [inclusion.path.clone(), vec![block.hash()]].concat(),
                    ..inclusion.clone()
                },
            ] {
                assert!(!wrong.shows(leaf, &header), "{name}: {wrong:?}");
            }
        }
        assert_eq!(Inclusion::of(&block, vector.leaves.len()), None);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn payments_have_the_texts_the_ids_and_the_signatures_that_cpython_gives_them() {
    let vectors: Vec<PaymentVector> = vectors!("payments");
    let signed = Format {
        signed: true,
        ..Format::TUTORIAL
    };
    for vector in vectors {
        let name = &vector.name;
        let transaction = Transaction::parse(&vector.transaction_json, signed).unwrap();
        assert_eq!(transaction.canonical(), vector.canonical, "{name}");
        assert_eq!(transaction.id().to_string(), vector.id, "{name}");
        let (payment, signature) = transaction.payment().unwrap();
        let genesis = vector.genesis_hash.parse().unwrap();
        assert_eq!(payment.signed_text(&genesis), vector.signed_text, "{name}");
        let claim = Claim {
            block: 2,
            transaction: 0,
            payment,
            signature,
        };
        assert_eq!(claim.is_true(&genesis), vector.valid, "{name}");
        if vector.valid {
            let secret: chain::Hash = vector.secret.parse().unwrap();
            let key = Key::from_secret(*secret.as_bytes());
            assert_eq!(key.account(), payment.sender, "{name}");
            assert_eq!(key.sign(payment, &genesis), transaction, "{name}");
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_is_no_block_of_the_room_is_refused_with_the_field() {
    let said = |name: &str| match name {
        "amount with a point" => "amount: must be an integer",
        "amount 0" => "amount: out of range: must be at least 1",
        "amount beyond 2^53" => "amount: out of range: must be at most 9007199254740991",
        "fee negative" => "fee: must not be negative",
        "fee missing" => "fee: missing field",
        "seq as text" => "seq: must be a number",
        "signature missing" => "signature: missing field",
        "signature too short" | "signature in capitals" => {
            "signature: must be a signature: 128 lower-case hex digits"
        }
        "sender is a name" => "sender: must be an account: 64 lower-case hex digits",
        "recipient is a name" => "recipient: must be an account: 64 lower-case hex digits",
        "merkle_root missing" => "merkle_root: missing field",
        "merkle_root in a room without headers" => "merkle_root: unknown field",
        "a reward with a seq" => "seq: unknown field",
        "one field more" => ": unknown field",
        _ => panic!("what should be said of {name}?"),
    };
    let vectors: Vec<UnreadVector> = vectors!("unread");
    for vector in vectors {
        let name = &vector.name;
        let error = parse_chain(&vector.chain_json, vector.rules.format()).expect_err(name);
        assert!(error.to_string().ends_with(said(name)), "{name}: {error}");
        let verified = Verifier::new(vector.chain_json, vector.rules).and_then(Verifier::finish);
        assert_eq!(verified.expect_err(name), error, "{name}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn headers_alone_are_judged_as_the_blocks_are_but_for_transactions() {
    let vectors: Vec<LedgerVector> = vectors!("ledgers");
    let of_headers = vectors
        .into_iter()
        .filter(|vector| vector.rules.format().header);
    for vector in of_headers {
        let (name, rules) = (&vector.name, vector.rules);
        let blocks = parse_chain(&vector.chain_json, rules.format()).unwrap();
        let light = LightChain::validate(rules, blocks.iter().map(Block::header).collect());
        let seen = matches!(
            vector.fault,
            Some(
                FaultKind::Genesis
                    | FaultKind::Index
                    | FaultKind::Link
                    | FaultKind::Timestamp
                    | FaultKind::Proof
            )
        );
        if seen {
            let fault = light.unwrap_err();
            assert_eq!(
                (Some(fault.block), Some(fault.kind)),
                (vector.bad_block, vector.fault),
                "{name}"
            );
            continue;
        }
        let light = light.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        if let Ok(chain) = validate(rules, &vector.chain_json) {
            assert_eq!(light.weight(), chain.weight(), "{name}");
            assert_eq!(light.locator(), chain.locator(), "{name}");
            let tip = chain.tip().block();
            for (place, transaction) in tip.transactions.iter().enumerate() {
                let inclusion = Inclusion::of(tip, place).unwrap();
                assert!(light.includes(chain.length(), &transaction.canonical(), &inclusion));
            }
        }
    }
}
