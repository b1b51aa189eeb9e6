//! A room that somebody has split in two: every page of it says so, whatever view is open.

use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    view::{Half, SplitView, Wish},
};

/// The most names that are listed.
const MOST_NAMES: usize = 8;

/// A line below the head of the page, with a way to heal the room. Its place is there all the time, so that screen
/// readers tell what comes into it; that the room is whole again is told to them alone.
pub fn split(split: Option<&SplitView>, wish: &Callback<Wish>) -> Html {
    let onclick = wish.reform(|_: MouseEvent| Wish::Heal);
    let healed = split.filter(|split| split.half == Half::Whole);
    let split = split.filter(|split| split.half != Half::Whole);
    html! {
        <div class={classes!(split.is_some().then_some("split"))}>
            <p role="status" data-testid="split">
                if let Some(split) = split {
                    { sentence(split) }
                } else if let Some(healed) = healed {
                    <span class="visually-hidden">{ told(healed.who.as_deref(), false) }</span>
                }
            </p>
            if split.is_some() {
                <button data-testid="split-heal" {onclick}>{ t("split-heal") }</button>
            }
        </div>
    }
}

/// That somebody has split the room, or healed it; this node where there is no name.
pub fn told(who: Option<&str>, splits: bool) -> String {
    let who = who.map_or_else(|| t("this-node"), str::to_owned);
    if splits {
        t_args("event-split", [("who", who.into())])
    } else {
        t_args("event-healed", [("who", who.into())])
    }
}

fn sentence(split: &SplitView) -> Html {
    let by = told(split.who.as_deref(), true);
    let by = match &split.told_by {
        Some(teller) => t_args(
            "split-told",
            [("teller", teller.clone().into()), ("what", by.into())],
        ),
        None => by,
    };
    let mut names: Vec<_> = split.with.iter().take(MOST_NAMES).cloned().collect();
    if split.with.len() > MOST_NAMES {
        names.push("…".to_owned());
    }
    let with = names.into_iter().reduce(|one, other| {
        t_args(
            "list-of-two",
            [("one", one.into()), ("other", other.into())],
        )
    });
    let half = match split.half {
        Half::Second => 2,
        Half::Whole | Half::First => 1,
    };
    let half = t_args(
        "split-half",
        [
            ("half", half.into()),
            ("count", split.with.len().into()),
            ("with", with.unwrap_or_default().into()),
        ],
    );
    html! { <><strong>{ by }</strong>{ " " }{ half }</> }
}
