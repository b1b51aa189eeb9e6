//! The tiny relay of tabchain: tabs on thirty laptops meet through it.
//!
//! It serves the page, and it is a post office. Tabs in a *room* (a name in the page's address) send
//! one another messages over WebSockets; the relay stamps who sends, passes on, and understands
//! nothing of the chain: chains live in tabs, so a relay that is killed loses nothing. For programs
//! that are no tabs it speaks the tutorial's HTTP API on behalf of every tab ([`Config::ports`]), and
//! fetches the chains of the foreign nodes it was allowed to call ([`Config::peers`]) for the tabs.
//!
//! | path | what |
//! |---|---|
//! | `/` | the page |
//! | `/api/rooms/{room}/socket` | a member's WebSocket |
//! | `/api/rooms/{room}/whois/{host:port}` | which tab or foreign node an address means |
//! | `/api/calls/{id}` | where a tab leaves its answer to a call |
//! | `/api/peers/{host:port}/chain` | a foreign node's chain |
//! | `/api/relay`, `/api/join.svg` | how to join a room, in words and as a QR code |
//! | `/rooms/{room}/nodes/{address}/mine` … | the tutorial's API of a tab |
//!
//! What a client can do to the others is bounded by [`Limits`]; who may ask at all is the matter of
//! `guard.rs`.

mod afar;
mod allowance;
mod api;
mod bridge;
mod calls;
mod config;
mod farewell;
mod frame;
mod guard;
mod info;
mod mark;
mod page;
mod parts;
mod peers;
mod refusal;
mod rooms;
mod seats;
mod socket;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, middleware, routing::get, serve::ListenerExt};
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
    bridge::Bridge,
    calls::Calls,
    rooms::Rooms,
    seats::{Seat, Seats},
};
pub use crate::{
    config::{Config, Limits, Peer},
    page::PageError,
};

/// How long open connections may take to end when the relay stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// What all parts of a relay share.
struct Relay {
    config: Config,
    port: u16,
    rooms: Rooms,
    seats: Seats,
    calls: Calls,
    client: reqwest::Client,
    bridge: Option<Bridge>,
    own_ips: Vec<IpAddr>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// A relay at work. It stops by [`stop`](Self::stop), or when it is dropped, then without a word.
pub struct Running {
    address: SocketAddr,
    relay: Arc<Relay>,
}

/// Why a relay can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its port can't be used.
    #[error("{0} can't be used: {1}")]
    Listen(SocketAddr, io::Error),
    /// It can't call foreign nodes.
    #[error("foreign nodes can't be called: {0}")]
    Client(#[from] reqwest::Error),
    /// The NATS server's address is none.
    #[error("{0}")]
    Nats(String),
    /// Its page is not to be served: which, and what to do.
    #[error(transparent)]
    Page(PageError),
}

impl Running {
    /// Starts a relay.
    ///
    /// # Errors
    /// When its port is taken, or its page is one that only trunk can serve. A page that is missing can still come, and
    /// a NATS server that can't be reached is waited for.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        if let Some(directory) = &config.page
            && let Err(error @ PageError::LiveReload(_)) = page::read(directory).await
        {
            return Err(StartError::Page(error));
        }
        let failed = |error| StartError::Listen(config.listen, error);
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let client = peers::client(&config)?;
        let reserved = config
            .peers
            .iter()
            .filter_map(|peer| config::port_of(&peer.address))
            .chain([address.port()])
            .collect();
        let seats = Seats::new(address.ip(), config.first_port, config.ports, reserved);
        // The bridge tells the relay what it hears, so each needs the other.
        let (told, bridge) = match &config.nats {
            Some(url) => {
                let slot = bridge::Slot::default();
                let bridge = Bridge::open(url, slot.clone()).await;
                (Some(slot), Some(bridge.map_err(StartError::Nats)?))
            }
            None => (None, None),
        };
        let relay = Arc::new(Relay {
            port: address.port(),
            rooms: Rooms::new(&config.limits),
            seats,
            calls: Calls::default(),
            client,
            bridge,
            own_ips: own_ips(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            config,
        });
        if let Some(slot) = told {
            // Set once, here.
            let _ = slot.set(Arc::downgrade(&relay));
        }
        serve(&relay, listener, routes(&relay));
        Ok(Self { address, relay })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The addresses at which browsers open the page.
    pub fn links(&self) -> Vec<String> {
        let mut hosts = self.relay.lan_hosts();
        if hosts.is_empty() || self.address.ip().is_unspecified() {
            let ip = self.address.ip();
            let host = if ip.is_unspecified() {
                format!("127.0.0.1:{}", self.address.port())
            } else {
                self.address.to_string()
            };
            hosts.push(host);
        }
        hosts.iter().map(|host| format!("http://{host}/")).collect()
    }

    /// Says goodbye to all members, and waits a while until all is ended.
    pub async fn stop(self) {
        self.relay.stop.cancel();
        self.relay.tasks.close();
        // Whoever holds a connection longer is cut off.
        let _ = timeout(STOP_WITHIN, self.relay.tasks.wait()).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.relay.stop.cancel();
    }
}

impl Relay {
    /// Gives a tab a port, and listens there if nobody has yet.
    fn take_port(self: &Arc<Self>, seat: &Seat, wanted: Option<u16>) -> Option<u16> {
        let (port, bound) = self.seats.take(seat.clone(), wanted)?;
        if let Some(listener) = bound {
            match TcpListener::from_std(listener) {
                Ok(listener) => serve(self, listener, api::by_port(Arc::clone(self), port)),
                Err(error) => {
                    tracing::warn!(port, %error, "a port can't be listened at");
                    return None;
                }
            }
        }
        Some(port)
    }

    /// Host and port at which other machines reach this relay; none on loopback.
    fn lan_hosts(&self) -> Vec<String> {
        if self.config.listen.ip().is_loopback() {
            return Vec::new();
        }
        let ips = self.own_ips.iter().filter(|ip| !ip.is_loopback());
        ips.map(|&ip| SocketAddr::new(ip, self.port).to_string())
            .collect()
    }

    fn is_own(&self, ip: IpAddr) -> bool {
        self.own_ips.contains(&ip)
    }
}

fn routes(relay: &Arc<Relay>) -> Router {
    let others: Vec<_> = relay
        .config
        .others
        .iter()
        .filter_map(|other| other.parse().ok())
        .collect();
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(others))
        .allow_methods([axum::http::Method::GET, axum::http::Method::POST])
        .allow_headers([axum::http::header::CONTENT_TYPE]);
    let api = Router::new()
        .route("/api/relay", get(info::relay))
        .route("/api/join.svg", get(info::join_code))
        .route("/api/rooms/{room}/socket", get(socket::enter))
        .route("/api/rooms/{room}/whois/{address}", get(info::whois))
        .route("/api/peers/{address}/chain", get(peers::chain))
        .merge(api::by_path(relay))
        .layer(cors);
    api.merge(page::router(relay.config.page.as_deref()))
        .layer(middleware::from_fn_with_state(
            Arc::clone(relay),
            guard::content_policy,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(relay),
            guard::guard,
        ))
        .with_state(Arc::clone(relay))
}

fn serve(relay: &Arc<Relay>, listener: TcpListener, routes: Router) {
    let stop = relay.stop.clone();
    // Otherwise a message waits up to 40 ms for the acknowledgement of the one before. Whoever has gone
    // already shows when it is read from.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    relay.tasks.spawn(async move {
        let stopped = stop.cancelled_owned();
        // It ends only by being told to: a failed accept is tried again.
        let _ = axum::serve(listener, routes)
            .with_graceful_shutdown(stopped)
            .await;
    });
}

/// This machine's addresses, those that a class would use first.
fn own_ips() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut ips: Vec<IpAddr> = interfaces
        .iter()
        .map(if_addrs::Interface::ip)
        .filter(IpAddr::is_ipv4)
        .collect();
    ips.sort_by_key(|ip| match ip {
        IpAddr::V4(ip) if ip.octets()[0] == 192 => 0,
        IpAddr::V4(ip) if ip.is_private() => 1,
        _ => 2,
    });
    ips
}
