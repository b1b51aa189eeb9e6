//! Where the focus goes when what had it is gone.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    let element = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus loses nothing.
        let _ = element.focus();
    }
}

/// What has the focus, if anything has: the body has it when nothing else does.
pub fn focused() -> Option<HtmlElement> {
    let element = window()?.document()?.active_element()?;
    if element.tag_name() == "BODY" {
        return None;
    }
    element.dyn_into().ok()
}
