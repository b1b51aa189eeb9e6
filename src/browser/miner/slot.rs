//! A slot for a worker, and the worker in it.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::{protocol::Order, thrown};
use crate::BUILD;

/// A worker says several times a second that it is there. One that said nothing between so many looks is dead: a browser that
/// ends a worker, be it for want of memory, need not tell. Looks are counted, not seconds, so that a machine that slept
/// finds all of its workers alive.
const SILENT_LOOKS: u32 = 4;
/// The same for a worker that is still being loaded.
const LOADING_LOOKS: u32 = 60;
/// A slot; vacant to begin with, and when its worker died too often.
#[derive(Default)]
pub struct Slot {
    worker: Option<Worker>,
    /// Whether the worker has said that it is.
    pub ready: bool,
    /// How often a worker died here without finishing a range.
    pub deaths: u32,
    /// How many looks have passed since it said something.
    pub silent: u32,
    /// Since when it searches a range, if it does.
    pub busy: Option<f64>,
    /// Hashes a second, as of late.
    pub per_second: f64,
    /// The browser calls these for as long as the worker lives.
    _on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    _on_error: Option<Closure<dyn FnMut(ErrorEvent)>>,
}

impl Slot {
    /// Starts a worker here; what it says is told to `heard`, why it failed to `failed`. An error, in the browser's words,
    /// where the browser starts none.
    pub fn start_worker(
        &mut self,
        heard: impl FnMut(MessageEvent) + 'static,
        mut failed: impl FnMut(String) + 'static,
    ) -> Result<(), String> {
        let worker = Worker::new(&format!("./miner-worker.js?v={BUILD}"))
            .map_err(|error| thrown(&error).to_string())?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(heard);
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            failed(event.message());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.worker = Some(worker);
        self.silent = 0;
        self._on_message = Some(on_message);
        self._on_error = Some(on_error);
        Ok(())
    }

    /// Ends the worker, if there is one. True when it was searching a range.
    pub fn stop_worker(&mut self) -> bool {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        self.ready = false;
        self.busy.take().is_some()
    }

    /// Whether there is no worker here.
    pub fn is_vacant(&self) -> bool {
        self.worker.is_none()
    }

    /// Counts a look; true when the worker has said nothing for too many of them.
    pub fn fell_silent(&mut self) -> bool {
        self.silent += 1;
        let patience = if self.ready {
            SILENT_LOOKS
        } else {
            LOADING_LOOKS
        };
        !self.is_vacant() && self.silent > patience
    }

    /// Tells the worker what to do.
    pub fn order(&self, order: &Order) {
        let Some(worker) = &self.worker else {
            return;
        };
        if let Err(error) = worker.post_message(&order.to_js()) {
            web_sys::console::error_1(&error);
        }
    }
}
