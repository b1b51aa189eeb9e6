//! A second node inside the lesson, for who can't open a second tab or can't see two at once: this very page in a frame, small. It
//! is a node of its own, as that of another tab is; when the frame goes, it leaves the room.

use js_sys::Function;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, HtmlElement, HtmlIFrameElement, KeyboardEvent, Window, window};
use yew::prelude::*;

use crate::page::{
    focus::{focus, focus_at},
    hooks::STAGE_KEY,
    language::{self, use_language},
    route::{Route, Screen},
    texts::t,
};

/// What the page's address needs to be that of the second node; a relay lets no other node be framed
/// (`crates/relay/src/guard.rs`).
const SECOND: &str = "second";

/// What shows and hides the frame.
const FOLD: &str = "second-node-fold";

#[derive(PartialEq, Properties)]
pub struct SecondNodeProps {
    /// Its [address](address).
    pub address: AttrValue,
    /// The learner wants it no more.
    pub on_remove: Callback<()>,
}

/// The panel, which can be folded. Removing this makes the node leave.
#[component]
pub fn SecondNode(props: &SecondNodeProps) -> Html {
    use_language();
    let frame = use_node_ref();
    let inside = use_mut_ref(|| None::<Inside>);
    {
        let inside = inside.clone();
        use_effect_with((), move |()| {
            focus_at(FOLD);
            move || {
                if let Some(inside) = inside.take() {
                    inside.leave();
                }
            }
        });
    }
    let onload = {
        let frame = frame.clone();
        Callback::from(move |_: Event| {
            let frame = frame.cast::<HtmlIFrameElement>();
            let node = frame.and_then(|frame| frame.content_window());
            inside.replace(node.map(Inside::enter));
        })
    };
    let onremove = props.on_remove.reform(|_: MouseEvent| {
        // The button goes with the node.
        focus("lesson-title");
    });
    html! {
        <details class="second-node" open=true data-testid="second-node">
            <summary data-testid={FOLD}><h2>{ t("second-node") }</h2></summary>
            <button class="plain" data-testid="second-node-remove" onclick={onremove}>{ t("second-node-remove") }</button>
            <iframe ref={frame} src={props.address.clone()} title={t("second-node")} {onload} />
        </details>
    }
}

/// The address of a second node beside that of this page, whatever becomes of the page's own later.
pub fn address() -> AttrValue {
    let query = window().and_then(|window| window.location().search().ok());
    query_of(&query.unwrap_or_default()).into()
}

/// The address of a second node in the room, and under the rules, that this query of a page's address names.
fn query_of(query: &str) -> String {
    let parts = query.trim_start_matches('?').split('&');
    // One that holds headers only could not mine.
    let kept =
        parts.filter(|part| !matches!(part.split('=').next(), None | Some("" | "light" | SECOND)));
    let parts: Vec<_> = kept.chain([SECOND]).collect();
    format!("?{}", parts.join("&"))
}

/// The page in the frame. What belongs to it comes of another window: none of it may be looked at by its class.
struct Inside {
    window: Window,
    // The window hears as long as it lives, which is no longer than this does.
    _pressed: Closure<dyn Fn(KeyboardEvent)>,
    _chosen: Closure<dyn Fn()>,
}

impl Inside {
    fn enter(window: Window) -> Self {
        let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(|event: KeyboardEvent| pressed(&event));
        let chosen = {
            let window = window.clone();
            Closure::<dyn Fn()>::new(move || follow(&window))
        };
        for (name, listener) in [
            ("keydown", pressed.as_ref()),
            // What is kept for all pages of the browser was chosen in another one.
            ("storage", chosen.as_ref()),
        ] {
            let listener: &Function = listener.unchecked_ref();
            // It fails only for what is no function. Before the page itself hears of it.
            let _ = window.add_event_listener_with_callback_and_bool(name, listener, true);
        }
        follow(&window);
        Self {
            window,
            _pressed: pressed,
            _chosen: chosen,
        }
    }

    /// Has the node leave the room: not every browser tells a page in a frame that this is taken away.
    fn leave(&self) {
        tell(&self.window, "pagehide");
    }
}

fn tell(window: &Window, event: &str) {
    if let Ok(event) = Event::new(event) {
        // Only an event that is being dispatched already is refused.
        let _ = window.dispatch_event(&event);
    }
}

/// Escape leads out of the frame, unless it is meant for what is unfolded there; and the stage is that of the page around it.
fn pressed(event: &KeyboardEvent) {
    let target = event.target().map(JsCast::unchecked_into::<Element>);
    let unfolded = |target: Element| target.closest(".settings-fold[open]").ok().flatten();
    match event.key().as_str() {
        "Escape" if target.and_then(unfolded).is_none() => focus_at(FOLD),
        STAGE_KEY => Route::now().at(Screen::Stage).go(),
        _ => return,
    }
    event.stop_propagation();
    event.prevent_default();
}

/// Has the page in the frame speak and look as the one around it does.
fn follow(inside: &Window) {
    let root = |window: &Window| window.document()?.document_element();
    let Some((around, root)) = window().as_ref().and_then(root).zip(root(inside)) else {
        return;
    };
    for name in ["lang", "data-theme"] {
        // Setting an attribute fails only for an invalid name.
        let _ = match around.get_attribute(name) {
            Some(value) => root.set_attribute(name, &value),
            None => root.remove_attribute(name),
        };
    }
    // A frame is narrow, and letters go by the width of the window.
    let size = window().and_then(|window| window.get_computed_style(&around).ok()?);
    let size = size.and_then(|style| style.get_property_value("font-size").ok());
    let style = root.unchecked_into::<HtmlElement>().style();
    let _ = style.set_property("font-size", &size.unwrap_or_default());
    tell(inside, language::CHANGED);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_node_is_in_the_room_of_the_first_and_holds_blocks() {
        for (query, second) in [
            ("", "?second"),
            ("?", "?second"),
            ("?room=red", "?room=red&second"),
            (
                "?room=red&rules=sealed-16",
                "?room=red&rules=sealed-16&second",
            ),
            ("?light&room=red", "?room=red&second"),
            ("?room=light&light=", "?room=light&second"),
            ("?second&room=red", "?room=red&second"),
        ] {
            assert_eq!(query_of(query), second, "{query}");
        }
    }
}
