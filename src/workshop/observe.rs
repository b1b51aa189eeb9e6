//! This tab's node, watched from the workshop: through `window.tabchain`, as a script in the console
//! would.

use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::{observed::Observed, page::failure::Failure};

/// What this tab's node looks like now; `None` until it was first seen.
#[hook]
pub fn use_observed() -> Option<Rc<Observed>> {
    let observed = use_state_eq(|| None);
    {
        let observed = observed.clone();
        use_effect_with((), move |()| {
            let seen = Closure::<dyn Fn(JsValue)>::new(move |value: JsValue| {
                // A page of another build is reloaded before it could say something else.
                if let Ok(now) = serde_wasm_bindgen::from_value::<Observed>(value) {
                    observed.set(Some(Rc::new(now)));
                }
            });
            let stop = console()
                .and_then(|(console, method)| {
                    let watch = method("watch")?;
                    watch.call1(&console, seen.as_ref()).ok()
                })
                .and_then(|stop| stop.dyn_into::<Function>().ok());
            move || {
                if let Some(stop) = stop {
                    // Whoever watches no more does not mind if that fails.
                    let _ = stop.call0(&JsValue::UNDEFINED);
                }
                drop(seen);
            }
        });
    }
    (*observed).clone()
}

/// Cuts or mends the connection to another node. What refuses it is told to `failed`.
pub fn set_cut(address: &str, cut: bool, failed: Callback<Failure>) {
    let asked = console().and_then(|(console, method)| {
        let command = method(if cut { "cut" } else { "mend" })?;
        let answer = command.call1(&console, &address.into()).ok()?;
        answer.dyn_into::<Promise>().ok()
    });
    if let Some(answer) = asked {
        spawn_local(async move {
            if let Err(error) = JsFuture::from(answer).await {
                failed.emit(error.into());
            }
        });
    }
}

/// `window.tabchain`, and its methods by name.
fn console() -> Option<(JsValue, impl Fn(&str) -> Option<Function>)> {
    let console = Reflect::get(&js_sys::global(), &"tabchain".into()).ok()?;
    let holder = console.clone();
    let method = move |name: &str| {
        let member = Reflect::get(&holder, &name.into()).ok()?;
        member.dyn_into::<Function>().ok()
    };
    Some((console, method))
}
