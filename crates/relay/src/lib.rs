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

mod access;
mod admission;
mod api;
mod bridge;
mod budget;
mod build_name;
mod calls;
mod client;
mod collect;
mod config;
mod connection;
mod dispatch;
mod fragments;
mod guard;
mod hosts;
mod incomplete;
mod info;
mod introductions;
mod json;
mod mark;
mod member_id;
mod nats;
mod neighbours;
mod outbox;
mod owners;
mod page;
mod peers;
mod ports;
mod proofs;
mod random_id;
mod recent_calls;
mod refusal;
mod remote_calls;
mod rooms;
mod secret;
mod server;
mod socket;
mod subscription;
mod together;
mod websocket;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, middleware};
use tokio::{net::TcpListener, time::timeout};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
    admission::Admission,
    api::{Api, TabPorts},
    bridge::Bridge,
    budget::Budget,
    calls::Calls,
    dispatch::Dispatch,
    guard::Guard,
    hosts::Hosts,
    info::Directory,
    peers::ForeignNodes,
    ports::Ports,
    proofs::Proofs,
    random_id::random_id,
    remote_calls::RemoteCalls,
    rooms::Rooms,
    server::Server,
    socket::Sockets,
};
pub use crate::{
    config::{Access, Config, Limits, Peer},
    page::PageError,
    secret::{Secret, SecretError},
};

/// How long open connections may take to end when the relay stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// A relay at work. It stops by [`stop`](Self::stop), or when it is dropped, then without a word.
pub struct Running {
    address: SocketAddr,
    hosts: Arc<Hosts>,
    server: Server,
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
    /// The NATS server's address is invalid.
    #[error("{0}")]
    Nats(String),
    /// Everybody who reaches the NATS server could speak as a relay.
    #[error(
        "relays that share rooms need a secret, or else whoever reaches the NATS server can speak as one of them: make one \
         with `openssl rand -hex 32 > tabchain-secret`, copy the file to all relays, and start each with `--secret-file \
         tabchain-secret`; where nobody else reaches the NATS server, `--trust-nats` will do"
    )]
    NoSecret,
    /// It can't be told from other relays.
    #[error("this machine can't provide random numbers")]
    NoRandomNumbers,
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
        let hosts = Arc::new(Hosts::new(address));
        let limits = Arc::new(config.limits.clone());
        let budget = Arc::new(Budget::new(limits.budget()));
        let admission = Admission::new(
            config.access.clone(),
            config.shared.clone(),
            Arc::clone(&limits),
        );
        let server = Server::new(Arc::new(admission), Arc::clone(&budget), limits);
        let routes = wire(config, address, &hosts, &server, budget).await?;
        server.serve(listener, routes);
        Ok(Self {
            address,
            hosts,
            server,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The addresses at which browsers open the page.
    pub fn links(&self) -> Vec<String> {
        let mut hosts = self.hosts.on_lan();
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

    /// Closes the connections of all members, and waits a while until they have ended.
    pub async fn stop(self) {
        self.server.stop.cancel();
        self.server.tasks.close();
        // Connections that are held longer are closed.
        let _ = timeout(STOP_WITHIN, self.server.tasks.wait()).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.stop.cancel();
    }
}

/// Puts the parts of a relay together. Each gets what it needs.
async fn wire(
    config: Config,
    address: SocketAddr,
    hosts: &Arc<Hosts>,
    server: &Server,
    budget: Arc<Budget>,
) -> Result<Router, StartError> {
    let limits = Arc::new(config.limits);
    let client = peers::client(&limits)?;
    let guard = Arc::new(Guard {
        names: config.names,
        others: config.others,
        port: address.port(),
    });
    let rooms = Arc::new(Rooms::new(Arc::clone(&limits), Arc::clone(&budget)));
    let calls = Arc::new(Calls::new(Arc::clone(&rooms), Arc::clone(&limits)));
    let (bridge, remote_calls) = match &config.nats {
        Some(url) => {
            let id = random_id().ok_or(StartError::NoRandomNumbers)?;
            if config.secret.is_none() && !config.trust_nats {
                return Err(StartError::NoSecret);
            }
            let certificate = config.nats_certificate.as_deref();
            let nats = nats::connect(url, certificate, &rooms).await;
            let nats = nats.map_err(StartError::Nats)?;
            let proofs = Proofs::new(config.secret);
            let bridge = Bridge::new(
                nats.clone(),
                id,
                Arc::clone(&rooms),
                Arc::clone(&budget),
                proofs.clone(),
            );
            let remote = RemoteCalls::new(
                nats,
                Arc::clone(&calls),
                Arc::clone(&limits),
                Arc::clone(&budget),
                proofs,
            );
            (Some(bridge), Some(remote))
        }
        None => (None, None),
    };
    let reserved = config
        .peers
        .iter()
        .filter_map(|peer| peer.address.port())
        .chain([address.port()])
        .collect();
    let ports = Arc::new(Ports::new(
        address.ip(),
        config.first_port,
        config.ports,
        reserved,
    ));
    let foreign_nodes = Arc::new(ForeignNodes::new(
        config.peers,
        client.clone(),
        Arc::clone(&guard),
        Arc::clone(&limits),
        Arc::clone(&budget),
    ));
    let api = Arc::new(Api {
        dispatch: Dispatch::new(Arc::clone(&rooms), Arc::clone(&calls), remote_calls.clone()),
        calls: Arc::clone(&calls),
        ports: Arc::clone(&ports),
        guard: Arc::clone(&guard),
        limits: Arc::clone(&limits),
        budget: Arc::clone(&budget),
    });
    let directory = Directory {
        hosts: Arc::clone(hosts),
        guard: Arc::clone(&guard),
        ports,
        foreign_nodes: Arc::clone(&foreign_nodes),
        client,
    };
    let sockets = Sockets {
        rooms,
        calls,
        ports: TabPorts {
            api: Arc::clone(&api),
            server: server.clone(),
        },
        bridge,
        remote_calls,
        guard: Arc::clone(&guard),
        limits,
        budget,
        server: server.clone(),
    };

    let routes = info::router(Arc::new(directory))
        .merge(socket::router(Arc::new(sockets)))
        .merge(peers::router(foreign_nodes))
        .merge(api::by_path(api))
        .layer(cors(&guard))
        .merge(page::router(config.page.as_deref()))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&guard),
            guard::content_policy,
        ))
        .layer(middleware::from_fn_with_state(guard, guard::guard));
    Ok(routes)
}

/// Pages of the other relays may ask here.
fn cors(guard: &Guard) -> CorsLayer {
    let others = guard.others.iter().filter_map(|other| other.parse().ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(others))
        .allow_methods([axum::http::Method::GET, axum::http::Method::POST])
        .allow_headers([axum::http::header::CONTENT_TYPE])
}
