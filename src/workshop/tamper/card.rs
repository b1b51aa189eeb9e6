//! One block of the copy, as a card with fields, and what holds of it and what not.

use chain::{Fault, PreviousHash};
use yew::prelude::*;

use super::{
    bench::Bench,
    copy::{Judgement, Ties},
    crack::step,
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

/// How a card stands to the crack.
#[derive(Clone, Copy)]
pub struct Standing {
    /// The first fault of the copy.
    pub first: Option<Fault>,
    /// The block that the crack begins at.
    pub crack: Option<u64>,
    /// The first block that is shown: a crack that begins below it is seen to come from there.
    pub shown_from: u64,
}

/// As the node's own cards: its hash at the head, the hash of the block before at the foot. Where the
/// two are no longer the same, the line between the cards is gone. From the changed block on a crack runs up through them.
pub fn card(bench: &Bench, position: u64, judgement: &Judgement, standing: Standing) -> Html {
    let block = judgement.link.block();
    let ties = judgement.ties.as_ref();
    let linked = match (&block.previous_hash, ties) {
        (PreviousHash::Hash(hash), Some(ties)) if ties.links => Some(mark::colour_class(hash)),
        _ => None,
    };
    let title_id = format!("tamper-{position}-title");
    let broken = judgement.fault.is_some();
    let crack = standing.crack.filter(|&crack| crack <= position);
    let class = classes!(
        "link",
        linked,
        ties.is_some_and(|ties| !ties.links).then_some("cut"),
        crack.map(|crack| {
            let step = step(position, crack.max(standing.shown_from));
            format!("cracked step-{step}")
        }),
        (crack == Some(position)).then_some("begins"),
        mended(bench, position, judgement),
    );
    html! {
        <li {class} key={position}>
            <article
                class={classes!("block", "editable", broken.then_some("broken"))}
                aria-labelledby={title_id.clone()}
                data-testid={format!("tamper-block-{position}")}
                data-holds={if broken { "false" } else { "true" }}
                data-cracked={if crack.is_some() { "true" } else { "false" }}
            >
                <div class="port">
                    <span class="term">{ t("hash") }</span>
                    { hash_in_full(&judgement.link.hash()) }
                </div>
                <div class="title">
                    <h3 id={title_id} tabindex="-1">{ t_args("block", [("index", grouped(position).into())]) }</h3>
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
                    { cost_here(bench, position).unwrap_or_else(|| stands(bench, position, broken, standing)) }
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

/// How a block stands to the crack. One line for each, so that a card keeps its height while it is mended.
fn stands(bench: &Bench, position: u64, broken: bool, standing: Standing) -> Html {
    let Some((first, crack)) = standing.first.zip(standing.crack) else {
        return Html::default();
    };
    let text = if position < crack {
        return Html::default();
    } else if position == crack {
        let next = bench.read(|copy| copy.flaws(position + 1)).flatten();
        if next.is_some_and(|next| next.unlinked) {
            t("tamper-crack-begins-here")
        } else {
            t("tamper-crack-from-here")
        }
    } else if broken {
        t("tamper-crack-runs-here")
    } else {
        t_args("tamper-stands-on", [("block", grouped(first.block).into())])
    };
    html! {
        <li class="check" data-testid={format!("tamper-stands-{position}")}>
            <span aria-hidden="true">{ "!" }</span>
            <div>{ text }</div>
        </li>
    }
}

/// Cards that were tied again without a search are mended at once; they are seen to be, one after the other.
fn mended(bench: &Bench, position: u64, judgement: &Judgement) -> Option<String> {
    let from = bench.labour(|labour| {
        let kept = labour.costs.get(&position) == Some(&Cost::Kept);
        kept.then_some(labour.from)
    });
    let from = from.flatten().filter(|_| judgement.is_changed())?;
    Some(format!("mended step-{}", step(position, from)))
}

/// What linking this block again cost, the last time.
fn cost_here(bench: &Bench, position: u64) -> Option<Html> {
    let cost = bench.labour(|labour| {
        let here = labour.trying.filter(|trying| trying.position == position);
        match (labour.costs.get(&position), here) {
            (Some(Cost::Kept), _) => Some(t("tamper-cost-kept")),
            (Some(Cost::Searched(found)), _) => Some(t_args(
                "tamper-cost-searched",
                [
                    ("tried", grouped(found.tried).into()),
                    ("span", wording::span(found.seconds).into()),
                ],
            )),
            (None, Some(trying)) if labour.ending.is_none() => Some(t_args(
                "tamper-cost-trying",
                [("tried", grouped(trying.tried).into())],
            )),
            (None, Some(_)) if labour.ending == Some(Ending::Stopped) => {
                Some(t("tamper-cost-stopped"))
            }
            _ => None,
        }
    });
    let cost = cost.flatten()?;
    Some(html! {
        <li class="check" data-testid={format!("tamper-cost-{position}")}>
            <span aria-hidden="true">{ "•" }</span>
            <div>{ cost }</div>
        </li>
    })
}
