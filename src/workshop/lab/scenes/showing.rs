//! A scene on the page: how its time passes, and what is drawn of it.

use std::{
    cell::{Cell, Ref, RefCell},
    time::Duration,
};

use node::NodeName;

use super::{player::Player, script::Scene};
use crate::workshop::lab::{frames::milliseconds, parts::Parts};

/// So long a scene may keep the page from doing anything else in a frame, in milliseconds,
const SLICE: f64 = 4.0;
/// and so long while an earlier moment is being reached, of which nothing is drawn.
const REPLAY_SLICE: f64 = 12.0;
/// Nothing is drawn again within this time, in milliseconds.
const DRAW_EVERY: f64 = 15.0;

/// A scene with what is shown of it.
pub struct Showing {
    player: RefCell<Player>,
    running: Cell<bool>,
    /// The moment that is to be shown next.
    goal: Cell<Option<Duration>>,
    parts: RefCell<Parts>,
    drawn: Cell<f64>,
    /// Whether nothing moves between two beats: then a scene is a row of still pictures.
    still: bool,
}

impl Showing {
    /// A scene from its beginning, its nodes called like this.
    pub fn new(scene: &'static Scene, names: Vec<NodeName>, running: bool, still: bool) -> Self {
        let player = Player::new(scene, names);
        Self {
            parts: RefCell::new(Parts::of(player.world())),
            player: RefCell::new(player),
            running: Cell::new(running),
            goal: Cell::new(None),
            drawn: Cell::new(0.0),
            still,
        }
    }

    /// The same scene at the same moment, its nodes called otherwise.
    pub fn renamed(&self, names: Vec<NodeName>) -> Self {
        let showing = Self::new(self.scene(), names, self.is_running(), self.still);
        showing.goal.set(Some(self.at()));
        showing
    }

    /// What is shown.
    pub fn scene(&self) -> &'static Scene {
        self.player.borrow().scene()
    }

    /// The scene as it is played.
    pub fn player(&self) -> Ref<'_, Player> {
        self.player.borrow()
    }

    /// The moment that is shown, or will be in a moment.
    pub fn at(&self) -> Duration {
        self.goal.get().unwrap_or_else(|| self.player.borrow().at())
    }

    /// Whether time passes.
    pub fn is_running(&self) -> bool {
        self.running.get()
    }

    /// What there is to show.
    pub fn parts(&self) -> Parts {
        self.parts.borrow().clone()
    }

    /// Lets time pass, or stops it; at the end it begins again.
    pub fn run(&self, running: bool) {
        if running && self.at() >= self.scene().lasts {
            self.go_to(Duration::ZERO);
        }
        self.running.set(running);
    }

    /// Shows another moment.
    pub fn go_to(&self, moment: Duration) {
        let mut player = self.player.borrow_mut();
        if moment < player.at() {
            player.rewind();
        }
        self.goal.set(Some(moment.min(player.scene().lasts)));
    }

    /// Lets time pass for a frame. True when something has to be drawn.
    pub fn frame(&self, passed: f64) -> bool {
        let begun = milliseconds();
        let mut player = self.player.borrow_mut();
        if let Some(goal) = self.goal.get() {
            player.play_to(goal, || milliseconds() - begun < REPLAY_SLICE);
            if player.at() < goal {
                return false;
            }
            self.goal.set(None);
            self.parts.replace(Parts::of(player.world()));
            return true;
        }
        let beats = player.beats();
        if self.running.get() {
            let span = Duration::from_micros((passed * 1_000.0) as u64);
            let to = player.at() + span;
            player.play_to(to, || milliseconds() - begun < SLICE);
        }
        let ends = self.running.get() && player.is_over();
        if ends {
            self.running.set(false);
        }
        if self.still || ends {
            let changed = ends || player.beats() != beats;
            if changed {
                self.parts.replace(Parts::of(player.world()));
            }
            return changed;
        }
        if begun - self.drawn.get() < DRAW_EVERY {
            return false;
        }
        let changed = self.parts.borrow_mut().renew(player.world());
        if changed {
            self.drawn.set(begun);
        }
        changed
    }
}
