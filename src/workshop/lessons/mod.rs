//! The lessons.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Lessons() -> Html {
    html! { <h2>{ t("view-lessons") }</h2> }
}
