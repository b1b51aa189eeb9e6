//! Several nodes over a simulated network, side by side: how forks come about, and how they end.

mod card;
mod chance;
mod controls;
mod event;
mod frames;
mod news;
mod order;
mod payment;
mod seen;
mod shown;
mod stories;
#[cfg(test)]
mod tests;
mod wires;
mod world;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use chain::{Difficulty, ProofRule, Rules};
use node::{Command, Mode, NodeName};
use yew::prelude::*;

use self::{
    card::NodeCard,
    controls::{Deeds, Settings},
    frames::{milliseconds, use_frames},
    news::{News, Story},
    order::{Order, Pace, USUAL_SPEED},
    shown::Card,
    stories::Stories,
    world::{Setup, World},
};
use super::{
    forks::{ForkTree, layout::Layout},
    network::{Drawing, picture::Picture},
};
use crate::page::{language::use_language, texts::t};

/// So long the lab may keep the page from doing anything else, in milliseconds.
const SLICE: f64 = 7.0;
/// Cards and tree are not drawn anew within this time, in milliseconds: blocks may come faster than
/// eyes.
const DRAW_EVERY: f64 = 100.0;
/// How much time passes in one step.
const STEP: Duration = Duration::from_millis(100);
/// How many stories are shown.
const STORIES: usize = 3;
/// The difficulty to begin with, in bits: a block in two seconds.
const DIFFICULTY: u16 = 14;
/// How many nodes there are to begin with.
const NODES: usize = 4;

/// The lab, which stays as it is while someone looks at another view.
struct Bench {
    world: RefCell<World>,
    pace: Cell<Pace>,
    /// What is shown of the world, and of which version.
    shown: RefCell<Rc<Shown>>,
    drawn: Cell<f64>,
}

/// What is shown but for messages on their way.
struct Shown {
    version: Option<u64>,
    cards: Vec<Rc<Card>>,
    picture: Picture,
    tree: Layout,
    news: Vec<News>,
}

thread_local! {
    static BENCH: RefCell<Option<Rc<Bench>>> = const { RefCell::new(None) };
}

impl Bench {
    fn kept() -> Rc<Self> {
        BENCH.with_borrow_mut(|bench| bench.get_or_insert_with(|| Rc::new(Self::new())).clone())
    }

    fn new() -> Self {
        let usual = Rules::default();
        let rules = Rules {
            // Else all would search for the same proof, and find it at nearly the same moment.
            proof: ProofRule::Sealed,
            difficulty: Difficulty::new(DIFFICULTY).unwrap_or(usual.difficulty),
        };
        let world = World::new(Setup {
            seed: seed(),
            names: (0..NODES).filter_map(name).collect(),
            rules,
            mode: Mode::Live,
            delay: Duration::from_millis(300),
            loss: 0,
        });
        Self {
            shown: RefCell::new(Rc::new(Shown::of(&world))),
            world: RefCell::new(world),
            pace: Cell::new(Pace {
                running: true,
                speed: USUAL_SPEED,
            }),
            drawn: Cell::new(0.0),
        }
    }

    /// Lets time pass for a frame. True when something has to be drawn.
    fn frame(&self, passed: f64) -> bool {
        let begun = milliseconds();
        let mut world = self.world.borrow_mut();
        let pace = self.pace.get();
        let mut moves = false;
        if pace.running {
            moves = world.flights().next().is_some();
            world.advance(pace.span(passed), || milliseconds() - begun < SLICE);
        }
        moves || self.shown.borrow().version != Some(world.version())
    }

    /// What there is to show; of a moment ago, unless it is wanted now.
    fn shown(&self, now: bool) -> Rc<Shown> {
        let world = self.world.borrow();
        let stale = self.shown.borrow().version != Some(world.version());
        let at = milliseconds();
        if stale && (now || at - self.drawn.get() >= DRAW_EVERY) {
            self.drawn.set(at);
            self.shown.replace(Rc::new(Shown::of(&world)));
        }
        self.shown.borrow().clone()
    }

    fn obey(&self, order: Order) {
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
            Order::Transact {
                site,
                sender,
                recipient,
                amount,
            } => world.order(
                site,
                Command::Transact {
                    sender,
                    recipient,
                    amount,
                },
            ),
            Order::Hear(site, other, registered) => world.set_registered(site, other, registered),
            Order::RegisterAll => world.register_all(),
            Order::Split => world.split(),
            Order::Heal => world.heal(),
            Order::Toggle(at) => {
                let links = &self.shown.borrow().picture.links;
                if let Some(link) = links.get(at) {
                    if world.wires().is_cut(link.one, link.other) {
                        world.mend(link.one, link.other);
                    } else {
                        world.cut(link.one, link.other);
                    }
                }
            }
            Order::Live(mode) => world.set_mode(mode),
            Order::Delay(delay) => world.set_delay(delay),
            Order::Loss(percent) => world.set_loss(percent),
            Order::Nodes(count) => {
                while world.count() > count && world.leave() {}
                while world.count() < count && name(world.count()).is_some_and(|n| world.join(n)) {}
            }
            Order::Rules(rules) => *world = again(&world, rules),
            Order::Reset => {
                let rules = world.rules();
                *world = again(&world, rules);
            }
        }
        // Whoever orders something sees it at once.
        self.drawn.set(0.0);
    }
}

impl Shown {
    fn of(world: &World) -> Self {
        Self {
            version: Some(world.version()),
            cards: shown::cards(world).into_iter().map(Rc::new).collect(),
            picture: shown::picture(world),
            tree: shown::tree(world),
            news: world
                .news()
                .rev()
                // A chain that only grew is no news where chains grow all the time.
                .filter(|news| !matches!(news.story, Story::Reorg { orphaned: 0, .. }))
                .take(STORIES)
                .cloned()
                .collect(),
        }
    }
}

/// A new world like this one.
fn again(world: &World, rules: Rules) -> World {
    World::new(Setup {
        seed: seed(),
        names: (0..world.count()).filter_map(name).collect(),
        rules,
        mode: world.mode(),
        delay: world.wires().delay(),
        loss: world.wires().loss(),
    })
}

fn seed() -> u64 {
    (js_sys::Math::random() * (1_u64 << 53) as f64) as u64
}

/// What the node at this site is called.
fn name(site: usize) -> Option<NodeName> {
    let names = [
        t("lab-name-1"),
        t("lab-name-2"),
        t("lab-name-3"),
        t("lab-name-4"),
        t("lab-name-5"),
        t("lab-name-6"),
    ];
    NodeName::parse(names.get(site)?).ok()
}

/// The view.
#[component]
pub fn Lab() -> Html {
    use_language();
    let bench = use_memo((), |()| Bench::kept());
    let redraw = use_force_update();
    {
        let (bench, redraw) = (bench.clone(), redraw.clone());
        use_frames(Callback::from(move |passed| {
            if bench.frame(passed) {
                redraw.force_update();
            }
        }));
    }
    let order = {
        let bench = bench.clone();
        use_callback((), move |order: Order, ()| {
            bench.obey(order);
            redraw.force_update();
        })
    };
    let on_toggle = use_callback(order.clone(), |at: usize, order| {
        order.emit(Order::Toggle(at))
    });

    let shown = bench.shown(false);
    let world = bench.world.borrow();
    let picture = Picture {
        flights: world.flights().collect(),
        ..shown.picture.clone()
    };
    let pace = bench.pace.get();
    let names: Vec<String> = shown.cards.iter().map(|card| card.name.clone()).collect();
    html! {
        <section class="workshop-view lab" data-testid="lab">
            <div class="workshop-title">
                <h2>{ t("view-lab") }</h2>
                <p class="note">{ t("lab-meaning") }</p>
            </div>
            <div class="panel lab-controls">
                <Deeds
                    {pace}
                    tenths={(world.elapsed().as_millis() / 100) as u64}
                    mining={shown.cards.iter().any(|card| card.mining || card.keep)}
                    any_cut={world.wires().any_cut()}
                    order={order.clone()}
                />
                <Settings
                    {pace}
                    delay={world.wires().delay()}
                    loss={world.wires().loss()}
                    nodes={world.count()}
                    rules={world.rules()}
                    mode={world.mode()}
                    order={order.clone()}
                />
            </div>
            <div class="panel"><Drawing {picture} {on_toggle} /></div>
            <div class="lab-history">
                <section class="panel" aria-label={t("lab-tree")}>
                    <ForkTree layout={shown.tree.clone()} />
                </section>
                <Stories news={shown.news.clone()} {names} />
            </div>
            <div class="lab-cards">
                { for shown.cards.iter().map(|card| html! {
                    <NodeCard key={card.site} card={card.clone()} order={order.clone()} />
                }) }
            </div>
        </section>
    }
}
