//! The small chain above the cards: every block as a cell, the card that is in sight, and the crack. A cell leads to its card.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, window};
use yew::prelude::*;

use super::{
    bench::{Bench, Span},
    copy::{Copy, Flaws},
    crack::{Place, in_sight, places},
};
use crate::page::{
    figures::grouped,
    focus::{focus, focused, lead_along},
    hooks::listen,
    language::Language,
    texts::{t, t_args},
    wording,
};

/// A tick.
const SOUND: &str = "M2 6.5 4.7 9.2 10 3";
/// An exclamation mark.
const STANDS_ON: &str = "M6 2v5M6 8.7v1.5";
/// A pencil.
const CHANGED: &str = "M2 10 2.7 7.5 8 2.2 9.8 4 4.5 9.3Z";
/// A line that is cut.
const UNLINKED: &str = "M0 6h3.5M8.5 6H12M4 10.5 8 1.5";
/// No zeros.
const UNPROVED: &str = "M6 2.2a3.8 3.8 0 1 0 .01 0M2 10 10 2";
/// A square that has slipped from its place.
const MISPLACED: &str = "M2 2h5v5H2ZM5 9v1.5h5.5V5H9";

/// The small chain. It is a part of the view, as a component of its own would weigh more.
pub struct Strip {
    here: Option<u64>,
    row: NodeRef,
    memory: Rc<RefCell<Memory>>,
}

/// What the cards are drawn of: how often the bench was to be drawn, whether the node's own chain has changed, and the language.
type Of = (u64, bool, Language);

/// What is kept from one drawing to the next.
#[derive(Default)]
struct Memory {
    /// The card to lead to as soon as it is there.
    sought: Option<u64>,
    /// Where the row was scrolled to.
    shown: Option<u64>,
    /// The cards as they were drawn, and what of.
    cards: Option<(Of, Html)>,
}

/// Follows the card in sight: the one with the focus, as long as its title is seen, else the one that is read.
#[hook]
pub fn use_strip(bench: &Bench) -> Strip {
    let here = use_state_eq(|| None);
    let (row, memory) = (use_node_ref(), use_mut_ref(Memory::default));
    {
        let here = here.clone();
        use_effect_with((), move |()| {
            let look = move || here.set(looked());
            let unlisten = ["scroll", "resize", "focusin"].map(|name| listen(name, look.clone()));
            move || unlisten.into_iter().for_each(|unlisten| unlisten())
        });
    }
    {
        let (bench, here, row, memory) = (bench.clone(), here.clone(), row.clone(), memory.clone());
        use_effect(move || {
            bench.settle();
            let mut memory = memory.borrow_mut();
            memory.sought = memory.sought.filter(|&sought| !lead_to(sought));
            let shown = here.or_else(|| bench.crack());
            if std::mem::replace(&mut memory.shown, shown) != shown {
                bring_in_sight(&row);
            }
            drop(memory);
            here.set(looked());
        });
    }
    Strip {
        here: *here,
        row,
        memory,
    }
}

impl Strip {
    /// The cards, drawn again only if they are drawn of something else: a field into which somebody types is left alone while
    /// only what is in sight has changed.
    pub fn keep(&self, of: Of, draw: impl FnOnce() -> Html) -> Html {
        let mut memory = self.memory.borrow_mut();
        let kept = memory.cards.take().filter(|(before, _)| *before == of);
        let (_, cards) = memory.cards.insert(kept.unwrap_or_else(|| (of, draw())));
        cards.clone()
    }

    /// A row of buttons, the newest block first, as the cards are; the arrow keys lead along it.
    pub fn draw(&self, bench: &Bench) -> Html {
        let length = bench.read(Copy::length).unwrap_or(0);
        let crack = bench.crack();
        let here = self.here.filter(|&here| here <= length);
        // Of a row only one is a stop of the Tab key.
        let stop = here.or(crack).unwrap_or(length);
        let place = |place: Place| {
            let (first, last) = match place {
                Place::Block(position) => (position, position),
                Place::Skipped(first, last) => (first, last),
            };
            let class = classes!(
                crack
                    .is_some_and(|crack| crack <= first)
                    .then_some("cracked"),
                (crack == Some(last)).then_some("begins"),
            );
            let inside = match place {
                Place::Block(position) => self.cell(bench, position, crack, here, stop),
                Place::Skipped(..) => html! {
                    <span class="skipped">
                        <span aria-hidden="true">{ "⋯" }</span>
                        <span class="visually-hidden">
                            { t_args("tamper-skipped", [("first", grouped(first).into()), ("last", grouped(last).into())]) }
                        </span>
                    </span>
                },
            };
            html! { <li key={last} {class}>{ inside }</li> }
        };
        html! {
            <nav
                class="small-chain"
                aria-label={t("tamper-small-chain")}
                onkeydown={Callback::from(|event| lead_along(&event, ".small-chain", "button"))}
            >
                <ol ref={self.row.clone()} reversed=true>
                    { for places(length, here, crack).into_iter().map(place) }
                </ol>
            </nav>
        }
    }

    fn cell(
        &self,
        bench: &Bench,
        position: u64,
        crack: Option<u64>,
        here: Option<u64>,
        stop: u64,
    ) -> Html {
        let flaws = bench.read(|copy| copy.flaws(position)).flatten();
        let cracked = crack.is_some_and(|crack| crack <= position);
        let (signs, words) = told(bench, position, flaws.unwrap_or_default(), crack);
        let label = t_args(
            "tamper-cell",
            [("index", grouped(position).into()), ("state", words.into())],
        );
        let onclick = {
            let (bench, memory) = (bench.clone(), self.memory.clone());
            move |_: MouseEvent| {
                if !lead_to(position) {
                    memory.borrow_mut().sought = Some(position);
                    bench.show(Span::Around(position));
                }
            }
        };
        html! {
            <button
                type="button"
                tabindex={if position == stop { "0" } else { "-1" }}
                title={label.clone()}
                aria-label={label}
                aria-current={(here == Some(position)).then_some("true")}
                data-testid={format!("crack-cell-{position}")}
                data-cracked={if cracked { "true" } else { "false" }}
                {onclick}
            >
                { grouped(position) }
                <span class="signs">{ for signs.into_iter().map(sign) }</span>
            </button>
        }
    }
}

/// What the signs mean, for eyes.
pub fn legend() -> Html {
    let entry = |path: &'static str, text: String| html! { <li>{ sign(path) }{ text }</li> };
    html! {
        <ul class="note sign-legend">
            { entry(SOUND, t("tamper-sound")) }
            { entry(CHANGED, t("tamper-changed")) }
            { entry(UNLINKED, t("tamper-unlinked")) }
            { entry(UNPROVED, t("tamper-unproved")) }
            <li><span class="crack-line" aria-hidden="true" />{ t("tamper-cracked") }</li>
        </ul>
    }
}

fn sign(path: &'static str) -> Html {
    html! {
        <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

/// What of a block holds and what not, in signs and in words.
fn told(
    bench: &Bench,
    position: u64,
    flaws: Flaws,
    crack: Option<u64>,
) -> (Vec<&'static str>, String) {
    let added = bench.read(|copy| copy.is_added(position)) == Some(true);
    let changed = if added {
        "tamper-added"
    } else {
        "tamper-changed"
    };
    let all = [
        (flaws.changed, CHANGED, changed),
        (flaws.misplaced, MISPLACED, "tamper-misplaced"),
        (flaws.unlinked, UNLINKED, "tamper-unlinked"),
        (flaws.unproved, UNPROVED, "tamper-unproved"),
    ];
    let so = all.into_iter().filter(|&(is_so, ..)| is_so);
    let (mut signs, mut words): (Vec<_>, Vec<_>) = so.map(|(_, sign, key)| (sign, key)).unzip();
    let stands = crack.filter(|&crack| crack <= position);
    let whole = match stands {
        Some(crack) if crack == position => Some("tamper-crack-begins"),
        Some(_) => Some("tamper-cracked"),
        None => words.is_empty().then_some("tamper-sound"),
    };
    words.extend(whole);
    if signs.is_empty() {
        signs.push(if stands.is_some() { STANDS_ON } else { SOUND });
    }
    (signs, wording::list(words.into_iter().map(t)))
}

fn looked() -> Option<u64> {
    let window = window()?;
    let document = window.document()?;
    let bottom = window.inner_height().ok()?.as_f64()?;
    let bar = document.query_selector(".tamper > .verdict").ok()??;
    let top = bar.get_bounding_client_rect().bottom().max(0.0);
    let with_focus = focused().and_then(|it| it.closest(".editable").ok()?);
    if let Some(card) = with_focus
        && let Ok(Some(title)) = card.query_selector("h3")
    {
        let title = title.get_bounding_client_rect();
        if title.bottom() > top && title.top() < bottom {
            return position_of(&card);
        }
    }
    let found = document.query_selector_all(".editable").ok()?;
    let cards: Vec<_> = (0..found.length())
        .filter_map(|at| {
            let card: Element = found.get(at)?.dyn_into().ok()?;
            let edges = card.get_bounding_client_rect();
            Some((position_of(&card)?, edges.top(), edges.bottom()))
        })
        .collect();
    in_sight(&cards, top, bottom)
}

fn position_of(card: &Element) -> Option<u64> {
    let id = card.get_attribute("data-testid")?;
    id.strip_prefix("tamper-block-")?.parse().ok()
}

/// Brings the card to the head of the window, and the focus to its title; whether it is there.
fn lead_to(position: u64) -> bool {
    let id = format!("tamper-{position}-title");
    let document = window().and_then(|window| window.document());
    let title = document.and_then(|document| document.get_element_by_id(&id));
    let card = title.and_then(|title| title.closest(".editable").ok()?);
    if let Some(card) = &card {
        card.scroll_into_view();
        focus(&id);
    }
    card.is_some()
}

/// Scrolls the row, and nothing else, to where one is, or else to where the crack begins.
fn bring_in_sight(row: &NodeRef) {
    let Some(row) = row.cast::<HtmlElement>() else {
        return;
    };
    let room = row.client_width();
    if row.scroll_width() <= room {
        return;
    }
    let cell = row
        .query_selector("[aria-current]")
        .ok()
        .flatten()
        .or_else(|| row.query_selector(".begins > button").ok().flatten());
    if let Some(cell) = cell.and_then(|cell| cell.parent_element()?.dyn_into::<HtmlElement>().ok())
    {
        row.set_scroll_left(cell.offset_left() + cell.offset_width() / 2 - room / 2);
    }
}
