//! What a person is at stays where it is in the window, whatever grows or shrinks above it: not every browser sees to that.

use web_sys::{HtmlElement, window};

use crate::page::focus::focused;

/// So many CSS pixels are not seen.
const UNSEEN: f64 = 0.5;

/// What has the focus, and how far from the head of the window it was before something was drawn.
pub struct Hold {
    element: HtmlElement,
    top: f64,
}

impl Hold {
    /// Takes note of where what has the focus is; `None` where that is no part of a card, or out of sight.
    pub fn now() -> Option<Self> {
        let element = focused()?;
        element.closest(".editable").ok()??;
        let height = window()?.inner_height().ok()?.as_f64()?;
        let top = element.get_bounding_client_rect().top();
        (0.0..height)
            .contains(&top)
            .then_some(Self { element, top })
    }

    /// Scrolls by as much as it has moved since.
    pub fn keep(self) {
        let moved = self.element.get_bounding_client_rect().top() - self.top;
        if self.element.is_connected()
            && moved.abs() > UNSEEN
            && let Some(window) = window()
        {
            window.scroll_by_with_x_and_y(0.0, moved);
        }
    }
}
