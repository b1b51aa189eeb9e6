//! This tab's node, watched from the workshop: through `window.tabchain`, as a script in the console
//! would.

use std::{cell::RefCell, rc::Rc};

use client::{Observed, Report};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::console;
use crate::page::{
    failure::Failure,
    visibility::{is_hidden, when_shown},
};

/// What this tab's node looks like now; `None` until it was first seen. A component that uses this is drawn again with each
/// change, but not while the page is hidden.
#[hook]
pub fn use_observed() -> Option<Rc<Observed>> {
    use_watched(Watch::default())
}

/// The same, with what the other tabs of the room say they see.
#[hook]
pub fn use_room() -> Option<Rc<Observed>> {
    use_watched(Watch {
        option: Some("room"),
        ..Watch::default()
    })
}

/// The same as [`use_observed`], and a node that only watches fetches the others' branches by itself meanwhile.
#[hook]
pub fn use_branches() -> Option<Rc<Observed>> {
    use_watched(Watch {
        option: Some("branches"),
        ..Watch::default()
    })
}

/// What it looks like now, while the page is hidden, too: for a component that has to see all that happens.
#[hook]
pub fn use_observed_always() -> Option<Rc<Observed>> {
    use_watched(Watch {
        hidden: true,
        ..Watch::default()
    })
}

/// What is wanted of watching.
#[derive(Clone, Copy, Default)]
struct Watch {
    /// What is asked of `tabchain.watch` beside the node's own state.
    option: Option<&'static str>,
    /// What happens while the page is hidden.
    hidden: bool,
}

#[hook]
fn use_watched(wanted: Watch) -> Option<Rc<Observed>> {
    let observed = use_state_eq(|| None);
    {
        let observed = observed.clone();
        use_effect_with((), move |()| {
            let unread = Rc::new(RefCell::new(None::<JsValue>));
            let read = {
                let unread = unread.clone();
                move || {
                    let Some(value) = unread.take() else { return };
                    // A page of another build is reloaded before it could say something else.
                    if let Ok(mut now) = serde_wasm_bindgen::from_value::<Observed>(value.clone()) {
                        now.reports = reports(&value);
                        observed.set(Some(Rc::new(now)));
                    }
                }
            };
            let unlisten = when_shown(read.clone());
            let seen = Closure::<dyn Fn(JsValue)>::new(move |value: JsValue| {
                unread.replace(Some(value));
                if wanted.hidden || !is_hidden() {
                    read();
                }
            });
            let stop = console::method("watch")
                .ok()
                .and_then(|(console, watch)| {
                    let options = Object::new();
                    if let Some(option) = wanted.option {
                        Reflect::set(&options, &option.into(), &true.into()).ok()?;
                    }
                    watch.call2(&console, seen.as_ref(), &options).ok()
                })
                .and_then(|stop| stop.dyn_into::<Function>().ok());
            move || {
                unlisten();
                if let Some(stop) = stop {
                    // Ignore errors when unsubscribing.
                    let _ = stop.call0(&JsValue::UNDEFINED);
                }
                drop(seen);
            }
        });
    }
    (*observed).clone()
}

/// What other tabs say, as far as it can be read.
fn reports(observed: &JsValue) -> Vec<Report> {
    let reports = Reflect::get(observed, &"reports".into());
    let Ok(reports) = reports.and_then(JsCast::dyn_into::<Array>) else {
        return Vec::new();
    };
    let read = |report| serde_wasm_bindgen::from_value(report).ok();
    reports.iter().filter_map(read).collect()
}

/// Has the two ends of a connection cut it, or mend it. What refuses it is told to `failed`.
pub fn set_cut(one: &str, other: &str, cut: bool, failed: Callback<Failure>) {
    let name = if cut { "cut" } else { "mend" };
    order(name, Array::of2(&one.into(), &other.into()), failed);
}

/// Splits the room in two, or heals it with nobody in the second half. What refuses it is told to `failed`.
pub fn set_split(second: &[String], failed: Callback<Failure>) {
    let name = if second.is_empty() { "heal" } else { "split" };
    order(name, second.iter().map(JsValue::from).collect(), failed);
}

/// Has all tabs mend every connection that is cut. What refuses it is told to `failed`.
pub fn mend_all(failed: Callback<Failure>) {
    order("mendAll", Array::new(), failed);
}

fn order(name: &'static str, addresses: Array, failed: Callback<Failure>) {
    spawn_local(async move {
        if let Err(error) = console::call(name, &addresses).await {
            failed.emit(error);
        }
    });
}
