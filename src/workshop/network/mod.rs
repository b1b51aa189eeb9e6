//! The nodes of the room as a picture.

mod drawing;
pub mod picture;

use yew::prelude::*;

pub use drawing::Drawing;

use self::picture::{Knot, Picture, Pulse, Wire};
use super::observe::{set_cut, use_observed};
use crate::{
    observed::Observed,
    page::{failure::Failure, language::use_language, texts::t},
};

/// The view: this tab's node, those it knows, and what it hears from them.
#[component]
pub fn Network() -> Html {
    use_language();
    let observed = use_observed();
    let failure = use_state_eq(|| None::<Failure>);
    let Some(observed) = observed else {
        return html! {
            <section class="workshop-view">
                <h2>{ t("view-network") }</h2>
                <p class="empty" role="status">{ t("not-seen-yet") }</p>
            </section>
        };
    };
    let on_toggle = {
        let (observed, failure) = (observed.clone(), failure.clone());
        Callback::from(move |at: usize| {
            if let Some(peer) = observed.peers.get(at) {
                let failure = failure.clone();
                failure.set(None);
                let failed = Callback::from(move |reason| failure.set(Some(reason)));
                set_cut(&peer.address, !peer.cut, failed);
            }
        })
    };
    html! {
        <section class="workshop-view">
            <div class="workshop-title">
                <h2>{ t("view-network") }</h2>
                <p class="note">{ t("network-meaning") }</p>
            </div>
            <div class="panel network-panel">
                <Drawing picture={picture(&observed)} {on_toggle} />
                if observed.peers.is_empty() {
                    <p class="empty">{ t("network-alone") }</p>
                }
                if let Some(failure) = &*failure {
                    <p class="fault" role="alert">{ failure.reason() }</p>
                }
            </div>
        </section>
    }
}

/// Only what this node knows: who its peers have registered, they alone know.
fn picture(observed: &Observed) -> Picture {
    let own = Knot {
        address: observed.id.clone(),
        name: observed.name.clone(),
        length: Some(observed.length),
        tip: observed.tip.parse().ok(),
        mining: observed.mining,
    };
    let others = observed.peers.iter().map(|peer| Knot {
        address: peer.address.clone(),
        name: peer.name.clone().unwrap_or_else(|| peer.address.clone()),
        length: peer.length,
        tip: peer.tip.as_deref().and_then(|tip| tip.parse().ok()),
        mining: false,
    });
    let links = observed.peers.iter().zip(1..).map(|(peer, other)| Wire {
        one: 0,
        other,
        one_hears: peer.registered,
        other_hears: false,
        cut: peer.cut,
    });
    let pulses = observed.peers.iter().zip(1..).filter_map(|(peer, from)| {
        let heard = observed.heard.iter().find(|(who, _)| *who == peer.address);
        let &(_, count) = heard.filter(|_| !peer.cut)?;
        Some(Pulse { from, to: 0, count })
    });
    Picture {
        links: links.collect(),
        pulses: pulses.collect(),
        flights: Vec::new(),
        nodes: std::iter::once(own).chain(others).collect(),
    }
}
