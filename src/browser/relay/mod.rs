//! The relay, from a tab's side: how tabs of other browsers and machines are heard, and how programs
//! that are no tabs call this one.
//!
//! What the relay pushes comes over one WebSocket; what is asked and answered goes by fetch. A lost
//! connection is tried again at the ticks of the tab, which a worker tells, since timers of hidden tabs are delayed.
//! What a tab of the same browser says comes over the relay, too. That copy is dropped here before it is read; the
//! client knows which senders that concerns.

mod asking;
mod foreign;

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use client::{RelayAction, RelayConnection};
use js_sys::{JSON, JsString};
use node::{Address, Unreadable, wire::Message};
use protocol::{
    Call, CloseReason, ControlMessage, Envelope, Frame, MAX_FRAME_BYTES, Payload, RelayInfo,
    RelayMessage, RoomName, SENDER_EDGE, is_too_complex, peek_sender,
};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CloseEvent, MessageEvent, Url, WebSocket};

pub use self::asking::from_json;
use super::channel::{Outgoing, Unread, read_message};
use crate::web::clock;

/// The name of the mark that a relay leaves in the page it serves: where its own calls begin.
const MARK: &str = "meta[name=tabchain-relay]";

/// What comes from the relay.
pub enum Heard {
    /// Another node said something, or something that can't be read.
    Message(Address, Result<Message, Unreadable>),
    /// Another tab says something beside its node.
    Control(Address, ControlMessage),
    /// The room can be heard, at first or again.
    Joined,
    /// A program calls this node.
    Call(Call),
    /// The connection, or what is known of the relay, changed.
    Changed,
}

/// This tab's connection to the relay that serves the page.
pub struct Link {
    room: RoomName,
    address: Address,
    token: String,
    /// Whether a node is heard on a shorter route, too: then what comes of it here is a copy, and dropped.
    is_copy: Box<dyn Fn(&Address) -> bool>,
    hear: Box<dyn Fn(Heard)>,
    /// Where the calls of the relays begin, own relay first.
    bases: RefCell<Vec<String>>,
    connection: RefCell<RelayConnection>,
    socket: RefCell<Option<Socket>>,
    port: Cell<Option<u16>>,
    others_heard: Cell<Option<bool>>,
    /// Whether the relay passes control messages on; one that does not takes them for no frame at all.
    control: Cell<bool>,
    info: RefCell<RelayInfo>,
}

struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // It may be closed already.
        let _ = self.socket.close();
    }
}

impl Link {
    /// Joins the room at the relay that serves this page; `None` when it comes from elsewhere. The secret proves there
    /// whose the address is.
    pub fn find(
        room: &RoomName,
        address: &Address,
        secret: String,
        is_copy: impl Fn(&Address) -> bool + 'static,
        hear: impl Fn(Heard) + 'static,
    ) -> Option<Rc<Self>> {
        let document = web_sys::window()?.document()?;
        let mark = document.query_selector(MARK).ok()??;
        let content = mark.get_attribute("content")?;
        let here = document.base_uri().ok()??;
        let base = Url::new_with_base(&content, &here).ok()?.href();
        let link = Rc::new(Self {
            room: room.clone(),
            address: address.clone(),
            token: secret,
            is_copy: Box::new(is_copy),
            hear: Box::new(hear),
            bases: RefCell::new(vec![base]),
            connection: RefCell::new(RelayConnection::opening(clock::now())),
            socket: RefCell::default(),
            port: Cell::default(),
            others_heard: Cell::default(),
            control: Cell::default(),
            info: RefCell::default(),
        });
        link.connect();
        Some(link)
    }

    /// How it stands with the connection.
    pub fn connection(&self) -> Ref<'_, RelayConnection> {
        self.connection.borrow()
    }

    /// Where programs call this node: `http://localhost:5000`.
    pub fn api(&self) -> Option<String> {
        let base = Url::new(&self.base()).ok()?;
        Some(match self.port.get() {
            Some(port) => format!("http://{}:{port}", base.hostname()),
            None => format!(
                "{}/rooms/{}/nodes/{}",
                base.origin(),
                self.room,
                self.address
            ),
        })
    }

    /// What the relay told of itself.
    pub fn info(&self) -> RelayInfo {
        self.info.borrow().clone()
    }

    /// Whether nodes at other relays can be heard; `None` when there are none.
    pub fn others_heard(&self) -> Option<bool> {
        self.others_heard.get()
    }

    /// Sends a message to one node, or to everyone. Without a connection it is lost, as on any wire.
    pub fn send(&self, to: Option<Address>, message: Message) {
        if !self.connection().is_open() {
            return;
        }
        self.push(&Envelope {
            from: Some(self.address.clone()),
            to,
            payload: Outgoing::message(&message),
        });
    }

    /// Sends a control message, as a line, to one tab or to everyone.
    pub fn send_control(&self, to: Option<&Address>, line: &str) {
        if self.connection().is_open() && self.control.get() {
            self.push(&Envelope {
                from: None,
                to: to.cloned(),
                payload: Outgoing::control(line),
            });
        }
    }

    fn push(&self, envelope: &Envelope<Outgoing<'_>>) {
        let text = envelope.serialize(&Serializer::json_compatible());
        let text = text.ok().and_then(|value| JSON::stringify(&value).ok());
        if let (Some(text), Some(socket)) = (text, &*self.socket.borrow()) {
            // It may have been closed a moment ago; the close event is on its way.
            let _ = socket.socket.send_with_str(&String::from(text));
        }
    }

    /// How many bytes wait to be sent.
    pub fn backlog(&self) -> usize {
        let socket = self.socket.borrow();
        let waiting = socket
            .as_ref()
            .map(|socket| socket.socket.buffered_amount());
        waiting.unwrap_or_default() as usize
    }

    /// Tries a lost connection again when it is time.
    pub fn tick(self: &Rc<Self>) {
        let due = self.connection.borrow_mut().due(clock::now());
        match due {
            Some(RelayAction::Open) => self.connect(),
            Some(RelayAction::GiveUp) => self.lost(),
            None => {}
        }
    }

    fn base(&self) -> String {
        let relay = self.connection().relay();
        // Relays are only ever added.
        self.bases.borrow()[relay].clone()
    }

    fn connect(self: &Rc<Self>) {
        let base = self.base();
        let base = base.strip_prefix("http").unwrap_or_default();
        let port = self.port.get();
        let port = port.map_or_else(String::new, |port| format!("&port={port}"));
        let url = format!(
            "ws{base}rooms/{}/socket?address={}&token={}{port}",
            self.room, self.address, self.token
        );
        match self.open_socket(&url) {
            Ok(socket) => *self.socket.borrow_mut() = Some(socket),
            Err(_) => self.lost(),
        }
    }

    fn open_socket(self: &Rc<Self>, url: &str) -> Result<Socket, JsValue> {
        let socket = WebSocket::new(url)?;
        let on_open = {
            let link = Rc::downgrade(self);
            Closure::<dyn FnMut()>::new(move || {
                if let Some(link) = link.upgrade() {
                    link.ask_info();
                }
            })
        };
        let on_message = {
            let link = Rc::downgrade(self);
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let (Some(link), Some(frame)) =
                    (link.upgrade(), event.data().dyn_ref::<JsString>())
                    && frame.length() <= MAX_FRAME_BYTES as u32
                    && !link.is_copied(frame)
                {
                    link.heard(&String::from(frame));
                }
            })
        };
        let on_close = {
            let link = Rc::downgrade(self);
            Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
                if let Some(link) = link.upgrade() {
                    if event.code() == CloseReason::AddressInUse.code() {
                        link.connection.borrow_mut().refuse();
                    }
                    link.lost();
                }
            })
        };
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Socket {
            socket,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        })
    }

    /// Whether a frame comes from a node that is heard on a shorter way.
    fn is_copied(&self, frame: &JsString) -> bool {
        const EDGE: u32 = SENDER_EDGE as u32;
        let length = frame.length();
        let tail = || String::from(frame.slice(length.saturating_sub(EDGE), length));
        let sender = peek_sender(&String::from(frame.slice(0, EDGE)), tail);
        sender.is_some_and(|from| (self.is_copy)(&from))
    }

    /// The connection is gone, or could not be opened.
    fn lost(&self) {
        let socket = self.socket.borrow_mut().take();
        // Its closures may be running: they are dropped in a task of their own.
        spawn_local(async move { drop(socket) });
        let relays = self.bases.borrow().len();
        self.connection
            .borrow_mut()
            .lost(clock::now(), relays, js_sys::Math::random());
        (self.hear)(Heard::Changed);
    }

    fn heard(&self, text: &str) {
        // A relay passes on no such thing; one of before it was bounded does.
        if is_too_complex(text) {
            return;
        }
        // A relay of a later version may say what this page does not know.
        let Some(frame) = from_json::<Frame<Unread>>(text) else {
            return;
        };
        match frame {
            Frame::Relay(message) => self.told(message),
            // The relay vouches for the sender.
            Frame::Envelope(Envelope {
                from: Some(from),
                payload: Payload::Control(Unread(line)),
                ..
            }) => {
                let line = line.as_string();
                if let Some(message) = line.and_then(|line| ControlMessage::read(&line)) {
                    (self.hear)(Heard::Control(from, message));
                }
            }
            Frame::Envelope(envelope) => {
                if let Some((from, message)) = read_message(envelope) {
                    (self.hear)(Heard::Message(from, message));
                }
            }
        }
    }

    fn told(&self, message: RelayMessage) {
        match message {
            RelayMessage::Welcome { port, control } => {
                self.connection.borrow_mut().opened();
                self.control.set(control);
                self.port.set(port);
                (self.hear)(Heard::Joined);
            }
            RelayMessage::Call(call) => (self.hear)(Heard::Call(call)),
            RelayMessage::Others { heard } => {
                self.others_heard.set(Some(heard));
                (self.hear)(Heard::Changed);
            }
        }
    }
}
