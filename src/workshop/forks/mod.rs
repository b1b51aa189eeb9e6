//! All branches that this node has seen.

pub mod layout;
mod tree;

use std::rc::Rc;

use chain::Hash;
use yew::prelude::*;

pub use tree::ForkTree;

use self::layout::{Stand, TreeBlock, lay_out};
use super::observe::use_observed;
use crate::{
    observed::{Observed, ObservedPeer},
    page::{
        language::use_language,
        texts::{t, t_args},
    },
};

/// How many of the newest indices are drawn.
pub const COLUMNS: u64 = 40;

/// The view: the tree of this tab's node, with where the others stand.
#[component]
pub fn Forks() -> Html {
    use_language();
    let observed = use_observed();
    html! {
        <section class="workshop-view" data-testid="forks">
            <div class="workshop-title">
                <h2>{ t("view-forks") }</h2>
                <p class="note">{ t("forks-meaning") }</p>
            </div>
            if let Some(observed) = observed {
                <div class="panel">
                    <ForkTree layout={Rc::new(lay_out(&blocks(&observed), &stands(&observed), COLUMNS))} />
                    { for unseen(&observed).map(|sentence| html! { <p class="note">{ sentence }</p> }) }
                    if observed.blocks.len() < 2 {
                        <p class="empty">{ t("forks-empty") }</p>
                    }
                </div>
            } else {
                <p class="empty" role="status">{ t("not-seen-yet") }</p>
            }
        </section>
    }
}

/// The node's own chain first: where another is as long, it goes on straight.
fn blocks(observed: &Observed) -> Vec<TreeBlock> {
    let (own, others): (Vec<_>, Vec<_>) = observed.blocks.iter().partition(|block| block.on_chain);
    own.into_iter()
        .chain(others)
        .filter_map(|block| {
            Some(TreeBlock {
                hash: block.hash.parse().ok()?,
                previous: block.previous_hash.parse().ok(),
                index: block.index,
                transactions: block.transactions,
            })
        })
        .collect()
}

/// Of the nodes that stand at blocks this one has not fetched, a sentence each.
fn unseen(observed: &Observed) -> impl Iterator<Item = String> {
    observed.peers.iter().filter_map(|peer| {
        let tip = peer.tip.as_ref()?;
        let seen = observed.blocks.iter().any(|block| block.hash == *tip);
        (!seen).then(|| {
            t_args(
                "forks-unseen",
                [
                    ("name", called(peer).to_owned().into()),
                    ("length", peer.length.unwrap_or_default().into()),
                ],
            )
        })
    })
}

fn called(peer: &ObservedPeer) -> &str {
    peer.name.as_deref().unwrap_or(&peer.address)
}

/// This node first, then those whose tip is known.
fn stands(observed: &Observed) -> Vec<Stand> {
    let stand = |name: &str, tip: &str| {
        let tip: Hash = tip.parse().ok()?;
        Some(Stand {
            name: name.to_owned(),
            tip,
        })
    };
    let own = stand(&observed.name, &observed.tip);
    let others = observed
        .peers
        .iter()
        .filter_map(|peer| stand(called(peer), peer.tip.as_deref()?));
    own.into_iter().chain(others).collect()
}
