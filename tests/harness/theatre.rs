//! What the theatre plays: it is gone after a few seconds, and a machine that tests may be late, so that each sentence is noted.

use serde_json::Value;

use crate::Tab;

const NOTE: &str = "(() => {
    window.seen = [];
    new MutationObserver(() => {
        const said = document.querySelector('[data-testid=theatre] p');
        if (said && window.last !== said) window.seen.push((window.last = said).textContent);
    }).observe(document.body, { childList: true, subtree: true });
})()";

impl Tab {
    /// Notes from now on each sentence of the theatre.
    pub async fn note_theatre(&self) {
        self.eval(NOTE).await;
    }

    /// Waits until so many were played since then: their sentences.
    pub async fn until_played(&self, count: usize) -> Value {
        self.until(&format!("{count} were played"), async |tab| {
            let seen = tab.eval("window.seen").await;
            match seen.as_array().map(Vec::len) {
                Some(told) if told == count => Ok(seen),
                _ => Err(seen.to_string()),
            }
        })
        .await
    }
}
