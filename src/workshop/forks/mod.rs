//! All branches that this node has seen.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Forks() -> Html {
    html! { <h2>{ t("view-forks") }</h2> }
}
