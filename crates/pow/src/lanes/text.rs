//! The text of a puzzle as SHA-256 sees it: padded and cut into blocks, with room for the digits.

use sha2::block_api::compress256;

use crate::Puzzle;

/// The state before the first block (FIPS 180-4, 5.3.3).
pub(super) const START: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/// The text with room for a proof of a given number of digits, from the block on in which the first digit stands.
#[derive(Clone)]
pub(super) struct Text {
    /// The state after the whole blocks of the prefix.
    pub(super) state: [u32; 8],
    /// All blocks after that.
    pub(super) blocks: Vec<[u8; 64]>,
    /// Where the first digit stands, counted in bytes from the first of these blocks: 0 to 63.
    pub(super) first_digit: usize,
}

impl Text {
    /// The text with zero bytes for digits.
    pub(super) fn new(puzzle: &Puzzle, digits: usize) -> Text {
        let (whole, rest) = puzzle.prefix().as_bytes().as_chunks::<64>();
        let mut bytes = rest.to_vec();
        let first_digit = bytes.len();
        bytes.resize(first_digit + digits, 0);
        bytes.extend_from_slice(puzzle.suffix().as_bytes());
        // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits fills the last block.
        let bits = 8 * (64 * whole.len() + bytes.len()) as u64;
        bytes.push(0x80);
        bytes.resize((bytes.len() + 8).next_multiple_of(64) - 8, 0);
        bytes.extend_from_slice(&bits.to_be_bytes());

        let mut state = START;
        compress256(&mut state, whole);
        Text {
            state,
            blocks: bytes.as_chunks().0.to_vec(),
            first_digit,
        }
    }

    /// Writes digits from the first one on.
    pub(super) fn put_digits(&mut self, digits: &[u8]) {
        self.blocks.as_flattened_mut()[self.first_digit..][..digits.len()].copy_from_slice(digits);
    }
}
