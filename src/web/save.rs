//! Saving a text as a file.

use std::cell::RefCell;

use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, window};

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
