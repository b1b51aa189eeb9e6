//! SHA-256 of four messages at once that differ in two adjacent words of one block.

use super::fold::{Fold, changing};
use super::scalar::K;
use super::words::Words;

/// The state after all rounds of a block of which words `J` and `J + 1` are given and all others folded. The state
/// from before the block is not added yet.
#[inline(always)]
pub(super) fn folded_block<const J: usize>(fold: &Fold, word: Words, next: Words) -> [Words; 8] {
    let mut state = fold.entered.map(Words::splat);
    state[0] = state[0] + word;
    state[4] = state[4] + word;
    let mut words = [word; 16];
    words[J + 1] = next;
    macro_rules! rounds {
        ($($i:literal)*) => { $( folded_round::<J, $i>(fold, &mut state, &mut words); )* };
    }
    rounds!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);
    rounds!(32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63);
    state
}

#[inline(always)]
fn folded_round<const J: usize, const I: usize>(
    fold: &Fold,
    state: &mut [Words; 8],
    words: &mut [Words; 16],
) {
    if I <= J {
        return;
    }
    let changes = const { changing(J) };
    let mut addend = Words::splat(fold.rounds[I]);
    if I > J + 3 {
        addend = addend + state[7];
    }
    if changes[I] {
        if I >= 16 {
            words[I % 16] = scheduled::<J, I>(fold, words);
        }
        addend = addend + words[I % 16];
    }
    *state = round(*state, addend);
}

/// Schedule word `I`, of which at least one term changes.
#[inline(always)]
fn scheduled<const J: usize, const I: usize>(fold: &Fold, words: &[Words; 16]) -> Words {
    let changes = const { changing(J) };
    let all = changes[I - 16] && changes[I - 15] && changes[I - 7] && changes[I - 2];
    let mut sum = if all {
        words[I % 16]
    } else {
        Words::splat(fold.terms[I])
    };
    if !all && changes[I - 16] {
        sum = sum + words[I % 16];
    }
    if changes[I - 15] {
        sum = sum + small_sigma0(words[(I - 15) % 16]);
    }
    if changes[I - 7] {
        sum = sum + words[(I - 7) % 16];
    }
    if changes[I - 2] {
        sum = sum + small_sigma1(words[(I - 2) % 16]);
    }
    sum
}

/// The rounds of a block that is the same for every proof. `rounds` holds each round's K plus its schedule word.
#[inline(always)]
pub(super) fn constant_block(rounds: &[u32; 64], mut state: [Words; 8]) -> [Words; 8] {
    macro_rules! eight {
        ($at:expr; $($i:literal)*) => { $(
            let addend = Words::splat(rounds[$at + $i]) + state[7];
            state = round(state, addend);
        )* };
    }
    let mut at = 0;
    while at < 64 {
        eight!(at; 0 1 2 3 4 5 6 7);
        at += 8;
    }
    state
}

/// The rounds of a block of any sixteen words.
#[inline(always)]
pub(super) fn any_block(mut state: [Words; 8], mut words: [Words; 16]) -> [Words; 8] {
    macro_rules! sixteen {
        ($at:expr; $($i:literal)*) => { $(
            if $at > 0 {
                words[$i] = words[$i] + small_sigma0(words[($i + 1) % 16]);
                words[$i] = words[$i] + words[($i + 9) % 16] + small_sigma1(words[($i + 14) % 16]);
            }
            let addend = Words::splat(K[$at + $i]) + words[$i] + state[7];
            state = round(state, addend);
        )* };
    }
    let mut at = 0;
    while at < 64 {
        sixteen!(at; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        at += 16;
    }
    state
}

/// One round; `addend` is the sum of h, the round's constant and its message word.
#[inline(always)]
fn round([a, b, c, d, e, f, g, _]: [Words; 8], addend: Words) -> [Words; 8] {
    let choice = g ^ (e & (f ^ g));
    let t1 = addend + choice + big_sigma1(e);
    let majority = b ^ ((a ^ b) & (b ^ c));
    [t1 + (majority + big_sigma0(a)), a, b, c, d + t1, e, f, g]
}

#[inline(always)]
fn big_sigma0(a: Words) -> Words {
    a.rotr(2) ^ a.rotr(13) ^ a.rotr(22)
}

#[inline(always)]
fn big_sigma1(e: Words) -> Words {
    e.rotr(6) ^ e.rotr(11) ^ e.rotr(25)
}

#[inline(always)]
fn small_sigma0(w: Words) -> Words {
    w.rotr(7) ^ w.rotr(18) ^ w.shr(3)
}

#[inline(always)]
fn small_sigma1(w: Words) -> Words {
    w.rotr(17) ^ w.rotr(19) ^ w.shr(10)
}
