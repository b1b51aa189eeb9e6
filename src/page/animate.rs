//! Motion by the object model: it would take a `style` attribute to tell a style sheet where from and where to, and the
//! page's Content-Security-Policy forbids those.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// An element; of web-sys's own this method is not to be had without unstable features.
    type Animated;

    #[wasm_bindgen(method, catch)]
    fn animate(this: &Animated, keyframes: &JsValue, timing: &JsValue) -> Result<JsValue, JsValue>;
}

/// Plays keyframes on an element once. Keyframes and timing are JSON, as `Element.animate` takes them.
///
/// # Errors
/// When the browser refuses them; the element then is at once where the motion would have ended.
pub fn animate(element: &Element, keyframes: &str, timing: &str) -> Result<(), JsValue> {
    let (keyframes, timing) = (JSON::parse(keyframes)?, JSON::parse(timing)?);
    let animated: &Animated = element.unchecked_ref();
    animated.animate(&keyframes, &timing).map(drop)
}
