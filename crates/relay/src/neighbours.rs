//! What other relays say in one room, from the side that hears it.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use async_nats::Message;
use bytes::Bytes;
use protocol::{Address, Envelope, Frame, RoomName, is_too_complex};
use serde_json::value::RawValue;
use tungstenite::Utf8Bytes;

use crate::{
    bridge::{BridgeFrame, BridgeMessage, Publisher},
    fragments::{Came, Reassembly, Stamp},
    introductions::Introductions,
    member_id::MemberId,
    owners::Owner,
    rooms::Rooms,
};

/// The most bytes of what a stranger is heard to say: an introduction.
const MAX_INTRODUCTION: usize = 256;

/// Hears the other relays in one room.
pub struct Neighbours {
    /// A room owns its subscription.
    rooms: Weak<Rooms>,
    publisher: Arc<Publisher>,
    room: RoomName,
    reassembly: Reassembly,
    introductions: Introductions,
}

impl Neighbours {
    /// Nothing has been heard in this room.
    pub fn new(rooms: &Arc<Rooms>, publisher: &Arc<Publisher>, room: &RoomName) -> Self {
        let trusts = !publisher.proofs.are_needed();
        let incomplete = Arc::clone(&publisher.incomplete);
        Self {
            rooms: Arc::downgrade(rooms),
            publisher: Arc::clone(publisher),
            room: room.clone(),
            reassembly: Reassembly::new(room.clone(), incomplete, trusts),
            introductions: Introductions::new(Instant::now()),
        }
    }

    /// Takes a message of NATS.
    pub fn hear(&mut self, message: Message) {
        let Some(stamp) = Stamp::read(&message, &self.publisher.proofs) else {
            return;
        };
        // NATS brings nobody what it said itself.
        if stamp.relay == self.publisher.id {
            return;
        }
        let now = Instant::now();
        let payload = message.payload.clone();
        let came = self.reassembly.take(&stamp, payload, now);
        if self.reassembly.has_forgotten() {
            self.introductions.renew();
        }
        match came {
            Came::Whole(content) => self.received(content, now),
            Came::Nothing => {}
            Came::FromStranger => self.meet(&stamp, &message.payload, now),
        }
    }

    /// Hears who a stranger is, or asks it.
    fn meet(&mut self, stamp: &Stamp, payload: &Bytes, now: Instant) {
        let is_short = stamp.position.of == 1 && payload.len() <= MAX_INTRODUCTION;
        let introduction = is_short.then(|| serde_json::from_slice(payload).ok());
        match introduction.flatten() {
            Some(BridgeFrame {
                bridge: BridgeMessage::Present(word),
            }) if self.introductions.is_answer(&word, now) => {
                self.reassembly.introduce(stamp, now);
                // What it answered to this before was not heard.
                self.tell_newcomers();
                return;
            }
            Some(BridgeFrame {
                bridge: BridgeMessage::Who(word),
            }) => self.introduce_oneself(word, now),
            _ => {}
        }
        if let Some(word) = self.introductions.ask(now) {
            self.publisher.tell(&self.room, BridgeMessage::Who(word));
        }
    }

    /// Tells a relay that this one is there, and whom it could not hear joining before.
    fn introduce_oneself(&mut self, word: String, now: Instant) {
        if word.len() <= MAX_INTRODUCTION && self.introductions.may_answer(now) {
            self.publisher
                .tell(&self.room, BridgeMessage::Present(word));
            self.tell_newcomers();
        }
    }

    fn tell_newcomers(&self) {
        let Some(rooms) = self.rooms.upgrade() else {
            return;
        };
        for (address, owner, age) in rooms.newcomers(&self.room) {
            // Not nothing: that is one who joins now.
            let age = u64::try_from(age.as_millis()).unwrap_or(u64::MAX).max(1);
            let here = BridgeMessage::Here(address, owner.to_string(), age);
            self.publisher.tell(&self.room, here);
        }
    }

    /// Does with another relay's message as with one of a member here.
    fn received(&mut self, content: Bytes, now: Instant) {
        let (Some(rooms), Ok(text)) = (self.rooms.upgrade(), Utf8Bytes::try_from(content)) else {
            return;
        };
        // No member could have said it at a relay that looks, and no page would read it.
        if is_too_complex(&text) {
            tracing::debug!(room = %self.room, "another relay brings what is too complex");
            return;
        }
        if let Ok(frame) = serde_json::from_str::<Frame<&RawValue>>(&text) {
            // Another relay has stamped it with its sender.
            if let Frame::Envelope(Envelope {
                from: Some(from),
                to,
                ..
            }) = frame
                && from.is_of_a_tab()
            {
                rooms.pass(&self.room, &from, to.as_ref(), &text);
            }
        } else if let Ok(BridgeFrame { bridge }) = serde_json::from_str(&text) {
            self.told(&rooms, bridge, now);
        }
    }

    fn told(&mut self, rooms: &Rooms, message: BridgeMessage, now: Instant) {
        let member = |address: Address| MemberId {
            room: self.room.clone(),
            address,
        };
        match message {
            BridgeMessage::Joined(address, theirs) => {
                self.joined(rooms, member(address), theirs, Duration::ZERO);
            }
            BridgeMessage::Here(address, theirs, age) => {
                let ago = Duration::from_millis(age.max(1));
                self.joined(rooms, member(address), theirs, ago);
            }
            BridgeMessage::Taken(address, theirs) => {
                if let Some(owner) = Owner::read(&theirs) {
                    rooms.taken_elsewhere(&member(address), owner);
                }
            }
            BridgeMessage::Left(address) => rooms.remember(member(address)),
            BridgeMessage::Who(word) => self.introduce_oneself(word, now),
            BridgeMessage::Present(_) => {}
        }
    }

    /// A member has joined at another relay, so long ago.
    fn joined(&self, rooms: &Rooms, member: MemberId, theirs: String, ago: Duration) {
        let Some(owner) = Owner::read(&theirs).filter(|_| member.address.is_of_a_tab()) else {
            return;
        };
        if !rooms.joined_elsewhere(&member, owner, ago) {
            let taken = BridgeMessage::Taken(member.address, theirs);
            self.publisher.tell(&self.room, taken);
        }
    }
}
