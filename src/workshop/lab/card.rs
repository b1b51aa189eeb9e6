//! A node of the lab: what it has, what it does, what it said last.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    order::{Order, Orders},
    payment::Payment,
    shown::{Card, Row, Said},
};
use crate::page::{
    components::{face::face, hash::short_hash, transactions::transactions},
    figures,
    language::use_language,
    mark, refusals,
    texts::{t, t_args},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct NodeCardProps {
    /// What there is to show.
    pub card: Rc<Card>,
    /// Where orders go.
    pub order: Orders,
}

/// A column: the node above, its chain below, newest first.
#[component]
pub fn NodeCard(props: &NodeCardProps) -> Html {
    use_language();
    let card = &*props.card;
    let (site, number) = (card.site, card.site + 1);
    let id = |what: &str| format!("lab-{what}-{number}");
    let give = |order: Order| props.order.reform(move |_: MouseEvent| order.clone());
    let named = |key: &str| t_args(key, [("name", card.name.clone().into())]);
    html! {
        <article
            class={classes!("panel", "lab-card", card.mining.then_some("mining"))}
            aria-labelledby={id("name")}
            data-testid={id("node")}
        >
            <header>
                <h3 id={id("name")}>{ face(&card.address, &card.name) }{ &card.name }</h3>
                <code class="address">{ &card.address }</code>
                <p class="lab-length">
                    <span class="term">{ t("lab-length") }</span>
                    { " " }
                    <output data-testid={id("length")} aria-live="off">{ card.length }</output>
                </p>
            </header>
            <div class="lab-buttons">
                <button
                    class="main"
                    aria-label={named("lab-mine-at")}
                    data-testid={id("mine")}
                    onclick={give(Order::Mine(site))}
                >
                    { t("lab-mine") }
                </button>
                <button
                    aria-pressed={if card.keep { "true" } else { "false" }}
                    aria-label={named("lab-keep-at")}
                    data-testid={id("keep")}
                    onclick={give(Order::Keep(site, !card.keep))}
                >
                    { t("keep-mining") }
                </button>
                <button
                    aria-label={named("lab-resolve-at")}
                    aria-busy={card.resolving.then_some("true")}
                    data-testid={id("resolve")}
                    onclick={give(Order::Resolve(site))}
                >
                    { t("resolve") }
                </button>
            </div>
            <p class="note lab-search">
                { if card.mining {
                    t_args("lab-searching", [
                        ("tried", figures::grouped(card.tried).into()),
                        ("rate", wording::rate(card.power as f64).into()),
                    ])
                } else {
                    t("lab-idle")
                } }
            </p>
            <section class="lab-pending" aria-label={named("lab-mempool-of")}>
                <p>
                    <span class="term">{ t("mempool-title") }</span>
                    { " " }
                    <output data-testid={id("pending")} aria-live="off">{ card.pending_total }</output>
                </p>
                if card.pending_total > 0 {
                    { transactions(&card.pending, card.pending_total, &[]) }
                }
                if let Some(reorg) = &card.reorg {
                    <p class="note lab-returned" data-testid={id("returned")}>
                        { t_args("lab-returned", [
                            ("orphaned", reorg.orphaned.into()),
                            ("returned", reorg.returned.into()),
                        ]) }
                    </p>
                }
            </section>
            <ol class="lab-blocks" aria-label={named("lab-chain-of")} data-testid={id("blocks")}>
                { for card.rows.iter().enumerate().map(|(at, row)| block(row, at == 0, number)) }
            </ol>
            <Payment {site} name={card.name.clone()} to={card.others.first().map(|other| other.name.clone())} order={props.order.clone()} />
            <fieldset class="lab-hears">
                <legend class="term">{ t("lab-hears") }</legend>
                { for card.others.iter().map(|other| {
                    let args = [("name", card.name.clone().into()), ("other", other.name.clone().into())];
                    html! {
                        <button
                            key={other.site}
                            class="lab-chip"
                            aria-pressed={if other.registered { "true" } else { "false" }}
                            aria-label={t_args("lab-registers", args)}
                            data-testid={format!("lab-hears-{number}-{}", other.site + 1)}
                            onclick={give(Order::Hear(site, other.site, !other.registered))}
                        >
                            { &other.name }
                        </button>
                    }
                }) }
            </fieldset>
            <p class={classes!("note", "lab-said", refused(card).then_some("fault"))} data-testid={id("said")}>
                { said(card) }
            </p>
        </article>
    }
}

/// One line: its mark, its number, what is in it.
fn block(row: &Row, newest: bool, number: usize) -> Html {
    let block = row.link.block();
    let hash = row.link.hash();
    let test_id = (newest && !row.orphaned).then(|| format!("lab-tip-{number}"));
    html! {
        <li
            key={hash.to_string()}
            class={classes!("lab-block", row.orphaned.then_some("orphaned"), mark::colour_class(&hash))}
            data-testid={if row.orphaned { Some(format!("lab-ghost-{number}")) } else { test_id }}
        >
            <span class="lab-index">{ block.index }</span>
            { short_hash(&hash) }
            <span class="lab-contents">
                if row.orphaned {
                    <span class="tag">{ t("forks-orphaned") }</span>
                } else {
                    { t_args("lab-contents", [("count", block.transactions.len().into())]) }
                }
            </span>
        </li>
    }
}

fn refused(card: &Card) -> bool {
    matches!(card.said, Some((_, Said::Refused(_))))
}

fn said(card: &Card) -> String {
    let count = |key: &str, count: u64| t_args(key, [("count", count.into())]);
    match card.said.as_ref().map(|(_, said)| said) {
        None | Some(Said::Done) => t("lab-said-nothing"),
        Some(Said::Stopped) => t("lab-said-stopped"),
        Some(Said::Mined(index)) => count("lab-said-mined", *index),
        Some(Said::Submitted(index)) => count("lab-said-submitted", *index),
        Some(Said::Registered(nodes)) => count("lab-said-registered", *nodes as u64),
        Some(Said::Replaced(length)) => count("lab-said-replaced", *length),
        Some(Said::Authoritative { asked, silent }) => t_args(
            "lab-said-authoritative",
            [("asked", (*asked).into()), ("silent", (*silent).into())],
        ),
        Some(Said::Refused(reason)) => t_args(
            "lab-said-refused",
            [(
                "reason",
                wording::clause(&refusals::command(reason))
                    .to_owned()
                    .into(),
            )],
        ),
    }
}
