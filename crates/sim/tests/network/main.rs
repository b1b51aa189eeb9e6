//! What a simulated network does to messages, searches and time. Each module is one behaviour.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod recorder;

mod comings_and_goings;
mod determinism;
mod forgery;
mod hash_power;
mod links;
mod partition;
mod proofs;
mod retarget;
mod waking;
