//! Four 32-bit words side by side, one for each of four proofs or texts.

use core::arch::wasm32::*;
use std::ops::{Add, BitAnd, BitOr, BitXor};

/// Four words. Every operation works on each of them apart.
#[derive(Clone, Copy)]
pub(super) struct Words(v128);

impl Words {
    pub(super) fn new([a, b, c, d]: [u32; 4]) -> Words {
        Words(u32x4(a, b, c, d))
    }

    /// The sixteen words of four blocks, each read with its highest byte first.
    #[inline(always)]
    pub(super) fn of_blocks(blocks: [&[u8; 64]; 4]) -> [Words; 16] {
        let mut words = [Words::splat(0); 16];
        for (four, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            // Four words of one block in each, their bytes turned around; then turned, one word of each block.
            let [a, b, c, d] = blocks.map(|block| in_order(block.as_chunks().0[four]));
            let (ab, cd) = (
                i32x4_shuffle::<0, 4, 1, 5>(a, b),
                i32x4_shuffle::<0, 4, 1, 5>(c, d),
            );
            let (ab2, cd2) = (
                i32x4_shuffle::<2, 6, 3, 7>(a, b),
                i32x4_shuffle::<2, 6, 3, 7>(c, d),
            );
            *words = [
                Words(i64x2_shuffle::<0, 2>(ab, cd)),
                Words(i64x2_shuffle::<1, 3>(ab, cd)),
                Words(i64x2_shuffle::<0, 2>(ab2, cd2)),
                Words(i64x2_shuffle::<1, 3>(ab2, cd2)),
            ];
        }
        words
    }

    /// The four of them, apart.
    pub(super) fn lanes(self) -> [u32; 4] {
        [
            u32x4_extract_lane::<0>(self.0),
            u32x4_extract_lane::<1>(self.0),
            u32x4_extract_lane::<2>(self.0),
            u32x4_extract_lane::<3>(self.0),
        ]
    }

    #[inline(always)]
    pub(super) fn splat(word: u32) -> Words {
        Words(u32x4_splat(word))
    }

    #[inline(always)]
    pub(super) fn shr(self, bits: u32) -> Words {
        Words(u32x4_shr(self.0, bits))
    }

    /// Rotated to the right. There is no such instruction.
    #[inline(always)]
    pub(super) fn rotr(self, bits: u32) -> Words {
        Words(v128_xor(
            u32x4_shr(self.0, bits),
            u32x4_shl(self.0, 32 - bits),
        ))
    }

    /// Whether at least one of the words is at most its fellow in `limit`.
    #[inline(always)]
    pub(super) fn any_at_most(self, limit: Words) -> bool {
        v128_any_true(u32x4_le(self.0, limit.0))
    }
}

/// Four words read with the highest byte first.
#[inline(always)]
fn in_order(bytes: [u8; 16]) -> v128 {
    let low_first = u64x2(
        u64::from_le_bytes(*bytes.first_chunk().unwrap_or(&[0; 8])),
        u64::from_le_bytes(*bytes.last_chunk().unwrap_or(&[0; 8])),
    );
    u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(low_first, low_first)
}

macro_rules! operator {
    ($trait:ident $method:ident $intrinsic:ident) => {
        impl $trait for Words {
            type Output = Words;

            #[inline(always)]
            fn $method(self, other: Words) -> Words {
                Words($intrinsic(self.0, other.0))
            }
        }
    };
}

operator!(Add add u32x4_add);
operator!(BitAnd bitand v128_and);
operator!(BitOr bitor v128_or);
operator!(BitXor bitxor v128_xor);
