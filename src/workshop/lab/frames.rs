//! The browser's frames: called before each is drawn, as long as the view is there.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::window;
use yew::prelude::*;

/// Milliseconds on a clock that does not step.
pub fn milliseconds() -> f64 {
    window()
        .and_then(|window| window.performance())
        .map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// So much of a pause between two frames counts, in milliseconds.
const MAX_FRAME: f64 = 100.0;

type Draw = Closure<dyn Fn(f64)>;

#[derive(Default)]
struct Frames {
    frame: RefCell<Option<Draw>>,
    asked: Cell<Option<i32>>,
}

impl Frames {
    fn ask(&self) {
        if let (Some(window), Some(frame)) = (window(), &*self.frame.borrow()) {
            let asked = window.request_animation_frame(frame.as_ref().unchecked_ref());
            // Where no frame is to be had, nothing moves.
            self.asked.set(asked.ok());
        }
    }

    fn stop(&self) {
        if let (Some(window), Some(asked)) = (window(), self.asked.take()) {
            // One that was drawn meanwhile need not be cancelled.
            let _ = window.cancel_animation_frame(asked);
        }
        self.frame.replace(None);
    }
}

/// Calls `drawn` with the milliseconds since the frame before, for as long as the view is shown. A
/// hidden tab has no frames; the time it was hidden is not made up for.
#[hook]
pub fn use_frames(drawn: Callback<f64>) {
    let latest = use_mut_ref(Callback::noop);
    *latest.borrow_mut() = drawn;
    use_effect_with((), move |()| {
        let frames = Rc::new(Frames::default());
        let last = Cell::new(None::<f64>);
        let frame = {
            let frames = frames.clone();
            Closure::<dyn Fn(f64)>::new(move |at: f64| {
                let passed = last.replace(Some(at)).map_or(0.0, |before| at - before);
                let drawn: Callback<f64> = latest.borrow().clone();
                drawn.emit(passed.clamp(0.0, MAX_FRAME));
                frames.ask();
            })
        };
        frames.frame.replace(Some(frame));
        frames.ask();
        move || frames.stop()
    });
}
