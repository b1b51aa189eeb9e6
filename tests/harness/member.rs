//! A tab as a member of a room at a relay.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Browser, Tab, deadline::until};

/// How long tabs may take to hear one another, or to come back after a loss.
const PATIENCE: Duration = Duration::from_secs(60);

impl Browser {
    /// Opens a page that a relay serves, and waits until that is heard.
    pub async fn join(&self, address: &str) -> Tab {
        let tab = self.open(address).await;
        tab.address().await;
        tab.until_relay("connected").await;
        tab
    }
}

impl Tab {
    /// Waits until the page says that the relay is `connected`, `reconnecting` or `offline`.
    pub async fn until_relay(&self, wanted: &str) {
        let state = "document.querySelector('[data-testid=\"relay-state\"]')?.dataset.state";
        self.until_is(&format!("the relay is {wanted}"), state, json!(wanted))
            .await;
    }

    /// Waits until so many nodes are listed.
    pub async fn until_peers(&self, count: usize) {
        let listed = "document.querySelectorAll('[data-testid^=\"peer-\"]').length";
        self.until_is(&format!("{count} nodes are listed"), listed, json!(count))
            .await;
    }

    /// Waits, for as long as a lost connection may take to come back, until an expression has a value.
    pub async fn until_is(&self, what: &str, expression: &str, wanted: Value) {
        until(what, PATIENCE, async || {
            let found = self.eval(expression).await;
            if found == wanted {
                Ok(())
            } else {
                Err(found.to_string())
            }
        })
        .await;
    }

    /// Where programs call this node, as its page says.
    pub async fn api(&self) -> String {
        let shown = "document.querySelector('[data-testid=\"relay-api\"]').textContent.trim()";
        let shown = self.eval(shown).await;
        shown.as_str().unwrap_or_default().to_owned()
    }

    /// The room the page says it is in.
    pub async fn room(&self) -> String {
        self.text_when("room", |room| !room.is_empty()).await
    }
}
