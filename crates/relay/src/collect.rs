//! Reads what comes by HTTP piece by piece, bounded in bytes and in time, and counted in the [`Budget`].

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::time::{sleep, timeout};

use crate::{
    budget::{Budget, Evicted, Meter},
    client::Client,
    refusal::Refusal,
};

/// The least that a buffer grows by.
const STEP: usize = 4 * 1024;

/// What has come so far.
pub struct Collected {
    meter: Meter,
    content: Vec<u8>,
    most: usize,
}

/// Why not all of it is taken.
#[derive(Debug, thiserror::Error)]
pub enum Overflow {
    /// It is larger than it may be.
    #[error("there is too much of it")]
    TooLarge,
    /// The relay has no memory for it.
    #[error(transparent)]
    Evicted(#[from] Evicted),
}

impl Collected {
    /// Nothing yet, and `most` bytes at most.
    pub fn new(budget: &Arc<Budget>, client: Client, most: usize) -> Self {
        Self {
            meter: budget.meter(client),
            content: Vec::new(),
            most,
        }
    }

    /// Adds a piece.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Overflow> {
        let needed = self.content.len() + piece.len();
        if needed > self.most {
            return Err(Overflow::TooLarge);
        }
        if needed > self.content.capacity() {
            // An eighth ahead, so that not every piece moves all of it.
            let ahead = (needed / 8).max(STEP).min(self.most - needed);
            // Before it is taken, so that who is refused has not taken it.
            self.meter.set(needed + ahead)?;
            self.content.reserve_exact(piece.len() + ahead);
        }
        self.content.extend_from_slice(piece);
        Ok(())
    }

    /// Waits until it is evicted.
    pub async fn evicted(&self) -> Overflow {
        self.meter.evicted().await;
        Overflow::Evicted(Evicted)
    }

    /// All of it, counted for as long as anybody holds it.
    pub fn complete(self) -> Bytes {
        self.meter.complete(self.content)
    }
}

/// A request's body that nobody has read yet. So a handler can look at everything else first.
pub struct Unread {
    body: Body,
    announced: Option<usize>,
    client: Client,
}

impl<S: Sync> FromRequest<S> for Unread {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let client = request.extensions().get::<Client>().cloned();
        let client = client.ok_or_else(|| {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "nobody knows who asks")
        })?;
        Ok(Self {
            announced: announced(request.headers()),
            client,
            body: request.into_body(),
        })
    }
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

impl Unread {
    /// Who sends it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reads it.
    ///
    /// # Errors
    /// 413 when there are more than `most` bytes, 408 when they take too long, 503 when there is no memory for them.
    pub async fn read(
        self,
        budget: &Arc<Budget>,
        most: usize,
        within: Duration,
    ) -> Result<Bytes, Refusal> {
        let client = self.client.clone();
        let read = timeout(within, self.read_all(budget, most)).await;
        let refusal = match read {
            Ok(Ok(bytes)) => return Ok(bytes),
            Ok(Err(refusal)) => refusal,
            Err(_) => Refusal::new(
                StatusCode::REQUEST_TIMEOUT,
                format!("the body did not come within {} seconds", within.as_secs()),
            ),
        };
        client.refused(&format_args!("body, {}", refusal.status));
        Err(refusal)
    }

    async fn read_all(self, budget: &Arc<Budget>, most: usize) -> Result<Bytes, Refusal> {
        if self.announced.is_some_and(|bytes| bytes > most) {
            return Err(too_large(most));
        }
        let client = self.client;
        let mut collected = Collected::new(budget, client.clone(), most);
        let mut pieces = self.body.into_data_stream();
        loop {
            let piece = tokio::select! {
                piece = pieces.next() => piece,
                overflow = collected.evicted() => return Err(refusal_of(&overflow, most)),
            };
            match piece {
                Some(Ok(piece)) => {
                    collected
                        .add(&piece)
                        .map_err(|overflow| refusal_of(&overflow, most))?;
                    let pause = client.admission().charge(&client, piece.len());
                    if !pause.is_zero() {
                        sleep(pause).await;
                    }
                }
                Some(Err(_)) => {
                    let broken_off = "the body was broken off";
                    return Err(Refusal::new(StatusCode::BAD_REQUEST, broken_off));
                }
                None => return Ok(collected.complete()),
            }
        }
    }
}

fn refusal_of(overflow: &Overflow, most: usize) -> Refusal {
    match overflow {
        Overflow::TooLarge => too_large(most),
        Overflow::Evicted(evicted) => {
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, evicted.to_string())
        }
    }
}

fn too_large(most: usize) -> Refusal {
    Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the body has more than {most} bytes"),
    )
}
