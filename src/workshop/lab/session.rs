//! The lab as it stands while someone looks at another view: its world, how its time passes, and what is shown of it.
//!
//! A frame does little, however much happens: the world plays for some milliseconds, and falls behind where those are not
//! enough; then one part of the view is drawn again. Measured with six nodes at the highest speed, the search for proofs takes
//! a thirtieth of the time at most, and all else that the nodes do less; it is drawing everything at once that would be long.

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
    time::Duration,
};

use chain::{Difficulty, ProofRule, Rules};
use node::{Command, Mode, NodeName};

use super::{
    frames::milliseconds,
    order::{Order, Pace, USUAL_SPEED},
    parts::Parts,
    world::{HASHES_PER_SECOND, Setup, World},
};
use crate::page::texts::t;

/// So long the world may keep the page from doing anything else in a frame, in milliseconds.
const SLICE: f64 = 4.0;
/// Nothing is drawn again within this time, in milliseconds: some screens have more frames than eyes see.
const DRAW_EVERY: f64 = 15.0;
/// How much time passes in one step.
const STEP: Duration = Duration::from_millis(100);
/// The difficulty to begin with, in bits: a block in two seconds.
const DIFFICULTY: u16 = 14;
/// How many nodes there are to begin with.
const NODES: usize = 4;

/// The lab.
pub struct Session {
    world: RefCell<World>,
    pace: Cell<Pace>,
    parts: RefCell<Parts>,
    drawn: Cell<f64>,
}

thread_local! {
    static SESSION: RefCell<Option<Rc<Session>>> = const { RefCell::new(None) };
}

impl Session {
    /// The one lab there is, its nodes called as one calls them in the language that is spoken now.
    pub fn kept() -> Rc<Self> {
        let kept = SESSION
            .with_borrow_mut(|session| session.get_or_insert_with(|| Rc::new(Self::new())).clone());
        {
            let mut world = kept.world.borrow_mut();
            let names = names(world.count());
            world.rename(&names);
            kept.parts.replace(Parts::of(&world));
        }
        kept
    }

    fn new() -> Self {
        let usual = Rules::default();
        // Else all would search for the same proof, and find it at nearly the same moment.
        let proof = ProofRule::Sealed;
        let difficulty = Difficulty::new(DIFFICULTY).unwrap_or(usual.difficulty);
        let rules = Rules::tutorial(proof, difficulty);
        let world = World::new(Setup {
            seed: seed(),
            names: names(NODES),
            rules,
            mode: Mode::Live,
            delay: Duration::from_millis(300),
            loss: 0,
            hash_power: HASHES_PER_SECOND,
        });
        Self {
            parts: RefCell::new(Parts::of(&world)),
            world: RefCell::new(world),
            pace: Cell::new(Pace {
                running: true,
                speed: USUAL_SPEED,
            }),
            drawn: Cell::new(0.0),
        }
    }

    /// Lets time pass for a frame. True when something has to be drawn.
    pub fn frame(&self, passed: f64) -> bool {
        let begun = milliseconds();
        let mut world = self.world.borrow_mut();
        let pace = self.pace.get();
        if pace.running {
            world.advance(pace.span(passed), || milliseconds() - begun < SLICE);
        }
        if begun - self.drawn.get() < DRAW_EVERY {
            return false;
        }
        let changed = self.parts.borrow_mut().renew(&world);
        if changed {
            self.drawn.set(begun);
        }
        changed
    }

    /// What there is to show.
    pub fn parts(&self) -> Parts {
        self.parts.borrow().clone()
    }

    /// How time passes.
    pub fn pace(&self) -> Pace {
        self.pace.get()
    }

    /// The world as it is now.
    pub fn world(&self) -> Ref<'_, World> {
        self.world.borrow()
    }

    /// Carries out an order.
    pub fn obey(&self, order: Order) {
        let mut world = self.world.borrow_mut();
        let pace = self.pace.get();
        match order {
            Order::Run(running) => self.pace.set(Pace { running, ..pace }),
            Order::Step => world.advance(STEP, || true),
            Order::Speed(speed) => self.pace.set(Pace { speed, ..pace }),
            Order::Mine(site) => world.order(site, Command::Mine),
            Order::Keep(site, keep) => world.keep_mining(site, keep),
            Order::MineAll => (0..world.count()).for_each(|site| world.keep_mining(site, true)),
            Order::StopAll => world.stop_mining(),
            Order::Resolve(site) => world.order(site, Command::Resolve),
            Order::Transact(site, transaction) => world.order(site, Command::Transact(transaction)),
            Order::Hear(site, other, registered) => world.set_registered(site, other, registered),
            Order::RegisterAll => world.register_all(),
            Order::Split => world.split(),
            Order::Heal => world.heal(),
            Order::Toggle(at) => {
                if let Some(link) = self.parts.borrow().picture.links.get(at) {
                    if world.network().is_cut(link.one, link.other) {
                        world.mend(link.one, link.other);
                    } else {
                        world.cut(link.one, link.other);
                    }
                }
            }
            Order::Live(mode) => world.set_mode(mode),
            Order::Delay(delay) => world.set_delay(delay),
            Order::Loss(percent) => world.set_loss(percent),
            Order::Cuts(count) => world.set_cuts(count),
            Order::Nodes(count) => {
                while world.count() > count && world.leave() {}
                let mut names = names(count).into_iter().skip(world.count());
                while names.next().is_some_and(|name| world.join(name)) {}
                self.parts.replace(Parts::of(&world));
            }
            Order::Rules(rules) => {
                *world = again(&world, rules);
                self.parts.replace(Parts::of(&world));
            }
            Order::Reset => {
                *world = again(&world, world.rules());
                self.parts.replace(Parts::of(&world));
            }
        }
    }
}

/// A new world like this one.
fn again(world: &World, rules: Rules) -> World {
    World::new(Setup {
        seed: seed(),
        names: names(world.count()),
        rules,
        mode: world.mode(),
        delay: world.delay(),
        loss: world.loss(),
        hash_power: world.hash_power(),
    })
}

fn seed() -> u64 {
    (js_sys::Math::random() * (1_u64 << 53) as f64) as u64
}

/// What the first nodes are called in the language that is spoken now.
pub fn names(count: usize) -> Vec<NodeName> {
    let names = [
        t("lab-name-1"),
        t("lab-name-2"),
        t("lab-name-3"),
        t("lab-name-4"),
        t("lab-name-5"),
        t("lab-name-6"),
    ];
    let names = names.iter().take(count);
    names
        .filter_map(|name| NodeName::parse(name).ok())
        .collect()
}
