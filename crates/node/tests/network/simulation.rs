//! A simulated network as these tests use it: nodes that know each other, commands that wait for their answer, and
//! what must hold at any moment.

mod invariants;

use std::{
    cell::RefCell,
    ops::{Deref, DerefMut},
    rc::Rc,
    time::Duration,
};

use chain::{Difficulty, Hash, ProofRule, Rules};
use node::{
    Activity, Address, Answer, Command, CommandError, Mode, Node, NodeName, PeerFault, Resolution,
    wire::Message,
};

use self::invariants::Invariants;
pub use self::invariants::Traffic;
pub use sim::{Link, Site};

/// A participant without scruples: it says what a test makes it say.
pub type Scripted = sim::Scripted<Message>;

/// Seconds, since nearly every span here is a few of them.
pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn rules(proof: ProofRule, bits: u16) -> Rules {
    Rules::tutorial(proof, Difficulty::new(bits).unwrap())
}

/// Easy enough to find proofs in no time, hard enough that the wrong ones fail.
pub fn easy() -> Rules {
    rules(ProofRule::Classic, 6)
}

/// A simulated network that is watched.
pub struct Network {
    network: sim::Network<Node>,
    traffic: Rc<RefCell<Traffic>>,
}

impl Network {
    pub fn new(seed: u64) -> Self {
        let (mut network, traffic) = (sim::Network::new(seed), Rc::default());
        network.observe(Invariants::counting(&traffic));
        Self { network, traffic }
    }

    /// So many nodes that know each other and play by the same rules, over local links.
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

    /// Opens a node under an address of one's choice.
    pub fn join_as(&mut self, address: &str) -> Site {
        let address = Address::parse(address).unwrap();
        let name = NodeName::parse(address.as_str()).unwrap();
        self.network.join_as(address, name)
    }

    /// Lets a scripted participant join.
    pub fn join_scripted(&mut self, address: &str, script: Scripted) -> Site {
        self.add_scripted(Address::parse(address).unwrap(), script)
    }

    /// What was sent so far.
    pub fn traffic(&self) -> Traffic {
        *self.traffic.borrow()
    }
}

/// Commands to nodes, as their owners give them.
impl Network {
    /// Gives a command and lets time pass until it is answered.
    pub fn order(&mut self, site: Site, command: Command) -> Result<Answer, CommandError> {
        let request = self.command(site, command);
        let patience = self.now() + seconds(600);
        while self.answer(site, request).is_none() {
            assert!(self.now() < patience, "the command is never answered");
            self.run(Duration::from_millis(10));
        }
        self.answer(site, request).unwrap().clone()
    }

    pub fn mine(&mut self, site: Site) -> Answer {
        self.order(site, Command::Mine).unwrap()
    }

    pub fn resolve(&mut self, site: Site) -> Resolution {
        match self.order(site, Command::Resolve).unwrap() {
            Answer::Resolved(resolution) => resolution,
            other => panic!("resolving was answered with {other:?}"),
        }
    }

    pub fn register(&mut self, site: Site, other: Site) {
        let address = self.address(other).to_string();
        self.order(site, Command::Register(vec![address])).unwrap();
    }

    /// Lets all nodes live by themselves, or by hand.
    pub fn all_live(&mut self, mode: Mode) {
        for site in self.nodes() {
            self.order(site, Command::SetMode(mode)).unwrap();
        }
    }
}

/// What can be seen from outside.
impl Network {
    /// All nodes that are up, without scripted participants.
    pub fn nodes(&self) -> Vec<Site> {
        (0..self.count())
            .filter(|&site| self.is_up(site) && self.participant(site).is_some())
            .collect()
    }

    pub fn node(&self, site: Site) -> &Node {
        self.participant(site).unwrap()
    }

    pub fn address(&self, site: Site) -> Address {
        self.network.address(site).unwrap().clone()
    }

    pub fn length(&self, site: Site) -> u64 {
        self.node(site).chain().length()
    }

    pub fn tip(&self, site: Site) -> Hash {
        self.node(site).chain().tip().hash()
    }

    pub fn greatest_length(&self) -> u64 {
        let lengths = self.nodes().into_iter().map(|site| self.length(site));
        lengths.max().unwrap()
    }

    pub fn activities(&self, site: Site) -> Vec<Activity> {
        self.network.activities(site).cloned().collect()
    }

    /// What a site found wrong with another.
    pub fn faults(&self, site: Site, with: Site) -> Vec<PeerFault> {
        let blamed = self.address(with);
        let faults = self
            .network
            .activities(site)
            .filter_map(|notice| match notice {
                Activity::PeerFault(peer, fault) if *peer == blamed => Some(fault.clone()),
                _ => None,
            });
        faults.collect()
    }

    /// What must hold once it is quiet.
    pub fn all_stand_at_the_greatest_length(&self) {
        let lengths: Vec<u64> = self.nodes().iter().map(|&site| self.length(site)).collect();
        let greatest = self.greatest_length();
        assert!(greatest > 5, "hardly anything was mined");
        assert!(
            lengths.iter().all(|&length| length == greatest),
            "{lengths:?}"
        );
        let mining = |&site: &Site| self.node(site).mining() > 0;
        assert!(!self.nodes().iter().any(mining), "somebody mines still");
    }

    /// At equal length each keeps its own chain. One more block breaks the tie for all.
    pub fn all_agree_after_one_more_block(&mut self, miner: Site) {
        let before = self.greatest_length();
        let Answer::Mined(block) = self.mine(miner) else {
            panic!("mining was answered with something else");
        };
        self.run(seconds(40));
        for site in self.nodes() {
            assert_eq!(self.length(site), before + 1, "site {site}");
            assert_eq!(self.tip(site), block.hash(), "site {site}");
        }
    }
}

impl Deref for Network {
    type Target = sim::Network<Node>;

    fn deref(&self) -> &Self::Target {
        &self.network
    }
}

impl DerefMut for Network {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.network
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (seed, elapsed) = (self.seed(), self.elapsed());
            eprintln!("the network's seed is {seed}; it failed after {elapsed:?}");
        }
    }
}
