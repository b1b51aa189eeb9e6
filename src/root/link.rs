//! The page's own address: where it names the room's rules, it names those that hold now, so that a reload keeps them.

use client::room_link;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

use crate::browser::tab::Tab;

/// To be called when the rules have changed.
pub fn keep(tab: &Tab) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let location = window.location();
    let query = location.search().unwrap_or_default();
    let params = UrlSearchParams::new_with_str(&query);
    if params.is_ok_and(|params| params.has("rules")) {
        let link = tab.read(|client| {
            room_link::query(client.room().as_str(), Some(client.node().chain().rules()))
        });
        let address = format!("?{link}{}", location.hash().unwrap_or_default());
        let history = window.history();
        let kept = history
            .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
        if let Err(error) = kept {
            web_sys::console::error_1(&error);
        }
    }
}
