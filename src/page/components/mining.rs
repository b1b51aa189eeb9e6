//! Mining: start it, watch it, stop it.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::figure::Figure;
use crate::page::{
    figures,
    texts::{t, t_args},
    view::{MiningView, Wish},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct MiningProps {
    /// The index of the block that is mined next.
    pub next: u64,
    /// How many attempts a proof takes on average.
    pub expected: f64,
    /// The search, while there is one.
    pub mining: Option<MiningView>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// No live region: a screen reader would count along. The same figures stand there whether or not a search goes on, so that nothing moves when one
/// begins or ends.
#[component]
pub fn Mining(props: &MiningProps) -> Html {
    let mine = use_node_ref();
    let mining = props.mining.as_ref();

    // A button that is disabled loses the focus; it is handed to the neighbour.
    let was_cancelled = use_mut_ref(|| false);
    {
        let (mine, was_cancelled) = (mine.clone(), was_cancelled.clone());
        use_effect_with(mining.is_some(), move |&busy| {
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
        let wish = props.wish.clone();
        Callback::from(move |_: MouseEvent| {
            was_cancelled.replace(true);
            wish.emit(Wish::CancelMining);
        })
    };

    let figure = |show: &dyn Fn(&MiningView) -> String| mining.map_or_else(|| t("none-yet"), show);
    html! {
        <section class="panel mining" aria-labelledby="mining-title">
            <h2 id="mining-title" class="visually-hidden">{ t("mine-title") }</h2>
            <div class="row">
                <button
                    ref={mine}
                    class="main"
                    data-testid="mine"
                    onclick={props.wish.reform(|_: MouseEvent| Wish::Mine)}
                >
                    { t_args("mine", [("index", props.next.to_string().into())]) }
                </button>
                <button data-testid="cancel-mining" disabled={mining.is_none()} onclick={on_cancel}>
                    { t("cancel-mining") }
                </button>
            </div>
            <dl class="figures" data-testid="mining">
                <Figure name={t("attempts")}>
                    <span data-testid="attempts">{ figure(&|m| figures::grouped(m.tried)) }</span>
                </Figure>
                <Figure name={rate_name(mining)}>{ figure(&|m| wording::rate(m.per_second())) }</Figure>
                <Figure name={t("elapsed")}>{ figure(&|m| wording::span(m.seconds)) }</Figure>
                <Figure name={t("waiting")}>
                    { figure(&|m| figures::grouped(m.waiting.saturating_sub(1) as u64)) }
                </Figure>
            </dl>
            <Chance tried={mining.map(|m| m.tried)} expected={props.expected} />
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

#[derive(PartialEq, Properties)]
struct ChanceProps {
    tried: Option<u64>,
    expected: f64,
}

/// A search has no progress, only luck: the bar shows how many of 100 searches would have ended.
#[component]
fn Chance(props: &ChanceProps) -> Html {
    let chance = figures::chance(props.tried.unwrap_or(0), props.expected);
    let expected = figures::large(props.expected);
    let percent = (chance * 100.0).floor();
    html! {
        <div class="chance">
            <progress
                max="1"
                value={format!("{chance:.3}")}
                aria-label={t("chance-bar")}
            />
            <p class="note">
                { if props.tried.is_some() {
                    t_args("chance", [("percent", percent.into()), ("expected", expected.into())])
                } else {
                    t_args("expected", [("expected", expected.into())])
                } }
            </p>
        </div>
    }
}
