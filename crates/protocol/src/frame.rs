//! What goes over the WebSocket between a member and its relay, one JSON text each. Tabs of one browser exchange
//! the same envelopes as objects.
//!
//! | frame | what |
//! |---|---|
//! | `{"v":1,"from":…,"to":…,"message":…}` | a node's message |
//! | `{"aside":…,"from":…,"to":…}` | a tab's control message |
//! | `{"relay":…}` | what the relay itself says |
//!
//! Which of them a frame is, its fields tell, in whatever order they come.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Address, Envelope, Payload};

/// The largest frame, in bytes. A piece of a chain must fit: 256 KiB of blocks and one block of 192 KiB, each character of
/// them escaped at worst.
pub const MAX_FRAME_BYTES: usize = 4 * 1024 * 1024;

/// A frame. What members say to one another is of type `P`, and need not be read to be passed on.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame<P> {
    /// From one member to another, or to all.
    Envelope(Envelope<P>),
    /// From the relay to a member.
    Relay(RelayMessage),
}

/// What the relay itself says to a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayMessage {
    /// The member is in the room.
    Welcome {
        /// The port at which it answers the tutorial's API, if there was one left.
        port: Option<u16>,
        /// Whether this relay passes control messages on. One that does not say so takes them for no frame at all.
        #[serde(default, rename = "asides")]
        control: bool,
    },
    /// Someone calls the member by the tutorial's API; the answer is posted to `calls/{id}`.
    Call(Call),
    /// Whether the members at other relays can be heard.
    Others {
        /// Whether they can.
        heard: bool,
    },
}

/// A call of the tutorial's HTTP API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Names the call in the answer; nobody can guess it.
    pub id: String,
    /// `GET` or `POST`.
    pub method: String,
    /// The tutorial's path, such as `/mine`.
    pub path: String,
    /// The body as it came.
    pub body: String,
}

impl<'de, P: Deserialize<'de>> Deserialize<'de> for Frame<P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields<P> {
            v: Option<u16>,
            from: Option<Address>,
            to: Option<Address>,
            message: Option<P>,
            aside: Option<P>,
            relay: Option<RelayMessage>,
        }

        let Fields {
            v,
            from,
            to,
            message,
            aside,
            relay,
        } = Fields::deserialize(deserializer)?;
        let payload = match (v, message, aside, relay) {
            (Some(v), Some(message), None, None) => Payload::Message(v, message),
            (None, None, Some(control), None) => Payload::Control(control),
            (None, None, None, Some(relay)) => return Ok(Self::Relay(relay)),
            _ => {
                return Err(de::Error::custom(
                    "a frame is a message with its version, or an aside, or the relay's",
                ));
            }
        };
        Ok(Self::Envelope(Envelope { from, to, payload }))
    }
}

impl<P: Serialize> Serialize for Frame<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Relay<'a> {
            relay: &'a RelayMessage,
        }

        match self {
            Self::Envelope(envelope) => envelope.serialize(serializer),
            Self::Relay(relay) => Relay { relay }.serialize(serializer),
        }
    }
}
