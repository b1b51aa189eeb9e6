//! What the node wants, and what happened to it.

use node::{Address, Contradiction, Unreadable, wire::Message};

use super::Client;
use crate::{
    activity::ActivityKind,
    foreign::{Asked, FetchedChain},
    interface::Output,
};

impl Client {
    pub(super) fn drive_node(&mut self, input: node::Input) {
        self.node.handle(self.now, input);
        self.drain_node();
    }

    pub(super) fn drain_node(&mut self) {
        while let Some(output) = self.node.poll() {
            self.changed |= !matches!(output, node::Output::Send(..));
            match output {
                node::Output::Send(to, message) => self.send(to, message),
                node::Output::Mine(job, puzzle) => {
                    self.mining.started(job);
                    self.outputs.push_back(Output::Search(job, puzzle));
                }
                node::Output::StopMining => {
                    self.mining.stopped();
                    self.outputs.push_back(Output::StopSearch);
                }
                node::Output::Verify(name, genesis, claims) => {
                    self.outputs
                        .push_back(Output::Verify(name, genesis, claims));
                }
                node::Output::Sign(name, genesis, payment) => {
                    self.outputs.push_back(Output::Sign(name, genesis, payment));
                }
                node::Output::Answer(request, answer) => self.answered(request, answer),
                node::Output::Activity(activity) => self.noticed(activity),
            }
        }
    }

    fn send(&mut self, to: Option<Address>, message: Message) {
        if to.as_ref().is_some_and(|to| self.is_out_of_reach(to)) {
            return;
        }
        if let Some(to) = to.as_ref().filter(|to| self.foreign.contains(to)) {
            let rules = self.node.chain().rules();
            match self.foreign.send(to, message, rules) {
                Asked::Fetch => self.outputs.push_back(Output::FetchChain(to.clone())),
                Asked::Answer(answer) => self.foreign_answers.push_back((to.clone(), *answer)),
                Asked::Nothing => {}
            }
            return;
        }
        for route in self.links.routes(self.now, to.as_ref()) {
            self.outputs
                .push_back(Output::Send(route, to.clone(), message.clone()));
        }
    }

    pub(super) fn fetched(&mut self, address: Address, chain: Result<FetchedChain, Unreadable>) {
        let rules = self.node.chain().rules();
        let answer = match chain {
            Ok(chain) => match self.foreign.fetched(&address, chain, rules) {
                Some(message) => node::Input::Message(address.clone(), message),
                None => return,
            },
            Err(reason) => {
                self.foreign.failed(&address);
                node::Input::Unreadable(address.clone(), reason)
            }
        };
        self.changed = true;
        // The connection may have been cut meanwhile.
        if !self.is_out_of_reach(&address) {
            self.drive_node(answer);
        }
    }

    /// The node hears the next answer of a foreign node, unless its connection was cut meanwhile.
    pub(super) fn hear_foreign_answer(&mut self) {
        if let Some((address, answer)) = self.foreign_answers.pop_front()
            && !self.is_out_of_reach(&address)
        {
            self.drive_node(node::Input::Message(address, answer));
        }
    }

    fn noticed(&mut self, activity: node::Activity) {
        let kind = match activity {
            node::Activity::PeerJoined(address) => ActivityKind::Joined(self.name_of(&address)),
            node::Activity::PeerLeft(address, name) => {
                let out_of_reach = self.is_out_of_reach(&address);
                self.control.forget(&address);
                match out_of_reach {
                    true => ActivityKind::OutOfReach(name.to_string()),
                    false => ActivityKind::Left(name.to_string()),
                }
            }
            node::Activity::PeerFault(address, what) => ActivityKind::Fault {
                who: self.name_of(&address),
                what,
            },
            node::Activity::Equivocation(address, what) => {
                let who = self.name_of(&address);
                match what {
                    Contradiction::Tips { length, by } => ActivityKind::TwoTips {
                        who,
                        by: by.map(|by| self.name_of(&by)),
                        length,
                    },
                    Contradiction::Length { claimed, answered } => ActivityKind::ShorterAnswer {
                        who,
                        claimed,
                        answered,
                    },
                }
            }
            node::Activity::Reorg {
                from,
                orphaned,
                adopted,
                returned,
            } => ActivityKind::Reorg {
                from: self.name_of(&from),
                orphaned,
                adopted,
                returned,
            },
            node::Activity::PaymentShown { id, block } => ActivityKind::PaymentShown { id, block },
            node::Activity::PaymentDropped { payment, reason } => {
                ActivityKind::PaymentDropped { payment, reason }
            }
            node::Activity::BlockAhead { from, block, by } => ActivityKind::BlockAhead {
                who: self.name_of(&from),
                block,
                by,
            },
            node::Activity::ClockOff { milliseconds } => ActivityKind::ClockOff { milliseconds },
            node::Activity::RulesJoined { rules, others } => ActivityKind::RulesJoined {
                rules,
                others: others.iter().map(|other| self.name_of(other)).collect(),
            },
        };
        self.record(kind);
    }

    pub(super) fn record(&mut self, kind: ActivityKind) {
        self.log.record(self.now, kind);
        self.changed = true;
    }
}
