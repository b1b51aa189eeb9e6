//! Calls of the tutorial's API to a tab that is connected here: pushed over its socket, answered by a POST that
//! names the call.

use std::{borrow::Cow, collections::HashMap, sync::Arc, time::Duration};

use axum::http::StatusCode;
use bytes::Bytes;
use parking_lot::Mutex;
use protocol::{Call, Frame, RelayMessage};
use serde::{Deserialize, Serialize};
use tokio::{sync::oneshot, time::timeout};

use crate::{
    config::Limits,
    json::json_text,
    member_id::MemberId,
    random_id::random_id,
    refusal::Refusal,
    rooms::{Presence, Rooms},
};

/// A call, as the tutorial has it, and as it travels to another relay.
#[derive(Serialize, Deserialize)]
pub struct ApiCall<'a> {
    /// `GET` or `POST`.
    #[serde(borrow)]
    pub method: Cow<'a, str>,
    /// Such as `/mine`.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// The body as it came.
    #[serde(borrow)]
    pub body: Cow<'a, str>,
}

/// What a tab answers.
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// JSON, or the tutorial's plain sentence.
    pub body: Bytes,
}

/// The calls that wait for an answer.
pub struct Calls {
    rooms: Arc<Rooms>,
    limits: Arc<Limits>,
    waiting: Mutex<HashMap<String, Waiting>>,
}

struct Waiting {
    member: MemberId,
    answer: oneshot::Sender<Answer>,
}

impl Calls {
    /// None yet.
    pub fn new(rooms: Arc<Rooms>, limits: Arc<Limits>) -> Self {
        Self {
            rooms,
            limits,
            waiting: Mutex::default(),
        }
    }

    /// Calls a tab and waits for its answer.
    ///
    /// # Errors
    /// 503 for a tab that is gone, 504 for one that does not answer in time.
    pub async fn call(&self, member: &MemberId, call: &ApiCall<'_>) -> Result<Answer, Refusal> {
        if self.rooms.presence(member) != Presence::Connected {
            return Err(gone(member));
        }
        let id = random_id().ok_or_else(|| {
            Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "this machine can't provide random numbers",
            )
        })?;
        let answer = self.wait(member, &id)?;
        let _forget = Forget {
            calls: self,
            id: &id,
        };
        let message = RelayMessage::Call(Call {
            id: id.clone(),
            method: call.method.to_string(),
            path: call.path.to_string(),
            body: call.body.to_string(),
        });
        if !self
            .rooms
            .send(member, json_text(&Frame::<()>::Relay(message)))
        {
            return Err(gone(member));
        }
        let within = self.limits.within(&call.path);
        match timeout(within, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(gone(member)),
            Err(_) => Err(late(member, within)),
        }
    }

    /// Takes a tab's answer. False when nobody waits for it.
    pub fn answered(&self, id: &str, answer: Answer) -> bool {
        let call = self.waiting.lock().remove(id);
        call.is_some_and(|call| call.answer.send(answer).is_ok())
    }

    /// Whether somebody waits for the answer to a call.
    pub fn is_waiting(&self, id: &str) -> bool {
        self.waiting.lock().contains_key(id)
    }

    /// Ends the calls to a tab that is gone.
    pub fn give_up(&self, member: &MemberId) {
        self.waiting.lock().retain(|_, call| call.member != *member);
    }

    fn wait(&self, member: &MemberId, id: &str) -> Result<oneshot::Receiver<Answer>, Refusal> {
        let mut waiting = self.waiting.lock();
        let calls = waiting.values().filter(|call| call.member == *member);
        let busy = calls.count();
        if busy >= self.limits.calls {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{busy} calls are waiting for {} already", member.address),
            ));
        }
        let (sender, answer) = oneshot::channel();
        let call = Waiting {
            member: member.clone(),
            answer: sender,
        };
        waiting.insert(id.to_owned(), call);
        Ok(answer)
    }
}

/// A tab is closed or not connected.
pub fn gone(member: &MemberId) -> Refusal {
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("the tab of {} is closed or not connected", member.address),
    )
}

/// A tab did not answer in time.
pub fn late(member: &MemberId, within: Duration) -> Refusal {
    Refusal::new(
        StatusCode::GATEWAY_TIMEOUT,
        format!(
            "{} did not answer within {} seconds",
            member.address,
            within.as_secs()
        ),
    )
}

/// Forgets a call however it ends, also when the caller goes away.
struct Forget<'a> {
    calls: &'a Calls,
    id: &'a str,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.calls.waiting.lock().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_to_another_relay_has_these_bytes() {
        let text = r#"{"method":"POST","path":"/transactions/new","body":"{\"sender\": 1}\n"}"#;
        let call: ApiCall<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(call.body, "{\"sender\": 1}\n");
        assert_eq!(serde_json::to_string(&call).unwrap(), text);
    }
}
