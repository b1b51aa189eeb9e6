//! Carrying text out of the page and into it: the clipboard and files.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, window};

/// Puts a text on the clipboard. False where the page has no clipboard: over plain http, or where it is forbidden.
pub async fn copy(text: &str) -> bool {
    let Some(navigator) = window().map(|window| window.navigator()) else {
        return false;
    };
    let there = Reflect::get(&navigator, &"clipboard".into());
    if !there.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}

/// The text of a file, left where it is: it may be long. `None` where its bytes are no UTF-8: a browser would put other
/// letters for those, and the hashes would be others.
pub async fn read(file: &File) -> Option<JsString> {
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    let options = Object::new();
    Reflect::set(&options, &"fatal".into(), &JsValue::TRUE).ok()?;
    TextDecoder::new("utf-8", &options).decode(&bytes).ok()
}

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    #[wasm_bindgen(constructor)]
    fn new(label: &str, options: &Object) -> TextDecoder;

    // web-sys has only those that give Rust's texts.
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &JsValue) -> Result<JsString, JsValue>;
}
