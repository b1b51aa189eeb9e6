//! What the workshop asks of this tab's node: the calls of `window.tabchain`, as a learner in the
//! console would make them.

use std::{cell::RefCell, ops::Range, rc::Rc};

use js_sys::{BigInt, Function, JsString, Object, Promise, Reflect};
use pow::Puzzle;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::page::failure::Failure;
use client::Observed;

/// How a search of a range ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Searched {
    /// The smallest proof of the range, if it has one.
    pub proof: Option<u64>,
    /// Hashes computed, wasted ones included.
    pub hashes: u64,
}

/// The node's chain as exact JSON text, left where it is: it may be long.
pub async fn chain_text() -> Result<JsString, Failure> {
    let text = call("chainText", &JsValue::UNDEFINED).await?;
    text.dyn_into().map_err(Failure::Thrown)
}

/// Makes the chain of this text the node's own.
pub async fn adopt(text: &JsString) -> Result<(), Failure> {
    call("adopt", text).await.map(|_| ())
}

/// What became of fetching the branches of the room.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fetched {
    /// How many were fetched.
    pub fetched: usize,
    /// What became of each node's.
    pub peers: Vec<FetchedFrom>,
}

/// What became of one node's branch.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FetchedFrom {
    /// The node's address.
    pub address: String,
    /// `fetched`, `known`, `too long`, `refused`, `silent` or `not asked in time`.
    pub outcome: String,
}

/// Fetches the branches of the room, to be looked at.
pub async fn fetch_branches() -> Result<Fetched, Failure> {
    let answer = call("branches", &JsValue::UNDEFINED).await?;
    serde_wasm_bindgen::from_value(answer).map_err(|error| Failure::Thrown(error.into()))
}

/// Searches a range of proofs with all workers of this tab.
pub async fn search(puzzle: &Puzzle, range: Range<u64>) -> Result<Searched, Failure> {
    let question = Object::new();
    let bits = puzzle.difficulty().bits();
    for (name, value) in [
        ("prefix", puzzle.prefix().into()),
        ("suffix", puzzle.suffix().into()),
        ("difficulty_bits", bits.into()),
        ("from", BigInt::from(range.start).into()),
        ("to", BigInt::from(range.end).into()),
    ] {
        Reflect::set(&question, &name.into(), &value)?;
    }
    let answer = call("search", &question).await?;
    let field = |name: &str| Reflect::get(&answer, &name.into()).map_err(Failure::from);
    Ok(Searched {
        proof: natural(&field("proof")?),
        hashes: natural(&field("hashes")?).unwrap_or_default(),
    })
}

/// What can be seen of the node now; `None` where the page does not tell.
pub fn observed() -> Option<Observed> {
    let seen = Rc::new(RefCell::new(None));
    let look = {
        let seen = seen.clone();
        Closure::<dyn Fn(JsValue)>::new(move |value: JsValue| {
            *seen.borrow_mut() = serde_wasm_bindgen::from_value(value).ok();
        })
    };
    // It is called back at once, and is of no use later.
    drop(watch(&look)?);
    seen.take()
}

/// Watching ends with this value.
struct Watching(Function);

impl Drop for Watching {
    fn drop(&mut self) {
        // Ignore errors when unsubscribing.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

fn watch(look: &Closure<dyn Fn(JsValue)>) -> Option<Watching> {
    let (console, watch) = method("watch").ok()?;
    let stop = watch.call1(&console, look.as_ref()).ok()?;
    stop.dyn_into().ok().map(Watching)
}

/// Calls a method and waits for what it promises.
pub async fn call(name: &str, argument: &JsValue) -> Result<JsValue, Failure> {
    let (console, method) = method(name)?;
    let promise: Promise = method
        .call1(&console, argument)
        .and_then(JsCast::dyn_into)?;
    JsFuture::from(promise).await.map_err(Failure::from)
}

/// `window.tabchain` and one of its methods.
pub fn method(name: &str) -> Result<(JsValue, Function), Failure> {
    let console = Reflect::get(&js_sys::global(), &"tabchain".into())?;
    let method = Reflect::get(&console, &name.into()).and_then(JsCast::dyn_into)?;
    Ok((console, method))
}

/// A number where JavaScript's are exact, a BigInt beyond.
fn natural(value: &JsValue) -> Option<u64> {
    match value.dyn_ref::<BigInt>() {
        Some(big) => u64::try_from(big.clone()).ok(),
        None => value.as_f64().map(|number| number as u64),
    }
}
