//! A relay that can't be reached: every page says so, whatever view is open, and what it means for the chain.

use yew::prelude::*;

use crate::page::{texts::t, view::RelayView};

/// A line below the head of the page, as long as the relay can't be reached. Its place is there all the time, so that
/// screen readers tell what comes into it.
pub fn relay_lost(relay: Option<&RelayView>) -> Html {
    let lost = relay.filter(|relay| relay.lost);
    let sentence = lost.map(|relay| {
        t(if relay.refused {
            "relay-in-use"
        } else {
            "relay-lost"
        })
    });
    html! {
        <p class={lost.map(|_| "lost")} role="status" data-testid="relay-lost">{ sentence }</p>
    }
}
