//! The other nodes of the room.

use node::Address;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{peer::Peer, register::Register};
use crate::page::{
    language::use_language,
    texts::t,
    view::{PeerView, Wish},
};

/// The id of the list of suggestions that [`known_nodes`] makes.
pub const KNOWN_NODES: &str = "known-nodes";

#[derive(PartialEq, Properties)]
pub struct NodesProps {
    /// The others.
    pub peers: Vec<PeerView>,
    /// Whether those who turn up are registered by themselves.
    pub auto_register: bool,
    /// Whether the relay can't be reached: then nobody knows who else is there.
    pub lost: bool,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// Who is there, who is registered, and how to change that.
#[component]
pub fn Nodes(props: &NodesProps) -> Html {
    use_language();
    let onchange = {
        let wish = props.wish.clone();
        Callback::from(move |event: Event| {
            if let Some(switch) = event.target_dyn_into::<HtmlInputElement>() {
                wish.emit(Wish::SetAutoRegister(switch.checked()));
            }
        })
    };
    html! {
        <section class="panel nodes" aria-labelledby="nodes-title">
            <h2 id="nodes-title">{ t("nodes-title") }</h2>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-testid="auto-register"
                    checked={props.auto_register}
                    {onchange}
                />
                <span>{ t("auto-register") }</span>
            </label>
            if props.peers.is_empty() && props.lost {
                <p class="empty" data-testid="peers">{ t("no-nodes-heard") }</p>
            } else if props.peers.is_empty() {
                <div class="empty" data-testid="peers">
                    <p>{ t("no-nodes") }</p>
                    // An empty address is this page's own: the second tab opens in the same room.
                    <a class="button" href="" target="_blank" rel="noopener">{ t("open-second-tab") }</a>
                </div>
            } else {
                <ul class="peers" data-testid="peers">
                    { for props.peers.iter().map(|peer| html! {
                        <Peer key={peer.address.to_string()} peer={peer.clone()} wish={props.wish.clone()} />
                    }) }
                </ul>
            }
            <Register wish={props.wish.clone()} />
        </section>
    }
}

/// Every known address, this node's own first, as suggestions for fields.
pub fn known_nodes(address: &Address, name: &str, peers: &[PeerView]) -> Html {
    // Where the ledger is signed, accounts pay and are paid.
    let called = |peer: &PeerView| {
        peer.account
            .clone()
            .unwrap_or_else(|| peer.address.to_string())
    };
    html! {
        <datalist id={KNOWN_NODES}>
            <option value={address.to_string()} label={name.to_owned()} />
            { for peers.iter().map(|peer| html! {
                <option value={called(peer)} label={peer.name.clone()} />
            }) }
        </datalist>
    }
}
