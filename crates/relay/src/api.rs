//! The tutorial's HTTP API for every tab: at a port of its own, and below `/rooms/{room}/nodes/{address}`
//! on the relay's port.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{any, post},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Relay,
    calls::{self, Answered, Call},
    guard::{self, Asker},
    refusal::Refusal,
    seats::Seat,
    socket::{check_room, exact_address},
};

/// The tutorial's calls. All but the reading of the chain change something.
const CALLS: [(&str, &str); 5] = [
    ("GET", "/mine"),
    ("POST", "/transactions/new"),
    ("GET", "/chain"),
    ("POST", "/nodes/register"),
    ("GET", "/nodes/resolve"),
];

/// The API on the relay's own port, and where tabs leave their answers.
pub fn by_path(relay: &Relay) -> Router<Arc<Relay>> {
    let limits = &relay.config.limits;
    let answers = Router::new()
        .route("/api/calls/{id}", post(answer))
        .layer(DefaultBodyLimit::max(limits.answer_bytes));
    Router::new()
        .route("/rooms/{room}/nodes/{address}/{*path}", any(at_path))
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .merge(answers)
}

/// The API at a tab's own port.
pub fn by_port(relay: Arc<Relay>, port: u16) -> Router {
    let handler = move |State(relay): State<Arc<Relay>>,
                        asker: Asker,
                        method: Method,
                        uri: Uri,
                        body: Bytes| async move {
        let Some(seat) = relay.seats.at(port) else {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                format!("no tab has port {port}"),
            ));
        };
        call(&relay, &asker, &seat, &method, uri.path(), &body).await
    };
    let bytes = relay.config.limits.body_bytes;
    Router::new()
        .fallback(handler)
        .layer(DefaultBodyLimit::max(bytes))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&relay),
            guard::guard,
        ))
        .with_state(relay)
}

async fn at_path(
    State(relay): State<Arc<Relay>>,
    Path((room, address, path)): Path<(String, String, String)>,
    asker: Asker,
    method: Method,
    body: Bytes,
) -> Result<Response, Refusal> {
    check_room(&room)?;
    let address = exact_address(&address)?;
    let seat = Seat { room, address };
    call(&relay, &asker, &seat, &method, &format!("/{path}"), &body).await
}

async fn call(
    relay: &Relay,
    asker: &Asker,
    seat: &Seat,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Result<Response, Refusal> {
    let Some((wanted, _)) = CALLS.iter().find(|(_, known)| *known == path) else {
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
    if path != "/chain" {
        asker.check(relay)?;
    }
    let body = str::from_utf8(body)
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "the body is not UTF-8 text"))?;
    let body = match path {
        "/transactions/new" => needed(body),
        _ => body.into(),
    };
    let call = Call {
        method: wanted,
        path,
        body: &body,
        within: relay.config.limits.within(path),
    };
    let Answered { status, body } = calls::call(relay, seat, call).await?;
    let kind = if body.starts_with(b"{") {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    };
    Ok((status, [(header::CONTENT_TYPE, kind)], Body::from(body)).into_response())
}

/// A transaction's body without the fields that the tutorial does not look at: a node refuses what it does not
/// know. Of a field that comes twice Python takes the last.
fn needed(body: &str) -> Cow<'_, str> {
    const REQUIRED: [&str; 3] = ["sender", "recipient", "amount"];
    let Ok(mut fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(body) else {
        // The node says what is wrong with it.
        return body.into();
    };
    fields.retain(|name, _| REQUIRED.contains(&name.as_str()));
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
    State(relay): State<Arc<Relay>>,
    Path(id): Path<String>,
    Query(given): Query<Given>,
    asker: Asker,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    asker.check(&relay)?;
    let status = StatusCode::from_u16(given.status)
        .ok()
        .filter(|status| {
            status.is_success() || status.is_client_error() || status.is_server_error()
        })
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "no such status"))?;
    if relay.calls.answered(&id, Answered { status, body }) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::new(
            StatusCode::GONE,
            "nobody is waiting for this answer any more",
        ))
    }
}
