//! Several workers on one search.
//!
//! Ranges are handed out in order ([`pow::Sharing`]), so that the smallest proof wins however many
//! workers search. A worker that dies is replaced, and its range searched again.

use std::{
    cell::RefCell,
    num::NonZeroU64,
    ops::Range,
    rc::{Rc, Weak},
};

use chain::Hash;
use node::SearchFault;
use pow::{EmptyRange, Progress, Puzzle, Sharing};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::{
    protocol::{Order, Report},
    slot::Slot,
};
use crate::{BUILD, web::clock};

/// The most workers in one pool.
pub const MAX_WORKERS: usize = 64;
/// A worker that dies this often without finishing a range is given up.
const MAX_DEATHS: u32 = 3;
/// How often the pool looks whether its workers are alive, in milliseconds.
const LOOK_MS: i32 = 1000;
/// The first ranges, in proofs: small, for a block of the tutorial's difficulty needs only some
/// 65,000 hashes, and all workers should have a share in them.
const FIRST_RANGE: NonZeroU64 = NonZeroU64::new(1 << 14).unwrap();
/// How long a range should keep a worker busy, in seconds.
const RANGE_SECONDS: f64 = 0.25;
/// A search this long tells how fast this machine is, in seconds.
const TELLING_SECONDS: f64 = 0.02;
/// The largest range, in proofs.
const MAX_RANGE: u64 = 1 << 24;

/// What a pool tells its owner.
pub enum Event {
    /// A worker has found out how fast it is.
    TriedOut,
    /// The search is over.
    Done(Result<Found, SearchFault>),
    /// A worker is of another build than the page.
    OtherBuild,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The smallest proof of the range, if it has one.
    pub proof: Option<u64>,
    /// Hashes computed, wasted ones included.
    pub hashes: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Found {
    /// The numbers from 0 up to the proof, of a search that began there: what luck decides on. Workers that were
    /// ahead of it hashed in vain, the more of them the more workers there are.
    pub fn attempts(&self) -> u64 {
        self.proof
            .map_or(self.hashes, |proof| proof.saturating_add(1))
    }
}

/// How a search is getting on.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Hashes computed so far.
    pub hashes: u64,
    /// Seconds since the search began.
    pub seconds: f64,
    /// Hashes a second of each worker, as of late.
    pub per_worker: Vec<f64>,
    /// What is being solved.
    pub puzzle: Rc<Puzzle>,
    /// Proofs that were tried last; empty before the first are reported.
    pub recent: Range<u64>,
    /// Of the proofs that do not solve it, the one with the smallest hash so far.
    pub closest: Option<u64>,
    /// The one that was found.
    pub proof: Option<u64>,
}

/// Workers, and what they are searching.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

struct Inner {
    this: Weak<RefCell<Inner>>,
    notify: Rc<dyn Fn(Event)>,
    slots: Vec<Slot>,
    wanted: usize,
    running: Option<Running>,
    last_search: u32,
    /// Hashes a second of the last search that was long enough to tell.
    speed: Option<f64>,
    /// Hashes a second of one worker, as it found by trying.
    tried_out: Option<f64>,
    /// How the last search got on until it ended.
    last: Option<Rate>,
    looking: Option<Looking>,
}

/// The timer that looks after the workers.
struct Looking {
    timer: i32,
    _on_time: Closure<dyn FnMut()>,
}

struct Running {
    number: u32,
    puzzle: Rc<Puzzle>,
    sharing: Sharing,
    began: f64,
    recent: Range<u64>,
    closest: Option<u64>,
    proof: Option<u64>,
}

impl Pool {
    /// A pool of 1 to [`MAX_WORKERS`] workers, none of which is started yet; it tells `notify` what happens.
    pub fn new(workers: usize, notify: impl Fn(Event) + 'static) -> Self {
        let pool = Self(Rc::new_cyclic(|this| {
            RefCell::new(Inner {
                this: this.clone(),
                notify: Rc::new(notify),
                slots: Vec::new(),
                wanted: workers.clamp(1, MAX_WORKERS),
                running: None,
                last_search: 0,
                speed: None,
                tried_out: None,
                last: None,
                looking: None,
            })
        }));
        pool.0.borrow_mut().look_after();
        pool
    }

    /// Starts a first worker, so that a search that is likely to come need not wait for it, and tries out how fast it is.
    /// Without this, workers start with the first search.
    pub fn prepare(&self) {
        let mut inner = self.0.borrow_mut();
        if inner.slots.is_empty() {
            inner.fill(1);
        }
    }

    /// Changes the number of workers, also in the middle of a search.
    pub fn resize(&self, workers: usize) {
        let mut inner = self.0.borrow_mut();
        let workers = workers.clamp(1, MAX_WORKERS);
        inner.wanted = workers;
        while inner.slots.len() > inner.wanted {
            let place = inner.slots.len() - 1;
            inner.stop_worker(place);
            inner.slots.pop();
        }
        if inner.running.is_some() {
            inner.fill(workers);
        }
        inner.hand_out();
    }

    /// How many workers search, or would.
    pub fn workers(&self) -> usize {
        self.0.borrow().wanted
    }

    /// Searches a range; a search under way is dropped without a word. An error where the range is
    /// empty.
    pub fn search(&self, puzzle: Puzzle, range: Range<u64>) -> Result<(), EmptyRange> {
        let sharing = Sharing::new(range, FIRST_RANGE)?;
        let mut inner = self.0.borrow_mut();
        inner.halt();
        inner.last_search = inner.last_search.wrapping_add(1);
        inner.running = Some(Running {
            number: inner.last_search,
            puzzle: Rc::new(puzzle),
            sharing,
            began: clock::seconds(),
            recent: 0..0,
            closest: None,
            proof: None,
        });
        let wanted = inner.wanted;
        inner.fill(wanted);
        inner.hand_out();
        Ok(())
    }

    /// Stops searching.
    pub fn stop(&self) {
        self.0.borrow_mut().halt();
    }

    /// Hashes a second of all workers together, once a search was long enough to tell; before that, as a worker's own
    /// trial promises.
    pub fn speed(&self) -> Option<f64> {
        let inner = self.0.borrow();
        let promised = inner.tried_out.map(|one| one * inner.wanted as f64);
        inner.speed.or(promised)
    }

    /// How the search is getting on, or else how the last one got on until it ended.
    pub fn rate(&self) -> Option<Rate> {
        let inner = self.0.borrow();
        inner.rate().or_else(|| inner.last.clone())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for place in 0..self.slots.len() {
            self.stop_worker(place);
        }
        if let (Some(looking), Some(window)) = (&self.looking, web_sys::window()) {
            window.clear_interval_with_handle(looking.timer);
        }
    }
}

impl Inner {
    /// Looks now and then whether a worker has fallen silent.
    fn look_after(&mut self) {
        let this = self.this.clone();
        let on_time = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = this.upgrade() {
                Self::look(&inner);
            }
        });
        let callback = on_time.as_ref().unchecked_ref();
        let timer = web_sys::window().and_then(|window| {
            window
                .set_interval_with_callback_and_timeout_and_arguments_0(callback, LOOK_MS)
                .ok()
        });
        self.looking = timer.map(|timer| Looking {
            timer,
            _on_time: on_time,
        });
    }

    fn look(inner: &Rc<RefCell<Self>>) {
        let mut dead = Vec::new();
        for (place, slot) in inner.borrow_mut().slots.iter_mut().enumerate() {
            if slot.fell_silent() {
                dead.push(place);
            }
        }
        for place in dead {
            Self::died(
                inner,
                place,
                SearchFault::Crashed("it fell silent".to_owned()),
            );
        }
    }

    /// Puts a worker into each of so many places, also into those that were given up.
    fn fill(&mut self, places: usize) {
        if self.slots.len() < places {
            self.slots.resize_with(places, Slot::default);
        }
        for place in 0..self.slots.len() {
            if self.slots[place].is_vacant() {
                self.slots[place].deaths = 0;
                self.start_worker(place);
            }
        }
    }

    /// Puts a worker into a place.
    fn start_worker(&mut self, place: usize) {
        let (hearing, failing) = (self.this.clone(), self.this.clone());
        let heard = move |event: MessageEvent| {
            if let Some(inner) = hearing.upgrade() {
                Self::heard(&inner, place, event);
            }
        };
        let died = move |reason: String| {
            if let Some(inner) = failing.upgrade() {
                let fault = if reason.is_empty() {
                    SearchFault::NotLoaded
                } else {
                    SearchFault::Crashed(reason)
                };
                Self::died(&inner, place, fault);
            }
        };
        if let Err(reason) = self.slots[place].start_worker(heard, died) {
            let this = self.this.clone();
            // Later, as a worker that dies would tell it: whoever asked for a search is not yet ready to hear of its end.
            spawn_local(async move {
                if let Some(inner) = this.upgrade() {
                    Self::died(&inner, place, SearchFault::NotStarted(reason));
                }
            });
        }
    }

    /// Ends the worker in a place; its range goes back to be searched by others.
    fn stop_worker(&mut self, place: usize) {
        let was_busy = self.slots[place].stop_worker();
        if was_busy && let Some(running) = &mut self.running {
            running.sharing.lost(place);
        }
    }

    fn heard(inner: &Rc<RefCell<Self>>, place: usize, event: MessageEvent) {
        let notice = match Report::from_js(&event.data()) {
            Some(report) => inner.borrow_mut().note(place, report),
            // Only another build says what can't be read.
            None => Some(Event::OtherBuild),
        };
        Self::tell(inner, notice);
    }

    fn died(inner: &Rc<RefCell<Self>>, place: usize, fault: SearchFault) {
        let notice = {
            let mut inner = inner.borrow_mut();
            if place >= inner.slots.len() {
                return;
            }
            inner.stop_worker(place);
            inner.slots[place].deaths += 1;
            if inner.slots[place].deaths < MAX_DEATHS {
                inner.start_worker(place);
                None
            } else if inner.slots.iter().all(Slot::is_vacant) {
                let failed = inner.running.take().is_some();
                failed.then_some(Event::Done(Err(fault)))
            } else {
                inner.hand_out();
                None
            }
        };
        Self::tell(inner, notice);
    }

    /// Tells the owner, who may well answer with the next search: so nothing is borrowed here.
    fn tell(inner: &Rc<RefCell<Self>>, notice: Option<Event>) {
        if let Some(notice) = notice {
            let notify = inner.borrow().notify.clone();
            notify(notice);
        }
    }

    fn note(&mut self, place: usize, report: Report) -> Option<Event> {
        // A worker that was stopped may still be heard.
        self.slots.get_mut(place)?.silent = 0;
        match report {
            Report::Ready { build } if build != BUILD => Some(Event::OtherBuild),
            Report::Ready { .. } => {
                self.slots[place].ready = true;
                self.hand_out();
                None
            }
            Report::Alive => None,
            Report::TriedOut { per_second } => {
                self.tried_out = Some(per_second);
                Some(Event::TriedOut)
            }
            Report::Progress {
                search,
                tried,
                closest,
            } => self.progressed(place, search, Progress::Paused, tried, closest),
            Report::Done {
                search,
                tried,
                closest,
                proof,
            } => {
                let progress = proof.map_or(Progress::Exhausted, Progress::Found);
                self.progressed(place, search, progress, tried, closest)
            }
            Report::Refused { search, reason } => self.is_current(search).then(|| {
                self.halt();
                Event::Done(Err(SearchFault::Refused(reason)))
            }),
        }
    }

    fn is_current(&self, search: u32) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.number == search)
    }

    fn progressed(
        &mut self,
        place: usize,
        search: u32,
        progress: Progress,
        tried: u64,
        closest: Option<u64>,
    ) -> Option<Event> {
        if !self.is_current(search) {
            return None;
        }
        let running = self.running.as_mut()?;
        let slot = &mut self.slots[place];
        if let Err(error) = running.sharing.report(place, progress, tried) {
            // A worker that reports what can't be is no worker.
            web_sys::console::error_1(&error.to_string().into());
            return None;
        }
        running.recent = slot.from..slot.from.saturating_add(tried);
        let before = running.closest.into_iter();
        running.closest = before
            .chain(closest)
            .min_by_key(|&number| Hash::of(&running.puzzle.text(number)));
        let seconds = clock::seconds() - slot.busy?;
        if seconds > 0.0 {
            slot.per_second = tried as f64 / seconds;
        }
        if progress == Progress::Paused {
            return None;
        }
        slot.busy = None;
        slot.deaths = 0;
        let range = (slot.per_second * RANGE_SECONDS) as u64;
        let piece = NonZeroU64::new(range.min(MAX_RANGE))
            .map_or(FIRST_RANGE, |range| range.max(FIRST_RANGE));
        running.sharing.set_piece(place, piece);
        let Some(outcome) = running.sharing.outcome() else {
            self.hand_out();
            return None;
        };
        running.proof = outcome.proof;
        let seconds = clock::seconds() - running.began;
        self.halt();
        Some(Event::Done(Ok(Found {
            proof: outcome.proof,
            hashes: outcome.tried,
            seconds,
        })))
    }

    /// Gives every idle worker the next range.
    fn hand_out(&mut self) {
        let Some(running) = &mut self.running else {
            return;
        };
        for (place, slot) in self.slots.iter_mut().enumerate() {
            if !slot.ready || slot.busy.is_some() {
                continue;
            }
            let Some(range) = running.sharing.next_range(place) else {
                continue;
            };
            slot.busy = Some(clock::seconds());
            slot.from = range.start;
            slot.order(&Order::Search {
                search: running.number,
                prefix: running.puzzle.prefix().to_owned(),
                suffix: running.puzzle.suffix().to_owned(),
                target: running.puzzle.target(),
                from: range.start,
                to: range.end,
            });
        }
    }

    /// How the search is getting on, if there is one.
    fn rate(&self) -> Option<Rate> {
        let running = self.running.as_ref()?;
        Some(Rate {
            hashes: running.sharing.tried(),
            seconds: clock::seconds() - running.began,
            per_worker: self.slots.iter().map(|m| m.per_second).collect(),
            puzzle: running.puzzle.clone(),
            recent: running.recent.clone(),
            closest: running.closest,
            proof: running.proof,
        })
    }

    fn halt(&mut self) {
        if let Some(rate) = self.rate() {
            if rate.seconds >= TELLING_SECONDS {
                self.speed = Some(rate.hashes as f64 / rate.seconds);
            }
            self.last = Some(rate);
            self.running = None;
        }
        for slot in &mut self.slots {
            if slot.busy.take().is_some() {
                slot.order(&Order::Stop);
            }
            slot.per_second = 0.0;
        }
    }
}
