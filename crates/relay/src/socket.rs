//! One member's WebSocket: in comes what it says, out goes what others say to it.
//!
//! One task does both. While it writes it does not read, so a member that does not read is not
//! listened to either, and a member that sends too fast is read more slowly: TCP tells it so.

use std::{io, pin::pin, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use protocol::{
    Address, CloseReason, Frame, Full, Payload, RateLimiter, RelayMessage, RoomName, Time,
    is_goodbye, is_too_complex,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout};
use tungstenite::Utf8Bytes;

use crate::{
    admission::Quota,
    api::TabPorts,
    bridge::Bridge,
    budget::Budget,
    calls::Calls,
    client::Client,
    config::{Limits, MAX_TOKEN},
    guard::{Asker, Guard},
    json::json_text,
    member_id::MemberId,
    outbox::Receiver,
    owners::Owner,
    refusal::Refusal,
    remote_calls::RemoteCalls,
    rooms::{Connection, Rooms},
    server::Server,
    websocket::{Bounds, Broken, Incoming, Upgrade, WebSocket},
};

/// How many messages are written before they are flushed.
const BATCH: usize = 64;

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
    /// What all that waits is counted in.
    pub budget: Arc<Budget>,
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
    client: Client,
    upgrade: Upgrade,
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
    if !client.admission().join(&client) {
        let joins = format!(
            "nodes join too often from {0}; where a whole class is behind that address, start the relay with --shared {0}",
            client.ip()
        );
        client.refused(&joins);
        return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, joins));
    }
    let bounds = Bounds {
        message_bytes: sockets.limits.message_bytes,
        message_within: sockets.limits.message_within,
    };
    let budget = Arc::clone(&sockets.budget);
    // From here on: a relay that stops before the upgrade is done still says goodbye.
    let tracked = sockets.server.tasks.token();
    upgrade.accept(bounds, budget, client.clone(), async move |socket| {
        sockets.serve(socket, &member, &query, &client).await;
        drop(tracked);
    })
}

impl Sockets {
    async fn serve(
        &self,
        mut socket: WebSocket,
        member: &MemberId,
        query: &JoinQuery,
        client: &Client,
    ) {
        let owner = Owner::of(&query.token);
        let joined = self.rooms.join(member, owner, client, || {
            let bridge = self.bridge.as_ref()?;
            Some(bridge.subscribe(&member.room))
        });
        let connection = match joined {
            Ok(connection) => connection,
            Err(reason) => {
                client.refused(&reason);
                return self.close(socket, reason).await;
            }
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
        let welcomed = timeout(self.limits.write_within, async {
            socket.feed(json_text(&welcome)).await?;
            socket.flush().await
        });
        let end = match welcomed.await {
            Ok(Ok(())) => self.exchange(&mut socket, member, client, connection).await,
            _ => End::Lost,
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
                if is_fault(reason) {
                    client.refused(&reason);
                }
                reason != CloseReason::AddressInUse
            }
        };
        // Its place comes first: the reason may take a while to be read.
        let lost = keeps_place && self.rooms.lost(member, number);
        if !keeps_place {
            self.remove(member, number);
        }
        match end {
            End::Closed(reason) => self.close(socket, reason).await,
            // A file that is closed is one that others can have.
            End::Goodbye | End::Lost => drop(socket),
        }
        if lost {
            self.keep_place(client).await;
            self.remove(member, number);
        }
    }

    /// Waits as long as a lost member's place is kept, if not too many are kept already.
    async fn keep_place(&self, client: &Client) {
        let share = client.admission().take(client, Quota::Lost);
        if share.is_some() {
            tokio::select! {
                () = sleep(self.limits.away_for) => {}
                () = self.server.stop.cancelled() => {}
            }
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
        client: &Client,
        connection: Connection,
    ) -> End {
        let Connection {
            receiver,
            mut closing,
            ..
        } = connection;
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
                reason = closing.asked() => return End::Closed(reason),
                () = sleep_until(ready), if throttled => {}
                incoming = socket.recv(), if !throttled => {
                    heard = Instant::now();
                    let cost = match incoming {
                        Ok(Incoming::Text(text)) => match self.pass_on(member, &text) {
                            Ok(cost) => {
                                ready = heard + client.admission().charge(client, text.len());
                                cost
                            }
                            Err(reason) => return End::Closed(reason),
                        },
                        Ok(Incoming::Ping(content)) => {
                            let answered = timeout(limits.write_within, socket.pong(&content));
                            if !matches!(answered.await, Ok(Ok(()))) {
                                return End::Lost;
                            }
                            content.len()
                        }
                        Ok(Incoming::Pong) => 0,
                        Ok(Incoming::Binary) => return End::Closed(CloseReason::Unreadable),
                        Ok(Incoming::Close(code)) => return closed(code),
                        Err(broken) => return lost(&broken),
                    };
                    let now = since(start, heard);
                    let pause = messages.charge(now, 1.0).max(bytes.charge(now, cost as f64));
                    ready = ready.max(heard + pause);
                }
                text = receiver.recv() => {
                    let written = {
                        let mut write = pin!(timeout(
                            limits.write_within,
                            write(socket, text, &receiver),
                        ));
                        tokio::select! {
                            written = &mut write => Ok(written),
                            reason = closing.asked() => Err(reason),
                        }
                    };
                    match written {
                        Ok(Ok(Ok(()))) => {}
                        Ok(Ok(Err(_))) => return End::Lost,
                        Ok(Err(_)) => return End::Closed(CloseReason::Slow),
                        Err(reason) => return End::Closed(reason),
                    }
                }
                _ = ping.tick() => {
                    if !throttled && heard.elapsed() > limits.silent_for {
                        return End::Closed(CloseReason::Silent);
                    }
                    if !matches!(timeout(limits.write_within, socket.ping()).await, Ok(Ok(()))) {
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

        if is_too_complex(text) {
            return Err(CloseReason::Unreadable);
        }
        let Ok(Frame::Envelope(mut envelope)) = serde_json::from_str::<Frame<&RawValue>>(text)
        else {
            return Err(CloseReason::Unreadable);
        };
        let is_small = envelope.to.is_none() || matches!(envelope.payload, Payload::Control(_));
        if is_small && text.len() > self.limits.broadcast_bytes {
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
        // A member that does not read can't be told.
        let _ = timeout(self.limits.close_within, socket.close(reason)).await;
    }
}

/// Writes one message and those that wait behind it, and flushes once.
async fn write(socket: &mut WebSocket, first: Utf8Bytes, receiver: &Receiver) -> io::Result<()> {
    socket.feed(first).await?;
    for _ in 1..BATCH {
        let Some(text) = receiver.try_recv() else {
            break;
        };
        socket.feed(text).await?;
    }
    socket.flush().await
}

/// The instant as the rate limiters count it.
fn since(start: Instant, now: Instant) -> Time {
    Time::from_micros(0) + now.duration_since(start)
}

fn closed(code: Option<u16>) -> End {
    match code {
        Some(code) if is_goodbye(code) => End::Goodbye,
        _ => End::Lost,
    }
}

fn lost(broken: &Broken) -> End {
    match broken {
        Broken::Gone | Broken::Io(_) => End::Lost,
        Broken::TooLarge => End::Closed(CloseReason::TooLarge),
        Broken::Unreadable => End::Closed(CloseReason::Unreadable),
        Broken::Unfinished => End::Closed(CloseReason::Unfinished),
        Broken::Evicted => End::Closed(CloseReason::Full(Full::Memory)),
    }
}

/// Whether a member that is closed for this reason did what no page does.
fn is_fault(reason: CloseReason) -> bool {
    matches!(
        reason,
        CloseReason::Unreadable
            | CloseReason::TooLarge
            | CloseReason::Unfinished
            | CloseReason::Full(_)
    )
}
