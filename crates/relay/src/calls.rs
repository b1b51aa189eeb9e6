//! Calls of the tutorial's API on their way to a tab and back: pushed over its socket, answered by a POST
//! that names the call.

use std::{collections::HashMap, time::Duration};

use axum::http::StatusCode;
use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{sync::oneshot, time::timeout};

use crate::{Relay, frame::Word, refusal::Refusal, rooms::Whereabouts, seats::Seat};

/// A call, as the tutorial has it.
pub struct Call<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Such as `/mine`.
    pub path: &'a str,
    /// The body as it came.
    pub body: &'a str,
    /// How long the tab may take.
    pub within: Duration,
}

/// What a tab answered.
pub struct Answered {
    /// The HTTP status.
    pub status: StatusCode,
    /// JSON, or the tutorial's plain sentence.
    pub body: Bytes,
}

/// The calls that wait for an answer.
#[derive(Default)]
pub struct Calls {
    waiting: Mutex<HashMap<String, Waiting>>,
}

struct Waiting {
    seat: Seat,
    answer: oneshot::Sender<Answered>,
}

/// Calls a tab, at whichever relay it is.
///
/// # Errors
/// 404 for a tab nobody knows, 503 for one that is gone, 504 for one that does not answer in time.
pub async fn call(relay: &Relay, seat: &Seat, call: Call<'_>) -> Result<Answered, Refusal> {
    let Seat { room, address } = seat;
    let whereabouts = relay.rooms.whereabouts(room, address);
    if whereabouts == Whereabouts::Here {
        return relay.calls.call(relay, seat, call).await;
    }
    let mut alone = false;
    if let Some(bridge) = &relay.bridge {
        alone = !bridge.is_up();
        if !alone && let Some(answered) = bridge.call(relay, seat, &call).await? {
            return Ok(answered);
        }
    }
    match whereabouts {
        Whereabouts::Unknown if alone => Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{address} is not here, and other relays can't be heard at the moment"),
        )),
        Whereabouts::Unknown => Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("there is no node {address} in room {room}"),
        )),
        Whereabouts::Here | Whereabouts::Gone => Err(gone(seat)),
    }
}

impl Calls {
    /// Calls a tab that is connected here and waits for its answer.
    ///
    /// # Errors
    /// 503 for a tab that is gone, 504 for one that does not answer in time.
    pub async fn call(
        &self,
        relay: &Relay,
        seat: &Seat,
        call: Call<'_>,
    ) -> Result<Answered, Refusal> {
        if relay.rooms.whereabouts(&seat.room, &seat.address) != Whereabouts::Here {
            return Err(gone(seat));
        }
        let id = secret().ok_or_else(|| {
            Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "this machine can't provide random numbers",
            )
        })?;
        let answer = self.wait(relay, seat, &id)?;
        let _forget = Forget {
            calls: self,
            id: &id,
        };
        let word = Word::Call {
            id: &id,
            method: call.method,
            path: call.path,
            body: call.body,
        };
        if !relay.rooms.tell(&seat.room, &seat.address, word.text()) {
            return Err(gone(seat));
        }
        match timeout(call.within, answer).await {
            Ok(Ok(answered)) => Ok(answered),
            Ok(Err(_)) => Err(gone(seat)),
            Err(_) => Err(late(seat, call.within)),
        }
    }

    fn wait(
        &self,
        relay: &Relay,
        seat: &Seat,
        id: &str,
    ) -> Result<oneshot::Receiver<Answered>, Refusal> {
        let mut waiting = self.waiting.lock();
        let busy = waiting.values().filter(|other| other.seat == *seat).count();
        if busy >= relay.config.limits.calls {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{busy} calls are waiting for {} already", seat.address),
            ));
        }
        let (sender, answer) = oneshot::channel();
        let call = Waiting {
            seat: seat.clone(),
            answer: sender,
        };
        waiting.insert(id.to_owned(), call);
        Ok(answer)
    }

    /// Takes a tab's answer. False when nobody waits for it.
    pub fn answered(&self, id: &str, answered: Answered) -> bool {
        let call = self.waiting.lock().remove(id);
        call.is_some_and(|call| call.answer.send(answered).is_ok())
    }

    /// Ends the calls to a tab that is gone.
    pub fn give_up(&self, seat: &Seat) {
        self.waiting.lock().retain(|_, call| call.seat != *seat);
    }
}

fn gone(seat: &Seat) -> Refusal {
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("the tab of {} is closed or not connected", seat.address),
    )
}

/// A tab did not answer in time.
pub fn late(seat: &Seat, within: Duration) -> Refusal {
    Refusal::new(
        StatusCode::GATEWAY_TIMEOUT,
        format!(
            "{} did not answer within {} seconds",
            seat.address,
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

/// A name that nobody can guess.
pub fn secret() -> Option<String> {
    let mut dice = [0_u8; 16];
    getrandom::fill(&mut dice).ok()?;
    Some(hex::encode(dice))
}
