//! One proof at a time, where the sha2 crate knows the machine's own SHA-256 instructions.

use std::ops::Range;

use sha2::{Digest, Sha256, block_api::compress256};

use super::text::Text;

/// Looks through thousands of proofs that differ in their last three digits.
pub(super) struct Sweeper {
    /// Where the last three digits stand.
    at: usize,
    limit: u32,
}

impl Sweeper {
    pub(super) fn new(_: &Text, last_three: usize, limit: u32) -> Sweeper {
        Sweeper {
            at: last_three,
            limit,
        }
    }

    /// The first of these proofs whose hash's first word is in the limit. `text` holds all but the last three digits.
    pub(super) fn sweep(&mut self, text: &Text, proofs: Range<usize>) -> Option<Range<usize>> {
        let (constant, changing) = text.blocks.split_at(self.at / 64);
        let mut before = text.state;
        compress256(&mut before, constant);

        let mut blocks = changing.to_vec();
        let mut digits = [
            proofs.start / 100,
            proofs.start / 10 % 10,
            proofs.start % 10,
        ]
        .map(|digit| b'0' + digit as u8);
        let proof = proofs.into_iter().find(|_| {
            blocks.as_flattened_mut()[self.at % 64..][..3].copy_from_slice(&digits);
            count_on(&mut digits);
            let mut state = before;
            compress256(&mut state, &blocks);
            state[0] <= self.limit
        })?;
        Some(proof..proof + 1)
    }
}

/// The next number's digits. Division would cost as much as a good part of the hash.
#[inline(always)]
fn count_on(digits: &mut [u8; 3]) {
    for digit in digits.iter_mut().rev() {
        *digit += 1;
        if *digit <= b'9' {
            return;
        }
        *digit = b'0';
    }
}

/// The SHA-256 hash of each text, in their order.
pub(crate) fn hash_each<'a>(texts: impl ExactSizeIterator<Item = &'a [u8]>) -> Vec<[u8; 32]> {
    texts.map(|text| Sha256::digest(text).into()).collect()
}
