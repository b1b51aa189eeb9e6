//! A crew of workers on one search.
//!
//! Ranges are handed out in order ([`pow::Sharing`]), so that the smallest proof wins however many
//! workers search. A worker that dies is replaced, and its range searched again.

use std::{
    cell::RefCell,
    num::NonZeroU64,
    ops::Range,
    rc::{Rc, Weak},
};

use node::SearchFault;
use pow::{EmptyRange, Progress, Puzzle, Sharing};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::MessageEvent;

use super::{
    member::Member,
    protocol::{Order, Report},
};
use crate::{BUILD, drivers::clock};

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
    /// Time passed. Told about four times a second, in hidden tabs too.
    Tick,
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
}

/// Workers, and what they are searching.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Crew>>);

struct Crew {
    this: Weak<RefCell<Crew>>,
    notify: Rc<dyn Fn(Event)>,
    members: Vec<Member>,
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
    puzzle: Puzzle,
    sharing: Sharing,
    began: f64,
}

impl Pool {
    /// A pool of 1 to [`MAX_WORKERS`] workers, which tells `notify` what happens.
    pub fn new(workers: usize, notify: impl Fn(Event) + 'static) -> Self {
        let pool = Self(Rc::new_cyclic(|this| {
            RefCell::new(Crew {
                this: this.clone(),
                notify: Rc::new(notify),
                members: Vec::new(),
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
        // One is needed for its ticks; the others come with the first search.
        pool.0.borrow_mut().add_member();
        pool
    }

    /// Changes the number of workers, also in the middle of a search.
    pub fn resize(&self, workers: usize) {
        let mut crew = self.0.borrow_mut();
        crew.wanted = workers.clamp(1, MAX_WORKERS);
        while crew.members.len() > crew.wanted {
            let place = crew.members.len() - 1;
            crew.dismiss(place);
            crew.members.pop();
        }
        if crew.running.is_some() {
            crew.fill();
        }
        crew.hand_out();
    }

    /// How many workers search, or would.
    pub fn workers(&self) -> usize {
        self.0.borrow().wanted
    }

    /// Searches a range; a search under way is dropped without a word. An error where the range is
    /// empty.
    pub fn search(&self, puzzle: Puzzle, range: Range<u64>) -> Result<(), EmptyRange> {
        let sharing = Sharing::new(range, FIRST_RANGE)?;
        let mut crew = self.0.borrow_mut();
        crew.halt();
        crew.last_search = crew.last_search.wrapping_add(1);
        crew.running = Some(Running {
            number: crew.last_search,
            puzzle,
            sharing,
            began: clock::seconds(),
        });
        crew.fill();
        crew.hand_out();
        Ok(())
    }

    /// Stops searching.
    pub fn stop(&self) {
        self.0.borrow_mut().halt();
    }

    /// Hashes a second of all workers together, once a search was long enough to tell; before that, as a worker's own
    /// trial promises.
    pub fn speed(&self) -> Option<f64> {
        let crew = self.0.borrow();
        let promised = crew.tried_out.map(|one| one * crew.wanted as f64);
        crew.speed.or(promised)
    }

    /// How the search is getting on, or else how the last one got on until it ended.
    pub fn rate(&self) -> Option<Rate> {
        let crew = self.0.borrow();
        crew.rate().or_else(|| crew.last.clone())
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for place in 0..self.members.len() {
            self.dismiss(place);
        }
        if let (Some(looking), Some(window)) = (&self.looking, web_sys::window()) {
            window.clear_interval_with_handle(looking.timer);
        }
    }
}

impl Crew {
    /// Looks now and then whether a worker has fallen silent.
    fn look_after(&mut self) {
        let this = self.this.clone();
        let on_time = Closure::<dyn FnMut()>::new(move || {
            if let Some(crew) = this.upgrade() {
                Self::look(&crew);
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

    fn look(crew: &Rc<RefCell<Self>>) {
        let mut dead = Vec::new();
        for (place, member) in crew.borrow_mut().members.iter_mut().enumerate() {
            if member.fell_silent() {
                dead.push(place);
            }
        }
        for place in dead {
            Self::died(crew, place, "it fell silent");
        }
    }

    fn fill(&mut self) {
        while self.members.len() < self.wanted {
            self.add_member();
        }
    }

    fn add_member(&mut self) {
        self.members.push(Member::default());
        self.hire(self.members.len() - 1);
    }

    /// Puts a worker into a place.
    fn hire(&mut self, place: usize) {
        let (hearer, mourner) = (self.this.clone(), self.this.clone());
        let heard = move |event: MessageEvent| {
            if let Some(crew) = hearer.upgrade() {
                Self::heard(&crew, place, event);
            }
        };
        let died = move |reason: String| {
            if let Some(crew) = mourner.upgrade() {
                Self::died(&crew, place, &reason);
            }
        };
        self.members[place].hire(heard, died);
    }

    /// Ends the worker in a place; its range goes back to be searched by others.
    fn dismiss(&mut self, place: usize) {
        let was_busy = self.members[place].dismiss();
        if was_busy && let Some(running) = &mut self.running {
            running.sharing.lost(place);
        }
    }

    fn heard(crew: &Rc<RefCell<Self>>, place: usize, event: MessageEvent) {
        let notice = match Report::from_js(&event.data()) {
            Some(report) => crew.borrow_mut().note(place, report),
            // Only another build says what can't be read.
            None => Some(Event::OtherBuild),
        };
        Self::tell(crew, notice);
    }

    fn died(crew: &Rc<RefCell<Self>>, place: usize, reason: &str) {
        let notice = {
            let mut crew = crew.borrow_mut();
            if place >= crew.members.len() {
                return;
            }
            crew.dismiss(place);
            crew.members[place].deaths += 1;
            if crew.members[place].deaths < MAX_DEATHS {
                crew.hire(place);
                None
            } else if crew.members.iter().all(Member::is_vacant) {
                let fault = if reason.is_empty() {
                    SearchFault::NotLoaded
                } else {
                    SearchFault::Crashed(reason.to_owned())
                };
                let failed = crew.running.take().is_some();
                failed.then_some(Event::Done(Err(fault)))
            } else {
                crew.hand_out();
                None
            }
        };
        Self::tell(crew, notice);
    }

    /// Tells the owner, who may well answer with the next search: so nothing is borrowed here.
    fn tell(crew: &Rc<RefCell<Self>>, notice: Option<Event>) {
        if let Some(notice) = notice {
            let notify = crew.borrow().notify.clone();
            notify(notice);
        }
    }

    fn note(&mut self, place: usize, report: Report) -> Option<Event> {
        // A worker that was dismissed may still be heard.
        self.members.get_mut(place)?.silent = 0;
        match report {
            Report::Ready { build } if build != BUILD => Some(Event::OtherBuild),
            Report::Ready { .. } => {
                self.members[place].ready = true;
                self.hand_out();
                None
            }
            // One worker's ticks are enough.
            Report::Tick => (place == 0).then_some(Event::Tick),
            Report::TriedOut { per_second } => {
                self.tried_out = Some(per_second);
                None
            }
            Report::Progress { search, tried } => {
                self.progressed(place, search, Progress::Paused, tried)
            }
            Report::Done {
                search,
                tried,
                proof,
            } => {
                let progress = proof.map_or(Progress::Exhausted, Progress::Found);
                self.progressed(place, search, progress, tried)
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
    ) -> Option<Event> {
        if !self.is_current(search) {
            return None;
        }
        let running = self.running.as_mut()?;
        let member = &mut self.members[place];
        if let Err(error) = running.sharing.report(place, progress, tried) {
            // A worker that reports what can't be is no worker.
            web_sys::console::error_1(&error.to_string().into());
            return None;
        }
        let seconds = clock::seconds() - member.busy?;
        if seconds > 0.0 {
            member.per_second = tried as f64 / seconds;
        }
        if progress == Progress::Paused {
            return None;
        }
        member.busy = None;
        member.deaths = 0;
        let range = (member.per_second * RANGE_SECONDS) as u64;
        let piece = NonZeroU64::new(range.min(MAX_RANGE))
            .map_or(FIRST_RANGE, |range| range.max(FIRST_RANGE));
        running.sharing.set_piece(place, piece);
        let Some(outcome) = running.sharing.outcome() else {
            self.hand_out();
            return None;
        };
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
        for (place, member) in self.members.iter_mut().enumerate() {
            if !member.ready || member.busy.is_some() {
                continue;
            }
            let Some(range) = running.sharing.next_range(place) else {
                continue;
            };
            member.busy = Some(clock::seconds());
            member.order(&Order::Search {
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
            per_worker: self.members.iter().map(|m| m.per_second).collect(),
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
        for member in &mut self.members {
            if member.busy.take().is_some() {
                member.order(&Order::Stop);
            }
            member.per_second = 0.0;
        }
    }
}
