//! One connection of a client: requests on it, with a deadline for each part of them.

use std::{
    convert::Infallible,
    io::{self, IoSlice},
    pin::{Pin, pin},
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router, body::Body as AxumBody, extract::Request, http::StatusCode, response::Response,
};
use bytes::Bytes;
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    admission::{Requests, Share},
    budget::{Budget, Holder, Registration},
    client::Client,
};

/// The most bytes of a request's head, and of what is read of its body at once.
const HEAD: usize = 16 * 1024;
/// An answer of more bytes can be evicted while it is sent, and is sent in pieces of so many.
const LARGE: usize = 64 * 1024;

/// A connection: as long as it is open it counts, and a client that stops reading is given up.
pub struct Connection {
    stream: TcpStream,
    write_within: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    _share: Share,
}

impl Connection {
    /// `share` is given back when the socket is closed. A write has to get on within `write_within`.
    pub fn new(stream: TcpStream, share: Share, write_within: Duration) -> Self {
        Self {
            stream,
            write_within,
            stalled: None,
            _share: share,
        }
    }

    fn write(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let written = write(Pin::new(&mut self.stream), context);
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let within = self.write_within;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(within)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.get_mut()
            .write(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.get_mut().write(context, |stream, context| {
            stream.poll_write_vectored(context, slices)
        })
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

/// Serves the requests that come on a connection, until it ends, is upgraded, or its place is needed.
pub async fn serve(
    connection: Connection,
    client: Client,
    requests: Requests,
    routes: Router,
    budget: Arc<Budget>,
    header_within: Duration,
    stop: CancellationToken,
) {
    let sending = Arc::new(Sending {
        bytes: AtomicUsize::new(0),
        cut: requests.cut.clone(),
    });
    let cut = requests.cut.clone();
    let requests = Arc::new(requests);
    let service = service_fn(|mut request: Request<Incoming>| {
        requests.set_idle(false);
        request.extensions_mut().insert(client.clone());
        let answer =
            hyper::service::Service::call(&TowerToHyperService::new(routes.clone()), request);
        let answered = Answered(Arc::clone(&requests));
        let (sending, budget, client) = (Arc::clone(&sending), Arc::clone(&budget), client.clone());
        async move {
            let response: Response = answer.await?;
            if is_refusal(response.status()) {
                client.refused(&response.status());
            }
            Ok::<_, Infallible>(
                response.map(|body| Sent::new(body, answered, sending, &budget, client)),
            )
        }
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_within)
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(connection), service)
            .with_upgrades()
    );
    let mut stopping = false;
    loop {
        tokio::select! {
            // A connection that ends badly is the client's matter.
            _ = serving.as_mut() => break,
            () = cut.cancelled() => break,
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Whether a request was refused for who asks, or by which name.
fn is_refusal(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST
    )
}

/// What a connection still has to send. Evicted, the connection is cut: there is no other way to tell.
struct Sending {
    bytes: AtomicUsize,
    cut: CancellationToken,
}

impl Holder for Sending {
    fn held(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    fn evict(&self) {
        self.cut.cancel();
    }
}

/// Notes that a connection waits for a request again.
struct Answered(Arc<Requests>);

impl Drop for Answered {
    fn drop(&mut self) {
        self.0.set_idle(true);
    }
}

/// An answer's body on its way, in pieces, so that it is here until all of it is sent.
struct Sent {
    body: AxumBody,
    rest: Bytes,
    sending: Arc<Sending>,
    _registration: Option<Registration>,
    _answered: Answered,
}

impl Sent {
    fn new(
        body: AxumBody,
        answered: Answered,
        sending: Arc<Sending>,
        budget: &Arc<Budget>,
        client: Client,
    ) -> Self {
        let bytes = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        let registration = (bytes > LARGE).then(|| {
            sending.bytes.store(bytes, Ordering::Relaxed);
            let holder: Weak<Sending> = Arc::downgrade(&sending);
            budget.register(client, holder)
        });
        Self {
            body,
            rest: Bytes::new(),
            sending,
            _registration: registration,
            _answered: answered,
        }
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.sending.bytes.store(0, Ordering::Relaxed);
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let sent = self.get_mut();
        if sent.rest.is_empty() {
            let frame = ready!(Pin::new(&mut sent.body).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => sent.rest = data,
                Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let piece = sent.rest.split_to(sent.rest.len().min(LARGE));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, body) = (self.rest.len() as u64, self.body.size_hint());
        let mut hint = SizeHint::new();
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(body.lower() + rest);
        hint
    }
}
