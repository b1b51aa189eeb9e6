//! A room that somebody has split in two: every page of it says so, whatever view is open.

use node::Address;
use yew::prelude::*;

use crate::page::{
    texts::{t, t_args},
    view::{Half, SplitView, Wish},
    wording,
};

/// The most names that are listed.
const MOST_NAMES: usize = 8;

/// A line below the head of the page, with a way to heal the room. Its place is there all the time, so that screen
/// readers tell what comes into it; that the room is whole again is told to them alone.
pub fn split(split: Option<&SplitView>, wish: &Callback<Wish>) -> Html {
    let onclick = wish.reform(|_: MouseEvent| Wish::Heal);
    let splits = split.is_some_and(|split| split.half != Half::Whole);
    let author = split
        .filter(|_| splits)
        .and_then(|split| split.author.clone());
    html! {
        <div class={if splits { "split" } else { "visually-hidden" }}>
            <p role="status" data-testid="split">{ split.map(sentence) }</p>
            <button data-testid="split-heal" hidden={!splits} {onclick}>{ t("split-heal") }</button>
            if let Some(author) = author {
                { refuse(author, false, wish) }
            }
        </div>
    }
}

/// The way to have the cuts and splits of a node count here no longer, or again.
pub fn refuse(node: Address, ignored: bool, wish: &Callback<Wish>) -> Html {
    let (id, label) = match ignored {
        false => (format!("ignore-{node}"), t("ignore")),
        true => (format!("heed-{node}"), t("heed")),
    };
    let onclick = wish.reform(move |_: MouseEvent| Wish::Ignore(node.clone(), !ignored));
    html! { <button data-testid={id} {onclick}>{ label }</button> }
}

/// That somebody has split the room, or healed it; this node where there is no name.
pub fn told(who: Option<&str>, splits: bool) -> String {
    let args = [
        ("own", u8::from(who.is_none()).into()),
        ("who", who.unwrap_or_default().into()),
        ("splits", u8::from(splits).into()),
    ];
    t_args("event-split", args)
}

fn sentence(split: &SplitView) -> String {
    let who = split.who.as_deref();
    let half = match split.half {
        Half::Whole => return told(who, false),
        Half::First => 1,
        Half::Second => 2,
    };
    let names = split.with.iter().take(MOST_NAMES).cloned();
    t_args(
        "split-half",
        [
            ("split", told(who, true).into()),
            ("heard", u8::from(split.told_by.is_some()).into()),
            (
                "teller",
                split.told_by.as_deref().unwrap_or_default().into(),
            ),
            ("half", half.into()),
            ("more", split.with.len().saturating_sub(MOST_NAMES).into()),
            ("count", split.with.len().into()),
            ("with", wording::list(names).into()),
        ],
    )
}
