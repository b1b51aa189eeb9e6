//! The relay's end of a WebSocket (RFC 6455), whose memory is known to the byte.
//!
//! What a peer sends is kept only while its message is not whole, in a buffer that grows as bytes really come, is
//! counted in the [`Budget`], and is let go of with the message. A large message goes out in fragments of its one
//! copy, which all its receivers share, so that control frames get in between and nothing has to be copied.
//! A library that keeps the largest message of each connection as its buffer would hold gigabytes for a full relay.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use bytes::{Buf, Bytes, BytesMut};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use protocol::CloseReason;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, timeout_at},
};
use tungstenite::{
    Utf8Bytes,
    handshake::derive_accept_key,
    protocol::frame::{
        FrameHeader,
        coding::{Control, Data, OpCode},
    },
};

use crate::{
    budget::{Budget, Meter},
    client::Client,
    connection::Connection,
    refusal::Refusal,
};

/// The bytes that are read at once, and those of small messages that are gathered before they are written.
const BUFFER: usize = 4 * 1024;
/// The bytes of a fragment of a large message.
const FRAGMENT: usize = 16 * 1024;
/// The most bytes of a control frame's content, and of a frame's header, by the RFC.
const MAX_CONTROL: usize = 125;
const MAX_HEADER: usize = 14;

/// A request to continue as a WebSocket.
pub struct Upgrade {
    key: HeaderValue,
    on_upgrade: OnUpgrade,
}

/// How much may come over a WebSocket, and until when.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// The largest message, in bytes.
    pub message_bytes: usize,
    /// How long a message may take from its first byte to its last.
    pub message_within: Duration,
}

/// One end of a WebSocket.
pub struct WebSocket<S = Connection> {
    io: S,
    bounds: Bounds,
    budget: Arc<Budget>,
    client: Client,
    input: BytesMut,
    frame: Option<Incomplete>,
    control: Vec<u8>,
    message: Option<Assembly>,
    is_broken: bool,
    output: BytesMut,
    fragment: Bytes,
    rest: Bytes,
}

/// What came whole.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A message.
    Text(String),
    /// A message that is no text.
    Binary,
    /// To be answered with a pong of the same content.
    Ping(Vec<u8>),
    /// A sign of life.
    Pong,
    /// The other end closes, with this code.
    Close(Option<u16>),
}

/// Why nothing more comes.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The connection ended.
    #[error("the connection ended")]
    Gone,
    /// It failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A message is larger than it may be.
    #[error("a message is too large")]
    TooLarge,
    /// What came is no WebSocket's frame, or no text.
    #[error("what came is no message")]
    Unreadable,
    /// A message took too long to come.
    #[error("a message did not come in time")]
    Unfinished,
    /// The relay has no memory for it.
    #[error("there is no memory for it")]
    Evicted,
}

/// A frame whose payload has not come whole.
struct Incomplete {
    opcode: OpCode,
    is_final: bool,
    mask: [u8; 4],
    taken: usize,
    left: usize,
}

/// A message that has not come whole.
struct Assembly {
    is_text: bool,
    content: Vec<u8>,
    /// Counts the content once it is large.
    meter: Option<Meter>,
    began: Instant,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let headers = &parts.headers;
        let asked = parts.method == Method::GET
            && names(headers, header::CONNECTION, "upgrade")
            && names(headers, header::UPGRADE, "websocket")
            && names(headers, header::SEC_WEBSOCKET_VERSION, "13");
        let key = headers
            .get(header::SEC_WEBSOCKET_KEY)
            .filter(|_| asked)
            .cloned();
        let (Some(key), Some(on_upgrade)) = (key, parts.extensions.remove::<OnUpgrade>()) else {
            return Err(Refusal::new(
                StatusCode::UPGRADE_REQUIRED,
                "this is the address of a WebSocket, of version 13",
            ));
        };
        Ok(Self { key, on_upgrade })
    }
}

/// Whether a header that is a list names something.
fn names(headers: &HeaderMap, header: HeaderName, what: &str) -> bool {
    let values = headers.get_all(header).into_iter();
    let mut texts = values.filter_map(|value| value.to_str().ok());
    texts.any(|text| {
        text.split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(what))
    })
}

impl Upgrade {
    /// Agrees, and hands the WebSocket to `serve` as soon as there is one.
    pub fn accept<F: Future<Output = ()> + Send>(
        self,
        bounds: Bounds,
        budget: Arc<Budget>,
        client: Client,
        serve: impl FnOnce(WebSocket) -> F + Send + 'static,
    ) -> Result<Response, Refusal> {
        let accept = HeaderValue::try_from(derive_accept_key(self.key.as_bytes()));
        tokio::spawn(async move {
            let upgraded = self.on_upgrade.await;
            // Otherwise the client has gone meanwhile.
            if let Ok(upgraded) = upgraded
                && let Ok(parts) = upgraded.downcast::<TokioIo<Connection>>()
            {
                let (io, read) = (parts.io.into_inner(), parts.read_buf);
                let socket = WebSocket::new(io, &read, bounds, budget, client);
                // It holds the buffer that the request was read into.
                drop(read);
                serve(socket).await;
            }
        });
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        if let Ok(accept) = accept {
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        }
        Ok(response)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    /// The server's end of a WebSocket; `read` has come already.
    pub fn new(io: S, read: &[u8], bounds: Bounds, budget: Arc<Budget>, client: Client) -> Self {
        let mut input = BytesMut::with_capacity(BUFFER.max(read.len()));
        input.extend_from_slice(read);
        Self {
            io,
            bounds,
            budget,
            client,
            input,
            frame: None,
            control: Vec::new(),
            message: None,
            is_broken: false,
            output: BytesMut::new(),
            fragment: Bytes::new(),
            rest: Bytes::new(),
        }
    }

    /// Waits for what comes next. Nothing is lost when the future is dropped. Where it fails nothing more can be read.
    pub async fn recv(&mut self) -> Result<Incoming, Broken> {
        let received = self.receive().await;
        if received.is_err() {
            self.message = None;
            self.is_broken = true;
        }
        received
    }

    async fn receive(&mut self) -> Result<Incoming, Broken> {
        loop {
            if let Some(incoming) = self.take()? {
                return Ok(incoming);
            }
            self.input
                .reserve(BUFFER - self.input.len().min(BUFFER / 2));
            let read = self.io.read_buf(&mut self.input);
            let read = match &self.message {
                None => read.await?,
                Some(Assembly { began, meter, .. }) => {
                    let evicted = async {
                        match meter {
                            Some(meter) => meter.evicted().await,
                            None => std::future::pending().await,
                        }
                    };
                    tokio::select! {
                        read = timeout_at(*began + self.bounds.message_within, read) => {
                            read.map_err(|_| Broken::Unfinished)??
                        }
                        () = evicted => return Err(Broken::Evicted),
                    }
                }
            };
            if read == 0 {
                return Err(Broken::Gone);
            }
        }
    }

    /// Takes what has come, up to the end of a message or control frame.
    fn take(&mut self) -> Result<Option<Incoming>, Broken> {
        loop {
            if self.frame.is_none() {
                let Some(frame) = read_header(&mut self.input)? else {
                    return Ok(None);
                };
                self.begin(&frame)?;
                self.frame = Some(frame);
            }
            let Some(frame) = &mut self.frame else {
                return Ok(None);
            };
            let come = frame.left.min(self.input.len());
            let piece = &mut self.input[..come];
            unmask(piece, frame.mask, frame.taken);
            frame.taken += come;
            frame.left -= come;
            let is_whole = frame.left == 0;
            match (frame.opcode, &mut self.message) {
                (OpCode::Data(_), Some(message)) => {
                    message.add(piece, frame.left, &self.budget, &self.client)?;
                }
                _ => self.control.extend_from_slice(piece),
            }
            self.input.advance(come);
            if !is_whole {
                return Ok(None);
            }
            let (opcode, is_final) = (frame.opcode, frame.is_final);
            self.frame = None;
            match opcode {
                OpCode::Control(control) => {
                    let content = std::mem::take(&mut self.control);
                    return control_frame(control, content).map(Some);
                }
                OpCode::Data(_) if is_final => {
                    return self.message.take().map(Assembly::complete).transpose();
                }
                OpCode::Data(_) => {}
            }
        }
    }

    /// Looks whether a frame may come now.
    fn begin(&mut self, frame: &Incomplete) -> Result<(), Broken> {
        match (frame.opcode, &self.message) {
            (OpCode::Control(Control::Ping | Control::Pong | Control::Close), _) => return Ok(()),
            (OpCode::Data(Data::Continue), Some(message)) => {
                // What a header announces may be any number of 64 bits.
                let bytes = message.content.len().saturating_add(frame.left);
                return match bytes > self.bounds.message_bytes {
                    true => Err(Broken::TooLarge),
                    false => Ok(()),
                };
            }
            (OpCode::Data(data @ (Data::Text | Data::Binary)), None) => {
                if frame.left > self.bounds.message_bytes {
                    return Err(Broken::TooLarge);
                }
                self.message = Some(Assembly {
                    is_text: data == Data::Text,
                    content: Vec::new(),
                    meter: None,
                    began: Instant::now(),
                });
                return Ok(());
            }
            _ => {}
        }
        Err(Broken::Unreadable)
    }

    /// Sends a message, together with those that come soon, until it is [flushed](Self::flush). What was not written
    /// when the future is dropped is written by the next call.
    pub async fn feed(&mut self, text: Utf8Bytes) -> io::Result<()> {
        self.flush_large().await?;
        let opcode = OpCode::Data(Data::Text);
        if text.len() <= BUFFER {
            self.put_header(opcode, true, text.len());
            self.output.extend_from_slice(text.as_bytes());
            if self.output.len() >= BUFFER {
                self.drain().await?;
            }
            return Ok(());
        }
        self.rest = text.into();
        self.next_fragment(opcode);
        self.flush_large().await
    }

    /// Writes what is waiting to be written.
    pub async fn flush(&mut self) -> io::Result<()> {
        self.flush_large().await?;
        self.drain().await?;
        self.io.flush().await
    }

    /// Asks for a sign of life.
    pub async fn ping(&mut self) -> io::Result<()> {
        self.put_control(Control::Ping, &[]);
        self.flush().await
    }

    /// Answers a ping.
    pub async fn pong(&mut self, content: &[u8]) -> io::Result<()> {
        self.put_control(Control::Pong, content);
        self.flush().await
    }

    /// Closes with a reason and waits until the other end has closed, too. Of what is being sent only the fragment
    /// under way is kept.
    pub async fn close(&mut self, reason: CloseReason) -> io::Result<()> {
        self.rest = Bytes::new();
        self.fragment = Bytes::copy_from_slice(&self.fragment);
        self.drain().await?;
        let mut content = reason.code().to_be_bytes().to_vec();
        content.extend_from_slice(reason.to_string().as_bytes());
        content.truncate(MAX_CONTROL);
        self.put_control(Control::Close, &content);
        self.drain().await?;
        // What it still says is not heard.
        while !self.is_broken {
            if let Ok(Incoming::Close(_)) = self.recv().await {
                return Ok(());
            }
        }
        let mut unheard = [0; 1024];
        while self.io.read(&mut unheard).await? > 0 {}
        Ok(())
    }

    fn put_control(&mut self, control: Control, content: &[u8]) {
        // Between two fragments, if a large message is under way: those are written first.
        let mut frame = BytesMut::with_capacity(2 + content.len());
        put_header(&mut frame, OpCode::Control(control), true, content.len());
        frame.extend_from_slice(content);
        if self.fragment.is_empty() {
            self.output.extend_from_slice(&frame);
        } else {
            let under_way = std::mem::take(&mut self.fragment);
            self.output.extend_from_slice(&under_way);
            self.output.extend_from_slice(&frame);
        }
    }

    fn put_header(&mut self, opcode: OpCode, is_final: bool, length: usize) {
        put_header(&mut self.output, opcode, is_final, length);
    }

    fn next_fragment(&mut self, opcode: OpCode) {
        self.fragment = self.rest.split_to(self.rest.len().min(FRAGMENT));
        let (is_final, length) = (self.rest.is_empty(), self.fragment.len());
        if is_final {
            self.rest = Bytes::new();
        }
        self.put_header(opcode, is_final, length);
    }

    /// Writes the rest of a large message.
    async fn flush_large(&mut self) -> io::Result<()> {
        while !self.fragment.is_empty() || !self.rest.is_empty() {
            self.drain().await?;
            if !self.rest.is_empty() {
                self.next_fragment(OpCode::Data(Data::Continue));
            }
        }
        Ok(())
    }

    /// Writes what is in the buffer, and the fragment behind it.
    async fn drain(&mut self) -> io::Result<()> {
        while self.output.has_remaining() || self.fragment.has_remaining() {
            let mut both = (&mut self.output).chain(&mut self.fragment);
            if self.io.write_buf(&mut both).await? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        self.fragment = Bytes::new();
        Ok(())
    }
}

impl Assembly {
    fn add(
        &mut self,
        piece: &[u8],
        left: usize,
        budget: &Arc<Budget>,
        client: &Client,
    ) -> Result<(), Broken> {
        let spare = self.content.capacity() - self.content.len();
        if piece.len() > spare {
            // Not more than what has come already: who announces much has to send it.
            let ahead = left.min(self.content.len().max(BUFFER) / 2);
            self.content.reserve_exact(piece.len() + ahead);
            let bytes = self.content.capacity();
            if bytes > BUFFER {
                let meter = self
                    .meter
                    .get_or_insert_with(|| budget.meter(client.clone()));
                meter.set(bytes).map_err(|_| Broken::Evicted)?;
            }
        }
        self.content.extend_from_slice(piece);
        Ok(())
    }

    fn complete(self) -> Result<Incoming, Broken> {
        if !self.is_text {
            return Ok(Incoming::Binary);
        }
        let text = String::from_utf8(self.content);
        text.map(Incoming::Text).map_err(|_| Broken::Unreadable)
    }
}

fn control_frame(control: Control, content: Vec<u8>) -> Result<Incoming, Broken> {
    Ok(match control {
        Control::Ping => Incoming::Ping(content),
        Control::Pong => Incoming::Pong,
        _ => match content[..] {
            [] => Incoming::Close(None),
            [high, low, ..] => Incoming::Close(Some(u16::from_be_bytes([high, low]))),
            [_] => return Err(Broken::Unreadable),
        },
    })
}

/// Takes the mask off a piece of a payload, of which `taken` bytes came before.
fn unmask(piece: &mut [u8], mut mask: [u8; 4], taken: usize) {
    mask.rotate_left(taken % 4);
    for four in piece.chunks_mut(4) {
        for (byte, mask) in four.iter_mut().zip(mask) {
            *byte ^= mask;
        }
    }
}

/// Reads a frame's header, once it is there.
fn read_header(input: &mut BytesMut) -> Result<Option<Incomplete>, Broken> {
    let mut cursor = io::Cursor::new(&input[..]);
    let header = FrameHeader::parse(&mut cursor).map_err(|_| Broken::Unreadable)?;
    let Some((header, length)) = header else {
        return Ok(None);
    };
    let read = usize::try_from(cursor.position()).unwrap_or(input.len());
    input.advance(read);
    let is_control = matches!(header.opcode, OpCode::Control(_));
    let reserved = header.rsv1 || header.rsv2 || header.rsv3;
    let Some(mask) = header.mask.filter(|_| !reserved) else {
        return Err(Broken::Unreadable);
    };
    if is_control && (length > MAX_CONTROL as u64 || !header.is_final) {
        return Err(Broken::Unreadable);
    }
    Ok(Some(Incomplete {
        opcode: header.opcode,
        is_final: header.is_final,
        mask,
        taken: 0,
        left: usize::try_from(length).map_err(|_| Broken::TooLarge)?,
    }))
}

fn put_header(output: &mut BytesMut, opcode: OpCode, is_final: bool, length: usize) {
    let header = FrameHeader {
        is_final,
        opcode,
        ..FrameHeader::default()
    };
    let mut bytes = Vec::with_capacity(MAX_HEADER);
    // Writing to a vector can't fail.
    let _ = header.format(length as u64, &mut bytes);
    output.extend_from_slice(&bytes);
}

#[cfg(test)]
mod tests {
    use tokio::io::{DuplexStream, duplex};

    use super::*;

    const MESSAGE: usize = 100_000;

    fn pair(pipe: usize) -> (WebSocket<DuplexStream>, DuplexStream, Arc<Budget>) {
        let (io, other) = duplex(pipe);
        let budget = Arc::new(Budget::new(1 << 20));
        let bounds = Bounds {
            message_bytes: MESSAGE,
            message_within: Duration::from_secs(60),
        };
        let client = Client::for_test([127, 0, 0, 1]);
        let socket = WebSocket::new(io, b"", bounds, Arc::clone(&budget), client);
        (socket, other, budget)
    }

    /// A masked frame.
    fn frame(first: u8, content: &[u8]) -> Vec<u8> {
        let mask = [1, 2, 3, 4];
        let mut frame = vec![first];
        match u16::try_from(content.len()) {
            Ok(length @ ..126) => frame.push(0x80 | u8::try_from(length).unwrap()),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => {
                frame.push(0x80 | 127);
                frame.extend((content.len() as u64).to_be_bytes());
            }
        }
        frame.extend(mask);
        frame.extend(
            content
                .iter()
                .zip(mask.iter().cycle())
                .map(|(byte, mask)| byte ^ mask),
        );
        frame
    }

    #[tokio::test]
    async fn a_fragment_that_claims_to_be_endless_does_not_get_past_the_bound() {
        let mut bytes = frame(0x01, b"begun");
        // The largest length that a header can name: with what has come, it is more than a number of 64 bits holds.
        bytes.extend([0x80, 0x80 | 127]);
        bytes.extend(u64::MAX.to_be_bytes());
        bytes.extend([1, 2, 3, 4]);
        let refused = [Err(Broken::TooLarge.to_string())];
        assert_eq!(received(&bytes, 64).await, refused);
    }

    #[test]
    fn hostile_frames_end_the_connection_or_are_messages() {
        let seeds = [
            frame(0x81, br#"{"v":1,"to":null,"message":"Seek"}"#),
            frame(0x89, b"ping"),
            [frame(0x01, b"in two"), frame(0x80, b" parts")].concat(),
            [frame(0x82, &[0, 255]), frame(0x88, &[3, 232])].concat(),
            [
                &frame(0x01, b"endless")[..],
                &[0x80, 0xff],
                &[0xff; 8],
                &[0; 4],
            ]
            .concat(),
        ];
        fuzz::hostile_bytes!(seeds, |bytes: &[u8]| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            runtime.block_on(received(bytes, 7));
        });
    }

    async fn received(bytes: &[u8], at_once: usize) -> Vec<Result<Incoming, String>> {
        let (mut socket, mut other, _budget) = pair(at_once);
        let bytes = bytes.to_vec();
        let writing = tokio::spawn(async move { other.write_all(&bytes).await });
        let mut all = Vec::new();
        loop {
            match socket.recv().await {
                Ok(incoming) => all.push(Ok(incoming)),
                Err(Broken::Gone) => break,
                Err(broken) => {
                    all.push(Err(broken.to_string()));
                    break;
                }
            }
        }
        writing.abort();
        all
    }

    #[tokio::test]
    async fn messages_come_whole_however_they_are_cut_and_whatever_stands_between() {
        let large = "李".repeat(30_000);
        let parts = [
            frame(0x81, b"one"),
            frame(0x01, &large.as_bytes()[..50_000]),
            frame(0x89, b"p"),
            frame(0x00, &large.as_bytes()[50_000..70_001]),
            frame(0x8a, b""),
            frame(0x80, &large.as_bytes()[70_001..]),
            frame(0x82, b"\x00"),
            frame(0x81, b""),
            frame(0x88, &1001_u16.to_be_bytes()),
        ];
        let expected = [
            Incoming::Text("one".to_owned()),
            Incoming::Ping(b"p".to_vec()),
            Incoming::Pong,
            Incoming::Text(large.clone()),
            Incoming::Binary,
            Incoming::Text(String::new()),
            Incoming::Close(Some(1001)),
        ];
        for at_once in [1, 7, 4096, 1 << 20] {
            let all = received(&parts.concat(), at_once).await;
            let all: Vec<Incoming> = all.into_iter().map(Result::unwrap).collect();
            assert_eq!(all, expected, "{at_once} bytes at once");
        }
    }

    #[tokio::test]
    async fn what_no_browser_sends_is_refused() {
        let unreadable = Broken::Unreadable.to_string();
        let too_large = Broken::TooLarge.to_string();
        let whole = vec![b'x'; MESSAGE];
        let cases: [(Vec<u8>, &str); 10] = [
            (vec![0x81, 1, b'x'], &unreadable),
            (frame(0xc1, b"x"), &unreadable),
            (frame(0x83, b"x"), &unreadable),
            (frame(0x80, b"x"), &unreadable),
            ([frame(0x01, b"x"), frame(0x81, b"x")].concat(), &unreadable),
            (frame(0x09, b"x"), &unreadable),
            (frame(0x89, &[b'x'; 126]), &unreadable),
            (frame(0x81, &[0xff]), &unreadable),
            (frame(0x81, &[&whole[..], b"x"].concat()), &too_large),
            (
                [frame(0x01, &whole), frame(0x80, b"x")].concat(),
                &too_large,
            ),
        ];
        for (number, (bytes, expected)) in cases.into_iter().enumerate() {
            let all = received(&bytes, 1 << 20).await;
            assert_eq!(all, [Err(expected.to_owned())], "case {number}");
        }
    }

    #[tokio::test]
    async fn a_large_message_goes_out_in_fragments_and_a_close_gets_in_between() {
        let text: String = ('a'..='z').cycle().take(3 * FRAGMENT).collect();
        let (mut socket, mut other, _budget) = pair(100);
        // Nobody reads, so it comes to a stop.
        let fed = tokio::time::timeout(Duration::from_millis(20), socket.feed(text.clone().into()));
        assert!(fed.await.is_err());
        let closing = tokio::spawn(async move { socket.close(CloseReason::Slow).await });

        assert_eq!(other.read_u16().await.unwrap(), 0x01_7e);
        assert_eq!(usize::from(other.read_u16().await.unwrap()), FRAGMENT);
        let mut fragment = vec![0; FRAGMENT];
        other.read_exact(&mut fragment).await.unwrap();
        assert_eq!(fragment, &text.as_bytes()[..FRAGMENT]);
        assert_eq!(other.read_u8().await.unwrap(), 0x88);
        let length = other.read_u8().await.unwrap();
        let mut content = vec![0; usize::from(length)];
        other.read_exact(&mut content).await.unwrap();
        assert_eq!(content[..2], 4002_u16.to_be_bytes());
        other.write_all(&frame(0x88, &content[..2])).await.unwrap();
        closing.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_large_message_that_is_read_comes_whole() {
        let text: String = ('a'..='z').cycle().take(3 * FRAGMENT + 1).collect();
        let (mut socket, mut other, _budget) = pair(1000);
        let sent = text.clone();
        let sending = tokio::spawn(async move {
            socket.feed("small".into()).await?;
            socket.feed(sent.into()).await?;
            socket.ping().await
        });
        let mut come = Vec::new();
        other.read_to_end(&mut come).await.unwrap();
        sending.await.unwrap().unwrap();
        let mut expected = b"\x81\x05small".to_vec();
        for (number, fragment) in text.as_bytes().chunks(FRAGMENT).enumerate() {
            let (is_first, is_last) = (number == 0, number == 3);
            expected.push(u8::from(is_first) | if is_last { 0x80 } else { 0 });
            if fragment.len() < 126 {
                expected.push(u8::try_from(fragment.len()).unwrap());
            } else {
                expected.push(126);
                expected.extend(u16::try_from(fragment.len()).unwrap().to_be_bytes());
            }
            expected.extend(fragment);
        }
        expected.extend(b"\x89\x00");
        assert_eq!(come, expected);
    }

    #[tokio::test]
    async fn a_message_that_is_only_announced_takes_no_memory() {
        let (mut socket, mut other, budget) = pair(1 << 20);
        let whole = frame(0x81, &vec![b'x'; MESSAGE]);
        other.write_all(&whole[..5000]).await.unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(20), socket.recv());
        assert!(waited.await.is_err());
        let capacity = socket.message.as_ref().unwrap().content.capacity();
        assert!(capacity < 10_000, "{capacity}");
        // What comes later is counted, and released with the message.
        other.write_all(&whole[5000..]).await.unwrap();
        assert!(matches!(socket.recv().await, Ok(Incoming::Text(_))));
        assert_eq!(budget.total(), 0);
    }
}
