//! A JavaScript text that may be long, read a piece at a time.

use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;

/// How many of JavaScript's characters a piece has: what the browser encodes within a millisecond or two.
const CHARACTERS: u32 = 1 << 20;
/// What the longest character takes in UTF-8, in bytes.
const LONGEST: usize = 4;

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

/// The pieces of a text, in order. To the browser's encoder they are little; wasm-bindgen's way takes each character by
/// itself, and needs room for all of them at once.
pub struct Pieces {
    text: JsString,
    at: u32,
    encoder: TextEncoder,
}

impl Pieces {
    /// Before the first one.
    pub fn of(text: JsString) -> Self {
        Self {
            text,
            at: 0,
            encoder: TextEncoder::new(),
        }
    }
}

impl Iterator for Pieces {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let (start, length) = (self.at, self.text.length());
        if start >= length {
            return None;
        }
        let mut end = length.min(start.saturating_add(CHARACTERS));
        // A pair of surrogates is one character, and must not be cut.
        if (0xd800..0xdc00).contains(&(self.text.char_code_at(end - 1) as u16)) {
            end += 1;
        }
        // Most characters take one byte. What finds no room is read with the next piece.
        let mut bytes = vec![0; (end - start) as usize + LONGEST];
        let slice = self.text.slice(start, end);
        let encoded = self.encoder.encode_into(&slice, &mut bytes);
        bytes.truncate(encoded.written() as usize);
        self.at += encoded.read();
        // What the encoder gives is UTF-8.
        String::from_utf8(bytes).ok()
    }
}
