//! The first steps: what a hash is, and what a block's proof is, to be tried out. Nothing here touches the
//! node.

mod bits;
mod block_view;
mod hash_view;
mod sheet;
mod typing;

use yew::prelude::*;

use self::{block_view::BlockView, hash_view::HashView};
use crate::page::{language::use_language, texts::t};

/// The hash view and the block view.
#[component]
pub fn Playground() -> Html {
    use_language();
    html! {
        <div class="playground" data-testid="playground">
            <header class="intro">
                <h2>{ t("play-title") }</h2>
                <p>{ t("play-intro") }</p>
            </header>
            <HashView />
            <BlockView />
        </div>
    }
}
