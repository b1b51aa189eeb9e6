//! The sign of tabchain: two tabs, linked.

use yew::prelude::*;

/// Drawn in the colour of the text around it; says nothing to those who can't see it.
#[component]
pub fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 44 28" aria-hidden="true" focusable="false">
            <path d="M2 25V8a3 3 0 0 1 3-3h8l3 4h8a3 3 0 0 1 3 3v3M2 25h14" />
            <path d="M42 25H20a3 3 0 0 1-3-3V5.500M17 19V6a3 3 0 0 1 3-3h8l3 4h8a3 3 0 0 1 3 3v15" />
        </svg>
    }
}
