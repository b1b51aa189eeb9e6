//! A hash: its mark, and its digits.

use chain::Hash;
use yew::prelude::*;

use crate::page::mark;

/// How many digits tell hashes apart at a glance.
const LEADING: usize = 8;

/// The mark, the first digits large, the rest small. Where the rest does not fit, the style sheet
/// cuts it off; it is there to be selected all the same.
pub fn hash_in_full(hash: &Hash) -> Html {
    drawn(hash, "digits", "rest")
}

/// The mark and the first digits; the rest is in a tooltip, and read out.
pub fn short_hash(hash: &Hash) -> Html {
    drawn(hash, "digits short", "visually-hidden")
}

/// The mark alone, in the colour that is set around it.
pub fn mark_of(hash: &Hash) -> Html {
    html! {
        <svg class="mark" viewBox="0 0 5 5" aria-hidden="true" focusable="false">
            <path d={mark::path(hash)} />
        </svg>
    }
}

fn drawn(hash: &Hash, digits_class: &'static str, rest_class: &'static str) -> Html {
    let digits = hash.to_string();
    let (leading, rest) = digits.split_at(LEADING);
    html! {
        <span class={classes!("hash", mark::colour_class(hash))} title={digits.clone()}>
            { mark_of(hash) }
            <span class={digits_class}>{ leading }<span class={rest_class}>{ rest }</span></span>
        </span>
    }
}
