//! A clock that goes on while the tab is hidden, when the page's own timers are delayed.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use super::worker::OwnWorker;

/// After so many looks without a tick the worker counts as dead: a browser may end one without an event, for example when memory is
/// short. Looks are counted, not seconds, so that a machine that slept finds it alive.
const SILENT_LOOKS: u32 = 8;
/// The same for a worker that is still being loaded.
const LOADING_LOOKS: u32 = 60;
/// So many workers are tried that never tick. Without any the page's own timers have to do.
const MAX_TRIES: u32 = 3;

/// A worker that tells about four times a second that time passes; dropping this ends it.
pub struct Ticks(Rc<Inner>);

struct Inner {
    this: Weak<Inner>,
    on_tick: Box<dyn Fn()>,
    worker: RefCell<Option<OwnWorker>>,
    /// How many looks have passed since the last tick.
    silent: Cell<u32>,
    /// How many workers were started since the last tick.
    tries: Cell<u32>,
}

impl Ticks {
    /// Calls this function at each tick.
    pub fn start(on_tick: impl Fn() + 'static) -> Self {
        let ticks = Self(Rc::new_cyclic(|this| Inner {
            this: this.clone(),
            on_tick: Box::new(on_tick),
            worker: RefCell::default(),
            silent: Cell::default(),
            tries: Cell::default(),
        }));
        ticks.0.start_worker();
        ticks
    }

    /// Looks whether the worker still ticks, and starts another where it does not; to be called now and then.
    pub fn look_after(&self) {
        let silent = self.0.silent.get() + 1;
        self.0.silent.set(silent);
        let tries = self.0.tries.get();
        let patience = match tries {
            0 => SILENT_LOOKS,
            _ => LOADING_LOOKS,
        };
        if silent > patience && tries < MAX_TRIES {
            self.0.start_worker();
        }
    }
}

impl Inner {
    fn start_worker(&self) {
        self.silent.set(0);
        self.tries.set(self.tries.get() + 1);
        let this = self.this.clone();
        let heard = move |_| {
            if let Some(inner) = this.upgrade() {
                inner.silent.set(0);
                inner.tries.set(0);
                (inner.on_tick)();
            }
        };
        // Why one is missing helps nobody: the page's own timers tick, too, and another is tried.
        let worker = OwnWorker::start("ticks-worker.js", heard, |_| {});
        self.worker.replace(worker.ok());
    }
}
