//! SHA-256 of four messages at once.

use std::hint::black_box;

use super::fold::{Fold, changing};
use super::scalar::K;
use super::words::Words;

/// A loop written out. The rounds turn a to h around; written out, this is only naming.
macro_rules! unrolled {
    ($i:ident in $($value:literal)* $body:block) => { $( { const $i: usize = $value; $body } )* };
}

/// The state after a block of which words `J` and `J + 1` are given and all others folded, before that from before the
/// block is added. `words` holds these two, and is used up.
#[inline(always)]
pub(super) fn folded_block<const J: usize>(fold: &Fold, words: &mut [Words; 16]) -> [Words; 8] {
    let mut entered = fold.entered.map(Words::splat);
    entered[0] = entered[0] + words[J];
    entered[4] = entered[4] + words[J];
    let mut rounds = Rounds::enter(entered);
    unrolled!(I in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 {
        folded_round::<J, I>(fold, &mut rounds, words);
    });
    unrolled!(I in 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 {
        folded_round::<J, I>(fold, &mut rounds, words);
    });
    rounds.state
}

#[inline(always)]
fn folded_round<const J: usize, const I: usize>(
    fold: &Fold,
    rounds: &mut Rounds,
    words: &mut [Words; 16],
) {
    if I <= J {
        return;
    }
    let changes = const { changing(J) };
    let mut addend = Words::splat(fold.rounds[I]);
    if I > J + 3 {
        addend = addend + rounds.state[7];
    }
    if changes[I] {
        let word = if I < 16 {
            words[I]
        } else {
            scheduled::<J, I>(fold, words)
        };
        words[I % 16] = word;
        addend = addend + word;
    }
    rounds.round(addend);
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

/// The state after a block that is the same for every proof. `keyed` holds each round's K plus its schedule word.
#[inline(always)]
pub(super) fn constant_block(keyed: &[u32; 64], state: [Words; 8]) -> [Words; 8] {
    let mut rounds = Rounds::enter(state);
    for keyed in keyed.as_chunks::<8>().0 {
        unrolled!(I in 0 1 2 3 4 5 6 7 {
            rounds.round(Words::splat(keyed[I]) + rounds.state[7]);
        });
    }
    sum(state, rounds.state)
}

/// The state after a block of any sixteen words. A function of its own, because it is long and has two callers.
#[inline(never)]
pub(super) fn any_block(state: [Words; 8], mut words: [Words; 16]) -> [Words; 8] {
    let mut rounds = Rounds::enter(state);
    let words = in_memory(&mut words);
    for (n, keys) in K.as_chunks::<16>().0.iter().enumerate() {
        unrolled!(I in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 {
            if n > 0 {
                let (near, far) = (words[(I + 1) % 16], words[(I + 14) % 16]);
                words[I] = words[I] + small_sigma0(near) + words[(I + 9) % 16] + small_sigma1(far);
            }
            rounds.round(Words::splat(keys[I]) + rounds.state[7] + words[I]);
        });
    }
    sum(state, rounds.state)
}

/// The sums that end a block: the state from before it and that after its rounds.
#[inline(always)]
pub(super) fn sum(before: [Words; 8], after: [Words; 8]) -> [Words; 8] {
    std::array::from_fn(|i| before[i] + after[i])
}

/// The state on its way through a block.
struct Rounds {
    /// a to h.
    state: [Words; 8],
    /// b ^ c, known from the round before as its a ^ b.
    b_xor_c: Words,
}

impl Rounds {
    #[inline(always)]
    fn enter(state: [Words; 8]) -> Rounds {
        Rounds {
            state,
            b_xor_c: state[1] ^ state[2],
        }
    }

    /// One round; `addend` is the sum of h, the round's constant and its schedule word.
    ///
    /// Left alone, the compiler puts all schedule words of a block first and all rounds last. There each round waits
    /// for the one before, with nothing beside it to do, and the whole takes a fifth longer. So each round shows one
    /// sum to a [`black_box`]: the schedule words are in memory, and their loads can't move to before it. It also
    /// keeps Σ1, the last to be known, from being added before the rest.
    #[inline(always)]
    fn round(&mut self, addend: Words) {
        let [a, b, c, d, e, f, g, _] = self.state;
        let choice = g ^ (e & (f ^ g));
        let ready = addend + choice;
        black_box(ready);
        let t1 = ready + big_sigma1(e);
        let a_xor_b = a ^ b;
        let majority = b ^ (a_xor_b & self.b_xor_c);
        self.state = [t1 + (majority + big_sigma0(a)), a, b, c, d + t1, e, f, g];
        self.b_xor_c = a_xor_b;
    }
}

/// Schedule words that stay in memory, as [`Rounds::round`] needs it.
#[inline(always)]
pub(super) fn in_memory(words: &mut [Words; 16]) -> &mut [Words; 16] {
    black_box(words)
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
