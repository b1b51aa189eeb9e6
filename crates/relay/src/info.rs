//! What a tab asks the relay about: how to join its room, and who is behind an address.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use node::{Address, RelayFault};
use qrcode::{QrCode, render::svg};
use serde::{Deserialize, Serialize};

use crate::{
    Relay,
    config::port_of,
    guard::{host_of, name_of},
    peers,
    refusal::Refusal,
    seats::Seat,
    socket::check_room,
};

/// Which room.
#[derive(Deserialize)]
pub struct Room {
    room: String,
}

/// How to join a room.
#[derive(Serialize)]
pub struct Info {
    /// The addresses that lead others into the room, the best first.
    join: Vec<String>,
    /// The other relays of the network, as origins.
    relays: Vec<String>,
    /// The foreign nodes that may be registered.
    peers: Vec<Address>,
}

/// `GET /api/relay?room=…`
pub async fn relay(
    State(relay): State<Arc<Relay>>,
    Query(Room { room }): Query<Room>,
    headers: HeaderMap,
) -> Result<Json<Info>, Refusal> {
    check_room(&room)?;
    let peers = relay.config.peers.iter();
    Ok(Json(Info {
        join: join(&relay, &room, &headers),
        relays: relay.config.others.clone(),
        peers: peers.map(|peer| peer.address.clone()).collect(),
    }))
}

/// `GET /api/join.svg?room=…`: the first of these addresses as a QR code.
pub async fn join_code(
    State(relay): State<Arc<Relay>>,
    Query(Room { room }): Query<Room>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_room(&room)?;
    let link = join(&relay, &room, &headers).into_iter().next();
    let code = link
        .and_then(|link| QrCode::new(link).ok())
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "this relay has no address to show"))?;
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// On a LAN the machine's addresses there; otherwise only the one that was asked by leads here.
fn join(relay: &Relay, room: &str, headers: &HeaderMap) -> Vec<String> {
    let asked = host_of(headers).map(str::to_owned);
    let is_loopback = asked.as_deref().map(name_of).is_none_or(|name| {
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    });
    let mut hosts: Vec<String> = relay.lan_hosts();
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

/// Who is behind an address of host and port.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whois {
    /// A tab of this room.
    Tab(Address),
    /// A foreign node that may be called.
    Peer(Address),
}

/// Who asks.
#[derive(Deserialize)]
pub struct Asking {
    /// Set by a relay, which asks no further.
    #[serde(default)]
    relay: bool,
}

/// `GET /api/rooms/{room}/whois/{host:port}`
pub async fn whois(
    State(relay): State<Arc<Relay>>,
    Path((room, address)): Path<(String, String)>,
    Query(asking): Query<Asking>,
    headers: HeaderMap,
) -> Result<Json<Whois>, Refusal> {
    check_room(&room)?;
    let address = Address::parse(&address)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    if let Ok(peer) = peers::allowed(&relay.config, &address) {
        return Ok(Json(Whois::Peer(peer.address.clone())));
    }
    let host = name_of(address.as_str());
    let asked = host_of(&headers).map(name_of);
    let own = host == "localhost"
        || asked == Some(host)
        || relay.config.names.iter().any(|name| name == host)
        || host
            .parse()
            .is_ok_and(|ip: IpAddr| ip.is_loopback() || relay.is_own(ip));
    let seat = port_of(&address)
        .filter(|_| own)
        .and_then(|port| relay.seats.at(port));
    match seat {
        Some(Seat {
            room: theirs,
            address,
        }) if theirs == room => Ok(Json(Whois::Tab(address))),
        Some(_) => Err(Refusal::told(
            StatusCode::NOT_FOUND,
            RelayFault::OtherRoom(address),
        )),
        None => {
            if !asking.relay
                && let Some(tab) = elsewhere(&relay, &room, &address).await
            {
                return Ok(Json(tab));
            }
            peers::allowed(&relay.config, &address)
                .map(|peer| Json(Whois::Peer(peer.address.clone())))
        }
    }
}

/// Asks the other relays on that host whose tab has the port.
async fn elsewhere(relay: &Relay, room: &str, address: &Address) -> Option<Whois> {
    let host = name_of(address.as_str());
    let others = relay.config.others.iter().filter(|other| {
        let authority = other.split_once("://").map(|(_, authority)| authority);
        authority.map(name_of) == Some(host)
    });
    for other in others {
        let url = format!("{other}/api/rooms/{room}/whois/{address}?relay=true");
        // One that is away has no tabs.
        let Ok(answer) = relay.client.get(url).send().await else {
            continue;
        };
        if let Ok(text) = answer.text().await
            && let Ok(tab @ Whois::Tab(_)) = serde_json::from_str(&text)
        {
            return Some(tab);
        }
    }
    None
}
