//! What a relay is told when it starts, and the bounds it keeps.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use protocol::{Address, MAX_FRAME_BYTES, MEMBER_BYTES, RateLimit};

pub use crate::access::Access;
use crate::secret::Secret;

/// The most bytes of a member's token.
pub const MAX_TOKEN: usize = 64;

/// What a relay is told when it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the page, the sockets and the API listen. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// The first of the ports at which single tabs answer the tutorial's API.
    pub first_port: u16,
    /// How many such ports there are; 0 for none.
    pub ports: u16,
    /// The names, beside `localhost` and plain addresses, under which the relay may be reached.
    pub names: Vec<String>,
    /// The foreign nodes that may be called.
    pub peers: Vec<Peer>,
    /// The other relays of the network, as origins: `http://10.0.0.2:8000`.
    pub others: Vec<String>,
    /// The NATS server through which relays share rooms: `nats://` or `tls://`, a user's name and password or a token, host
    /// and port.
    pub nats: Option<String>,
    /// The certificate (PEM) by which the NATS server is known, where the system knows none.
    pub nats_certificate: Option<PathBuf>,
    /// What all relays at the NATS server know, and nobody else.
    pub secret: Option<Secret>,
    /// Whether, without a secret, everybody who reaches the NATS server is taken for a relay of this network.
    pub trust_nats: bool,
    /// A directory to serve the page from, in place of the one in the binary.
    pub page: Option<PathBuf>,
    /// Which network addresses may connect.
    pub access: Access,
    /// Networks, each address of which many people may share, so that it has no quotas of its own.
    pub shared: Vec<IpNet>,
    /// The bounds.
    pub limits: Limits,
}

impl Default for Config {
    /// On loopback, at any free port, with nothing beside it.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            first_port: 5000,
            ports: 0,
            names: Vec::new(),
            peers: Vec::new(),
            others: Vec::new(),
            nats: None,
            nats_certificate: None,
            secret: None,
            trust_nats: false,
            page: None,
            access: Access::default(),
            shared: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// A foreign node that may be called: `http://127.0.0.1:5005`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Host and port.
    pub address: Address,
}

impl std::str::FromStr for Peer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text
            .split_once("://")
            .is_some_and(|(scheme, _)| scheme != "http")
        {
            return Err("a foreign node is called by http only".to_owned());
        }
        let address = Address::parse(text).map_err(|error| error.to_string())?;
        if address.port().is_none() {
            return Err("a foreign node is host and port: http://127.0.0.1:5005".to_owned());
        }
        Ok(Self { address })
    }
}

/// The bounds a relay keeps, so that one client can cost the others nothing.
#[derive(Clone, Debug)]
pub struct Limits {
    /// What the relay's process may have in memory, in bytes, whatever clients do.
    pub memory: usize,
    /// The most connections.
    pub sockets: usize,
    /// The most connections of one network address.
    pub sockets_per_address: usize,
    /// The most members of one network address: fewer, so that requests get through beside them.
    pub members_per_address: usize,
    /// The most lost members whose places are kept.
    pub lost: usize,
    /// The most of them of one network address.
    pub lost_per_address: usize,
    /// The most rooms that members of one network address were the first to join.
    pub rooms_per_address: usize,
    /// How often members of one network address may join. More is refused.
    pub joins_per_address: RateLimit,
    /// Bytes that are taken from one network address. What comes faster is read more slowly.
    pub bytes_per_address: RateLimit,
    /// How long a request's head may take, and how long a connection may wait for one.
    pub header_within: Duration,
    /// How long a request's body may take.
    pub body_within: Duration,
    /// How long a member's message may take, from its first byte to its last.
    pub message_within: Duration,
    /// The most rooms.
    pub rooms: usize,
    /// The most members of a room.
    pub room_members: usize,
    /// The most members of all rooms together.
    pub members: usize,
    /// The largest message to one member, in bytes.
    pub message_bytes: usize,
    /// The largest message to everyone, and the largest control message, in bytes.
    pub broadcast_bytes: usize,
    /// Messages that are taken from one member. One that sends more is read more slowly.
    pub messages: RateLimit,
    /// Bytes that are taken from one member: what reading them may take of another's tab. The burst is a chain of some
    /// length at once.
    pub bytes: RateLimit,
    /// Messages that may wait for one member. One that lets more wait is dropped.
    pub waiting_messages: usize,
    /// Bytes that may wait for one member.
    pub waiting_bytes: usize,
    /// How long writing to a member may take.
    pub write_within: Duration,
    /// How long a member may take to read why its connection ends.
    pub close_within: Duration,
    /// How often a member is asked for a sign of life.
    pub ping_every: Duration,
    /// How long a member may give none.
    pub silent_for: Duration,
    /// How long a lost member's port and calls are kept for it.
    pub away_for: Duration,
    /// How long an address is kept for its owner who is away.
    pub owned_for: Duration,
    /// How long a tab may take to answer a call.
    pub answer_within: Duration,
    /// How long it may take to resolve: a node gives itself 123 seconds.
    pub resolve_within: Duration,
    /// How long it may take to mine.
    pub mine_within: Duration,
    /// The largest body of a call, in bytes.
    pub body_bytes: usize,
    /// The largest answer of a tab, in bytes.
    pub answer_bytes: usize,
    /// The most calls that wait for one tab. Where there are more, the one who has most of them waiting gives way.
    pub calls: usize,
    /// The most of them that come from one address.
    pub calls_per_caller: usize,
    /// The largest chain of a foreign node, in bytes.
    pub peer_bytes: usize,
    /// How long a foreign node may take to give it.
    pub peer_within: Duration,
}

impl Limits {
    /// The bytes that may wait in the relay. The rest of its memory is for connections, and for what the allocator
    /// can't give back.
    pub fn budget(&self) -> usize {
        /// What the program itself takes, in bytes.
        const PROGRAM: usize = 32 * 1024 * 1024;

        self.memory.saturating_sub(PROGRAM) / 8 * 3
    }

    /// The most connections that so much memory and so many files allow.
    pub fn fit(&mut self, files: u64) {
        /// What a connection takes at most beside the budget, with room to spare, in bytes.
        const CONNECTION: usize = 48 * 1024;
        /// Files for all else: ports, the page, foreign nodes, NATS.
        const OTHER_FILES: u64 = 160;

        let files = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
        self.sockets = self.sockets.min(files).min(self.memory / CONNECTION);
    }

    /// How long a tab may take to answer a call of this path.
    pub fn within(&self, path: &str) -> Duration {
        match path {
            "/mine" => self.mine_within,
            "/nodes/resolve" => self.resolve_within,
            _ => self.answer_within,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 * 1024 * 1024,
            sockets: 10_240,
            sockets_per_address: 256,
            members_per_address: 192,
            lost: 1024,
            lost_per_address: 64,
            rooms_per_address: 32,
            joins_per_address: RateLimit {
                per_second: 8.0,
                burst: 256.0,
            },
            bytes_per_address: RateLimit {
                per_second: 8.0 * 1024.0 * 1024.0,
                burst: 64.0 * 1024.0 * 1024.0,
            },
            header_within: Duration::from_secs(15),
            body_within: Duration::from_secs(60),
            message_within: Duration::from_secs(60),
            rooms: 256,
            room_members: 1024,
            members: 8192,
            message_bytes: MAX_FRAME_BYTES,
            broadcast_bytes: 64 * 1024,
            messages: RateLimit {
                per_second: 300.0,
                burst: 1200.0,
            },
            bytes: MEMBER_BYTES,
            waiting_messages: 1024,
            waiting_bytes: 16 * 1024 * 1024,
            write_within: Duration::from_secs(15),
            close_within: Duration::from_secs(2),
            ping_every: Duration::from_secs(15),
            silent_for: Duration::from_secs(40),
            away_for: Duration::from_secs(15),
            owned_for: Duration::from_secs(6 * 60 * 60),
            answer_within: Duration::from_secs(30),
            resolve_within: Duration::from_secs(150),
            mine_within: Duration::from_secs(600),
            body_bytes: 64 * 1024,
            answer_bytes: 64 * 1024 * 1024,
            calls: 32,
            calls_per_caller: 8,
            peer_bytes: 64 * 1024 * 1024,
            peer_within: Duration::from_secs(20),
        }
    }
}
