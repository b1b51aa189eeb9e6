//! Carrying text out of the page and into it: files and the clipboard.

use std::cell::RefCell;

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url, window};

thread_local! {
    /// The address of the last file that was saved. The browser may still be reading it.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Saves a text as a file, as if it had been downloaded.
pub fn save(name: &str, text: &JsString) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(text), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    if let Some(last) = LAST.replace(Some(address.clone())) {
        Url::revoke_object_url(&last)?;
    }
    let document = window().and_then(|window| window.document());
    let document = document.ok_or("there is no page")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Ok(())
}

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
