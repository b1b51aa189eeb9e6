//! How the database is opened.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbOpenDbRequest};

use super::{NODES, RECORDS, StorageFault, transaction::fault};
use crate::web::pause::call_after_with;

/// What it is called.
const NAME: &str = "tabchain";
/// The version of its object stores. What is in them has versions of its own.
const VERSION: u32 = 1;

/// How long a tab is waited for that holds an older version of the database, in milliseconds.
const BLOCKED_MS: i32 = 4_000;
/// How long the browser is waited for at most, in milliseconds.
const PATIENCE_MS: i32 = 15_000;

/// Opens the database.
pub async fn open() -> Result<IdbDatabase, StorageFault> {
    let request = request()?;
    // It runs before the database is handed out, once or not at all.
    let make_stores = {
        let request = request.clone();
        Closure::once_into_js(move || {
            if let Some(database) = database(&request) {
                for name in [NODES, RECORDS] {
                    // Were one missing afterwards, each transaction would say so.
                    let _ = database.create_object_store(name);
                }
            }
        })
    };
    request.set_onupgradeneeded(Some(make_stores.unchecked_ref()));
    let opened = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        call_after_with(PATIENCE_MS, &reject, &JsValue::FALSE);
        let blocked = Closure::once_into_js(move || {
            call_after_with(BLOCKED_MS, &reject, &JsValue::TRUE);
        });
        request.set_onblocked(Some(blocked.unchecked_ref()));
    });
    let Err(reason) = JsFuture::from(opened).await else {
        return database(&request).ok_or(StorageFault::Closed);
    };
    let Some(was_blocked) = reason.as_bool() else {
        return Err(refusal(&request));
    };
    // Left open, it would block the next version.
    let late = {
        let request = request.clone();
        Closure::once_into_js(move || {
            if let Some(database) = database(&request) {
                database.close();
            }
        })
    };
    request.set_onsuccess(Some(late.unchecked_ref()));
    Err(match was_blocked {
        true => StorageFault::Closed,
        false => StorageFault::Failed("no answer".into()),
    })
}

fn request() -> Result<IdbOpenDbRequest, StorageFault> {
    let none = || StorageFault::Refused("no IndexedDB".into());
    // With cookies blocked, some browsers have none, others throw here, and others when it is opened.
    let window = web_sys::window().ok_or_else(none)?;
    let factory = window.indexed_db().map_err(|exception| fault(&exception))?;
    let request = factory.ok_or_else(none)?.open_with_u32(NAME, VERSION);
    request.map_err(|exception| fault(&exception))
}

fn database(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.result().ok()?.dyn_into().ok()
}

/// Why the database was not opened.
fn refusal(request: &IdbOpenDbRequest) -> StorageFault {
    let Ok(Some(exception)) = request.error() else {
        return StorageFault::Failed("no reason".into());
    };
    match fault(&exception) {
        // Browsers have many names for it: Chromium with cookies blocked calls it UnknownError, private windows of older
        // Firefoxes InvalidStateError.
        StorageFault::Failed(words) => StorageFault::Refused(words),
        fault => fault,
    }
}

/// Deletes the database, with all that is in it. Other tabs close it before, and go on without; where a page does not, the
/// browser deletes it when that page is closed, and this waits for a few seconds only.
pub async fn delete() {
    let window = web_sys::window();
    let factory = window.and_then(|window| window.indexed_db().ok()?);
    let Some(Ok(request)) = factory.map(|factory| factory.delete_database(NAME)) else {
        return;
    };
    let deleted = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
        call_after_with(BLOCKED_MS, &resolve, &JsValue::TRUE);
    });
    // The promise is never rejected.
    let _ = JsFuture::from(deleted).await;
}
