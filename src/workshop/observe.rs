//! This tab's node, watched from the workshop: through `window.tabchain`, as a script in the console
//! would.

use std::{cell::RefCell, rc::Rc};

use chain::Hash;
use client::Observed;
use js_sys::{Array, Function, Object, Reflect};
use node::{Address, NodeName};
use serde::{Deserialize, de::DeserializeOwned};
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
    use_watched(Watch::default(), told)
}

/// The same, with what the other tabs of the room say they see.
#[hook]
pub fn use_room() -> Option<Rc<Observed>> {
    let wanted = Watch {
        options: &["room"],
        ..Watch::default()
    };
    use_watched(wanted, |value| {
        let mut observed: Observed = told(value)?;
        observed.reports = reports(value);
        Some(observed)
    })
}

/// The same as [`use_observed`], and a node that only watches fetches the others' branches by itself meanwhile.
#[hook]
pub fn use_branches() -> Option<Rc<Observed>> {
    let wanted = Watch {
        options: &["branches"],
        ..Watch::default()
    };
    use_watched(wanted, told)
}

/// What this tab's node looks like, and where the other tabs say they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomStands {
    /// The node, without reports.
    pub observed: Observed,
    /// The others, this tab's node not among them.
    pub others: Vec<Standpoint>,
}

/// The part of a [`Report`](client::Report) that says where a tab stands. The rest of it, long lists, is not read for that.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Standpoint {
    /// The address of its node.
    pub address: Address,
    /// The node's name.
    pub name: NodeName,
    /// How many blocks its chain has.
    pub length: u64,
    /// The hash of the last of them.
    pub tip: Hash,
}

/// The same as [`use_branches`], with where the other tabs of the room say they stand.
#[hook]
pub fn use_stands() -> Option<Rc<RoomStands>> {
    let wanted = Watch {
        options: &["room", "branches"],
        ..Watch::default()
    };
    use_watched(wanted, |value| {
        let observed: Observed = told(value)?;
        let mut others: Vec<Standpoint> = reports(value);
        others.retain(|other| other.address.as_str() != observed.id);
        Some(RoomStands { observed, others })
    })
}

/// What it looks like now, while the page is hidden, too: for a component that has to see all that happens.
#[hook]
pub fn use_observed_always() -> Option<Rc<Observed>> {
    let wanted = Watch {
        hidden: true,
        ..Watch::default()
    };
    use_watched(wanted, told)
}

/// What is wanted of watching.
#[derive(Clone, Copy, Default)]
struct Watch {
    /// What is asked of `tabchain.watch` beside the node's own state.
    options: &'static [&'static str],
    /// What happens while the page is hidden.
    hidden: bool,
}

/// What `read` makes of what is told; nothing where that can't be read: a page of another build is reloaded before it could
/// say something else.
#[hook]
fn use_watched<T: PartialEq + 'static>(
    wanted: Watch,
    read: fn(&JsValue) -> Option<T>,
) -> Option<Rc<T>> {
    let observed = use_state_eq(|| None);
    {
        let observed = observed.clone();
        use_effect_with((), move |()| {
            let unread = Rc::new(RefCell::new(None::<JsValue>));
            let read = {
                let unread = unread.clone();
                move || {
                    let now = unread.take().and_then(|value: JsValue| read(&value));
                    if let Some(now) = now {
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
                    for &option in wanted.options {
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

/// What is told of this tab's node.
fn told<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value.clone()).ok()
}

/// What other tabs say, as far as it can be read.
fn reports<T: DeserializeOwned>(observed: &JsValue) -> Vec<T> {
    let reports = Reflect::get(observed, &"reports".into());
    let Ok(reports) = reports.and_then(JsCast::dyn_into::<Array>) else {
        return Vec::new();
    };
    reports.iter().filter_map(|report| told(&report)).collect()
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
