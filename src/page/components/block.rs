//! One block of the chain, as a card.

use std::{rc::Rc, sync::Arc};

use chain::{Link, Number, PreviousHash};
use yew::prelude::*;

use super::{face::face, hash::hash_in_full, transactions::transactions};
use crate::page::{
    indent::indented,
    known::{Known, meant},
    language::use_language,
    mark, moment,
    texts::t,
    texts::t_args,
};

/// How many transactions a card shows until it is opened.
const SHOWN: usize = 4;

#[derive(PartialEq, Properties)]
pub struct BlockProps {
    /// The block and its hash.
    pub link: Arc<Link>,
    /// The nodes that are known by name.
    pub known: Rc<Vec<Known>>,
}

/// Its own hash at the head, the hash of the block before at the foot: where two cards meet, the
/// same mark stands there a second time.
#[component]
pub fn Block(props: &BlockProps) -> Html {
    use_language();
    let open = use_state(|| false);
    let block = props.link.block();
    let total = block.transactions.len();
    // A light node has headers only; under the root of nothing are no transactions.
    let is_header = total == 0
        && block
            .merkle_root
            .is_some_and(|root| root != block.root_of_transactions());
    let reward = block.transactions.last().filter(|last| last.is_reward());
    let miner = reward.and_then(|reward| meant(&props.known, &reward.recipient));
    let shown = if *open { total } else { total.min(SHOWN) };
    let colour = match &block.previous_hash {
        PreviousHash::Hash(hash) => Some(mark::colour_class(hash)),
        PreviousHash::One | PreviousHash::OneText => None,
    };
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let title_id = format!("block-{}-title", block.index);
    html! {
        <li class={classes!("link", colour)}>
            <article
                class={classes!("block", open.then_some("open"))}
                aria-labelledby={title_id.clone()}
                data-testid={format!("block-{}", block.index)}
            >
                <div class="port">
                    <span class="term">{ t("hash") }</span>
                    { hash_in_full(&props.link.hash()) }
                </div>
                <div class="title">
                    if let Some(Known { address, name, .. }) = miner {
                        { face(address, name) }
                    }
                    <h3 id={title_id}>{ t_args("block", [("index", block.index.to_string().into())]) }</h3>
                    if let Some(miner) = miner {
                        <span class="visually-hidden">{ t_args("mined-by", [("who", miner.name.clone().into())]) }</span>
                    }
                    <span class="proof">
                        <span class="term">{ t("proof") }</span>{ " " }<code>{ block.proof }</code>
                    </span>
                    { moment_of(&block.timestamp, *open) }
                    <button
                        class="plain"
                        aria-expanded={if *open { "true" } else { "false" }}
                        aria-label={t_args(
                            if *open { "fold-block" } else { "unfold-block" },
                            [("index", block.index.to_string().into())],
                        )}
                        data-testid={format!("unfold-{}", block.index)}
                        {onclick}
                    >
                        { if *open { t("fold") } else { t("unfold") } }
                    </button>
                </div>
                if total > 0 {
                    { transactions(&block.transactions[..shown], total, &props.known) }
                } else {
                    <p class="note">{ if is_header { t("header-only") } else { t("no-transactions") } }</p>
                }
                if *open {
                    <div class="exact">
                        <span class="term">{ t("block-json") }</span>
                        <pre tabindex="0">{ indented(&exact(block, is_header)) }</pre>
                        <p class="note">{ t("unchecked") }</p>
                    </div>
                }
                <div class="port">
                    <span class="term">{ t("previous-hash") }</span>
                    { match &block.previous_hash {
                        PreviousHash::Hash(hash) => hash_in_full(hash),
                        PreviousHash::One => nothing_before("1"),
                        PreviousHash::OneText => nothing_before("\"1\""),
                    } }
                </div>
            </article>
        </li>
    }
}

/// A block's canonical text; of a header, what its hash covers.
fn exact(block: &chain::Block, is_header: bool) -> String {
    let text = block.canonical();
    match is_header {
        true => text.replace(r#", "transactions": []"#, ""),
        false => text,
    }
}

/// What genesis has in the place of a hash.
fn nothing_before(text: &'static str) -> Html {
    html! {
        <span class="hash">
            <span class="digits">{ text }</span>
            <span class="note">{ t("genesis") }</span>
        </span>
    }
}

/// The timestamp in local time, and exactly where that is asked for or nothing else is possible.
fn moment_of(timestamp: &Number, exactly: bool) -> Html {
    let exact = timestamp.to_string();
    let local = moment::date_and_time(timestamp.as_f64());
    html! {
        <span class="moment" title={exact.clone()}>
            if let Some(local) = &local {
                <span>{ local }</span>
            }
            if exactly || local.is_none() {
                <code>{ exact }</code>
            }
        </span>
    }
}
