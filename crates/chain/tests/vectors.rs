//! The format and the rules as CPython prints and judges them. The vectors in `tests/fixtures` were made by CPython's
//! own `json` and `hashlib`, `floats.txt` by the script beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use chain::{
    Block, Chain, FaultKind, Number, ProofRule, Rules, Transaction, Verifier, parse_chain,
};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct BlockVector {
    name: String,
    block_json: String,
    canonical: String,
    sha256: String,
}

#[derive(Deserialize)]
struct RefusedVector {
    name: String,
    block_json: String,
}

#[derive(Deserialize)]
struct ChainVector {
    name: String,
    rules: Rules,
    chain_json: String,
    valid: bool,
    bad_block: Option<u64>,
    fault: Option<FaultKind>,
}

fn blocks() -> Vec<BlockVector> {
    serde_json::from_str(include_str!("../../../tests/fixtures/blocks.json")).unwrap()
}

fn refused() -> Vec<RefusedVector> {
    serde_json::from_str(include_str!("../../../tests/fixtures/refused.json")).unwrap()
}

fn chains() -> Vec<ChainVector> {
    serde_json::from_str(include_str!("../../../tests/fixtures/chains.json")).unwrap()
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_block_has_the_canonical_text_and_hash_that_cpython_gives_it() {
    assert!(blocks().len() > 100);
    for vector in blocks() {
        let block = Block::parse(&vector.block_json, chain::Format::TUTORIAL)
            .unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        assert_eq!(block.canonical(), vector.canonical, "{}", vector.name);
        assert_eq!(block.hash().to_string(), vector.sha256, "{}", vector.name);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_canonical_text_reads_back_as_the_same_block() {
    for vector in blocks() {
        let block = Block::parse(&vector.canonical, chain::Format::TUTORIAL).unwrap();
        assert_eq!(
            block,
            Block::parse(&vector.block_json, chain::Format::TUTORIAL).unwrap(),
            "{}",
            vector.name
        );
        assert_eq!(block.canonical(), vector.canonical, "{}", vector.name);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_ill_formed_block_is_refused_with_place_and_reason() {
    let said = |name: &str| match name {
        "not JSON" => "not JSON: expected a field's name in quotes at line 1, column 2",
        "NaN amount" => "transactions[0].amount: not JSON: expected a value at line 1, column 103",
        "text amount" | "true amount" => "transactions[0].amount: must be a number",
        "null sender" => "transactions[0].sender: must be text",
        "recipient missing" => "transactions[0].recipient: missing field",
        "extra field in a transaction" => "transactions[0].x: unknown field",
        "extra field in the block" => "x: unknown field",
        "proof missing" => "proof: missing field",
        "proof negative" => "proof: must not be negative",
        "proof fractional" => "proof: must be an integer",
        "index 0" => "index: counts from 1",
        "lone surrogate" => {
            "transactions[0].sender: not Unicode text: half of a surrogate pair stands alone"
        }
        "amount beyond 64 bits" => {
            "transactions[0].amount: out of range: an integer must lie between -2^63 and 2^64 - 1, \
             and a float must be finite"
        }
        "duplicate key" => "proof: duplicate field",
        "previous_hash too short" => "previous_hash: must be 64 hex digits",
        "previous_hash upper case" => "previous_hash: must be lower-case hex",
        "an array" => "must be an object",
        _ => panic!("what should be said of {name}?"),
    };
    for RefusedVector { name, block_json } in refused() {
        let error = Block::parse(&block_json, chain::Format::TUTORIAL).expect_err(&name);
        assert_eq!(error.to_string(), said(&name), "{name}");
        assert_eq!(error.block(), None);

        let in_chain =
            parse_chain(&format!("[{block_json}]"), chain::Format::TUTORIAL).expect_err(&name);
        assert_eq!(in_chain.block(), Some(1), "{name}");
        assert_eq!(in_chain.field(), error.field(), "{name}");
        let verified = Verifier::new(format!("[{block_json}]"), Rules::default())
            .and_then(Verifier::finish)
            .expect_err(&name);
        assert_eq!(verified, in_chain);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_chain_is_judged_as_cpython_judges_it() {
    assert!(chains().len() > 70);
    for vector in chains() {
        let name = &vector.name;
        let blocks = parse_chain(&vector.chain_json, chain::Format::TUTORIAL).unwrap();
        let hashes: Vec<_> = blocks.iter().map(Block::hash).collect();

        let fault = Chain::validate(vector.rules, blocks).err();
        assert_eq!(fault.is_none(), vector.valid, "{name}");
        assert_eq!(fault.map(|fault| fault.block), vector.bad_block, "{name}");
        assert_eq!(fault.map(|fault| fault.kind), vector.fault, "{name}");

        let verdict = Verifier::new(vector.chain_json, vector.rules)
            .unwrap()
            .finish()
            .unwrap();
        assert_eq!(verdict.is_valid(), vector.valid, "{name}");
        assert_eq!(
            verdict.fault.map(|fault| fault.block),
            vector.bad_block,
            "{name}"
        );
        assert_eq!(
            verdict.fault.map(|fault| fault.kind),
            vector.fault,
            "{name}"
        );
        assert_eq!(verdict.hashes, hashes, "{name}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_float_is_printed_as_cpythons_repr_prints_it() {
    let lines = include_str!("floats.txt").lines();
    assert!(lines.clone().count() > 1000);
    for line in lines {
        let (bits, printed) = line.split_once(' ').unwrap();
        let value = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        assert_eq!(Number::from_f64(value).unwrap().to_string(), printed);
        assert_eq!(
            Number::parse(printed).unwrap(),
            Number::from_f64(value).unwrap()
        );
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn blocks_of_every_length_have_the_same_hash_validated_together_as_alone() {
    // SHA-256 works on pieces of 64 bytes: the lengths go through several, and neighbours differ in their number.
    let blocks: Vec<Block> = (0..300)
        .map(|length| Block {
            transactions: vec![Transaction::reward("x".repeat(length * 7 % 300))],
            ..Block::genesis()
        })
        .collect();
    let text: Vec<String> = blocks.iter().map(Block::canonical).collect();
    let alone: Vec<_> = blocks.iter().map(Block::hash).collect();
    for proof in [ProofRule::Classic, ProofRule::Sealed] {
        let rules = Rules {
            proof,
            ..Rules::default()
        };
        let text = format!("[{}]", text.join(", "));
        let verdict = Verifier::new(text, rules).unwrap().finish().unwrap();
        assert_eq!(verdict.hashes, alone);
    }
}
