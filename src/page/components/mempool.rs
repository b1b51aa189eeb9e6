//! The mempool: what is pending, drawn as the block that does not exist yet.

use chain::{Hash, Transaction};
use yew::prelude::*;

use super::{hash::hash_in_full, transactions::transactions};
use crate::page::{
    mark,
    texts::{t, t_args},
};

#[derive(PartialEq, Properties)]
pub struct MempoolProps {
    /// The index the next block will have.
    pub next: u64,
    /// The hash it will name, when the tip is in sight.
    pub tip: Option<Hash>,
    /// The first of the pending transactions.
    pub pending: Vec<Transaction>,
    /// How many are pending.
    pub total: usize,
    /// Whether the next block is being mined.
    pub mining: bool,
}

/// A dashed card at the head of the chain.
#[component]
pub fn Mempool(props: &MempoolProps) -> Html {
    let colour = props.tip.map(|tip| mark::colour_class(&tip));
    html! {
        <li class={classes!("link", colour)}>
            <section
                class={classes!("block", "mempool", props.mining.then_some("mining"))}
                aria-labelledby="mempool-title"
                data-testid="mempool"
            >
                <div class="title">
                    <h3 id="mempool-title">{ t("mempool-title") }</h3>
                    <span class="note">
                        { t_args("mempool-into", [("index", props.next.to_string().into())]) }
                    </span>
                </div>
                if props.pending.is_empty() {
                    <p class="note">{ t("mempool-empty") }</p>
                } else {
                    { transactions(&props.pending, props.total) }
                }
                if let Some(hash) = props.tip {
                    <div class="port">
                        <span class="term">{ t("previous-hash") }</span>
                        { hash_in_full(&hash) }
                    </div>
                }
            </section>
        </li>
    }
}
