//! Calls of the tutorial's API to tabs that are connected to another relay, over NATS.
//!
//! A relay subscribes to the calls of each tab that is connected to it, so NATS itself tells whether
//! anyone has the tab.

use std::sync::Arc;

use async_nats::{Client, HeaderMap, Message, StatusCode as NatsStatus, Subject};
use axum::http::StatusCode;
use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::DropGuard;

use crate::{
    calls::{Answer, ApiCall, Calls, late},
    config::Limits,
    fragments::{self, POSITION, Position},
    member_id::MemberId,
    nats,
    refusal::Refusal,
    subscription::subscribe_in_group,
};

/// The header of an answer's HTTP status.
const STATUS: &str = "Status";
/// All relays that serve a tab's calls: one of them gets each.
const GROUP: &str = "relays";

/// Makes calls to tabs at other relays, and serves theirs.
#[derive(Clone)]
pub struct RemoteCalls {
    client: Client,
    calls: Arc<Calls>,
    limits: Arc<Limits>,
}

/// An answer that did not arrive whole.
struct Lost;

impl RemoteCalls {
    /// Calls for tabs that are connected here are passed to `calls`.
    pub fn new(client: Client, calls: Arc<Calls>, limits: Arc<Limits>) -> Self {
        Self {
            client,
            calls,
            limits,
        }
    }

    /// Whether other relays can be reached now.
    pub fn is_up(&self) -> bool {
        nats::is_up(&self.client)
    }

    /// Serves other relays' calls to a tab, for as long as the handle lives.
    pub fn serve(&self, member: &MemberId) -> DropGuard {
        let (client, member) = (self.client.clone(), member.clone());
        let calls = Arc::clone(&self.calls);
        subscribe_in_group(&self.client, subject(&member), GROUP, move |message| {
            let Some(reply) = message.reply.clone() else {
                return;
            };
            let (client, calls, member) = (client.clone(), Arc::clone(&calls), member.clone());
            tokio::spawn(async move { respond(&client, &calls, &member, &message, reply).await });
        })
    }

    /// Calls a tab at another relay; `None` when it is connected to none.
    ///
    /// # Errors
    /// 504 when it does not answer in time, 502 when its answer is lost on the way.
    pub async fn call(
        &self,
        member: &MemberId,
        call: &ApiCall<'_>,
    ) -> Result<Option<Answer>, Refusal> {
        let within = self.limits.within(&call.path);
        match timeout(within, self.request(member, call)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Lost)) => Err(Refusal::new(
                StatusCode::BAD_GATEWAY,
                format!("the answer of {} was lost between relays", member.address),
            )),
            Err(_) => Err(late(member, within)),
        }
    }

    async fn request(&self, member: &MemberId, call: &ApiCall<'_>) -> Result<Option<Answer>, Lost> {
        let payload = serde_json::to_vec(call).map_err(|_| Lost)?;
        let inbox = self.client.new_inbox();
        let subscribed = self.client.subscribe(inbox.clone()).await;
        let mut fragments = subscribed.map_err(|_| Lost)?;
        self.client
            .publish_with_reply(subject(member), inbox, payload.into())
            .await
            .map_err(|_| Lost)?;
        let mut body = Vec::new();
        let mut last = 0;
        loop {
            let message = fragments.next().await.ok_or(Lost)?;
            if message.status == Some(NatsStatus::NO_RESPONDERS) {
                return Ok(None);
            }
            let headers = message.headers.as_ref().ok_or(Lost)?;
            let position = Position::read(headers).ok_or(Lost)?;
            let bytes = body.len() + message.payload.len();
            if position.number != last + 1 || bytes > self.limits.answer_bytes {
                return Err(Lost);
            }
            last = position.number;
            body.extend_from_slice(&message.payload);
            if position.is_last() {
                let status = headers.get(STATUS).ok_or(Lost)?.as_str();
                let status = StatusCode::from_bytes(status.as_bytes()).map_err(|_| Lost)?;
                let body = body.into();
                return Ok(Some(Answer { status, body }));
            }
        }
    }
}

async fn respond(
    client: &Client,
    calls: &Calls,
    member: &MemberId,
    message: &Message,
    reply: Subject,
) {
    let Ok(call) = serde_json::from_slice::<ApiCall<'_>>(&message.payload) else {
        return;
    };
    let answer = calls.call(member, &call).await;
    let Answer { status, body } = answer.unwrap_or_else(|refusal| Answer {
        status: refusal.status,
        body: refusal.body().into(),
    });
    for (position, fragment) in fragments::split(&body) {
        let mut headers = HeaderMap::new();
        headers.insert(STATUS, status.as_str());
        headers.insert(POSITION, position.to_string());
        let published = client.publish_with_headers(reply.clone(), headers, fragment);
        if let Err(error) = published.await {
            tracing::warn!(%error, "an answer did not go to another relay");
            return;
        }
    }
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
