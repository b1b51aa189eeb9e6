//! Resolving: ask the others and take the longest valid chain.

use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    view::Wish,
};

/// The button, and whom it would ask or is asking: how many nodes are registered.
pub fn resolve(registered: usize, resolving: bool, wish: &Callback<Wish>) -> Html {
    let count = ("count", registered.into());
    html! {
        <section class="panel resolve" aria-labelledby="resolve-title">
            <h2 id="resolve-title" class="visually-hidden">{ t("resolve-title") }</h2>
            <button
                class="main"
                data-testid="resolve"
                aria-busy={resolving.then_some("true")}
                onclick={wish.reform(|_: MouseEvent| Wish::Resolve)}
            >
                { t("resolve") }
            </button>
            <p class="note" data-testid="resolve-state" role="status">
                { if resolving {
                    t_args("resolving", [count])
                } else {
                    t_args("resolve-meaning", [count])
                } }
            </p>
        </section>
    }
}
