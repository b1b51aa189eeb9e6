//! The workbench: the copy that is being tampered with, and the work that goes on at it. It outlives the
//! view, so that looking at one's node, or another language, costs nobody their changes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use chain::{Block, Blocks, Link, Number, Rules, Transaction};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    copy::Copy,
    labour::{Cost, Ending, Labour, Trying},
    steady::Hold,
};
use crate::{
    page::{
        failure::Failure,
        visibility::{is_hidden, when_shown},
    },
    web::pieces::Pieces,
    web::{clock, slices::Slices},
    workshop::{
        console,
        finding::{Stop, find},
        learner_action::{self, LearnerAction},
    },
};

/// The view is drawn again this often while work goes on, in seconds.
const DRAW_SECONDS: f64 = 0.1;
/// How many blocks are shown at once.
pub const SHOWN: u64 = 20;

thread_local! {
    static BENCH: Bench = Bench::default();
}

/// The workbench of this page. Clones are the same one.
#[derive(Clone, Default)]
pub struct Bench(Rc<State>);

#[derive(Default)]
struct State {
    copy: RefCell<Option<Copy>>,
    /// Why there is no copy.
    trouble: RefCell<Option<Failure>>,
    /// The last position shown; the newest when `None`.
    last: Cell<Option<u64>>,
    /// Counts changes that did not come out of the field that shows them.
    generation: Cell<u64>,
    /// Counts how often the view was asked to be drawn again.
    drawn: Cell<u64>,
    /// Where what has the focus was before the view is drawn again.
    hold: RefCell<Option<Hold>>,
    /// How many blocks the longest chain of the others has, as far as one has said so.
    others: Cell<Option<u64>>,
    labour: RefCell<Option<Labour>>,
    stop: RefCell<Stop>,
    draw: RefCell<Option<Callback<()>>>,
}

impl PartialEq for Bench {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Which blocks to show.
#[derive(Clone, Copy)]
pub enum Span {
    /// The last ones.
    Newest,
    /// Those before the ones shown.
    Earlier,
    /// Those behind the ones shown.
    Later,
    /// Those around a position.
    Around(u64),
}

/// The workbench. A component that uses this is drawn again when something changes on it, and takes a copy of the
/// chain if there is no copy yet, or nothing was done to it.
#[hook]
pub fn use_bench() -> Bench {
    let bench = BENCH.with(Bench::clone);
    let drawn = use_force_update();
    {
        let bench = bench.clone();
        use_effect_with((), move |()| {
            let draw = Callback::from(move |()| drawn.force_update());
            *bench.0.draw.borrow_mut() = Some(draw);
            if !bench.read(Copy::is_changed).unwrap_or(false) {
                bench.take_copy();
            }
            let unlisten = {
                let bench = bench.clone();
                when_shown(move || bench.draw())
            };
            move || {
                unlisten();
                *bench.0.draw.borrow_mut() = None;
            }
        });
    }
    bench
}

impl Bench {
    /// Looks at the copy; `None` before one was taken.
    pub fn read<T>(&self, look: impl FnOnce(&Copy) -> T) -> Option<T> {
        self.0.copy.borrow().as_ref().map(look)
    }

    /// Why there is no copy.
    pub fn trouble(&self) -> Option<Failure> {
        self.0.trouble.borrow().clone()
    }

    /// Counts changes that did not come out of the field that shows them.
    pub fn generation(&self) -> u64 {
        self.0.generation.get()
    }

    /// Counts how often the view was asked to be drawn again.
    pub fn drawn(&self) -> u64 {
        self.0.drawn.get()
    }

    /// The view has been drawn: what has the focus is brought back to where it was.
    pub fn settle(&self) {
        let hold = self.0.hold.borrow_mut().take();
        if let Some(hold) = hold {
            hold.keep();
        }
    }

    /// Hears how many blocks the longest chain of the others has.
    pub fn hear(&self, others: Option<u64>) {
        self.0.others.set(others);
    }

    /// The first block of the crack. A block that was added and is being mined does not count, as nobody broke it.
    pub fn crack(&self) -> Option<u64> {
        let (crack, added) = self.read(|copy| {
            let crack = copy.crack()?;
            Some((crack, copy.is_added(crack)))
        })??;
        let mined =
            self.labour(|labour| labour.ending.is_none() && labour.from == crack) == Some(true);
        (!added || !mined).then_some(crack)
    }

    /// How many blocks the crack runs through, all of which have to be mended.
    pub fn to_mend(&self) -> Option<u64> {
        let length = self.read(Copy::length)?;
        Some((length + 1).saturating_sub(self.crack()?))
    }

    /// Looks at the last work that was done; `None` when there was none.
    pub fn labour<T>(&self, look: impl FnOnce(&Labour) -> T) -> Option<T> {
        self.0.labour.borrow().as_ref().map(look)
    }

    /// The first and last position shown, of how many.
    pub fn span(&self) -> (u64, u64, u64) {
        let length = self.read(Copy::length).unwrap_or(0);
        let last = self.0.last.get().map_or(length, |last| last.min(length));
        (last.saturating_sub(SHOWN - 1).max(1), last, length)
    }

    /// Shows other blocks.
    pub fn show(&self, span: Span) {
        let (first, last, length) = self.span();
        let wanted = match span {
            Span::Newest => length,
            Span::Earlier => first.saturating_sub(1).max(1),
            Span::Later => last + SHOWN,
            Span::Around(position) => position + SHOWN / 2,
        };
        self.0.last.set((wanted < length).then_some(wanted));
        self.draw();
    }

    /// Changes a block as it is typed. Work that goes on ends: it was for another chain.
    pub fn change(&self, position: u64, change: impl FnOnce(&mut Block)) {
        self.edit(|copy| copy.change(position, change));
    }

    /// Changes a block otherwise than by typing into its fields.
    pub fn rework(&self, position: u64, change: impl FnOnce(&mut Block)) {
        self.renew();
        self.change(position, change);
    }

    /// Gives a block back what it was.
    pub fn restore_block(&self, position: u64) {
        self.renew();
        self.edit(|copy| copy.restore_block(position));
    }

    /// Makes everything as it was.
    pub fn restore(&self) {
        self.renew();
        self.edit(Copy::restore);
    }

    /// Takes a copy of the node's chain as it is now; what was done to the one before is gone.
    pub fn take_copy(&self) {
        self.halt();
        let this = self.clone();
        spawn_local(async move {
            match copied().await {
                Ok(copy) => {
                    this.renew();
                    this.0.labour.take();
                    this.0.last.take();
                    this.0.trouble.take();
                    this.0.copy.replace(Some(copy));
                }
                Err(why) => {
                    this.0.trouble.replace(Some(why));
                }
            }
            this.draw();
        });
    }

    /// Links this block and all behind it again, with a new proof where the old one does not hold.
    pub fn remine(&self, from: u64) {
        self.halt();
        let stop = Stop::default();
        self.0.stop.replace(stop.clone());
        let length = self.read(Copy::length).unwrap_or(0);
        self.0
            .labour
            .replace(Some(Labour::new(from, length, self.0.others.get())));
        let this = self.clone();
        spawn_local(async move {
            let ending = this.labour_on(from..=length, &stop).await;
            // Once it was stopped, something else may have begun.
            if !stop.is_stopped() {
                this.renew();
                this.end(ending);
                this.tell_of_labour();
                this.draw();
            }
        });
        self.draw();
    }

    /// Adds a block with a reward for `recipient`, and mines it.
    pub fn append(&self, recipient: String) {
        let Ok(timestamp) = Number::from_f64(clock::seconds()) else {
            return;
        };
        // What is added is not tampered with; the lesson hears of it when its proof is found.
        self.alter(|copy| {
            let block = Block {
                index: 0,
                timestamp,
                transactions: vec![Transaction::reward(recipient)],
                proof: 0,
                previous_hash: chain::PreviousHash::One,
                merkle_root: None,
            };
            copy.append(block);
        });
        self.show(Span::Newest);
        self.remine(self.read(Copy::length).unwrap_or(0));
    }

    /// Ends the work that goes on.
    pub fn halt(&self) {
        self.0.stop.borrow().stop();
        self.end(Ending::Stopped);
        self.draw();
    }

    async fn labour_on(&self, positions: std::ops::RangeInclusive<u64>, stop: &Stop) -> Ending {
        let mut slices = Slices::begin();
        let mut drawn = clock::seconds();
        for position in positions {
            if stop.is_stopped() {
                return Ending::Stopped;
            }
            let tied = self
                .0
                .copy
                .borrow_mut()
                .as_mut()
                .and_then(|copy| copy.tie(position));
            let cost = match tied {
                None => Cost::Kept,
                Some(puzzle) => {
                    let began = clock::seconds();
                    let progress = |tried| {
                        let seconds = clock::seconds() - began;
                        self.note(|labour| {
                            labour.trying = Some(Trying {
                                position,
                                tried,
                                seconds,
                            });
                        });
                        if !stop.is_stopped() {
                            self.draw();
                        }
                    };
                    match find(&puzzle, stop, progress).await {
                        Err(why) => return Ending::Failed(why),
                        Ok(None) => return Ending::Stopped,
                        Ok(Some(_)) if stop.is_stopped() => return Ending::Stopped,
                        Ok(Some(found)) => {
                            if let Some(copy) = self.0.copy.borrow_mut().as_mut() {
                                copy.prove(position, found.proof);
                            }
                            Cost::Searched(found)
                        }
                    }
                }
            };
            self.note(|labour| labour.done(position, cost));
            let now = clock::seconds();
            if now - drawn > DRAW_SECONDS {
                self.renew();
                self.draw();
                drawn = now;
            }
            if slices.next_if_over().await.is_err() {
                return Ending::Stopped;
            }
        }
        Ending::Done
    }

    fn edit(&self, edit: impl FnOnce(&mut Copy)) {
        self.alter(edit);
        let told = self.read(|copy| LearnerAction::Tampered {
            changed: copy.is_tampered(),
            valid: copy.first_fault().is_none(),
        });
        told.into_iter().for_each(learner_action::tell);
    }

    fn alter(&self, alter: impl FnOnce(&mut Copy)) {
        self.halt();
        // What it had cost until now was for another chain.
        self.0.labour.take();
        if let Some(copy) = self.0.copy.borrow_mut().as_mut() {
            alter(copy);
        }
        self.draw();
    }

    fn tell_of_labour(&self) {
        let done =
            self.labour(|labour| (labour.ending == Some(Ending::Done)).then_some(labour.tried));
        let told = done.flatten().and_then(|attempts| {
            self.read(|copy| LearnerAction::Remined {
                length: copy.length(),
                rule: copy.rules().proof,
                attempts,
                rewritten: copy.is_rewritten(),
                valid: copy.first_fault().is_none(),
            })
        });
        told.into_iter().for_each(learner_action::tell);
    }

    fn end(&self, ending: Ending) {
        let others = self.0.others.get();
        self.note(|labour| labour.end(ending, others));
    }

    fn note(&self, note: impl FnOnce(&mut Labour)) {
        if let Some(labour) = self.0.labour.borrow_mut().as_mut() {
            note(labour);
        }
    }

    fn renew(&self) {
        self.0.generation.set(self.0.generation.get() + 1);
    }

    fn draw(&self) {
        self.0.drawn.set(self.0.drawn.get() + 1);
        if is_hidden() {
            return;
        }
        let draw = self.0.draw.borrow().clone();
        if let Some(draw) = draw {
            let mut hold = self.0.hold.borrow_mut();
            // Several draws may come to one.
            *hold = hold.take().or_else(Hold::now);
            drop(hold);
            draw.emit(());
        }
    }
}

/// A copy of the node's chain.
async fn copied() -> Result<Copy, Failure> {
    let rules = console::observed().map_or_else(Rules::default, |seen| seen.rules);
    let text = console::chain_text().await?;
    let mut links = Vec::new();
    let mut slices = Slices::begin();
    for block in Blocks::in_pieces(Pieces::of(text), rules.format())? {
        let block = block?;
        links.push(Arc::new(Link::new(block)));
        slices.next_if_over().await?;
    }
    Ok(Copy::new(rules, links))
}
