//! What goes over a member's socket: the messages of nodes, which the relay only stamps and passes on,
//! and the few words of the relay itself.
//!
//! A node's message is the JSON of [`node::wire::Envelope`]. What a page says beside its node is
//! `{"aside": …, "to": …}`, without a version: pages that know no asides take it for none of theirs. What
//! the relay says is `{"relay": {"welcome": {…}}}`.

use axum::extract::ws::Utf8Bytes;
use node::Address;
use serde::{Deserialize, Serialize, de};
use serde_json::value::RawValue;

/// A message of a node, or what a page says beside it; its content is unread.
pub struct Frame<'a> {
    /// Who says it; to be believed of another relay only.
    pub from: Option<Address>,
    /// Whom it is meant for; everyone in the room when `None`.
    pub to: Option<Address>,
    content: Content<'a>,
}

enum Content<'a> {
    Message(u16, &'a RawValue),
    Aside(&'a RawValue),
}

impl<'a> Frame<'a> {
    /// Reads a member's text.
    pub fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Fields<'a> {
            v: Option<u16>,
            from: Option<Address>,
            to: Option<Address>,
            #[serde(borrow)]
            message: Option<&'a RawValue>,
            #[serde(borrow)]
            aside: Option<&'a RawValue>,
        }

        let fields: Fields<'a> = serde_json::from_str(text)?;
        let content = match (fields.v, fields.message, fields.aside) {
            (Some(v), Some(message), None) => Content::Message(v, message),
            (None, None, Some(aside)) => Content::Aside(aside),
            _ => {
                return Err(de::Error::custom(
                    "a frame is a message with its version, or an aside",
                ));
            }
        };
        Ok(Self {
            from: fields.from,
            to: fields.to,
            content,
        })
    }

    /// The frame as others get it: from whom it really came.
    pub fn stamped(&self, from: &Address) -> Utf8Bytes {
        #[derive(Serialize)]
        struct Message<'a> {
            v: u16,
            from: &'a Address,
            to: &'a Option<Address>,
            message: &'a RawValue,
        }
        #[derive(Serialize)]
        struct Aside<'a> {
            aside: &'a RawValue,
            from: &'a Address,
            to: &'a Option<Address>,
        }
        let to = &self.to;
        match self.content {
            Content::Message(v, message) => text(&Message {
                v,
                from,
                to,
                message,
            }),
            Content::Aside(aside) => text(&Aside { aside, from, to }),
        }
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
        /// Whether this relay passes asides on.
        asides: bool,
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
    fn an_aside_is_stamped_too() {
        let frame = Frame::read(r#"{"aside":"Watching","from":"tab-liar","to":null}"#).unwrap();
        let stamped = frame.stamped(&Address::parse("tab-true").unwrap());
        assert_eq!(
            stamped.as_str(),
            r#"{"aside":"Watching","from":"tab-true","to":null}"#
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
            r#"{"to":null,"message":1}"#,
            r#"{"v":1,"to":null,"message":1,"aside":1}"#,
            r#"{"v":1,"to":null,"aside":1}"#,
        ] {
            assert!(Frame::read(text).is_err(), "{text}");
        }
    }
}
