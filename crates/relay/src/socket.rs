//! One member's WebSocket: in comes what it says, out goes what others say to it.
//!
//! One task does both. While it writes it does not read, so a member that does not read is not
//! listened to either, and a member that sends too fast is read more slowly: TCP tells it so.

use std::{
    error::Error as _,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::{
        Path, Query, State,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::StatusCode,
    response::Response,
    routing::get,
};
use futures_util::SinkExt;
use protocol::{
    Address, CloseReason, Frame, RateLimiter, RelayMessage, RoomName, Time, is_goodbye,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite;

use crate::{
    api::TabPorts,
    bridge::Bridge,
    caller::Caller,
    calls::Calls,
    config::{Limits, MAX_TOKEN},
    guard::{Asker, Guard},
    json::json_text,
    member_id::MemberId,
    owners::Owner,
    refusal::Refusal,
    remote_calls::RemoteCalls,
    rooms::{Connection, Rooms},
    server::Server,
};

/// How many messages are written before they are flushed.
const BATCH: usize = 64;
/// The buffers of a connection at rest, in bytes.
const BUFFER: usize = 4 * 1024;

/// What members' sockets need.
pub struct Sockets {
    /// Where members meet.
    pub rooms: Arc<Rooms>,
    /// The calls that members have not answered.
    pub calls: Arc<Calls>,
    /// Gives each member a port of its own.
    pub ports: TabPorts,
    /// The same rooms at other relays.
    pub bridge: Option<Bridge>,
    /// Calls from other relays.
    pub remote_calls: Option<RemoteCalls>,
    /// Who may join.
    pub guard: Arc<Guard>,
    /// What a member may cost the others.
    pub limits: Arc<Limits>,
    /// What connections end by.
    pub server: Server,
}

/// The route by which members join.
pub fn router(sockets: Arc<Sockets>) -> Router {
    Router::new()
        .route("/api/rooms/{room}/socket", get(join))
        .with_state(sockets)
}

/// Who wants to join.
#[derive(Deserialize)]
struct JoinQuery {
    address: String,
    /// Its secret, known to this tab alone: with it, it may take over its own place.
    token: String,
    /// The port it had before.
    port: Option<u16>,
}

/// How a connection ended.
enum End {
    /// The member closed it: its tab is gone.
    Goodbye,
    /// It broke; the member may come back.
    Lost,
    /// The relay closes it.
    Closed(CloseReason),
}

/// `GET /api/rooms/{room}/socket?address=…&token=…`
async fn join(
    State(sockets): State<Arc<Sockets>>,
    Path(room): Path<String>,
    Query(query): Query<JoinQuery>,
    asker: Asker,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    asker.check(&sockets.guard)?;
    let member = MemberId {
        room: RoomName::parse(&room)?,
        address: Address::exact(&query.address)?,
    };
    if query.token.is_empty() || query.token.len() > MAX_TOKEN {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("a token has 1 to {MAX_TOKEN} bytes"),
        ));
    }
    if !member.address.is_of_a_tab() {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "an address with a port is a foreign node's; a tab has none",
        ));
    }
    let caller = asker.caller();
    let bytes = sockets.limits.message_bytes;
    // From here on: a relay that stops before the upgrade is done still says goodbye.
    let tracked = sockets.server.tasks.token();
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(bytes)
        .max_frame_size(bytes)
        .on_upgrade(async move |socket| {
            sockets.serve(socket, &member, &query, caller).await;
            drop(tracked);
        }))
}

impl Sockets {
    async fn serve(
        &self,
        mut socket: WebSocket,
        member: &MemberId,
        query: &JoinQuery,
        caller: Caller,
    ) {
        let owner = Owner::of(&query.token);
        let joined = self.rooms.join(member, owner, Some(caller), || {
            let bridge = self.bridge.as_ref()?;
            Some(bridge.subscribe(&member.room))
        });
        let connection = match joined {
            Ok(connection) => connection,
            Err(reason) => return self.close(socket, reason).await,
        };
        let number = connection.number;
        let port = self.ports.open(member, query.port);
        if let Some(bridge) = &self.bridge {
            bridge.joined(member, owner);
        }
        let MemberId { room, address } = member;
        tracing::info!(%room, %address, port, "joined");

        let welcome = Frame::<()>::Relay(RelayMessage::Welcome {
            port,
            control: true,
        });
        let serving = self.remote_calls.as_ref().map(|calls| calls.serve(member));
        let end = match socket.send(Message::Text(json_text(&welcome))).await {
            Ok(()) => self.exchange(&mut socket, member, connection).await,
            Err(_) => End::Lost,
        };
        drop(serving);
        if let Some(bridge) = &self.bridge {
            bridge.left(member);
        }
        let keeps_place = match end {
            End::Goodbye => {
                tracing::info!(%room, %address, "left");
                false
            }
            End::Lost => {
                tracing::info!(%room, %address, "connection lost");
                true
            }
            End::Closed(reason) => {
                tracing::info!(%room, %address, %reason, "closed");
                reason != CloseReason::AddressInUse
            }
        };
        // Its place comes first: the reason may take a while to be read.
        let lost = keeps_place && self.rooms.lost(member, number);
        if !keeps_place {
            self.remove(member, number);
        }
        if let End::Closed(reason) = end {
            self.close(socket, reason).await;
        }
        if lost {
            tokio::select! {
                () = sleep(self.limits.away_for) => {}
                () = self.server.stop.cancelled() => {}
            }
            self.remove(member, number);
        }
    }

    /// Lets a member go, unless it is back by another connection.
    fn remove(&self, member: &MemberId, connection: u64) {
        if self.rooms.leave(member, connection) {
            self.ports.free(member);
            self.calls.give_up(member);
        }
    }

    async fn exchange(
        &self,
        socket: &mut WebSocket,
        member: &MemberId,
        mut connection: Connection,
    ) -> End {
        let limits = &self.limits;
        let start = Instant::now();
        let mut heard = start;
        let mut ready = start;
        let mut messages = RateLimiter::new(limits.messages);
        let mut bytes = RateLimiter::new(limits.bytes);
        let mut ping = interval_at(start + limits.ping_every, limits.ping_every);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);

        loop {
            let throttled = ready > Instant::now();
            tokio::select! {
                biased;
                () = self.server.stop.cancelled() => return End::Closed(CloseReason::Stopping),
                reason = close_asked(&mut connection.close) => return End::Closed(reason),
                () = sleep_until(ready), if throttled => {}
                incoming = socket.recv(), if !throttled => {
                    heard = Instant::now();
                    let text = match incoming {
                        Some(Ok(Message::Text(text))) => text,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                        Some(Ok(Message::Binary(_))) => return End::Closed(CloseReason::Unreadable),
                        Some(Ok(Message::Close(frame))) => return closed(frame.as_ref()),
                        Some(Err(error)) => return broken(&error),
                        None => return End::Lost,
                    };
                    let cost = match self.pass_on(member, &text) {
                        Ok(cost) => cost,
                        Err(reason) => return End::Closed(reason),
                    };
                    let now = since(start, heard);
                    ready = heard + messages.charge(now, 1.0).max(bytes.charge(now, cost as f64));
                }
                Some(text) = connection.queue.recv() => {
                    let written = {
                        let mut write = pin!(timeout(
                            limits.write_within,
                            write(socket, text, &mut connection.queue, &connection.waiting),
                        ));
                        tokio::select! {
                            written = &mut write => Some(written),
                            _ = connection.close.changed() => None,
                        }
                    };
                    match written {
                        Some(Ok(Ok(()))) => {}
                        Some(Ok(Err(_))) => return End::Lost,
                        Some(Err(_)) => return End::Closed(CloseReason::Slow),
                        None => return End::Closed(close_asked(&mut connection.close).await),
                    }
                }
                _ = ping.tick() => {
                    if !throttled && heard.elapsed() > limits.silent_for {
                        return End::Closed(CloseReason::Silent);
                    }
                    let sent = socket.send(Message::Ping(Vec::new().into()));
                    if !matches!(timeout(limits.write_within, sent).await, Ok(Ok(()))) {
                        return End::Lost;
                    }
                }
            }
        }
    }

    /// Passes on what a member said. Returns what it costs, in bytes.
    fn pass_on(&self, member: &MemberId, text: &str) -> Result<usize, CloseReason> {
        /// What is said to everyone is sent many times over.
        const TO_EVERYONE: usize = 16;

        let Ok(Frame::Envelope(mut envelope)) = serde_json::from_str::<Frame<&RawValue>>(text)
        else {
            return Err(CloseReason::Unreadable);
        };
        if envelope.to.is_none() && text.len() > self.limits.broadcast_bytes {
            return Err(CloseReason::TooLarge);
        }
        let MemberId { room, address } = member;
        // From whom it really came.
        envelope.from = Some(address.clone());
        let stamped = json_text(&envelope);
        let to = envelope.to.as_ref();
        let found = self.rooms.pass(room, address, to, &stamped);
        if let Some(bridge) = &self.bridge
            && (to.is_none() || !found)
        {
            bridge.pass(room, stamped);
        }
        Ok(if to.is_none() {
            text.len() * TO_EVERYONE
        } else {
            text.len()
        })
    }

    /// Closes a connection, with the reason, if the member will read it.
    async fn close(&self, mut socket: WebSocket, reason: CloseReason) {
        let frame = CloseFrame {
            code: reason.code(),
            reason: reason.to_string().into(),
        };
        let close = async {
            socket.send(Message::Close(Some(frame))).await.ok()?;
            // Until the other side has closed too, or has not; what it still says is not heard.
            while let Some(Ok(_)) = socket.recv().await {}
            Some(())
        };
        // A member that does not read can't be told.
        let _ = timeout(self.limits.close_within, close).await;
    }
}

/// Waits until the connection has to end.
async fn close_asked(close: &mut watch::Receiver<Option<CloseReason>>) -> CloseReason {
    match close.wait_for(Option::is_some).await {
        Ok(reason) => reason.unwrap_or(CloseReason::Replaced),
        // The place was taken over.
        Err(_) => CloseReason::Replaced,
    }
}

/// Writes one message and those that wait behind it, and flushes once.
async fn write(
    socket: &mut WebSocket,
    first: Utf8Bytes,
    queue: &mut mpsc::Receiver<Utf8Bytes>,
    waiting: &AtomicUsize,
) -> Result<(), axum::Error> {
    let mut next = Some(first);
    for _ in 0..BATCH {
        let Some(text) = next else { break };
        let bytes = text.len();
        socket.feed(Message::Text(text)).await?;
        waiting.fetch_sub(bytes, Ordering::Relaxed);
        next = queue.try_recv().ok();
    }
    if let Some(text) = next {
        let bytes = text.len();
        socket.feed(Message::Text(text)).await?;
        waiting.fetch_sub(bytes, Ordering::Relaxed);
    }
    socket.flush().await
}

/// The instant as the rate limiters count it.
fn since(start: Instant, now: Instant) -> Time {
    Time::from_micros(0) + now.duration_since(start)
}

fn closed(frame: Option<&CloseFrame>) -> End {
    match frame {
        Some(frame) if is_goodbye(frame.code) => End::Goodbye,
        _ => End::Lost,
    }
}

fn broken(error: &axum::Error) -> End {
    let source = error.source();
    match source.and_then(|source| source.downcast_ref()) {
        Some(tungstenite::Error::Capacity(_)) => End::Closed(CloseReason::TooLarge),
        Some(tungstenite::Error::Utf8(_)) => End::Closed(CloseReason::Unreadable),
        _ => End::Lost,
    }
}
