//! A fact with its name: what header and panels are full of.

use yew::prelude::*;

/// A name over its value, as an entry of a `dl`; `class` tells this one from its neighbours.
pub fn figure(class: &'static str, name: String, value: Html) -> Html {
    html! {
        <div class={classes!("figure", class)}>
            <dt>{ name }</dt>
            <dd>{ value }</dd>
        </div>
    }
}
