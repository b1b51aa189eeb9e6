//! Foreign nodes that speak the tutorial's API, such as its own Flask node: their chains, fetched for tabs,
//! which may not fetch them themselves.
//!
//! Only nodes that were named when the relay started are called. A relay that called whatever a
//! student types would be a way into the network it stands in.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use protocol::{Address, RelayFault};
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    config::{Limits, Peer},
    guard::{Asker, Guard},
    refusal::Refusal,
};

/// The foreign nodes that may be called, and what calls them.
pub struct ForeignNodes {
    allowed: Vec<Peer>,
    client: Client,
    guard: Arc<Guard>,
    limits: Arc<Limits>,
}

/// A client that goes where it is sent, and nowhere else.
pub fn client(limits: &Limits) -> Result<Client, reqwest::Error> {
    Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(limits.peer_within)
        .build()
}

/// The routes by which a tab gets their chains.
pub fn router(nodes: Arc<ForeignNodes>) -> Router {
    Router::new()
        .route("/api/peers/{address}/chain", get(chain))
        .with_state(nodes)
}

/// `GET /api/peers/{address}/chain`: the `chain` of the foreign node's own `GET /chain`, letter by letter, since
/// `1.0` is not `1`.
async fn chain(
    State(nodes): State<Arc<ForeignNodes>>,
    Path(address): Path<String>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.check(&nodes.guard)?;
    let address = Address::parse(&address)?;
    let peer = nodes.allowed(&address)?;
    let body = nodes.fetch(peer).await?;
    let Answer { chain } = serde_json::from_slice(&body).map_err(|_| {
        let fault = RelayFault::NoChain(address.clone());
        Refusal::of(StatusCode::BAD_GATEWAY, &fault)
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

impl ForeignNodes {
    /// The ones that were named when the relay started.
    pub fn new(allowed: Vec<Peer>, client: Client, guard: Arc<Guard>, limits: Arc<Limits>) -> Self {
        Self {
            allowed,
            client,
            guard,
            limits,
        }
    }

    /// Their addresses.
    pub fn addresses(&self) -> Vec<Address> {
        let allowed = self.allowed.iter();
        allowed.map(|peer| peer.address.clone()).collect()
    }

    /// The foreign node of this address, if it may be called. `localhost` is 127.0.0.1.
    pub fn allowed(&self, address: &Address) -> Result<&Peer, Refusal> {
        let plain = |address: &Address| address.as_str().replacen("localhost:", "127.0.0.1:", 1);
        let found = self
            .allowed
            .iter()
            .find(|peer| plain(&peer.address) == plain(address));
        found.ok_or_else(|| {
            let fault = RelayFault::NotAllowed(address.clone());
            Refusal::of(StatusCode::FORBIDDEN, &fault)
        })
    }

    async fn fetch(&self, peer: &Peer) -> Result<Vec<u8>, Refusal> {
        let address = &peer.address;
        let bad_gateway = |fault: RelayFault| Refusal::of(StatusCode::BAD_GATEWAY, &fault);
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                let seconds = self.limits.peer_within.as_secs();
                let late = RelayFault::Late(address.clone(), seconds);
                Refusal::of(StatusCode::GATEWAY_TIMEOUT, &late)
            } else {
                bad_gateway(RelayFault::BrokenOff(address.clone()))
            }
        };
        let url = format!("http://{address}/chain");
        let mut answer = self.client.get(url).send().await.map_err(failed)?;
        if answer.status() != StatusCode::OK {
            let status = answer.status().as_u16().into();
            return Err(bad_gateway(RelayFault::Status(address.clone(), status)));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            let most = self.limits.peer_bytes;
            if body.len() + piece.len() > most {
                let fault = RelayFault::TooLarge(address.clone(), most as u64);
                return Err(bad_gateway(fault));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}
