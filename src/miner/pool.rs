//! A crew of workers on one search.
//!
//! Ranges are handed out in order ([`pow::Sharing`]), so that the smallest proof wins however many
//! workers search. A worker that dies is replaced, and its range searched again.

use std::{
    cell::RefCell,
    ops::Range,
    rc::{Rc, Weak},
};

use pow::{Puzzle, Sharing};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::{
    protocol::{Order, Report, from_js, to_js},
    thrown,
};
use crate::{BUILD, drivers::clock};

/// The most workers in one pool.
pub const MAX_WORKERS: usize = 64;
/// A worker that dies this often without finishing a range is given up.
const MAX_DEATHS: u32 = 3;
/// The first ranges, in proofs: small, for a block of the tutorial's difficulty needs only some
/// 65,000 hashes, and all workers should have a share in them.
const FIRST_RANGE: u64 = 1 << 14;
/// How long a range should keep a worker busy, in seconds.
const RANGE_SECONDS: f64 = 0.25;
/// The largest range, in proofs.
const MAX_RANGE: u64 = 1 << 24;

/// What a pool tells its owner.
pub enum Event {
    /// Time passed. Told about four times a second, in hidden tabs too.
    Tick,
    /// The search is over.
    Done(Result<Found, String>),
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
    running: Option<Running>,
    last_search: u32,
}

struct Member {
    /// `None` when it died too often.
    worker: Option<Worker>,
    ready: bool,
    deaths: u32,
    /// Whether it is searching, and since when.
    busy: Option<f64>,
    hashes: u64,
    per_second: f64,
    /// The browser calls these for as long as the worker lives.
    _listeners: Option<(Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(ErrorEvent)>)>,
}

struct Running {
    number: u32,
    puzzle: Puzzle,
    sharing: Sharing,
    began: f64,
    hashes: u64,
}

impl Pool {
    /// A pool of 1 to [`MAX_WORKERS`] workers, which tells `notify` what happens.
    pub fn new(workers: usize, notify: impl Fn(Event) + 'static) -> Self {
        let pool = Self(Rc::new_cyclic(|this| {
            RefCell::new(Crew {
                this: this.clone(),
                notify: Rc::new(notify),
                members: Vec::new(),
                running: None,
                last_search: 0,
            })
        }));
        pool.resize(workers);
        pool
    }

    /// Changes the number of workers, also in the middle of a search.
    pub fn resize(&self, workers: usize) {
        let mut crew = self.0.borrow_mut();
        let workers = workers.clamp(1, MAX_WORKERS);
        while crew.members.len() > workers {
            let place = crew.members.len() - 1;
            crew.dismiss(place);
            crew.members.pop();
        }
        while crew.members.len() < workers {
            let place = crew.members.len();
            crew.members.push(Member::vacant());
            crew.hire(place);
        }
        crew.hand_out();
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.0.borrow().members.len()
    }

    /// Searches a range; a search under way is dropped without a word.
    pub fn search(&self, puzzle: Puzzle, range: Range<u64>) {
        let mut crew = self.0.borrow_mut();
        crew.halt();
        crew.last_search = crew.last_search.wrapping_add(1);
        crew.running = Some(Running {
            number: crew.last_search,
            puzzle,
            sharing: Sharing::new(range, FIRST_RANGE),
            began: clock::seconds(),
            hashes: 0,
        });
        crew.hand_out();
    }

    /// Stops searching.
    pub fn stop(&self) {
        self.0.borrow_mut().halt();
    }

    /// How the search is getting on, if there is one.
    pub fn rate(&self) -> Option<Rate> {
        let crew = self.0.borrow();
        let running = crew.running.as_ref()?;
        Some(Rate {
            hashes: running.hashes + crew.members.iter().map(|m| m.hashes).sum::<u64>(),
            seconds: clock::seconds() - running.began,
            per_worker: crew.members.iter().map(|m| m.per_second).collect(),
        })
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for place in 0..self.members.len() {
            self.dismiss(place);
        }
    }
}

impl Member {
    fn vacant() -> Self {
        Self {
            worker: None,
            ready: false,
            deaths: 0,
            busy: None,
            hashes: 0,
            per_second: 0.0,
            _listeners: None,
        }
    }

    fn order(&self, order: &Order) {
        let Some(worker) = &self.worker else {
            return;
        };
        let posted = to_js(order)
            .map_err(Into::into)
            .and_then(|message| worker.post_message(&message));
        if let Err(error) = posted {
            web_sys::console::error_1(&error);
        }
    }
}

impl Crew {
    /// Puts a worker into a place.
    fn hire(&mut self, place: usize) {
        let worker = match Worker::new(&format!("./miner-worker.js?v={BUILD}")) {
            Ok(worker) => worker,
            Err(error) => return self.give_up(&thrown(&error).to_string()),
        };
        let heard = {
            let this = self.this.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(crew) = this.upgrade() {
                    Self::heard(&crew, place, event);
                }
            })
        };
        let died = {
            let this = self.this.clone();
            Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
                event.prevent_default();
                if let Some(crew) = this.upgrade() {
                    Self::died(&crew, place, &event.message());
                }
            })
        };
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(died.as_ref().unchecked_ref()));
        let member = &mut self.members[place];
        member.worker = Some(worker);
        member._listeners = Some((heard, died));
    }

    /// Ends the worker in a place; its range goes back to be searched by others.
    fn dismiss(&mut self, place: usize) {
        let member = &mut self.members[place];
        if let Some(worker) = member.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        member.ready = false;
        let hashes = std::mem::take(&mut member.hashes);
        if member.busy.take().is_some()
            && let Some(running) = &mut self.running
        {
            running.sharing.lost(place);
            running.hashes += hashes;
        }
    }

    fn heard(crew: &Rc<RefCell<Self>>, place: usize, event: MessageEvent) {
        let notice = match from_js(event.data()) {
            Ok(report) => crew.borrow_mut().note(place, report),
            // Only another build says what can't be read.
            Err(_) => Some(Event::OtherBuild),
        };
        Self::tell(crew, notice);
    }

    fn died(crew: &Rc<RefCell<Self>>, place: usize, reason: &str) {
        let notice = {
            let mut crew = crew.borrow_mut();
            crew.dismiss(place);
            crew.members[place].deaths += 1;
            if crew.members[place].deaths < MAX_DEATHS {
                crew.hire(place);
                None
            } else if crew.members.iter().all(|member| member.worker.is_none()) {
                let reason = if reason.is_empty() { "it could not be loaded" } else { reason };
                let failed = crew.running.take().is_some();
                failed.then(|| Event::Done(Err(format!("the mining worker failed: {reason}"))))
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
        match report {
            Report::Ready { build } if build != BUILD => Some(Event::OtherBuild),
            Report::Ready { .. } => {
                self.members[place].ready = true;
                self.hand_out();
                None
            }
            // One worker's ticks are enough.
            Report::Tick => (place == 0).then_some(Event::Tick),
            Report::Progress { search, tried } => {
                if self.is_current(search) {
                    self.members[place].progressed(tried);
                }
                None
            }
            Report::Done {
                search,
                tried,
                proof,
            } => self.range_done(place, search, tried, proof),
            Report::Refused { search, reason } => self.is_current(search).then(|| {
                self.halt();
                Event::Done(Err(reason))
            }),
        }
    }

    fn is_current(&self, search: u32) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.number == search)
    }

    fn range_done(
        &mut self,
        place: usize,
        search: u32,
        tried: u64,
        proof: Option<u64>,
    ) -> Option<Event> {
        if !self.is_current(search) {
            return None;
        }
        let running = self.running.as_mut()?;
        let member = &mut self.members[place];
        member.progressed(tried);
        member.deaths = 0;
        member.busy = None;
        member.hashes = 0;
        running.hashes += tried;
        running.sharing.report(place, proof);
        let range = (member.per_second * RANGE_SECONDS) as u64;
        running.sharing.set_slice(range.clamp(FIRST_RANGE, MAX_RANGE));
        let Some(proof) = running.sharing.outcome() else {
            self.hand_out();
            return None;
        };
        let hashes = running.hashes + self.members.iter().map(|m| m.hashes).sum::<u64>();
        let seconds = clock::seconds() - self.running.as_ref()?.began;
        self.halt();
        Some(Event::Done(Ok(Found {
            proof,
            hashes,
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
            member.hashes = 0;
            member.order(&Order::Search {
                search: running.number,
                prefix: running.puzzle.prefix().to_owned(),
                suffix: running.puzzle.suffix().to_owned(),
                difficulty: running.puzzle.difficulty(),
                from: range.start,
                to: range.end,
            });
        }
    }

    fn halt(&mut self) {
        self.running = None;
        for member in &mut self.members {
            if member.busy.take().is_some() {
                member.order(&Order::Stop);
            }
            member.hashes = 0;
            member.per_second = 0.0;
        }
    }

    fn give_up(&mut self, reason: &str) {
        web_sys::console::error_1(&format!("no worker: {reason}").into());
    }
}

impl Member {
    fn progressed(&mut self, tried: u64) {
        self.hashes = tried;
        if let Some(since) = self.busy {
            let seconds = clock::seconds() - since;
            if seconds > 0.0 {
                self.per_second = tried as f64 / seconds;
            }
        }
    }
}
