//! Tampering: a copy of this node's chain in which everything can be changed, to see what breaks, what
//! others say to it, and what mending costs.

mod bench;
mod card;
mod carrying;
mod copy;
#[cfg(test)]
mod copy_tests;
mod cost;
mod crack;
mod export;
mod fields;
mod import;
mod importing;
mod labour;
mod opinion;
mod peers;
mod reading;
mod steady;
mod strip;
mod take_along;

use chain::Fault;
use client::Observed;
use yew::prelude::*;

use self::{
    bench::{Bench, Span, use_bench},
    card::{Standing, card},
    copy::Copy,
    cost::{cost, paying},
    peers::{peers, said_by_all},
    strip::{Strip, legend, use_strip},
    take_along::TakeAlong,
};
use super::observe::use_observed;
use crate::page::{
    figures,
    focus::focus,
    language::use_language,
    refusals,
    texts::{t, t_args},
    wording,
};

/// The copy with all that is said of it.
#[component]
pub fn Tamper() -> Html {
    let language = use_language();
    let bench = use_bench();
    let strip = use_strip(&bench);
    let observed = use_observed();
    // A copy is judged by what the tutorial's rules look at: it would call a chain valid whose balances are wrong.
    if observed
        .as_deref()
        .is_some_and(|seen| seen.rules.are_committed())
    {
        return html! {
            <section class="tamper panel" data-testid="tamper">
                <p class="note" role="status">{ t("tamper-beyond") }</p>
            </section>
        };
    }
    if let Some(why) = bench.trouble() {
        return html! {
            <section class="tamper panel" data-testid="tamper">
                <p class="fault" role="alert">{ t_args("tamper-no-copy", [("why", why.reason().into())]) }</p>
            </section>
        };
    }
    let copy = bench.read(|copy| (copy.first_fault(), copy.rules(), copy.is_changed()));
    let Some((fault, rules, changed)) = copy else {
        return html! {
            <section class="tamper" data-testid="tamper">
                <p class="loading" role="status">{ t("tamper-copying") }</p>
            </section>
        };
    };
    let others = observed.as_deref().into_iter().flat_map(|seen| &seen.peers);
    bench.hear(others.filter_map(|peer| peer.length).max());
    let tip = bench.read(Copy::original_tip).flatten();
    let node_is_elsewhere = match (observed.as_deref(), tip) {
        (Some(seen), Some(tip)) => seen.tip != tip.to_string(),
        _ => false,
    };
    let of = (bench.drawn(), node_is_elsewhere, language);
    let cards = strip.keep(of, || blocks(&bench, node_is_elsewhere));
    html! {
        <div class="tamper" data-testid="tamper">
            <header class="intro">
                <h2>{ t("tamper-title") }</h2>
                <p>{ t("tamper-intro") }</p>
                { legend() }
                // Where all is in one column, the chain is long.
                <button class="plain way" onclick={|_: MouseEvent| focus("take-title")}>
                    { t("take-title") }
                </button>
            </header>
            { verdict_bar(&bench, &strip, fault, observed.as_deref()) }
            <div class="copy">
                <div class="sight">
                    { cost(&bench) }
                    { peers(&bench, fault, observed.as_deref()) }
                </div>
                { cards }
                // Last, as the chain comes before it where all is in one column.
                <TakeAlong bench={bench.clone()} {rules} {changed} {observed} />
            </div>
        </div>
    }
}

/// Stays in sight while one scrolls: whether the copy is a chain, and if not, from where on not, in words and as a small chain;
/// and what others would say to it, or what mending costs while that goes on.
fn verdict_bar(
    bench: &Bench,
    strip: &Strip,
    fault: Option<Fault>,
    observed: Option<&Observed>,
) -> Html {
    let (changed, rules) = bench
        .read(|copy| (copy.is_changed(), copy.rules()))
        .unwrap_or_default();
    let running = bench.labour(|labour| labour.ending.is_none()) == Some(true);
    let (first, last, _) = bench.span();
    let elsewhere = fault.filter(|fault| !(first..=last).contains(&fault.block));
    let on = |act: fn(&Bench)| {
        let bench = bench.clone();
        Callback::from(move |_: MouseEvent| act(&bench))
    };
    html! {
        <section
            class={classes!("verdict", fault.is_some().then_some("broken"), running.then_some("mending"))}
            aria-label={t("tamper-verdict")}
        >
            <p
                class={classes!("holds", fault.is_some().then_some("fault"))}
                role="status"
                data-testid="tamper-fault"
                data-valid={if fault.is_some() { "false" } else { "true" }}
            >
                <span aria-hidden="true">{ if fault.is_some() { "✕ " } else { "✓ " } }</span>
                { match fault {
                    Some(fault) => refusals::fault(fault),
                    None => t_args("tamper-valid", [("rules", wording::rules(rules).into())]),
                } }
            </p>
            <div class="row">
                if let Some(fault) = elsewhere {
                    <button data-testid="tamper-show-fault" onclick={
                        let bench = bench.clone();
                        move |_: MouseEvent| {
                            bench.show(Span::Around(fault.block));
                            focus("tamper-chain-title");
                        }
                    }>
                        { t_args("tamper-show-block", [("index", figures::grouped(fault.block).into())]) }
                    </button>
                }
                <button data-testid="tamper-restore" aria-disabled={(!changed).then_some("true")} onclick={on(Bench::restore)}>
                    { t("tamper-restore") }
                </button>
            </div>
            { strip.draw(bench) }
            <div class="beside">
                { said_by_all(bench, fault, observed) }
                // Where all is in one column, what it costs is out of sight meanwhile.
                <p class="paying">{ paying(bench) }</p>
            </div>
        </section>
    }
}

/// The blocks in sight, newest first.
fn blocks(bench: &Bench, node_is_elsewhere: bool) -> Html {
    let (first, last, length) = bench.span();
    let standing = Standing {
        first: bench.read(Copy::first_fault).flatten(),
        crack: bench.crack(),
        shown_from: first,
    };
    let recopy = {
        let bench = bench.clone();
        move |_: MouseEvent| bench.take_copy()
    };
    let judgements: Vec<_> = (first..=last)
        .rev()
        .filter_map(|position| Some((position, bench.read(|copy| copy.judge(position))??)))
        .collect();
    let show = |id: &'static str, label: String, span: Span| {
        let bench = bench.clone();
        // The button may be gone then, so the focus goes to the head of what it shows.
        let onclick = move |_: MouseEvent| {
            bench.show(span);
            focus("tamper-chain-title");
        };
        html! { <button data-testid={id} {onclick}>{ label }</button> }
    };
    html! {
        <section class="chain" aria-labelledby="tamper-chain-title">
            <div class="title">
                <h2 id="tamper-chain-title" tabindex="-1">{ t("tamper-chain-title") }</h2>
                <span class="aside">{ t("newest-first") }</span>
                if node_is_elsewhere {
                    <p class="note">{ t("tamper-node-elsewhere") }</p>
                    <button data-testid="tamper-recopy" onclick={recopy}>{ t("tamper-recopy") }</button>
                }
            </div>
            <ol reversed=true>
                if last < length {
                    <li class="elsewhere">
                        <span>{ counted("later-blocks", length - last) }</span>
                        { show("tamper-later", t("show-later"), Span::Later) }
                        { show("tamper-newest", t("show-newest"), Span::Newest) }
                    </li>
                } else {
                    <li class="elsewhere">
                        <button data-testid="tamper-append" onclick={
                            let bench = bench.clone();
                            move |_: MouseEvent| bench.append(t("tamper-miner"))
                        }>
                            { t_args("tamper-append", [("index", figures::grouped(length + 1).into())]) }
                        </button>
                    </li>
                }
                <>
                    { for judgements.iter().map(|(position, judgement)| {
                        card(bench, *position, judgement, standing)
                    }) }
                </>
                if first > 1 {
                    <li class="elsewhere">
                        <span>{ counted("earlier-blocks", first - 1) }</span>
                        { show("tamper-earlier", t("show-earlier"), Span::Earlier) }
                    </li>
                }
            </ol>
        </section>
    }
}

fn counted(key: &str, count: u64) -> String {
    t_args(
        key,
        [
            ("count", count.into()),
            ("shown", figures::grouped(count).into()),
        ],
    )
}
