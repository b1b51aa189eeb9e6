//! The relay: whether it is heard, how others join, and where programs call this node.

use client::RelayState;
use yew::prelude::*;

use crate::page::{texts::t, view::RelayView};

/// The state of the connection, the way into the room as a link and a QR code, and lines for curl.
pub fn relay(relay: &RelayView) -> Html {
    let (state, sentence) = match relay.state {
        RelayState::Offline if relay.refused => ("offline", t("relay-in-use")),
        RelayState::Connected => ("connected", t("relay-connected")),
        RelayState::Reconnecting => ("reconnecting", t("relay-unconnected")),
        RelayState::Offline => ("offline", t("relay-unconnected")),
    };
    html! {
        <section class="panel relay" aria-labelledby="relay-title">
            <h2 id="relay-title">{ t("relay-title") }</h2>
            <p
                class={classes!("state", (state == "connected").then_some("on"))}
                role="status"
                data-testid="relay-state"
                data-state={state}
            >
                { sentence }
            </p>
            if relay.others_heard == Some(false) {
                <p class="note" data-testid="relay-others-unheard">{ t("relay-others-unheard") }</p>
            }
            if let Some(join) = &relay.join {
                <details>
                    <summary>{ t("relay-join") }</summary>
                    <a class="address" data-testid="relay-join" href={join.clone()}>{ join }</a>
                    <img
                        src={relay.join_code.clone()}
                        alt={t("relay-join-code")}
                        width="240"
                        height="240"
                        loading="lazy"
                    />
                </details>
            }
            if let Some(api) = &relay.api {
                <details>
                    <summary>{ t("relay-api") }</summary>
                    <code class="address" data-testid="relay-api">{ api }</code>
                    <pre>{ curl_lines(api) }</pre>
                </details>
            }
        </section>
    }
}

/// The tutorial's five calls.
fn curl_lines(api: &str) -> String {
    // 5000 registers 5001, as in the walk-through, and 5001 registers 5000.
    let other = api.rsplit_once(':').and_then(|(host, port)| {
        let port: u16 = port.parse().ok()?;
        Some(format!("{host}:{}", port ^ 1))
    });
    let other = other.as_deref().unwrap_or("http://localhost:5000");
    let post = "curl -X POST -H \"Content-Type: application/json\" -d";
    [
        format!("curl {api}/mine"),
        format!(
            r#"{post} '{{"sender": "ada", "recipient": "bob", "amount": 5}}' {api}/transactions/new"#
        ),
        format!("curl {api}/chain"),
        format!(r#"{post} '{{"nodes": ["{other}"]}}' {api}/nodes/register"#),
        format!("curl {api}/nodes/resolve"),
    ]
    .join("\n\n")
}
