//! Who may ask: the checks that keep other web sites out, and the headers that keep the page in.
//!
//! A page of another site that is open in the same browser can send requests here, though it can't
//! read the answers. It can't hide that it does so:
//!
//! - a browser names the page's site in `Origin` for every POST and every WebSocket;
//! - for a GET it tells `Sec-Fetch-Site`, but only to addresses it trusts (loopback, https). So a
//!   browser that tells nothing is not let at a call that changes something. It may read: its page sees nothing of it;
//! - a browser that asks ahead of time, as for an address that is being typed, says so in `Sec-Purpose`;
//! - a name that the other site made to mean this machine (DNS rebinding) shows in `Host`.
//!
//! Nor may another site put the page into a frame, and have people press what they don't see. The one exception is a scene of the
//! lab for slides ([`EMBED`]): that page starts no node, so there is nothing to press but play and pause. The page itself may frame
//! the second node of a lesson ([`SECOND`]): it is of this site, and could do all that node does anyway.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    client::{Client, Source},
    refusal::Refusal,
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The headers by which browsers of today and of before say that nobody has asked yet, and how that begins.
const AHEAD: [(HeaderName, &str); 4] = [
    (HeaderName::from_static("sec-purpose"), "pre"),
    (HeaderName::from_static("purpose"), "pre"),
    (HeaderName::from_static("x-purpose"), "pre"),
    (HeaderName::from_static("x-moz"), "pre"),
];

/// With this in the query, any site may frame the page. `static/start.js` then starts no node; it accepts more spellings than
/// [`Framing::of`], so a page that may be framed is never a node.
const EMBED: &str = "embed";

/// With this in the query, a page of this very origin may frame the page: it is the second node of a lesson.
const SECOND: &str = "second";

/// What is this relay's own, of names and of sites.
pub struct Guard {
    /// The names by which it may be reached, beside `localhost` and plain addresses.
    pub names: Vec<String>,
    /// The other relays of the network, as origins; their pages may ask here.
    pub others: Vec<String>,
    /// Where its page is.
    pub port: u16,
}

/// Refuses a request that came by a name that is not this relay's, and gives every response the usual
/// headers.
pub async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let Some(host) = host_of(request.headers()) else {
        return Refusal::new(StatusCode::BAD_REQUEST, "the request names no host").into_response();
    };
    let framing = Framing::of(request.uri());
    let mut response = if guard.is_own_name(name_of(host)) {
        next.run(request).await
    } else {
        Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this relay is not known by that name; start it with --name to add one",
        )
        .into_response()
    };
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    let told = match framing {
        Framing::Anyone => None,
        Framing::Itself => Some("SAMEORIGIN"),
        Framing::Nobody => Some("DENY"),
    };
    if let Some(told) = told {
        let told = HeaderValue::from_static(told);
        response.headers_mut().insert(header::X_FRAME_OPTIONS, told);
    }
    response
}

/// Who may put what is asked for into a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    /// Any site: a scene of the lab, and no node.
    Anyone,
    /// Pages of its own origin: a second node inside a lesson.
    Itself,
    /// All else.
    Nobody,
}

impl Framing {
    fn of(uri: &Uri) -> Self {
        let is_page = matches!(uri.path(), "/" | "/index.html");
        let asks = |for_it: &str| {
            let mut parts = uri.query().unwrap_or_default().split('&');
            is_page && parts.any(|part| part == for_it)
        };
        // The page looks in the same order.
        if asks(EMBED) {
            Self::Anyone
        } else if asks(SECOND) {
            Self::Itself
        } else {
            Self::Nobody
        }
    }
}

/// What a request tells of where it comes from.
pub struct Asker {
    host: Option<String>,
    origin: Option<String>,
    site: Option<String>,
    is_browser: bool,
    is_ahead: bool,
    caller: Option<Source>,
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let client = parts.extensions.get::<Client>();
        Ok(Self::of(&parts.headers, client.map(Client::source)))
    }
}

impl Asker {
    /// Reads it from the headers, and who asks.
    fn of(headers: &HeaderMap, caller: Option<Source>) -> Self {
        let text = |name: HeaderName| {
            let value = headers.get(name)?;
            // What is not text is no origin of ours.
            Some(value.to_str().unwrap_or("?").to_owned())
        };
        Self {
            host: host_of(headers).map(str::to_owned),
            origin: text(header::ORIGIN),
            site: text(FETCH_SITE),
            // All browsers of the last twenty years say so, and a page can't change it.
            is_browser: text(header::USER_AGENT).is_some_and(|agent| agent.starts_with("Mozilla/")),
            is_ahead: AHEAD.iter().any(|(name, begin)| {
                let value = text(name.clone()).unwrap_or_default();
                value.to_ascii_lowercase().starts_with(begin)
            }),
            caller,
        }
    }

    /// Whose share a call is counted in.
    pub fn caller(&self) -> Option<Source> {
        self.caller
    }

    /// Refuses requests that come from a page of another site.
    pub fn check(&self, guard: &Guard) -> Result<(), Refusal> {
        self.check_site(guard, !self.is_browser)
    }

    /// Refuses requests to read that come from a page of another site, where they tell that they do.
    pub fn check_reading(&self, guard: &Guard) -> Result<(), Refusal> {
        self.check_site(guard, true)
    }

    /// Refuses what a browser asks for ahead of time: nobody may ever look at the answer.
    pub fn check_wanted(&self) -> Result<(), Refusal> {
        if !self.is_ahead {
            return Ok(());
        }
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "a node is not called ahead of time; ask again when the answer is wanted",
        ))
    }

    /// `untold` says whether a request may pass that tells nothing of where it comes from.
    fn check_site(&self, guard: &Guard, untold: bool) -> Result<(), Refusal> {
        let fine = match (&self.origin, self.site.as_deref()) {
            (Some(origin), _) => self.is_own_origin(guard, origin),
            (None, Some(site)) => matches!(site, "same-origin" | "none"),
            (None, None) => untold,
        };
        if fine {
            return Ok(());
        }
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "another site may not ask this; use tabchain's own page, or a program such as curl",
        ))
    }

    fn is_own_origin(&self, guard: &Guard, origin: &str) -> bool {
        if guard.others.iter().any(|other| other == origin) {
            return true;
        }
        let Some(theirs) = origin.strip_prefix("http://") else {
            return false;
        };
        // The page itself, or the page of this relay that calls a tab's own port.
        self.host.as_deref().is_some_and(|host| {
            theirs == host || (name_of(theirs) == name_of(host) && port_of(theirs) == guard.port)
        })
    }
}

/// What the page may do: run its own scripts and WebAssembly, and nothing that is written into it. The
/// page's own `index.html` says the same where no relay serves it; a test compares the two.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/// Sends the page's policy along: [`POLICY`], and what only a header can say or only a relay knows, which is
/// whom the page may talk to: this relay and those beside it. A page for slides fetches its files, frames nothing and talks to
/// nobody; who frames it is not said, as slides that are opened from a file have no name to be said.
pub async fn content_policy(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let framing = Framing::of(request.uri());
    let mut sources = String::from("'self'");
    // Not every browser takes 'self' for WebSockets. The name was checked.
    if let Some(host) = host_of(request.headers()) {
        sources.push_str(&format!(" ws://{host}"));
    }
    for other in &guard.others {
        let socket = other.replacen("http", "ws", 1);
        sources.push_str(&format!(" {other} {socket}"));
    }
    let policy = match framing {
        Framing::Anyone => format!("{POLICY}; connect-src 'self'"),
        Framing::Itself => format!("{POLICY}; connect-src {sources}; frame-ancestors 'self'"),
        Framing::Nobody => {
            format!("{POLICY}; connect-src {sources}; frame-src 'self'; frame-ancestors 'none'")
        }
    };
    let mut response = next.run(request).await;
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The host that a request names, with its port.
pub fn host_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// A host without its port.
pub fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn port_of(host: &str) -> u16 {
    host.strip_prefix(name_of(host))
        .and_then(|port| port.strip_prefix(':'))
        .map_or(80, |port| port.parse().unwrap_or(0))
}

impl Guard {
    /// Plain addresses can't be rebound, and `localhost` is the browser's own.
    fn is_own_name(&self, name: &str) -> bool {
        let plain = name.trim_start_matches('[').trim_end_matches(']');
        let lower = name.to_ascii_lowercase();
        plain.parse::<IpAddr>().is_ok()
            || lower == "localhost"
            || lower.ends_with(".localhost")
            || self.names.contains(&lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_itself_is_for_a_frame_and_only_where_it_is_asked_for() {
        for (address, framing) in [
            ("/?embed", Framing::Anyone),
            ("/index.html?embed", Framing::Anyone),
            ("/?room=red&embed", Framing::Anyone),
            // It starts no node.
            ("/?embed&second", Framing::Anyone),
            ("/?second", Framing::Itself),
            (
                "/index.html?room=red&rules=sealed-16&second",
                Framing::Itself,
            ),
            ("/", Framing::Nobody),
            ("/?room=embed", Framing::Nobody),
            ("/?embedded", Framing::Nobody),
            ("/?embed=no", Framing::Nobody),
            ("/?%65mbed", Framing::Nobody),
            ("/?room=second", Framing::Nobody),
            ("/?second=", Framing::Nobody),
            ("/api/relay?embed", Framing::Nobody),
            ("/chain?second", Framing::Nobody),
        ] {
            assert_eq!(Framing::of(&address.parse().unwrap()), framing, "{address}");
        }
    }

    #[test]
    fn a_host_is_name_and_port() {
        for (host, name, port) in [
            ("localhost:8000", "localhost", 8000),
            ("localhost", "localhost", 80),
            ("[::1]:8000", "[::1]", 8000),
            ("[::1]", "[::1]", 80),
        ] {
            assert_eq!((name_of(host), port_of(host)), (name, port));
        }
    }
}
