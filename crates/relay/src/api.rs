//! The tutorial's HTTP API for every tab: at a port of its own, and below `/rooms/{room}/nodes/{address}`
//! on the relay's port.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Path, Query, State},
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use protocol::{Address, RoomName};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::net::TcpListener;

use crate::{
    budget::Budget,
    calls::{Answer, ApiCall, CHAIN, Calls},
    collect::Unread,
    config::Limits,
    dispatch::Dispatch,
    guard::{self, Asker, Guard},
    member_id::MemberId,
    ports::Ports,
    refusal::Refusal,
    server::Server,
};

/// The tutorial's calls, which change something, all but the reading of the chain; then those of rooms with a signed ledger,
/// which read only, and end with an account or a transaction's id.
const CALLS: [(&str, &str); 7] = [
    ("GET", "/mine"),
    ("POST", "/transactions/new"),
    ("GET", CHAIN),
    ("POST", "/nodes/register"),
    ("GET", "/nodes/resolve"),
    ("GET", "/accounts/{account}"),
    ("GET", "/transactions/{id}"),
];

/// The longest account or id that is passed on: they have 64 characters, and of a longer one the tab is to say so.
const MAX_NAMED: usize = 128;

/// Whether a path is that of a call.
fn fits(call: &str, path: &str) -> bool {
    match call.split_once('{') {
        None => call == path,
        Some((before, _)) => path.strip_prefix(before).is_some_and(|named| {
            let fits = named.bytes().all(|byte| byte.is_ascii_alphanumeric());
            fits && (1..=MAX_NAMED).contains(&named.len())
                && !CALLS.iter().any(|(_, own)| *own == path)
        }),
    }
}

/// What the API needs.
pub struct Api {
    /// Finds the tab that is called.
    pub dispatch: Dispatch,
    /// Where tabs' answers are waited for.
    pub calls: Arc<Calls>,
    /// Whose port is whose.
    pub ports: Arc<Ports>,
    /// Who may call.
    pub guard: Arc<Guard>,
    /// How large a body may be, and how long it may take.
    pub limits: Arc<Limits>,
    /// What bodies are counted in.
    pub budget: Arc<Budget>,
}

/// Opens the ports at which tabs answer.
pub struct TabPorts {
    /// The API that is served there.
    pub api: Arc<Api>,
    /// What serves it.
    pub server: Server,
}

impl TabPorts {
    /// Gives a tab a port, and listens there if nobody has yet.
    pub fn open(&self, member: &MemberId, wanted: Option<u16>) -> Option<u16> {
        let (port, bound) = self.api.ports.take(member, wanted)?;
        if let Some(listener) = bound {
            match TcpListener::from_std(listener) {
                Ok(listener) => self.server.serve(listener, by_port(&self.api, port)),
                Err(error) => {
                    tracing::warn!(port, %error, "a port can't be listened at");
                    return None;
                }
            }
        }
        Some(port)
    }

    /// Frees the port of a tab that is gone. It stays open, and says so.
    pub fn free(&self, member: &MemberId) {
        self.api.ports.free(member);
    }
}

/// The API on the relay's own port, and where tabs leave their answers.
pub fn by_path(api: Arc<Api>) -> Router {
    Router::new()
        .route("/rooms/{room}/nodes/{address}/{*path}", any(at_path))
        .route("/api/calls/{id}", post(answer))
        .with_state(api)
}

/// The API at a tab's own port.
fn by_port(api: &Arc<Api>, port: u16) -> Router {
    let handler = move |State(api): State<Arc<Api>>,
                        asker: Asker,
                        method: Method,
                        uri: Uri,
                        body: Unread| async move {
        let Some(member) = api.ports.at(port) else {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                format!("no tab has port {port}"),
            ));
        };
        call(&api, &asker, &member, &method, uri.path(), body).await
    };
    Router::new()
        .fallback(handler)
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&api.guard),
            guard::guard,
        ))
        .with_state(Arc::clone(api))
}

async fn at_path(
    State(api): State<Arc<Api>>,
    Path((room, address, path)): Path<(String, String, String)>,
    asker: Asker,
    method: Method,
    body: Unread,
) -> Result<Response, Refusal> {
    let member = MemberId {
        room: RoomName::parse(&room)?,
        address: Address::exact(&address)?,
    };
    call(&api, &asker, &member, &method, &format!("/{path}"), body).await
}

async fn call(
    api: &Api,
    asker: &Asker,
    member: &MemberId,
    method: &Method,
    path: &str,
    body: Unread,
) -> Result<Response, Refusal> {
    let Some((wanted, known)) = CALLS.iter().find(|(_, known)| fits(known, path)) else {
        let known = CALLS
            .map(|(method, path)| format!("{method} {path}"))
            .join(", ");
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("there is no {path}; a node answers {known}"),
        ));
    };
    if *wanted != method.as_str() {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{path} is called with {wanted}, not {method}"),
        ));
    }
    asker.check_wanted()?;
    let of_chain = path == CHAIN;
    if of_chain || known.contains('{') {
        asker.check_reading(&api.guard)?;
    } else {
        asker.check(&api.guard)?;
    }
    let Limits {
        body_bytes,
        body_within,
        ..
    } = *api.limits;
    let asking = body.client().clone();
    let body = body.read(&api.budget, body_bytes, body_within).await?;
    let body = str::from_utf8(&body)
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the body is not UTF-8 text"))?;
    let body = match path {
        "/transactions/new" => needed(body),
        _ => body.into(),
    };
    let call = ApiCall {
        method: (*wanted).into(),
        path: path.into(),
        body,
        caller: asker.caller(),
    };
    let answer = if of_chain {
        api.dispatch.read_chain(member, &asking).await
    } else {
        api.dispatch.call(member, &call, &asking).await
    };
    let Answer { status, body } = answer?;
    let kind = if body.starts_with(b"{") {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((status, headers, Body::from(body)).into_response())
}

/// A transaction's body without the fields that the tutorial does not look at: a node refuses what it does not
/// know. A payment that is signed has three fields more. Of a duplicate field Python takes the last.
fn needed(body: &str) -> Cow<'_, str> {
    const REQUIRED: [&str; 3] = ["sender", "recipient", "amount"];
    const SIGNED: [&str; 3] = ["fee", "seq", "signature"];
    let Ok(mut fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(body) else {
        // The node says what is wrong with it.
        return body.into();
    };
    let is_signed = SIGNED.iter().all(|name| fields.contains_key(*name));
    fields.retain(|name, _| {
        let name = name.as_str();
        REQUIRED.contains(&name) || is_signed && SIGNED.contains(&name)
    });
    // Texts and raw JSON always serialise.
    serde_json::to_string(&fields).map_or(body.into(), Cow::Owned)
}

/// What a tab says of its answer beside the body.
#[derive(Deserialize)]
struct Given {
    status: u16,
}

/// `POST /api/calls/{id}?status=200`: a tab's answer to a call.
async fn answer(
    State(api): State<Arc<Api>>,
    Path(id): Path<String>,
    Query(given): Query<Given>,
    asker: Asker,
    body: Unread,
) -> Result<StatusCode, Refusal> {
    asker.check(&api.guard)?;
    let gone = || {
        Refusal::new(
            StatusCode::GONE,
            "nobody is waiting for this answer any more",
        )
    };
    if !api.calls.is_waiting(&id) {
        return Err(gone());
    }
    let status = StatusCode::from_u16(given.status)
        .ok()
        .filter(|status| {
            status.is_success() || status.is_client_error() || status.is_server_error()
        })
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "no such status"))?;
    let Limits {
        answer_bytes,
        body_within,
        ..
    } = *api.limits;
    let body = body.read(&api.budget, answer_bytes, body_within).await?;
    if api.calls.answered(&id, Answer { status, body }) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(gone())
    }
}
