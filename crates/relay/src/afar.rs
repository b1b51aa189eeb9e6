//! Calls of the tutorial's API for tabs that are connected to another relay, over NATS.
//!
//! A relay listens for the calls of each tab that is connected to it, so NATS itself tells whether
//! anyone has the tab.

use std::sync::Arc;

use async_nats::{Client, HeaderMap, Message, StatusCode as NatsStatus, Subject};
use axum::http::StatusCode;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use tokio_util::sync::DropGuard;

use crate::{
    Relay,
    bridge::hear,
    calls::{Answered, Call, late},
    parts::{PART_OF, part_of, parts},
    refusal::Refusal,
    seats::Seat,
};

/// The header of an answer's HTTP status.
const STATUS: &str = "Status";
/// All who listen for a tab's calls: one of them gets each.
const GROUP: &str = "relays";

/// A call on its way to another relay.
#[derive(Serialize, Deserialize)]
struct Asked {
    method: String,
    path: String,
    body: String,
}

fn subject(seat: &Seat) -> String {
    // An address may have dots, which NATS would take for its own.
    let address = hex::encode(seat.address.as_str());
    format!("tabchain.calls.{}.{address}", seat.room)
}

/// Answers other relays' calls for a tab, for as long as the handle lives.
pub fn answer(client: &Client, relay: &Arc<Relay>, seat: &Seat) -> DropGuard {
    let relay = Arc::downgrade(relay);
    let seat = seat.clone();
    let replier = client.clone();
    hear(client, subject(&seat), Some(GROUP), move |message| {
        if let (Some(relay), Some(reply)) = (relay.upgrade(), message.reply.clone()) {
            let (client, seat) = (replier.clone(), seat.clone());
            tokio::spawn(async move { respond(&client, &relay, &seat, &message, reply).await });
        }
    })
}

async fn respond(client: &Client, relay: &Relay, seat: &Seat, message: &Message, reply: Subject) {
    let Ok(Asked { method, path, body }) = serde_json::from_slice(&message.payload) else {
        return;
    };
    let call = Call {
        method: &method,
        path: &path,
        body: &body,
        within: relay.config.limits.within(&path),
    };
    let answered = relay.calls.call(relay, seat, call).await;
    let Answered { status, body } = answered.unwrap_or_else(|refusal| Answered {
        status: refusal.status,
        body: refusal.body().into(),
    });
    for (part, content) in parts(&body) {
        let mut headers = HeaderMap::new();
        headers.insert(STATUS, status.as_str());
        headers.insert(PART_OF, part);
        let published = client.publish_with_headers(reply.clone(), headers, content);
        if let Err(error) = published.await {
            tracing::warn!(%error, "an answer did not go to another relay");
            return;
        }
    }
}

/// Calls a tab at another relay; `None` when it is connected to none.
///
/// # Errors
/// 504 when it does not answer in time, 502 when its answer is lost on the way.
pub async fn call(
    client: &Client,
    relay: &Relay,
    seat: &Seat,
    call: &Call<'_>,
) -> Result<Option<Answered>, Refusal> {
    let asked = Asked {
        method: call.method.to_owned(),
        path: call.path.to_owned(),
        body: call.body.to_owned(),
    };
    let most = relay.config.limits.answer_bytes;
    match timeout(call.within, ask(client, seat, &asked, most)).await {
        Ok(Ok(answered)) => Ok(answered),
        Ok(Err(())) => Err(Refusal::new(
            StatusCode::BAD_GATEWAY,
            format!("the answer of {} was lost between relays", seat.address),
        )),
        Err(_) => Err(late(seat, call.within)),
    }
}

async fn ask(
    client: &Client,
    seat: &Seat,
    asked: &Asked,
    most: usize,
) -> Result<Option<Answered>, ()> {
    let payload = serde_json::to_vec(asked).map_err(drop)?;
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(drop)?;
    let published = client.publish_with_reply(subject(seat), inbox, payload.into());
    published.await.map_err(drop)?;
    let mut body = Vec::new();
    let mut last = 0;
    loop {
        let message = answers.next().await.ok_or(())?;
        if message.status == Some(NatsStatus::NO_RESPONDERS) {
            return Ok(None);
        }
        let headers = message.headers.as_ref().ok_or(())?;
        let (part, parts) = part_of(headers).ok_or(())?;
        if part != last + 1 || body.len() + message.payload.len() > most {
            return Err(());
        }
        last = part;
        body.extend_from_slice(&message.payload);
        if part == parts {
            let status = headers.get(STATUS).ok_or(())?.as_str();
            let status = StatusCode::from_bytes(status.as_bytes()).map_err(drop)?;
            let body = body.into();
            return Ok(Some(Answered { status, body }));
        }
    }
}
