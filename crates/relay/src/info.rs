//! What a tab asks the relay about: how to join its room, and who is behind an address.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use protocol::{Address, RelayFault, RelayInfo, RoomName, Whois};
use qrcode::{QrCode, render::svg};
use reqwest::Client;
use serde::Deserialize;

use crate::{
    guard::{Asker, Guard, host_of, name_of},
    hosts::Hosts,
    member_id::MemberId,
    peers::ForeignNodes,
    ports::Ports,
    refusal::Refusal,
};

/// What a tab can ask about.
pub struct Directory {
    /// Where this relay is reached.
    pub hosts: Arc<Hosts>,
    /// What is this relay's own, and what the other relays'.
    pub guard: Arc<Guard>,
    /// Whose port is whose.
    pub ports: Arc<Ports>,
    /// The foreign nodes.
    pub foreign_nodes: Arc<ForeignNodes>,
    /// Asks other relays.
    pub client: Client,
}

/// The routes by which tabs ask.
pub fn router(directory: Arc<Directory>) -> Router {
    Router::new()
        .route("/api/relay", get(relay))
        .route("/api/join.svg", get(join_code))
        .route("/api/rooms/{room}/whois/{address}", get(whois))
        .with_state(directory)
}

/// Which room.
#[derive(Deserialize)]
struct RoomQuery {
    room: String,
}

/// `GET /api/relay?room=…`
async fn relay(
    State(directory): State<Arc<Directory>>,
    Query(RoomQuery { room }): Query<RoomQuery>,
    asker: Asker,
    headers: HeaderMap,
) -> Result<Json<RelayInfo>, Refusal> {
    asker.check_reading(&directory.guard)?;
    let room = RoomName::parse(&room)?;
    Ok(Json(RelayInfo {
        join: directory.join(&room, &headers),
        relays: directory.guard.others.clone(),
        peers: directory.foreign_nodes.addresses(),
    }))
}

/// Which room, and its rules where the link is to name them.
#[derive(Deserialize)]
struct LinkQuery {
    room: String,
    rules: Option<String>,
}

/// The longest rules in a link, in bytes. The relay knows none.
const MAX_RULES: usize = 32;

/// `GET /api/join.svg?room=…&rules=…`: the first of these addresses as a QR code.
async fn join_code(
    State(directory): State<Arc<Directory>>,
    Query(LinkQuery { room, rules }): Query<LinkQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let room = RoomName::parse(&room)?;
    let is_plain = |text: &String| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        text.len() <= MAX_RULES && text.bytes().all(plain)
    };
    let rules = rules
        .filter(is_plain)
        .map(|rules| format!("&rules={rules}"));
    let link = directory.join(&room, &headers).into_iter().next();
    let link = link.map(|link| link + rules.as_deref().unwrap_or_default());
    let code = link
        .and_then(|link| QrCode::new(link).ok())
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "this relay has no address to show"))?;
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// Who asks.
#[derive(Deserialize)]
struct WhoisQuery {
    /// Set by a relay, which asks no further.
    #[serde(default)]
    relay: bool,
}

/// `GET /api/rooms/{room}/whois/{host:port}`
async fn whois(
    State(directory): State<Arc<Directory>>,
    Path((room, address)): Path<(String, String)>,
    Query(query): Query<WhoisQuery>,
    asker: Asker,
    headers: HeaderMap,
) -> Result<Json<Whois>, Refusal> {
    asker.check_reading(&directory.guard)?;
    let room = RoomName::parse(&room)?;
    let address = Address::parse(&address)?;
    let peers = &directory.foreign_nodes;
    if let Ok(peer) = peers.allowed(&address) {
        return Ok(Json(Whois::Peer(peer.address.clone())));
    }
    let leads_here = directory.leads_here(&address, &headers);
    let member = address
        .port()
        .filter(|_| leads_here)
        .and_then(|port| directory.ports.at(port));
    match member {
        Some(MemberId {
            room: theirs,
            address,
        }) if theirs == room => Ok(Json(Whois::Tab(address))),
        Some(_) => Err(Refusal::of(
            StatusCode::NOT_FOUND,
            &RelayFault::OtherRoom(address),
        )),
        None => {
            if !query.relay
                && let Some(tab) = directory.elsewhere(&room, &address).await
            {
                return Ok(Json(tab));
            }
            peers
                .allowed(&address)
                .map(|peer| Json(Whois::Peer(peer.address.clone())))
        }
    }
}

impl Directory {
    /// On a LAN the machine's addresses there; otherwise only the one that was asked by leads here.
    fn join(&self, room: &RoomName, headers: &HeaderMap) -> Vec<String> {
        let asked = host_of(headers).map(str::to_owned);
        let is_loopback = asked.as_deref().map(name_of).is_none_or(|name| {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        });
        let mut hosts: Vec<String> = self.hosts.on_lan();
        if let Some(asked) = asked {
            // The address somebody came by works; loopback works on this machine only.
            hosts.retain(|host| *host != asked);
            if is_loopback {
                hosts.push(asked);
            } else {
                hosts.insert(0, asked);
            }
        }
        let links = hosts
            .iter()
            .map(|host| format!("http://{host}/?room={room}"));
        links.collect()
    }

    /// Whether the host of an address is this relay's machine.
    fn leads_here(&self, address: &Address, headers: &HeaderMap) -> bool {
        let host = name_of(address.as_str());
        host == "localhost"
            || host_of(headers).map(name_of) == Some(host)
            || self.guard.names.iter().any(|name| name == host)
            || host
                .parse()
                .is_ok_and(|ip: IpAddr| ip.is_loopback() || self.hosts.is_own(ip))
    }

    /// Asks the other relays on that host whose tab has the port.
    async fn elsewhere(&self, room: &RoomName, address: &Address) -> Option<Whois> {
        let host = name_of(address.as_str());
        let others = self.guard.others.iter().filter(|other| {
            let authority = other.split_once("://").map(|(_, authority)| authority);
            authority.map(name_of) == Some(host)
        });
        for other in others {
            let url = format!("{other}/api/rooms/{room}/whois/{address}?relay=true");
            // One that is away has no tabs.
            let Ok(answer) = self.client.get(url).send().await else {
                continue;
            };
            if let Some(text) = short(answer).await
                && let Ok(tab @ Whois::Tab(_)) = serde_json::from_slice(&text)
            {
                return Some(tab);
            }
        }
        None
    }
}

/// An answer as short as an address; nothing of a longer one is kept.
async fn short(mut answer: reqwest::Response) -> Option<Vec<u8>> {
    const MAX_BYTES: usize = 4 * 1024;

    let mut text = Vec::new();
    while let Some(piece) = answer.chunk().await.ok()? {
        if text.len() + piece.len() > MAX_BYTES {
            return None;
        }
        text.extend_from_slice(&piece);
    }
    Some(text)
}
