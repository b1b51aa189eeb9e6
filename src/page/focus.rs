//! Where the focus goes when what had it is gone.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, window};

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

/// The arrow keys lead to the next of these `items` of a row and back. Both are named by selectors.
pub fn lead_along(event: &KeyboardEvent, row: &str, items: &str) {
    let forward = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    let here = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let Some(here) = here else {
        return;
    };
    let row = here.closest(row).ok().flatten();
    let Some(items) = row.and_then(|row| row.query_selector_all(items).ok()) else {
        return;
    };
    let at = (0..items.length()).find(|&at| items.get(at).is_some_and(|item| item == *here));
    let next = at.and_then(|at| {
        if forward {
            Some(at + 1)
        } else {
            at.checked_sub(1)
        }
    });
    let next = next.and_then(|next| items.get(next)?.dyn_into::<HtmlElement>().ok());
    if let Some(next) = next {
        event.prevent_default();
        // An element that can't take the focus loses nothing.
        let _ = next.focus();
    }
}
