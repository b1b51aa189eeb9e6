//! The lab's world: real nodes, the wires between them, and the time that passes.
//!
//! Nothing here looks at a clock or throws dice of its own: time is handed in by
//! [`World::advance`], luck comes out of a seed. What happens depends on the seed, on what was
//! ordered when, and on nothing else; in which portions the time was handed in does not matter.

mod orders;

pub use orders::pairs;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use chain::{Link, Rules};
use fastrand::Rng;
use node::{
    Address, Answer, Command, CommandError, Input, JobId, Mode, Node, NodeName, Notice, Output,
    RequestId, SearchFault, Time, wire::Message,
};
use pow::{Progress, Reference, Search};

use super::{
    event::{Letter, Scheduled, What},
    news::{News, Story},
    seen::Seen,
    wires::{Site, Wires},
};
use crate::workshop::network::picture::Flight;

/// The fewest nodes of a lab.
pub const MIN_NODES: usize = 2;
/// The most.
pub const MAX_NODES: usize = 6;
/// How many hashes a second the lab's one machine makes, for all who mine together. With 14 bits
/// that is a block in two seconds: slow enough to be watched.
pub const HASHES_PER_SECOND: u64 = 8_192;

/// Time passes in pieces of this length.
const PIECE: Duration = Duration::from_millis(10);
/// So long one node has the machine, then lots are drawn again. With turns too short all who search
/// for the same proof would find it at the same moment.
const TURN_PIECES: u64 = 10;
/// How often a node is told that time passes.
const TICK: Duration = Duration::from_millis(500);
/// When the seed's genesis was made; a good time to begin.
const BEGIN: Time = Time::from_micros(1_713_205_842_894_745);
/// How many stories are kept.
const NEWS: usize = 50;
/// How many orphaned blocks each node's card keeps.
const GHOSTS: usize = 40;

/// What a lab begins with.
#[derive(Clone)]
pub struct Setup {
    /// What luck comes out of.
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
}

/// The lab.
pub struct World {
    now: Time,
    chance: Rng,
    queue: BinaryHeap<Reverse<Scheduled>>,
    serial: u64,
    rules: Rules,
    mode: Mode,
    pub(super) places: Vec<Place>,
    wires: Wires,
    seen: Seen,
    news: VecDeque<News>,
    told: u64,
    pieces: u64,
    owed: Duration,
    turn: Option<Site>,
}

/// A node with what is noted about it.
pub(super) struct Place {
    pub address: Address,
    pub node: Node,
    pub search: Option<(JobId, Search<Reference>)>,
    /// Mine whenever nothing is mined.
    pub keep: bool,
    /// Blocks that were on its chain, oldest first.
    pub ghosts: Vec<Arc<Link>>,
    /// The last answer to an order of a person.
    pub answer: Option<(u64, Result<Answer, CommandError>)>,
    asked: Vec<RequestId>,
    requests: u64,
}

impl World {
    /// Nodes that have just been started, all wires whole.
    pub fn new(setup: Setup) -> Self {
        let mut world = Self {
            now: BEGIN,
            chance: Rng::with_seed(setup.seed),
            queue: BinaryHeap::new(),
            serial: 0,
            rules: setup.rules,
            mode: setup.mode,
            places: Vec::new(),
            wires: Wires::new(setup.seed, setup.delay, setup.loss),
            seen: Seen::default(),
            news: VecDeque::new(),
            told: 0,
            pieces: 0,
            owed: Duration::ZERO,
            turn: None,
        };
        for name in setup.names {
            world.join(name);
        }
        world
    }

    /// Opens a further node; false where there are [`MAX_NODES`].
    pub fn join(&mut self, name: NodeName) -> bool {
        let site = self.places.len();
        // An address of letters and digits is one.
        let (true, Ok(address)) = (
            site < MAX_NODES,
            Address::parse(&format!("node-{}", site + 1)),
        ) else {
            return false;
        };
        let node = Node::new(self.now, address.clone(), name);
        self.places.push(Place {
            address,
            node,
            search: None,
            keep: false,
            ghosts: Vec::new(),
            answer: None,
            asked: Vec::new(),
            requests: 0,
        });
        self.seen.note(self.places[site].node.chain());
        self.whisper(site, Command::SetRules(self.rules));
        self.whisper(site, Command::SetMode(self.mode));
        self.schedule(TICK, site, What::Tick);
        true
    }

    /// Closes the last node; false where there are only [`MIN_NODES`].
    pub fn leave(&mut self) -> bool {
        if self.places.len() <= MIN_NODES {
            return false;
        }
        let site = self.places.len() - 1;
        self.whisper(site, Command::Leave);
        self.places.pop();
        self.wires.remove(site);
        self.queue.retain(|Reverse(event)| event.site != site);
        true
    }

    /// Lets time pass. Whole pieces are played, what is left over is kept for the next time; `go_on`
    /// is asked after each, and false drops the rest.
    pub fn advance(&mut self, span: Duration, mut go_on: impl FnMut() -> bool) {
        self.owed += span;
        while self.owed >= PIECE {
            self.owed -= PIECE;
            self.play();
            if !go_on() {
                self.owed = Duration::ZERO;
            }
        }
    }

    fn play(&mut self) {
        let end = self.now + PIECE;
        while let Some(Reverse(next)) = self.queue.peek() {
            if next.at > end {
                break;
            }
            if let Some(Reverse(event)) = self.queue.pop() {
                self.now = self.now.max(event.at);
                self.happen(event);
            }
        }
        self.now = end;
        for site in 0..self.places.len() {
            if self.places[site].keep && self.places[site].node.mining() == 0 {
                self.order(site, Command::Mine);
            }
        }
        self.dig();
    }

    /// One piece of the machine's time goes to the node whose turn it is.
    fn dig(&mut self) {
        let miners: Vec<Site> = self.miners().collect();
        let over = self.pieces.is_multiple_of(TURN_PIECES);
        self.pieces += 1;
        let goes_on = self.turn.filter(|site| !over && miners.contains(site));
        self.turn = goes_on.or_else(|| self.chance.choice(miners));
        let Some(site) = self.turn else { return };
        let Some((job, search)) = &mut self.places[site].search else {
            return;
        };
        let hashes = HASHES_PER_SECOND * (PIECE.as_millis() as u64) / 1_000;
        let input = match search.run(hashes) {
            Progress::Paused => return,
            Progress::Found(proof) => Input::Found(*job, proof),
            Progress::Exhausted => Input::SearchFailed(*job, SearchFault::Exhausted),
        };
        self.places[site].search = None;
        self.tell(site, input);
    }

    /// The lab's time since it began.
    pub fn elapsed(&self) -> Duration {
        self.now.since(BEGIN)
    }

    /// What all nodes call valid.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// How all nodes live.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What connects them.
    pub fn wires(&self) -> &Wires {
        &self.wires
    }

    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// One of the nodes.
    pub fn node(&self, site: Site) -> Option<&Node> {
        self.places.get(site).map(|place| &place.node)
    }

    /// Those that search for a proof.
    pub fn miners(&self) -> impl Iterator<Item = Site> {
        let searching = |(_, place): &(Site, &Place)| place.search.is_some();
        self.places
            .iter()
            .enumerate()
            .filter(searching)
            .map(|(site, _)| site)
    }

    /// Every block that was on any chain.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// What happened, newest last.
    pub fn news(&self) -> impl DoubleEndedIterator<Item = &News> {
        self.news.iter()
    }

    /// The messages on their way, in no order.
    pub fn flights(&self) -> impl Iterator<Item = Flight> {
        let now = self.now;
        self.queue
            .iter()
            .filter_map(move |Reverse(event)| event.flight(now))
    }

    fn happen(&mut self, Scheduled { site, what, .. }: Scheduled) {
        match what {
            What::Tick => {
                self.schedule(TICK, site, What::Tick);
                self.tell(site, Input::Tick);
            }
            What::Arrival(Letter {
                from,
                sender,
                message,
                lost,
                ..
            }) => {
                if !lost && !self.wires.is_cut(from, site) {
                    self.tell(site, Input::Message(sender, (*message).clone()));
                }
            }
        }
    }

    fn tell(&mut self, site: Site, input: Input) {
        let now = self.now;
        let Some(place) = self.places.get_mut(site) else {
            return;
        };
        let before = place.node.chain().tip().clone();
        place.node.handle(now, input);
        let chain = place.node.chain();
        if chain.tip().hash() != before.hash() {
            self.seen.note(chain);
            let mut off = self.seen.off_chain(&before, chain);
            off.reverse();
            place.ghosts.append(&mut off);
            let surplus = place.ghosts.len().saturating_sub(GHOSTS);
            place.ghosts.drain(..surplus);
        }
        self.carry_out(site);
    }

    fn carry_out(&mut self, site: Site) {
        while let Some(place) = self.places.get_mut(site)
            && let Some(output) = place.node.poll()
        {
            match output {
                Output::Send(to, message) => self.send(site, to.as_ref(), message),
                // There is always something between 0 and the greatest number.
                Output::Mine(job, puzzle) => {
                    place.search = Search::with(Reference, puzzle, 0..u64::MAX)
                        .ok()
                        .map(|search| (job, search));
                }
                Output::StopMining => place.search = None,
                Output::Answer(request, answer) => {
                    if let Some(at) = place.asked.iter().position(|&asked| asked == request) {
                        place.asked.remove(at);
                        place.answer = Some((request.0, answer));
                    }
                }
                Output::Notice(notice) => self.notice(site, notice),
            }
        }
    }

    fn notice(&mut self, site: Site, notice: Notice) {
        let place = |address: &Address| self.places.iter().position(|p| p.address == *address);
        match notice {
            Notice::Reorg {
                from,
                orphaned,
                adopted,
                returned,
            } => {
                if let Some(from) = place(&from) {
                    self.report(Story::Reorg {
                        site,
                        from,
                        orphaned,
                        adopted,
                        returned,
                    });
                }
            }
            Notice::PeerFault(who, fault) => {
                if let Some(who) = place(&who) {
                    self.report(Story::Fault {
                        site,
                        who,
                        what: fault,
                    });
                }
            }
            // Who comes and goes can be seen in the picture.
            Notice::PeerJoined(_) | Notice::PeerLeft(..) | Notice::RulesJoined(_) => {}
        }
    }

    fn report(&mut self, story: Story) {
        self.told += 1;
        self.news.push_back(News {
            serial: self.told,
            at: self.elapsed(),
            story,
        });
        if self.news.len() > NEWS {
            self.news.pop_front();
        }
    }

    fn send(&mut self, from: Site, to: Option<&Address>, message: Message) {
        let Some(sender) = self.places.get(from).map(|place| place.address.clone()) else {
            return;
        };
        let message = Rc::new(message);
        for site in 0..self.places.len() {
            let meant = to.is_none_or(|to| *to == self.places[site].address);
            if site == from || !meant {
                continue;
            }
            if let Some(passage) = self.wires.passage(from, site, &mut self.chance) {
                let letter = Letter {
                    from,
                    sender: sender.clone(),
                    message: message.clone(),
                    sent: self.now,
                    lost: passage.lost,
                };
                self.schedule(passage.takes, site, What::Arrival(letter));
            }
        }
    }

    fn schedule(&mut self, after: Duration, site: Site, what: What) {
        self.serial += 1;
        self.queue.push(Reverse(Scheduled {
            at: self.now + after,
            serial: self.serial,
            site,
            what,
        }));
    }
}
