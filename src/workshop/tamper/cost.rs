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
            { meter(bench, expected) }
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
                { figure("owed", t("tamper-cost-owed"), owed_now(bench, expected).into()) }
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
fn meter(bench: &Bench, expected: f64) -> Html {
    let (done, all) = bench
        .labour(|labour| (labour.blocks_done(), labour.blocks()))
        .unwrap_or((0, bench.to_mend().unwrap_or(1)));
    html! {
        <div class="meter">
            <progress
                value={done.to_string()}
                max={all.max(1).to_string()}
                aria-label={t("tamper-meter")}
                data-testid="tamper-meter"
            />
            <p data-testid="tamper-meter-told">{ told(bench, expected) }</p>
        </div>
    }
}

/// The hashes still to be paid, about; a dash where there is nothing to mend.
fn owed_now(bench: &Bench, expected: f64) -> String {
    let next = bench.labour(|labour| match labour.ending {
        Some(Ending::Done) => None,
        _ => Some(labour.next()),
    });
    let Some(next) = next.unwrap_or_else(|| bench.crack()) else {
        return t("none-yet");
    };
    let owed = bench.read(|copy| copy.owing(next)).unwrap_or(0);
    large(expected * owed as f64)
}

/// The same in one sentence or two.
fn told(bench: &Bench, expected: f64) -> String {
    let owed = |from: u64| bench.read(|copy| copy.owing(from)).unwrap_or(0);
    let hashes = |blocks: u64| ("hashes", large(expected * blocks as f64).into());
    let work = bench.labour(|labour| {
        let spent = [
            ("done", grouped(labour.blocks_done()).into()),
            ("count", labour.blocks().into()),
            ("tried", grouped(labour.hashes()).into()),
            ("span", wording::span(labour.elapsed()).into()),
        ];
        let mut told = match (&labour.ending, owed(labour.next())) {
            (Some(Ending::Done), _) => t_args("tamper-meter-done", spent),
            (_, 0) => t_args("tamper-meter-running-free", spent),
            (_, blocks) => {
                let [done, count, tried, span] = spent;
                t_args(
                    "tamper-meter-running",
                    [done, count, tried, span, hashes(blocks)],
                )
            }
        };
        if labour.grown > 0 {
            told.push_str(&t_args(
                "tamper-meter-grown",
                [("count", labour.grown.into())],
            ));
        }
        told
    });
    if let Some(work) = work {
        return work;
    }
    let Some((crack, blocks)) = bench.crack().zip(bench.to_mend()) else {
        return t("tamper-meter-whole");
    };
    let bill = [("index", grouped(crack).into()), ("count", blocks.into())];
    match owed(crack) {
        0 => t_args("tamper-meter-free", bill),
        owed => {
            let [index, count] = bill;
            t_args("tamper-meter-owed", [index, count, hashes(owed)])
        }
    }
}

/// The same in a few words, while it goes on.
pub fn paying(bench: &Bench, expected: f64) -> String {
    let work = bench.labour(|labour| {
        let args = [
            ("done", grouped(labour.blocks_done()).into()),
            ("all", grouped(labour.blocks()).into()),
            ("tried", grouped(labour.hashes()).into()),
            ("hashes", owed_now(bench, expected).into()),
        ];
        t_args("tamper-paying", args)
    });
    work.unwrap_or_default()
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
