//! What people are told beside the node's own state: what happened, and what was answered.

use std::{collections::VecDeque, rc::Rc};

use node::{Address, Answer, CommandError, Notice, PeerReport, RequestId};

use super::{Driver, Tab};
use crate::{drivers::clock, miner::pool::Found};

/// The most happenings kept for the page.
const MAX_HAPPENINGS: usize = 50;
/// The longest chain that is shown in full as part of an answer, in blocks.
const MAX_SHOWN_CHAIN: u64 = 500;

/// Something people should hear of.
#[derive(Clone)]
pub struct Happening {
    /// Counts up.
    pub serial: u64,
    /// When it happened, in seconds since the Unix epoch.
    pub at: f64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone)]
pub enum What {
    /// The node noticed something about a peer, who is called by this name.
    Noticed(Notice, String),
    /// Nothing is heard any more of the node of this name: a person cut the connection, or split the room.
    OutOfReach(String),
    /// This node forged a block.
    Mined {
        /// The block's index.
        index: u64,
        /// How its proof was found.
        found: Found,
        /// How many hashes its difficulty takes on average.
        expected: f64,
    },
    /// Somebody split the room in two, or healed it; this node where there is no name.
    Split {
        /// Who, by name.
        who: Option<String>,
        /// Whether it is split now.
        splits: bool,
    },
    /// Somebody at another tab cut this node's connection to a node, or mended it.
    Cut {
        /// Who, by name.
        who: String,
        /// The node at the other end, by name.
        other: String,
        /// Whether it is cut now.
        cut: bool,
    },
}

/// The last answer to a command.
#[derive(Clone)]
pub struct LastAnswer {
    /// The tutorial's body as JSON text, the chain of more than 500 blocks left out.
    pub json: Rc<str>,
    /// What the peers said, after a resolve.
    pub report: Vec<PeerReport>,
}

#[derive(Default)]
pub(super) struct Told {
    happenings: VecDeque<Happening>,
    last_serial: u64,
    answer: Option<LastAnswer>,
}

impl Tab {
    /// What a node is called, or else its address.
    pub fn name_of(&self, address: &Address) -> String {
        self.0.name_of(address)
    }

    /// The last answer to a command, if there was one.
    pub fn last_answer(&self) -> Option<LastAnswer> {
        self.0.told.borrow().answer.clone()
    }

    /// What happened, newest first.
    pub fn happenings(&self) -> Vec<Happening> {
        self.0.told.borrow().happenings.iter().cloned().collect()
    }
}

impl Driver {
    /// What a node is called, as far as that is known.
    pub(super) fn name_of(&self, address: &Address) -> String {
        let node = self.node.borrow();
        let presence = node.peer(address).and_then(|peer| peer.presence.as_ref());
        presence.map_or_else(|| address.to_string(), |presence| presence.name.to_string())
    }

    pub(super) fn answered(&self, request: RequestId, answer: Result<Answer, CommandError>) {
        if let Ok(answer) = &answer {
            if let Answer::Mined(link) = answer
                && let Some(found) = self.found.take()
            {
                self.sight.mined(found.attempts());
                let expected = self
                    .node
                    .borrow()
                    .chain()
                    .rules()
                    .difficulty
                    .expected_hashes();
                self.happened(What::Mined {
                    index: link.block().index,
                    found,
                    expected,
                });
            }
            if !matches!(answer, Answer::Done) {
                self.told.borrow_mut().answer = Some(self.shown(answer));
            }
        }
        if let Some(waiting) = self.waiting.borrow_mut().remove(&request) {
            // Whoever gave the command may have gone.
            let _ = waiting.send(answer);
        }
    }

    fn shown(&self, answer: &Answer) -> LastAnswer {
        let node = self.node.borrow();
        let report = match answer {
            Answer::Resolved(resolution) => resolution.peers.clone(),
            _ => Vec::new(),
        };
        let json = if node.chain().length() > MAX_SHOWN_CHAIN {
            answer.short_body(node.chain())
        } else {
            answer.body(node.chain())
        };
        LastAnswer {
            json: json.into(),
            report,
        }
    }

    pub(super) fn noticed(&self, notice: Notice) {
        let name = match &notice {
            Notice::PeerJoined(address)
            | Notice::PeerFault(address, _)
            | Notice::Reorg { from: address, .. } => self.name_of(address),
            Notice::PeerLeft(address, name) => {
                let out_of_reach = self.is_cut_off(address);
                self.aside.borrow_mut().forget(address);
                if out_of_reach {
                    return self.happened(What::OutOfReach(name.to_string()));
                }
                name.to_string()
            }
            Notice::RulesJoined(_) => String::new(),
        };
        self.happened(What::Noticed(notice, name));
    }

    pub(super) fn happened(&self, what: What) {
        let mut told = self.told.borrow_mut();
        told.last_serial += 1;
        let happening = Happening {
            serial: told.last_serial,
            at: clock::seconds(),
            what,
        };
        told.happenings.push_front(happening);
        told.happenings.truncate(MAX_HAPPENINGS);
    }
}
