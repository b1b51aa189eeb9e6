//! Yielding to the browser in the middle of long work.

use js_sys::Promise;
use protocol::TimeSlice;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock;

/// Long work of the page, in slices.
pub struct Slices(TimeSlice);

impl Slices {
    /// Begins the first one.
    pub fn begin() -> Self {
        Self(TimeSlice::new(clock::now()))
    }

    /// Whether the work has to yield.
    pub fn is_over(&self) -> bool {
        self.0.is_over(clock::now())
    }

    /// Yields, and begins the next slice.
    pub async fn next(&mut self) -> Result<(), JsValue> {
        let turn = next_turn().await;
        *self = Self::begin();
        turn
    }

    /// The same, if the work has to yield.
    pub async fn next_if_over(&mut self) -> Result<(), JsValue> {
        if self.is_over() {
            self.next().await?;
        }
        Ok(())
    }
}

/// Waits until the browser has done what else is due. A message is used, not a timer: timers of hidden
/// tabs are delayed, up to a minute.
pub async fn next_turn() -> Result<(), JsValue> {
    let channel = MessageChannel::new()?;
    let port = channel.port2();
    let turn = Promise::new(&mut |resolve, _| {
        let listener = Closure::once_into_js(move || {
            // The promise takes any value; nothing can go wrong in resolving it.
            let _ = resolve.call0(&JsValue::NULL);
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    });
    channel.port1().post_message(&JsValue::NULL)?;
    JsFuture::from(turn).await?;
    channel.port1().close();
    channel.port2().close();
    Ok(())
}
