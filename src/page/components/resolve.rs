//! Resolving: ask the others and take the longest valid chain.

use web_sys::{Element, window};
use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    view::Wish,
};

/// The button, and below it whom it would ask or is asking: how many nodes are registered; then what came of it, where nothing
/// else was done since. It is the first thing to press while this node is `behind` one of them.
pub fn resolve(
    registered: usize,
    behind: bool,
    resolving: bool,
    verdict: Option<String>,
    wish: &Callback<Wish>,
) -> Html {
    let count = ("count", registered.into());
    let (class, sentence) = match verdict {
        _ if resolving => ("note", t_args("resolving", [count])),
        Some(verdict) => ("resolved", verdict),
        None => ("note", t_args("resolve-meaning", [count])),
    };
    let onclick = wish.reform(|event: MouseEvent| {
        bring_into_sight(&event);
        Wish::Resolve
    });
    html! {
        <section class="panel resolve" aria-labelledby="resolve-title">
            <h2 id="resolve-title" class="visually-hidden">{ t("resolve-title") }</h2>
            <button
                class={behind.then_some("main")}
                data-testid="resolve"
                aria-busy={resolving.then_some("true")}
                {onclick}
            >
                { t("resolve") }
            </button>
            <p {class} data-testid="resolve-state" role="status">{ sentence }</p>
        </section>
    }
}

/// What the press of a button will bring has its place in the button's panel: it is to be seen also where the button stands at
/// the window's lower edge.
fn bring_into_sight(press: &MouseEvent) {
    let button = press.target_dyn_into::<Element>();
    let panel = button.and_then(|button| button.parent_element());
    let height = window().and_then(|window| window.inner_height().ok()?.as_f64());
    if let (Some(panel), Some(height)) = (panel, height)
        && panel.get_bounding_client_rect().bottom() > height
    {
        panel.scroll_into_view_with_bool(false);
    }
}
