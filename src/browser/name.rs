//! The name that a person gave this tab's node: a reload or another room leaves it as it is.
//!
//! It is kept for the tab, as each tab is a node of its own. "Duplicate tab" copies it with all else that is kept for a
//! tab: two nodes of one person may share a name, and their addresses tell them apart.

use node::NodeName;

use super::tab_storage::tab_storage;

/// Where it is kept.
const KEY: &str = "tabchain-name";

/// Keeps a name for this tab.
pub fn keep(name: &NodeName) {
    if let Some(storage) = tab_storage() {
        // A full or forbidden storage only means that the name is forgotten.
        let _ = storage.set_item(KEY, name.as_str());
    }
}

/// The name that was kept, if it is one.
pub fn kept() -> Option<NodeName> {
    let text = tab_storage()?.get_item(KEY).ok()??;
    NodeName::parse(&text).ok()
}
