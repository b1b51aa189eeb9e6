//! A claim that tabs agree on over a channel, where there are no locks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use client::{ClaimMessage, ClaimState, Claimant};
use js_sys::Promise;
use node::Address;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::web::{
    clock,
    pause::{call_after_with, pause},
};

/// The channel that all tabs of this browser hear.
const CHANNEL: &str = "tabchain-claims";

/// How long a tab waits for objections, in milliseconds.
const WAIT_MS: i32 = Claimant::WAIT.as_millis() as i32;
/// How long a message may lie there in milliseconds, while a tab did something else: a timer that was due meanwhile can come
/// before it.
const LATE_MS: i32 = 30;
/// After how long a tab that met with an objection tries again, in milliseconds.
const AGAIN_MS: i32 = 300;

/// A place on the channel where all is heard.
struct Place {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Place {
    /// `hear` is called with each message, and the channel to answer on.
    fn open(hear: impl Fn(&BroadcastChannel, ClaimMessage) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let listener = {
            let channel = channel.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let text = event.data().as_string();
                if let Some(message) = text.and_then(|text| ClaimMessage::read(&text)) {
                    hear(&channel, message);
                }
            })
        };
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            channel,
            _listener: listener,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// An address that this tab holds, as far as the others agree.
pub struct Agreement {
    standing: Rc<Standing>,
    _place: Place,
}

struct Standing {
    claimant: RefCell<Claimant>,
    on_lost: Cell<Option<Box<dyn FnOnce()>>>,
}

impl Agreement {
    /// Takes an address; `None` where another tab holds it or was earlier.
    pub async fn take(address: &Address) -> Option<Self> {
        match Self::attempt(address).await {
            None => {
                // The objection may come from the old page of a reload.
                pause(AGAIN_MS).await;
                Self::attempt(address).await
            }
            agreement => agreement,
        }
    }

    async fn attempt(address: &Address) -> Option<Self> {
        let nonce = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
        let (claimant, wanted) = Claimant::new(clock::now(), address.clone(), nonce);
        let standing = Rc::new(Standing {
            claimant: RefCell::new(claimant),
            on_lost: Cell::default(),
        });
        let place = {
            let standing = standing.clone();
            Place::open(move |channel, message| standing.hear(channel, &message))?
        };
        say(&place.channel, &wanted);
        let over = Promise::new(&mut |resolve, _| {
            call_after_with(WAIT_MS, &resolve, &JsValue::UNDEFINED);
            standing.on_lost.set(Some(Box::new(move || {
                // A function that resolves a promise does not fail.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            })));
        });
        // The promise is never rejected.
        let _ = JsFuture::from(over).await;
        pause(LATE_MS).await;
        standing.on_lost.take();
        // The wait is over, however coarse the browser's clock is.
        let held = {
            let mut claimant = standing.claimant.borrow_mut();
            let deadline = claimant.deadline()?;
            claimant.wake(deadline)?
        };
        say(&place.channel, &held);
        Some(Self {
            standing,
            _place: place,
        })
    }

    /// Calls this function when it is lost; at once if it is.
    pub fn on_lost(&self, lost: Box<dyn FnOnce()>) {
        self.standing.on_lost.set(Some(lost));
        self.standing.tell_if_lost();
    }
}

impl Standing {
    fn hear(&self, channel: &BroadcastChannel, message: &ClaimMessage) {
        let answer = self.claimant.borrow_mut().hear(message);
        if let Some(answer) = answer {
            say(channel, &answer);
        }
        self.tell_if_lost();
    }

    fn tell_if_lost(&self) {
        let is_lost = self.claimant.borrow().state() == ClaimState::Lost;
        if is_lost && let Some(lost) = self.on_lost.take() {
            lost();
        }
    }
}

/// The addresses that tabs of this browser say they hold.
pub async fn held() -> Vec<Address> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let place = {
        let heard = heard.clone();
        Place::open(move |_, message| {
            if let ClaimMessage::Held(address, _) = message {
                heard.borrow_mut().push(address);
            }
        })
    };
    if let Some(place) = place {
        say(&place.channel, &ClaimMessage::RollCall);
        pause(WAIT_MS).await;
        pause(LATE_MS).await;
    }
    heard.take()
}

fn say(channel: &BroadcastChannel, message: &ClaimMessage) {
    // It fails only for what can't be cloned, which a text can.
    let _ = channel.post_message(&message.to_string().into());
}
