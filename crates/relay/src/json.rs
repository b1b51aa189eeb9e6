//! What is sent over a socket, as text.

use serde::Serialize;
use tungstenite::Utf8Bytes;

/// The JSON text of a frame. Texts, numbers, lists and raw JSON, of which they consist, can always be written.
pub fn json_text(frame: &impl Serialize) -> Utf8Bytes {
    serde_json::to_string(frame).unwrap_or_default().into()
}
