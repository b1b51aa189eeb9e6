//! What a person has chosen, kept in this browser from one visit to the next. Where the browser keeps nothing, a choice lasts
//! as long as the page.

use web_sys::{Storage, window};

/// What is kept under this name.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a choice under this name.
pub fn keep(name: &str, choice: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only means that the choice is forgotten.
        let _ = storage.set_item(name, choice);
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}
