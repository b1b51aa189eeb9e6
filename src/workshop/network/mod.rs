//! The nodes of the room as a picture.

use yew::prelude::*;

use crate::page::texts::t;

/// The view.
#[component]
pub fn Network() -> Html {
    html! { <h2>{ t("view-network") }</h2> }
}
