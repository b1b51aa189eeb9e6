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

/// The meter and the figures stand there before and after, so that nothing moves when work begins.
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
            { meter(bench) }
            <dl class="figures">
                { figure("done", t("tamper-cost-blocks"), number(&|labour| t_args("tamper-cost-of", [
                    ("done", grouped(labour.blocks_done()).into()),
                    ("all", grouped(labour.blocks()).into()),
                ]))) }
                { figure("kept", t("tamper-cost-kept-count"), number(&|labour| grouped(labour.kept()))) }
                { figure("hashes", t("attempts"), number(&|labour| grouped(labour.hashes()))) }
                { figure("expected", t("tamper-cost-expected"), number(&|labour| {
                    large(expected * labour.searched as f64)
                })) }
                { figure("owed", t("tamper-cost-owed"), hashes_owed(bench).map_or_else(|| t("none-yet"), large).into()) }
                { figure("elapsed", t("tamper-cost-time"), number(&|labour| wording::span(labour.elapsed()))) }
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

/// What mending has cost so far and what is still to be paid: as a bar of the blocks that are mended, and in words.
fn meter(bench: &Bench) -> Html {
    let (done, all) = bench
        .labour(|labour| (labour.blocks_done(), labour.blocks()))
        .unwrap_or((0, 1));
    let running = bench.labour(|labour| labour.ending != Some(Ending::Done));
    let key = match (running, owed(bench)) {
        (Some(false), _) => "tamper-meter-done",
        (Some(true), Some(1..)) => "tamper-meter-running",
        (Some(true), _) => "tamper-meter-running-free",
        (None, None) => "tamper-meter-whole",
        (None, Some(0)) => "tamper-meter-free",
        (None, Some(_)) => "tamper-meter-owed",
    };
    let grown = bench.labour(|labour| labour.grown).unwrap_or(0);
    html! {
        <div class="meter">
            <progress
                value={done.to_string()}
                max={all.max(1).to_string()}
                aria-label={t("tamper-meter")}
                data-testid="tamper-meter"
            />
            <p data-testid="tamper-meter-told">
                { told(bench, key) }
                if grown > 0 {
                    { t_args("tamper-meter-grown", [("count", grown.into())]) }
                }
            </p>
        </div>
    }
}

/// How many blocks still need a search; `None` where nothing is to be mended.
fn owed(bench: &Bench) -> Option<u64> {
    let next = bench.labour(|labour| {
        let done = labour.ending == Some(Ending::Done);
        (!done).then(|| labour.next())
    });
    let next = next.unwrap_or_else(|| bench.crack())?;
    bench.read(|copy| copy.owing(next))
}

/// About as many hashes as those searches take.
fn hashes_owed(bench: &Bench) -> Option<f64> {
    let expected = bench.read(|copy| copy.rules().difficulty.expected_hashes())?;
    Some(expected * owed(bench)? as f64)
}

/// A sentence about the work that goes on, or is to be done.
fn told(bench: &Bench, key: &str) -> String {
    let crack = bench.crack();
    let to_mend = bench.to_mend().unwrap_or(0);
    let (done, count, tried, seconds) = bench
        .labour(|labour| {
            let (done, all) = (labour.blocks_done(), labour.blocks());
            (done, all, labour.hashes(), labour.elapsed())
        })
        .unwrap_or((0, to_mend, 0, 0.0));
    t_args(
        key,
        [
            ("index", grouped(crack.unwrap_or(0)).into()),
            ("done", grouped(done).into()),
            ("count", count.into()),
            ("tried", grouped(tried).into()),
            ("span", wording::span(seconds).into()),
            ("hashes", large(hashes_owed(bench).unwrap_or(0.0)).into()),
        ],
    )
}

/// The same in a few words, while it goes on.
pub fn paying(bench: &Bench) -> String {
    told(bench, "tamper-paying")
}

fn ending(labour: &Labour) -> String {
    match &labour.ending {
        None => t_args(
            "tamper-cost-running",
            [(
                "index",
                grouped(labour.trying.map_or(labour.from, |trying| trying.position)).into(),
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
