//! Four SHA-256 computations in the four lanes of a WebAssembly vector, each at its own place in a text of its own.
//!
//! The algorithm and its names are those of FIPS 180-4, sections 4.1.2, 4.2.2, 5.1.1, 5.3.3 and 6.2.2.

use core::arch::wasm32::{
    i32x4, i32x4_add, u8x16_shuffle, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, v128,
    v128_and, v128_or, v128_xor,
};

use crate::hash::Hash;

/// The hash of each text, in their order.
pub(super) fn hash_each<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Vec<Hash> {
    let mut hashes = vec![Hash::from_bytes([0; 32]); texts.len()];
    let mut waiting = texts.enumerate();
    let mut state = INITIAL.map(|word| u32x4_splat(word));
    let mut lanes: [Lane<'a>; 4] = std::array::from_fn(|_| Lane::start(waiting.next()));
    while lanes.iter().any(|lane| lane.place.is_some()) {
        compress(&mut state, lanes.each_ref().map(Lane::block));
        for (number, lane) in lanes.iter_mut().enumerate() {
            if lane.advance() {
                continue;
            }
            let words = state.map(|word| extract(word, number));
            if let Some(place) = lane.place {
                hashes[place] = Hash::from_words(words);
            }
            *lane = Lane::start(waiting.next());
            for (word, initial) in state.iter_mut().zip(INITIAL) {
                *word = replace(*word, number, initial);
            }
        }
    }
    hashes
}

/// A text on its way through one lane.
struct Lane<'a> {
    /// Its place among the texts; none in a lane that is idle, because no text waits.
    place: Option<usize>,
    /// What is left of its blocks of 64 bytes.
    full: &'a [[u8; 64]],
    /// What is left behind them, padded to one block or two.
    tail: [[u8; 64]; 2],
    tail_left: usize,
}

impl<'a> Lane<'a> {
    fn start(text: Option<(usize, &'a str)>) -> Lane<'a> {
        let (place, text) = text.map_or((None, ""), |(place, text)| (Some(place), text));
        let (full, rest) = text.as_bytes().as_chunks::<64>();
        let mut tail = [[0; 64]; 2];
        let padded = tail.as_flattened_mut();
        padded[..rest.len()].copy_from_slice(rest);
        padded[rest.len()] = 0x80;
        // The length in bits takes the last 8 bytes. If they aren't free, it goes into a block of its own.
        let tail_left = if rest.len() < 56 { 1 } else { 2 };
        let bits = text.len() as u64 * 8;
        padded[tail_left * 64 - 8..tail_left * 64].copy_from_slice(&bits.to_be_bytes());
        if tail_left == 1 {
            // Blocks of the tail are taken from the end.
            tail.swap(0, 1);
        }
        Lane {
            place,
            full,
            tail,
            tail_left,
        }
    }

    /// The block that is next.
    fn block(&self) -> &[u8; 64] {
        match self.full.first() {
            Some(block) => block,
            None => &self.tail[2 - self.tail_left],
        }
    }

    /// Goes to the next block, if there is one.
    fn advance(&mut self) -> bool {
        match self.full.split_first() {
            Some((_, rest)) => self.full = rest,
            None => self.tail_left -= 1,
        }
        self.tail_left > 0
    }
}

fn compress(state: &mut [v128; 8], blocks: [&[u8; 64]; 4]) {
    let mut w: [v128; 16] = std::array::from_fn(|word| load(blocks, word));
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (group, constants) in K.as_chunks::<16>().0.iter().enumerate() {
        for t in 0..16 {
            if group > 0 {
                let (w2, w7) = (w[(t + 14) % 16], w[(t + 9) % 16]);
                let (w15, w16) = (w[(t + 1) % 16], w[t]);
                w[t] = i32x4_add(
                    i32x4_add(small_sigma1(w2), w7),
                    i32x4_add(small_sigma0(w15), w16),
                );
            }
            let k = u32x4_splat(constants[t]);
            let choice = v128_xor(g, v128_and(e, v128_xor(f, g)));
            let t1 = i32x4_add(
                i32x4_add(i32x4_add(h, big_sigma1(e)), choice),
                i32x4_add(k, w[t]),
            );
            // Written so that the next round needs this round's a ^ b again, as its b ^ c.
            let majority = v128_xor(b, v128_and(v128_xor(a, b), v128_xor(b, c)));
            let t2 = i32x4_add(big_sigma0(a), majority);
            (h, g, f, e) = (g, f, e, i32x4_add(d, t1));
            (d, c, b, a) = (c, b, a, i32x4_add(t1, t2));
        }
    }
    for (word, worked) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = i32x4_add(*word, worked);
    }
}

/// The word with this number of each of the four blocks, read with the highest byte first.
#[inline(always)]
fn load(blocks: [&[u8; 64]; 4], word: usize) -> v128 {
    let [a, b, c, d] = blocks.map(|block| {
        let bytes = &block[word * 4..word * 4 + 4];
        i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    });
    let low_first = i32x4(a, b, c, d);
    u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(low_first, low_first)
}

fn extract(word: v128, lane: usize) -> u32 {
    lanes_of(word)[lane]
}

fn replace(word: v128, lane: usize, value: u32) -> v128 {
    let mut lanes = lanes_of(word);
    lanes[lane] = value;
    let [a, b, c, d] = lanes.map(u32::cast_signed);
    i32x4(a, b, c, d)
}

fn lanes_of(word: v128) -> [u32; 4] {
    [
        u32x4_extract_lane::<0>(word),
        u32x4_extract_lane::<1>(word),
        u32x4_extract_lane::<2>(word),
        u32x4_extract_lane::<3>(word),
    ]
}

#[inline(always)]
fn rotate_right(x: v128, bits: u32) -> v128 {
    v128_or(u32x4_shr(x, bits), u32x4_shl(x, 32 - bits))
}

#[inline(always)]
fn big_sigma0(x: v128) -> v128 {
    v128_xor(
        v128_xor(rotate_right(x, 2), rotate_right(x, 13)),
        rotate_right(x, 22),
    )
}

#[inline(always)]
fn big_sigma1(x: v128) -> v128 {
    v128_xor(
        v128_xor(rotate_right(x, 6), rotate_right(x, 11)),
        rotate_right(x, 25),
    )
}

#[inline(always)]
fn small_sigma0(x: v128) -> v128 {
    v128_xor(
        v128_xor(rotate_right(x, 7), rotate_right(x, 18)),
        u32x4_shr(x, 3),
    )
}

#[inline(always)]
fn small_sigma1(x: v128) -> v128 {
    v128_xor(
        v128_xor(rotate_right(x, 17), rotate_right(x, 19)),
        u32x4_shr(x, 10),
    )
}

const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

#[rustfmt::skip]
const K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
