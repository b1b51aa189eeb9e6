//! When the page is drawn.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};

use super::title::Title;
use crate::{
    browser::tab::{Change, Tab},
    page::{notice, visibility::is_hidden},
    web::clock,
};

/// The page is not drawn again within this time, in seconds: blocks may come faster than eyes follow.
const DRAW_SECONDS: f64 = 0.1;

/// When the page is drawn again: at once when something has changed, but not more often than people can follow, and not
/// at all while nobody sees it. The title of a hidden tab is seen, and follows what happens.
#[derive(Clone, Default)]
pub struct Refresh(Rc<Pending>);

#[derive(Default)]
struct Pending {
    due: Cell<bool>,
    drawn: Cell<f64>,
    /// Whether a timer is on its way.
    timed: Cell<bool>,
    draw: RefCell<Option<Rc<dyn Fn()>>>,
    title: Title,
}

impl Refresh {
    /// From now on, this draws the page.
    pub fn draw_by(&self, draw: Rc<dyn Fn()>) {
        *self.0.draw.borrow_mut() = Some(draw);
    }

    /// From now on, the page's title is about this tab.
    pub fn entitle(&self, tab: Tab) {
        self.0.title.follow(tab);
    }

    /// Something has changed.
    pub fn heard(&self, change: Change) {
        if change == Change::OtherBuild {
            return notice::reload();
        }
        self.0.title.renew();
        if change == Change::State || self.0.due.get() {
            self.again();
        }
    }

    /// Not all that there is to show is drawn: the rest comes next.
    pub fn again(&self) {
        self.0.due.set(true);
        if !self.0.timed.get() {
            self.draw_soon();
        }
    }

    /// The page has come into sight: what it shows is of the time when it was last seen.
    pub fn shown(&self) {
        self.draw();
    }

    /// Not in this task, which has its own work to do, nor in the frame, which has to lay out and paint it.
    fn draw_soon(&self) {
        let (false, Some(window)) = (is_hidden(), web_sys::window()) else {
            return;
        };
        let wait = self.0.drawn.get() + DRAW_SECONDS - clock::seconds();
        let this = self.clone();
        let draw = Closure::once_into_js(move || {
            this.0.timed.set(false);
            if !is_hidden() {
                this.draw();
            }
        });
        let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            draw.unchecked_ref(),
            (wait.max(0.0) * 1000.0).ceil() as i32,
        );
        self.0.timed.set(timer.is_ok());
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
