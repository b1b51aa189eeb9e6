//! What happened, newest first.

use yew::prelude::*;

use crate::page::{
    figures,
    hooks::use_slide,
    language::use_language,
    moment, refusals,
    texts::{t, t_args},
    view::{Event, EventKind},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct EventsProps {
    /// Newest first.
    pub events: Vec<Event>,
}

/// A log that screen readers follow.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    use_language();
    let list = use_node_ref();
    use_slide(&list, props.events.first().map(|event| event.serial));
    html! {
        <section class="panel events" aria-labelledby="events-title">
            <h2 id="events-title">{ t("events-title") }</h2>
            <div role="log" aria-live="polite" aria-labelledby="events-title" data-testid="events" tabindex={(!props.events.is_empty()).then_some("0")}>
                if props.events.is_empty() {
                    <p class="empty">{ t("no-events") }</p>
                }
                <ol ref={list}>
                { for props.events.iter().map(|event| html! {
                    <li key={event.serial}>
                        <span class="moment">{ moment::time_of_day(event.at) }</span>
                        <span>{ sentence(&event.kind) }</span>
                    </li>
                }) }
                </ol>
            </div>
        </section>
    }
}

fn sentence(kind: &EventKind) -> String {
    match kind {
        EventKind::Joined(who) => t_args("event-joined", [("who", who.clone().into())]),
        EventKind::Left(who) => t_args("event-left", [("who", who.clone().into())]),
        EventKind::OutOfReach(who) => t_args("event-out-of-reach", [("who", who.clone().into())]),
        EventKind::Fault { who, what } => t_args(
            "event-fault",
            [
                ("who", who.clone().into()),
                (
                    "what",
                    wording::clause(&refusals::peer(what)).to_owned().into(),
                ),
            ],
        ),
        EventKind::Reorg {
            from,
            orphaned,
            adopted,
            returned,
        } => t_args(
            "event-reorg",
            [
                ("from", from.clone().into()),
                ("orphaned", (*orphaned).into()),
                ("adopted", (*adopted).into()),
                ("returned", (*returned).into()),
            ],
        ),
        EventKind::RulesJoined(rules) => t_args(
            "event-rules-joined",
            [("rules", wording::rules(*rules).into())],
        ),
        EventKind::Split { who, splits } => super::split::told(who.as_deref(), *splits),
        EventKind::Cut { who, other, cut } => {
            let args = [("who", who.clone().into()), ("other", other.clone().into())];
            if *cut {
                t_args("event-cut", args)
            } else {
                t_args("event-mended", args)
            }
        }
        EventKind::Mined {
            index,
            seconds,
            tried,
            expected,
        } => t_args(
            "event-mined",
            [
                ("index", index.to_string().into()),
                ("span", wording::span(*seconds).into()),
                ("count", (*tried).into()),
                ("tried", figures::grouped(*tried).into()),
                ("percent", percent(*tried, *expected).into()),
            ],
        ),
    }
}

/// Of 100 searches, how many end sooner; -1 where all end at the same number.
fn percent(tried: u64, expected: Option<f64>) -> f64 {
    expected.map_or(-1.0, |expected| {
        (figures::chance(tried, expected) * 100.0).floor()
    })
}
