//! Resolving: ask the others and take the longest valid chain.

use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    view::Wish,
};

#[derive(PartialEq, Properties)]
pub struct ResolveProps {
    /// How many nodes are registered.
    pub registered: usize,
    /// Whether they are being asked.
    pub resolving: bool,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// The button, and whom it would ask or is asking.
#[component]
pub fn Resolve(props: &ResolveProps) -> Html {
    let count = ("count", props.registered.into());
    html! {
        <section class="panel resolve" aria-labelledby="resolve-title">
            <h2 id="resolve-title" class="visually-hidden">{ t("resolve-title") }</h2>
            <button
                class="main"
                data-testid="resolve"
                aria-busy={props.resolving.then_some("true")}
                onclick={props.wish.reform(|_: MouseEvent| Wish::Resolve)}
            >
                { t("resolve") }
            </button>
            <p class="note" data-testid="resolve-state" role="status">
                { if props.resolving {
                    t_args("resolving", [count])
                } else {
                    t_args("resolve-meaning", [count])
                } }
            </p>
        </section>
    }
}
