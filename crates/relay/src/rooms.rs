//! Who is in which room, and how a message reaches them.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};
use protocol::{Address, CloseReason, Full, RoomName};
use tokio_util::sync::DropGuard;
use tungstenite::Utf8Bytes;

use crate::{
    admission::{Quota, Share},
    budget::Budget,
    client::Client,
    config::Limits,
    member_id::MemberId,
    outbox::{Closing, Outbox, Receiver},
};

/// How many of those who left are remembered.
const REMEMBERED: usize = 1024;

/// All rooms.
pub struct Rooms {
    limits: Arc<Limits>,
    budget: Arc<Budget>,
    table: RwLock<HashMap<RoomName, Room>>,
    left: Mutex<VecDeque<MemberId>>,
    members: AtomicUsize,
    connections: AtomicU64,
}

struct Room {
    members: HashMap<Address, Member>,
    /// Its share of what the network address of its first member may have.
    _share: Share,
    /// Keeps up the subscription to what other relays publish in this room.
    _subscription: Option<DropGuard>,
}

struct Member {
    token: String,
    connection: u64,
    /// `None` while the connection is lost and the member may come back.
    outbox: Option<Arc<Outbox>>,
    /// Its share of what its network address may have.
    share: Option<Share>,
}

/// A member's connection, from the side of its socket.
pub struct Connection {
    /// Tells this connection from others of the same member.
    pub number: u64,
    /// What is to be sent.
    pub receiver: Receiver,
    /// Whether the connection has to end.
    pub closing: Closing,
}

/// What this relay knows of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is connected here.
    Connected,
    /// It was here.
    Gone,
    /// Nobody of this address was ever here.
    Unknown,
}

impl Rooms {
    /// No rooms yet.
    pub fn new(limits: Arc<Limits>, budget: Arc<Budget>) -> Self {
        Self {
            limits,
            budget,
            table: RwLock::default(),
            left: Mutex::default(),
            members: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
        }
    }

    /// Lets a member in. A connection that brings the token of a member takes its place. `subscribe` is called for a room
    /// that was empty.
    pub fn join(
        &self,
        member: &MemberId,
        token: &str,
        client: &Client,
        subscribe: impl FnOnce() -> Option<DropGuard>,
    ) -> Result<Connection, CloseReason> {
        let MemberId { room, address } = member;
        let mut table = self.table.write();
        let known = table.get(room).and_then(|room| room.members.get(address));
        if known.is_some_and(|known| known.token != token) {
            return Err(CloseReason::AddressInUse);
        }
        if known.is_none() {
            self.has_place(&table, room)?;
        }
        let is_new = known.is_none();
        let share = client.admission().take(client, Quota::Member);
        if is_new && share.is_none() {
            return Err(CloseReason::Full(Full::Address));
        }
        let room = match table.entry(room.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let share = client.admission().take(client, Quota::Room);
                entry.insert(Room {
                    members: HashMap::new(),
                    _share: share.ok_or(CloseReason::Full(Full::AddressRooms))?,
                    _subscription: subscribe(),
                })
            }
        };
        let before = room.members.remove(address);
        if let Some(outbox) = before.as_ref().and_then(|before| before.outbox.as_ref()) {
            outbox.close(CloseReason::Replaced);
        }
        let number = self.connections.fetch_add(1, Ordering::Relaxed);
        let (outbox, receiver, closing) = Outbox::open(&self.budget, &self.limits, client.clone());
        let member = Member {
            token: token.to_owned(),
            connection: number,
            outbox: Some(outbox),
            // Who comes back has a share already.
            share: share.or(before.and_then(|before| before.share)),
        };
        room.members.insert(address.clone(), member);
        if is_new {
            self.members.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Connection {
            number,
            receiver,
            closing,
        })
    }

    /// Looks for a place for a new member.
    fn has_place(
        &self,
        table: &HashMap<RoomName, Room>,
        room: &RoomName,
    ) -> Result<(), CloseReason> {
        let full = match table.get(room) {
            None if table.len() >= self.limits.rooms => Full::Rooms,
            Some(room) if room.members.len() >= self.limits.room_members => Full::Room,
            _ if self.members.load(Ordering::Relaxed) >= self.limits.members => Full::Relay,
            _ => return Ok(()),
        };
        Err(CloseReason::Full(full))
    }

    /// Notes that a member's connection is lost; its place is kept. False when it was replaced.
    pub fn lost(&self, member: &MemberId, connection: u64) -> bool {
        let mut table = self.table.write();
        let member = table
            .get_mut(&member.room)
            .and_then(|room| room.members.get_mut(&member.address))
            .filter(|member| member.connection == connection);
        member.map(|member| member.outbox = None).is_some()
    }

    /// Lets a member go. False when it was replaced.
    pub fn leave(&self, member: &MemberId, connection: u64) -> bool {
        let mut table = self.table.write();
        let Entry::Occupied(mut entry) = table.entry(member.room.clone()) else {
            return false;
        };
        let members = &mut entry.get_mut().members;
        if members.get(&member.address).map(|known| known.connection) != Some(connection) {
            return false;
        }
        members.remove(&member.address);
        self.members.fetch_sub(1, Ordering::Relaxed);
        self.remember(member.clone());
        if members.is_empty() {
            entry.remove();
        }
        true
    }

    /// Remembers that an address was somebody's.
    pub fn remember(&self, member: MemberId) {
        let mut left = self.left.lock();
        left.push_back(member);
        if left.len() > REMEMBERED {
            left.pop_front();
        }
    }

    /// Passes a text on to one member, or to all but the sender. False when the one is not connected here.
    pub fn pass(
        &self,
        room: &RoomName,
        from: &Address,
        to: Option<&Address>,
        text: &Utf8Bytes,
    ) -> bool {
        if let Some(to) = to {
            let Some(outbox) = self.outbox(room, to) else {
                return false;
            };
            self.push(&outbox, text.clone());
            return true;
        }
        let Ok(text) = self.budget.text(text.clone()) else {
            return true;
        };
        let table = self.table.read();
        let Some(room) = table.get(room) else {
            return false;
        };
        for (address, member) in &room.members {
            if let Some(outbox) = &member.outbox
                && address != from
            {
                outbox.push(text.clone());
            }
        }
        true
    }

    /// Sends a text to one member. False when it is not connected here.
    pub fn send(&self, member: &MemberId, text: Utf8Bytes) -> bool {
        let outbox = self.outbox(&member.room, &member.address);
        outbox.map(|outbox| self.push(&outbox, text)).is_some()
    }

    /// Sends a text to all members of all rooms.
    pub fn send_to_all(&self, text: &Utf8Bytes) {
        for room in self.table.read().values() {
            for outbox in room.members.values().filter_map(|m| m.outbox.as_ref()) {
                outbox.push(text.clone());
            }
        }
    }

    fn outbox(&self, room: &RoomName, address: &Address) -> Option<Arc<Outbox>> {
        let table = self.table.read();
        table.get(room)?.members.get(address)?.outbox.clone()
    }

    /// Adds a text to what waits. Where there is no memory for it, it is lost, as on any wire.
    fn push(&self, outbox: &Outbox, text: Utf8Bytes) {
        if let Ok(text) = self.budget.text(text) {
            outbox.push(text);
        }
    }

    /// Whether a member is, or was, connected here.
    pub fn presence(&self, member: &MemberId) -> Presence {
        let table = self.table.read();
        let known = table
            .get(&member.room)
            .and_then(|room| room.members.get(&member.address));
        match known {
            Some(known) if known.outbox.is_some() => Presence::Connected,
            Some(_) => Presence::Gone,
            None if self.left.lock().contains(member) => Presence::Gone,
            None => Presence::Unknown,
        }
    }

    /// The token of a member.
    pub fn token(&self, member: &MemberId) -> Option<String> {
        let table = self.table.read();
        let room = table.get(&member.room)?;
        Some(room.members.get(&member.address)?.token.clone())
    }

    /// Closes a member's connection.
    pub fn close(&self, member: &MemberId, reason: CloseReason) {
        let table = self.table.read();
        let known = table
            .get(&member.room)
            .and_then(|room| room.members.get(&member.address));
        if let Some(outbox) = known.and_then(|known| known.outbox.as_ref()) {
            outbox.close(reason);
        }
    }
}
