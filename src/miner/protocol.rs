//! What a page and its mining workers say to one another.

use pow::Difficulty;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// From the page to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Search these proofs; whatever was searched before is dropped.
    Search {
        /// Names the search in reports.
        search: u32,
        prefix: String,
        suffix: String,
        difficulty: Difficulty,
        /// The first proof to try.
        from: u64,
        /// The end of the range, exclusive.
        to: u64,
    },
    /// Search no more.
    Stop,
}

/// From a worker to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Report {
    /// The worker is ready; of which build it is.
    Ready { build: String },
    /// Time passes, also where the page's own timers are throttled.
    Tick,
    /// How many hashes a second it does, as it found by trying while it had nothing else to do.
    TriedOut { per_second: f64 },
    /// How many hashes of a range are done.
    Progress { search: u32, tried: u64 },
    /// A range is done: its smallest proof, if it has one.
    Done {
        search: u32,
        tried: u64,
        proof: Option<u64>,
    },
    /// The order could not be carried out.
    Refused { search: u32, reason: String },
}

/// Turns a message into what `postMessage` takes. Whole numbers of 64 bits become BigInts, so that
/// none is rounded.
pub fn to_js(message: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    message.serialize(&Serializer::new().serialize_large_number_types_as_bigints(true))
}

pub fn from_js<T: DeserializeOwned>(message: JsValue) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(message)
}
