//! What this tab says to the others beside its node, and does at their word.

use std::cell::RefCell;

use node::Address;
use protocol::ControlMessage;

use super::{Change, Driver, Tab, What};
use crate::drivers::{
    aside::{Aside, Effect},
    clock,
};

impl Tab {
    /// What is said aside.
    pub fn aside(&self) -> &RefCell<Aside> {
        &self.0.aside
    }

    /// What whoever split or healed the room last is called; `None` for this node.
    pub fn splitter(&self) -> Option<String> {
        self.0.splitter.borrow().clone()
    }

    /// Splits the room in two for all, or heals it with nobody in the second half.
    pub fn split(&self, second: Vec<Address>) {
        let message = self.0.aside.borrow_mut().order(clock::now(), second);
        self.0.say(&message);
        self.0.split_otherwise(None);
    }

    /// Has both ends of a connection cut it, or mend it.
    pub fn cut_wire(&self, one: Address, other: Address, cut: bool) {
        let own = self.read(|node| node.address().clone());
        for (near, far) in [(&one, &other), (&other, &one)] {
            if *near == own && *far != own {
                self.0.sight.cut(far.clone(), cut);
            }
        }
        self.0.say(&ControlMessage::Connection { one, other, cut });
        self.show();
    }
}

impl Driver {
    /// Whether nothing may pass to and from a node: a person cut the connection, or the room is split.
    pub(super) fn is_cut_off(&self, address: &Address) -> bool {
        self.sight.is_cut(address) || self.aside.borrow().parts(address)
    }

    /// Sends a control message to all.
    fn say(&self, message: &ControlMessage) {
        self.say_to(None, &message.to_string());
    }

    /// Sends a control message, as a line, to one tab or to all.
    fn say_to(&self, to: Option<&Address>, line: &str) {
        let (relay, channel) = self.ways(to);
        if let Some(relay) = relay {
            relay.send_control(to, line);
        }
        if channel {
            self.channel.send_control(to, line);
        }
    }

    pub(super) fn greet(&self) {
        let greeting = self.aside.borrow().greeting();
        self.say(&greeting);
    }

    /// Says aside what is due.
    pub(super) fn talk(&self) {
        let now = clock::now();
        let due = self.aside.borrow_mut().tick(now, self.sight.watches_room());
        for message in &due {
            self.say(message);
        }
        let others = self.node.borrow().peers().count();
        let watchers = self.aside.borrow_mut().report_due(now, others);
        if !watchers.is_empty() {
            let report = self.sight.report(&self.node.borrow());
            let report = ControlMessage::Report(report).to_string();
            for watcher in watchers {
                self.say_to(watcher.as_ref(), &report);
            }
        }
    }

    /// Another tab says something aside.
    pub(super) fn overheard(&self, from: &Address, message: ControlMessage) {
        let seen = matches!(message, ControlMessage::Report(_));
        let effect = self.aside.borrow_mut().heard(clock::now(), from, message);
        match effect {
            Some(Effect::Split) => {
                let by = self
                    .aside
                    .borrow()
                    .split()
                    .map(|(split, _)| split.by.clone());
                self.split_otherwise(by.map(|by| self.name_of(&by)));
            }
            Some(Effect::Cut(other, cut)) => {
                // Only what is there can be cut: nobody fills this tab with addresses.
                let known = self.node.borrow().peer(&other).is_some();
                if (known || !cut) && self.sight.cut(other.clone(), cut) {
                    self.happened(What::Cut {
                        who: self.name_of(from),
                        other: self.name_of(&other),
                        cut,
                    });
                    self.changed(Change::State);
                }
            }
            None if seen && self.sight.watches_room() => {
                self.sight.look(&self.node, self.room.as_str(), &self.aside);
            }
            None => {}
        }
    }

    /// The room has been split or healed; by this node where there is no name.
    fn split_otherwise(&self, who: Option<String>) {
        let splits = self
            .aside
            .borrow()
            .split()
            .is_some_and(|(split, _)| split.splits());
        self.splitter.borrow_mut().clone_from(&who);
        self.happened(What::Split { who, splits });
        self.changed(Change::State);
    }
}
