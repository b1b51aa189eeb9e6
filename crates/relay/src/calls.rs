//! Calls of the tutorial's API to a tab that is connected here: pushed over its socket, answered by a POST that
//! names the call.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use bytes::Bytes;
use parking_lot::Mutex;
use protocol::{Call, Frame, RelayMessage};
use serde::{Deserialize, Serialize};
use tokio::{sync::oneshot, time::timeout};

use crate::{
    client::Source,
    config::Limits,
    json::json_text,
    member_id::MemberId,
    random_id::random_id,
    refusal::Refusal,
    rooms::{Presence, Rooms},
};

/// The call that only reads.
pub const CHAIN: &str = "/chain";

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
    /// In whose share it is; all that come without are in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Source>,
}

/// What a tab answers.
#[derive(Clone)]
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
    calls: AtomicU64,
}

struct Waiting {
    member: MemberId,
    caller: Option<Source>,
    /// Counts up.
    number: u64,
    answer: oneshot::Sender<Outcome>,
}

/// What becomes of a call.
enum Outcome {
    Answered(Answer),
    /// It gave way to a call of somebody who had fewer waiting.
    Displaced,
}

impl Calls {
    /// None yet.
    pub fn new(rooms: Arc<Rooms>, limits: Arc<Limits>) -> Self {
        Self {
            rooms,
            limits,
            waiting: Mutex::default(),
            calls: AtomicU64::new(0),
        }
    }

    /// Calls a tab and waits for its answer.
    ///
    /// # Errors
    /// 503 for a tab that is gone, 504 for one that does not answer in time, 429 where too many calls wait for it.
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
        let answer = self.wait(member, call.caller, &id)?;
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
            Ok(Ok(Outcome::Answered(answer))) => Ok(answer),
            Ok(Ok(Outcome::Displaced)) => Err(busy(member, self.limits.calls)),
            Ok(Err(_)) => Err(gone(member)),
            Err(_) => Err(late(member, within)),
        }
    }

    /// Takes a tab's answer. False when nobody waits for it.
    pub fn answered(&self, id: &str, answer: Answer) -> bool {
        let call = self.waiting.lock().remove(id);
        call.is_some_and(|call| call.answer.send(Outcome::Answered(answer)).is_ok())
    }

    /// Whether somebody waits for the answer to a call.
    pub fn is_waiting(&self, id: &str) -> bool {
        self.waiting.lock().contains_key(id)
    }

    /// Ends the calls to a tab that is gone.
    pub fn give_up(&self, member: &MemberId) {
        self.waiting.lock().retain(|_, call| call.member != *member);
    }

    fn wait(
        &self,
        member: &MemberId,
        caller: Option<Source>,
        id: &str,
    ) -> Result<oneshot::Receiver<Outcome>, Refusal> {
        let mut waiting = self.waiting.lock();
        let mut shares: HashMap<Option<Source>, usize> = HashMap::new();
        for call in waiting.values().filter(|call| call.member == *member) {
            *shares.entry(call.caller).or_default() += 1;
        }
        let own = shares.get(&caller).copied().unwrap_or_default();
        if own >= self.limits.calls_per_caller {
            return Err(busy(member, own));
        }
        let all: usize = shares.values().sum();
        if all >= self.limits.calls {
            let most = shares.into_iter().max_by_key(|(_, calls)| *calls);
            let Some((most, _)) = most.filter(|(_, calls)| *calls > own + 1) else {
                return Err(busy(member, all));
            };
            let theirs = waiting
                .iter()
                .filter(|(_, call)| call.member == *member && call.caller == most);
            let newest = theirs.max_by_key(|(_, call)| call.number);
            let newest = newest.map(|(id, _)| id.clone());
            if let Some(call) = newest.and_then(|id| waiting.remove(&id)) {
                // Its caller may have gone.
                let _ = call.answer.send(Outcome::Displaced);
            }
        }
        let (sender, answer) = oneshot::channel();
        let call = Waiting {
            member: member.clone(),
            caller,
            number: self.calls.fetch_add(1, Ordering::Relaxed),
            answer: sender,
        };
        waiting.insert(id.to_owned(), call);
        Ok(answer)
    }
}

/// A tab has more calls to answer than may wait for it.
fn busy(member: &MemberId, calls: usize) -> Refusal {
    Refusal::new(
        StatusCode::TOO_MANY_REQUESTS,
        format!("{calls} calls are waiting for {} already", member.address),
    )
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
        let text = r#"{"method":"GET","path":"/mine","body":"","caller":"10.0.0.2"}"#;
        let call: ApiCall<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&call).unwrap(), text);
    }
}
