//! What this tab has seen, for those who watch it: `tabchain.watch`.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use chain::{Hash, Link, PreviousHash, quote};
use js_sys::{Array, Function, JSON, Reflect};
use litemap::LiteMap;
use node::{Address, Mode, Node};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::{aside::Aside, clock};
use crate::observed::{Observed, ObservedBlock, ObservedPeer, ObservedSplit};

/// How many blocks below the tip are told of.
const TOLD_BLOCKS: u64 = 100;
/// The most blocks that are remembered, those off the chain among them.
const MAX_BLOCKS: usize = 400;
/// The most blocks that are told of branches fetched to be looked at.
const MAX_FETCHED: usize = 600;
/// The most nodes whose messages are counted.
const MAX_HEARD: usize = 256;
/// The most connections that a person can have cut.
const MAX_CUT: usize = 256;
/// The most entries of a list in a report: three such lists fit into one statement.
const MAX_TOLD: usize = 64;
/// A watcher is not called again within this time, in seconds.
const PAUSE_SECONDS: f64 = 0.1;
/// The same for one of the whole room, of which there is more to tell and to draw.
const ROOM_PAUSE_SECONDS: f64 = 0.4;

/// Blocks seen, messages counted, connections cut, and who is to be told.
#[derive(Default)]
pub struct Sight {
    blocks: RefCell<Vec<Seen>>,
    heard: RefCell<LiteMap<Address, u64>>,
    cut: RefCell<Vec<Address>>,
    watchers: RefCell<Vec<Rc<Watcher>>>,
    last_watcher: Cell<u64>,
    mined: Cell<u64>,
    attempts: Cell<u64>,
}

/// Somebody who is told of each change.
struct Watcher {
    number: u64,
    callback: Function,
    /// Whether what other tabs see is wanted, too.
    room: bool,
    /// Whether the branches of other nodes are.
    branches: bool,
    /// When it was told last.
    told: Cell<f64>,
}

impl Watcher {
    /// Whether it is to be told now.
    fn is_due(&self, now: f64) -> bool {
        let pause = if self.room {
            ROOM_PAUSE_SECONDS
        } else {
            PAUSE_SECONDS
        };
        now - self.told.get() >= pause
    }
}

/// A block that was on this node's chain once.
struct Seen {
    hash: Hash,
    previous: PreviousHash,
    index: u64,
    transactions: usize,
}

impl Seen {
    fn new(link: &Link) -> Self {
        let block = link.block();
        Self {
            hash: link.hash(),
            previous: block.previous_hash,
            index: block.index,
            transactions: block.transactions.len(),
        }
    }

    fn told(&self, node: &Node, fetched_from: Option<&Address>) -> ObservedBlock {
        let here = node.chain().get(self.index);
        ObservedBlock {
            hash: self.hash.to_string(),
            previous_hash: match &self.previous {
                PreviousHash::Hash(hash) => hash.to_string(),
                PreviousHash::One | PreviousHash::OneText => "1".to_owned(),
            },
            index: self.index,
            transactions: self.transactions,
            on_chain: here.is_some_and(|link| link.hash() == self.hash),
            fetched_from: fetched_from.map(ToString::to_string),
        }
    }
}

impl Sight {
    /// Counts a message of another node. False when the connection to it is cut.
    pub fn hears(&self, from: &Address) -> bool {
        if self.is_cut(from) {
            return false;
        }
        let mut heard = self.heard.borrow_mut();
        if let Some(count) = heard.get_mut(from) {
            *count += 1;
        } else if heard.len() < MAX_HEARD {
            heard.insert(from.clone(), 1);
        }
        true
    }

    /// Counts a block that this node has mined.
    pub fn mined(&self, attempts: u64) {
        self.mined.set(self.mined.get() + 1);
        self.attempts.set(self.attempts.get() + attempts);
    }

    /// Whether a person cut the connection to a node.
    pub fn is_cut(&self, address: &Address) -> bool {
        self.cut.borrow().contains(address)
    }

    /// Cuts the connection to a node, or mends it. False when it was so already, or when too many are cut.
    pub fn cut(&self, address: Address, cut: bool) -> bool {
        let mut all = self.cut.borrow_mut();
        let before = all.len();
        if !cut {
            all.retain(|other| *other != address);
        } else if before < MAX_CUT && !all.contains(&address) {
            all.push(address);
        }
        all.len() != before
    }

    /// Calls this function from now on, with what other tabs see if the `room` is wanted. The number stops
    /// it again.
    pub fn watch(&self, callback: Function, room: bool, branches: bool) -> u64 {
        self.last_watcher.set(self.last_watcher.get() + 1);
        let number = self.last_watcher.get();
        self.watchers.borrow_mut().push(Rc::new(Watcher {
            number,
            callback,
            room,
            branches,
            told: Cell::default(),
        }));
        number
    }

    /// Whether somebody looks at the whole room.
    pub fn watches_room(&self) -> bool {
        self.watchers.borrow().iter().any(|watcher| watcher.room)
    }

    /// Whether somebody looks at the branches of other nodes.
    pub fn watches_branches(&self) -> bool {
        self.watchers
            .borrow()
            .iter()
            .any(|watcher| watcher.branches)
    }

    /// What this tab sees, for those who look at the room from another: a
    /// [`Report`](crate::observed::Report) as JSON, without the address.
    pub fn report(&self, node: &Node) -> String {
        let heard = self.heard.borrow();
        let heard = heard.iter().take(MAX_TOLD);
        let chain = node.chain();
        format!(
            r#"{{"name":{},"length":{},"tip":"{}","mining":{},"registered":[{}],"cut":[{}],"heard":[{}]}}"#,
            quote(node.name().as_str()),
            chain.length(),
            chain.tip().hash(),
            node.mining() > 0,
            listed(node.registered()),
            listed(&self.cut.borrow()),
            heard
                .map(|(address, count)| format!(r#"["{address}",{count}]"#))
                .collect::<Vec<_>>()
                .join(","),
        )
    }

    /// Calls it no more.
    pub fn unwatch(&self, number: u64) {
        self.watchers
            .borrow_mut()
            .retain(|watcher| watcher.number != number);
    }

    /// Looks at the chain, and tells those who watch, unless they were told just now: another look
    /// follows soon, as time is told to the node twice a second.
    pub fn look(&self, node: &RefCell<Node>, room: &str, aside: &RefCell<Aside>) {
        self.see(&node.borrow());
        let now = clock::seconds();
        // A list of its own, as a watcher may watch or stop watching.
        let watchers = self.watchers.borrow();
        let due = watchers.iter().filter(|watcher| watcher.is_due(now));
        let due: Vec<Rc<Watcher>> = due.cloned().collect();
        drop(watchers);
        if due.is_empty() {
            return;
        }
        due.iter().for_each(|watcher| watcher.told.set(now));
        let value = self
            .observed(&node.borrow(), room, &aside.borrow())
            .serialize(&Serializer::json_compatible());
        let Ok(value) = value else {
            return;
        };
        let reports = if due.iter().any(|watcher| watcher.room) {
            reports(&aside.borrow())
        } else {
            Array::new()
        };
        // A new field of a plain object can always be set.
        let _ = Reflect::set(&value, &"reports".into(), &reports);
        for watcher in due {
            if let Err(error) = watcher.callback.call1(&JsValue::NULL, &value) {
                web_sys::console::error_1(&error);
            }
        }
    }

    /// Notes the blocks that have come to the chain.
    fn see(&self, node: &Node) {
        let chain = node.chain();
        let mut blocks = self.blocks.borrow_mut();
        let lowest = chain.length().saturating_sub(TOLD_BLOCKS).max(1);
        for index in (lowest..=chain.length()).rev() {
            let Some(link) = chain.get(index) else { break };
            if blocks.iter().rev().any(|seen| seen.hash == link.hash()) {
                break;
            }
            blocks.push(Seen::new(link));
        }
        if blocks.len() > MAX_BLOCKS {
            blocks.retain(|seen| seen.index >= lowest);
            let surplus = blocks.len().saturating_sub(MAX_BLOCKS);
            blocks.drain(..surplus);
        }
    }

    fn observed(&self, node: &Node, room: &str, aside: &Aside) -> Observed {
        let chain = node.chain();
        let rules = chain.rules();
        let lowest = chain.length().saturating_sub(TOLD_BLOCKS).max(1);
        let mut blocks = Vec::<ObservedBlock>::new();
        let mut tell = |seen: &Seen, fetched_from| {
            // Each in its place: they come nearly in order, and a sort would be 4 kB more to download.
            let place = blocks.partition_point(|block| block.index <= seen.index);
            blocks.insert(place, seen.told(node, fetched_from));
        };
        let seen = self.blocks.borrow();
        for seen in seen.iter().filter(|seen| seen.index >= lowest) {
            tell(seen, None);
        }
        let mut fetched = Vec::<Hash>::new();
        for (owner, branch) in node.branches().rev() {
            for link in branch.links().rev() {
                let (index, hash) = (link.block().index, link.hash());
                let known = fetched.contains(&hash) || seen.iter().any(|seen| seen.hash == hash);
                if index < lowest || known || fetched.len() == MAX_FETCHED {
                    break;
                }
                fetched.push(hash);
                tell(&Seen::new(link), Some(owner));
            }
        }
        Observed {
            id: node.address().to_string(),
            name: node.name().to_string(),
            room: room.to_owned(),
            proof: rules.proof.to_string(),
            difficulty_bits: rules.difficulty.bits(),
            live: node.mode() == Mode::Live,
            length: chain.length(),
            tip: chain.tip().hash().to_string(),
            pending: node.mempool().len(),
            mining: node.mining() > 0,
            mined: self.mined.get(),
            attempts: self.attempts.get(),
            peers: self.peers(node),
            blocks,
            heard: self
                .heard
                .borrow()
                .iter()
                .map(|(address, count)| (address.to_string(), *count))
                .collect(),
            split: aside
                .split()
                .filter(|(split, _)| split.splits())
                .map(|(split, told_by)| ObservedSplit {
                    by: split.by.to_string(),
                    told_by: told_by.map(ToString::to_string),
                    second: split.second.iter().map(ToString::to_string).collect(),
                }),
            reports: Vec::new(),
        }
    }

    /// The peers that the node knows, and those it can't hear because the connection is cut.
    fn peers(&self, node: &Node) -> Vec<ObservedPeer> {
        let cut = self.cut.borrow();
        let known = node.peers().map(|(address, peer)| {
            let presence = peer.presence.as_ref();
            ObservedPeer {
                address: address.to_string(),
                name: presence.map(|presence| presence.name.to_string()),
                length: presence.map(|presence| presence.length),
                tip: presence.map(|presence| presence.tip.to_string()),
                rules: presence.map(|presence| presence.rules),
                registered: peer.registered,
                cut: cut.contains(address),
                fault: peer.fault.as_ref().map(ToString::to_string),
            }
        });
        let unheard = cut.iter().filter(|address| node.peer(address).is_none());
        known
            .chain(unheard.map(|address| ObservedPeer {
                address: address.to_string(),
                name: None,
                length: None,
                tip: None,
                rules: None,
                registered: false,
                cut: true,
                fault: None,
            }))
            .collect()
    }
}

/// What other tabs say they see, each by the address that the transport knows it by.
fn reports(aside: &Aside) -> Array {
    let reports = aside.reports().filter_map(|(address, report)| {
        let report = JSON::parse(report).ok().filter(JsValue::is_object)?;
        let set = Reflect::set(&report, &"address".into(), &address.as_str().into());
        set.is_ok().then_some(report)
    });
    reports.collect()
}

/// The first of some addresses, as JSON, without brackets.
fn listed(addresses: &[Address]) -> String {
    let quoted = addresses.iter().take(MAX_TOLD);
    let quoted: Vec<_> = quoted.map(|address| format!(r#""{address}""#)).collect();
    quoted.join(",")
}
