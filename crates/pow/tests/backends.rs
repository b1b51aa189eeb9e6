//! Every backend finds the smallest proof, or none: one suite over all of them, natively and in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Write;
use std::ops::Range;

use pow::{Backend, Difficulty, Lanes, Puzzle, Reference, Target, Texts};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const BACKENDS: [(&str, &dyn Backend); 2] = [("reference", &Reference), ("lanes", &Lanes)];

/// What CPython's hashlib found. Made by `python3 vectors.py > vectors.json`.
#[derive(Deserialize)]
struct Hashlib {
    text: String,
    searches: Vec<(usize, usize, u16, u64, u64, Option<u64>)>,
    hashes: Vec<(usize, usize, u64, String)>,
}

fn hashlib() -> Hashlib {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn puzzle(prefix: &str, suffix: &str, bits: u16) -> Puzzle {
    Puzzle::new(prefix, suffix, Difficulty::new(bits).unwrap()).unwrap()
}

/// Asserts that all backends agree on the answer, which it returns.
fn agreed(puzzle: &Puzzle, range: Range<u64>) -> Option<u64> {
    let answer = Reference.search(puzzle, range.clone());
    assert_eq!(
        Lanes.search(puzzle, range.clone()),
        answer,
        "{puzzle:?} {range:?}"
    );
    answer
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_search_ends_as_with_pythons_hashlib() {
    let Hashlib { text, searches, .. } = hashlib();
    for (prefix, suffix, bits, from, to, proof) in searches {
        let puzzle = puzzle(&text[..prefix], &text[..suffix], bits);
        for (name, backend) in BACKENDS {
            let found = backend.search(&puzzle, from..to);
            assert_eq!(
                found, proof,
                "{name}, prefix {prefix}, suffix {suffix}, {bits} bits, {from} to {to}"
            );
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn every_hash_is_that_of_pythons_hashlib() {
    let Hashlib { text, hashes, .. } = hashlib();
    for (prefix, suffix, proof, expected) in hashes {
        let mut hex = String::new();
        for byte in puzzle(&text[..prefix], &text[..suffix], 0).hash(proof) {
            write!(hex, "{byte:02x}").unwrap();
        }
        assert_eq!(
            hex, expected,
            "prefix {prefix}, suffix {suffix}, proof {proof}"
        );
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_tutorials_first_proofs_are_found() {
    for (last_proof, proof) in [("100", 35293), ("35293", 35089), ("35089", 119_678)] {
        let puzzle = puzzle(last_proof, "", 16);
        for (name, backend) in BACKENDS {
            assert_eq!(
                backend.search(&puzzle, 0..10_000_000),
                Some(proof),
                "{name} after {last_proof}"
            );
            assert_eq!(
                backend.search(&puzzle, 0..proof),
                None,
                "{name}: the end is not part of a range"
            );
            assert_eq!(
                backend.search(&puzzle, proof..proof + 1),
                Some(proof),
                "{name}: the start is"
            );
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_smallest_proof_wins_at_every_length_of_proof_and_prefix() {
    let prefix = "x".repeat(140);
    let mut found = 0;
    for length in 0..=prefix.len() {
        for digits in 1..20 {
            let edge = 10u64.pow(digits);
            let puzzle = puzzle(&prefix[..length], "", 5);
            found += usize::from(agreed(&puzzle, edge - edge.min(20)..edge + 200).is_some());
        }
    }
    assert!(
        found > 2500,
        "of 2679 searches only {found} found a proof: too few to tell"
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_smallest_proof_wins_at_every_length_of_suffix() {
    let text = "y".repeat(140);
    for length in 0..=text.len() {
        for prefix in [0, 1, 5, 10, 40, 52, 55, 64] {
            agreed(
                &puzzle(&text[..prefix], &text[..length], 7),
                99_970..100_100,
            );
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_longest_texts_are_searched_too() {
    let longest = "é".repeat(Puzzle::MAX_TEXT / 2);
    for (prefix, suffix) in [
        (&longest[..], ""),
        ("", &longest[..]),
        (&longest[..], &longest[..]),
    ] {
        assert!(agreed(&puzzle(prefix, suffix, 6), 99_900..100_900).is_some());
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn without_difficulty_the_first_proof_solves_and_with_all_bits_none_does() {
    for prefix in ["", "35089", &"x".repeat(61)] {
        for from in [0, 999, 1000, 1003, 99_999, 123_456_789, u64::MAX - 1] {
            let to = from.saturating_add(5000);
            for (name, backend) in BACKENDS {
                assert_eq!(
                    backend.search(&puzzle(prefix, "", 0), from..to),
                    Some(from),
                    "{name}"
                );
                for bits in [33, 64, 256] {
                    assert_eq!(
                        backend.search(&puzzle(prefix, "", bits), from..to),
                        None,
                        "{name}"
                    );
                }
            }
        }
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn a_hash_is_looked_at_beyond_its_first_word() {
    // The hash begins with 000000009b88, so that its whole first word is zero, and no bit more. Found by searching up
    // to it from 0, which took minutes.
    let proof = 2_083_923_589;
    for (name, backend) in BACKENDS {
        let search = |bits| backend.search(&puzzle("35089", "", bits), proof - 2000..proof + 2000);
        assert_eq!(search(31), Some(proof), "{name}");
        assert_eq!(search(32), Some(proof), "{name}");
        assert_eq!(search(33), None, "{name}");
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn proofs_are_found_up_to_the_largest_number() {
    for prefix in [0, 1, 3, 44, 45, 46, 47, 48, 63] {
        let puzzle = puzzle(&"z".repeat(prefix), "", 9);
        agreed(&puzzle, u64::MAX - 3000..u64::MAX);
        agreed(&puzzle, u64::MAX - 3..u64::MAX);
        assert_eq!(agreed(&puzzle, u64::MAX..u64::MAX), None);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn an_empty_range_holds_no_proof() {
    #[expect(
        clippy::reversed_empty_ranges,
        reason = "a range may be given the wrong way round"
    )]
    for range in [0..0, 5..5, 7..3, 20_000..20_000, 20_000..1, u64::MAX..0] {
        assert_eq!(agreed(&puzzle("", "", 0), range), None);
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn random_searches_end_alike() {
    let mut random = Random(0x7ab_c4a1);
    for _ in 0..1500 {
        let text = |length| {
            "0123456789abcdefß€"
                .chars()
                .cycle()
                .take(length)
                .collect::<String>()
        };
        let prefix = text(random.below(150) as usize);
        let suffix = if random.below(2) == 0 {
            String::new()
        } else {
            text(random.below(150) as usize)
        };
        let from = random.below(u64::MAX) >> random.below(64);
        let length = random.below(2500);
        let bits = random.below(12) as u16;
        agreed(
            &puzzle(&prefix, &suffix, bits),
            from..from.saturating_add(length),
        );
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn the_hash_that_is_the_target_solves_and_one_below_it_asks_for_another() {
    // The smallest hash of some is found by the target that it is, and by none smaller.
    for (prefix, range) in [("", 0..999), ("35089", 0..5000), ("tab", 99_000..103_000)] {
        let any = puzzle(prefix, "", 0);
        let (hash, proof) = range
            .clone()
            .map(|proof| (any.hash(proof), proof))
            .min()
            .unwrap();
        let below = |target: [u8; 32]| Puzzle::new(prefix, "", Target::new(target)).unwrap();
        assert_eq!(agreed(&below(hash), range.clone()), Some(proof), "{prefix}");
        let mut smaller = hash;
        // No hash ends in so many zero bytes that this borrows far.
        let last = smaller.iter().rposition(|byte| *byte != 0).unwrap();
        smaller[last] -= 1;
        smaller[last + 1..].fill(0xff);
        assert_eq!(agreed(&below(smaller), range), None, "{prefix}");
    }
}

/// Numbers from a seed (xorshift), the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_search_ends_alike(
        prefix in "\\PC{0,100}",
        suffix in "\\PC{0,100}",
        bits in 0..14u16,
        from: u64,
        shift in 0..64u32,
        length in 0..5000u64,
    ) {
        let from = from >> shift;
        agreed(&puzzle(&prefix, &suffix, bits), from..from.saturating_add(length));
    }

    #[test]
    fn any_target_is_searched_for_alike(
        prefix in "\\PC{0,100}",
        suffix in "\\PC{0,100}",
        zeros in 0..14u32,
        ones: u128,
        from: u64,
        shift in 0..64u32,
        length in 0..5000u64,
    ) {
        // Any bits behind so many zeros.
        let mut target = [0xa5; 32];
        target[..16].copy_from_slice(&(ones >> zeros).to_be_bytes());
        let puzzle = Puzzle::new(prefix, suffix, Target::new(target)).unwrap();
        let from = from >> shift;
        let range = from..from.saturating_add(length);
        let proof = agreed(&puzzle, range.clone());
        proptest::prop_assert_eq!(proof, range.clone().find(|proof| puzzle.hash(*proof) <= target));
    }
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test)]
fn texts_of_all_lengths_are_hashed_as_each_by_itself() {
    // A puzzle's hash is taken by the sha2 crate, one text at a time.
    let long = "SHA-256 pads what it hashes. ".repeat(8);
    let puzzles: Vec<Puzzle> = (0..200)
        .map(|length| puzzle(&long[..length], "", 0))
        .collect();
    for count in [0, 1, 2, 3, 4, 5, 63, 200] {
        let mut texts = Texts::default();
        for puzzle in &puzzles[200 - count..] {
            texts.push(|out| write!(out, "{}7", puzzle.prefix()).unwrap());
        }
        let hashes: Vec<_> = puzzles[200 - count..]
            .iter()
            .map(|puzzle| puzzle.hash(7))
            .collect();
        assert_eq!(texts.hashes(), hashes, "{count} texts");
    }
}
