//! What the tab is called in the browser's strip of tabs: whose node it is, and how long that node's chain.

use std::cell::{Cell, OnceCell};

use crate::{browser::tab::Tab, page::wording, web::clock};

/// The title is not looked at again within this time, in seconds.
const LOOK_SECONDS: f64 = 1.0;

/// The page's title. It is no part of what is drawn, as it is seen while the page is hidden.
#[derive(Default)]
pub struct Title {
    tab: OnceCell<Tab>,
    looked: Cell<f64>,
}

impl Title {
    /// From now on, the title is about this tab.
    pub fn follow(&self, tab: Tab) {
        // There is one tab for as long as the page lives.
        let _ = self.tab.set(tab);
    }

    /// Says how things are, unless that was done just now: time is told several times a second.
    pub fn renew(&self) {
        let document = web_sys::window().and_then(|window| window.document());
        let (Some(tab), Some(document)) = (self.tab.get(), document) else {
            return;
        };
        let now = clock::seconds();
        if now - self.looked.get() < LOOK_SECONDS {
            return;
        }
        self.looked.set(now);
        let title = tab.read(|client| {
            let node = client.node();
            wording::title(node.name().as_str(), node.chain().length())
        });
        if document.title() != title {
            document.set_title(&title);
        }
    }
}
