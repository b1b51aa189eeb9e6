//! What holds for all texts, all blocks and all chains, tried on many that proptest makes up.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chain::{
    AdoptError, Block, Chain, Difficulty, Hash, Number, PreviousHash, ProofRule, Rules,
    Transaction, Verifier, parse_chain,
};
use pow::{Backend, Reference};
use proptest::prelude::*;

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<u64>().prop_map(Number::from),
        any::<i64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", |value| Number::from_f64(value).ok()),
        (1_700_000_000_000u64..1_800_000_000_000)
            .prop_map(|millis| Number::from_f64(millis as f64 / 1000.0).unwrap()),
    ]
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let party = || {
        prop_oneof![
            any::<String>(),
            "[a-z0]{0,4}",
            "[\\x00-\\x20\"\\\\/\u{7f}😀é]{0,6}"
        ]
    };
    (party(), party(), number()).prop_map(|(sender, recipient, amount)| Transaction {
        sender,
        recipient,
        amount,
        signed: None,
    })
}

fn block() -> impl Strategy<Value = Block> {
    let previous_hash = prop_oneof![
        Just(PreviousHash::One),
        Just(PreviousHash::OneText),
        any::<[u8; 32]>().prop_map(|bytes| PreviousHash::Hash(Hash::from_bytes(bytes))),
    ];
    (
        1..=1u64 << 53,
        number(),
        prop::collection::vec(transaction(), 0..4),
        any::<u64>(),
        previous_hash,
    )
        .prop_map(
            |(index, timestamp, transactions, proof, previous_hash)| Block {
                index,
                timestamp,
                transactions,
                proof,
                previous_hash,
                merkle_root: None,
            },
        )
}

fn rules(bits: u16) -> impl Strategy<Value = Rules> {
    prop_oneof![
        Just(ProofRule::Classic),
        Just(ProofRule::Linked),
        Just(ProofRule::Sealed)
    ]
    .prop_map(move |proof| Rules::tutorial(proof, Difficulty::new(bits).unwrap()))
}

/// Mines a block with these contents behind a chain's tip.
fn mine(chain: &mut Chain, timestamp: Number, transactions: Vec<Transaction>) {
    let mut block = Block {
        index: chain.length() + 1,
        timestamp,
        transactions,
        proof: 0,
        previous_hash: PreviousHash::Hash(chain.tip().hash()),
        merkle_root: None,
    };
    let puzzle = chain.rules().puzzle(chain.tip(), &block);
    block.proof = Reference.search(&puzzle, 0..u64::MAX).unwrap();
    chain.append(block).unwrap();
}

type Contents = Vec<(Number, Vec<Transaction>)>;

fn contents(blocks: std::ops::Range<usize>) -> impl Strategy<Value = Contents> {
    prop::collection::vec(
        (number(), prop::collection::vec(transaction(), 0..3)),
        blocks,
    )
}

fn mined(rules: Rules, contents: Contents) -> Chain {
    let mut chain = Chain::new(rules);
    for (timestamp, transactions) in contents {
        mine(&mut chain, timestamp, transactions);
    }
    chain
}

fn hashes(chain: &Chain) -> Vec<Hash> {
    chain.links().map(|link| link.hash()).collect()
}

fn blocks(chain: &Chain) -> Vec<Block> {
    chain.links().map(|link| link.block().clone()).collect()
}

/// Text made of the pieces that JSON and the format are made of, so that much of it is nearly right.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ", ",
        ":",
        ": ",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "\\ude00",
        "\n",
        " ",
        "1",
        "0",
        "-",
        ".",
        "e",
        "+",
        "9007199254740993",
        "1e400",
        "true",
        "null",
        "NaN",
        "\"index\"",
        "\"timestamp\"",
        "\"transactions\"",
        "\"proof\"",
        "\"previous_hash\"",
        "\"sender\"",
        "\"recipient\"",
        "\"amount\"",
        "é",
        "\u{0}",
        "{\"index\": 1, ",
        "\"transactions\": [",
        "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 1}",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Reads a text in every way there is. None may panic, and all must agree.
fn read_in_every_way(text: &str) {
    let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok();
    if let Ok(transaction) = Transaction::parse(text, chain::Format::TUTORIAL) {
        assert!(is_json, "taken, though no JSON: {text}");
        assert_eq!(
            Transaction::parse(&transaction.canonical(), chain::Format::TUTORIAL).unwrap(),
            transaction
        );
    }
    if let Ok(block) = Block::parse(text, chain::Format::TUTORIAL) {
        assert!(is_json, "taken, though no JSON: {text}");
        assert_eq!(
            Block::parse(&block.canonical(), chain::Format::TUTORIAL).unwrap(),
            block
        );
    }
    let _ = Number::parse(text)
        .map(|number| assert_eq!(Number::parse(&number.to_string()), Ok(number)));
    let _ = text.parse::<Hash>();

    let whole = parse_chain(text, chain::Format::TUTORIAL);
    assert!(is_json || whole.is_err(), "taken, though no JSON: {text}");
    let verdict = Verifier::new(text, Rules::default()).and_then(Verifier::finish);
    match whole {
        Err(error) => assert_eq!(verdict, Err(error)),
        Ok(blocks) => {
            let fault = Chain::validate(Rules::default(), blocks).err();
            assert_eq!(verdict.map(|verdict| verdict.fault), Ok(fault));
        }
    }
}

proptest! {
    #[test]
    fn a_block_is_the_same_after_its_canonical_text_was_read(block in block()) {
        let text = block.canonical();
        let read = Block::parse(&text, chain::Format::TUTORIAL).unwrap();
        prop_assert_eq!(&read, &block);
        prop_assert_eq!(read.canonical(), text);
        prop_assert_eq!(read.hash(), block.hash());
    }

    #[test]
    fn the_order_of_fields_and_white_space_do_not_change_a_block(block in block(), space in "[ \n\r\t]{0,2}") {
        let PreviousHash::Hash(hash) = block.previous_hash else { return Ok(()) };
        let transactions: Vec<_> = block.transactions.iter().map(|transaction| format!(
            "{space}{{\"sender\":{space}{},\"recipient\":{}{space},\"amount\":{}}}",
            serde_json::to_string(&transaction.sender).unwrap(),
            serde_json::to_string(&transaction.recipient).unwrap(),
            transaction.amount,
        )).collect();
        let text = format!(
            "{space}{{{space}\"transactions\":[{}],\"proof\":{}{space},{space}\"index\":{},\"previous_hash\"{space}:\"{hash}\",\"timestamp\":{}}}{space}",
            transactions.join(","), block.proof, block.index, block.timestamp,
        );
        prop_assert_eq!(Block::parse(&text, chain::Format::TUTORIAL).unwrap(), block);
    }

    #[test]
    fn a_chains_text_is_the_same_after_it_was_read(rules in rules(4), contents in contents(0..5)) {
        let chain = mined(rules, contents);
        let text = chain.to_text();
        let read = Chain::validate(rules, parse_chain(&text, chain::Format::TUTORIAL).unwrap()).unwrap();
        prop_assert_eq!(read.to_text(), text);
        prop_assert_eq!(hashes(&read), hashes(&chain));
    }

    #[test]
    fn reading_arbitrary_bytes_never_panics(bytes in any::<Vec<u8>>()) {
        read_in_every_way(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn reading_what_is_nearly_json_never_panics(text in nearly_json()) {
        read_in_every_way(&text);
        read_in_every_way(&format!("[{text}]"));
        read_in_every_way(&format!("{{\"index\": 1, \"previous_hash\": 1, \"proof\": 100, \"timestamp\": 1, \"transactions\": [{text}]}}"));
    }

    #[test]
    fn a_damaged_block_is_read_as_json_says(block in block(), place in any::<prop::sample::Index>(), damage in nearly_json()) {
        let mut text = block.canonical();
        let at = place.index(text.len());
        text.replace_range(at..at + 1, &damage);
        read_in_every_way(&text);
        read_in_every_way(&format!("[{text}]"));
    }

    /// A changed byte of a sealed chain's text is no JSON or no block, or a fault, or no change at all (white space, or
    /// the case of an escape's digits). There is one way to change a block and to get away with it: to do its work again
    /// and that of all behind it. In the last block a random change does that by luck, once in 2^bits times, and then the
    /// chain's last hash is another.
    #[test]
    fn any_single_changed_byte_of_a_sealed_chain_is_found(
        contents in contents(1..4), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(8).unwrap());
        let chain = mined(rules, contents);
        let mut bytes = chain.to_text().into_bytes();
        let at = place.index(bytes.len());
        bytes[at] = byte;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
        let Ok(read) = parse_chain(&text, chain::Format::TUTORIAL) else { return Ok(()) };
        let Ok(read) = Chain::validate(rules, read) else { return Ok(()) };
        if blocks(&read) != blocks(&chain) {
            prop_assert_eq!(read.length(), chain.length());
            prop_assert_ne!(read.tip().hash(), chain.tip().hash());
            let but_last = chain.links().len() - 1;
            prop_assert_eq!(&hashes(&read)[..but_last], &hashes(&chain)[..but_last]);
        }
    }

    #[test]
    fn a_verifier_says_what_validation_says_in_slices_of_any_size(
        rules in rules(2), contents in contents(0..8), slice in 1..5usize,
        wrong in prop::option::of((any::<prop::sample::Index>(), block(), 0..6)),
    ) {
        let mut blocks = blocks(&mined(rules, contents));
        if let Some((place, other, field)) = wrong {
            let block = place.get(&blocks).index as usize - 1;
            let block = &mut blocks[block];
            match field {
                0 => block.index = other.index,
                1 => block.timestamp = other.timestamp,
                2 => block.transactions = other.transactions,
                3 => block.proof = other.proof,
                4 => block.previous_hash = other.previous_hash,
                _ => *block = other,
            }
        }
        let texts: Vec<String> = blocks.iter().map(Block::canonical).collect();
        let hashes: Vec<Hash> = blocks.iter().map(Block::hash).collect();
        let fault = Chain::validate(rules, blocks).err();

        let mut verifier = Verifier::new(format!("[{}]", texts.join(",")), rules).unwrap();
        let mut steps = 0;
        while !verifier.step(slice).unwrap() {
            steps += 1;
            prop_assert_eq!(verifier.blocks(), (steps * slice) as u64);
        }
        let verdict = verifier.finish().unwrap();
        prop_assert_eq!(verdict.fault, fault);
        prop_assert_eq!(verdict.hashes, hashes);
    }

    #[test]
    fn adopting_a_branch_gives_what_validating_the_other_chain_gives(
        rules in rules(2), shared in contents(0..4), own in contents(0..4), other in contents(0..6),
    ) {
        let base = mined(rules, shared);
        let (mut ours, mut theirs) = (base.clone(), base);
        for (timestamp, transactions) in own {
            mine(&mut ours, timestamp, transactions);
        }
        for (timestamp, transactions) in other {
            mine(&mut theirs, timestamp, transactions);
        }
        let common = ours.last_common(&theirs.locator());
        let mut branch = ours.fork(common);
        for link in theirs.links().skip(common as usize) {
            branch.push(link.block().clone()).unwrap();
        }
        prop_assert_eq!(branch.length(), theirs.length());
        prop_assert_eq!(branch.locator(&ours), theirs.locator());

        let before = ours.clone();
        match ours.adopt(branch) {
            Ok(reorg) => {
                prop_assert!(theirs.length() > before.length());
                prop_assert_eq!(hashes(&ours), hashes(&theirs));
                let base = reorg.base as usize;
                let after_base = |chain: &Chain| chain.links().skip(base).cloned().collect::<Vec<_>>();
                prop_assert_eq!(reorg.orphaned, after_base(&before));
                prop_assert_eq!(reorg.adopted, after_base(&theirs));
                prop_assert_eq!(&hashes(&before)[..base], &hashes(&theirs)[..base]);
                prop_assert_ne!(before.get(reorg.base + 1).map(|link| link.hash()), theirs.get(reorg.base + 1).map(|link| link.hash()));
            }
            Err(error) => {
                let lengths = AdoptError::NotLonger { offered: theirs.length(), own: before.length() };
                prop_assert_eq!(error, lengths);
                prop_assert!(theirs.length() <= before.length());
                prop_assert_eq!(hashes(&ours), hashes(&before));
            }
        }
    }

    /// Short and long literals, and the exact middle between two floats, where the last digit decides.
    #[test]
    fn a_float_is_read_as_rust_reads_it(
        literal in "-?(0|[1-9][0-9]{0,30})\\.[0-9]{1,40}(e[+-]?[0-9]{1,3})?",
        half in (1u64 << 52..1 << 53, 0..10u32).prop_map(|(ulps, shift)| (2 * ulps + 1) << shift),
        more in "0{0,60}1?",
    ) {
        let read = |text: &str| Number::parse(text).map(|number| number.as_f64().to_bits());
        let expected: f64 = literal.parse().unwrap();
        prop_assert_eq!(read(&literal).ok(), expected.is_finite().then_some(expected.to_bits()), "{}", literal);

        let text = format!("{half}.0{more}");
        prop_assert_eq!(read(&text).ok(), Some(text.parse::<f64>().unwrap().to_bits()), "{}", text);
    }

    #[test]
    fn a_float_reads_back_as_itself_from_as_few_digits_as_rust_prints(value in any::<f64>()) {
        let Ok(number) = Number::from_f64(value) else { return Ok(()) };
        let text = number.to_string();
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
        prop_assert_eq!(Number::parse(&text), Ok(number));
        let digits = |text: &str| {
            let mantissa = text.split('e').next().unwrap_or_default();
            let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
            digits.trim_matches('0').len()
        };
        prop_assert_eq!(digits(&text), digits(&format!("{value:e}")));
    }

    /// Canonical text is hashed as it stands, any other is read and printed first: to the verdict it is all one.
    #[test]
    fn a_verdict_is_the_same_whether_the_text_is_canonical_or_not(
        blocks in prop::collection::vec(block(), 0..4),
        rules in rules(0),
        place in any::<prop::sample::Index>(),
        character in prop::sample::select(vec![" ", "\"", "\\", "0", "1", "a", "A", ",", "]", "}", "-", "e5", ".0", "é", ""]),
        replaced in 0..2usize,
    ) {
        let texts: Vec<String> = blocks.iter().map(Block::canonical).collect();
        let mut text = format!("[{}]", texts.join(", "));
        // It is all ASCII, so that any place will do.
        let place = place.index(text.len());
        text.replace_range(place..place + replaced, character);

        let verdict = Verifier::new(text.as_str(), rules).and_then(Verifier::finish);
        let read = parse_chain(&text, chain::Format::TUTORIAL);
        prop_assert_eq!(verdict.is_ok(), read.is_ok(), "{}", text);
        if let (Ok(verdict), Ok(read)) = (verdict, read) {
            let hashes: Vec<Hash> = read.iter().map(Block::hash).collect();
            prop_assert_eq!(verdict.hashes, hashes, "{}", text);
            let fault = Chain::validate(rules, read).err();
            prop_assert_eq!(verdict.fault, fault);
        }
    }
}
