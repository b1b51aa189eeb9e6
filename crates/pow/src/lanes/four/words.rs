//! Four 32-bit words side by side, one for each of four proofs.

use core::arch::wasm32::*;
use std::ops::{Add, BitAnd, BitOr, BitXor};

/// Four words. Every operation works on each of them apart.
#[derive(Clone, Copy)]
pub(super) struct Words(v128);

impl Words {
    pub(super) fn new([a, b, c, d]: [u32; 4]) -> Words {
        Words(u32x4(a, b, c, d))
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
