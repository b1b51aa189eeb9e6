//! The fast search: all that does not change from one proof to the next is done once.

use std::ops::Range;

use crate::decimal::Decimal;
use crate::{Backend, Puzzle, Reference, Target};

#[cfg(not(target_arch = "wasm32"))]
mod native;
mod text;
#[cfg(target_arch = "wasm32")]
mod wasm32_simd128;

#[cfg(not(target_arch = "wasm32"))]
use native::Sweeper;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::hash_each;
use text::Text;
#[cfg(target_arch = "wasm32")]
use wasm32_simd128::Sweeper;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm32_simd128::hash_each;

/// The fast backend. It gives the same answers as [`Reference`], sooner.
///
/// In WebAssembly it hashes four proofs at a time with SIMD instructions. Elsewhere it leaves hashing to the `sha2`
/// crate, which uses the processor's own SHA-256 instructions where there are any.
///
/// Each call prepares itself for its puzzle: ranges of ten thousand proofs and more are worth it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lanes;

/// Proofs are taken by the thousand: all that share everything but their last three digits.
const THOUSAND: u64 = 1000;

impl Backend for Lanes {
    fn search(&self, puzzle: &Puzzle, range: Range<u64>) -> Option<u64> {
        // The first thousand is too little to prepare anything for.
        let mut found = Reference.search(puzzle, range.start..range.end.min(THOUSAND));
        let mut next = range.start.max(THOUSAND);
        while found.is_none() && next < range.end {
            let digits = next.ilog10() + 1;
            let end = 10u64
                .checked_pow(digits)
                .map_or(range.end, |end| end.min(range.end));
            found = search_equally_long(puzzle, digits as usize, next..end);
            next = end;
        }
        found
    }
}

/// Searches proofs that all have the same number of digits, at least four.
fn search_equally_long(puzzle: &Puzzle, digits: usize, range: Range<u64>) -> Option<u64> {
    let mut text = Text::new(puzzle, digits);
    let last_three = text.first_digit + digits - 3;
    let mut sweeper = Sweeper::new(&text, last_three, first_word_limit(puzzle.target()));

    for thousand in range.start / THOUSAND..=(range.end - 1) / THOUSAND {
        text.put_digits(Decimal::of(thousand).as_bytes());
        let first = thousand * THOUSAND;
        let mut rest =
            range.start.saturating_sub(first) as usize..(range.end - first).min(THOUSAND) as usize;
        while let Some(candidates) = sweeper.sweep(&text, rest.clone()) {
            let within = candidates.start.max(rest.start)..candidates.end.min(rest.end);
            let proof = Reference.search(
                puzzle,
                first + within.start as u64..first + within.end as u64,
            );
            if proof.is_some() {
                return proof;
            }
            rest.start = within.end;
            if rest.is_empty() {
                break;
            }
        }
    }
    None
}

/// The largest first word of a hash that may meet the target. Only a hash within it is looked at whole.
fn first_word_limit(target: Target) -> u32 {
    let [a, b, c, d, ..] = *target.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Difficulty;

    #[test]
    fn a_first_word_within_the_limit_may_meet_the_target_and_none_beyond_does() {
        let forms = (0..=256).map(|bits| Target::from(Difficulty::new(bits).unwrap()));
        let others = (0..256).map(|byte| Target::new([byte as u8; 32]));
        for target in forms.chain(others) {
            let limit = first_word_limit(target);
            let best_with = |first_word: u32| {
                let mut hash = [0; 32];
                hash[..4].copy_from_slice(&first_word.to_be_bytes());
                hash
            };
            assert!(target.is_met_by(&best_with(limit)), "{target:?}");
            if let Some(beyond) = limit.checked_add(1) {
                assert!(!target.is_met_by(&best_with(beyond)), "{target:?}");
            }
        }
    }
}
