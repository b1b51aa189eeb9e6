//! Resolving: ask the others and take the longest valid chain.

use web_sys::{Element, window};
use yew::prelude::*;

use crate::page::{
    language::use_language,
    texts::{t, t_args},
    view::Wish,
};

#[derive(PartialEq, Properties)]
pub struct ResolveProps {
    /// How many nodes are registered.
    pub registered: usize,
    /// Whether they are being asked.
    pub resolving: bool,
    /// What came of asking them, where nothing else was done since.
    pub verdict: Option<String>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// The button, and below it whom it would ask or is asking, then what came of it. It is the first thing to press only where
/// there is somebody to ask.
#[component]
pub fn Resolve(props: &ResolveProps) -> Html {
    use_language();
    let told = use_node_ref();
    let pressed = use_mut_ref(|| false);
    {
        let (told, pressed) = (told.clone(), pressed.clone());
        use_effect_with((props.resolving, props.verdict.clone()), move |now| {
            if matches!(now, (false, Some(_)))
                && pressed.replace(false)
                && let Some(told) = told.cast::<Element>()
            {
                bring_into_sight(&told);
            }
        });
    }
    let onclick = props.wish.reform(move |_: MouseEvent| {
        pressed.replace(true);
        Wish::Resolve
    });
    let count = ("count", props.registered.into());
    let (class, sentence) = match &props.verdict {
        _ if props.resolving => ("note", t_args("resolving", [count])),
        Some(verdict) => ("verdict", verdict.clone()),
        None => ("note", t_args("resolve-meaning", [count])),
    };
    html! {
        <section class="panel resolve" aria-labelledby="resolve-title">
            <h2 id="resolve-title" class="visually-hidden">{ t("resolve-title") }</h2>
            <button
                class={(props.registered > 0).then_some("main")}
                data-testid="resolve"
                aria-busy={props.resolving.then_some("true")}
                {onclick}
            >
                { t("resolve") }
            </button>
            <p ref={told} {class} data-testid="resolve-state" role="status">{ sentence }</p>
        </section>
    }
}

/// What a press of the button brings is seen at once, also where the button stands at the window's lower edge.
fn bring_into_sight(element: &Element) {
    let height = window().and_then(|window| window.inner_height().ok()?.as_f64());
    if height.is_some_and(|height| element.get_bounding_client_rect().bottom() > height) {
        element.scroll_into_view_with_bool(false);
    }
}
