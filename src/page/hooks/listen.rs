//! Listening to the window for as long as a component lives.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::window;

/// Calls `heard` at each event of this name, until what is returned is called: the end of an effect.
pub fn listen(name: &'static str, heard: impl Fn() + 'static) -> impl FnOnce() {
    let heard = Closure::<dyn Fn()>::new(heard);
    if let Some(window) = window() {
        // It fails only for what is no function.
        let _ = window.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    }
    move || {
        if let Some(window) = window() {
            let _ =
                window.remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
    }
}
