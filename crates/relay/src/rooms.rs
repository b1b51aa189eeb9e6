//! Who is in which room, and how a message reaches them.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::{Mutex, RwLock};
use protocol::{Address, CloseReason, Full, RoomName};
use tokio_util::sync::DropGuard;
use tungstenite::Utf8Bytes;

use crate::{
    admission::{Quota, Share},
    budget::Budget,
    client::{Client, Source},
    config::Limits,
    member_id::MemberId,
    outbox::{Closing, Outbox, Receiver},
    owners::{Owner, Owners},
};

/// For how long another relay can say that the address of a newcomer is another's.
const NEW_FOR: Duration = Duration::from_secs(10);
/// How many of those who left are remembered.
const REMEMBERED: usize = 1024;

/// All rooms.
pub struct Rooms {
    limits: Arc<Limits>,
    budget: Arc<Budget>,
    table: RwLock<HashMap<RoomName, Room>>,
    left: Mutex<VecDeque<MemberId>>,
    owners: Mutex<Owners>,
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
    owner: Owner,
    caller: Option<Source>,
    /// It was told that its address is another's.
    is_disowned: bool,
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
            owners: Mutex::new(Owners::new(limits.owned_for)),
            limits,
            budget,
            table: RwLock::default(),
            left: Mutex::default(),
            members: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
        }
    }

    /// Lets a member in. A connection that brings the secret of a member takes its place. `subscribe` is called for a room
    /// that was empty.
    pub fn join(
        &self,
        member: &MemberId,
        owner: Owner,
        client: &Client,
        subscribe: impl FnOnce() -> Option<DropGuard>,
    ) -> Result<Connection, CloseReason> {
        let id = member;
        let caller = Some(client.source());
        let MemberId { room, address } = member;
        let mut table = self.table.write();
        if !self.may_have(&table, id, owner) {
            return Err(CloseReason::AddressInUse);
        }
        let known = known(&table, id);
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
        if let Some(before) = &before {
            before.give_way_to(owner);
        }
        let number = self.connections.fetch_add(1, Ordering::Relaxed);
        let (outbox, receiver, closing) = Outbox::open(&self.budget, &self.limits, client.clone());
        let member = Member {
            owner,
            caller,
            is_disowned: false,
            connection: number,
            outbox: Some(outbox),
            // Who comes back has a share already.
            share: share.or(before.and_then(|before| before.share)),
        };
        room.members.insert(address.clone(), member);
        if is_new {
            self.members.fetch_add(1, Ordering::Relaxed);
        }
        let mut owners = self.owners.lock();
        owners.note(id, owner, caller, Instant::now());
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
        self.owners.lock().see(member, Instant::now());
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
        if let Some(known) = members.remove(&member.address)
            && !known.is_disowned
        {
            // Its address stays its own, also where the owner was forgotten in favour of others.
            let mut owners = self.owners.lock();
            owners.note(member, known.owner, known.caller, Instant::now());
        }
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

    /// Notes that somebody has joined at another relay, so long ago; a connection of the same one here is an older one where
    /// that was just now. False when the address is another's here, who had it before.
    pub fn joined_elsewhere(&self, member: &MemberId, owner: Owner, ago: Duration) -> bool {
        let now = Instant::now();
        let mut table = self.table.write();
        let mut owners = self.owners.lock();
        let known = table
            .get_mut(&member.room)
            .and_then(|room| room.members.get_mut(&member.address))
            .filter(|known| !known.is_disowned);
        match known {
            Some(known) => {
                let address = &member.address;
                let is_older = ago > owners.age(member, known.owner, now);
                let reason = if known.owner == owner {
                    ago.is_zero().then_some(CloseReason::Replaced)
                } else if owner.outranks(known.owner, address)
                    || (is_older && !known.owner.outranks(owner, address))
                {
                    known.is_disowned = true;
                    Some(CloseReason::AddressInUse)
                } else {
                    return false;
                };
                if let Some(reason) = reason {
                    known.close(reason);
                }
            }
            None if owners.check(member, owner, now).is_err() => return false,
            None => {}
        }
        owners.note_since(member, owner, ago, now);
        true
    }

    /// Who is here and has had its address for a moment only; for how long.
    pub fn newcomers(&self, room: &RoomName) -> Vec<(Address, Owner, Duration)> {
        let now = Instant::now();
        let table = self.table.read();
        let owners = self.owners.lock();
        let members = table.get(room).into_iter().flat_map(|room| &room.members);
        let connected = members.filter(|(_, member)| member.outbox.is_some());
        let aged = connected.map(|(address, member)| {
            let id = MemberId {
                room: room.clone(),
                address: address.clone(),
            };
            let age = owners.age(&id, member.owner, now);
            (id.address, member.owner, age)
        });
        aged.filter(|(_, _, age)| *age <= NEW_FOR).collect()
    }

    /// Another relay knows an older owner of an address. A newcomer here is sent away, unless its secret proves that the
    /// address is its own. One that has had it for a while is not.
    pub fn taken_elsewhere(&self, member: &MemberId, owner: Owner) {
        if owner.proves(&member.address) {
            return;
        }
        let mut table = self.table.write();
        let mut owners = self.owners.lock();
        let is_new = owners.age(member, owner, Instant::now()) <= NEW_FOR;
        let known = table
            .get_mut(&member.room)
            .and_then(|room| room.members.get_mut(&member.address));
        if let Some(known) = known.filter(|known| known.owner == owner && is_new) {
            known.is_disowned = true;
            known.close(CloseReason::AddressInUse);
            owners.forget(member, owner);
        }
    }

    /// Whether somebody may have an address: nobody has it, or the same owner, or one who can't prove that it is its own.
    fn may_have(&self, table: &HashMap<RoomName, Room>, member: &MemberId, owner: Owner) -> bool {
        if let Some(known) = known(table, member)
            && known.owner != owner
            && !known.is_disowned
            && !owner.outranks(known.owner, &member.address)
        {
            return false;
        }
        let owners = self.owners.lock();
        owners.check(member, owner, Instant::now()).is_ok()
    }
}

fn known<'a>(table: &'a HashMap<RoomName, Room>, member: &MemberId) -> Option<&'a Member> {
    table.get(&member.room)?.members.get(&member.address)
}

impl Member {
    /// Its place is taken by whoever comes.
    fn give_way_to(&self, owner: Owner) {
        self.close(if owner == self.owner {
            CloseReason::Replaced
        } else {
            CloseReason::AddressInUse
        });
    }

    fn close(&self, reason: CloseReason) {
        if let Some(outbox) = &self.outbox {
            outbox.close(reason);
        }
    }
}
