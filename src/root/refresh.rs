//! When the page is drawn.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

use crate::{
    drivers::{clock, tab::Change, turn::next_turn},
    page::notice,
};

/// The page is not drawn anew within this time, in seconds: blocks may come faster than eyes.
const DRAW_SECONDS: f64 = 0.1;

/// When the page is drawn anew: at the next frame while it is visible, but not more often than people can
/// follow; else, as there are no frames, when a worker tells that time has passed.
#[derive(Clone, Default)]
pub struct Refresh(Rc<Pending>);

#[derive(Default)]
struct Pending {
    due: Cell<bool>,
    drawn: Cell<f64>,
    frame_asked: Cell<bool>,
    draw: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Refresh {
    /// From now on, this draws the page.
    pub fn draw_by(&self, draw: Rc<dyn Fn()>) {
        *self.0.draw.borrow_mut() = Some(draw);
    }

    /// Something has changed.
    pub fn heard(&self, change: Change) {
        match change {
            Change::OtherBuild => notice::reload(),
            Change::Time => {
                self.0.due.set(true);
                self.draw();
            }
            Change::State => {
                self.0.due.set(true);
                self.ask_for_frame();
            }
        }
    }

    fn ask_for_frame(&self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let visible = window
            .document()
            .is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        if !visible || self.0.frame_asked.replace(true) {
            return;
        }
        let this = self.clone();
        let frame = Closure::once_into_js(move || {
            this.0.frame_asked.set(false);
            if clock::seconds() - this.0.drawn.get() < DRAW_SECONDS {
                this.ask_for_frame();
            } else {
                // Not here: the browser would have to lay out and paint what is drawn in the same task.
                spawn_local(async move {
                    if let Err(error) = next_turn().await {
                        web_sys::console::error_1(&error);
                    }
                    this.draw();
                });
            }
        });
        if window
            .request_animation_frame(frame.unchecked_ref())
            .is_err()
        {
            self.0.frame_asked.set(false);
        }
    }

    fn draw(&self) {
        if self.0.due.get() {
            let draw = self.0.draw.borrow().clone();
            if let Some(draw) = draw {
                self.0.due.set(false);
                self.0.drawn.set(clock::seconds());
                draw();
            }
        }
    }
}
