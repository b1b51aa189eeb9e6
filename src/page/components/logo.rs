//! The sign of tabchain: two tabs, linked.

use yew::prelude::*;

/// Drawn in the colour of the text around it; says nothing to those who can't see it.
pub fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 44 28" aria-hidden="true" focusable="false">
            <path d="M26 13v1a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5h14a5 5 0 0 1 3.9 1.9M8 8h5" />
            <path d="M18 15v-1a5 5 0 0 1 5-5h14a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5H23a5 5 0 0 1-3.9-1.9M24 14h5" />
        </svg>
    }
}
