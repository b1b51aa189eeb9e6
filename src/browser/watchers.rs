//! Who watches this tab's node: `tabchain.watch`.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use client::{Client, Watched};
use js_sys::{Array, Function, JSON, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::web::clock;

/// A watcher is not called again within this time, in seconds.
const PAUSE_SECONDS: f64 = 0.1;
/// The same for one of the whole room, of which there is more to tell and to draw.
const ROOM_PAUSE_SECONDS: f64 = 0.4;

/// Scripts that are called with what can be seen of the node.
#[derive(Default)]
pub struct Watchers {
    watchers: RefCell<Vec<Rc<Watcher>>>,
    last: Cell<u64>,
}

struct Watcher {
    number: u64,
    callback: Function,
    watched: Watched,
    /// When it was called last.
    called: Cell<f64>,
    /// Whether something has changed since then.
    stale: Cell<bool>,
}

impl Watcher {
    fn is_due(&self, now: f64) -> bool {
        let pause = match self.watched.room {
            true => ROOM_PAUSE_SECONDS,
            false => PAUSE_SECONDS,
        };
        self.stale.get() && now - self.called.get() >= pause
    }
}

impl Watchers {
    /// Calls this function from now on. The number ends it again.
    pub fn add(&self, callback: Function, watched: Watched) -> u64 {
        let number = self.last.get() + 1;
        self.last.set(number);
        self.watchers.borrow_mut().push(Rc::new(Watcher {
            number,
            callback,
            watched,
            called: Cell::default(),
            stale: Cell::new(true),
        }));
        number
    }

    /// Calls it no more.
    pub fn remove(&self, number: u64) {
        self.watchers
            .borrow_mut()
            .retain(|watcher| watcher.number != number);
    }

    /// What all of them together look at.
    pub fn watched(&self) -> Watched {
        let watchers = self.watchers.borrow();
        Watched {
            room: watchers.iter().any(|watcher| watcher.watched.room),
            branches: watchers.iter().any(|watcher| watcher.watched.branches),
        }
    }

    /// Something has changed.
    pub fn note_change(&self) {
        for watcher in &*self.watchers.borrow() {
            watcher.stale.set(true);
        }
    }

    /// Lets those that have not been told of a change yet be called, however short it is since they were.
    pub fn end_pauses(&self) {
        for watcher in &*self.watchers.borrow() {
            watcher.called.set(0.0);
        }
    }

    /// Calls those that have not been told of a change yet, unless they were called just now.
    pub fn call_due(&self, client: &RefCell<Client>) {
        let now = clock::seconds();
        // A list of its own, as a watcher may watch or stop watching.
        let due: Vec<Rc<Watcher>> = {
            let watchers = self.watchers.borrow();
            let due = watchers.iter().filter(|watcher| watcher.is_due(now));
            due.cloned().collect()
        };
        if due.is_empty() {
            return;
        }
        for watcher in &due {
            watcher.called.set(now);
            watcher.stale.set(false);
        }
        let room = due.iter().any(|watcher| watcher.watched.room);
        let Some(value) = observed(&client.borrow(), room) else {
            return;
        };
        for watcher in due {
            if let Err(error) = watcher.callback.call1(&JsValue::NULL, &value) {
                web_sys::console::error_1(&error);
            }
        }
    }
}

/// What can be seen of a node, as a script gets it, with the reports of the room's other tabs if they are wanted.
fn observed(client: &Client, room: bool) -> Option<JsValue> {
    let value = client
        .observed()
        .serialize(&Serializer::json_compatible())
        .ok()?;
    let reports: Array = client
        .reports()
        .filter(|_| room)
        .filter_map(|(address, report)| {
            let report = JSON::parse(report).ok().filter(JsValue::is_object)?;
            let set = Reflect::set(&report, &"address".into(), &address.as_str().into());
            set.is_ok().then_some(report)
        })
        .collect();
    // A new field of a plain object can always be set.
    let _ = Reflect::set(&value, &"reports".into(), &reports);
    Some(value)
}
