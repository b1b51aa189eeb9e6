//! Hash and block, to try out.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Playground() -> Html {
    html! { <h2>{ t("view-playground") }</h2> }
}
