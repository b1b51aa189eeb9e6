//! What is sent over a socket, as text.

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;

/// The JSON text of a frame. Texts, numbers, lists and raw JSON, of which they consist, can always be written.
pub fn json_text(frame: &impl Serialize) -> Utf8Bytes {
    serde_json::to_string(frame).unwrap_or_default().into()
}
