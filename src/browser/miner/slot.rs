//! A slot for a worker, and the worker in it.

use web_sys::MessageEvent;

use super::protocol::Order;
use crate::browser::worker::OwnWorker;

/// A worker says several times a second that it is there. One that said nothing between so many looks is dead: a browser that
/// ends a worker, be it for want of memory, need not tell. Looks are counted, not seconds, so that a machine that slept
/// finds all of its workers alive.
const SILENT_LOOKS: u32 = 4;
/// The same for a worker that is still being loaded.
const LOADING_LOOKS: u32 = 60;
/// A slot; vacant to begin with, and when its worker died too often.
#[derive(Default)]
pub struct Slot {
    worker: Option<OwnWorker>,
    /// Whether the worker has said that it is.
    pub ready: bool,
    /// How often a worker died here without finishing a range.
    pub deaths: u32,
    /// How many looks have passed since it said something.
    pub silent: u32,
    /// Since when it searches a range, if it does.
    pub busy: Option<f64>,
    /// The first proof of its range.
    pub from: u64,
    /// Hashes a second, as of late.
    pub per_second: f64,
}

impl Slot {
    /// Starts a worker here; what it says is told to `heard`, why it failed to `failed`. An error, in the browser's words,
    /// where the browser starts none.
    pub fn start_worker(
        &mut self,
        heard: impl FnMut(MessageEvent) + 'static,
        failed: impl FnMut(String) + 'static,
    ) -> Result<(), String> {
        self.worker = Some(OwnWorker::start("miner-worker.js", heard, failed)?);
        self.silent = 0;
        Ok(())
    }

    /// Ends the worker, if there is one. True when it was searching a range.
    pub fn stop_worker(&mut self) -> bool {
        self.worker = None;
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
        if let Some(worker) = &self.worker {
            worker.post(&order.to_js());
        }
    }
}
