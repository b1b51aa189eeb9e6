//! Where the focus goes when what had it is gone.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = found(&format!("#{id}")) {
        // An element that can't take the focus loses nothing.
        let _ = element.focus();
    }
}

/// Moves the focus to the element with this test id.
pub fn focus_at(test_id: &str) {
    if let Some(element) = found(&format!("[data-testid={test_id}]")) {
        let _ = element.focus();
    }
}

/// Moves the focus to the view that is open.
pub fn focus_view() {
    if let Some(view) = found("main:not([hidden])") {
        // Not before: what can take the focus takes it at any click.
        view.set_tab_index(-1);
        let _ = view.focus();
    }
}

fn found(selector: &str) -> Option<HtmlElement> {
    let element = window()?.document()?.query_selector(selector).ok()??;
    element.dyn_into().ok()
}

/// What has the focus, if anything has: the body has it when nothing else does.
pub fn focused() -> Option<HtmlElement> {
    let element = window()?.document()?.active_element()?;
    if element.tag_name() == "BODY" {
        return None;
    }
    element.dyn_into().ok()
}
