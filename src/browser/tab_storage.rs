//! What the browser keeps for this tab, and for no other.
//!
//! A second node inside a lesson stands in a frame of the tab's own page, and the browser takes the two for one tab. So nothing is
//! kept for it: it never is the tab's node, nor called as that is, and it is gone with its frame.

use web_sys::{Storage, window};

/// By this attribute of the document `static/start.js` says that it is the second node of a lesson.
const SECOND: &str = "data-second";

/// Whether this page is the second node of a lesson.
pub fn is_second() -> bool {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute(SECOND))
}

/// The storage of this tab, where the browser and this page's place in it allow that.
pub fn tab_storage() -> Option<Storage> {
    if is_second() {
        return None;
    }
    window()?.session_storage().ok()?
}
