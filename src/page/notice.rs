//! What is said when the program itself can't go on.

use wasm_bindgen::{JsCast, JsValue};

use crate::BUILD;

/// Marks, for this browser session, that the page was loaded anew because of a part of another build.
const RELOADED_KEY: &str = "tabchain-reloaded-for";

/// Names this build in the document, for its other parts to compare theirs with.
pub fn name_build() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Setting an attribute fails only for a name that is none.
        let _ = root.set_attribute("data-build", BUILD);
    }
}

/// A panic is a fault of the program: it is told on the page, and in detail on the console.
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        tell(
            "tabchain has stopped",
            "This is a fault of tabchain. Please reload the page; the other tabs still hold the chain.",
        );
    }));
}

/// Shows a sentence in place of the page, by the means that also greet browsers that are too old
/// (`static/support.js`).
pub fn tell(heading: &str, sentence: &str) {
    let notice = web_sys::window()
        .and_then(|window| js_sys::Reflect::get(&window, &"tabchainStart".into()).ok())
        .and_then(|start| js_sys::Reflect::get(&start, &"notice".into()).ok())
        .and_then(|notice| notice.dyn_into::<js_sys::Function>().ok());
    if let Some(notice) = notice {
        let sentences = js_sys::Array::of1(&sentence.into());
        // There is nothing left to say it with if this fails.
        let _ = notice.call2(&JsValue::NULL, &heading.into(), &sentences);
    }
}

/// A browser may hold a worker or workshop of another build than the page. Loading the page anew mends that, unless
/// it was tried for this very build.
pub fn reload() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let storage = window.session_storage().ok().flatten();
    let tried = storage
        .as_ref()
        .and_then(|storage| storage.get_item(RELOADED_KEY).ok().flatten());
    if tried.as_deref() == Some(BUILD) {
        return tell(
            "tabchain was updated",
            "This page and a part of it are of different builds. Please clear this site's cached files and reload the page.",
        );
    }
    let noted = storage.is_some_and(|storage| storage.set_item(RELOADED_KEY, BUILD).is_ok());
    if !noted || window.location().reload().is_err() {
        tell("tabchain was updated", "Please reload the page.");
    }
}
