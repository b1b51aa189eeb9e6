//! A room whose nodes are tabs of one browser: they hear each other over `BroadcastChannel`.
//!
//! Each room has one channel for what concerns everyone, and one for each node, so that a long chain
//! on its way to one tab does not wake all others. Messages are cloned by the browser. They hold no
//! number that a clone could change: see [`node::wire`]. What tabs say aside are texts, which no node of any
//! build takes for a message.

use std::cell::RefCell;

use js_sys::JsString;
use litemap::LiteMap;
use node::{
    Address, Unreadable,
    wire::{Envelope, Message, WIRE_VERSION},
};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::aside::{MAX_BYTES, Said, read_from};

/// The most channels to single nodes that are kept open.
const MAX_OPEN: usize = 64;

/// What came over a channel.
pub enum Delivery {
    /// A message to this node, or to everyone.
    Message(Address, Message),
    /// Something else, from whom, and what is wrong with it.
    Unreadable(Address, Unreadable),
}

/// The most UTF-16 units of a text that is read at all.
const MAX_TEXT: u32 = MAX_BYTES as u32 + 65;

impl Delivery {
    /// A message in a language of another version.
    pub fn other_version(from: Address, version: u16) -> Self {
        Self::Unreadable(from, Unreadable::OtherVersion(version))
    }

    /// Who sent it.
    pub fn from(&self) -> &Address {
        match self {
            Self::Message(from, _) | Self::Unreadable(from, _) => from,
        }
    }
}

/// This tab's place in a room.
pub struct Channel {
    room: String,
    address: Address,
    everyone: BroadcastChannel,
    own: BroadcastChannel,
    others: RefCell<LiteMap<Address, BroadcastChannel>>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the room's channels; `deliver` is called with all that comes for this node, and `overhear` with what
    /// is said aside.
    pub fn open(
        room: &str,
        address: &Address,
        deliver: impl Fn(Delivery) + 'static,
        overhear: impl Fn(&Address, Said) + 'static,
    ) -> Result<Self, JsValue> {
        let own_address = address.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if let Some(text) = data.dyn_ref::<JsString>() {
                // One that is too long is not even fetched.
                if text.length() <= MAX_TEXT
                    && let Some((from, said)) = read_from(&String::from(text))
                {
                    overhear(&from, said);
                }
            } else if let Some(delivery) = read(&data, Some(&own_address)) {
                deliver(delivery);
            }
        });
        let everyone = BroadcastChannel::new(&name(room, None))?;
        let own = BroadcastChannel::new(&name(room, Some(address)))?;
        for channel in [&everyone, &own] {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        Ok(Self {
            room: room.to_owned(),
            address: address.clone(),
            everyone,
            own,
            others: RefCell::default(),
            _listener: listener,
        })
    }

    /// Says something aside to one tab of this browser, or to all others that are in the room.
    pub fn say_aside(&self, to: Option<&Address>, line: &str) {
        let text = format!("{} {line}", self.address);
        // It fails only for what can't be cloned, which a text can.
        let _ = self.post(to, &text.into());
    }

    /// Sends a message to one node, or to everyone in the room.
    pub fn send(&self, to: Option<Address>, message: Message) -> Result<(), JsValue> {
        let envelope = Envelope {
            v: WIRE_VERSION,
            from: self.address.clone(),
            to,
            message,
        };
        // Whole numbers of 64 bits travel as BigInts, so that none is rounded.
        let value =
            envelope.serialize(&Serializer::new().serialize_large_number_types_as_bigints(true))?;
        self.post(envelope.to.as_ref(), &value)
    }

    fn post(&self, to: Option<&Address>, data: &JsValue) -> Result<(), JsValue> {
        let Some(to) = to else {
            return self.everyone.post_message(data);
        };
        let mut others = self.others.borrow_mut();
        if !others.contains_key(to) {
            if others.len() >= MAX_OPEN
                && let Some(first) = others.keys().next().cloned()
                && let Some(channel) = others.remove(&first)
            {
                channel.close();
            }
            let channel = BroadcastChannel::new(&name(&self.room, Some(to)))?;
            others.insert(to.clone(), channel);
        }
        match others.get(to) {
            Some(channel) => channel.post_message(data),
            None => Ok(()),
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let others = std::mem::take(&mut *self.others.borrow_mut());
        for channel in others.values().chain([&self.everyone, &self.own]) {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

fn name(room: &str, address: Option<&Address>) -> String {
    match address {
        None => format!("tabchain/{room}"),
        Some(address) => format!("tabchain/{room}/{address}"),
    }
}

/// As [`read`], whoever it is meant for: a transport that delivers to this node only has seen to that.
pub fn read_any(data: &JsValue) -> Option<Delivery> {
    read(data, None)
}

/// Reads the sender first, so that whoever sends nonsense can be named. `None` when not even that
/// can be read, or when it is meant for someone else.
fn read(data: &JsValue, own: Option<&Address>) -> Option<Delivery> {
    #[derive(Deserialize)]
    struct Header {
        v: u16,
        from: Address,
    }

    let header: Header = serde_wasm_bindgen::from_value(data.clone()).ok()?;
    if header.v != WIRE_VERSION {
        return Some(Delivery::other_version(header.from, header.v));
    }
    match serde_wasm_bindgen::from_value::<Envelope>(data.clone()) {
        Err(error) => {
            let reason = Unreadable::NoMessage(error.to_string());
            Some(Delivery::Unreadable(header.from, reason))
        }
        Ok(envelope) if own.is_none() || envelope.to.is_none() || envelope.to.as_ref() == own => {
            Some(Delivery::Message(envelope.from, envelope.message))
        }
        Ok(_) => None,
    }
}
