//! Who is in which room, and how a message reaches them.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use node::Address;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::DropGuard;

use crate::{config::Limits, farewell::Farewell};

/// How many of those who left are remembered.
const REMEMBERED: usize = 1024;

/// All rooms.
pub struct Rooms {
    limits: Limits,
    table: RwLock<HashMap<String, Room>>,
    left: Mutex<VecDeque<(String, Address)>>,
    members: AtomicUsize,
    connections: AtomicU64,
}

#[derive(Default)]
struct Room {
    members: HashMap<Address, Member>,
    /// Hears what other relays say in this room.
    _ears: Option<DropGuard>,
}

struct Member {
    token: String,
    connection: u64,
    /// `None` while the connection is lost and the member may come back.
    line: Option<Line>,
}

/// What waits for a member, from the side that adds to it.
struct Line {
    queue: mpsc::Sender<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
    farewell: watch::Sender<Option<Farewell>>,
}

/// A member's place, from the side of its socket.
pub struct Place {
    /// Tells this connection from others of the same member.
    pub connection: u64,
    /// What is to be sent.
    pub queue: mpsc::Receiver<Utf8Bytes>,
    /// How many bytes of it there are.
    pub waiting: Arc<AtomicUsize>,
    /// Set when the connection has to end.
    pub farewell: watch::Receiver<Option<Farewell>>,
}

/// Where a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// It can be told something.
    Here,
    /// It was here.
    Gone,
    /// Nobody of this address was ever here.
    Unknown,
}

impl Rooms {
    /// No rooms yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            table: RwLock::default(),
            left: Mutex::default(),
            members: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
        }
    }

    /// Lets a member in. Whoever knows its token takes over its place. `listen` is called for a room
    /// that was empty.
    pub fn join(
        &self,
        room: &str,
        address: &Address,
        token: &str,
        listen: impl FnOnce() -> Option<DropGuard>,
    ) -> Result<Place, Farewell> {
        let mut table = self.table.write();
        let rooms = table.len();
        let room = match table.entry(room.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if rooms >= self.limits.rooms => {
                return Err(Farewell::Full("this relay has no room left"));
            }
            Entry::Vacant(entry) => entry.insert(Room {
                _ears: listen(),
                ..Room::default()
            }),
        };
        match room.members.get(address) {
            Some(member) if member.token != token => return Err(Farewell::InUse),
            Some(member) => {
                if let Some(line) = &member.line {
                    line.end(Farewell::Replaced);
                }
            }
            None if room.members.len() >= self.limits.room_members => {
                return Err(Farewell::Full("this room is full"));
            }
            None if self.members.load(Ordering::Relaxed) >= self.limits.members => {
                return Err(Farewell::Full("this relay is full"));
            }
            None => {
                self.members.fetch_add(1, Ordering::Relaxed);
            }
        }
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        let (sender, queue) = mpsc::channel(self.limits.waiting_messages);
        let (farewell_sender, farewell) = watch::channel(None);
        let waiting = Arc::new(AtomicUsize::new(0));
        let line = Line {
            queue: sender,
            waiting: Arc::clone(&waiting),
            farewell: farewell_sender,
        };
        let member = Member {
            token: token.to_owned(),
            connection,
            line: Some(line),
        };
        room.members.insert(address.clone(), member);
        Ok(Place {
            connection,
            queue,
            waiting,
            farewell,
        })
    }

    /// Notes that a member's connection is lost; its place is kept. False when it was replaced.
    pub fn lost(&self, room: &str, address: &Address, connection: u64) -> bool {
        let mut table = self.table.write();
        let member = table
            .get_mut(room)
            .and_then(|room| room.members.get_mut(address))
            .filter(|member| member.connection == connection);
        member.map(|member| member.line = None).is_some()
    }

    /// Lets a member go. False when it was replaced.
    pub fn leave(&self, room: &str, address: &Address, connection: u64) -> bool {
        let mut table = self.table.write();
        let name = room;
        let Entry::Occupied(mut entry) = table.entry(name.to_owned()) else {
            return false;
        };
        let room = entry.get_mut();
        if room.members.get(address).map(|member| member.connection) != Some(connection) {
            return false;
        }
        room.members.remove(address);
        self.members.fetch_sub(1, Ordering::Relaxed);
        self.remember(name, address);
        if room.members.is_empty() {
            entry.remove();
        }
        true
    }

    /// Remembers that an address was somebody's.
    pub fn remember(&self, room: &str, address: &Address) {
        let mut left = self.left.lock();
        left.push_back((room.to_owned(), address.clone()));
        if left.len() > REMEMBERED {
            left.pop_front();
        }
    }

    /// Passes a text on to one member, or to all but the sender. False when the one is not connected here.
    pub fn pass(&self, room: &str, from: &Address, to: Option<&Address>, text: &Utf8Bytes) -> bool {
        let table = self.table.read();
        let Some(room) = table.get(room) else {
            return false;
        };
        let Some(to) = to else {
            for (address, member) in &room.members {
                if let Some(line) = &member.line
                    && address != from
                {
                    line.push(text.clone(), &self.limits);
                }
            }
            return true;
        };
        let line = room.members.get(to).and_then(|m| m.line.as_ref());
        line.map(|line| line.push(text.clone(), &self.limits))
            .is_some()
    }

    /// Tells one member something. False when it can't be reached.
    pub fn tell(&self, room: &str, address: &Address, text: Utf8Bytes) -> bool {
        let table = self.table.read();
        let line = table
            .get(room)
            .and_then(|room| room.members.get(address))
            .and_then(|member| member.line.as_ref());
        line.map(|line| line.push(text, &self.limits)).is_some()
    }

    /// Tells all members of all rooms something.
    pub fn tell_all(&self, text: &Utf8Bytes) {
        for room in self.table.read().values() {
            for line in room.members.values().filter_map(|m| m.line.as_ref()) {
                line.push(text.clone(), &self.limits);
            }
        }
    }

    /// Where a member is.
    pub fn whereabouts(&self, room: &str, address: &Address) -> Whereabouts {
        let table = self.table.read();
        match table.get(room).and_then(|room| room.members.get(address)) {
            Some(member) if member.line.is_some() => Whereabouts::Here,
            Some(_) => Whereabouts::Gone,
            None => {
                let left = self.left.lock();
                let was_here = left.iter().any(|(r, a)| r == room && a == address);
                if was_here {
                    Whereabouts::Gone
                } else {
                    Whereabouts::Unknown
                }
            }
        }
    }

    /// The token of a member.
    pub fn token(&self, room: &str, address: &Address) -> Option<String> {
        let table = self.table.read();
        Some(table.get(room)?.members.get(address)?.token.clone())
    }

    /// Ends a member's connection.
    pub fn end(&self, room: &str, address: &Address, farewell: Farewell) {
        let table = self.table.read();
        let member = table.get(room).and_then(|room| room.members.get(address));
        if let Some(line) = member.and_then(|member| member.line.as_ref()) {
            line.end(farewell);
        }
    }
}

impl Line {
    fn push(&self, text: Utf8Bytes, limits: &Limits) {
        let bytes = text.len();
        let waiting = self.waiting.fetch_add(bytes, Ordering::Relaxed) + bytes;
        // A single large message may always wait.
        let too_much = waiting > limits.waiting_bytes && waiting > bytes;
        if too_much || self.queue.try_send(text).is_err() {
            self.end(Farewell::Slow);
        }
    }

    /// The first reason stands.
    fn end(&self, farewell: Farewell) {
        self.farewell.send_if_modified(|said| {
            let first = said.is_none();
            said.get_or_insert(farewell);
            first
        });
    }
}
