//! A node's chain as scripts get it. A long one is printed a slice at a time, so that the page stays alive and never
//! holds all of its text; and as part of an answer, only when a script reads it.

use std::{cell::LazyCell, sync::Arc};

use chain::Link;
use js_sys::{Array, JSON, JsString, Object};
use node::Answer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::{arguments::Refusal, natural, object};
use crate::{browser::tab::Tab, web::slices::Slices};

/// How many blocks are printed between two looks at the clock.
const BLOCKS_A_LOOK: usize = 256;
/// The longest chain that an answer holds from the start, in blocks: more than a class mines.
const MAX_IN_ANSWER: u64 = 1_000;

/// The chain as exact JSON text, as [`chain::Chain::to_text`] prints it, or as the body of the tutorial's `GET /chain`.
pub async fn given(tab: &Tab, as_text: bool) -> Result<JsValue, Refusal> {
    let links = links(tab);
    let mut slices = Slices::begin();
    // To the browser, putting texts together is no work until they are looked at.
    let (mut text, mut list) = (JsString::from("["), Array::new());
    for (slice, some) in links.chunks(BLOCKS_A_LOOK).enumerate() {
        if !as_text {
            list = list.concat(&read(some)?);
        } else {
            let separator = if slice == 0 { "" } else { ", " };
            text = text.concat(&format!("{separator}{}", printed(some)).into());
        }
        slices.next_if_over().await?;
    }
    Ok(if as_text {
        text.concat(&"]".into()).into()
    } else {
        let length = natural(links.len() as u64);
        object(&[("chain", list.into()), ("length", length)]).into()
    })
}

/// The body of a command's answer.
pub fn answered(tab: &Tab, answer: &Answer) -> Result<JsValue, Refusal> {
    let (body, on_demand) = tab.read(|client| match answer {
        Answer::Resolved(resolution) if client.node().chain().length() > MAX_IN_ANSWER => (
            answer.short_body(client.node().chain()),
            Some(resolution.chain_field()),
        ),
        _ => (answer.body(client.node().chain()), None),
    });
    let body = JSON::parse(&body)?;
    if let Some(field) = on_demand {
        let links = links(tab);
        let chain = LazyCell::new(move || -> Result<Array, JsValue> {
            let mut list = Array::new();
            for some in links.chunks(BLOCKS_A_LOOK) {
                list = list.concat(&read(some)?);
            }
            Ok(list)
        });
        let get = Closure::<dyn Fn() -> Result<Array, JsValue>>::new(move || (*chain).clone());
        // Enumerable, so that it is printed with the rest where the answer is printed.
        let property = object(&[("get", get.into_js_value()), ("enumerable", JsValue::TRUE)]);
        Object::define_property(body.unchecked_ref::<Object>(), &field.into(), &property);
    }
    Ok(body)
}

/// The chain as it is now, whatever becomes of it while it is printed.
fn links(tab: &Tab) -> Vec<Arc<Link>> {
    tab.read(|client| client.node().chain().links().cloned().collect())
}

/// Blocks as JavaScript's values.
fn read(links: &[Arc<Link>]) -> Result<Array, JsValue> {
    JSON::parse(&format!("[{}]", printed(links))).map(JsCast::unchecked_into)
}

fn printed(links: &[Arc<Link>]) -> String {
    let blocks: Vec<String> = links.iter().map(|link| link.block().canonical()).collect();
    blocks.join(", ")
}
