//! What a tab asks the relay, and leaves there, by fetch.

use gloo_net::http::Request;
use js_sys::{JSON, Reflect};
use node::{Address, CommandError, FieldFault, RelayFault};
use protocol::{Refused, RelayInfo, Whois};
use serde::de::DeserializeOwned;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

use super::{Heard, Link};

impl Link {
    /// Leaves the answer to a call.
    pub async fn post_answer(&self, id: &str, status: u16, body: String) {
        let url = format!("{}calls/{id}?status={status}", self.base());
        if let Ok(request) = Request::post(&url).body(body) {
            // Ignore errors: the caller may have gone, and the relay too.
            let _ = request.send().await;
        }
    }

    /// Asks the relay of itself.
    pub(super) fn ask_info(self: &Rc<Self>) {
        let link = self.clone();
        spawn_local(async move {
            let url = format!("{}relay?room={}", link.base(), link.room);
            let Ok(answer) = Request::get(&url).send().await else {
                return;
            };
            let text = answer.text().await.unwrap_or_default();
            let Some(info) = from_json::<RelayInfo>(&text) else {
                return;
            };
            // Each relay names all but itself.
            for origin in &info.relays {
                let base = format!("{origin}/api/");
                let mut bases = link.bases.borrow_mut();
                if !bases.contains(&base) {
                    bases.push(base);
                }
            }
            *link.info.borrow_mut() = info;
            (link.hear)(Heard::Changed);
        });
    }

    /// Who is behind host and port; `None` when the relay can't be asked.
    pub async fn whois(&self, address: &Address) -> Result<Option<Whois>, CommandError> {
        let url = format!("{}rooms/{}/whois/{address}", self.base(), self.room);
        let Ok(answer) = Request::get(&url).send().await else {
            return Ok(None);
        };
        let text = answer.text().await.unwrap_or_default();
        if answer.ok() {
            return Ok(from_json(&text));
        }
        Err(CommandError::Field {
            field: "nodes",
            reason: FieldFault::Relay(refusal(&text, answer.status(), address)),
        })
    }
}

/// Reads JSON. Its numbers become JavaScript's; blocks and transactions travel as text, so that none of
/// theirs does.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// Why a relay that was asked for a node refuses.
pub(super) fn refusal(text: &str, status: u16, asked: &Address) -> RelayFault {
    // Read by hand: with serde's machinery, a page would be half a kilobyte more to download.
    let body = JSON::parse(text).unwrap_or_default();
    let field = |name: &str| Reflect::get(&body, &name.into()).unwrap_or_default();
    let refused = Refused {
        code: field("code").as_string(),
        figure: field("figure").as_f64().map(|figure| figure as u64),
        message: field("message").as_string(),
    };
    refused.fault(status, asked)
}
