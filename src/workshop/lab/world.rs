//! The lab's world: nodes in a simulated network, and what is noted about them.
//!
//! It knows nothing of how it is drawn. Time is handed in by [`World::advance`], all that is random comes from a seed.
//! What happens depends on the seed, on what was ordered when, and on nothing else; in which portions the time was
//! handed in does not matter.

mod orders;
mod rewriting;

pub use orders::pairs;

use std::{collections::VecDeque, rc::Rc, sync::Arc, time::Duration};

use chain::{Link, Rules};
use node::{Address, Answer, Command, CommandError, Mode, Node, NodeName, RequestId};
use sim::{Mining, Network, Report, Site};

use super::{
    activity::{Activity, LogEntry, Parted},
    seen::Seen,
};

/// The fewest nodes of a lab.
pub const MIN_NODES: usize = 2;
/// The most.
pub const MAX_NODES: usize = 6;
/// The longest delay that can be set.
pub const MAX_DELAY: Duration = Duration::from_millis(2_000);
/// The greatest loss that can be set, in percent.
pub const MAX_LOSS: u8 = 60;
/// How many hashes a second the lab's one machine makes, for all who mine together. With 14 bits
/// that is a block in two seconds: slow enough to be watched.
pub const HASHES_PER_SECOND: u64 = 8_192;

/// A search goes on in slices of a hundredth of a second, for one who mines alone. A slice is hashed as it begins, and how
/// long it takes is drawn: with longer ones, nodes that give up most of their searches would hash for nothing, and find
/// proofs sooner than their hash power allows.
const SLICES_PER_SECOND: u64 = 100;
/// [`World::advance`] asks after so much simulated time whether there is time for more.
const PIECE: Duration = Duration::from_millis(10);
/// How many entries the log keeps.
const LOG: usize = 50;
/// How many orphaned blocks are noted for each node.
const ORPHANED: usize = 40;

/// What a lab begins with.
#[derive(Clone)]
pub struct Setup {
    /// What all that is random comes from.
    pub seed: u64,
    /// What the nodes are called; as many nodes as names.
    pub names: Vec<NodeName>,
    /// What they call valid.
    pub rules: Rules,
    /// How they live.
    pub mode: Mode,
    /// How long a message takes.
    pub delay: Duration,
    /// How many of a hundred messages are lost.
    pub loss: u8,
    /// How many hashes a second all who mine together make.
    pub hash_power: u64,
}

/// The lab.
pub struct World {
    network: Network<Node>,
    rules: Rules,
    mode: Mode,
    delay: Duration,
    loss: u8,
    hash_power: u64,
    notes: Vec<Notes>,
    seen: Seen,
    log: VecDeque<Rc<LogEntry>>,
    logged: u64,
}

/// What is noted about a node.
struct Notes {
    tip: Arc<Link>,
    keep_mining: bool,
    orphaned: Vec<Arc<Link>>,
    answer: Option<(u64, Result<Answer, CommandError>)>,
    asked: Vec<RequestId>,
}

/// A node with what is noted about it.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// Where it is.
    pub site: Site,
    /// What others register.
    pub address: &'a Address,
    /// The node.
    pub node: &'a Node,
    /// How many proofs it has tried for this block; `None` where it does not mine.
    pub tried: Option<u64>,
    /// Whether it mines block after block.
    pub keep_mining: bool,
    /// Blocks that were on its chain, oldest first.
    pub orphaned: &'a [Arc<Link>],
    /// The last answer to an order of a person, with a number that tells answers apart.
    pub answer: Option<&'a (u64, Result<Answer, CommandError>)>,
}

impl World {
    /// Nodes that have just been started, all links whole.
    pub fn new(setup: Setup) -> Self {
        let mut network = Network::new(setup.seed);
        network.mining = Mining::Searched {
            slice: setup.hash_power / SLICES_PER_SECOND,
        };
        // The more of them mine, the less each has of it.
        network.shared_machine = true;
        network.link.reordering = false;
        let mut world = Self {
            network,
            rules: setup.rules,
            mode: setup.mode,
            delay: Duration::ZERO,
            loss: 0,
            hash_power: setup.hash_power,
            notes: Vec::new(),
            seen: Seen::default(),
            log: VecDeque::new(),
            logged: 0,
        };
        world.set_delay(setup.delay);
        world.set_loss(setup.loss);
        for name in setup.names {
            world.join(name);
        }
        world
    }

    /// Opens a further node; false where there are [`MAX_NODES`].
    pub fn join(&mut self, name: NodeName) -> bool {
        // An address of letters and digits is one.
        let (true, Ok(address)) = (
            self.count() < MAX_NODES,
            Address::parse(&format!("node-{}", self.count() + 1)),
        ) else {
            return false;
        };
        let site = self.network.join_as(address, name);
        if let Some(node) = self.network.participant(site) {
            self.seen.note(node.chain());
            self.notes.push(Notes {
                tip: node.chain().tip().clone(),
                keep_mining: false,
                orphaned: Vec::new(),
                answer: None,
                asked: Vec::new(),
            });
        }
        self.network.set_hash_power(site, self.hash_power as f64);
        self.whisper(site, Command::SetRules(self.rules));
        self.whisper(site, Command::SetMode(self.mode));
        true
    }

    /// Closes the last node; false where there are only [`MIN_NODES`].
    pub fn leave(&mut self) -> bool {
        if self.count() <= MIN_NODES {
            return false;
        }
        self.whisper(self.count() - 1, Command::Leave);
        self.network.remove_last();
        self.notes.pop();
        true
    }

    /// Lets time pass. `go_on` is asked after each hundredth of a second, and false drops the rest.
    pub fn advance(&mut self, span: Duration, mut go_on: impl FnMut() -> bool) {
        let end = self.network.now() + span;
        while self.network.now() < end {
            let piece = end.min(self.network.now() + PIECE);
            while let Some(site) = self.network.step(piece) {
                self.note(site);
                self.mine_on(site);
            }
            if !go_on() {
                break;
            }
        }
    }

    /// The lab's time since it began.
    pub fn elapsed(&self) -> Duration {
        self.network.elapsed()
    }

    /// What all nodes call valid.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How all nodes live.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How long a message takes on average.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// Of a hundred messages, so many are lost.
    pub fn loss(&self) -> u8 {
        self.loss
    }

    /// How many hashes a second all who mine together make.
    pub fn hash_power(&self) -> u64 {
        self.hash_power
    }

    /// What carries the nodes' messages.
    pub fn network(&self) -> &Network<Node> {
        &self.network
    }

    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.notes.len()
    }

    /// One of the nodes.
    pub fn member(&self, site: Site) -> Option<Member<'_>> {
        let notes = self.notes.get(site)?;
        Some(Member {
            site,
            address: self.network.address(site)?,
            node: self.network.participant(site)?,
            tried: self.network.tried(site),
            keep_mining: notes.keep_mining,
            orphaned: &notes.orphaned,
            answer: notes.answer.as_ref(),
        })
    }

    /// All nodes.
    pub fn members(&self) -> Vec<Member<'_>> {
        let sites = 0..self.count();
        sites.filter_map(|site| self.member(site)).collect()
    }

    /// Those that search for a proof.
    pub fn miners(&self) -> impl Iterator<Item = Site> {
        (0..self.count()).filter(|&site| self.network.tried(site).is_some())
    }

    /// Every block that was on any chain.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// What happened, newest last.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Rc<LogEntry>> {
        self.log.iter()
    }

    /// Notes what has become of a node.
    fn note(&mut self, site: Site) {
        let (Some(node), Some(notes)) = (self.network.participant(site), self.notes.get_mut(site))
        else {
            return;
        };
        let chain = node.chain();
        if chain.tip().hash() != notes.tip.hash() {
            self.seen.note(chain);
            let mut off = self.seen.off_chain(&notes.tip, chain);
            off.reverse();
            notes.orphaned.append(&mut off);
            let surplus = notes.orphaned.len().saturating_sub(ORPHANED);
            notes.orphaned.drain(..surplus);
            notes.tip = chain.tip().clone();
        }
        for report in self.network.take_reports(site) {
            match report {
                Report::Answer(request, answer) => self.answered(site, request, answer),
                Report::Activity(activity) => self.noticed(site, activity),
            }
        }
    }

    /// Begins the next block where one is wanted.
    fn mine_on(&mut self, site: Site) {
        if let Some(member) = self.member(site)
            && member.keep_mining
            && member.node.mining() == 0
        {
            self.order(site, Command::Mine);
        }
    }

    fn answered(&mut self, site: Site, request: RequestId, answer: Result<Answer, CommandError>) {
        if let Some(notes) = self.notes.get_mut(site)
            && let Some(at) = notes.asked.iter().position(|&asked| asked == request)
        {
            notes.asked.remove(at);
            notes.answer = Some((request.0, answer));
        }
    }

    fn noticed(&mut self, site: Site, activity: node::Activity) {
        match activity {
            node::Activity::Reorg {
                from,
                orphaned,
                adopted,
                returned,
            } => {
                if let Some(from) = self.network.site(&from) {
                    let parted = self.parted(site, orphaned, adopted);
                    self.report(Activity::Reorg {
                        site,
                        from,
                        orphaned,
                        adopted,
                        returned,
                        parted,
                    });
                }
            }
            node::Activity::PeerFault(who, fault) => {
                if let Some(who) = self.network.site(&who) {
                    self.report(Activity::Fault {
                        site,
                        who,
                        what: fault,
                    });
                }
            }
            // Who comes and goes can be seen in the picture.
            node::Activity::PeerJoined(_)
            | node::Activity::PeerLeft(..)
            | node::Activity::Equivocation(..)
            | node::Activity::RulesJoined { .. }
            // The lab has the tutorial's ledger and difficulty.
            | node::Activity::PaymentShown { .. }
            | node::Activity::PaymentDropped { .. }
            | node::Activity::BlockAhead { .. }
            | node::Activity::ClockOff { .. } => {}
        }
    }

    /// Where a node's chain parted from the one that it has just adopted.
    fn parted(&self, site: Site, orphaned: usize, adopted: usize) -> Parted {
        let (Some(notes), Some(node)) = (self.notes.get(site), self.network.participant(site))
        else {
            return Parted::default();
        };
        let numbered = |link: &Arc<Link>| (link.block().index, link.hash());
        let mut newest = node.chain().links().rev().map(numbered);
        Parted {
            given_up: notes
                .orphaned
                .iter()
                .rev()
                .take(orphaned)
                .map(numbered)
                .collect(),
            taken: newest.by_ref().take(adopted).collect(),
            fork: newest.next(),
        }
    }

    fn report(&mut self, activity: Activity) {
        self.logged += 1;
        self.log.push_back(Rc::new(LogEntry {
            serial: self.logged,
            at: self.elapsed(),
            activity,
        }));
        if self.log.len() > LOG {
            self.log.pop_front();
        }
    }
}
