//! The mempool: what is pending, drawn as the block that does not exist yet.

use chain::Hash;
use yew::prelude::*;

use super::{hash::hash_in_full, transactions::transactions};
use crate::page::{
    known::Known,
    mark,
    texts::{t, t_args},
    view::View,
};

/// A dashed card at the head of the chain. `tip` is the hash that the next block will name, when that
/// is in sight.
pub fn mempool(view: &View, tip: Option<Hash>, known: &[Known]) -> Html {
    let colour = tip.map(|tip| mark::colour_class(&tip));
    html! {
        <li class={classes!("link", colour)}>
            <section
                class={classes!("block", "mempool", view.mines.then_some("mining"))}
                aria-labelledby="mempool-title"
                data-testid="mempool"
            >
                <div class="title">
                    <h3 id="mempool-title">{ t("mempool-title") }</h3>
                    <span class="note">
                        { t_args("mempool-into", [("index", (view.length + 1).to_string().into())]) }
                    </span>
                </div>
                if view.pending.is_empty() {
                    <p class="note">{ t("mempool-empty") }</p>
                } else {
                    { transactions(&view.pending, view.pending_total, known) }
                }
                if let Some(hash) = tip {
                    <div class="port">
                        <span class="term">{ t("previous-hash") }</span>
                        { hash_in_full(&hash) }
                    </div>
                }
            </section>
        </li>
    }
}
