//! `tabchain.verify`: a chain's text is read and validated a slice at a time, so that the page stays alive however long
//! the chain is.

use chain::{FaultKind, Hash, Rules, Verifier};
use js_sys::{Array, JsString, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::arguments::{self, Refusal};
use crate::drivers::{clock, turn::next_turn};

/// How long the page may be kept busy at a time, in seconds.
const BREATH_SECONDS: f64 = 0.012;
/// How many blocks are validated between two looks at the clock: as many as are hashed side by side.
const BLOCKS_A_LOOK: usize = 64;
/// How many of JavaScript's characters are encoded between two looks at the clock.
const CHARACTERS_A_LOOK: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    // web-sys has only those that take Rust's texts.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, bytes: &mut [u8]) -> Encoded;

    type Encoded;

    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;

    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

/// Validates a chain's text by the rules given, or by this node's own.
pub async fn verify(text: &JsValue, rules: &JsValue, own: Rules) -> Result<JsValue, Refusal> {
    #[derive(Serialize)]
    struct Verdict {
        valid: bool,
        bad_block: Option<u64>,
        fault: Option<FaultKind>,
    }

    let text = arguments::unread_text("the chain", text)?;
    let rules = arguments::rules(rules, own)?;
    let mut breath = Breath::drawn();
    let text = read(text, &mut breath).await?;
    let mut verifier = Verifier::new(text, rules)?;
    while !verifier.step(BLOCKS_A_LOOK)? {
        breath.draw_if_due().await?;
    }
    let verdict = verifier.finish()?;
    let object = Verdict {
        valid: verdict.valid,
        bad_block: verdict.bad_block,
        fault: verdict.fault,
    }
    .serialize(&Serializer::json_compatible())?;
    Reflect::set(&object, &"hashes".into(), &listed(&verdict.hashes))?;
    Ok(object)
}

/// The text in UTF-8. To the browser's encoder it is little; wasm-bindgen's way takes each character by itself.
async fn read(text: &JsString, breath: &mut Breath) -> Result<String, Refusal> {
    /// What the longest character takes, in bytes.
    const LONGEST: usize = 4;

    let encoder = TextEncoder::new();
    let mut bytes = Vec::with_capacity(text.length() as usize + LONGEST);
    let mut start = 0;
    while start < text.length() {
        let mut end = text.length().min(start.saturating_add(CHARACTERS_A_LOOK));
        // A pair of surrogates is one character, and must not be cut.
        if (0xd800..0xdc00).contains(&(text.char_code_at(end - 1) as u16)) {
            end += 1;
        }
        // Most characters take one byte. What finds no room is read with the next piece.
        let length = bytes.len();
        bytes.resize(length + (end - start) as usize + LONGEST, 0);
        let encoded = encoder.encode_into(&text.slice(start, end), &mut bytes[length..]);
        bytes.truncate(length + encoded.written() as usize);
        start += encoded.read();
        breath.draw_if_due().await?;
    }
    // What the encoder gives is UTF-8.
    String::from_utf8(bytes).map_err(|error| Refusal::of(error.to_string()))
}

/// The hashes as a JavaScript list of texts, made all at once: one by one they would take longer than the blocks.
fn listed(hashes: &[Hash]) -> Array {
    if hashes.is_empty() {
        return Array::new();
    }
    let mut joined = String::with_capacity(65 * hashes.len());
    for hash in hashes {
        if !joined.is_empty() {
            joined.push(',');
        }
        hash.write(&mut joined);
    }
    JsString::from(joined).split(",")
}

/// Since when the page has been kept busy.
pub(super) struct Breath(f64);

impl Breath {
    pub(super) fn drawn() -> Self {
        Self(clock::seconds())
    }

    pub(super) async fn draw_if_due(&mut self) -> Result<(), JsValue> {
        if clock::seconds() - self.0 > BREATH_SECONDS {
            next_turn().await?;
            self.0 = clock::seconds();
        }
        Ok(())
    }
}
