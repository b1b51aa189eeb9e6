//! Four proofs at a time, in WebAssembly's 128-bit vectors.

use std::ops::Range;

use sha2::block_api::compress256;

use super::text::Text;

mod digits;
mod each;
mod fold;
mod kernel;
mod scalar;
mod words;

pub(crate) use each::hash_each;

use digits::last_three_digits;
use fold::Fold;
use kernel::{any_block, constant_block, folded_block, in_memory, sum};
use scalar::keyed_schedule;
use words::Words;

/// Looks through thousands of proofs that differ in their last three digits. These begin in one word of a block, and
/// end in it or in the next.
pub(super) struct Sweeper {
    /// Those digits for each group of four proofs, shifted to where they stand in the two words.
    digits: Vec<[Words; 2]>,
    /// The block in which they begin,
    block: usize,
    /// and the word of that block. After the last, 15, comes the next block's first.
    position: usize,
    /// The blocks behind those with the digits, as K plus schedule words.
    constant: Vec<[u32; 64]>,
    /// The largest first word that the hash of a solution has.
    limit: u32,
    /// The block with the digits as folded last. Only every ten thousand proofs or less often is it another.
    folded: Option<Fold>,
}

impl Sweeper {
    /// `last_three` is where in the text the last three digits begin.
    pub(super) fn new(text: &Text, last_three: usize, limit: u32) -> Sweeper {
        let (block, position) = (last_three / 64, last_three % 64 / 4);
        let changing = if position == 15 { 2 } else { 1 };
        let constant = text.blocks[block + changing..]
            .iter()
            .map(|block| keyed_schedule(&words_of(block)))
            .collect();
        Sweeper {
            digits: last_three_digits(last_three % 4),
            block,
            position,
            constant,
            limit,
            folded: None,
        }
    }

    /// The first four of these proofs among which one's hash has a first word in the limit. `text` holds all but the
    /// last three digits. What comes out may begin before `proofs` and end behind them.
    pub(super) fn sweep(&mut self, text: &Text, proofs: Range<usize>) -> Option<Range<usize>> {
        let (before, behind) = text.blocks.split_at(self.block);
        let mut state = text.state;
        compress256(&mut state, before);
        let changing: Vec<[u32; 16]> = behind[..behind.len() - self.constant.len()]
            .iter()
            .map(words_of)
            .collect();

        let groups = proofs.start / 4..proofs.end.div_ceil(4);
        let found = match (&changing[..], self.position) {
            ([block], 0) => self.sweep_folded::<0>(state, block, groups.clone()),
            ([block], 1) => self.sweep_folded::<1>(state, block, groups.clone()),
            ([block], 2) => self.sweep_folded::<2>(state, block, groups.clone()),
            ([block], 3) => self.sweep_folded::<3>(state, block, groups.clone()),
            _ => self.sweep_any(state, &changing, groups.clone()),
        };
        let group = groups.start + found?;
        Some(4 * group..4 * group + 4)
    }

    fn sweep_folded<const J: usize>(
        &mut self,
        state: [u32; 8],
        block: &[u32; 16],
        groups: Range<usize>,
    ) -> Option<usize> {
        let fold = match self.folded.take() {
            Some(fold) if fold.is_of(state, block) => fold,
            _ => Fold::new(J, state, block),
        };
        let words = [block[J], block[J + 1]];
        let found = hash_folded::<J>(
            &fold,
            words,
            state,
            &self.constant,
            self.limit,
            &self.digits[groups],
        );
        self.folded = Some(fold);
        found
    }

    /// For texts that the folded kernels are not built for.
    fn sweep_any(
        &self,
        state: [u32; 8],
        blocks: &[[u32; 16]],
        groups: Range<usize>,
    ) -> Option<usize> {
        hash_any(
            state,
            blocks,
            self.position,
            &self.constant,
            self.limit,
            &self.digits[groups],
        )
    }
}

// The loops are functions of their own, called for a thousand proofs at most: an engine that compiles a fast version
// while the slow one runs can only change over between two calls.

/// The first group with a first word in the limit, when only words `J` and `J + 1` of one block change.
#[inline(never)]
fn hash_folded<const J: usize>(
    fold: &Fold,
    words: [u32; 2],
    state: [u32; 8],
    constant: &[[u32; 64]],
    limit: u32,
    digits: &[[Words; 2]],
) -> Option<usize> {
    let fixed = words.map(Words::splat);
    let limit = Words::splat(limit);
    let mut words = [limit; 16];
    let words = in_memory(&mut words);
    digits.iter().position(|digits| {
        words[J] = fixed[0] | digits[0];
        words[J + 1] = fixed[1] | digits[1];
        let after = folded_block::<J>(fold, words);
        if constant.is_empty() {
            // Of the last block, only the first word is asked for.
            return (after[0] + Words::splat(state[0])).any_at_most(limit);
        }
        let state = sum(state.map(Words::splat), after);
        first_words(state, constant).any_at_most(limit)
    })
}

/// The first group with a first word in the limit, whatever the text.
#[inline(never)]
fn hash_any(
    state: [u32; 8],
    blocks: &[[u32; 16]],
    position: usize,
    constant: &[[u32; 64]],
    limit: u32,
    digits: &[[Words; 2]],
) -> Option<usize> {
    digits.iter().position(|digits| {
        let mut state = state.map(Words::splat);
        for (n, block) in blocks.iter().enumerate() {
            let mut words = block.map(Words::splat);
            for (place, digits) in (position..).zip(digits) {
                if place / 16 == n {
                    words[place % 16] = words[place % 16] | *digits;
                }
            }
            state = any_block(state, words);
        }
        first_words(state, constant).any_at_most(Words::splat(limit))
    })
}

/// The first words of the hashes after these blocks. A function of its own, because it is long and all loops need it.
#[inline(never)]
fn first_words(state: [Words; 8], constant: &[[u32; 64]]) -> Words {
    constant
        .iter()
        .fold(state, |state, keyed| constant_block(keyed, state))[0]
}

fn words_of(block: &[u8; 64]) -> [u32; 16] {
    let bytes = block.as_chunks().0;
    std::array::from_fn(|i| u32::from_be_bytes(bytes[i]))
}
