//! Reads what comes by HTTP piece by piece, bounded in bytes and in time, and counted in the [`Budget`].

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use futures_util::StreamExt;
use memmap2::MmapMut;
use tokio::time::{sleep, timeout};

use crate::{
    budget::{Budget, Evicted, Meter},
    client::Client,
    refusal::Refusal,
};

/// The least that a buffer grows by.
const STEP: usize = 4 * 1024;

/// From this capacity on a buffer has pages of its own. They go back to the system at once, while the allocator would keep
/// much of what a growing buffer leaves behind: several times as much as the buffer, where many grow side by side.
const PAGES: usize = 128 * 1024;

/// What has come so far.
pub struct Collected {
    meter: Meter,
    content: Content,
    most: usize,
}

/// Bytes, with room for more.
enum Content {
    Heap(Vec<u8>),
    /// So many bytes at the beginning of a mapping. What lies behind them takes no memory yet.
    Pages(MmapMut, usize),
}

impl Content {
    fn capacity(&self) -> usize {
        match self {
            Self::Heap(bytes) => bytes.capacity(),
            Self::Pages(pages, _) => pages.len(),
        }
    }

    /// Makes room for `capacity` bytes in all.
    fn grow(&mut self, capacity: usize) -> Result<(), Evicted> {
        match self {
            Self::Heap(bytes) if capacity < PAGES => bytes.reserve_exact(capacity - bytes.len()),
            _ => {
                let mut pages = MmapMut::map_anon(capacity).map_err(|_| Evicted)?;
                let bytes = self.as_ref();
                pages[..bytes.len()].copy_from_slice(bytes);
                *self = Self::Pages(pages, bytes.len());
            }
        }
        Ok(())
    }

    /// Adds what there is room for.
    fn extend(&mut self, piece: &[u8]) {
        match self {
            Self::Heap(bytes) => bytes.extend_from_slice(piece),
            Self::Pages(pages, length) => {
                let end = *length + piece.len();
                pages[*length..end].copy_from_slice(piece);
                *length = end;
            }
        }
    }
}

impl AsRef<[u8]> for Content {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Pages(pages, length) => &pages[..*length],
        }
    }
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
            content: Content::Heap(Vec::new()),
            most,
        }
    }

    /// Adds a piece.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Overflow> {
        let needed = self.content.as_ref().len() + piece.len();
        if needed > self.most {
            return Err(Overflow::TooLarge);
        }
        if needed > self.content.capacity() {
            // An eighth ahead, so that not every piece moves all of it.
            let ahead = (needed / 8).max(STEP).min(self.most - needed);
            // Before it is taken, so that who is refused has not taken it.
            self.meter.set(needed + ahead)?;
            self.content.grow(needed + ahead)?;
        }
        self.content.extend(piece);
        Ok(())
    }

    /// Waits until it is evicted.
    pub async fn evicted(&self) -> Overflow {
        self.meter.evicted().await;
        Overflow::Evicted(Evicted)
    }

    /// All of it, counted for as long as anybody holds it.
    pub fn complete(self) -> Bytes {
        let capacity = self.content.capacity();
        self.meter.complete(self.content, capacity)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_in_pieces_is_what_was_sent_on_the_heap_and_in_pages() {
        let budget = Arc::new(Budget::new(1 << 24));
        for size in [0, 1, PAGES - 1, PAGES, 5 * PAGES + 7] {
            let sent: Vec<u8> = (0..size).map(|index| (index % 251) as u8).collect();
            let client = Client::for_test([127, 0, 0, 1]);
            let mut collected = Collected::new(&budget, client, size);
            for piece in sent.chunks(10_000) {
                collected.add(piece).unwrap();
            }
            assert!(matches!(collected.add(b"more"), Err(Overflow::TooLarge)));
            assert_eq!(collected.complete(), sent);
        }
        assert_eq!(budget.total(), 0);
    }
}
