//! Foreign nodes that speak the tutorial's API, such as its own Flask node: their chains, fetched for tabs,
//! which may not fetch them themselves.
//!
//! Only nodes that were named when the relay started are called. A relay that called whatever a
//! student types would be a way into the network it stands in.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use node::{Address, RelayFault};
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Relay,
    config::{Config, Peer},
    guard::Asker,
    refusal::Refusal,
};

/// A client that goes where it is sent, and nowhere else.
pub fn client(config: &Config) -> Result<Client, reqwest::Error> {
    Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(config.limits.peer_within)
        .build()
}

/// The foreign node of this address, if it may be called. `localhost` is 127.0.0.1.
pub fn allowed<'a>(config: &'a Config, address: &Address) -> Result<&'a Peer, Refusal> {
    let plain = |address: &Address| address.as_str().replacen("localhost:", "127.0.0.1:", 1);
    let found = config
        .peers
        .iter()
        .find(|peer| plain(&peer.address) == plain(address));
    found.ok_or_else(|| {
        Refusal::told(
            StatusCode::FORBIDDEN,
            RelayFault::NotAllowed(address.clone()),
        )
    })
}

/// `GET /api/peers/{address}/chain`: the `chain` of the foreign node's own `GET /chain`, letter by letter, since
/// `1.0` is not `1`.
pub async fn chain(
    State(relay): State<Arc<Relay>>,
    Path(address): Path<String>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.check(&relay)?;
    let address = Address::parse(&address)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let peer = allowed(&relay.config, &address)?;
    let body = fetch(&relay, peer).await?;
    let Answer { chain } = serde_json::from_slice(&body).map_err(|_| {
        Refusal::told(
            StatusCode::BAD_GATEWAY,
            RelayFault::NoChain(address.clone()),
        )
    })?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((kind, Body::from(chain.get().to_owned())).into_response())
}

/// What is needed of the tutorial's answer.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    chain: &'a RawValue,
}

async fn fetch(relay: &Relay, peer: &Peer) -> Result<Vec<u8>, Refusal> {
    let address = &peer.address;
    let failed = |error: reqwest::Error| {
        if error.is_timeout() {
            let seconds = relay.config.limits.peer_within.as_secs();
            let late = RelayFault::Late(address.clone(), seconds);
            Refusal::told(StatusCode::GATEWAY_TIMEOUT, late)
        } else {
            Refusal::told(
                StatusCode::BAD_GATEWAY,
                RelayFault::BrokenOff(address.clone()),
            )
        }
    };
    let url = format!("http://{address}/chain");
    let mut answer = relay.client.get(url).send().await.map_err(failed)?;
    if answer.status() != StatusCode::OK {
        let status = answer.status().as_u16().into();
        let fault = RelayFault::Status(address.clone(), status);
        return Err(Refusal::told(StatusCode::BAD_GATEWAY, fault));
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(failed)? {
        let most = relay.config.limits.peer_bytes;
        if body.len() + piece.len() > most {
            let fault = RelayFault::TooLarge(address.clone(), most as u64);
            return Err(Refusal::told(StatusCode::BAD_GATEWAY, fault));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
