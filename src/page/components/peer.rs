//! One other node.

use yew::prelude::*;

use super::{face::face, hash::short_hash, split::refuse};
use crate::page::{
    language::use_language,
    refusals,
    texts::{t, t_args},
    view::{FieldError, PeerView, Wish},
    wording,
};

#[derive(PartialEq, Properties)]
pub struct PeerProps {
    /// The node.
    pub peer: PeerView,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Who it is, where it stands, and whether this node listens to it.
#[component]
pub fn Peer(props: &PeerProps) -> Html {
    use_language();
    let peer = &props.peer;
    let heard = peer.length.is_some();
    let refused = use_state(|| None);
    html! {
        <li class="peer" data-testid={format!("peer-{}", peer.address)}>
            <div class="who">
                { face(peer.address.as_str(), peer.name.as_deref().unwrap_or_default()) }
                <strong><bdi>{ peer.name.clone().unwrap_or_else(|| t("unnamed")) }</bdi></strong>
                <code class="address">{ peer.address.to_string() }</code>
            </div>
            { registration(props, &refused) }
            <div class="stand">
                if let Some(length) = peer.length {
                    <span class="blocks">{ wording::counted("blocks", length) }</span>
                }
                if let Some(hash) = peer.tip {
                    { short_hash(&hash) }
                }
                if !heard {
                    <span class="note">{ t("not-heard") }</span>
                }
            </div>
            if peer.other_rules {
                <p class="warning">{ other_rules(peer) }</p>
            }
            if let Some(ignored) = peer.ignored {
                { refuse(peer.address.clone(), ignored, &props.wish) }
            }
            if let Some(what) = &peer.fault {
                <p class="warning">{ t_args("misbehaved", [("what", wording::clause(&refusals::peer(what)).to_owned().into())]) }</p>
            }
        </li>
    }
}

/// Whether the node is registered, and the button that changes it. `refused` is why that was refused; no component, as that
/// would weigh more.
fn registration(props: &PeerProps, refused: &UseStateHandle<Option<FieldError>>) -> Html {
    let address = props.peer.address.clone();
    let registered = props.peer.registered;
    let who = wording::node(props.peer.name.as_deref(), &address);
    let (id, label, name) = if registered {
        (
            format!("unregister-{address}"),
            t("unregister"),
            t_args("unregister-node", [("who", who.into())]),
        )
    } else {
        (
            format!("register-{address}"),
            t("register"),
            t_args("register-node", [("who", who.into())]),
        )
    };
    let onclick = {
        let refused = refused.clone();
        props.wish.reform(move |_: MouseEvent| {
            if registered {
                Wish::Unregister(address.clone())
            } else {
                let refused = refused.clone();
                Wish::Register {
                    address: address.to_string(),
                    done: Callback::from(move |result: Result<(), FieldError>| {
                        refused.set(result.err());
                    }),
                }
            }
        })
    };
    html! {
        <div class="registration">
            <span class={classes!("state", registered.then_some("on"))}>
                { if registered { t("registered") } else { t("not-registered") } }
            </span>
            <button data-testid={id} aria-label={name} {onclick}>{ label }</button>
            if let Some(error) = &**refused {
                <p class="fault" role="alert">{ refusals::beside(error) }</p>
            }
        </div>
    }
}

fn other_rules(peer: &PeerView) -> String {
    match peer.rules {
        Some(rules) => t_args("other-rules", [("rules", wording::rules(rules).into())]),
        None => t("other-rules-unknown"),
    }
}
