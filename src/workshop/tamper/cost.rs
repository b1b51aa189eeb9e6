//! What mending costs: the work of mining again, added up while it goes on.

use yew::prelude::*;

use super::{
    bench::Bench,
    copy::Copy,
    labour::{Ending, Labour},
};
use crate::page::{
    components::figure,
    figures::{grouped, large},
    texts::{t, t_args},
    wording,
};

/// The figures stand there before and after, so that nothing moves when work begins.
pub fn cost(bench: &Bench) -> Html {
    let Some(rules) = bench.read(Copy::rules) else {
        return Html::default();
    };
    let expected = rules.difficulty.expected_hashes();
    let number = |show: &dyn Fn(&Labour) -> String| {
        let text = bench.labour(show).unwrap_or_else(|| t("none-yet"));
        html! { { text } }
    };
    let running = bench.labour(|labour| labour.ending.is_none()) == Some(true);
    let halt = {
        let bench = bench.clone();
        move |_: MouseEvent| bench.halt()
    };
    html! {
        <section class="panel cost" aria-labelledby="tamper-cost-title" data-testid="tamper-cost">
            <h2 id="tamper-cost-title">{ t("tamper-cost-title") }</h2>
            <p class="note">
                { t_args("tamper-cost-meaning", [
                    ("rules", wording::rules(rules).into()),
                    ("expected", large(expected).into()),
                ]) }
            </p>
            <dl class="figures">
                { figure("done", t("tamper-cost-blocks"), number(&|labour| t_args("tamper-cost-of", [
                    ("done", grouped(labour.blocks_done()).into()),
                    ("all", grouped((labour.to + 1).saturating_sub(labour.from)).into()),
                ]))) }
                { figure("kept", t("tamper-cost-kept-count"), number(&|labour| grouped(labour.kept()))) }
                { figure("hashes", t("attempts"), number(&|labour| grouped(labour.hashes()))) }
                { figure("expected", t("tamper-cost-expected"), number(&|labour| {
                    large(expected * labour.searched as f64)
                })) }
                { figure("elapsed", t("tamper-cost-time"), number(&|labour| wording::span(labour.seconds))) }
            </dl>
            <div class="row">
                <button data-testid="tamper-cancel" aria-disabled={(!running).then_some("true")} onclick={halt}>
                    { t("cancel-mining") }
                </button>
                <p class="note" role="status" data-testid="tamper-cost-ending">
                    { bench.labour(ending).unwrap_or_default() }
                </p>
            </div>
        </section>
    }
}

fn ending(labour: &Labour) -> String {
    match &labour.ending {
        None => t_args(
            "tamper-cost-running",
            [(
                "index",
                grouped(labour.trying.map_or(labour.from, |(position, _)| position)).into(),
            )],
        ),
        Some(Ending::Done) if labour.searched == 0 => t("tamper-cost-free"),
        Some(Ending::Done) => t_args(
            "tamper-cost-done",
            [
                ("count", labour.searched.into()),
                ("tried", grouped(labour.tried).into()),
            ],
        ),
        Some(Ending::Stopped) => t("tamper-cost-stopped"),
        Some(Ending::Failed(why)) => t_args("tamper-cost-failed", [("why", why.reason().into())]),
    }
}
