//! All branches that this node has seen.

mod fetch;
pub mod layout;
mod tree;

use std::rc::Rc;

use chain::Hash;
use yew::prelude::*;

pub use tree::ForkTree;

use self::{
    fetch::Fetch,
    layout::{Stand, TreeBlock, Who, lay_out},
    tree::Owners,
};
use super::observe::use_branches;
use crate::page::{language::use_language, texts::t};
use client::{Observed, ObservedBlock, ObservedPeer};

/// How many of the newest indices are drawn.
pub const COLUMNS: u64 = 40;

/// The view: the tree of this tab's node, with where the others stand.
#[component]
pub fn Forks() -> Html {
    use_language();
    let observed = use_branches();
    html! {
        <section class="workshop-view" data-testid="forks">
            <div class="workshop-title">
                <h2>{ t("view-forks") }</h2>
                <p class="note">{ t("forks-meaning") }</p>
            </div>
            if let Some(observed) = observed {
                { drawn(&observed) }
            } else {
                <p class="empty" role="status">{ t("not-seen-yet") }</p>
            }
        </section>
    }
}

fn drawn(observed: &Rc<Observed>) -> Html {
    let layout = Rc::new(lay_out(&blocks(observed), &stands(observed), COLUMNS));
    html! {
        <div class="panel">
            if observed.blocks.len() < 2 {
                <p class="empty">{ t("forks-empty") }</p>
            }
            <Fetch {observed} layout={layout.clone()} />
            <ForkTree {layout} owners={owners(observed)} />
        </div>
    }
}

/// Whose the blocks are that were fetched to be looked at.
fn owners(observed: &Observed) -> Owners {
    let owner = |address: &String| {
        let peer = observed.peers.iter().find(|peer| peer.address == *address);
        peer.map_or(address.clone(), |peer| called(peer).to_owned())
    };
    let fetched = observed.blocks.iter().filter_map(|block| {
        let from = block.fetched_from.as_ref()?;
        Some((block.hash.parse().ok()?, owner(from)))
    });
    fetched.collect()
}

/// The blocks that a node has seen, as [`lay_out`] takes them, in the order of [`in_order`].
pub fn blocks(observed: &Observed) -> Vec<TreeBlock> {
    in_order(observed)
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

/// The node's own chain first: where another is as long, it goes on straight.
pub fn in_order(observed: &Observed) -> impl Iterator<Item = &ObservedBlock> {
    let on_chain = |on_chain| move |block: &&ObservedBlock| block.on_chain == on_chain;
    let own = observed.blocks.iter().filter(on_chain(true));
    own.chain(observed.blocks.iter().filter(on_chain(false)))
}

fn called(peer: &ObservedPeer) -> &str {
    peer.name.as_deref().unwrap_or(&peer.address)
}

/// This node first, then those whose tip is known.
fn stands(observed: &Observed) -> Vec<Stand> {
    let stand = |address: &str, name: &str, tip: &str| {
        let tip: Hash = tip.parse().ok()?;
        Some(Stand {
            who: Who {
                address: address.to_owned(),
                name: name.to_owned(),
            },
            tip,
        })
    };
    let own = stand(&observed.id, &observed.name, &observed.tip);
    let others = observed
        .peers
        .iter()
        .filter_map(|peer| stand(&peer.address, called(peer), peer.tip.as_deref()?));
    own.into_iter().chain(others).collect()
}
