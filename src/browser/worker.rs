//! A worker of the page's own build: how it is started, heard and ended.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, Worker};

use crate::BUILD;

/// A worker; dropping it ends it.
pub struct OwnWorker {
    worker: Worker,
    /// The browser calls these for as long as the worker lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl OwnWorker {
    /// Starts the program that this script loads; what it says is told to `heard`, why it failed to `failed`: in no words
    /// where it could not be loaded. An error, in the browser's words, where the browser starts none.
    pub fn start(
        script: &str,
        heard: impl FnMut(MessageEvent) + 'static,
        mut failed: impl FnMut(String) + 'static,
    ) -> Result<Self, String> {
        // Trunk puts no hash into a worker's file name. The build keeps a cached worker of another build away.
        let worker = Worker::new(&format!("./{script}?v={BUILD}"))
            .map_err(|error| String::from(js_sys::Error::from(error).message()))?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(heard);
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            // Where the script is missing, it is an event without a message.
            let message = Reflect::get(&event, &"message".into()).ok();
            failed(
                message
                    .and_then(|words| words.as_string())
                    .unwrap_or_default(),
            );
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Sends it a message.
    pub fn post(&self, message: &JsValue) {
        if let Err(error) = self.worker.post_message(message) {
            web_sys::console::error_1(&error);
        }
    }
}

impl Drop for OwnWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
