//! Fetching the branches that this node has not seen, and what became of it.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{called, layout::Layout};
use crate::{
    page::{
        failure::Failure,
        language::use_language,
        texts::{t, t_args},
    },
    workshop::console::{self, Fetched},
};
use client::{Observed, ObservedPeer};

#[derive(PartialEq, Properties)]
pub struct FetchProps {
    /// The node and those it knows.
    pub observed: Rc<Observed>,
    /// What is drawn.
    pub layout: Rc<Layout>,
}

/// What there is to say of a fetch.
#[derive(Clone, PartialEq)]
enum State {
    Idle,
    UnderWay,
    Ended(Result<Fetched, Failure>),
}

/// Where nodes stand that are not drawn, and the button that has their branches fetched.
#[component]
pub fn Fetch(props: &FetchProps) -> Html {
    use_language();
    let state = use_state_eq(|| State::Idle);
    let onclick = {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| {
            if *state == State::UnderWay {
                return;
            }
            state.set(State::UnderWay);
            let state = state.clone();
            spawn_local(async move {
                state.set(State::Ended(console::fetch_branches().await));
            });
        })
    };
    html! {
        <div class="fork-fetch">
            <div class="row">
                <button data-testid="forks-fetch" {onclick}>{ t("forks-fetch") }</button>
                <span role="status" data-testid="forks-fetched">{ told(&state) }</span>
            </div>
            { troubles(&state, &props.observed) }
            { elsewhere(&props.observed, &props.layout) }
            <p class="note">{ t("forks-fetch-meaning") }</p>
        </div>
    }
}

fn told(state: &State) -> String {
    match state {
        State::Idle => String::new(),
        State::UnderWay => t("forks-fetching"),
        State::Ended(Ok(fetched)) if fetched.peers.is_empty() => t("forks-nobody"),
        State::Ended(Ok(fetched)) => t_args("forks-fetched", [("count", fetched.fetched.into())]),
        State::Ended(Err(failure)) => {
            t_args("forks-fetch-failed", [("why", failure.reason().into())])
        }
    }
}

/// Whose branches did not come, and why.
fn troubles(state: &State, observed: &Observed) -> Html {
    let State::Ended(Ok(fetched)) = state else {
        return Html::default();
    };
    let sentences = fetched.peers.iter().filter_map(|peer| {
        let key = match peer.outcome.as_str() {
            "silent" => "forks-silent",
            "too long" => "forks-too-long",
            "refused" => "forks-refused",
            "not asked in time" => "forks-not-asked",
            _ => return None,
        };
        let known = observed
            .peers
            .iter()
            .find(|known| known.address == peer.address);
        let name = known.map_or(peer.address.as_str(), called);
        Some(t_args(key, [("name", name.into())]))
    });
    folded("forks-not-fetched", sentences.collect())
}

/// The nodes that stand at blocks that are not drawn, and why not.
fn elsewhere(observed: &Observed, layout: &Layout) -> Html {
    let sentences = observed.peers.iter().filter_map(|peer| {
        let tip = peer.tip.as_deref()?;
        let drawn = layout
            .blocks
            .iter()
            .any(|placed| placed.block.hash.to_string() == tip);
        (!drawn).then(|| sentence(peer, observed))
    });
    folded("forks-elsewhere", sentences.collect())
}

fn sentence(peer: &ObservedPeer, observed: &Observed) -> String {
    let seen = observed
        .blocks
        .iter()
        .any(|block| Some(&block.hash) == peer.tip.as_ref());
    let key = if peer.rules.is_some_and(|theirs| theirs != observed.rules) {
        "forks-other-rules"
    } else if seen {
        "forks-earlier"
    } else {
        "forks-unseen"
    };
    let length = peer.length.unwrap_or_default();
    t_args(
        key,
        [("name", called(peer).into()), ("length", length.into())],
    )
}

/// One sentence as it is, several behind one line that counts them.
fn folded(key: &str, sentences: Vec<String>) -> Html {
    match &sentences[..] {
        [] => Html::default(),
        [sentence] => html! { <p class="note">{ sentence }</p> },
        _ => html! {
            <details class="fork-list" data-testid={key.to_owned()}>
                <summary>{ t_args(key, [("count", sentences.len().into())]) }</summary>
                <ul>
                    { for sentences.iter().map(|sentence| html! { <li class="note">{ sentence }</li> }) }
                </ul>
            </details>
        },
    }
}
