//! The small chain above the cards: every block as a cell, the card that is in sight, and the crack. A cell leads to its card.

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
    language::use_language,
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

#[derive(PartialEq, Properties)]
pub struct StripProps {
    /// What is drawn.
    pub bench: Bench,
    /// Counts its changes.
    pub drawn: u64,
}

/// A row of buttons, the newest block first, as the cards are; the arrow keys lead along it.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    use_language();
    let StripProps { bench, drawn } = props;
    let length = bench.read(Copy::length).unwrap_or(0);
    let crack = bench.crack();
    let here = use_here(*drawn).filter(|&here| here <= length);
    let row = use_node_ref();
    {
        let row = row.clone();
        use_effect_with((here, crack), move |_| bring_in_sight(&row));
    }
    let sought = use_state(|| None);
    {
        let sought = sought.clone();
        use_effect_with((*sought, *drawn), move |&(position, _)| {
            if let Some(position) = position
                && lead_to(position)
            {
                sought.set(None);
            }
        });
    }
    // Of a row only one is a stop of the Tab key.
    let stop = here.or(crack).unwrap_or(length);
    let cell = |position: u64| {
        let flaws = bench
            .read(|copy| copy.flaws(position))
            .flatten()
            .unwrap_or_default();
        let cracked = crack.is_some_and(|crack| crack <= position);
        let label = t_args(
            "tamper-cell",
            [
                ("index", grouped(position).into()),
                ("state", state(bench, position, flaws, crack).into()),
            ],
        );
        let onclick = {
            let (bench, sought) = (bench.clone(), sought.clone());
            move |_: MouseEvent| {
                let (first, last, _) = bench.span();
                if !(first..=last).contains(&position) {
                    bench.show(Span::Around(position));
                }
                sought.set(Some(position));
            }
        };
        html! {
            <li key={position} class={places_class(cracked, crack == Some(position))}>
                <button
                    type="button"
                    tabindex={if position == stop { "0" } else { "-1" }}
                    title={label.clone()}
                    aria-label={label}
                    aria-current={(here == Some(position)).then_some("true")}
                    data-testid={format!("crack-cell-{position}")}
                    data-flaws={names(flaws)}
                    data-cracked={if cracked { "true" } else { "false" }}
                    {onclick}
                >
                    { grouped(position) }
                    <span class="signs">{ for signs(flaws, cracked) }</span>
                </button>
            </li>
        }
    };
    let place = |place: Place| match place {
        Place::Block(position) => cell(position),
        Place::Skipped(first, last) => html! {
            <li key={format!("to-{last}")} class={places_class(crack.is_some_and(|crack| crack < first), false)}>
                <span class="skipped">
                    <span aria-hidden="true">{ "⋯" }</span>
                    <span class="visually-hidden">
                        { t_args("tamper-skipped", [("first", grouped(first).into()), ("last", grouped(last).into())]) }
                    </span>
                </span>
            </li>
        },
    };
    html! {
        <nav
            class="small-chain"
            aria-label={t("tamper-small-chain")}
            onkeydown={Callback::from(|event| lead_along(&event, ".small-chain", "button"))}
        >
            <ol ref={row} reversed=true>{ for places(length, here, crack).into_iter().map(place) }</ol>
        </nav>
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

fn places_class(cracked: bool, begins: bool) -> Classes {
    classes!(cracked.then_some("cracked"), begins.then_some("begins"))
}

fn sign(path: &'static str) -> Html {
    html! {
        <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

fn signs(flaws: Flaws, cracked: bool) -> impl Iterator<Item = Html> {
    let plain = flaws == Flaws::default();
    let all = [
        (plain && !cracked, SOUND),
        (plain && cracked, STANDS_ON),
        (flaws.changed, CHANGED),
        (flaws.misplaced, MISPLACED),
        (flaws.unlinked, UNLINKED),
        (flaws.unproved, UNPROVED),
    ];
    all.into_iter()
        .filter_map(|(is_so, path)| is_so.then(|| sign(path)))
}

/// The same for scripts.
fn names(flaws: Flaws) -> String {
    let all = [
        (flaws.changed, "changed"),
        (flaws.misplaced, "misplaced"),
        (flaws.unlinked, "unlinked"),
        (flaws.unproved, "unproved"),
    ];
    let so: Vec<_> = all
        .into_iter()
        .filter_map(|(is_so, name)| is_so.then_some(name))
        .collect();
    so.join(" ")
}

/// The same in words.
fn state(bench: &Bench, position: u64, flaws: Flaws, crack: Option<u64>) -> String {
    let mut words = Vec::new();
    if flaws.changed {
        let added = bench.read(|copy| copy.is_added(position)) == Some(true);
        words.push(if added {
            t("tamper-added")
        } else {
            t("tamper-changed")
        });
    }
    if flaws.misplaced {
        words.push(t("tamper-misplaced"));
    }
    if flaws.unlinked {
        words.push(t("tamper-unlinked"));
    }
    if flaws.unproved {
        words.push(t("tamper-unproved"));
    }
    match crack {
        Some(crack) if crack == position => words.push(t("tamper-crack-begins")),
        Some(crack) if crack < position => words.push(t("tamper-cracked")),
        _ if words.is_empty() => words.push(t("tamper-sound")),
        _ => {}
    }
    wording::list(words.into_iter())
}

/// The card that is in sight: the one with the focus, as long as its title is seen, else the one that is read.
#[hook]
fn use_here(drawn: u64) -> Option<u64> {
    let here = use_state_eq(|| None);
    let look = {
        let here = here.clone();
        move || here.set(looked())
    };
    {
        let look = look.clone();
        use_effect_with((), move |()| {
            let unlisten = ["scroll", "resize", "focusin"].map(|name| listen(name, look.clone()));
            move || unlisten.into_iter().for_each(|unlisten| unlisten())
        });
    }
    use_effect_with(drawn, move |_| look());
    *here
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
