//! What is going to happen in the lab, and the messages that are on their way.

use std::{cmp::Ordering, rc::Rc};

use node::{Address, Time, wire::Message};

use super::wires::Site;
use crate::workshop::network::picture::{Flight, Freight};

/// Something that happens to a site at a time.
pub(super) struct Scheduled {
    pub at: Time,
    /// In the order in which they were scheduled; decides between two at the same time.
    pub serial: u64,
    pub site: Site,
    pub what: What,
}

/// What happens.
pub(super) enum What {
    /// The node is told that time has passed.
    Tick,
    /// A message arrives.
    Arrival(Letter),
}

/// A message on its way.
pub(super) struct Letter {
    pub from: Site,
    pub sender: Address,
    pub message: Rc<Message>,
    pub sent: Time,
    pub lost: bool,
}

impl Scheduled {
    /// The message as it is drawn at this time, if this is one.
    pub fn flight(&self, now: Time) -> Option<Flight> {
        let What::Arrival(letter) = &self.what else {
            return None;
        };
        let whole = self.at.since(letter.sent).as_micros().max(1);
        let passed = now.since(letter.sent).as_micros().min(whole);
        Some(Flight {
            id: self.serial,
            from: letter.from,
            to: self.site,
            freight: freight(&letter.message),
            per_mille: u16::try_from(passed * 1_000 / whole).unwrap_or(1_000),
            lost: letter.lost,
        })
    }
}

fn freight(message: &Message) -> Freight {
    match message {
        Message::Seek | Message::Present(_) | Message::Leave => Freight::Presence,
        Message::Ask { .. } | Message::AskTransactions { .. } => Freight::Question,
        Message::Blocks { .. } => Freight::Blocks,
        Message::Submitted { .. } | Message::Transactions { .. } => Freight::Transactions,
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.serial).cmp(&(other.at, other.serial))
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial
    }
}

impl Eq for Scheduled {}
