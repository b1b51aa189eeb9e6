//! The network: nodes, the wires between them, and the time that passes.

mod chance;
mod orders;
mod puppet;
mod traffic;
mod views;
mod weather;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    rc::Rc,
    time::Duration,
};

use chain::{Difficulty, ProofRule, Rules};
use node::{
    Address, Answer, Command, CommandError, Input, JobId, Node, NodeName, Notice, Output,
    RequestId, Time, Unreadable,
    wire::{Envelope, Message, WIRE_VERSION},
};
use pow::{Progress, Puzzle, Search};

pub use self::{chance::Chance, puppet::Puppet, traffic::Traffic, weather::Weather};

/// How often a node is told that time passes.
const TICK: Duration = Duration::from_millis(500);
/// When the seed's genesis was made; a good time to begin.
const BEGIN: Time = Time::from_micros(1_713_205_842_894_745);

/// A place in the network.
pub type Site = usize;

/// Seconds, since nearly every span here is a few of them.
pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn rules(proof: ProofRule, bits: u16) -> Rules {
    Rules {
        proof,
        difficulty: Difficulty::new(bits).unwrap(),
    }
}

/// Easy enough to find proofs in no time, hard enough that the wrong ones fail.
pub fn easy() -> Rules {
    rules(ProofRule::Classic, 6)
}

pub struct Network {
    seed: u64,
    chance: Chance,
    now: Time,
    queue: BinaryHeap<Reverse<Scheduled>>,
    scheduled: u64,
    sites: Vec<Place>,
    addresses: BTreeMap<Address, Site>,
    pub weather: Weather,
    /// What was sent, for tests that count.
    pub traffic: Traffic,
}

/// A participant with what is noted about it.
struct Place {
    address: Address,
    role: Role,
    up: bool,
    /// Sites on other islands do not hear it.
    island: usize,
    /// How long its miner takes for one hash.
    hash_time: Duration,
    last_request: u64,
    answers: BTreeMap<RequestId, Result<Answer, CommandError>>,
    notices: Vec<Notice>,
}

enum Role {
    Node(Box<Node>),
    Puppet(Puppet),
}

struct Scheduled {
    at: Time,
    serial: u64,
    site: Site,
    event: Event,
}

enum Event {
    Tick,
    Arrival(Rc<Envelope>),
    Found(JobId, u64),
}

impl Network {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            chance: Chance::new(seed),
            now: BEGIN,
            queue: BinaryHeap::new(),
            scheduled: 0,
            sites: Vec::new(),
            addresses: BTreeMap::new(),
            weather: Weather::fair(),
            traffic: Traffic::default(),
        }
    }

    /// So many nodes that know each other and play by the same rules, in fair weather.
    pub fn of(seed: u64, nodes: usize, rules: Rules) -> Self {
        let mut network = Self::new(seed);
        let first = network.join();
        network.order(first, Command::SetRules(rules)).unwrap();
        for _ in 1..nodes {
            network.join();
        }
        network.run(seconds(5));
        for site in network.nodes() {
            assert_eq!(network.node(site).chain().rules(), rules);
            assert_eq!(network.node(site).registered().len(), nodes - 1);
        }
        network
    }

    /// Opens a node that lives by hand, as all do at first.
    pub fn join(&mut self) -> Site {
        let address = format!("tab-{}", self.sites.len());
        self.join_as(&address)
    }

    pub fn join_as(&mut self, address: &str) -> Site {
        let address = Address::parse(address).unwrap();
        let name = NodeName::parse(address.as_str()).unwrap();
        let node = Node::new(self.now, address.clone(), name);
        let site = self.place(address, Role::Node(Box::new(node)));
        self.carry_out(site);
        site
    }

    /// Puts up a participant that says what it likes.
    pub fn plant(&mut self, address: &str, puppet: Puppet) -> Site {
        self.place(Address::parse(address).unwrap(), Role::Puppet(puppet))
    }

    fn place(&mut self, address: Address, role: Role) -> Site {
        let site = self.sites.len();
        self.addresses.insert(address.clone(), site);
        self.sites.push(Place {
            address,
            role,
            up: true,
            island: 0,
            hash_time: Duration::from_millis(10 + self.chance.below(20) as u64),
            last_request: 0,
            answers: BTreeMap::new(),
            notices: Vec::new(),
        });
        let phase = self.chance.span(&(Duration::ZERO..TICK));
        self.schedule(phase, site, Event::Tick);
        site
    }

    /// From now on this site's miner takes so long for one hash.
    pub fn slow_down(&mut self, site: Site, hash_time: Duration) {
        self.sites[site].hash_time = hash_time;
    }

    /// A tab that crashes: it says nothing any more, not even goodbye.
    pub fn crash(&mut self, site: Site) {
        self.sites[site].up = false;
    }

    /// Cuts the network: only sites of the same part hear each other. Those not named stay together.
    pub fn cut(&mut self, parts: &[&[Site]]) {
        for place in &mut self.sites {
            place.island = 0;
        }
        for (island, part) in parts.iter().enumerate() {
            for &site in *part {
                self.sites[site].island = island + 1;
            }
        }
    }

    pub fn heal(&mut self) {
        self.cut(&[]);
    }

    pub fn now(&self) -> Time {
        self.now
    }

    pub fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Lets a puppet speak up unasked.
    pub fn say(&mut self, puppet: Site, to: Option<Site>, message: Message) {
        let to = to.map(|site| self.address(site));
        self.send(puppet, to, message);
    }

    /// Lets a node hear something that its transport could not read.
    pub fn garble(&mut self, from: Site, to: Site, reason: Unreadable) {
        let from = self.address(from);
        self.tell(to, Input::Unreadable(from, reason));
    }

    /// Lets time pass.
    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(Reverse(next)) = self.queue.peek() {
            if next.at > end {
                break;
            }
            if let Some(Reverse(Scheduled {
                at, site, event, ..
            })) = self.queue.pop()
            {
                self.now = at;
                self.happen(site, event);
            }
        }
        self.now = end;
    }

    fn happen(&mut self, site: Site, event: Event) {
        if !self.sites[site].up {
            return;
        }
        match event {
            Event::Tick => {
                self.schedule(TICK, site, Event::Tick);
                self.tell(site, Input::Tick);
            }
            Event::Found(job, proof) => self.tell(site, Input::Found(job, proof)),
            Event::Arrival(envelope) => self.tell(
                site,
                Input::Message(envelope.from.clone(), envelope.message.clone()),
            ),
        }
    }

    fn tell(&mut self, site: Site, input: Input) {
        let now = self.now;
        match &mut self.sites[site].role {
            Role::Node(node) => {
                let chosen = matches!(&input, Input::Command(_, Command::Adopt(_)));
                let before = node.chain().length();
                node.handle(now, input);
                let after = node.chain().length();
                assert!(
                    after >= before || chosen,
                    "a chain never gets shorter, unless its owner chose another"
                );
                self.carry_out(site);
            }
            Role::Puppet(puppet) => {
                for (to, message) in puppet.react(now, input) {
                    self.send(site, to, message);
                }
            }
        }
    }

    fn carry_out(&mut self, site: Site) {
        while let Role::Node(node) = &mut self.sites[site].role
            && let Some(output) = node.poll()
        {
            match output {
                Output::Send(to, message) => self.send(site, to, message),
                Output::Mine(job, puzzle) => self.search(site, job, puzzle),
                // The proof of a search that nobody wants arrives all the same, and is to be ignored.
                Output::StopMining => {}
                Output::Answer(request, answer) => {
                    let earlier = self.sites[site].answers.insert(request, answer);
                    assert!(earlier.is_none(), "a command has one answer");
                }
                Output::Notice(notice) => self.sites[site].notices.push(notice),
            }
        }
    }

    /// Really searches, and pays with the time that the hashes take.
    fn search(&mut self, site: Site, job: JobId, puzzle: Puzzle) {
        let mut search = Search::new(puzzle, 0..u64::MAX).unwrap();
        let Progress::Found(proof) = search.run(1 << 24) else {
            panic!("the puzzle is too hard for a test");
        };
        let time = self.sites[site].hash_time * u32::try_from(search.tried()).unwrap();
        self.schedule(time, site, Event::Found(job, proof));
    }

    fn send(&mut self, from: Site, to: Option<Address>, message: Message) {
        if !self.sites[from].up {
            return;
        }
        self.traffic.count(&message);
        let envelope = over_the_wire(Envelope {
            v: WIRE_VERSION,
            from: self.address(from),
            to,
            message,
        });
        let hearers: Vec<Site> = match &envelope.to {
            None => (0..self.sites.len()).filter(|&site| site != from).collect(),
            Some(to) => self.addresses.get(to).copied().into_iter().collect(),
        };
        let envelope = Rc::new(envelope);
        for site in hearers {
            if self.sites[site].island != self.sites[from].island {
                continue;
            }
            for delay in self.weather.deliveries(&mut self.chance) {
                self.schedule(delay, site, Event::Arrival(envelope.clone()));
            }
        }
    }

    fn schedule(&mut self, after: Duration, site: Site, event: Event) {
        self.scheduled += 1;
        self.queue.push(Reverse(Scheduled {
            at: self.now + after,
            serial: self.scheduled,
            site,
            event,
        }));
    }
}

/// Messages travel as JSON here, and must come out as they went in.
fn over_the_wire(envelope: Envelope) -> Envelope {
    let text = serde_json::to_string(&envelope).unwrap();
    let read: Envelope = serde_json::from_str(&text).unwrap();
    assert_eq!(read, envelope);
    read
}

impl Drop for Network {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "the network's seed is {}; it failed at second {}",
                self.seed,
                self.now.since(BEGIN).as_secs_f64()
            );
        }
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.serial).cmp(&(other.at, other.serial))
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial
    }
}

impl Eq for Scheduled {}
