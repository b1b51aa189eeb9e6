//! A node's chain as scripts get it. A long one is printed a slice at a time, so that the page stays alive and never
//! holds all of its text; and as part of an answer, only when a script reads it.

use std::{cell::LazyCell, sync::Arc};

use chain::Link;
use js_sys::{Array, JSON, JsString, Object, Reflect};
use node::Answer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::{arguments::Refusal, define, parsed, verify::Breath};
use crate::drivers::tab::Tab;

/// How many blocks are printed between two looks at the clock.
const BLOCKS_A_LOOK: usize = 256;
/// The longest chain that an answer holds from the start, in blocks: more than a class mines.
const MAX_IN_ANSWER: u64 = 1_000;

/// The chain as exact JSON text, as [`chain::Chain::to_text`] prints it.
pub async fn text(tab: &Tab) -> Result<JsValue, Refusal> {
    let links = links(tab);
    let mut breath = Breath::drawn();
    // To the browser, putting texts together is no work until they are looked at.
    let mut text = JsString::from("[");
    let mut separator = "";
    for some in links.chunks(BLOCKS_A_LOOK) {
        text = text.concat(&(separator.to_owned() + &printed(some)).into());
        separator = ", ";
        breath.draw_if_due().await?;
    }
    Ok(text.concat(&"]".into()).into())
}

/// The body of the tutorial's `GET /chain`.
pub async fn body(tab: &Tab) -> Result<JsValue, Refusal> {
    let links = links(tab);
    let mut breath = Breath::drawn();
    let mut chain = Array::new();
    for some in links.chunks(BLOCKS_A_LOOK) {
        chain = chain.concat(&read(some)?);
        breath.draw_if_due().await?;
    }
    let body = Object::new();
    Reflect::set(&body, &"chain".into(), &chain)?;
    Reflect::set(&body, &"length".into(), &(links.len() as f64).into())?;
    Ok(body.into())
}

/// The body of a command's answer.
pub fn answered(tab: &Tab, answer: &Answer) -> Result<JsValue, Refusal> {
    let (body, on_demand) = tab.read(|node| match answer {
        Answer::Resolved(resolution) if node.chain().length() > MAX_IN_ANSWER => (
            answer.short_body(node.chain()),
            Some(resolution.chain_field()),
        ),
        _ => (answer.body(node.chain()), None),
    });
    let body = parsed(&body)?;
    if let (Some(field), Some(object)) = (on_demand, body.dyn_ref()) {
        let links = links(tab);
        let chain = LazyCell::new(move || {
            let slices = links.chunks(BLOCKS_A_LOOK);
            slices
                .map(read)
                .try_fold(Array::new(), |chain, some| Ok(chain.concat(&some?)))
        });
        let get = Closure::<dyn Fn() -> Result<Array, JsValue>>::new(move || (*chain).clone());
        // Enumerable, so that it is printed with the rest where the answer is printed.
        let shown = ("enumerable", JsValue::TRUE);
        define(object, field, &[("get", get.into_js_value()), shown]);
    }
    Ok(body)
}

/// The chain as it is now, whatever becomes of it while it is printed.
fn links(tab: &Tab) -> Vec<Arc<Link>> {
    tab.read(|node| node.chain().links().cloned().collect())
}

/// Blocks as JavaScript's values.
fn read(links: &[Arc<Link>]) -> Result<Array, JsValue> {
    JSON::parse(&format!("[{}]", printed(links))).map(JsCast::unchecked_into)
}

fn printed(links: &[Arc<Link>]) -> String {
    let blocks: Vec<String> = links.iter().map(|link| link.block().canonical()).collect();
    blocks.join(", ")
}
