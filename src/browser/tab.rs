//! This tab: brings what happens in the browser to its [`Client`], and carries out what that wants.

mod storing;

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
};

use chain::Account;
use client::{AccountSecret, Client, Input, Output, Route, Setup, Watched, room_link::RoomLink};
use futures_channel::oneshot;
use js_sys::Function;
use litemap::LiteMap;
use node::{Address, Answer, Command, CommandError, RequestId, SearchFault};
use protocol::Call;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use super::{
    alarm::Alarm,
    channel::Channel,
    claim::Claim,
    identity::{self, Identity},
    kept::Beginning,
    name,
    relay::{self, Heard, Link},
    signatures::{self, SignatureFault},
    storage::Storage,
    ticks::Ticks,
    watchers::Watchers,
};
use crate::{
    browser::miner::pool::{Event, Pool, Rate},
    web::{clock, pause::pause, slices::Slices},
};
pub use storing::Earlier;

/// How often the tab looks whether something is due, should no tick make it, in milliseconds.
const LOOK_MS: i32 = 500;
/// How long after the node's start the miner is loaded, unless it is wanted sooner, in milliseconds: what is seen first comes first.
const PREPARE_MS: i32 = 4000;

/// Why a tab can't be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenError {
    /// The browser gives no random numbers.
    NoRandom,
    /// The browser opens no channel to the other tabs; why.
    NoChannel(JsValue),
    /// There is no window.
    NoWindow,
}

/// Why the page should look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The client changed, or what is known of the workers and the relay.
    State,
    /// Only time passed.
    Time,
    /// A worker is of another build than the page, which must be loaded again.
    OtherBuild,
}

/// This tab's client with all that drives it.
#[derive(Clone)]
pub struct Tab(Rc<Driver>);

struct Driver {
    this: Weak<Driver>,
    client: RefCell<Client>,
    channel: Channel,
    relay: Option<Rc<Link>>,
    pool: Pool,
    ticks: Ticks,
    signatures: signatures::pool::Pool,
    watchers: Watchers,
    alarm: Alarm,
    /// Those who wait for the answer to a command.
    waiting: RefCell<LiteMap<RequestId, oneshot::Sender<Result<Answer, CommandError>>>>,
    /// Whether the client is being given turns for work that it divides.
    works: Cell<bool>,
    /// Where the node is stored, once that is open.
    storage: RefCell<Option<Rc<Storage>>>,
    /// That no other tab is the same node.
    claim: RefCell<Option<Claim>>,
    /// Those who wait until the node is read back.
    early: RefCell<Vec<oneshot::Sender<()>>>,
    /// The other nodes that this browser has stored, when it was last looked.
    earlier: RefCell<Rc<Vec<Earlier>>>,
    /// When the tab was opened, in seconds.
    opened: f64,
    on_change: Box<dyn Fn(Change)>,
}

impl Tab {
    /// Opens a node where the link leads that is the page's address: a new one, or one that comes back.
    /// `called` makes a new one's name of two random bytes; `on_change` hears when there is something new to show.
    pub fn open(
        link: &RoomLink,
        beginning: Beginning,
        workers: usize,
        called: impl FnOnce([u8; 2]) -> String,
        on_change: impl Fn(Change) + 'static,
    ) -> Result<Self, OpenError> {
        let room = &link.room;
        let identity = match &beginning {
            Beginning::New(_) => identity::draw(called).ok_or(OpenError::NoRandom)?,
            Beginning::Back(back) => Identity {
                address: back.address.clone(),
                secret: back.saved.secret.clone(),
                name: back.saved.name.clone(),
            },
        };
        let Identity {
            address,
            secret,
            name,
        } = identity;
        let this = Slot::default();
        let channel = {
            let (admission, messages, control) = (this.clone(), this.clone(), this.clone());
            Channel::open(
                room,
                &address,
                move |from| {
                    let admits =
                        |driver: Rc<Driver>| driver.client.borrow_mut().admits(clock::now(), from);
                    admission.driver().is_some_and(admits)
                },
                move |from, message| {
                    messages.handle(Input::Message(Route::Local, from, message));
                },
                move |from, message| control.handle(Input::Control(Route::Local, from, message)),
            )
        };
        let channel = channel.map_err(OpenError::NoChannel)?;
        let pool = {
            let this = this.clone();
            Pool::new(workers, move |event| {
                this.with(|driver| driver.pool_event(event));
            })
        };
        let ticks = {
            let this = this.clone();
            Ticks::start(move || this.with(Driver::tick))
        };
        let signatures = {
            let this = this.clone();
            signatures::pool::Pool::new(move || {
                this.with(|driver| (driver.on_change)(Change::OtherBuild));
            })
        };
        let relay = {
            let (copies, heard) = (this.clone(), this.clone());
            let is_copy = move |from: &Address| {
                let is_local =
                    |driver: Rc<Driver>| driver.client.borrow().is_local(clock::now(), from);
                copies.driver().is_some_and(is_local)
            };
            let secret = secret.clone();
            Link::find(room, &address, secret, is_copy, move |event| {
                heard.with(|driver| driver.relay_event(event));
            })
        };
        let setup = Setup {
            has_relay: relay.is_some(),
            chance: (js_sys::Math::random() * 256.0) as u8,
            rules: link.rules,
            light: link.light,
        };
        let alarm = {
            let this = this.clone();
            Alarm::new(move || {
                this.with(|driver| {
                    driver.alarm.clear();
                    driver.look_what_is_due();
                });
            })
        };
        let now = clock::now();
        let (client, storing) = match beginning {
            Beginning::New(why) => {
                let mut client = Client::new(now, room.clone(), address, name, setup);
                if let Some(why) = why {
                    client.tell(now, why);
                }
                (client, storing::Storing::New(secret))
            }
            Beginning::Back(back) => {
                let prefix = back.saved.prefix();
                let client = Client::restored(now, address, back.saved, setup);
                let (storage, claim) = (back.storage, back.claim);
                (client, storing::Storing::On(storage, claim, prefix))
            }
        };
        let driver = Rc::new_cyclic(|weak| Driver {
            this: weak.clone(),
            client: RefCell::new(client),
            channel,
            relay,
            pool,
            ticks,
            signatures,
            watchers: Watchers::default(),
            alarm,
            waiting: RefCell::default(),
            works: Cell::default(),
            storage: RefCell::default(),
            claim: RefCell::default(),
            early: RefCell::default(),
            earlier: RefCell::default(),
            opened: clock::seconds(),
            on_change: Box::new(on_change),
        });
        // The cell is fresh, so that it takes the value.
        let _ = this.0.set(Rc::downgrade(&driver));
        listen_to_page(&this).map_err(|_| OpenError::NoWindow)?;
        driver.carry_out();
        driver.begin_storing(storing);
        Ok(Self(driver))
    }

    /// Looks at the client.
    pub fn read<T>(&self, look: impl FnOnce(&Client) -> T) -> T {
        look(&self.0.client.borrow())
    }

    /// Gives the node a command and waits for its answer.
    pub async fn command(&self, command: Command) -> Result<Answer, CommandError> {
        if let Command::Rename(name) = &command {
            name::keep(name);
        }
        let request = self.0.client.borrow_mut().command(clock::now(), command);
        self.answer(request).await
    }

    /// Waits for the answer to a command that was given just now.
    async fn answer(&self, request: RequestId) -> Result<Answer, CommandError> {
        let (sender, receiver) = oneshot::channel();
        // The answer is told when the outputs are carried out, not before.
        self.0.waiting.borrow_mut().insert(request, sender);
        self.0.carry_out();
        // The sender lives until the answer is there, or as long as the tab.
        receiver.await.unwrap_or(Err(CommandError::Cancelled))
    }

    /// The relay, if one serves this page.
    pub fn relay(&self) -> Option<&Link> {
        self.0.relay.as_deref()
    }

    /// How mining is getting on, or how it went the last time; `None` before the first.
    pub fn mining_rate(&self) -> Option<Rate> {
        self.0.pool.rate()
    }

    /// Those who verify signatures.
    pub fn signatures(&self) -> &signatures::pool::Pool {
        &self.0.signatures
    }

    /// How many workers mine.
    pub fn workers(&self) -> usize {
        self.0.pool.workers()
    }

    /// Changes how many workers mine: 1 to [`MAX_WORKERS`](crate::browser::miner::pool::MAX_WORKERS).
    pub fn set_workers(&self, workers: usize) {
        self.0.pool.resize(workers);
        self.0.changed();
    }

    /// Hashes a second of all workers together, once that is known.
    pub fn speed(&self) -> Option<f64> {
        self.0.pool.speed()
    }

    /// Mines block after block from now on, or stops after the one that is searched for. What became of the first
    /// block, where it was begun here.
    pub async fn keep_mining(&self, keep: bool) -> Option<Result<Answer, CommandError>> {
        let first = self.0.client.borrow_mut().keep_mining(clock::now(), keep);
        match first {
            Some(request) => Some(self.answer(request).await),
            None => {
                self.0.carry_out();
                None
            }
        }
    }

    /// Splits the room in two for all, or heals it with nobody in the second half.
    pub fn split(&self, second: Vec<Address>) {
        self.0.drive(|client| client.split(clock::now(), second));
    }

    /// Has both ends of a connection cut it, or mend it.
    pub fn set_connection(&self, one: Address, other: Address, cut: bool) {
        self.0
            .drive(|client| client.set_connection(clock::now(), one, other, cut));
    }

    /// Cuts this node's connection to another at this end, or mends it.
    pub fn set_own_connection(&self, other: &Address, cut: bool) {
        self.0
            .drive(|client| client.set_own_connection(clock::now(), other, cut));
    }

    /// Has all tabs mend every connection that is cut.
    pub fn mend_all(&self) {
        self.0.drive(|client| client.mend_all(clock::now()));
    }

    /// Has the cuts and splits of another tab count here no longer, or again.
    pub fn ignore(&self, other: &Address, ignored: bool) {
        self.0
            .drive(|client| client.ignore(clock::now(), other, ignored));
    }

    /// Calls this function at once and with each change. The number ends it again.
    pub fn watch(&self, callback: Function, watched: Watched) -> u64 {
        let number = self.0.watchers.add(callback, watched);
        self.0.watched();
        number
    }

    /// Calls it no more.
    pub fn unwatch(&self, number: u64) {
        self.0.watchers.remove(number);
        self.0.watched();
    }
}

impl Driver {
    /// Something happens to the client.
    fn handle(&self, input: Input) {
        self.drive(|client| client.handle(clock::now(), input));
    }

    fn drive(&self, act: impl FnOnce(&mut Client)) {
        let backlog = self.relay.as_ref().map_or(0, |relay| relay.backlog());
        let mut client = self.client.borrow_mut();
        client.set_backlog(backlog);
        act(&mut client);
        drop(client);
        self.carry_out();
    }

    /// What somebody looks at has changed.
    fn watched(&self) {
        let watched = self.watchers.watched();
        self.drive(|client| client.watch(clock::now(), watched));
    }

    fn changed(&self) {
        self.watchers.note_change();
        self.watchers.call_due(&self.client);
        (self.on_change)(Change::State);
    }

    /// A while has passed, by the page's own timer.
    fn look(&self) {
        self.ticks.look_after();
        self.tick();
    }

    /// A while has passed. The clock of a worker tells it in hidden tabs, too.
    fn tick(&self) {
        if let Some(relay) = &self.relay {
            relay.tick();
        }
        self.look_what_is_due();
        self.watchers.call_due(&self.client);
        // How a search is getting on is known here without being told.
        let mining = self.client.borrow().is_mining();
        (self.on_change)(if mining { Change::State } else { Change::Time });
    }

    fn look_what_is_due(&self) {
        let due = self.client.borrow().deadline() <= clock::now();
        if due {
            self.handle(Input::Wake);
        } else {
            self.set_alarm();
        }
    }

    fn set_alarm(&self) {
        // Its turns come by themselves.
        if self.works.get() {
            return;
        }
        let deadline = self.client.borrow().deadline();
        if let Err(error) = self.alarm.set(deadline) {
            web_sys::console::error_1(&error);
        }
    }

    /// Does what the client wants.
    fn carry_out(&self) {
        let mut changed = false;
        loop {
            // Carrying out an output may lead to the next input, so the client is not held meanwhile.
            let output = self.client.borrow_mut().poll();
            let Some(output) = output else {
                break;
            };
            match output {
                Output::Send(Route::Local, to, message) => {
                    if let Err(error) = self.channel.send(to, message) {
                        web_sys::console::error_1(&error);
                    }
                }
                Output::SendControl(Route::Local, to, line) => {
                    self.channel.send_control(to.as_ref(), &line);
                }
                Output::Send(Route::Relay, to, message) => {
                    if let Some(relay) = &self.relay {
                        relay.send(to, message);
                    }
                }
                Output::SendControl(Route::Relay, to, line) => {
                    if let Some(relay) = &self.relay {
                        relay.send_control(to.as_ref(), &line);
                    }
                }
                Output::Search(_, puzzle) => {
                    // This range is not empty.
                    let _ = self.pool.search(puzzle, 0..u64::MAX);
                }
                Output::StopSearch => self.pool.stop(),
                Output::Verify(..) | Output::AccountKey(_) | Output::Sign(..) => {
                    self.ask_signatures(output);
                }
                Output::Answer(request, answer) => {
                    if let Some(waiting) = self.waiting.borrow_mut().remove(&request) {
                        // The caller may have gone.
                        let _ = waiting.send(answer);
                    }
                }
                Output::Reply(..) | Output::AskWhois(..) | Output::FetchChain(_) => {
                    self.ask_relay(output);
                }
                Output::Store(batch) => self.write(batch),
                Output::Changed => changed = true,
            }
        }
        if changed {
            self.changed();
        }
        self.work_on();
        self.set_alarm();
    }

    /// Has the workers for signatures do what the client wants of them, and does not wait for that.
    fn ask_signatures(&self, wanted: Output) {
        let Some(driver) = self.this.upgrade() else {
            return;
        };
        let pool = self.signatures.clone();
        let secret = self.client.borrow().account_secret().cloned();
        spawn_local(async move {
            let input = match wanted {
                Output::Verify(name, genesis, claims) => {
                    let are_true = pool.verify(&genesis, &claims).await;
                    Input::Verified(name, are_true)
                }
                Output::AccountKey(secret) => Input::AccountKey(account_key(&pool, secret).await),
                Output::Sign(name, genesis, payment) => {
                    // It is asked for only once there is an account.
                    let Some(secret) = secret else {
                        return driver.handle(Input::Signed(name, Err(SignatureFault::NotLoaded)));
                    };
                    let text = payment.signed_text(&genesis);
                    let signature = pool.sign(secret.as_bytes(), &text).await;
                    Input::Signed(name, signature)
                }
                // Nothing else is wanted of them.
                _ => return,
            };
            driver.handle(input);
        });
    }

    /// Has the relay do what the client wants of it, and does not wait for that.
    fn ask_relay(&self, wanted: Output) {
        let (Some(relay), Some(driver)) = (self.relay.clone(), self.this.upgrade()) else {
            return;
        };
        spawn_local(async move {
            match wanted {
                Output::Reply(call, status, body) => relay.post_answer(&call, status, body).await,
                Output::AskWhois(request, address) => {
                    let whois = relay.whois(&address).await;
                    driver.handle(Input::Whois(request, address, whois));
                }
                Output::FetchChain(address) => {
                    let format = driver.client.borrow().node().chain().rules().format();
                    let chain = relay.fetch_chain(&address, format).await;
                    driver.handle(Input::Fetched(address, chain));
                }
                // Nothing else is wanted of a relay.
                _ => {}
            }
        });
    }

    /// Gives the client turns while it has work left, and the browser some in between.
    fn work_on(&self) {
        let Some(driver) = self.this.upgrade() else {
            return;
        };
        if !self.client.borrow().has_work() || self.works.replace(true) {
            return;
        }
        spawn_local(async move {
            let has_work = || driver.client.borrow().has_work();
            let mut slices = Slices::begin();
            // Without a turn it goes on at the next tick.
            while has_work() && slices.next().await.is_ok() {
                while has_work() && !slices.is_over() {
                    let mut client = driver.client.borrow_mut();
                    client.handle(clock::now(), Input::Wake);
                }
                driver.carry_out();
            }
            driver.works.set(false);
            driver.set_alarm();
        });
    }

    fn pool_event(&self, event: Event) {
        match event {
            Event::TriedOut => self.changed(),
            Event::OtherBuild => (self.on_change)(Change::OtherBuild),
            Event::Done(outcome) => {
                let job = self.client.borrow().job();
                let Some(job) = job else {
                    return;
                };
                self.handle(match outcome {
                    Ok(found) => match found.proof {
                        Some(proof) => Input::Found {
                            job,
                            proof,
                            seconds: found.seconds,
                        },
                        None => Input::SearchFailed(job, SearchFault::Exhausted),
                    },
                    Err(reason) => Input::SearchFailed(job, reason),
                });
            }
        }
    }

    /// What comes from the relay: from another node, from a program, or about the relay itself.
    fn relay_event(&self, event: Heard) {
        let route = Route::Relay;
        match event {
            Heard::Message(from, message) => self.handle(Input::Message(route, from, message)),
            Heard::Control(from, message) => self.handle(Input::Control(route, from, message)),
            Heard::Joined => self.handle(Input::Connected(route)),
            Heard::Call(call) => {
                let nodes = nodes_of(&call);
                self.handle(Input::Call { call, nodes });
            }
            Heard::Changed => self.changed(),
        }
    }
}

/// The list of nodes in the body of a call that brings one.
fn nodes_of(call: &Call) -> Option<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Body {
        nodes: Vec<String>,
    }
    let brings = call.path == "/nodes/register";
    let body = brings
        .then(|| relay::from_json::<Body>(&call.body))
        .flatten()?;
    Some(body.nodes)
}

/// Where the driver stands once it does. Nothing happens before, or after it is gone.
#[derive(Clone, Default)]
struct Slot(Rc<OnceCell<Weak<Driver>>>);

impl Slot {
    fn driver(&self) -> Option<Rc<Driver>> {
        self.0.get().and_then(Weak::upgrade)
    }

    fn with(&self, then: impl FnOnce(&Driver)) {
        if let Some(driver) = self.driver() {
            then(&driver);
        }
    }

    fn handle(&self, input: Input) {
        self.with(|driver| driver.handle(input));
    }
}

fn listen_to_page(slot: &Slot) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;

    let look = {
        let slot = slot.clone();
        Closure::<dyn FnMut()>::new(move || slot.with(Driver::look))
    };
    window.set_interval_with_callback_and_timeout_and_arguments_0(
        look.as_ref().unchecked_ref(),
        LOOK_MS,
    )?;
    look.forget();

    for goes in ["pagehide", "freeze"] {
        on_event(&window, slot, goes, Driver::leave)?;
    }
    // A page that was kept aside, or a tab that was frozen, comes back as the node that it was.
    for comes in ["pageshow", "resume"] {
        on_event(&window, slot, comes, Driver::come_back)?;
    }
    // Load the miner before it is needed: at the first input, or after a while, as the server may be gone later.
    for touched in ["pointerdown", "keydown"] {
        on_event(&window, slot, touched, |driver| driver.pool.prepare())?;
    }
    let later = slot.clone();
    spawn_local(async move {
        pause(PREPARE_MS).await;
        later.with(|driver| driver.pool.prepare());
    });
    on_event(&window, slot, "visibilitychange", |driver| {
        let document = web_sys::window().and_then(|window| window.document());
        if document.is_some_and(|document| !document.hidden()) {
            driver.shown();
        }
    })
}

/// Does something at each event of the window.
fn on_event(window: &Window, slot: &Slot, name: &str, act: fn(&Driver)) -> Result<(), JsValue> {
    let slot = slot.clone();
    let heard = Closure::<dyn FnMut()>::new(move || slot.with(act));
    window.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())?;
    // It lives as long as the page.
    heard.forget();
    Ok(())
}

/// The account of this key, or of a new one.
async fn account_key(
    pool: &signatures::pool::Pool,
    secret: Option<AccountSecret>,
) -> Result<(AccountSecret, Account), SignatureFault> {
    let secret = match secret {
        Some(secret) => secret,
        None => AccountSecret::from_bytes(identity::random().ok_or(SignatureFault::NoRandom)?),
    };
    let account = pool.account_of(secret.as_bytes()).await?;
    Ok((secret, account))
}
