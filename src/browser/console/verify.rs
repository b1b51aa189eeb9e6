//! `tabchain.verify`: a chain's text is read and validated a slice at a time, so that the page stays alive however long
//! the chain is.

use chain::{Hash, Rules, Verifier};
use js_sys::{Array, JsString};
use wasm_bindgen::JsValue;

use super::{
    arguments::{self, Refusal},
    natural, object,
};
use crate::{web::pieces::Pieces, web::slices::Slices};

/// How many blocks are validated between two looks at the clock: as many as are hashed side by side.
const BLOCKS_A_LOOK: usize = 64;

/// Validates a chain's text by the rules given, or by this node's own.
pub async fn verify(text: &JsValue, rules: &JsValue, own: Rules) -> Result<JsValue, Refusal> {
    let text = arguments::unread_text("the chain", text)?;
    let rules = arguments::rules(rules, own)?;
    let mut slices = Slices::begin();
    let mut verifier = Verifier::in_pieces(Pieces::of(text.clone()), rules)?;
    while !verifier.step(BLOCKS_A_LOOK)? {
        slices.next_if_over().await?;
    }
    let verdict = verifier.finish()?;
    let number = |number: Option<u64>| number.map_or(JsValue::NULL, natural);
    let fault = verdict.fault;
    let kind = fault.map(|fault| fault.kind.name().into());
    let fields = [
        ("valid", verdict.is_valid().into()),
        ("bad_block", number(fault.map(|fault| fault.block))),
        ("fault", kind.unwrap_or(JsValue::NULL)),
        (
            "transaction",
            number(fault.and_then(|fault| fault.transaction)),
        ),
        ("hashes", listed(&verdict.hashes).into()),
    ];
    Ok(object(&fields).into())
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
