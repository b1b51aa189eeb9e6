//! One block of the chain, as a card.

use std::sync::Arc;

use chain::{Link, Number, PreviousHash};
use yew::prelude::*;

use super::{hash::HashText, transactions::Transactions};
use crate::page::{indent::indented, mark, moment, texts::t, texts::t_args};

/// How many transactions a card shows until it is opened.
const SHOWN: usize = 4;

#[derive(PartialEq, Properties)]
pub struct BlockProps {
    /// The block and its hash.
    pub link: Arc<Link>,
}

/// Its own hash at the head, the hash of the block before at the foot: where two cards meet, the
/// same mark stands twice.
#[component]
pub fn Block(props: &BlockProps) -> Html {
    let open = use_state(|| false);
    let block = props.link.block();
    let total = block.transactions.len();
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
                    <HashText hash={props.link.hash()} />
                </div>
                <div class="title">
                    <h3 id={title_id}>{ t_args("block", [("index", block.index.to_string().into())]) }</h3>
                    <span class="proof">
                        <span class="term">{ t("proof") }</span>{ " " }<code>{ block.proof }</code>
                    </span>
                    <Moment timestamp={block.timestamp} exact={*open} />
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
                    <Transactions transactions={block.transactions[..shown].to_vec()} {total} />
                } else {
                    <p class="note">{ t("no-transactions") }</p>
                }
                if *open {
                    <div class="exact">
                        <span class="term">{ t("block-json") }</span>
                        <pre tabindex="0">{ indented(&block.canonical()) }</pre>
                    </div>
                }
                <div class="port">
                    <span class="term">{ t("previous-hash") }</span>
                    { match &block.previous_hash {
                        PreviousHash::Hash(hash) => html! { <HashText hash={*hash} /> },
                        PreviousHash::One => nothing_before("1"),
                        PreviousHash::OneText => nothing_before("\"1\""),
                    } }
                </div>
            </article>
        </li>
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

#[derive(PartialEq, Properties)]
struct MomentProps {
    timestamp: Number,
    exact: bool,
}

/// The timestamp in local time, and exactly where that is asked for or nothing else is possible.
#[component]
fn Moment(props: &MomentProps) -> Html {
    let exact = props.timestamp.to_string();
    let local = moment::date_and_time(props.timestamp.as_f64());
    html! {
        <span class="moment" title={exact.clone()}>
            if let Some(local) = &local {
                <span>{ local }</span>
            }
            if props.exact || local.is_none() {
                <code>{ exact }</code>
            }
        </span>
    }
}
