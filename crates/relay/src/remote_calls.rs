//! Calls of the tutorial's API to tabs that are connected to another relay, over NATS.
//!
//! A relay subscribes to the calls of each tab that is connected to it, so NATS itself tells whether
//! anyone has the tab. Where relays share a secret, call and answer prove that their senders know it, and a call has
//! the time at which it is made, so that nobody can make it again. A relay whose clock is another is told the time.

use std::{borrow::Cow, sync::Arc, time::Instant};

use async_nats::{HeaderMap, Message, StatusCode as NatsStatus, Subject};
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::DropGuard;

use crate::{
    budget::{Budget, Evicted},
    calls::{Answer, ApiCall, Calls, late},
    client::Client,
    collect::{Collected, Overflow},
    config::Limits,
    fragments::{self, POSITION, Position},
    member_id::MemberId,
    nats,
    proofs::{Proofs, Purpose},
    recent_calls::{RecentCalls, Timeliness, clock},
    refusal::Refusal,
    subscription::subscribe_in_group,
};

/// The header of an answer's HTTP status.
const STATUS: &str = "Status";
/// The header of the time at which a call is made, or which it is at the relay that is called: milliseconds since 1970.
const TIME: &str = "Time";
/// All relays that serve a tab's calls: one of them gets each.
const GROUP: &str = "relays";

/// Makes calls to tabs at other relays, and serves theirs.
#[derive(Clone)]
pub struct RemoteCalls {
    client: async_nats::Client,
    calls: Arc<Calls>,
    limits: Arc<Limits>,
    budget: Arc<Budget>,
    proofs: Proofs,
    recent: Arc<RecentCalls>,
}

/// Why an answer did not arrive whole.
enum Failed {
    /// Something between the relays, or another relay.
    Lost,
    /// There is no memory for it here.
    Evicted(Evicted),
}

impl From<Overflow> for Failed {
    fn from(overflow: Overflow) -> Self {
        match overflow {
            Overflow::TooLarge => Self::Lost,
            Overflow::Evicted(evicted) => Self::Evicted(evicted),
        }
    }
}

impl RemoteCalls {
    /// Calls for tabs that are connected here are passed to `calls`. Answers of others are counted in the budget.
    pub fn new(
        client: async_nats::Client,
        calls: Arc<Calls>,
        limits: Arc<Limits>,
        budget: Arc<Budget>,
        proofs: Proofs,
    ) -> Self {
        Self {
            client,
            calls,
            limits,
            budget,
            proofs,
            recent: Arc::default(),
        }
    }

    /// Whether other relays can be reached now.
    pub fn is_up(&self) -> bool {
        nats::is_up(&self.client)
    }

    /// Serves other relays' calls to a tab, for as long as the handle lives.
    pub fn serve(&self, member: &MemberId) -> DropGuard {
        let (remote, member) = (self.clone(), member.clone());
        subscribe_in_group(&self.client, subject(&member), GROUP, move |message| {
            let Some(reply) = message.reply.clone() else {
                return;
            };
            let Some(timeliness) = remote.timeliness(&message, &reply) else {
                return;
            };
            let (remote, member) = (remote.clone(), member.clone());
            match timeliness {
                Timeliness::New => {
                    tokio::spawn(async move { remote.respond(&member, &message, reply).await });
                }
                Timeliness::Untimely => {
                    tokio::spawn(async move { remote.tell_time(reply).await });
                }
                Timeliness::Repeated => {}
            }
        })
    }

    /// Whether a call is made now; `None` when no relay of this network makes it.
    fn timeliness(&self, message: &Message, reply: &Subject) -> Option<Timeliness> {
        if !self.proofs.are_needed() {
            return Some(Timeliness::New);
        }
        let headers = message.headers.as_ref()?;
        let made: u64 = headers.get(TIME)?.as_str().parse().ok()?;
        let parts = call_parts(&message.subject, reply, made, &message.payload);
        let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
        let holds = self.proofs.hold(Some(headers), Purpose::Call, &parts);
        holds.then(|| self.recent.note(reply, made, clock(), Instant::now()))
    }

    async fn tell_time(&self, reply: Subject) {
        let mut headers = HeaderMap::new();
        let time = clock().to_string();
        headers.insert(TIME, time.as_str());
        let parts = [reply.as_bytes(), time.as_bytes()];
        self.proofs.add(&mut headers, Purpose::Clock, &parts);
        let told = self
            .client
            .publish_with_headers(reply, headers, Bytes::new());
        if let Err(error) = told.await {
            tracing::warn!(%error, "another relay was not told the time");
        }
    }

    async fn respond(&self, member: &MemberId, message: &Message, reply: Subject) {
        let Ok(call) = serde_json::from_slice::<ApiCall<'_>>(&message.payload) else {
            return;
        };
        let answer = self.calls.call(member, &call).await;
        let Answer { status, body } = answer.unwrap_or_else(|refusal| Answer {
            status: refusal.status,
            body: refusal.body().into(),
        });
        for (position, fragment) in fragments::split(&body) {
            let mut headers = HeaderMap::new();
            headers.insert(STATUS, status.as_str());
            headers.insert(POSITION, position.to_string());
            let parts = answer_parts(&reply, status, position, &fragment);
            let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
            self.proofs.add(&mut headers, Purpose::Answer, &parts);
            let published = self
                .client
                .publish_with_headers(reply.clone(), headers, fragment);
            if let Err(error) = published.await {
                tracing::warn!(%error, "an answer did not go to another relay");
                return;
            }
        }
    }

    /// Calls a tab at another relay; `None` when it is connected to none.
    ///
    /// # Errors
    /// 504 when it does not answer in time, 502 when its answer is lost on the way, 503 when there is no memory for it.
    pub async fn call(
        &self,
        member: &MemberId,
        call: &ApiCall<'_>,
        asking: &Client,
    ) -> Result<Option<Answer>, Refusal> {
        let within = self.limits.within(&call.path);
        match timeout(within, self.request(member, call, asking)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Failed::Evicted(evicted))) => Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                evicted.to_string(),
            )),
            Ok(Err(Failed::Lost)) => Err(Refusal::new(
                StatusCode::BAD_GATEWAY,
                format!("the answer of {} was lost between relays", member.address),
            )),
            Err(_) => Err(late(member, within)),
        }
    }

    async fn request(
        &self,
        member: &MemberId,
        call: &ApiCall<'_>,
        asking: &Client,
    ) -> Result<Option<Answer>, Failed> {
        let payload = serde_json::to_vec(call).map_err(|_| Failed::Lost)?;
        let inbox = self.client.new_inbox();
        let subscribed = self.client.subscribe(inbox.clone()).await;
        let mut fragments = subscribed.map_err(|_| Failed::Lost)?;
        let payload = Bytes::from(payload);
        self.publish_call(member, &inbox, clock(), &payload).await?;
        let mut told_time = false;
        let most = self.limits.answer_bytes;
        let mut body = Collected::new(&self.budget, asking.clone(), most);
        let mut last = 0;
        loop {
            let message = tokio::select! {
                message = fragments.next() => message.ok_or(Failed::Lost)?,
                overflow = body.evicted() => return Err(overflow.into()),
            };
            if message.status == Some(NatsStatus::NO_RESPONDERS) {
                return Ok(None);
            }
            if let Some(time) = self.time_there(&message, &inbox) {
                if !std::mem::replace(&mut told_time, true) {
                    self.publish_call(member, &inbox, time, &payload).await?;
                }
                continue;
            }
            let Some((status, position)) = self.answer_of(&message, &inbox) else {
                continue;
            };
            if position.number <= last {
                // It came twice.
                continue;
            }
            if position.number != last + 1 {
                return Err(Failed::Lost);
            }
            last = position.number;
            body.add(&message.payload)?;
            if position.is_last() {
                let body = body.complete();
                return Ok(Some(Answer { status, body }));
            }
        }
    }

    async fn publish_call(
        &self,
        member: &MemberId,
        inbox: &str,
        time: u64,
        payload: &Bytes,
    ) -> Result<(), Failed> {
        let subject = subject(member);
        let mut headers = HeaderMap::new();
        headers.insert(TIME, time.to_string());
        let parts = call_parts(&subject, inbox, time, payload);
        let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
        self.proofs.add(&mut headers, Purpose::Call, &parts);
        let reply = inbox.to_owned();
        let published =
            self.client
                .publish_with_reply_and_headers(subject, reply, headers, payload.clone());
        published.await.map_err(|_| Failed::Lost)
    }

    /// The time at the relay that is called, if that is what a message tells.
    fn time_there(&self, message: &Message, inbox: &str) -> Option<u64> {
        let headers = message.headers.as_ref()?;
        let time: u64 = headers.get(TIME)?.as_str().parse().ok()?;
        let text = time.to_string();
        let parts = [inbox.as_bytes(), text.as_bytes()];
        let holds = self.proofs.hold(Some(headers), Purpose::Clock, &parts);
        holds.then_some(time)
    }

    /// Status and position of a part of the answer; `None` for what no relay of this network says.
    fn answer_of(&self, message: &Message, inbox: &str) -> Option<(StatusCode, Position)> {
        let headers = message.headers.as_ref()?;
        let position = Position::read(headers)?;
        let status = headers.get(STATUS)?.as_str();
        let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
        let parts = answer_parts(inbox, status, position, &message.payload);
        let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
        let holds = self.proofs.hold(Some(headers), Purpose::Answer, &parts);
        holds.then_some((status, position))
    }
}

/// What the proof of a call is of.
fn call_parts<'a>(
    subject: &'a str,
    reply: &'a str,
    time: u64,
    payload: &'a [u8],
) -> [Cow<'a, [u8]>; 4] {
    [
        subject.as_bytes().into(),
        reply.as_bytes().into(),
        time.to_string().into_bytes().into(),
        payload.into(),
    ]
}

/// What the proof of a part of an answer is of.
fn answer_parts<'a>(
    reply: &'a str,
    status: StatusCode,
    position: Position,
    payload: &'a [u8],
) -> [Cow<'a, [u8]>; 4] {
    [
        reply.as_bytes().into(),
        status.as_str().to_owned().into_bytes().into(),
        position.to_string().into_bytes().into(),
        payload.into(),
    ]
}

fn subject(member: &MemberId) -> String {
    // An address may have dots, which NATS would take for its own.
    let address = hex::encode(member.address.as_str());
    format!("tabchain.calls.{}.{address}", member.room)
}

#[cfg(test)]
mod tests {
    use protocol::{Address, RoomName};

    use super::*;

    #[test]
    fn a_tabs_calls_have_this_subject() {
        let member = MemberId {
            room: RoomName::parse("main").unwrap(),
            address: Address::parse("tab-1").unwrap(),
        };
        assert_eq!(subject(&member), "tabchain.calls.main.7461622d31");
    }
}
