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
use bytes::Bytes;
use protocol::{Address, RelayFault};
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::sleep;

use crate::{
    budget::Budget,
    client::Client as Asking,
    collect::{Collected, Overflow},
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
    budget: Arc<Budget>,
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
    asking: Asking,
) -> Result<Response, Refusal> {
    asker.check(&nodes.guard)?;
    let address = Address::parse(&address)?;
    let peer = nodes.allowed(&address)?;
    let body = nodes.fetch(peer, asking).await?;
    let Answer { chain } = serde_json::from_slice(&body).map_err(|_| {
        let fault = RelayFault::NoChain(address.clone());
        Refusal::of(StatusCode::BAD_GATEWAY, &fault)
    })?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let chain = body.slice_ref(chain.get().as_bytes());
    Ok((kind, Body::from(chain)).into_response())
}

/// What is needed of the tutorial's answer.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    chain: &'a RawValue,
}

impl ForeignNodes {
    /// The ones that were named when the relay started.
    pub fn new(
        allowed: Vec<Peer>,
        client: Client,
        guard: Arc<Guard>,
        limits: Arc<Limits>,
        budget: Arc<Budget>,
    ) -> Self {
        Self {
            allowed,
            client,
            guard,
            limits,
            budget,
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

    async fn fetch(&self, peer: &Peer, asking: Asking) -> Result<Bytes, Refusal> {
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
        let most = self.limits.peer_bytes;
        let overflowed = |overflow: Overflow| match overflow {
            Overflow::TooLarge => bad_gateway(RelayFault::TooLarge(address.clone(), most as u64)),
            Overflow::Evicted(evicted) => {
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, evicted.to_string())
            }
        };
        let mut body = Collected::new(&self.budget, asking.clone(), most);
        loop {
            let piece = tokio::select! {
                piece = answer.chunk() => piece.map_err(failed)?,
                overflow = body.evicted() => return Err(overflowed(overflow)),
            };
            match piece {
                Some(piece) => {
                    body.add(&piece).map_err(overflowed)?;
                    // It costs the one who asks for it.
                    let pause = asking.admission().charge(&asking, piece.len());
                    if !pause.is_zero() {
                        sleep(pause).await;
                    }
                }
                None => return Ok(body.complete()),
            }
        }
    }
}
