//! A room whose nodes are tabs of one browser: they hear each other over `BroadcastChannel`.
//!
//! Each room has one channel for what concerns everyone, and one for each node, so that a long chain
//! on its way to one tab does not wake all others. Messages are cloned by the browser. They hold no
//! number that a clone could change: see [`node::wire`]. Control messages are texts, which no node of any
//! build takes for a message.

use std::cell::RefCell;

use js_sys::JsString;
use litemap::LiteMap;
use node::{
    Address, Unreadable,
    wire::{Message, WIRE_VERSION},
};
use protocol::{ControlMessage, Envelope, Frame, Payload, RoomName};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// The most channels to single nodes that are kept open.
const MAX_OPEN: usize = 64;

/// The most UTF-16 units of a text that is read at all.
const MAX_TEXT: u32 = ControlMessage::MAX_BYTES_FROM as u32;

/// Reads a message as far as this version goes, or says what is wrong with it. `None` when it names no sender,
/// or is no message.
pub fn read_message(envelope: Envelope<Unread>) -> Option<(Address, Result<Message, Unreadable>)> {
    let from = envelope.from?;
    let Payload::Message(version, Unread(message)) = envelope.payload else {
        return None;
    };
    let message = if version == WIRE_VERSION {
        from_value(message).map_err(|error| Unreadable::NoMessage(error.to_string()))
    } else {
        Err(Unreadable::OtherVersion(version))
    };
    Some((from, message))
}

/// This tab's place in a room.
pub struct Channel {
    room: RoomName,
    address: Address,
    everyone: BroadcastChannel,
    own: BroadcastChannel,
    others: RefCell<LiteMap<Address, BroadcastChannel>>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the room's channels; `message` is called with all that other nodes say to this one or to everyone, as far as
    /// `admits` lets it be read, and `control` with control messages.
    pub fn open(
        room: &RoomName,
        address: &Address,
        admits: impl Fn(&Address) -> bool + 'static,
        message: impl Fn(Address, Result<Message, Unreadable>) + 'static,
        control: impl Fn(Address, ControlMessage) + 'static,
    ) -> Result<Self, JsValue> {
        let own_address = address.clone();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if let Some(text) = data.dyn_ref::<JsString>() {
                // One that is too long is not even fetched.
                if text.length() <= MAX_TEXT
                    && let Some((from, line)) = ControlMessage::read_from(&String::from(text))
                {
                    control(from, line);
                }
            } else if let Ok(Frame::Envelope(envelope)) = from_value::<Frame<Unread>>(data)
                && envelope.to.as_ref().is_none_or(|to| *to == own_address)
                && envelope.from.as_ref().is_some_and(&admits)
                && let Some((from, read)) = read_message(envelope)
            {
                message(from, read);
            }
        });
        let everyone = BroadcastChannel::new(&name(room, None))?;
        let own = BroadcastChannel::new(&name(room, Some(address)))?;
        for channel in [&everyone, &own] {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        Ok(Self {
            room: room.clone(),
            address: address.clone(),
            everyone,
            own,
            others: RefCell::default(),
            _listener: listener,
        })
    }

    /// Sends a control message, as a line, to one tab of this browser, or to all others that are in the room.
    pub fn send_control(&self, to: Option<&Address>, line: &str) {
        let text = ControlMessage::with_sender(&self.address, line);
        // It fails only for what can't be cloned, which a text can.
        let _ = self.post(to, &text.into());
    }

    /// Sends a message to one node, or to everyone in the room.
    pub fn send(&self, to: Option<Address>, message: Message) -> Result<(), JsValue> {
        let envelope = Envelope {
            from: Some(self.address.clone()),
            to,
            payload: Outgoing::message(&message),
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

fn name(room: &RoomName, address: Option<&Address>) -> String {
    match address {
        None => format!("tabchain/{room}"),
        Some(address) => format!("tabchain/{room}/{address}"),
    }
}

/// What came in an envelope, to be read when it is known what it should be.
#[derive(Deserialize)]
pub struct Unread(#[serde(with = "serde_wasm_bindgen::preserve")] pub JsValue);

/// What goes into an envelope.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Outgoing<'a> {
    /// A node's message.
    Message(&'a Message),
    /// A control message.
    Control(&'a str),
}

impl<'a> Outgoing<'a> {
    /// A node's message, in the version that this page speaks.
    pub fn message(message: &'a Message) -> Payload<Self> {
        Payload::Message(WIRE_VERSION, Self::Message(message))
    }

    /// A control message.
    pub fn control(line: &'a str) -> Payload<Self> {
        Payload::Control(Self::Control(line))
    }
}
