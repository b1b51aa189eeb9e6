//! That what is stored should stay.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::StorageManager;

/// Asks the browser not to clear this page's storage when the disk gets full. It may refuse, and a page on plain http
/// can't ask. Firefox asks its user.
pub fn ask_to_persist() {
    if let Some(promise) = asked(StorageManager::persist) {
        spawn_local(async move {
            // Whatever it says, the page can do no more.
            let _ = JsFuture::from(promise).await;
        });
    }
}

fn asked(question: fn(&StorageManager) -> Result<Promise, JsValue>) -> Option<Promise> {
    // Where there is no storage manager, the call throws.
    question(&web_sys::window()?.navigator().storage()).ok()
}
