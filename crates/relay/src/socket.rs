//! One member's WebSocket: in comes what it says, out goes what others say to it.
//!
//! One task does both. While it writes it does not read, so a member that does not read is not
//! listened to either, and a member that sends too fast is read more slowly: TCP tells it so.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    extract::{
        Path, Query, State,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::StatusCode,
    response::Response,
};
use futures_util::SinkExt;
use node::Address;
use serde::Deserialize;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};

use crate::{
    Relay,
    allowance::Allowance,
    config::{MAX_ROOM, MAX_TOKEN},
    farewell::Farewell,
    frame::{Frame, Word},
    guard::Asker,
    refusal::Refusal,
    rooms::Place,
    seats::Seat,
};

/// How many messages are written before they are flushed.
const BATCH: usize = 64;
/// The buffers of a connection at rest, in bytes.
const BUFFER: usize = 4 * 1024;

/// Who wants to join.
#[derive(Deserialize)]
pub struct Applicant {
    address: String,
    /// Known to this tab alone: with it, it may take over its own place.
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
    /// The relay ends it.
    Told(Farewell),
}

/// `GET /api/rooms/{room}/socket?address=…&token=…`
pub async fn enter(
    State(relay): State<Arc<Relay>>,
    Path(room): Path<String>,
    Query(applicant): Query<Applicant>,
    asker: Asker,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    asker.check(&relay)?;
    check_room(&room)?;
    let address = exact_address(&applicant.address)?;
    if applicant.token.is_empty() || applicant.token.len() > MAX_TOKEN {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("a token has 1 to {MAX_TOKEN} bytes"),
        ));
    }
    let bytes = relay.config.limits.message_bytes;
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(bytes)
        .max_frame_size(bytes)
        .on_upgrade(move |socket| {
            let tasks = relay.tasks.clone();
            let seat = Seat { room, address };
            tasks.track_future(attend(relay, socket, seat, applicant))
        }))
}

/// Whether a room can be called so.
pub fn check_room(room: &str) -> Result<(), Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if room.is_empty() || room.len() > MAX_ROOM || !room.bytes().all(allowed) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("a room is named by 1 to {MAX_ROOM} letters (a to z), digits, - or _"),
        ));
    }
    Ok(())
}

/// An address in the one form that others use.
pub fn exact_address(text: &str) -> Result<Address, Refusal> {
    let wrong = |reason: String| Refusal::new(StatusCode::BAD_REQUEST, reason);
    let address = Address::parse(text).map_err(|error| wrong(error.to_string()))?;
    if address.as_str() == text {
        Ok(address)
    } else {
        Err(wrong("an address is host and port only".to_owned()))
    }
}

async fn attend(relay: Arc<Relay>, mut socket: WebSocket, seat: Seat, applicant: Applicant) {
    let joined = relay
        .rooms
        .join(&seat.room, &seat.address, &applicant.token, || {
            let bridge = relay.bridge.as_ref()?;
            Some(bridge.listen(&relay, &seat.room))
        });
    let place = match joined {
        Ok(place) => place,
        Err(farewell) => return say_farewell(&relay, socket, &farewell).await,
    };
    let connection = place.connection;
    let port = relay.take_port(&seat, applicant.port);
    if let Some(bridge) = &relay.bridge {
        bridge.joined(&seat, &applicant.token);
    }
    tracing::info!(room = %seat.room, address = %seat.address, port, "joined");

    let welcome = Word::Welcome { port, asides: true }.text();
    let others = relay.bridge.as_ref();
    let answering = others.map(|bridge| bridge.answer(&relay, &seat));
    let end = match socket.send(Message::Text(welcome)).await {
        Ok(()) => converse(&relay, &mut socket, &seat, place).await,
        Err(_) => End::Lost,
    };
    drop(answering);
    if let Some(bridge) = others {
        bridge.left(&seat);
    }
    let keeps_place = match &end {
        End::Goodbye => {
            tracing::info!(room = %seat.room, address = %seat.address, "left");
            false
        }
        End::Lost => {
            tracing::info!(room = %seat.room, address = %seat.address, "connection lost");
            true
        }
        End::Told(farewell) => {
            tracing::info!(room = %seat.room, address = %seat.address, reason = %farewell, "dropped");
            *farewell != Farewell::InUse
        }
    };
    // Its place comes first: a farewell may take a while to be read.
    let lost = keeps_place && relay.rooms.lost(&seat.room, &seat.address, connection);
    if !keeps_place {
        go(&relay, &seat, connection);
    }
    if let End::Told(farewell) = &end {
        say_farewell(&relay, socket, farewell).await;
    }
    if lost {
        tokio::select! {
            () = tokio::time::sleep(relay.config.limits.away_for) => {}
            () = relay.stop.cancelled() => {}
        }
        go(&relay, &seat, connection);
    }
}

/// Lets a member go, unless it is back by another connection.
fn go(relay: &Relay, seat: &Seat, connection: u64) {
    if relay.rooms.leave(&seat.room, &seat.address, connection) {
        relay.seats.free(seat);
        relay.calls.give_up(seat);
    }
}

async fn converse(relay: &Relay, socket: &mut WebSocket, seat: &Seat, mut place: Place) -> End {
    let limits = &relay.config.limits;
    let start = Instant::now();
    let mut heard = start;
    let mut ready = start;
    let mut messages = Allowance::new(
        start.into_std(),
        limits.messages_per_second,
        limits.message_burst,
    );
    let mut bytes = Allowance::new(
        start.into_std(),
        limits.bytes_per_second,
        2.0 * limits.message_bytes as f64,
    );
    let mut ping = interval_at(start + limits.ping_every, limits.ping_every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);

    loop {
        let throttled = ready > Instant::now();
        tokio::select! {
            biased;
            () = relay.stop.cancelled() => return End::Told(Farewell::Stopping),
            farewell = told(&mut place.farewell) => return End::Told(farewell),
            () = sleep_until(ready), if throttled => {}
            incoming = socket.recv(), if !throttled => {
                heard = Instant::now();
                let text = match incoming {
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Binary(_))) => return End::Told(Farewell::Unreadable),
                    Some(Ok(Message::Close(close))) => return closed(close),
                    Some(Err(error)) => return broken(&error),
                    None => return End::Lost,
                };
                let cost = match said(relay, seat, &text) {
                    Ok(cost) => cost,
                    Err(farewell) => return End::Told(farewell),
                };
                let now = heard.into_std();
                ready = heard + messages.spend(now, 1.0).max(bytes.spend(now, cost as f64));
            }
            Some(text) = place.queue.recv() => {
                let written = {
                    let mut write = pin!(timeout(
                        limits.write_within,
                        write(socket, text, &mut place.queue, &place.waiting),
                    ));
                    tokio::select! {
                        written = &mut write => Some(written),
                        _ = place.farewell.changed() => None,
                    }
                };
                match written {
                    Some(Ok(Ok(()))) => {}
                    Some(Ok(Err(_))) => return End::Lost,
                    Some(Err(_)) => return End::Told(Farewell::Slow),
                    None => return End::Told(told(&mut place.farewell).await),
                }
            }
            _ = ping.tick() => {
                if !throttled && heard.elapsed() > limits.silent_for {
                    return End::Told(Farewell::Silent);
                }
                let sent = timeout(limits.write_within, socket.send(Message::Ping(Vec::new().into())));
                if !matches!(sent.await, Ok(Ok(()))) {
                    return End::Lost;
                }
            }
        }
    }
}

/// Waits until the connection has to end.
async fn told(farewell: &mut watch::Receiver<Option<Farewell>>) -> Farewell {
    match farewell.wait_for(Option::is_some).await {
        Ok(said) => said.clone().unwrap_or(Farewell::Replaced),
        // The place was taken over.
        Err(_) => Farewell::Replaced,
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

/// Passes on what a member said. Gives what it costs, in bytes.
fn said(relay: &Relay, seat: &Seat, text: &str) -> Result<usize, Farewell> {
    /// What is said to everyone is sent many times over.
    const TO_EVERYONE: usize = 16;

    let frame = Frame::read(text).map_err(|_| Farewell::Unreadable)?;
    if frame.to.is_none() && text.len() > relay.config.limits.broadcast_bytes {
        return Err(Farewell::TooLarge);
    }
    let stamped = frame.stamped(&seat.address);
    let to = frame.to.as_ref();
    let found = relay.rooms.pass(&seat.room, &seat.address, to, &stamped);
    if let Some(bridge) = &relay.bridge
        && (to.is_none() || !found)
    {
        bridge.pass(&seat.room, stamped);
    }
    Ok(if to.is_none() {
        text.len() * TO_EVERYONE
    } else {
        text.len()
    })
}

/// A browser closes with 1001 when a tab goes away, and with 1006, which is no frame, when it breaks.
fn closed(close: Option<CloseFrame>) -> End {
    match close {
        Some(frame) if matches!(frame.code, 1000 | 1001) => End::Goodbye,
        _ => End::Lost,
    }
}

fn broken(error: &axum::Error) -> End {
    // axum keeps the cause, but not its type, apart from its text.
    let text = error.to_string();
    if text.contains("too long") || text.contains("too big") || text.contains("too large") {
        End::Told(Farewell::TooLarge)
    } else if text.contains("UTF-8") || text.contains("utf-8") {
        End::Told(Farewell::Unreadable)
    } else {
        End::Lost
    }
}

async fn say_farewell(relay: &Relay, mut socket: WebSocket, farewell: &Farewell) {
    let close = async {
        socket
            .send(Message::Close(Some(farewell.frame())))
            .await
            .ok()?;
        // Until the other side has closed too, or has not; what it still says is not heard.
        while let Some(Ok(_)) = socket.recv().await {}
        Some(())
    };
    // A member that does not read can't be told.
    let _ = timeout(relay.config.limits.farewell_within, close).await;
}
