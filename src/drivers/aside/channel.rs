//! The way by which tabs of one browser say things aside: a `BroadcastChannel` of its own, as nodes of
//! other builds listen on the room's.

use node::Address;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{MAX_BYTES, Said, said::address};

/// This tab's end of it, for as long as the page lives.
pub struct AsideChannel {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl AsideChannel {
    /// Opens it; `hear` is called with all that others say and that can be read.
    pub fn open(room: &str, hear: impl Fn(Address, Said) + 'static) -> Result<Self, JsValue> {
        // Rooms and addresses have no `+`: it is no node's channel.
        let channel = BroadcastChannel::new(&format!("tabchain/{room}/+aside"))?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            // A text that is too long is not even fetched.
            let text = data
                .dyn_ref::<js_sys::JsString>()
                .filter(|text| text.length() as usize <= MAX_BYTES)
                .map(String::from);
            if let Some((from, said)) = text.as_deref().and_then(read) {
                hear(from, said);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self {
            channel,
            _listener: listener,
        })
    }

    /// Says something to all other tabs of this browser that are in the room.
    pub fn say(&self, from: &Address, line: &str) {
        // It fails only for what can't be cloned, which a text can.
        let _ = self.channel.post_message(&format!("{from} {line}").into());
    }
}

/// The sender, as it calls itself, and what it says.
fn read(text: &str) -> Option<(Address, Said)> {
    let (from, line) = text.split_once(' ')?;
    Some((address(from)?, Said::read(line)?))
}
