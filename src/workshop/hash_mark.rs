//! A hash's mark without its digits.

use chain::Hash;
use yew::prelude::*;

use crate::page::mark;

/// The mark in its colour; for eyes alone, as the digits stand elsewhere.
pub fn hash_mark(hash: &Hash) -> Html {
    html! {
        <svg class={classes!("mark", mark::colour_class(hash))} viewBox="0 0 5 5" aria-hidden="true" focusable="false">
            <path d={mark::path(hash)} />
        </svg>
    }
}
