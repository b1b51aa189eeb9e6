//! One timer for all that is due.

use std::cell::Cell;

use node::Time;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use crate::web::clock;

/// A timer that is set to the earliest of the times asked for.
///
/// Timers of hidden tabs are delayed, up to a minute: what may not be late then has to be looked after on another way,
/// too.
pub struct Alarm {
    on_time: Closure<dyn FnMut()>,
    set_to: Cell<Option<Time>>,
}

impl Alarm {
    /// Calls this function when the time has come; it has to [`clear`](Self::clear) the alarm.
    pub fn new(on_time: impl FnMut() + 'static) -> Self {
        Self {
            on_time: Closure::new(on_time),
            set_to: Cell::default(),
        }
    }

    /// Goes off at this time, unless it goes off earlier.
    pub fn set(&self, at: Time) -> Result<(), JsValue> {
        if self.set_to.get().is_some_and(|set_to| set_to <= at) {
            return Ok(());
        }
        let window = web_sys::window().ok_or("there is no window")?;
        // A timer that goes off early would have to be set again.
        let wait = at.since(clock::now()).as_millis() + 1;
        window.set_timeout_with_callback_and_timeout_and_arguments_0(
            self.on_time.as_ref().unchecked_ref(),
            i32::try_from(wait).unwrap_or(i32::MAX),
        )?;
        self.set_to.set(Some(at));
        Ok(())
    }

    /// It has gone off.
    pub fn clear(&self) {
        self.set_to.set(None);
    }
}
