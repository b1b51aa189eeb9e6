//! A copy of the chain, to be changed.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Tamper() -> Html {
    html! { <h2>{ t("view-tamper") }</h2> }
}
