//! The worker's side: search in short portions, and listen between them.
//!
//! A worker that is searching can't hear. So it searches for some milliseconds, then posts a message to
//! itself and returns; whatever came meanwhile is heard first. Unlike a timer, such a message is
//! not delayed by the browser.

use std::{cell::RefCell, rc::Rc};

use pow::{Difficulty, Progress, Puzzle, Search};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::{
    protocol::{Order, Report},
    thrown,
};
use crate::BUILD;

/// How long a portion should take, in milliseconds: short beside the 100 ms within which a stop must
/// be heard, long beside the cost of a message.
const PORTION_MS: f64 = 12.0;
/// The first portion, in hashes; those that follow are fitted to [`PORTION_MS`].
const FIRST_PORTION: u64 = 20_000;
/// How often progress is told, in milliseconds.
const REPORT_MS: f64 = 100.0;
/// How often the page is told that the worker is there, in milliseconds.
const ALIVE_MS: i32 = 250;

/// How often a worker without work tries out how fast it is: the first time an engine still runs its quickly made code, later
/// the fast one.
const TRIALS: u32 = 4;

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    /// A message sent here comes back as the next portion's turn.
    turn: MessagePort,
    turn_due: bool,
    job: Option<Job>,
    portion: u64,
    trials: u32,
}

struct Job {
    number: u32,
    search: Search,
    reported: f64,
}

/// Listens for orders until the page ends this worker.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Err(error) = listen(scope) {
        wasm_bindgen::throw_val(error);
    }
}

fn listen(scope: DedicatedWorkerGlobalScope) -> Result<(), JsValue> {
    let channel = MessageChannel::new()?;
    let worker = Rc::new(RefCell::new(Worker {
        scope: scope.clone(),
        turn: channel.port1(),
        turn_due: false,
        job: None,
        portion: FIRST_PORTION,
        trials: 0,
    }));

    let turn = {
        let worker = worker.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |_| worker.borrow_mut().search_on())
    };
    channel
        .port2()
        .set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();

    let order = {
        let worker = worker.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            match Order::from_js(&event.data()) {
                Some(order) => worker.borrow_mut().obey(order),
                // Only a page of another build would say what can't be read; it will find out by
                // the build in `Ready`.
                None => web_sys::console::error_2(&"no order: ".into(), &event.data()),
            }
        })
    };
    scope.set_onmessage(Some(order.as_ref().unchecked_ref()));
    order.forget();

    let on_time = {
        let worker = worker.clone();
        Closure::<dyn FnMut()>::new(move || worker.borrow_mut().say_alive())
    };
    scope.set_interval_with_callback_and_timeout_and_arguments_0(
        on_time.as_ref().unchecked_ref(),
        ALIVE_MS,
    )?;
    on_time.forget();

    worker.borrow().report(&Report::Ready {
        build: BUILD.to_owned(),
    });
    Ok(())
}

impl Worker {
    fn obey(&mut self, order: Order) {
        match order {
            Order::Stop => self.job = None,
            Order::Search {
                search: number,
                prefix,
                suffix,
                target,
                from,
                to,
            } => {
                let search = Puzzle::new(prefix, suffix, target)
                    .map_err(|error| error.to_string())
                    .and_then(|puzzle| {
                        Search::new(puzzle, from..to).map_err(|error| error.to_string())
                    });
                match search {
                    Ok(search) => {
                        self.job = Some(Job {
                            number,
                            search,
                            reported: now(),
                        });
                        self.take_turn();
                    }
                    Err(reason) => {
                        self.job = None;
                        self.report(&Report::Refused {
                            search: number,
                            reason,
                        });
                    }
                }
            }
        }
    }

    fn say_alive(&mut self) {
        self.report(&Report::Alive);
        if self.job.is_none() && self.trials < TRIALS {
            self.trials += 1;
            self.try_out();
        }
    }

    /// Searches for what can't be found, for as long as one portion takes, and tells how fast that went.
    fn try_out(&mut self) {
        let search = Puzzle::new("35089", "", Difficulty::MAX)
            .ok()
            .and_then(|puzzle| Search::new(puzzle, 0..u64::MAX).ok());
        let Some(mut search) = search else {
            return;
        };
        let began = now();
        let _ = search.run(self.portion);
        let took = now() - began;
        self.report(&Report::TriedOut {
            per_second: search.tried() as f64 * 1000.0 / took.max(0.1),
        });
        self.portion = fitted(self.portion, took);
    }

    fn search_on(&mut self) {
        self.turn_due = false;
        let Some(job) = &mut self.job else {
            return;
        };
        let began = now();
        let progress = job.search.run(self.portion);
        let ended = now();
        let (search, tried) = (job.number, job.search.tried());
        let closest = job.search.closest();
        let proof = match progress {
            Progress::Paused => {
                self.portion = fitted(self.portion, ended - began);
                if ended - job.reported >= REPORT_MS {
                    job.reported = ended;
                    self.report(&Report::Progress {
                        search,
                        tried,
                        closest,
                    });
                }
                return self.take_turn();
            }
            Progress::Found(proof) => Some(proof),
            Progress::Exhausted => None,
        };
        self.job = None;
        self.report(&Report::Done {
            search,
            tried,
            closest,
            proof,
        });
    }

    /// Asks for the next portion's turn, unless it is on its way already.
    fn take_turn(&mut self) {
        if std::mem::replace(&mut self.turn_due, true) {
            return;
        }
        if let Err(error) = self.turn.post_message(&JsValue::NULL) {
            wasm_bindgen::throw_val(error);
        }
    }

    fn report(&self, report: &Report) {
        if let Err(error) = self.scope.post_message(&report.to_js()) {
            wasm_bindgen::throw_str(&format!("a report was lost: {}", thrown(&error)));
        }
    }
}

/// The portion that should take [`PORTION_MS`], growing no faster than fourfold.
fn fitted(portion: u64, took: f64) -> u64 {
    let factor = (PORTION_MS / took.max(0.1)).clamp(0.25, 4.0);
    ((portion as f64 * factor) as u64).clamp(1_000, 1 << 24)
}

/// Milliseconds on a clock that only moves forward.
fn now() -> f64 {
    js_sys::global()
        .unchecked_into::<DedicatedWorkerGlobalScope>()
        .performance()
        .map_or_else(js_sys::Date::now, |performance| performance.now())
}
