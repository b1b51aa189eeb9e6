//! Finds the tab that is called, at whichever relay it is.

use std::sync::Arc;

use axum::http::StatusCode;
use futures_util::FutureExt;

use crate::{
    calls::{Answer, ApiCall, CHAIN, Calls, gone},
    client::Client,
    member_id::MemberId,
    refusal::Refusal,
    remote_calls::RemoteCalls,
    rooms::{Presence, Rooms},
    together::Together,
};

/// Passes calls to tabs that are connected here, and to other relays.
#[derive(Clone)]
pub struct Dispatch {
    rooms: Arc<Rooms>,
    calls: Arc<Calls>,
    remote: Option<RemoteCalls>,
    chains: Arc<Together>,
}

impl Dispatch {
    /// Without `remote` there is no other relay.
    pub fn new(rooms: Arc<Rooms>, calls: Arc<Calls>, remote: Option<RemoteCalls>) -> Self {
        Self {
            rooms,
            calls,
            remote,
            chains: Arc::default(),
        }
    }

    /// Asks a tab for its chain, once for all who ask at the same time. The memory for it is the first one's.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    pub async fn read_chain(&self, member: &MemberId, asking: &Client) -> Result<Answer, Refusal> {
        let question = || {
            let (dispatch, member, asking) = (self.clone(), member.clone(), asking.clone());
            async move {
                let call = ApiCall {
                    method: "GET".into(),
                    path: CHAIN.into(),
                    body: "".into(),
                    // It is in nobody's share.
                    caller: None,
                };
                dispatch.call(&member, &call, &asking).await
            }
            .boxed()
        };
        self.chains.ask(member, question).await
    }

    /// Calls a tab.
    ///
    /// # Errors
    /// 404 for a tab nobody knows, 503 for one that is gone, 504 for one that does not answer in time.
    pub async fn call(
        &self,
        member: &MemberId,
        call: &ApiCall<'_>,
        asking: &Client,
    ) -> Result<Answer, Refusal> {
        let presence = self.rooms.presence(member);
        if presence == Presence::Connected {
            return self.calls.call(member, call).await;
        }
        let mut alone = false;
        if let Some(remote) = &self.remote {
            alone = !remote.is_up();
            if !alone && let Some(answer) = remote.call(member, call, asking).await? {
                return Ok(answer);
            }
        }
        match presence {
            Presence::Unknown if alone => Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!(
                    "{} is not here, and other relays can't be heard at the moment",
                    member.address
                ),
            )),
            Presence::Unknown => Err(Refusal::new(
                StatusCode::NOT_FOUND,
                format!("there is no node {member}"),
            )),
            Presence::Connected | Presence::Gone => Err(gone(member)),
        }
    }
}
