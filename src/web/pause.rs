//! Waiting for so many milliseconds, or for a frame. Timers of hidden tabs are delayed: up to a second, after a while up to a
//! minute; and they have no frames.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Calls a function with this argument after so many milliseconds.
pub fn call_after_with(millis: i32, function: &Function, argument: &JsValue) {
    if let Some(window) = web_sys::window() {
        // There is no function and no time for which it fails.
        let _ = window
            .set_timeout_with_callback_and_timeout_and_arguments_1(function, millis, argument);
    }
}

/// Waits for so many milliseconds.
pub async fn pause(millis: i32) {
    let over = Promise::new(&mut |resolve, _| {
        call_after_with(millis, &resolve, &JsValue::UNDEFINED);
    });
    // The promise is never rejected.
    let _ = JsFuture::from(over).await;
}

/// Waits until the browser is about to paint, but not for longer than a tenth of a second: a hidden tab paints nothing.
pub async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let hidden = window.document().is_some_and(|document| document.hidden());
            // Where there are no frames, time goes on.
            let _ = window.request_animation_frame(&resolve);
            call_after_with(if hidden { 0 } else { 100 }, &resolve, &JsValue::UNDEFINED);
        }
    });
    // The promise is never rejected.
    let _ = JsFuture::from(frame).await;
}
