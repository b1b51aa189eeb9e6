//! The activity log: what happened, newest first.

use client::{Activity, ActivityKind};
use yew::prelude::*;

use crate::page::{
    figures,
    hooks::use_slide,
    language::use_language,
    moment, refusals,
    texts::{t, t_args},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct ActivitiesProps {
    /// Newest first.
    pub activities: Vec<Activity>,
    /// The serials of those that can be played again.
    pub played: Vec<u64>,
    /// Who plays them.
    pub play: Callback<u64>,
}

/// A log that screen readers follow.
#[component]
pub fn Activities(props: &ActivitiesProps) -> Html {
    use_language();
    let list = use_node_ref();
    use_slide(
        &list,
        props.activities.first().map(|activity| activity.serial),
    );
    html! {
        <section class="panel events" aria-labelledby="events-title">
            <h2 id="events-title">{ t("events-title") }</h2>
            <div role="log" aria-live="polite" aria-labelledby="events-title" data-testid="events" tabindex={(!props.activities.is_empty()).then_some("0")}>
                if props.activities.is_empty() {
                    <p class="empty">{ t("no-events") }</p>
                }
                <ol ref={list}>
                { for props.activities.iter().map(|activity| { let serial = activity.serial; html! {
                    <li key={activity.serial}>
                        <span class="moment">{ moment::time_of_day(activity.at) }</span>
                        <span>
                            { sentence(&activity.kind) }
                            if props.played.contains(&activity.serial) {
                                <button
                                    class="plain"
                                    data-testid={format!("play-{}", activity.serial)}
                                    onclick={props.play.reform(move |_| serial)}
                                >
                                    { t("theatre-again") }
                                </button>
                            }
                        </span>
                    </li>
                } }) }
                </ol>
            </div>
        </section>
    }
}

/// What happened, in a sentence.
pub fn sentence(kind: &ActivityKind) -> String {
    match kind {
        ActivityKind::Joined(who) => t_args("event-joined", [("who", who.clone().into())]),
        ActivityKind::Left(who) => t_args("event-left", [("who", who.clone().into())]),
        ActivityKind::OutOfReach(who) => {
            t_args("event-out-of-reach", [("who", who.clone().into())])
        }
        ActivityKind::Fault { who, what } => t_args(
            "event-fault",
            [
                ("who", who.clone().into()),
                (
                    "what",
                    wording::clause(&refusals::peer(what)).to_owned().into(),
                ),
            ],
        ),
        ActivityKind::TwoTips { who, by, length } => t_args(
            "event-two-tips",
            [
                ("who", who.clone().into()),
                ("own", u8::from(by.is_none()).into()),
                ("by", by.as_deref().unwrap_or_default().into()),
                ("length", (*length).into()),
            ],
        ),
        ActivityKind::ShorterAnswer {
            who,
            claimed,
            answered,
        } => t_args(
            "event-shorter-answer",
            [
                ("who", who.clone().into()),
                ("claimed", (*claimed).into()),
                ("answered", (*answered).into()),
            ],
        ),
        ActivityKind::Reorg {
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
        ActivityKind::PaymentShown { id, block } => t_args(
            "event-payment-shown",
            [
                ("id", wording::digits(&id.to_string()).into()),
                ("block", figures::grouped(*block).into()),
            ],
        ),
        ActivityKind::PaymentDropped { payment, reason } => t_args(
            "event-payment-dropped",
            [
                ("amount", figures::grouped(payment.amount).into()),
                ("recipient", wording::account(&payment.recipient).into()),
                ("reason", refusals::dropped(*reason).into()),
            ],
        ),
        ActivityKind::BlockAhead { who, block, by } => t_args(
            "event-block-ahead",
            [
                ("who", who.clone().into()),
                ("block", (*block).into()),
                ("minutes", by.as_secs().div_ceil(60).into()),
            ],
        ),
        ActivityKind::ClockOff { milliseconds } => t_args(
            "event-clock-off",
            [
                ("seconds", (milliseconds.unsigned_abs() / 1000).into()),
                ("behind", u8::from(*milliseconds > 0).into()),
            ],
        ),
        ActivityKind::RulesJoined { rules, others } => t_args(
            "event-rules-joined",
            [
                ("rules", wording::rules(*rules).into()),
                ("count", others.len().into()),
                ("others", wording::list(others.iter().cloned()).into()),
            ],
        ),
        ActivityKind::Split { who, splits, cuts } => {
            let told = super::split::told(who.as_deref(), *splits);
            match cuts.is_empty() {
                true => told,
                false => {
                    let others = wording::list(cuts.iter().cloned());
                    told + &t_args("event-still-cut", [("others", others.into())])
                }
            }
        }
        ActivityKind::MendedAll { who, count } => t_args(
            "event-mended-all",
            [("who", who.clone().into()), ("count", (*count).into())],
        ),
        ActivityKind::Ignored { who, ignored } => t_args(
            "event-ignored",
            [
                ("who", who.clone().into()),
                ("ignored", u8::from(*ignored).into()),
            ],
        ),
        ActivityKind::Cut { who, other, cut } => {
            let args = [("who", who.clone().into()), ("other", other.clone().into())];
            if *cut {
                t_args("event-cut", args)
            } else {
                t_args("event-mended", args)
            }
        }
        ActivityKind::Mined {
            index,
            seconds,
            attempts,
            expected,
        } => t_args(
            "event-mined",
            [
                ("index", index.to_string().into()),
                ("span", wording::span(*seconds).into()),
                ("count", (*attempts).into()),
                ("tried", figures::grouped(*attempts).into()),
                ("percent", percent(*attempts, *expected).into()),
            ],
        ),
        ActivityKind::Restored { length, pending } => t_args(
            "event-restored",
            [
                ("blocks", wording::counted("blocks", *length).into()),
                ("pending", (*pending).into()),
            ],
        ),
        ActivityKind::Damaged { of: 0, .. } => t("event-unreadable"),
        ActivityKind::Damaged { kept, of } if kept == of => t("event-damaged-pending"),
        ActivityKind::Damaged { kept, of } => t_args(
            "event-damaged",
            [
                ("kept", (*kept).into()),
                ("index", kept.to_string().into()),
                ("stored", figures::grouped(*of).into()),
            ],
        ),
        ActivityKind::NotStored(fault) => super::storage::not_stored(fault),
        ActivityKind::StoredAgain => t("event-stored-again"),
        ActivityKind::AnotherAwake => t("event-another-awake"),
        ActivityKind::NewerStored => t("event-newer-stored"),
    }
}

/// Of 100 searches, how many end sooner; -1 where all end at the same number.
fn percent(tried: u64, expected: Option<f64>) -> f64 {
    expected.map_or(-1.0, |expected| {
        (figures::chance(tried, expected) * 100.0).floor()
    })
}
