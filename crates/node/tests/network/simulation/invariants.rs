//! What must hold in every network at any moment, and how much was said.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use chain::{ChainWeight, Rules};
use node::{
    Activity, Address, Node, RequestId, Time,
    wire::{Message, WIRE_VERSION},
};
use protocol::{Envelope, Frame, Payload};
use sim::{Observer, Report, Site};

/// Fails the test where a message does not survive its way as JSON, a command is answered twice, or a chain gets
/// lighter though its owner has chosen no other.
#[derive(Default)]
pub struct Invariants {
    traffic: Rc<RefCell<Traffic>>,
    answered: BTreeSet<(Site, RequestId)>,
    weights: BTreeMap<Site, (Rules, ChainWeight)>,
    /// Whose chain a node adopted in this very moment.
    adopted_from: Option<Address>,
}

impl Invariants {
    /// Also counts what is sent.
    pub fn counting(traffic: &Rc<RefCell<Traffic>>) -> Self {
        Self {
            traffic: traffic.clone(),
            ..Self::default()
        }
    }
}

impl Observer<Node> for Invariants {
    fn sent(&mut self, _: Time, _: Site, to: Option<&Address>, message: &Message) {
        self.traffic.borrow_mut().count(message);
        let frame = Frame::Envelope(Envelope {
            from: Some(Address::parse("sender").unwrap()),
            to: to.cloned(),
            payload: Payload::Message(WIRE_VERSION, message.clone()),
        });
        let text = serde_json::to_string(&frame).unwrap();
        let read: Frame<Message> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, frame, "a message comes out as it went in");
    }

    fn reported(&mut self, _: Time, site: Site, report: &Report) {
        match report {
            Report::Answer(request, _) => {
                let first = self.answered.insert((site, *request));
                assert!(first, "a command has one answer");
            }
            Report::Activity(Activity::Reorg { from, .. }) => {
                self.adopted_from = Some(from.clone())
            }
            Report::Activity(_) => {}
        }
    }

    fn handled(&mut self, _: Time, site: Site, node: &Node) {
        let chosen = self
            .adopted_from
            .take()
            .is_some_and(|from| from == *node.address());
        let (rules, after) = (node.chain().rules(), node.chain().weight());
        let before = self.weights.insert(site, (rules, after));
        let before = before.filter(|(before, _)| *before == rules);
        assert!(
            chosen || before.is_none_or(|(_, before)| after >= before),
            "a chain never gets lighter, unless its owner chose another"
        );
    }
}

/// Counts of what all participants sent; a broadcast counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub questions: u64,
    /// Answers to questions for blocks.
    pub pieces: u64,
    pub blocks: u64,
    pub headers: u64,
    /// Of the blocks' and headers' text.
    pub bytes: u64,
    pub presences: u64,
    pub transactions: u64,
}

impl Traffic {
    fn count(&mut self, message: &Message) {
        match message {
            Message::Ask { .. } => self.questions += 1,
            Message::Blocks { blocks, .. } => {
                self.pieces += 1;
                self.blocks += blocks.len() as u64;
                self.bytes += blocks.iter().map(|text| text.len() as u64).sum::<u64>();
            }
            Message::Present(_) => self.presences += 1,
            Message::Headers { headers, .. } => {
                self.headers += headers.len() as u64;
                self.bytes += headers.iter().map(|text| text.len() as u64).sum::<u64>();
            }
            Message::Submitted { .. } => self.transactions += 1,
            Message::Transactions { items, .. } => self.transactions += items.len() as u64,
            Message::Seek
            | Message::Leave
            | Message::AskTransactions { .. }
            | Message::AskHeaders { .. }
            | Message::AskInclusions { .. }
            | Message::Included { .. } => {}
        }
    }
}
