//! One block of the copy, as a card with fields, and what holds of it and what not.

use chain::{Fault, PreviousHash};
use yew::prelude::*;

use super::{
    bench::Bench,
    copy::{Judgement, Ties},
    fields,
    labour::{Cost, Ending},
};
use crate::{
    page::{
        components::{hash_in_full, short_hash},
        figures::grouped,
        mark,
        texts::{t, t_args},
        wording,
    },
    workshop::hash_mark::hash_mark,
};

/// As the node's own cards: its hash at the head, the hash of the block before at the foot. Where the
/// two are no longer the same, the line between the cards is gone.
pub fn card(bench: &Bench, position: u64, judgement: &Judgement, first: Option<Fault>) -> Html {
    let block = judgement.link.block();
    let ties = judgement.ties.as_ref();
    let linked = match (&block.previous_hash, ties) {
        (PreviousHash::Hash(hash), Some(ties)) if ties.links => Some(mark::colour_class(hash)),
        _ => None,
    };
    let title_id = format!("tamper-{position}-title");
    let broken = judgement.fault.is_some();
    html! {
        <li class={classes!("link", linked, ties.is_some_and(|ties| !ties.links).then_some("cut"))} key={position}>
            <article
                class={classes!("block", "editable", broken.then_some("broken"))}
                aria-labelledby={title_id.clone()}
                data-testid={format!("tamper-block-{position}")}
                data-holds={if broken { "false" } else { "true" }}
            >
                <div class="port">
                    <span class="term">{ t("hash") }</span>
                    { hash_in_full(&judgement.link.hash()) }
                </div>
                <div class="title">
                    <h3 id={title_id}>{ t_args("block", [("index", grouped(position).into())]) }</h3>
                    { changed(judgement) }
                    { deeds(bench, position, judgement) }
                </div>
                { fields::numbers(bench, position, block) }
                { fields::transactions(bench, position, block) }
                <ul class="checks">
                    { match ties {
                        None => genesis_check(broken),
                        Some(ties) => checks(position, ties),
                    } }
                    { standing(position, broken, first) }
                    { cost_here(bench, position) }
                </ul>
                <div class="previous">
                    <span class="foot">
                        if let PreviousHash::Hash(hash) = &block.previous_hash {
                            { hash_mark(hash) }
                        }
                    </span>
                    { fields::previous_hash(bench, position, block) }
                </div>
            </article>
        </li>
    }
}

fn changed(judgement: &Judgement) -> Html {
    match judgement.original_hash {
        Some(before) if judgement.is_changed() => html! {
            <span class="changed">
                <span class="tag">{ t("tamper-changed") }</span>
                <span class="note">{ t("tamper-hash-was") }</span>
                { short_hash(&before) }
            </span>
        },
        Some(_) => Html::default(),
        None => {
            html! { <span class="changed"><span class="tag">{ t("tamper-added") }</span></span> }
        }
    }
}

fn deeds(bench: &Bench, position: u64, judgement: &Judgement) -> Html {
    let index = ("index", grouped(position).into());
    let restore = {
        let bench = bench.clone();
        move |_: MouseEvent| bench.restore_block(position)
    };
    let remine = {
        let bench = bench.clone();
        move |_: MouseEvent| bench.remine(position)
    };
    html! {
        <div class="row deeds-here">
            if judgement.original_hash.is_some() {
                <button
                    class="plain"
                    data-testid={format!("tamper-restore-{position}")}
                    aria-disabled={(!judgement.is_changed()).then_some("true")}
                    aria-label={t_args("tamper-restore-block", [index.clone()])}
                    onclick={restore}
                >
                    { t("tamper-restore-here") }
                </button>
            }
            // The genesis is given, not mined.
            if judgement.ties.is_some() {
                <button
                    data-testid={format!("tamper-remine-{position}")}
                    aria-label={t_args("tamper-remine-block", [index])}
                    onclick={remine}
                >
                    { t("tamper-remine") }
                </button>
            }
        </div>
    }
}

/// One check: whether it holds by sign and by word, never by colour alone.
fn check(id: String, holds: bool, text: Html) -> Html {
    html! {
        <li
            class={classes!("check", (!holds).then_some("fault"))}
            data-testid={id}
            data-holds={if holds { "true" } else { "false" }}
        >
            <span aria-hidden="true">{ if holds { "✓" } else { "✕" } }</span>
            <div>{ text }</div>
        </li>
    }
}

fn genesis_check(broken: bool) -> Html {
    let key = if broken {
        t("tamper-genesis-broken")
    } else {
        t("tamper-genesis-holds")
    };
    check("tamper-link-1".to_owned(), !broken, key.into())
}

fn checks(position: u64, ties: &Ties) -> Html {
    let before = ("before", grouped(position - 1).into());
    html! {
        <>
            if !ties.counts_on {
                { check(
                    format!("tamper-index-verdict-{position}"),
                    false,
                    t_args("tamper-index-broken", [("index", grouped(position).into())]).into(),
                ) }
            }
            { check(format!("tamper-link-{position}"), ties.links, if ties.links {
                t_args("tamper-link-holds", [before]).into()
            } else {
                html! { <>{ t_args("tamper-link-broken", [before]) }{ " " }{ short_hash(&ties.before) }</> }
            }) }
            { check(format!("tamper-proof-verdict-{position}"), ties.proves, proof(ties)) }
        </>
    }
}

fn proof(ties: &Ties) -> Html {
    let asked = ties.puzzle.difficulty().bits();
    let args = [("bits", ties.zero_bits.into()), ("asked", asked.into())];
    let digits = ties.work.to_string();
    html! {
        <>
            { if ties.proves { t_args("tamper-proof-holds", args) } else { t_args("tamper-proof-broken", args) } }
            // Eight digits show the zeros that count for a class's difficulties; the rest is in the tooltip.
            <code class="work" title={digits.clone()}>{ format!("{}…", &digits[..16]) }</code>
        </>
    }
}

/// What an unbroken block behind a broken one is worth.
fn standing(position: u64, broken: bool, first: Option<Fault>) -> Html {
    match first {
        Some(fault) if !broken && fault.block < position => html! {
            <li class="check" data-testid={format!("tamper-stands-{position}")}>
                <span aria-hidden="true">{ "!" }</span>
                <div>{ t_args("tamper-stands-on", [("block", grouped(fault.block).into())]) }</div>
            </li>
        },
        _ => Html::default(),
    }
}

/// What linking this block again cost, the last time.
fn cost_here(bench: &Bench, position: u64) -> Html {
    let cost = bench.labour(
        |labour| match (labour.costs.get(&position), labour.trying) {
            (Some(Cost::Kept), _) => Some(t("tamper-cost-kept")),
            (Some(Cost::Searched(found)), _) => Some(t_args(
                "tamper-cost-searched",
                [
                    ("tried", grouped(found.tried).into()),
                    ("span", wording::span(found.seconds).into()),
                ],
            )),
            (None, Some((here, tried))) if here == position && labour.ending.is_none() => Some(
                t_args("tamper-cost-trying", [("tried", grouped(tried).into())]),
            ),
            _ if labour.trying.is_some_and(|(here, _)| here == position)
                && labour.ending == Some(Ending::Stopped) =>
            {
                Some(t("tamper-cost-stopped"))
            }
            _ => None,
        },
    );
    match cost.flatten() {
        Some(cost) => html! {
            <li class="check" data-testid={format!("tamper-cost-{position}")}>
                <span aria-hidden="true">{ "•" }</span>
                <div>{ cost }</div>
            </li>
        },
        None => Html::default(),
    }
}
