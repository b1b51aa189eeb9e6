//! What each peer said when this node resolved.

use node::{PeerOutcome, PeerReport};
use yew::prelude::*;

use crate::page::{
    figures, refusals,
    texts::t_args,
    verdict::{Answers, name_of},
    view::PeerView,
    wording,
};

/// As many answers that decide nothing are folded: fewer are as short as what would stand in their place.
const FOLDED_FROM: usize = 3;

/// A sentence for each peer, those first that decided something; `peers` know their names. `by_work` is whether work counts
/// instead of length.
pub fn report(report: &[PeerReport], peers: &[PeerView], by_work: bool) -> Html {
    let answers = Answers::of(report);
    let list = |entries: &[&PeerReport]| {
        html! { <ul>{ for entries.iter().map(|entry| html! { <li>{ sentence(entry, peers) }</li> }) }</ul> }
    };
    let folded = |key: &'static str, entries: &[&PeerReport]| match entries.len() {
        0 => Html::default(),
        count if count < FOLDED_FROM => list(entries),
        count => html! {
            <details>
                <summary>{ t_args(key, [("count", count.into()), ("work", u8::from(by_work).into())]) }</summary>
                { list(entries) }
            </details>
        },
    };
    html! {
        <div class="report" data-testid="report">
            if !answers.telling.is_empty() {
                { list(&answers.telling) }
            }
            { folded("peers-not-longer", &answers.others) }
            { folded("peers-silent", &answers.silent) }
        </div>
    }
}

fn sentence(entry: &PeerReport, peers: &[PeerView]) -> String {
    let name = name_of(&entry.address, peers);
    let who = ("who", wording::node(name, &entry.address).into());
    let length = |length: u64| {
        [
            ("count", length.into()),
            ("shown", figures::grouped(length).into()),
        ]
    };
    match &entry.outcome {
        PeerOutcome::Answered { length: told } => {
            let [count, shown] = length(*told);
            t_args("peer-answered", [who, count, shown])
        }
        PeerOutcome::Adopted { length: told } => {
            let [count, shown] = length(*told);
            t_args("peer-adopted", [who, count, shown])
        }
        PeerOutcome::Refused(fault) => {
            let reason = refusals::peer(fault);
            t_args(
                "peer-refused",
                [who, ("reason", wording::clause(&reason).into())],
            )
        }
        PeerOutcome::Unverified(why) => {
            let why = refusals::signatures(why);
            t_args(
                "peer-unverified",
                [who, ("why", wording::clause(&why).to_owned().into())],
            )
        }
        PeerOutcome::Silent => t_args("peer-silent", [who]),
    }
}
