//! The driver around this tab's node: carries inputs in and outputs out, and keeps what people are
//! told beside the node's own state.

mod asides;
mod told;

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
};

use futures_channel::oneshot;
use js_sys::Function;
use litemap::LiteMap;
use node::{
    Address, Answer, Command, CommandError, EXPIRES_AFTER, Input, JobId, MAX_PRESENT, Node, Output,
    RequestId, SearchFault, Time, wire::Message,
};
use protocol::RoomName;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;

use self::told::Told;
pub use self::told::{Happening, LastAnswer, What};
use super::{
    aside::Aside,
    channel::{Channel, Delivery},
    clock, name,
    relay::{self, Heard, Link, Question},
    sight::Sight,
    turn::next_turn,
};
use crate::{
    miner::pool::{Event, Found, Pool, Rate},
    page::notice::Halt,
};

/// How often the node is told that time passes, should no worker do it, in milliseconds.
const TICK_MS: i32 = 500;

/// How long the node may keep the page busy at a time with work that it divides, in seconds.
const SLICE_SECONDS: f64 = 0.012;

/// Commands that nobody waits for.
const OWN_WISH: RequestId = RequestId(0);

/// Why the page should look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The node, or what is told beside it, changed.
    State,
    /// Only time passed.
    Time,
    /// A worker is of another build than the page, which must be loaded anew.
    OtherBuild,
}

/// This tab's node with all that drives it.
#[derive(Clone)]
pub struct Tab(Rc<Driver>);

struct Driver {
    this: Weak<Driver>,
    room: RoomName,
    node: RefCell<Node>,
    channel: Channel,
    aside: RefCell<Aside>,
    /// What whoever split or healed the room last was called then: it may not be heard any more.
    splitter: RefCell<Option<String>>,
    relay: Option<Rc<Link>>,
    /// The tabs of this browser, and when each was heard last.
    on_channel: RefCell<Vec<(Address, Time)>>,
    pool: Pool,
    job: Cell<Option<JobId>>,
    found: Cell<Option<Found>>,
    keep_mining: Cell<bool>,
    /// Whether the node is given turns, one after another, for work that it divides.
    works: Cell<bool>,
    last_request: Cell<u64>,
    waiting: RefCell<LiteMap<RequestId, oneshot::Sender<Result<Answer, CommandError>>>>,
    told: RefCell<Told>,
    sight: Sight,
    on_change: Box<dyn Fn(Change)>,
}

impl Tab {
    /// Opens a node in a room. `called` makes its name of two dice; `on_change` hears when there is something new
    /// to show.
    pub fn open(
        room: &RoomName,
        workers: usize,
        called: impl FnOnce([u8; 2]) -> String,
        on_change: impl Fn(Change) + 'static,
    ) -> Result<Self, Halt> {
        let (address, name) = clock::identity(called).ok_or(Halt::NoRandom)?;
        let this = Rc::new(OnceCell::new());
        let channel = {
            let (this, that) = (this.clone(), this.clone());
            Channel::open(
                room,
                &address,
                move |delivery| {
                    with(&this, |driver| {
                        driver.heard_near(delivery.from());
                        driver.take(delivery);
                    });
                },
                move |from, message| {
                    with(&that, |driver| {
                        driver.heard_near(from);
                        driver.overheard(from, message);
                    });
                },
            )
        };
        let channel = channel.map_err(Halt::NoChannel)?;
        let pool = {
            let this = this.clone();
            Pool::new(workers, move |event| {
                with(&this, |driver| driver.pool_event(event))
            })
        };
        let relay = {
            let (this, that) = (this.clone(), this.clone());
            let is_near = move |from: &Address| {
                let driver = that.get().and_then(Weak::upgrade);
                driver.is_some_and(|driver| driver.is_near(from))
            };
            Link::find(room, &address, is_near, move |heard| relayed(&this, heard))
        };
        let driver = Rc::new_cyclic(|weak| Driver {
            this: weak.clone(),
            room: room.clone(),
            aside: RefCell::new(Aside::new(
                address.clone(),
                (js_sys::Math::random() * 256.0) as u8,
            )),
            node: RefCell::new(Node::new(clock::now(), address, name)),
            channel,
            splitter: RefCell::default(),
            relay,
            on_channel: RefCell::default(),
            pool,
            job: Cell::default(),
            found: Cell::default(),
            keep_mining: Cell::default(),
            works: Cell::default(),
            last_request: Cell::default(),
            waiting: RefCell::default(),
            told: RefCell::default(),
            sight: Sight::default(),
            on_change: Box::new(on_change),
        });
        // The cell is fresh, so that it takes the value.
        let _ = this.set(Rc::downgrade(&driver));
        listen_to_page(&this).map_err(|_| Halt::NoPlace)?;
        driver.carry_out();
        driver.greet();
        Ok(Self(driver))
    }

    /// The room this tab is in.
    pub fn room(&self) -> &str {
        self.0.room.as_str()
    }

    /// Looks at the node.
    pub fn read<T>(&self, look: impl FnOnce(&Node) -> T) -> T {
        look(&self.0.node.borrow())
    }

    /// Gives the node a command and waits for its answer.
    pub async fn command(&self, mut command: Command) -> Result<Answer, CommandError> {
        if let Command::Rename(name) = &command {
            name::keep(name);
        }
        let mut found = Vec::new();
        if let Some(relay) = &self.0.relay
            && let Command::Register(nodes) = &mut command
        {
            found = relay.translate(nodes).await?;
        }
        let (sender, receiver) = oneshot::channel();
        let request = RequestId(self.0.last_request.get() + 1);
        self.0.last_request.set(request.0);
        self.0.waiting.borrow_mut().insert(request, sender);
        self.0.input(Input::Command(request, command));
        // The sender lives until the answer is there, or as long as the tab.
        let answer = receiver.await.unwrap_or(Err(CommandError::Cancelled));
        if answer.is_ok()
            && let Some(relay) = &self.0.relay
        {
            relay.registered(found);
        }
        answer
    }

    /// The relay, if one serves this page.
    pub fn relay(&self) -> Option<&Link> {
        self.0.relay.as_deref()
    }

    /// A node's address as people spelled it when they registered it.
    pub fn spelling(&self, address: &Address) -> Address {
        let alias = self.relay().and_then(|relay| relay.alias(address));
        alias.unwrap_or_else(|| address.clone())
    }

    /// Whether this node mines.
    pub fn mines(&self) -> bool {
        self.0.job.get().is_some()
    }

    /// How mining is getting on, or how it went the last time; `None` before the first.
    pub fn mining_rate(&self) -> Option<Rate> {
        self.0.pool.rate()
    }

    /// How many workers mine.
    pub fn workers(&self) -> usize {
        self.0.pool.workers()
    }

    /// Changes how many workers mine: 1 to [`MAX_WORKERS`](crate::miner::pool::MAX_WORKERS).
    pub fn set_workers(&self, workers: usize) {
        self.0.pool.resize(workers);
        self.0.changed(Change::State);
    }

    /// Hashes a second of all workers together, once that is known.
    pub fn speed(&self) -> Option<f64> {
        self.0.pool.speed()
    }

    /// Whether the next block is mined whenever one is done.
    pub fn keeps_mining(&self) -> bool {
        self.0.keep_mining.get()
    }

    /// Mines block after block from now on, or stops after the one that is searched for.
    ///
    /// The next block begins with the next tick of the workers' clock, so that an easy difficulty makes a
    /// few blocks a second, not hundreds.
    pub fn keep_mining(&self, keep: bool) {
        self.0.keep_mining.set(keep);
        self.0.changed(Change::State);
    }

    /// Calls this function at once and with each change, as [`Sight::watch`] says.
    pub fn watch(&self, callback: Function, room: bool, branches: bool) -> u64 {
        let number = self.0.sight.watch(callback, room, branches);
        self.0.tell_watched();
        number
    }

    /// Calls it no more.
    pub fn unwatch(&self, number: u64) {
        self.0.sight.unwatch(number);
        self.0.tell_watched();
    }

    /// What this tab has seen, and who watches it.
    pub fn sight(&self) -> &Sight {
        &self.0.sight
    }

    /// Tells those who watch at once how things are.
    pub fn show(&self) {
        self.0.changed(Change::State);
    }
}

impl Driver {
    fn input(&self, input: Input) {
        let only_time = matches!(input, Input::Tick);
        if only_time {
            if let Some(relay) = &self.relay {
                relay.tick();
            }
            self.talk();
        }
        self.node.borrow_mut().handle(clock::now(), input);
        let quiet = !self.carry_out();
        self.changed(if only_time && quiet {
            Change::Time
        } else {
            Change::State
        });
        self.work_on();
    }

    /// Gives the node turns while it has work left, and the browser some in between.
    fn work_on(&self) {
        let Some(driver) = self.this.upgrade() else {
            return;
        };
        if !self.node.borrow().has_work() || self.works.replace(true) {
            return;
        }
        spawn_local(async move {
            while driver.node.borrow().has_work() {
                // Without a turn it goes on at the next tick.
                if next_turn().await.is_err() {
                    break;
                }
                let end = clock::seconds() + SLICE_SECONDS;
                while driver.node.borrow().has_work() && clock::seconds() < end {
                    driver.node.borrow_mut().handle(clock::now(), Input::Tick);
                }
                if driver.carry_out() {
                    driver.changed(Change::State);
                }
            }
            driver.works.set(false);
            driver.changed(Change::State);
        });
    }

    /// Tells the node whether somebody looks at branches, and those who watch how things are.
    fn tell_watched(&self) {
        let watch = Command::WatchBranches(self.sight.watches_branches());
        self.input(Input::Command(OWN_WISH, watch));
    }

    /// Notes that a node is a tab of this browser.
    fn heard_near(&self, from: &Address) {
        if self.relay.is_some() {
            let mut heard = self.on_channel.borrow_mut();
            let now = clock::now();
            if let Some((_, last)) = heard.iter_mut().find(|(near, _)| near == from) {
                *last = now;
                return;
            }
            heard.retain(|(_, last)| now.since(*last) <= EXPIRES_AFTER);
            if heard.len() < MAX_PRESENT {
                heard.push((from.clone(), now));
            }
        }
    }

    fn changed(&self, change: Change) {
        self.sight.look(&self.node, self.room.as_str(), &self.aside);
        (self.on_change)(change);
    }

    fn take(&self, delivery: Delivery) {
        if self.aside.borrow().parts(delivery.from()) || !self.sight.hears(delivery.from()) {
            return;
        }
        self.input(match delivery {
            Delivery::Message(from, message) => Input::Message(from, message),
            Delivery::Unreadable(from, reason) => Input::Unreadable(from, reason),
        });
    }

    /// Whether a node is a tab of this browser: what it says comes over the channel, and would come by
    /// the relay a second time.
    fn is_near(&self, address: &Address) -> bool {
        let heard = self.on_channel.borrow();
        let last = heard.iter().find(|(near, _)| near == address);
        last.is_some_and(|&(_, last)| clock::now().since(last) <= EXPIRES_AFTER)
    }

    /// Sends by all ways that are needed: to a tab of this browser over the channel, to others by the
    /// relay, to everyone by both.
    fn send(&self, to: Option<Address>, message: Message) {
        if to.as_ref().is_some_and(|to| self.is_cut_off(to)) {
            return;
        }
        let (relay, channel) = self.ways(to.as_ref());
        if let Some(relay) = relay {
            relay.send(to.clone(), message.clone());
        }
        if channel && let Err(error) = self.channel.send(to, message) {
            web_sys::console::error_1(&error);
        }
    }

    /// The relay, where what is meant for a node, or for everyone, has to go by it; and whether it has to go over the
    /// channel.
    fn ways(&self, to: Option<&Address>) -> (Option<&Rc<Link>>, bool) {
        let near = to.is_some_and(|to| self.is_near(to));
        let relay = self.relay.as_ref().filter(|_| !near);
        (relay, to.is_none() || relay.is_none())
    }

    fn pool_event(&self, event: Event) {
        match event {
            Event::Tick => {
                self.input(Input::Tick);
                self.mine_on();
            }
            Event::OtherBuild => self.changed(Change::OtherBuild),
            Event::Done(outcome) => {
                let Some(job) = self.job.take() else {
                    return;
                };
                self.input(match outcome {
                    Ok(found) => match found.proof {
                        Some(proof) => {
                            self.found.set(Some(found));
                            Input::Found(job, proof)
                        }
                        None => Input::SearchFailed(job, SearchFault::Exhausted),
                    },
                    Err(reason) => Input::SearchFailed(job, reason),
                });
            }
        }
    }

    /// Mines the next block if this node is to keep mining and does not.
    fn mine_on(&self) {
        if self.keep_mining.get() && self.node.borrow().mining() == 0 {
            self.input(Input::Command(OWN_WISH, Command::Mine));
        }
    }

    /// Does what the node asks for. False when that was nothing but messages.
    fn carry_out(&self) -> bool {
        let mut eventful = false;
        loop {
            // Carrying out an output may lead to the next input, so the node is not held meanwhile.
            let output = self.node.borrow_mut().poll();
            let Some(output) = output else {
                return eventful;
            };
            match output {
                Output::Send(to, message) => {
                    let foreign = to.clone().filter(|to| {
                        let relay = self.relay.as_ref();
                        relay.is_some_and(|relay| relay.foreign().has(to))
                    });
                    match foreign {
                        // Nothing comes from beyond a cut, be it a tab's or a program's.
                        Some(address) if self.is_cut_off(&address) => {}
                        Some(address) => self.ask_foreign(address, message),
                        None => self.send(to, message),
                    }
                    continue;
                }
                Output::Mine(job, puzzle) => {
                    self.job.set(Some(job));
                    // This range is not empty.
                    let _ = self.pool.search(puzzle, 0..u64::MAX);
                }
                Output::StopMining => {
                    // Cancelled by someone, or impossible: both end the keeping on, too.
                    self.keep_mining.set(false);
                    self.job.set(None);
                    self.pool.stop();
                }
                Output::Answer(request, answer) => self.answered(request, answer),
                Output::Notice(notice) => self.noticed(notice),
            }
            eventful = true;
        }
    }

    /// Asks a foreign node in the one way it understands; all but questions for blocks is beyond it.
    fn ask_foreign(&self, address: Address, message: Message) {
        let (Some(relay), Some(driver)) = (self.relay.clone(), self.this.upgrade()) else {
            return;
        };
        let Message::Ask {
            request,
            locator,
            limit,
        } = message
        else {
            return;
        };
        let question = Question {
            request,
            locator,
            limit,
        };
        // The node is not held while it gives its outputs.
        let rules = self.node.borrow().chain().rules();
        spawn_local(async move {
            let answer = relay.ask_foreign(&address, question, rules).await;
            driver.input(match answer {
                Some(Ok(message)) => Input::Message(address, message),
                Some(Err(reason)) => Input::Unreadable(address, reason),
                None => return,
            });
        });
    }
}

type Slot = Rc<OnceCell<Weak<Driver>>>;

/// Nothing happens before the driver stands, or after it is gone.
fn with(slot: &Slot, then: impl FnOnce(&Driver)) {
    if let Some(driver) = slot.get().and_then(Weak::upgrade) {
        then(&driver);
    }
}

/// What comes from the relay: from another node, from a program, or about the relay itself.
fn relayed(slot: &Slot, heard: Heard) {
    let Some(driver) = slot.get().and_then(Weak::upgrade) else {
        return;
    };
    match heard {
        Heard::Delivery(delivery) => {
            if !driver.is_near(delivery.from()) {
                driver.take(delivery);
            }
        }
        Heard::Control(from, message) => driver.overheard(&from, message),
        Heard::Joined => {
            driver.greet();
            driver.changed(Change::State);
        }
        Heard::Changed => driver.changed(Change::State),
        Heard::Call(call) => spawn_local(async move {
            let tab = Tab(driver);
            let (status, body) = relay::answer(&tab, &call).await;
            if let Some(relay) = &tab.0.relay {
                relay.post_answer(&call.id, status, body).await;
            }
        }),
    }
}

fn listen_to_page(slot: &Slot) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;

    let tick = {
        let slot = slot.clone();
        Closure::<dyn FnMut()>::new(move || with(&slot, |driver| driver.input(Input::Tick)))
    };
    window.set_interval_with_callback_and_timeout_and_arguments_0(
        tick.as_ref().unchecked_ref(),
        TICK_MS,
    )?;
    tick.forget();

    let leave = {
        let slot = slot.clone();
        Closure::<dyn FnMut()>::new(move || {
            with(&slot, |driver| {
                driver.input(Input::Command(OWN_WISH, Command::Leave));
            });
        })
    };
    window.add_event_listener_with_callback("pagehide", leave.as_ref().unchecked_ref())?;
    leave.forget();
    Ok(())
}
