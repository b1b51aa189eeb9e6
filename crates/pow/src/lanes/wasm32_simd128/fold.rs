//! What of a block's hashing does not depend on the two words that change, worked out once on single words.

use super::scalar::{K, round, small_sigma0, small_sigma1};

/// Which of the 64 schedule words change when words `J` and `J + 1` of the block do.
pub(super) const fn changing(j: usize) -> [bool; 64] {
    let mut changes = [false; 64];
    changes[j] = true;
    changes[j + 1] = true;
    let mut i = 16;
    while i < 64 {
        changes[i] = changes[i - 16] || changes[i - 15] || changes[i - 7] || changes[i - 2];
        i += 1;
    }
    changes
}

/// Everything about one block of which only words `J` and `J + 1` change.
pub(super) struct Fold {
    state: [u32; 8],
    /// The block with 0 for the words that change.
    rest: [u32; 16],
    j: usize,
    /// The state after round `J`, as if word `J` were 0: the word still has to be added to a and e.
    pub(super) entered: [u32; 8],
    /// For each later round, the sum of all that is constant in it: its K, its word, and h as far as it is still known.
    pub(super) rounds: [u32; 64],
    /// For each schedule word that changes, the sum of its constant terms.
    pub(super) terms: [u32; 64],
}

impl Fold {
    /// Folds a block that is hashed from `state`. What stands in words `j` and `j + 1` does not matter.
    pub(super) fn new(j: usize, state: [u32; 8], block: &[u32; 16]) -> Fold {
        let changes = changing(j);
        let mut words = [0u32; 64];
        let mut terms = [0u32; 64];
        words[..16].copy_from_slice(block);
        for i in 16..64 {
            let parts = [
                (i - 16, words[i - 16]),
                (i - 15, small_sigma0(words[i - 15])),
                (i - 7, words[i - 7]),
                (i - 2, small_sigma1(words[i - 2])),
            ];
            let known = parts.iter().filter(|(from, _)| !changes[*from]);
            terms[i] = known.fold(0, |sum, (_, term)| sum.wrapping_add(*term));
            words[i] = terms[i];
        }

        let mut rounds = K;
        for i in 0..64 {
            if !changes[i] {
                rounds[i] = rounds[i].wrapping_add(words[i]);
            }
        }
        let before = (0..j).fold(state, |state, i| round(state, rounds[i]));
        // h of the three rounds after round j was e, f, g before it.
        let [_, _, _, _, e, f, g, _] = before;
        for (after, h) in [g, f, e].into_iter().enumerate() {
            rounds[j + 1 + after] = rounds[j + 1 + after].wrapping_add(h);
        }
        Fold {
            state,
            rest: without(j, block),
            j,
            entered: round(before, rounds[j]),
            rounds,
            terms,
        }
    }

    /// Whether this is the fold of such a block, whatever its words `j` and `j + 1`.
    pub(super) fn is_of(&self, state: [u32; 8], block: &[u32; 16]) -> bool {
        self.state == state && self.rest == without(self.j, block)
    }
}

fn without(j: usize, block: &[u32; 16]) -> [u32; 16] {
    let mut rest = *block;
    rest[j..j + 2].fill(0);
    rest
}
