//! What each peer said when this node resolved.

use node::{PeerOutcome, PeerReport};
use yew::prelude::*;

use crate::page::{figures, refusals, texts::t_args, view::PeerView, wording};

/// A sentence for each peer; `peers` know their names.
pub fn report(report: &[PeerReport], peers: &[PeerView]) -> Html {
    html! {
        <ul class="report" data-testid="report">
            { for report.iter().map(|entry| html! { <li>{ sentence(entry, peers) }</li> }) }
        </ul>
    }
}

fn sentence(entry: &PeerReport, peers: &[PeerView]) -> String {
    let name = peers
        .iter()
        .find(|peer| peer.address == entry.address)
        .and_then(|peer| peer.name.as_deref());
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
