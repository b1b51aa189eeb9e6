//! Whether anybody can see the page.
//!
//! What changes in a hidden document costs more than it is worth: no frame is drawn, so browsers keep what was taken
//! out of it for animations that never run, and each change costs more than the one before. So nothing is drawn while
//! the page is hidden, and what has changed meanwhile is drawn once when it is shown.

use web_sys::window;

use super::hooks::listen;

/// True for a tab in the background and for a window that is minimised or covered.
pub fn is_hidden() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// Calls `shown` each time the page comes into sight, before the browser draws it, until what is returned is called:
/// the end of an effect.
pub fn when_shown(shown: impl Fn() + 'static) -> impl FnOnce() {
    listen("visibilitychange", move || {
        if !is_hidden() {
            shown();
        }
    })
}
