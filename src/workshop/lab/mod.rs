//! Several nodes over a simulated network.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Lab() -> Html {
    html! { <h2>{ t("view-lab") }</h2> }
}
