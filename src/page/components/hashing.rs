//! Hashing made visible: the hash of a number that was just tried, the best so far, and the proof when it is found. The first block
//! that a person mines is seen again slowly: the machine is done before anybody sees a number.

use std::rc::Rc;

use pow::Puzzle;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::window;
use yew::prelude::*;

use crate::page::{
    choices::{keep, kept},
    figures,
    hashing::{Attempt, Replay, glimpse},
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
    /// Whether the button was pressed.
    asked: bool,
    /// The last search that found a proof.
    last: Option<Rc<Puzzle>>,
    /// Whether it was the first one that a person asked for.
    is_first: bool,
    replay: Option<Replay>,
    step: u64,
}

impl Seen {
    /// Takes note of what is drawn now; `still` is whether nothing is to move.
    fn follow(&mut self, mining: &MiningView, mines: bool, still: bool) {
        let proof = mining.proof.filter(|_| !mines);
        let is_same = |last: &Rc<Puzzle>| Rc::ptr_eq(last, &mining.puzzle);
        if proof.is_some() && self.last.as_ref().is_some_and(is_same) {
            return;
        }
        (self.is_first, self.replay) = (false, None);
        if let Some(proof) = proof {
            self.last = Some(mining.puzzle.clone());
            self.is_first = std::mem::take(&mut self.asked) && kept(KEY).is_none();
            if self.is_first {
                keep(KEY, "seen");
                if !still {
                    self.replay = Replay::new(mining.puzzle.clone(), proof, mining.seconds);
                }
            }
        }
    }
}

/// What is seen of a search.
pub struct Hashing {
    /// The number that was tried last or found, and the best so far.
    pub rows: Html,
    /// What is said of a first block, in place of what is said of chance.
    pub note: Option<String>,
    /// Whether a first block is being seen again.
    pub replays: bool,
    /// To be told that a block was asked for, or else that enough was seen of the first one.
    pub told: Callback<bool>,
}

/// A hook of the card that it stands in, as a component of its own would weigh more. `hidden` is whether the card is.
#[hook]
pub fn use_hashing(mining: Option<&MiningView>, mines: bool, hidden: bool) -> Hashing {
    let seen = use_mut_ref(Seen::default);
    let draw = use_force_update();
    let still = wants_less();
    if let Some(mining) = mining {
        seen.borrow_mut().follow(mining, mines, still);
    }
    let replays = seen.borrow().replay.is_some();
    {
        let (seen, draw) = (seen.clone(), draw.clone());
        let runs = !hidden && (replays || mines && !still);
        use_effect_with(runs, move |&runs| {
            every_step(runs.then_some(move || {
                // What nobody sees is not drawn.
                if !is_hidden() {
                    let mut seen = seen.borrow_mut();
                    seen.step += 1;
                    seen.replay.take_if(|replay| !replay.step());
                    draw.force_update();
                }
            }))
        });
    }
    let told = {
        let seen = seen.clone();
        Callback::from(move |asked| {
            let mut seen = seen.borrow_mut();
            seen.asked = asked;
            seen.replay = None;
            draw.force_update();
        })
    };

    let seen = seen.borrow();
    let first = mining.filter(|_| seen.is_first);
    let note = first.and_then(|mining| Some((mining, mining.proof?)));
    let note = note.map(|(mining, proof)| {
        let args = [
            ("slow", usize::from(replays).into()),
            ("proof", figures::grouped(proof).into()),
            ("span", wording::span(mining.seconds).into()),
        ];
        t_args("first-block", args)
    });
    Hashing {
        rows: rows(mining, &seen),
        note,
        replays,
        told,
    }
}

fn rows(mining: Option<&MiningView>, seen: &Seen) -> Html {
    let proof = mining.and_then(|mining| mining.proof);
    let (number, closest) = match (&seen.replay, mining) {
        (Some(replay), _) => (Some(replay.number()), Some(replay.closest())),
        (None, Some(mining)) => {
            let tried = glimpse(&mining.recent, seen.step);
            (proof.or(tried), mining.closest)
        }
        (None, None) => (None, None),
    };
    let is_found = proof.is_some() && seen.replay.is_none();
    let (class, tried, best) = match is_found {
        true => ("snaps", "hash-found", "hash-best-other"),
        false => ("flickers", "hash-tried", "hash-best"),
    };
    html! {
        <div class="hashing" data-testid="hashing">
            // What flickers is not to be listened to.
            { row(mining, class, (!is_found).then_some("true"), tried, number) }
            { row(mining, "snaps", None, best, closest) }
        </div>
    }
}

/// A number and its hash, in an element of its own: what is another hash does not move.
fn row(
    mining: Option<&MiningView>,
    class: &'static str,
    quiet: Option<&'static str>,
    key: &str,
    number: Option<u64>,
) -> Html {
    let shown = number.map_or_else(|| t("none-yet"), figures::grouped);
    let attempt = mining.zip(number);
    let attempt = attempt.map(|(mining, number)| Attempt::new(&mining.puzzle, number));
    // A hash has its place before there is one.
    let (mut reached, mut zeros, mut rest) = (String::new(), "", "\u{a0}");
    if let Some(attempt) = &attempt {
        (zeros, rest) = attempt.digits.split_at(attempt.zeros);
        let args = [
            ("count", attempt.count.into()),
            ("asked", attempt.asked.as_str().into()),
        ];
        reached = t_args(attempt.key, args);
    }
    html! {
        <div {class} aria-hidden={quiet}>
            <p>{ t_args(key, [("number", shown.into())]) }<span>{ reached }</span></p>
            <code key={number.unwrap_or_default()}><b>{ zeros }</b>{ rest }</code>
        </div>
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
