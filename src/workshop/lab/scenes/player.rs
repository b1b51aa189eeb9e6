//! Plays a scene. What it is at a moment depends on the scene and the moment alone: not on how fast one got there, nor on
//! the way, so that an earlier moment is reached by playing from the beginning.

use std::time::Duration;

use chain::{Difficulty, Number, ProofRule, Rules, Transaction};
use node::{Command, Mode, NodeName};
use sim::Site;

use super::script::{DIFFICULTY, Deed, HASH_POWER, Scene};
use crate::workshop::lab::world::{Setup, World};

/// So often is looked whether the next beat has come.
const TICK: Duration = Duration::from_millis(50);
/// So long nodes have to find one another, before a scene begins.
const MEETING: Duration = Duration::from_secs(3);
/// How long a message takes meanwhile.
const MEETING_DELAY: Duration = Duration::from_millis(20);
/// How long a block may take that is mined before a scene begins.
const LEAD: Duration = Duration::from_secs(20);

/// A scene that is being played.
pub struct Player {
    scene: &'static Scene,
    names: Vec<NodeName>,
    world: World,
    at: Duration,
    /// The beat that comes next.
    next: usize,
    /// When the last one came.
    since: Duration,
    told: Option<Told>,
    figures: Figures,
    before: Figures,
}

/// What was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The key of the sentence.
    pub key: &'static str,
    /// What it was then.
    pub figures: Figures,
    /// What it was when the scene began again, if it did.
    pub before: Figures,
}

/// A scene in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many blocks were mined, without the genesis.
    pub mined: u64,
    /// How many of them are not on the longest chain.
    pub beside: u64,
    /// The length of the longest chain that a node has.
    pub longest: u64,
    /// The length of the shortest.
    pub shortest: u64,
}

impl Player {
    /// A scene as it begins, its nodes called like this.
    pub fn new(scene: &'static Scene, names: Vec<NodeName>) -> Self {
        let mut player = Self {
            scene,
            world: begun(scene, &names, scene.delay),
            names,
            at: Duration::ZERO,
            next: 0,
            since: Duration::ZERO,
            told: None,
            figures: Figures::default(),
            before: Figures::default(),
        };
        player.look();
        player
    }

    /// What is played.
    pub fn scene(&self) -> &'static Scene {
        self.scene
    }

    /// How much of it was played.
    pub fn at(&self) -> Duration {
        self.at
    }

    /// Whether all of it was.
    pub fn is_over(&self) -> bool {
        self.at >= self.scene.lasts
    }

    /// The nodes as they are now.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What was told last.
    pub fn told(&self) -> Option<Told> {
        self.told
    }

    /// How many beats have come.
    pub fn beats(&self) -> usize {
        self.next
    }

    /// Goes back to the beginning.
    pub fn rewind(&mut self) {
        *self = Self::new(self.scene, std::mem::take(&mut self.names));
    }

    /// Plays on to a moment, or to the end. `go_on` is asked again and again, and false leaves the rest for later.
    pub fn play_to(&mut self, moment: Duration, mut go_on: impl FnMut() -> bool) {
        let end = moment.min(self.scene.lasts);
        while self.at < end && go_on() {
            let passed = self.at.as_micros() % TICK.as_micros();
            let tick = self.at + (TICK - Duration::from_micros(passed as u64));
            let to = tick.min(end);
            self.world.advance(to - self.at, || true);
            self.at = to;
            if to == tick {
                self.look();
            }
        }
    }

    /// Looks whether the next beat has come.
    fn look(&mut self) {
        let Some(beat) = self.scene.beats.get(self.next) else {
            return;
        };
        let due = self.at >= self.since + Duration::from_millis(beat.after);
        if !due || !(beat.once)(&self.world) {
            return;
        }
        self.figures = Figures::of(&self.world);
        self.since = self.at;
        self.next += 1;
        for &deed in beat.deeds {
            self.carry_out(deed);
        }
        self.told = Some(Told {
            key: beat.told,
            figures: self.figures,
            before: self.before,
        });
    }

    fn carry_out(&mut self, deed: Deed) {
        let world = &mut self.world;
        match deed {
            Deed::Mine(site, blocks) => {
                for _ in 0..blocks {
                    world.order(site, Command::Mine);
                }
            }
            Deed::KeepMining(sites) => sites.iter().for_each(|&site| world.keep_mining(site, true)),
            Deed::StopMining => world.stop_mining(),
            Deed::Pay(site, to, coins) => {
                if let Some(payment) = payment(world, site, to, coins) {
                    world.order(site, Command::Transact(payment));
                }
            }
            Deed::Split => world.split(),
            Deed::Heal => world.heal(),
            Deed::PassOff(site, index) => world.pass_off(site, index),
            Deed::MineAgain(site, index) => world.mine_again(site, index),
            Deed::ListenAgain(site) => world.listen_again(site),
            Deed::BeginAgain(delay) => {
                self.before = self.figures;
                self.world = begun(self.scene, &self.names, delay);
            }
        }
    }
}

impl Figures {
    fn of(world: &World) -> Self {
        let members = world.members();
        let lengths = members.iter().map(|member| member.node.chain().length());
        let longest = lengths.clone().max().unwrap_or(0);
        let seen = world.seen().count() as u64;
        Self {
            mined: seen.saturating_sub(1),
            beside: seen.saturating_sub(longest),
            longest,
            shortest: lengths.min().unwrap_or(0),
        }
    }
}

/// Nodes that know one another, with the blocks that a scene begins with.
fn begun(scene: &Scene, names: &[NodeName], delay: u64) -> World {
    let usual = Rules::default();
    let difficulty = Difficulty::new(DIFFICULTY).unwrap_or(usual.difficulty);
    let mut world = World::new(Setup {
        seed: scene.seed,
        names: names.to_vec(),
        // Each searches for a proof of its own.
        rules: Rules::tutorial(ProofRule::Sealed, difficulty),
        mode: Mode::Live,
        delay: MEETING_DELAY,
        loss: 0,
        hash_power: HASH_POWER,
    });
    world.advance(MEETING, || true);
    for (&site, length) in scene.lead.iter().zip(2..) {
        world.order(site, Command::Mine);
        let end = world.elapsed() + LEAD;
        let all_have = |world: &World| {
            let members = world.members();
            members
                .iter()
                .all(|member| member.node.chain().length() >= length)
        };
        while !all_have(&world) && world.elapsed() < end {
            world.advance(TICK, || true);
        }
    }
    world.set_delay(Duration::from_millis(delay));
    world
}

fn payment(world: &World, site: Site, to: Site, coins: u64) -> Option<Transaction> {
    let called = |site| Some(world.member(site)?.address.to_string());
    Some(Transaction {
        sender: called(site)?,
        recipient: called(to)?,
        amount: Number::from(coins),
        signed: None,
    })
}
