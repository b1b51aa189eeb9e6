//! How much room there is, and that it should stay.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::StorageManager;

/// The room that this page's storage takes and may take, in bytes, as far as the browser says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space {
    /// Taken.
    pub used: f64,
    /// Taken and free.
    pub quota: f64,
}

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

/// How much room there is, where the browser says it: not on plain http.
pub async fn space() -> Option<Space> {
    let estimate = JsFuture::from(asked(StorageManager::estimate)?)
        .await
        .ok()?;
    let bytes = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some(Space {
        used: bytes("usage")?,
        quota: bytes("quota")?,
    })
}

fn asked(question: fn(&StorageManager) -> Result<Promise, JsValue>) -> Option<Promise> {
    // Where there is no storage manager, the call throws.
    question(&web_sys::window()?.navigator().storage()).ok()
}
