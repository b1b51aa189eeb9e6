//! The other nodes that this browser has stored: wake one, export it, forget it; and everything is forgotten from here.

use node::Address;
use web_sys::Element;
use yew::prelude::*;

use super::face;
use crate::page::{
    figures,
    focus::{focus, focus_view},
    language::use_language,
    moment,
    texts::{t, t_args},
    view::{EarlierView, StoredView, Wish},
    wording,
};

/// The id of the panel's head.
const HEAD: &str = "earlier-title";
/// How many are listed.
const MOST_NODES: usize = 50;

#[derive(PartialEq, Properties)]
pub struct EarlierNodesProps {
    /// The nodes, the last seen first.
    pub nodes: Vec<EarlierView>,
    /// The room that this node is in.
    pub room: AttrValue,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// A list that stays folded until somebody wants it.
#[component]
pub fn EarlierNodes(props: &EarlierNodesProps) -> Html {
    use_language();
    // One listener for the buttons of all rows.
    let onclick = {
        let wish = props.wish.clone();
        Callback::from(move |event: MouseEvent| {
            let pressed = event.target_dyn_into::<Element>();
            if let Some(wished) = pressed.and_then(|button| wished(&button)) {
                // What goes takes its button along.
                match &wished {
                    Wish::ForgetAll => focus_view(),
                    Wish::Forget(_) => focus(HEAD),
                    _ => {}
                }
                wish.emit(wished);
            }
        })
    };
    let count = props.nodes.len();
    let others = (count > 0).then(|| {
        html! {
            <>
                <p class="note">{ t("earlier-meaning") }</p>
                <ul>
                    { for props.nodes.iter().take(MOST_NODES).map(|node| row(node, &props.room)) }
                </ul>
            </>
        }
    });
    html! {
        <details class="panel earlier" data-testid="earlier-nodes" {onclick}>
            <summary id={HEAD} data-testid="earlier-summary">
                if count > 0 {
                    <h2>{ t("earlier-title") }</h2>{ " " }<span class="aside">{ count }</span>
                } else {
                    <h2>{ t("stored-title") }</h2>
                }
            </summary>
            { others }
            <p class="note">{ t("earlier-kept") }</p>
            <details>
                <summary data-testid="forget-all-ask">{ t("forget-all") }</summary>
                <p class="note">{ t("forget-all-meaning") }</p>
                // This tab's own is no earlier one.
                <button data-testid="forget-all">{ t_args("forget-all-submit", [("count", (count + 1).into())]) }</button>
            </details>
        </details>
    }
}

/// What a press on this element asks for; `None` where it is no button, or one that can't be used now.
fn wished(pressed: &Element) -> Option<Wish> {
    if pressed.has_attribute("aria-disabled") {
        return None;
    }
    let node = || Address::parse(&pressed.get_attribute("data-address")?).ok();
    match pressed.get_attribute("data-testid")?.as_str() {
        "wake" => node().map(Wish::Wake),
        "export-node" => node().map(Wish::ExportNode),
        "forget" => node().map(Wish::Forget),
        "forget-all" => Some(Wish::ForgetAll),
        _ => None,
    }
}

/// One node: who it was, how it stands, and what can be done with it.
fn row(node: &EarlierView, room: &str) -> Html {
    let address = node.address.to_string();
    let stored = node.stored.as_ref();
    let who = wording::node(stored.map(|stored| stored.name.as_str()), &node.address);
    let named = |key| t_args(key, [("who", who.as_str().into())]);
    let name = match stored {
        Some(stored) => html! { <bdi>{ &stored.name }</bdi> },
        None => html! { t("earlier-unreadable") },
    };
    let warning = match stored {
        None => Some(t("earlier-unreadable-meaning")),
        Some(stored) => stored.damaged.then(|| t("earlier-damaged")),
    };
    html! {
        <li class="stored" key={address.clone()}>
            <div class="who">
                <strong>{ face(&address, stored.map(|stored| stored.name.as_str()).unwrap_or_default()) }{ name }</strong>
                <code class="address">{ &address }</code>
                { stored.map(|stored| standing(node, stored, room)) }
            </div>
            <div class="deeds">
                if stored.is_some() {
                    <button
                        data-testid="wake"
                        data-address={address.clone()}
                        aria-label={named("wake-node")}
                        aria-disabled={node.awake.then_some("true")}
                        title={node.awake.then(|| t("earlier-awake-why"))}
                    >
                        { t("wake") }
                    </button>
                }
                <button
                    data-testid="export-node"
                    data-address={address.clone()}
                    aria-label={named("export-stored-node")}
                >
                    { t("export-stored") }
                </button>
            </div>
            { warning.map(|warning| html! { <p class="warning">{ warning }</p> }) }
            if !node.awake {
                <details>
                    <summary data-testid="forget-ask" aria-label={named("forget-node")}>{ t("forget") }</summary>
                    <p class="note">{ stored.map_or_else(|| t("forget-unreadable-meaning"), lost) }</p>
                    <button data-testid="forget" data-address={address}>
                        { t_args("forget-submit", [("name", stored.map_or_else(|| who.clone(), |stored| stored.name.clone()).into())]) }
                    </button>
                </details>
            }
        </li>
    }
}

/// How long its chain is, where it was, and when.
fn standing(node: &EarlierView, stored: &StoredView, room: &str) -> Html {
    html! {
        <>
            <span class="blocks">{ wording::counted("blocks", stored.length) }</span>
            if stored.room != room {
                <span class="note">{ t_args("earlier-room", [("room", stored.room.as_str().into())]) }</span>
            }
            if node.awake {
                <span class="state on">{ t("earlier-awake") }</span>
            } else if let Some(moment) = moment::to_the_minute(stored.seen) {
                <span class="note">{ t_args("earlier-seen", [("moment", moment.into())]) }</span>
            }
        </>
    }
}

/// What is lost with a node.
fn lost(stored: &StoredView) -> String {
    let blocks = wording::counted("blocks", stored.length);
    let kilobytes = figures::grouped(stored.bytes.div_ceil(1000));
    t_args(
        "forget-meaning",
        [("blocks", blocks.into()), ("kilobytes", kilobytes.into())],
    )
}
