//! Mining: start it, watch it, stop it.

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{figure::figure, hashing::use_hashing};
use crate::page::{
    figures,
    language::use_language,
    texts::{t, t_args},
    view::{MiningView, Wish},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct MiningProps {
    /// The index of the block that is mined next.
    pub next: u64,
    /// Whether to mine it is the first thing to press.
    pub first: bool,
    /// How many attempts a proof takes on average.
    pub expected: f64,
    /// Whether chance decides how many it takes.
    pub luck: bool,
    /// Whether a search goes on.
    pub mines: bool,
    /// That search, or else the last one.
    pub mining: Option<MiningView>,
    /// How many workers mine, or would.
    pub workers: usize,
    /// How many workers there may be.
    pub max_workers: usize,
    /// Attempts a second of all workers together, once that is known.
    pub speed: Option<f64>,
    /// Whether the next block is mined whenever one is done.
    pub keep_mining: bool,
    /// Whether another view is shown.
    pub hidden: bool,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// No live region: a screen reader would count along. The same figures stand there whether or not a search goes on, so that nothing moves when one
/// begins or ends; those of a search that has ended stay, to be read.
#[component]
pub fn Mining(props: &MiningProps) -> Html {
    use_language();
    let mine = use_node_ref();
    let mining = props.mining.as_ref();
    let hashing = use_hashing(mining, props.mines, props.hidden);
    let busy = props.mines || hashing.replays;
    let on_mine = {
        let (told, wish) = (hashing.told.clone(), props.wish.clone());
        Callback::from(move |_: MouseEvent| {
            told.emit(true);
            wish.emit(Wish::Mine);
        })
    };

    // A button that is disabled loses the focus; it is handed to the neighbour.
    let was_cancelled = use_mut_ref(|| false);
    {
        let (mine, was_cancelled) = (mine.clone(), was_cancelled.clone());
        use_effect_with(busy, move |&busy| {
            if !busy
                && was_cancelled.replace(false)
                && let Some(mine) = mine.cast::<HtmlElement>()
            {
                // An element that can't take the focus loses nothing.
                let _ = mine.focus();
            }
        });
    }
    let on_cancel = {
        let (told, wish) = (hashing.told, props.wish.clone());
        Callback::from(move |_: MouseEvent| {
            was_cancelled.replace(true);
            told.emit(false);
            wish.emit(Wish::CancelMining);
        })
    };

    // Figures have their place before there are any; a sentence stands there.
    let none_yet = mining.is_none().then_some("none-yet");
    let number = |show: &dyn Fn(&MiningView) -> String| {
        let text = mining.map_or_else(|| t("none-yet"), show);
        html! { { text } }
    };
    html! {
        <section class="panel mining" aria-labelledby="mining-title">
            <h2 id="mining-title" class="visually-hidden">{ t("mine-title") }</h2>
            <div class="row">
                <button
                    ref={mine}
                    class={props.first.then_some("main")}
                    data-testid="mine"
                    onclick={on_mine}
                >
                    { t_args("mine", [("index", props.next.to_string().into())]) }
                </button>
                <button data-testid="cancel-mining" disabled={!busy} onclick={on_cancel}>
                    { t("cancel-mining") }
                </button>
            </div>
            <div class={classes!("search", none_yet)}>
                if mining.is_none() {
                    <p class="note">{ t("no-search") }</p>
                }
                { hashing.rows }
                <dl class="figures" data-testid="mining">
                    { figure("attempts", t("attempts"), number(&|m| figures::grouped(m.attempts()))) }
                    { figure("rate", rate_name(mining), number(&|m| wording::rate(m.per_second()))) }
                    { figure("elapsed", t("elapsed"), number(&|m| wording::span(m.seconds))) }
                    { figure("waiting", t("waiting"), number(&|m| {
                        figures::grouped(m.waiting.saturating_sub(1) as u64)
                    })) }
                </dl>
                { workers_rates(props) }
            </div>
            { chance(props, hashing.note) }
            <div class="row settings">
                { keep_mining(props) }
                { workers_choice(props) }
            </div>
        </section>
    }
}

fn rate_name(mining: Option<&MiningView>) -> String {
    match mining {
        Some(mining) => t_args(
            "rate-of-workers",
            [("count", mining.per_worker.len().into())],
        ),
        None => t("rate"),
    }
}

/// What each worker adds, when there are several.
fn workers_rates(props: &MiningProps) -> Html {
    if props.workers < 2 {
        return Html::default();
    }
    let rate = |worker: usize| {
        let rates = props.mining.as_ref().map(|mining| &mining.per_worker);
        rates
            .and_then(|rates| rates.get(worker))
            // One that had nothing to search said nothing.
            .filter(|&&rate| rate > 0.0)
            .map_or_else(|| t("none-yet"), |&rate| wording::rate(rate))
    };
    html! {
        <ol class="workers note" data-testid="worker-rates">
            { for (0..props.workers).map(|worker| html! {
                <li>
                    { t_args("rate-of-worker", [
                        ("number", (worker + 1).into()),
                        ("rate", rate(worker).into()),
                    ]) }
                </li>
            }) }
        </ol>
    }
}

/// A search has no progress, only luck: the bar shows how many of 100 searches would have ended. Where all search the
/// same numbers there is no luck either.
/// `note` is what is said instead.
fn chance(props: &MiningProps, note: Option<String>) -> Html {
    let tried = props
        .mining
        .as_ref()
        .filter(|_| props.mines)
        .map(|mining| mining.tried);
    let chance = figures::chance(tried.unwrap_or(0), props.expected);
    let percent = (chance * 100.0).floor();
    let expected = ("expected", figures::large(props.expected).into());
    let sentence = if tried.is_some() && props.luck {
        t_args("chance", [("percent", percent.into()), expected])
    } else {
        t_args("expected", [expected])
    };
    html! {
        <div class="chance">
            if props.luck {
                <progress max="1" value={figures::fixed(chance, 3)} aria-label={t("chance-bar")} />
            }
            <p class="note">
                { note.unwrap_or_else(|| match props.speed {
                    Some(speed) if speed > 0.0 => t_args("time-here", [
                        ("sentence", sentence.into()),
                        ("span", wording::span(props.expected / speed).into()),
                    ]),
                    _ => sentence,
                }) }
            </p>
        </div>
    }
}

fn keep_mining(props: &MiningProps) -> Html {
    let onchange = {
        let wish = props.wish.clone();
        Callback::from(move |event: Event| {
            if let Some(switch) = event.target_dyn_into::<HtmlInputElement>() {
                let keep = switch.checked();
                // It shows what the node does: where that refuses at once, nothing is drawn again that would take it back.
                switch.set_checked(!keep);
                wish.emit(Wish::KeepMining(keep));
            }
        })
    };
    html! {
        <label class="switch">
            <input type="checkbox" role="switch" data-testid="keep-mining" checked={props.keep_mining} {onchange} />
            <span>{ t("keep-mining") }</span>
        </label>
    }
}

fn workers_choice(props: &MiningProps) -> Html {
    let onchange = {
        let wish = props.wish.clone();
        Callback::from(move |event: Event| {
            let chosen = event
                .target_dyn_into::<HtmlSelectElement>()
                .and_then(|select| select.value().parse().ok());
            if let Some(workers) = chosen {
                wish.emit(Wish::SetWorkers(workers));
            }
        })
    };
    html! {
        <label class="workers-choice">
            <span>{ t("workers") }</span>
            <select data-testid="workers" {onchange}>
                { for (1..=props.max_workers).map(|count| html! {
                    <option value={count.to_string()} selected={count == props.workers}>{ count }</option>
                }) }
            </select>
        </label>
    }
}
