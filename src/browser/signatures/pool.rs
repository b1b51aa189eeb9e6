//! Several workers for signatures. Orders wait in one queue, in portions that keep a worker busy for some milliseconds. A
//! worker that dies is replaced, and its orders given out again; with nothing to do for a while, all are ended.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::{Rc, Weak},
};

use chain::{Account, Claim, Hash, Signature};
use futures_channel::oneshot;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::{
    SignatureFault,
    protocol::{Order, Report, Task, write_claims},
};
use crate::{BUILD, browser::worker::OwnWorker};

/// How many claims make a portion: some 30 ms of a worker's time.
pub const PORTION: usize = 256;
/// The most workers: more would take the processor from the page itself.
const MAX_WORKERS: usize = 4;
/// How many orders a worker has at a time: one that it carries out, and one so that it needs not wait for the page.
const AT_ONCE: usize = 2;
/// A worker that dies this often without an answer is given up.
const MAX_DEATHS: u32 = 3;
/// How often the pool looks after its workers, in milliseconds. Looks are counted, not seconds, so that a machine that slept
/// finds all of its workers alive.
const LOOK_MS: i32 = 1000;
/// A worker that is loaded and leaves an order unanswered for so many looks is dead: a browser that ends a worker, be it for
/// want of memory, need not tell.
const SILENT_LOOKS: u32 = 10;
/// The same for a worker that is still being loaded.
const LOADING_LOOKS: u32 = 60;
/// After so many looks with nothing to do, all workers are ended.
const IDLE_LOOKS: u32 = 30;

/// What an order comes to.
type Outcome = Result<Vec<u8>, SignatureFault>;

/// Workers, and what they have to do. None is started before there is something.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

struct Inner {
    this: Weak<RefCell<Inner>>,
    on_other_build: Rc<dyn Fn()>,
    slots: Vec<Slot>,
    /// What no worker has yet.
    queue: VecDeque<Job>,
    last_number: u32,
    /// For how many looks there was nothing to do.
    idle: u32,
    look: Option<Closure<dyn FnMut()>>,
    /// The timer that looks after the workers, while there are any.
    timer: Option<i32>,
}

/// A place for a worker.
#[derive(Default)]
struct Slot {
    worker: Option<OwnWorker>,
    /// Whether the worker has said that it is.
    ready: bool,
    /// How often a worker died here without an answer.
    deaths: u32,
    /// How many looks have passed since it said something.
    silent: u32,
    /// What it has to do.
    jobs: VecDeque<Job>,
}

struct Job {
    order: Order,
    answer: oneshot::Sender<Outcome>,
}

impl Pool {
    /// A pool of no workers yet, which tells when one is of another build than the page.
    pub fn new(on_other_build: impl Fn() + 'static) -> Self {
        let cores =
            web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let most = (cores as usize).clamp(1, MAX_WORKERS);
        Self(Rc::new_cyclic(|this| {
            RefCell::new(Inner {
                this: this.clone(),
                on_other_build: Rc::new(on_other_build),
                slots: (0..most).map(|_| Slot::default()).collect(),
                queue: VecDeque::new(),
                last_number: 0,
                idle: 0,
                look: None,
                timer: None,
            })
        }))
    }

    /// Has claims verified in the network with this genesis: which of them are true, in their order. All are given to the
    /// workers at once; what nobody waits for any longer is not begun.
    pub fn verify(
        &self,
        genesis: &Hash,
        claims: &[Claim],
    ) -> impl Future<Output = Result<Vec<bool>, SignatureFault>> + use<> {
        let portions = claims.chunks(PORTION);
        let portions = portions.map(|some| self.ask(Task::Verify, &write_claims(genesis, some)));
        let (portions, length): (Vec<_>, _) = (portions.collect(), claims.len());
        async move {
            let mut verified = Vec::with_capacity(length);
            for portion in portions {
                let answer = outcome(portion).await?;
                verified.extend(answer.into_iter().map(|byte| byte == 1));
            }
            match verified.len() == length {
                true => Ok(verified),
                false => Err(nonsense()),
            }
        }
    }

    /// The account that the key with this secret signs for.
    pub async fn account_of(&self, secret: &[u8; 32]) -> Result<Account, SignatureFault> {
        let answer = outcome(self.ask(Task::Account, secret)).await?;
        let key = answer.try_into().map_err(|_| nonsense())?;
        Ok(Account::from_bytes(key))
    }

    /// Signs a text with the key that has this secret.
    pub async fn sign(&self, secret: &[u8; 32], text: &str) -> Result<Signature, SignatureFault> {
        let order = [secret, text.as_bytes()].concat();
        let answer = outcome(self.ask(Task::Sign, &order)).await?;
        let bytes = answer.try_into().map_err(|_| nonsense())?;
        Ok(Signature::from_bytes(bytes))
    }

    fn ask(&self, task: Task, bytes: &[u8]) -> oneshot::Receiver<Outcome> {
        let (answer, receiver) = oneshot::channel();
        let mut inner = self.0.borrow_mut();
        inner.last_number = inner.last_number.wrapping_add(1);
        let order = Order {
            number: inner.last_number,
            task,
            bytes: Uint8Array::from(bytes),
        };
        inner.queue.push_back(Job { order, answer });
        inner.idle = 0;
        inner.fill();
        inner.hand_out();
        receiver
    }
}

async fn outcome(answer: oneshot::Receiver<Outcome>) -> Outcome {
    // A job is dropped without an answer only with the pool.
    let ended = || Err(SignatureFault::Crashed("it was ended".to_owned()));
    answer.await.unwrap_or_else(|_| ended())
}

/// A worker of this build gives no such answer.
fn nonsense() -> SignatureFault {
    SignatureFault::Crashed("its answer makes no sense".to_owned())
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.look_no_more();
    }
}

impl Inner {
    /// Starts as many workers as there is work for.
    fn fill(&mut self) {
        if self.slots.iter().all(|slot| slot.worker.is_none()) {
            // All were given up: perhaps they can be had now.
            for slot in &mut self.slots {
                slot.deaths = 0;
            }
        }
        let busy: usize = self.slots.iter().map(|slot| slot.jobs.len()).sum();
        let wanted = busy + self.queue.len();
        for place in 0..self.slots.len().min(wanted) {
            let slot = &self.slots[place];
            if slot.worker.is_none() && slot.deaths < MAX_DEATHS {
                self.start_worker(place);
            }
        }
        self.look_after();
    }

    fn start_worker(&mut self, place: usize) {
        let (hearing, failing) = (self.this.clone(), self.this.clone());
        let heard = move |event: MessageEvent| {
            if let Some(inner) = hearing.upgrade() {
                Self::heard(&inner, place, &event);
            }
        };
        let failed = move |reason: String| {
            if let Some(inner) = failing.upgrade() {
                let fault = match reason.is_empty() {
                    true => SignatureFault::NotLoaded,
                    false => SignatureFault::Crashed(reason),
                };
                inner.borrow_mut().died(place, fault);
            }
        };
        let slot = &mut self.slots[place];
        (slot.ready, slot.silent) = (false, 0);
        match OwnWorker::start("signatures-worker.js", heard, failed) {
            Ok(worker) => slot.worker = Some(worker),
            Err(reason) => {
                let this = self.this.clone();
                // Later, as a worker that dies would tell it.
                spawn_local(async move {
                    if let Some(inner) = this.upgrade() {
                        let fault = SignatureFault::NotStarted(reason);
                        inner.borrow_mut().died(place, fault);
                    }
                });
            }
        }
    }

    fn heard(inner: &Rc<RefCell<Self>>, place: usize, event: &MessageEvent) {
        let report = Report::from_js(&event.data());
        let mut borrowed = inner.borrow_mut();
        if borrowed.note(place, report) {
            return;
        }
        borrowed.fail(&SignatureFault::OtherBuild);
        let notify = borrowed.on_other_build.clone();
        // Whoever hears of it may well ask for something.
        drop(borrowed);
        notify();
    }

    /// Takes note of what a worker said; false when it is of another build.
    fn note(&mut self, place: usize, report: Option<Report>) -> bool {
        let slot = &mut self.slots[place];
        slot.silent = 0;
        match report {
            Some(Report::Ready(build)) if build == BUILD => slot.ready = true,
            Some(Report::Done { number, answer }) => {
                let job = slot.jobs.iter().position(|job| job.order.number == number);
                if let Some(job) = job.and_then(|job| slot.jobs.remove(job)) {
                    slot.deaths = 0;
                    // Whoever asked may have gone.
                    let _ = job.answer.send(Ok(answer));
                }
            }
            // Only another build says what can't be read.
            _ => return false,
        }
        self.hand_out();
        true
    }

    /// Gives orders to the workers that have least to do.
    fn hand_out(&mut self) {
        for has in 0..AT_ONCE {
            for slot in &mut self.slots {
                let Some(worker) = slot.worker.as_ref().filter(|_| slot.ready) else {
                    continue;
                };
                if slot.jobs.len() > has {
                    continue;
                }
                while self
                    .queue
                    .front()
                    .is_some_and(|job| job.answer.is_canceled())
                {
                    self.queue.pop_front();
                }
                let Some(job) = self.queue.pop_front() else {
                    return;
                };
                worker.post(&job.order.to_js());
                slot.jobs.push_back(job);
            }
        }
    }

    /// A worker is no more, or never was. Another takes its place, unless that was tried too often.
    fn died(&mut self, place: usize, fault: SignatureFault) {
        let slot = &mut self.slots[place];
        slot.worker = None;
        slot.deaths += 1;
        let given_up = slot.deaths >= MAX_DEATHS;
        while let Some(job) = slot.jobs.pop_back() {
            self.queue.push_front(job);
        }
        if !given_up {
            self.start_worker(place);
        } else if self.slots.iter().all(|slot| slot.worker.is_none()) {
            self.fail(&fault);
        } else {
            self.hand_out();
        }
    }

    /// Ends all workers. What was to be done fails.
    fn fail(&mut self, fault: &SignatureFault) {
        let given = self.slots.iter_mut().flat_map(|slot| slot.jobs.drain(..));
        for job in given.chain(self.queue.drain(..)) {
            let _ = job.answer.send(Err(fault.clone()));
        }
        self.end_workers();
    }

    fn end_workers(&mut self) {
        for slot in &mut self.slots {
            slot.worker = None;
        }
        self.look_no_more();
    }

    /// Looks now and then whether a worker has fallen silent, or all have nothing to do.
    fn look_after(&mut self) {
        if self.timer.is_some() {
            return;
        }
        let this = self.this.clone();
        let look = self.look.get_or_insert_with(|| {
            Closure::new(move || {
                if let Some(inner) = this.upgrade() {
                    inner.borrow_mut().look();
                }
            })
        });
        let look = look.as_ref().unchecked_ref();
        self.timer = web_sys::window().and_then(|window| {
            window
                .set_interval_with_callback_and_timeout_and_arguments_0(look, LOOK_MS)
                .ok()
        });
    }

    fn look_no_more(&mut self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), web_sys::window()) {
            window.clear_interval_with_handle(timer);
        }
    }

    fn look(&mut self) {
        for place in 0..self.slots.len() {
            let slot = &mut self.slots[place];
            let patience = match (slot.ready, slot.jobs.is_empty()) {
                _ if slot.worker.is_none() => continue,
                (true, true) => continue,
                (true, false) => SILENT_LOOKS,
                (false, _) => LOADING_LOOKS,
            };
            slot.silent += 1;
            if slot.silent > patience {
                let silent = SignatureFault::Crashed("it fell silent".to_owned());
                self.died(place, silent);
            }
        }
        let has_work =
            !self.queue.is_empty() || self.slots.iter().any(|slot| !slot.jobs.is_empty());
        self.idle = if has_work { 0 } else { self.idle + 1 };
        if self.idle >= IDLE_LOOKS {
            self.end_workers();
        }
    }
}
