//! The chain: linked cards, the newest at the top.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::{block::Block, mempool::mempool, restoring::restoring};
use crate::page::{
    hooks::{Drawn, use_scroll, use_slide},
    known,
    language::use_language,
    texts::t,
    view::{View, Window, Wish},
    wording::counted,
};

#[derive(PartialEq, Properties)]
pub struct ChainProps {
    /// What there is to show.
    pub view: Rc<View>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// The mempool, then the blocks in sight down to genesis.
#[component]
pub fn Chain(props: &ChainProps) -> Html {
    use_language();
    let title = use_node_ref();
    let view = &props.view;
    let gaps = {
        let wish = props.wish.clone();
        let drawn = Drawn {
            last: view.length - view.later,
            count: view.blocks.len() as u64,
            later: view.later,
            earlier: view.earlier,
        };
        use_scroll(
            drawn,
            Callback::from(move |index| wish.emit(Wish::ShowBlocks(Window::Around(index)))),
        )
    };
    let tip = match view.later {
        0 => view.blocks.last().map(|link| link.hash()),
        _ => None,
    };
    let known = Rc::new(known::known(view));
    let list = use_node_ref();
    use_slide(&list, (view.length, tip, view.pending_total));
    html! {
        <section class="chain" aria-labelledby="chain-title">
            <div class="title">
                <h2 id="chain-title" ref={title.clone()} tabindex="-1">{ t("chain-title") }</h2>
                { restoring(view.restoring) }
            </div>
            <ol ref={list} reversed=true>
                { mempool(view, tip, &known) }
                <li ref={gaps.above} class="gap" aria-hidden="true" />
                if view.later > 0 {
                    <li class="elsewhere">
                        <span>{ counted("later-blocks", view.later) }</span>
                        { window_button(props, &title, "show-later", t("show-later"), Window::Later) }
                        { window_button(props, &title, "show-newest", t("show-newest"), Window::Newest) }
                    </li>
                }
                // A list of its own: only where all have keys does a card stay the same card when a
                // block comes before it.
                <>
                    { for view.blocks.iter().rev().map(|link| html! {
                        <Block key={link.hash().to_string()} link={link.clone()} known={known.clone()} />
                    }) }
                </>
                <li ref={gaps.below} class="gap" aria-hidden="true" />
                if view.earlier > 0 {
                    <li class="elsewhere">
                        <span>{ counted("earlier-blocks", view.earlier) }</span>
                        { window_button(props, &title, "show-earlier", t("show-earlier"), Window::Earlier) }
                    </li>
                }
            </ol>
            if view.length == 1 {
                <p class="empty">{ t("only-genesis") }</p>
            }
        </section>
    }
}

/// The button may be gone after it was pressed, so the focus goes to the head of what it shows.
fn window_button(
    props: &ChainProps,
    title: &NodeRef,
    id: &'static str,
    label: String,
    window: Window,
) -> Html {
    let onclick = {
        let (wish, title) = (props.wish.clone(), title.clone());
        Callback::from(move |_: MouseEvent| {
            wish.emit(Wish::ShowBlocks(window));
            if let Some(title) = title.cast::<HtmlElement>() {
                // An element that can't take the focus loses nothing.
                let _ = title.focus();
            }
        })
    };
    html! { <button data-testid={id} {onclick}>{ label }</button> }
}
