//! What a learner did in the workshop's views, as far as lessons ask for it.
//!
//! What happens to the node is seen in [`Observed`](client::Observed); playground and
//! tampering have no node, so they tell here what was done in them.

use std::cell::RefCell;

use chain::ProofRule;
use yew::Callback;

/// Something a learner did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LearnerAction {
    /// Typed a text, and saw its hash.
    Hashed {
        /// Whether the text is empty.
        empty: bool,
        /// Whether it is the text before with one character put in, taken out or changed.
        one_character: bool,
        /// How many of the 256 bits differ from the hash before.
        changed_bits: u32,
        /// Whether the hash starts with a 0.
        starts_with_zero: bool,
    },
    /// Tried a proof for a block.
    ProofTried {
        /// Typed or counted up by hand, rather than searched for.
        by_hand: bool,
        /// Whether it is one.
        holds: bool,
    },
    /// Changed a block's contents, and its proof, which held, still holds or does not.
    ContentsChanged {
        /// The rule.
        rule: ProofRule,
        /// How many zero bits are asked.
        bits: u16,
        /// Whether the proof still holds.
        holds: bool,
    },
    /// Changed blocks of a copy of the chain, or restored them.
    Tampered {
        /// Whether a block differs from what it is in the chain. Blocks that were added are in no chain.
        changed: bool,
        /// Whether it is a valid chain.
        valid: bool,
    },
    /// Mined blocks of the copy: mended them, or added one.
    Remined {
        /// How many blocks the copy has.
        length: u64,
        /// The rule.
        rule: ProofRule,
        /// How many attempts that took in all.
        attempts: u64,
        /// Whether transactions in the copy differ from those in the chain.
        rewritten: bool,
        /// Whether the copy is a valid chain now.
        valid: bool,
    },
}

thread_local! {
    static LISTENER: RefCell<Option<Callback<LearnerAction>>> = const { RefCell::new(None) };
}

/// Tells the open lesson, if there is one.
pub fn tell(action: LearnerAction) {
    // The listener may end its listening.
    let listener = LISTENER.with_borrow(Clone::clone);
    if let Some(listener) = listener {
        listener.emit(action);
    }
}

/// Who hears of actions from now on: the lesson that is open, or nobody.
pub fn listen(listener: Option<Callback<LearnerAction>>) {
    LISTENER.set(listener);
}
