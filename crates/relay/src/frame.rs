//! What goes over a member's socket: the messages of nodes, which the relay only stamps and passes on,
//! and the few words of the relay itself.
//!
//! A node's message is the JSON of [`node::wire::Envelope`]. What the relay says is
//! `{"relay": {"welcome": {…}}}`.

use axum::extract::ws::Utf8Bytes;
use node::Address;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A message of a node, its content unread.
#[derive(Deserialize)]
pub struct Frame<'a> {
    v: u16,
    /// Who says it; to be believed of another relay only.
    pub from: Option<Address>,
    /// Whom it is meant for; everyone in the room when `None`.
    pub to: Option<Address>,
    #[serde(borrow)]
    message: &'a RawValue,
}

impl<'a> Frame<'a> {
    /// Reads a member's text.
    pub fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The frame as others get it: from whom it really came.
    pub fn stamped(&self, from: &Address) -> Utf8Bytes {
        #[derive(Serialize)]
        struct Stamped<'a> {
            v: u16,
            from: &'a Address,
            to: &'a Option<Address>,
            message: &'a RawValue,
        }
        text(&Stamped {
            v: self.v,
            from,
            to: &self.to,
            message: self.message,
        })
    }
}

/// What the relay itself says to a member.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Word<'a> {
    /// The member is in the room.
    Welcome {
        /// The port at which it answers the tutorial's API, if there was one left.
        port: Option<u16>,
    },
    /// Someone calls the member by the tutorial's API; the answer is posted to `calls/{id}`.
    Call {
        /// Names the call; nobody can guess it.
        id: &'a str,
        /// `GET` or `POST`.
        method: &'a str,
        /// The tutorial's path, such as `/mine`.
        path: &'a str,
        /// The body as it came.
        body: &'a str,
    },
    /// Whether the members at other relays can be heard.
    Others {
        /// Whether they can.
        heard: bool,
    },
}

impl Word<'_> {
    /// The word as text.
    pub fn text(&self) -> Utf8Bytes {
        #[derive(Serialize)]
        struct Said<'a> {
            relay: &'a Word<'a>,
        }
        text(&Said { relay: self })
    }
}

fn text(value: &impl Serialize) -> Utf8Bytes {
    // Texts, numbers and raw JSON always serialise.
    serde_json::to_string(value).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_senders_own_claim_is_overwritten() {
        let text = r#"{"v":1,"from":"tab-liar","to":null,"message":{"Seek":[1.0]}}"#;
        let frame = Frame::read(text).unwrap();
        let stamped = frame.stamped(&Address::parse("tab-true").unwrap());
        assert_eq!(
            stamped.as_str(),
            r#"{"v":1,"from":"tab-true","to":null,"message":{"Seek":[1.0]}}"#
        );
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for text in [
            "",
            "[]",
            "{",
            r#"{"v":1,"to":null}"#,
            r#"{"v":1,"to":"A B","message":1}"#,
        ] {
            assert!(Frame::read(text).is_err(), "{text}");
        }
    }
}
