//! A node that is not stored: every page says so, why, and what to do.

use client::StorageFault;
use yew::prelude::*;

use crate::page::{
    refusals,
    texts::{t, t_args},
    view::StorageView,
};

/// A line below the head of the page, with what it means and what to do unfolded from it. Its place is there all the time,
/// so that screen readers tell what comes into it.
pub fn storage(storage: &StorageView) -> Html {
    let note = match storage {
        StorageView::Unknown | StorageView::Kept => None,
        StorageView::NotKept(fault) => Some(html! {
            <details>
                <summary>{ not_stored(fault) }</summary>
                <p class="note">{ t("storage-meaning") }</p>
                <p class="note">{ to_do(fault) }</p>
            </details>
        }),
    };
    html! {
        <div
            class={note.as_ref().map(|_| "not-stored")}
            role="status"
            data-testid="storage"
            data-kept={(*storage == StorageView::Kept).to_string()}
        >
            { note }
        </div>
    }
}

/// That what this node does is not stored, and why.
pub fn not_stored(fault: &StorageFault) -> String {
    t_args("storage-fault", [("why", refusals::storage(fault).into())])
}

fn to_do(fault: &StorageFault) -> String {
    match fault {
        StorageFault::Full => t("storage-full-advice"),
        StorageFault::Refused(_) => t("storage-refused-advice"),
        StorageFault::Newer => t("storage-newer-advice"),
        StorageFault::Closed => t("storage-closed-advice"),
        StorageFault::Failed(_) => t("storage-failed-advice"),
    }
}
