//! What one node or tab says to another, with what a transport needs to carry it.

use serde::{Serialize, Serializer};

use crate::Address;

/// A message with its sender and its receiver. The content is of type `P`, and need not be read to be passed on.
///
/// It is written as `{"v":1,"from":…,"to":…,"message":…}`, or as `{"aside":…,"from":…,"to":…}`: control messages came
/// later, and name no version, so that pages of builds that know none pass over them.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope<P> {
    /// Who says it. A relay writes this down itself, so it need not be there before.
    pub from: Option<Address>,
    /// Whom it is meant for; everyone in the room when `None`.
    pub to: Option<Address>,
    /// What is said.
    pub payload: Payload<P>,
}

/// What is in an envelope.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload<P> {
    /// A node's message, and the version of the messages that the sender speaks.
    Message(u16, P),
    /// A tab's [control message](crate::ControlMessage), as a string.
    Control(P),
}

impl<P: Serialize> Serialize for Envelope<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a, P> {
            #[serde(skip_serializing_if = "Option::is_none")]
            aside: Option<&'a P>,
            #[serde(skip_serializing_if = "Option::is_none")]
            v: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            from: Option<&'a Address>,
            to: Option<&'a Address>,
            #[serde(skip_serializing_if = "Option::is_none")]
            message: Option<&'a P>,
        }

        let (aside, v, message) = match &self.payload {
            Payload::Message(v, message) => (None, Some(*v), Some(message)),
            Payload::Control(control) => (Some(control), None, None),
        };
        let fields = Fields {
            aside,
            v,
            from: self.from.as_ref(),
            to: self.to.as_ref(),
            message,
        };
        fields.serialize(serializer)
    }
}
