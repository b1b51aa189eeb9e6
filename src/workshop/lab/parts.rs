//! What is shown of the lab, in parts that take turns: each is as it was when its turn came last.
//!
//! All parts drawn at once would hold the page up; one after the other, a whole round is over in a few frames.

use std::rc::Rc;

use super::{
    activity::{Activity, LogEntry},
    shown::{self, Card},
    world::World,
};
use crate::workshop::{
    forks::layout::Layout,
    network::picture::{Flight, Picture},
};

/// How many entries of the log are shown.
const ENTRIES: usize = 3;
/// The parts beside the cards.
const OTHERS: [fn(&mut Parts, &World) -> bool; 3] =
    [Parts::renew_picture, Parts::renew_tree, Parts::renew_log];

/// All that is shown.
#[derive(Clone)]
pub struct Parts {
    /// The nodes' cards.
    pub cards: Vec<Rc<Card>>,
    /// The network, without the messages on their way.
    pub picture: Picture,
    /// The tree of forks.
    pub tree: Rc<Layout>,
    /// What happened last, newest first.
    pub log: Vec<Rc<LogEntry>>,
    /// The messages on their way, in the order in which they were sent.
    pub flights: Vec<Flight>,
    /// The lab's time since it began, in tenths of a second.
    pub tenths: u64,
    /// The part whose turn it is: a card, or one after them.
    turn: usize,
    /// Whether the messages had the last turn.
    flew: bool,
}

impl Parts {
    /// All parts, as the world is now.
    pub fn of(world: &World) -> Self {
        Self {
            cards: shown::cards(world).into_iter().map(Rc::new).collect(),
            picture: shown::picture(world),
            tree: Rc::new(shown::tree(world)),
            log: log(world),
            flights: shown::flights(world),
            tenths: tenths(world),
            turn: 0,
            flew: false,
        }
    }

    /// Brings something up to date, if anything has changed: the messages on their way, or the next part that is
    /// not as it was. False where all of it is.
    pub fn renew(&mut self, world: &World) -> bool {
        let passed = replaced(&mut self.tenths, tenths(world));
        if self.flew && self.renew_next(world) {
            self.flew = false;
            return true;
        }
        self.flew = replaced(&mut self.flights, shown::flights(world));
        self.flew || self.renew_next(world) || passed
    }

    fn renew_next(&mut self, world: &World) -> bool {
        let cards = shown::cards(world);
        let count = cards.len() + OTHERS.len();
        for _ in 0..count {
            let part = self.turn % count;
            self.turn = part + 1;
            let renewed = match cards.get(part) {
                Some(card) => self.renew_card(card),
                None => OTHERS[part - cards.len()](self, world),
            };
            if renewed {
                return true;
            }
        }
        false
    }

    fn renew_card(&mut self, card: &Card) -> bool {
        let shown = self.cards.get_mut(card.site);
        shown.is_some_and(|shown| **shown != *card && replaced(shown, Rc::new(card.clone())))
    }

    fn renew_picture(&mut self, world: &World) -> bool {
        replaced(&mut self.picture, shown::picture(world))
    }

    fn renew_tree(&mut self, world: &World) -> bool {
        replaced(&mut self.tree, Rc::new(shown::tree(world)))
    }

    fn renew_log(&mut self, world: &World) -> bool {
        replaced(&mut self.log, log(world))
    }
}

/// Puts what is new in the place of what was; false where they are the same.
fn replaced<T: PartialEq>(old: &mut T, new: T) -> bool {
    let differs = *old != new;
    if differs {
        *old = new;
    }
    differs
}

fn log(world: &World) -> Vec<Rc<LogEntry>> {
    // Chains that only grow do so all the time.
    let grew =
        |entry: &&Rc<LogEntry>| matches!(entry.activity, Activity::Reorg { orphaned: 0, .. });
    let entries = world.log().rev().filter(|entry| !grew(entry));
    entries.take(ENTRIES).cloned().collect()
}

fn tenths(world: &World) -> u64 {
    (world.elapsed().as_millis() / 100) as u64
}
