//! What tabs say to one another beside their nodes.

use std::rc::Rc;

use node::Address;
use protocol::{ControlMessage, MAX_TOLD};

use super::Client;
use crate::{activity::ActivityKind, control::Effect, interface::Output, report};

impl Client {
    /// What this tab says when it comes into the room, or back.
    pub(super) fn greet(&mut self) {
        let greeting = self.control.greeting();
        self.say(&greeting);
    }

    pub(super) fn say(&mut self, message: &ControlMessage) {
        self.say_to(None, &message.to_string().into());
    }

    fn say_to(&mut self, to: Option<&Address>, line: &Rc<str>) {
        for route in self.links.routes(self.now, to) {
            self.outputs
                .push_back(Output::SendControl(route, to.cloned(), line.clone()));
        }
    }

    pub(super) fn send_due_control(&mut self) {
        for message in self.control.due(self.now, self.watched.room) {
            self.say(&message);
        }
        let others = self.node.peers().count();
        if let Some(skip) = self.control.tells(self.now, others) {
            let stands = self.node.peers().filter_map(|(address, peer)| {
                let presence = peer.presence.as_ref()?;
                let tip = node::tip_digest(&presence.tip);
                Some((address.clone(), presence.weight.length(), tip))
            });
            let told = stands.skip(skip).take(MAX_TOLD).collect();
            self.say(&ControlMessage::Told(told));
        }
        let receivers = self.control.report_receivers(self.now, others);
        if !receivers.is_empty() {
            let report = report::report(&self.node, &self.links);
            let line = ControlMessage::Report(report).to_string().into();
            for receiver in receivers {
                self.say_to(receiver.as_ref(), &line);
            }
        }
    }

    pub(super) fn control_message(&mut self, from: &Address, message: ControlMessage) {
        let report = matches!(message, ControlMessage::Report(_));
        match self.control.handle(self.now, from, message) {
            Some(Effect::Split) => {
                let by = self.control.split().map(|(split, _)| split.by.clone());
                let name = by.map(|by| self.name_of(&by));
                self.split_changed(name);
            }
            Some(Effect::Told(told)) => {
                for (of, length, tip) in told {
                    self.node.heard_elsewhere(self.now, from, &of, length, tip);
                }
                self.drain_node();
            }
            Some(Effect::MendAll) => {
                let count = self.links.mend_all(None);
                if count > 0 {
                    let who = self.name_of(from);
                    self.record(ActivityKind::MendedAll { who, count });
                }
            }
            Some(Effect::Cut(other, cut)) => {
                // Only connections to known nodes can be cut, so that nobody fills this client with addresses.
                let known = self.node.peer(&other).is_some();
                if (known || !cut) && self.links.set_cut(&other, cut, Some(from)) {
                    self.record(ActivityKind::Cut {
                        who: self.name_of(from),
                        other: self.name_of(&other),
                        cut,
                    });
                }
            }
            None => self.changed |= report && self.watched.room,
        }
    }

    /// The room has been split or healed; by this node where there is no name.
    pub(super) fn split_changed(&mut self, who: Option<String>) {
        let splits = self
            .control
            .split()
            .is_some_and(|(split, _)| split.splits());
        self.splitter.clone_from(&who);
        let cuts = self.links.cut().filter(|_| !splits);
        let cuts = cuts.map(|other| self.name_of(other)).collect();
        self.record(ActivityKind::Split { who, splits, cuts });
    }
}
