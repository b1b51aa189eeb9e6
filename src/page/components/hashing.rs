//! Hashing made visible: the hash of a number that was just tried, the best so far, and the proof when it is found. The first block
//! that a person mines is seen again slowly: the machine is done before anybody sees a number.

use std::rc::Rc;

use pow::Puzzle;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, window};
use yew::prelude::*;

use crate::page::{
    choices::{keep, kept},
    figures,
    focus::focus_at,
    hashing::{Attempt, Reached, Replay, glimpse},
    hooks::wants_less,
    texts::{t, t_args},
    view::MiningView,
    visibility::is_hidden,
    wording,
};

/// Under which name it is kept that a first block was seen.
const KEY: &str = "tabchain-first-block";
/// Another number is seen so often, in milliseconds.
const STEP_MS: i32 = 100;

/// What is seen of searches, beside their figures.
#[derive(Default)]
struct Seen {
    /// Whether a first block was asked for, and what was searched last before.
    awaited: Option<Option<Rc<Puzzle>>>,
    /// The search of the first block, as long as there is no other one.
    first: Option<Rc<Puzzle>>,
    replay: Option<Replay>,
    step: u64,
}

impl Seen {
    /// Takes note of what is drawn now.
    fn follow(&mut self, mining: &MiningView, mines: bool, still: bool) {
        self.first.take_if(|first| mines || *first != mining.puzzle);
        self.replay
            .take_if(|replay| mines || !replay.is_of(&mining.puzzle, mining.proof));
        let Some(proof) = mining.proof.filter(|_| !mines) else {
            return;
        };
        let is_new = |before: &mut Option<_>| before.as_ref() != Some(&mining.puzzle);
        if self.awaited.take_if(is_new).is_some() {
            keep(KEY, "seen");
            self.first = Some(mining.puzzle.clone());
            if !still {
                self.replay = Replay::new(mining.puzzle.clone(), proof, mining.seconds);
            }
        }
    }
}

/// What is seen of a search.
pub struct Hashing {
    /// The number that was tried last or found, and the best so far.
    pub rows: Html,
    /// What is said of a first block, in place of what is said of chance.
    pub note: Option<Html>,
    /// To be told that a block was asked for.
    pub asked: Callback<()>,
}

/// A hook of the card that it stands in, as a component of its own would weigh more. `hidden` is whether the card is.
#[hook]
pub fn use_hashing(mining: Option<&MiningView>, mines: bool, hidden: bool) -> Hashing {
    let seen = use_mut_ref(Seen::default);
    let draw = use_force_update();
    let skip = use_node_ref();
    let still = wants_less();
    if let Some(mining) = mining {
        seen.borrow_mut().follow(mining, mines, still);
    }
    let end = {
        let (seen, draw, skip) = (seen.clone(), draw.clone(), skip.clone());
        move || {
            seen.borrow_mut().replay = None;
            // What has the focus goes, and hands it on.
            let skip = skip.cast::<Element>();
            if skip.is_some_and(|skip| skip.matches(":focus").unwrap_or(false)) {
                focus_at("mine");
            }
            draw.force_update();
        }
    };
    let replays = seen.borrow().replay.is_some();
    {
        let (seen, end) = (seen.clone(), end.clone());
        let runs = !hidden && (replays || mines && !still);
        use_effect_with(runs, move |&runs| {
            every_step(runs.then_some(move || {
                // What nobody sees is not drawn.
                if is_hidden() {
                    return;
                }
                let mut now = seen.borrow_mut();
                now.step += 1;
                let goes_on = now.replay.as_mut().is_none_or(Replay::step);
                drop(now);
                if goes_on {
                    draw.force_update();
                } else {
                    end();
                }
            }))
        });
    }
    let asked = {
        let (seen, before) = (seen.clone(), mining.map(|mining| mining.puzzle.clone()));
        Callback::from(move |()| {
            if !mines && kept(KEY).is_none() {
                seen.borrow_mut().awaited = Some(before.clone());
            }
        })
    };

    let seen = seen.borrow();
    let first = mining.filter(|_| seen.first.is_some());
    let note = first.and_then(|mining| Some((mining, mining.proof?)));
    let note = note.map(|(mining, proof)| {
        let args = [
            ("proof", figures::grouped(proof).into()),
            ("span", wording::span(mining.seconds).into()),
        ];
        html! {
            if replays {
                { t_args("first-block-slowly", args) }{ " " }
                <button ref={skip} class="plain" data-testid="skip-replay" onclick={move |_: MouseEvent| end()}>
                    { t("skip-replay") }
                </button>
            } else {
                { t_args("first-block", args) }
            }
        }
    });
    Hashing {
        rows: rows(mining, &seen),
        note,
        asked,
    }
}

fn rows(mining: Option<&MiningView>, seen: &Seen) -> Html {
    let (number, closest, is_found) = match (&seen.replay, mining) {
        (Some(replay), _) => (Some(replay.number()), replay.closest(), false),
        (None, Some(mining)) => {
            let tried = glimpse(&mining.recent, seen.step);
            (
                mining.proof.or(tried),
                mining.closest,
                mining.proof.is_some(),
            )
        }
        (None, None) => (None, None, false),
    };
    let attempt = |number: Option<u64>| Some(Attempt::new(&mining?.puzzle, number?));
    let (tried, best) = match is_found {
        true => ("hash-found", "hash-best-other"),
        false => ("hash-tried", "hash-best"),
    };
    html! {
        <div class="hashing" data-testid="hashing">
            // What flickers is not to be listened to.
            <div class={if is_found { "snaps" } else { "flickers" }} aria-hidden={(!is_found).then_some("true")}>
                { row(tried, attempt(number)) }
            </div>
            <div class="snaps">{ row(best, attempt(closest)) }</div>
        </div>
    }
}

/// A number and its hash, in an element of its own: what is another hash does not move.
fn row(key: &'static str, attempt: Option<Attempt>) -> Html {
    let Some(attempt) = attempt else {
        return html! { <><p>{ t_args(key, [("number", t("none-yet").into())]) }</p><code>{ t("none-yet") }</code></> };
    };
    let reached = match attempt.reached {
        Reached::Zeros(count, asked) => t_args(
            "hash-zeros",
            [("count", count.into()), ("asked", asked.into())],
        ),
        Reached::Bits(count, asked) => t_args(
            "hash-bits",
            [("count", count.into()), ("asked", asked.into())],
        ),
        Reached::AtMost(greatest) => t_args("hash-at-most", [("greatest", greatest.into())]),
    };
    let (zeros, rest) = attempt.digits.split_at(attempt.zeros);
    let number = figures::grouped(attempt.number);
    let title = ["SHA-256(", &attempt.text, ")"].concat();
    html! {
        <>
            <p><span>{ t_args(key, [("number", number.into())]) }</span><span>{ reached }</span></p>
            <code key={attempt.number} {title}>
                if !zeros.is_empty() { <b>{ zeros }</b> }{ rest }
            </code>
        </>
    }
}

/// Calls `step` again and again, until what is returned is called: the end of an effect.
fn every_step(step: Option<impl Fn() + 'static>) -> impl FnOnce() {
    let timer = step.and_then(|step| {
        let step = Closure::<dyn Fn()>::new(step);
        let callback = step.as_ref().unchecked_ref();
        let timer = window()?
            .set_interval_with_callback_and_timeout_and_arguments_0(callback, STEP_MS)
            .ok()?;
        Some((timer, step))
    });
    move || {
        if let (Some((timer, _step)), Some(window)) = (timer, window()) {
            window.clear_interval_with_handle(timer);
        }
    }
}
