//! A claim as a lock of the browser's.

use js_sys::{Array, Function, Object, Promise, Reflect};
use node::Address;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use crate::web::pause::pause;

/// What the locks are called, before the address.
const PREFIX: &str = "tabchain-node-";

/// How long a tab that holds the address is waited for, in milliseconds: a reload's old page may still be there.
const WAIT_MS: i32 = 600;
/// How often that long is waited for an address that nobody holds: a browser that is busy grants it late.
const WAITS: usize = 50;

#[wasm_bindgen]
extern "C" {
    /// The browser's locks; web-sys has them behind unstable features only.
    #[derive(Clone)]
    pub type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        callback: &Function,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &Locks) -> Result<Promise, JsValue>;
}

/// The browser's locks, where it has them: not on plain http.
pub fn manager() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// A lock that is held until this is dropped.
pub struct Lock {
    release: Option<Function>,
}

impl Lock {
    /// Takes the lock of an address; `None` where another tab keeps it.
    pub async fn take(locks: &Locks, address: &Address) -> Result<Option<Self>, JsValue> {
        let (held, release) = pending();
        let (granted, grant) = pending();
        // It is called once or not at all.
        let callback = Closure::once_into_js(move || {
            call(grant.as_ref());
            held
        });
        let patience = AbortController::new()?;
        let signal = patience.signal();
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &signal)?;
        let name = [PREFIX, address.as_str()].concat();
        let ended = locks.request(&name, &options, callback.unchecked_ref())?;
        let (locks, wanted) = (locks.clone(), address.clone());
        spawn_local(async move {
            for _ in 0..WAITS {
                pause(WAIT_MS).await;
                match self::held(&locks).await {
                    Ok(held) if !held.contains(&wanted) => {}
                    _ => break,
                }
            }
            // Nothing happens if it is this lock that is held.
            patience.abort();
        });
        let first = Promise::race(&Array::of2(&granted, &ended));
        match JsFuture::from(first).await {
            Ok(_) => Ok(Some(Self { release })),
            Err(_) if signal.aborted() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        call(self.release.as_ref());
    }
}

/// The addresses whose locks are held.
pub async fn held(locks: &Locks) -> Result<Vec<Address>, JsValue> {
    let snapshot = JsFuture::from(locks.query()?).await?;
    let held = Reflect::get(&snapshot, &"held".into())?;
    let address = |lock: JsValue| {
        let name = Reflect::get(&lock, &"name".into()).ok()?.as_string()?;
        Address::exact(name.strip_prefix(PREFIX)?).ok()
    };
    Ok(Array::from(&held).iter().filter_map(address).collect())
}

/// A promise, and the function that resolves it.
fn pending() -> (Promise, Option<Function>) {
    let mut resolve = None;
    let promise = Promise::new(&mut |function, _| resolve = Some(function));
    (promise, resolve)
}

fn call(resolve: Option<&Function>) {
    if let Some(resolve) = resolve {
        // A function that resolves a promise does not fail.
        let _ = resolve.call0(&JsValue::NULL);
    }
}
