//! The page: what a person sees and touches.
//!
//! [`App`] draws a [`view::View`] and answers with [`view::Wish`]es. Components show state and send
//! wishes; they decide nothing. The sentences they show are data, in `locales/`.

pub mod view;

use std::rc::Rc;
use view::{View, Wish};
use yew::prelude::*;
#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub view: Rc<View>,
    pub wish: Callback<Wish>,
}
#[component]
pub fn App(props: &AppProps) -> Html {
    let mine = {
        let w = props.wish.clone();
        Callback::from(move |_| w.emit(Wish::Mine))
    };
    html! {<><span data-testid="node-id">{props.view.address.to_string()}</span><span data-testid="chain-length">{props.view.length}</span><button data-testid="mine" onclick={mine}>{"mine"}</button><ul>{for props.view.peers.iter().map(|p| html!{<li>{p.address.to_string()}{" "}{p.length}{p.registered}</li>})}</ul></>}
}
