//! Proof of work off the main thread: a worker that searches, and the pool that shares a search among
//! several of them.

pub mod pool;
mod protocol;
mod slot;
pub mod worker;

use std::fmt;

use wasm_bindgen::JsValue;

/// Turns what JavaScript threw into a sentence.
fn thrown(error: &JsValue) -> impl fmt::Display {
    js_sys::Error::from(error.clone()).message()
}
