//! Keys that mean something anywhere on the page, for as long as a component lives.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, KeyboardEvent, window};

/// The key that leads to the stage. No letter: those who speak to their computer, or can't help touching a key, would get
/// there unasked.
pub const STAGE_KEY: &str = "F8";

/// Calls `pressed` with each key that is pressed, until what is returned is called: the end of an effect. Not while something
/// is typed in a field, nor with another key held, nor where the key was taken already; it is taken when `pressed` says so.
pub fn listen_to_keys(pressed: impl Fn(&str) -> bool + 'static) -> impl FnOnce() {
    let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let free = !held && !event.repeat() && !event.default_prevented() && !is_typed(&event);
        if free && pressed(&event.key()) {
            event.prevent_default();
        }
    });
    if let Some(window) = window() {
        // It fails only for what is no function.
        let _ = window.add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref());
    }
    move || {
        if let Some(window) = window() {
            let _ = window
                .remove_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref());
        }
    }
}

/// Whether the key goes to something that takes what is typed.
fn is_typed(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let takes = target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
        takes.unwrap_or_default()
    })
}
