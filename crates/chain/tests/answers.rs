//! A chain in the object in which the tutorial's nodes answer `GET /chain`, as CPython and Flask print it; and texts that
//! come in pieces. `answers.json` was printed by the script beside it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use chain::{Block, Blocks, Chain, ParseError, Rules, Verifier, parse_chain};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct Answers {
    canonical: String,
    answers: BTreeMap<String, String>,
}

fn answers() -> Answers {
    serde_json::from_str(include_str!("answers.json")).unwrap()
}

/// A text in pieces of so many characters.
fn cut(text: &str, characters: usize) -> impl Iterator<Item = String> + use<> {
    let all: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = all.chunks(characters).map(String::from_iter).collect();
    pieces.into_iter()
}

/// What is read of a text in pieces of so many characters. A verifier has the same to say.
fn in_pieces(text: &str, characters: usize) -> Result<Vec<Block>, ParseError> {
    let blocks: Result<Vec<Block>, _> =
        Blocks::in_pieces(cut(text, characters), chain::Format::TUTORIAL)
            .and_then(Iterator::collect);
    let verdict = Verifier::in_pieces(cut(text, characters), Rules::default());
    match (&blocks, verdict.and_then(Verifier::finish)) {
        (Ok(blocks), Ok(verdict)) => {
            let hashes: Vec<_> = blocks.iter().map(Block::hash).collect();
            assert_eq!(verdict.hashes, hashes);
        }
        (Err(error), Err(other)) => assert_eq!(other, *error),
        (blocks, verdict) => panic!("{blocks:?}, but {verdict:?}"),
    }
    blocks
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_chain_is_read_out_of_the_tutorials_answer_however_it_is_printed() {
    let Answers { canonical, answers } = answers();
    assert_eq!(answers.len(), 9);
    let hashes = Verifier::new(canonical.as_str(), Rules::default())
        .unwrap()
        .finish()
        .unwrap()
        .hashes;
    for (way, text) in answers {
        let chain = Chain::validate(
            Rules::default(),
            parse_chain(&text, chain::Format::TUTORIAL).unwrap(),
        );
        assert_eq!(chain.unwrap().to_text(), canonical, "{way}");
        let verdict = Verifier::new(text, Rules::default()).unwrap().finish();
        let verdict = verdict.unwrap();
        assert!(verdict.is_valid(), "{way}");
        assert_eq!(verdict.hashes, hashes, "{way}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn an_answer_that_is_not_the_tutorials_is_refused_with_the_field_and_the_reason() {
    let block = Block::genesis().canonical();
    for (text, why) in [
        ("5".to_owned(), "must be a list"),
        ("null".to_owned(), "must be a list"),
        ("{}".to_owned(), "chain: must be a list"),
        (r#"{"length": 1}"#.to_owned(), "chain: must be a list"),
        (block.clone(), "index: unknown field"),
        (
            format!(r#"{{"chain": {block}, "length": 1}}"#),
            "chain: must be a list",
        ),
        (
            format!(r#"{{"chain": [{block}]}}"#),
            "length: missing field",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 2}}"#),
            "length: must be 1, the number of blocks in the chain",
        ),
        (
            format!(r#"{{"length": 0, "chain": [{block}]}}"#),
            "length: must be 1, the number of blocks in the chain",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 1.0}}"#),
            "length: must be an integer",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": "1"}}"#),
            "length: must be an integer",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": -1}}"#),
            "length: must not be negative",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 1, "length": 1}}"#),
            "length: duplicate field",
        ),
        (
            format!(r#"{{"length": 1, "length": 1, "chain": [{block}]}}"#),
            "length: duplicate field",
        ),
        (
            format!(r#"{{"length": 1, "chain": [{block}], "length": 1}}"#),
            "length: duplicate field",
        ),
        (
            format!(r#"{{"chain": [{block}], "chain": [{block}], "length": 1}}"#),
            "chain: duplicate field",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 1, "message": ""}}"#),
            "message: unknown field",
        ),
        (
            format!(r#"{{"message": "Our chain was replaced", "new_chain": [{block}]}}"#),
            "message: unknown field",
        ),
        (
            format!(r#"{{"new_chain": [{block}]}}"#),
            "new_chain: unknown field",
        ),
        (
            r#"{"chain": [{"index": 0}], "length": 1}"#.to_owned(),
            "block 1, index: counts from 1",
        ),
        (
            format!("{{\n  \"chain\": [{block}]\n  \"length\": 1}}"),
            "not JSON: expected a comma or the object's end at line 3, column 3",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 1}}]"#),
            "not JSON: expected the end of the text at line 1, column 126",
        ),
        (
            format!(r#"{{"chain": [{block}], "length": 1"#),
            "not JSON: expected a comma or the object's end at line 1, column 125",
        ),
    ] {
        assert_eq!(
            parse_chain(&text, chain::Format::TUTORIAL)
                .unwrap_err()
                .to_string(),
            why,
            "{text}"
        );
        let verified = Verifier::new(text.as_str(), Rules::default()).and_then(Verifier::finish);
        assert_eq!(verified.unwrap_err().to_string(), why, "{text}");
        for characters in [1, 7, 1000] {
            let error = in_pieces(&text, characters).unwrap_err();
            assert_eq!(error.to_string(), why, "{text} in pieces of {characters}");
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_text_may_be_cut_anywhere() {
    for (way, text) in answers().answers {
        let blocks = parse_chain(&text, chain::Format::TUTORIAL).unwrap();
        for characters in [1, 2, 3, 5, 6, 64, 333, 5000] {
            let read = in_pieces(&text, characters);
            assert_eq!(
                read.as_ref(),
                Ok(&blocks),
                "{way} in pieces of {characters}"
            );
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn what_is_wrong_is_said_alike_whether_a_text_comes_whole_or_in_pieces() {
    let text = &answers().answers["json.dumps, not only ASCII"];
    // Each place in turn is spoilt, in one way after the other.
    for (place, (at, letter)) in text.char_indices().enumerate() {
        let spoilt = ["\u{1}", "\\ud83d", "\n", "9", "]", ""][place % 6];
        let text = format!("{}{spoilt}{}", &text[..at], &text[at + letter.len_utf8()..]);
        let whole = parse_chain(&text, chain::Format::TUTORIAL);
        for characters in [11, 256] {
            assert_eq!(
                in_pieces(&text, characters),
                whole,
                "{at} in pieces of {characters}"
            );
        }
    }
    // And behind the first error there is nothing more.
    let mut blocks = Blocks::new("[5, 5]", chain::Format::TUTORIAL).unwrap();
    assert!(blocks.next().is_some_and(|block| block.is_err()));
    assert!(blocks.next().is_none());
}
