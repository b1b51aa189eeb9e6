//! Where driver and page meet: starts the tab, turns its node into what the page shows, and the page's
//! wishes into commands.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use chain::{Number, Rules};
use node::{Address, Answer, Command, CommandError, FieldFault, Node, NodeName, Notice, Peer};
use pow::Difficulty;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{UrlSearchParams, VisibilityState, Window};
use yew::prelude::*;

use crate::{
    drivers::{
        clock, console,
        relay::{Connection, Link},
        tab::{Change, Happening, Tab, What},
        turn::next_turn,
    },
    miner::pool::MAX_WORKERS,
    page::{
        App,
        language::{self, use_language},
        notice::{self, tell},
        refusals,
        route::Route,
        view::{
            Done, Event, EventKind, FieldError, Half, MiningView, PeerView, RelayState, RelayView,
            Response, SplitView, View, Window as Span, Wish,
        },
    },
};

/// The room of a tab whose address names none.
const DEFAULT_ROOM: &str = "main";
/// The longest name of a room, in bytes.
const MAX_ROOM: usize = 40;
/// How many blocks the page shows at once.
const SHOWN_BLOCKS: u64 = 50;
/// How many pending transactions the page shows.
const SHOWN_PENDING: usize = 100;
/// The page is not drawn anew within this time, in seconds: blocks may come faster than eyes.
const DRAW_SECONDS: f64 = 0.1;

/// Starts the node and the page. What goes wrong is told on the page.
pub fn start() {
    notice::tell_of_panics();
    notice::name_build();
    language::begin();
    if let Err(reason) = open() {
        tell("tabchain could not start", &reason);
    }
}

fn open() -> Result<(), String> {
    let missing = || "this browser shows no page".to_owned();
    let window = web_sys::window().ok_or_else(missing)?;
    let root = window
        .document()
        .and_then(|document| document.get_element_by_id("app"))
        .ok_or_else(missing)?;
    let room = room(&window)?;
    let refresh = Refresh::default();
    let tab = {
        let refresh = refresh.clone();
        Tab::open(&room, cores(), move |change| refresh.heard(change))?
    };
    console::install(&tab).map_err(|error| format!("the console can't be reached: {error:?}"))?;
    // The first drawing takes a phone as long as all before it: two short tasks, in place of a long one.
    spawn_local(async move {
        if let Err(error) = next_turn().await {
            web_sys::console::error_1(&error);
        }
        yew::Renderer::<Root>::with_root_and_props(root, RootProps { tab, refresh }).render();
    });
    Ok(())
}

/// The room named by `?room=` in the page's address.
fn room(window: &Window) -> Result<String, String> {
    let query = window.location().search().unwrap_or_default();
    let room = UrlSearchParams::new_with_str(&query)
        .ok()
        .and_then(|params| params.get("room"))
        .unwrap_or_else(|| DEFAULT_ROOM.to_owned());
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if room.is_empty() || room.len() > MAX_ROOM || !room.bytes().all(allowed) {
        return Err(format!(
            "The room in this page's address can't be used: a room is named by 1 to {MAX_ROOM} letters (a to z), digits, - or _."
        ));
    }
    Ok(room)
}

fn cores() -> usize {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    cores.max(1.0) as usize
}

/// When the page is drawn anew: at the next frame while it is visible, but not more often than people can
/// follow; else, as there are no frames, when a worker tells that time has passed.
#[derive(Clone, Default)]
struct Refresh(Rc<Pending>);

#[derive(Default)]
struct Pending {
    due: Cell<bool>,
    drawn: Cell<f64>,
    frame_asked: Cell<bool>,
    draw: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Refresh {
    fn heard(&self, change: Change) {
        match change {
            Change::OtherBuild => notice::reload(),
            Change::Time => {
                self.0.due.set(true);
                self.draw();
            }
            Change::State => {
                self.0.due.set(true);
                self.ask_for_frame();
            }
        }
    }

    fn ask_for_frame(&self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let visible = window
            .document()
            .is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        if !visible || self.0.frame_asked.replace(true) {
            return;
        }
        let this = self.clone();
        let frame = Closure::once_into_js(move || {
            this.0.frame_asked.set(false);
            if clock::seconds() - this.0.drawn.get() < DRAW_SECONDS {
                this.ask_for_frame();
            } else {
                // Not here: the browser would have to lay out and paint what is drawn in the same task.
                spawn_local(async move {
                    if let Err(error) = next_turn().await {
                        web_sys::console::error_1(&error);
                    }
                    this.draw();
                });
            }
        });
        if window
            .request_animation_frame(frame.unchecked_ref())
            .is_err()
        {
            self.0.frame_asked.set(false);
        }
    }

    fn draw(&self) {
        if self.0.due.get() {
            let draw = self.0.draw.borrow().clone();
            if let Some(draw) = draw {
                self.0.due.set(false);
                self.0.drawn.set(clock::seconds());
                draw();
            }
        }
    }
}

#[derive(Clone, Properties)]
struct RootProps {
    tab: Tab,
    refresh: Refresh,
}

impl PartialEq for RootProps {
    fn eq(&self, _: &Self) -> bool {
        // There is one tab for as long as the page lives.
        true
    }
}

/// What the page itself keeps, beside the node's state.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    /// The index of the last block shown; the newest when `None`.
    last: Option<u64>,
    error: Option<CommandError>,
}

enum Show {
    /// Another part of a chain of this length.
    Span(Span, u64),
    Error(Option<CommandError>),
}

impl Reducible for Shown {
    type Action = Show;

    fn reduce(self: Rc<Self>, action: Show) -> Rc<Self> {
        let mut shown = (*self).clone();
        match action {
            Show::Span(span, length) => {
                let last = self.last.unwrap_or(length);
                shown.last = match span {
                    Span::Newest => None,
                    Span::Earlier => Some(last.saturating_sub(SHOWN_BLOCKS).max(1)),
                    Span::Around(index) => {
                        Some(index + SHOWN_BLOCKS / 2).filter(|&last| last < length)
                    }
                    Span::Later => Some(last + SHOWN_BLOCKS).filter(|&last| last < length),
                };
            }
            Show::Error(error) => shown.error = error,
        }
        Rc::new(shown)
    }
}

#[component]
fn Root(props: &RootProps) -> Html {
    let version = use_state(|| 0_u64);
    let shown = use_reducer_eq(Shown::default);
    {
        let draw = version.clone();
        let count = Cell::new(0_u64);
        let refresh = props.refresh.clone();
        use_effect_with((), move |()| {
            let draw: Rc<dyn Fn()> = Rc::new(move || {
                count.set(count.get() + 1);
                draw.set(count.get());
            });
            *refresh.0.draw.borrow_mut() = Some(draw);
        });
    }
    let view = Rc::new(view(&props.tab, &shown));
    // One callback for good: a new one each time would make every component draw itself anew.
    let wish = {
        let (tab, show) = (props.tab.clone(), shown.dispatcher());
        use_callback((), move |wish: Wish, ()| grant(&tab, &show, wish))
    };
    // Sentences are no properties, so in another language all is drawn anew.
    let (language, _) = use_language();
    html! { <App key={language.tag()} {view} {wish} /> }
}

fn view(tab: &Tab, shown: &Shown) -> View {
    let answer = tab.last_answer();
    tab.read(|node| {
        let chain = node.chain();
        let length = chain.length();
        let last = shown.last.map_or(length, |last| last.clamp(1, length));
        let first = last.saturating_sub(SHOWN_BLOCKS - 1).max(1);
        View {
            address: node.address().clone(),
            name: node.name().to_string(),
            room: tab.room().to_owned(),
            new_room: new_room(node),
            rules: chain.rules(),
            rules_changeable: node.rules_changeable(),
            mode: node.mode(),
            auto_register: node.auto_register(),
            length,
            blocks: (first..=last)
                .filter_map(|index| chain.get(index).cloned())
                .collect(),
            earlier: first - 1,
            later: length - last,
            pending: node
                .mempool()
                .pending()
                .take(SHOWN_PENDING)
                .cloned()
                .collect(),
            pending_total: node.mempool().len(),
            peers: peers(node),
            mining: mining(tab, node),
            workers: tab.workers(),
            max_workers: MAX_WORKERS,
            cores: cores(),
            speed: tab.speed(),
            keep_mining: tab.keeps_mining(),
            resolving: node.is_resolving(),
            response: answer.map(|answer| Response {
                json: answer.json,
                report: answer.report,
            }),
            error: shown.error.clone(),
            events: tab.happenings().into_iter().filter_map(event).collect(),
            relay: tab.relay().map(|relay| relay_view(relay, tab.room())),
            split: split_view(tab, node),
        }
    })
}

fn split_view(tab: &Tab, node: &Node) -> Option<SplitView> {
    let aside = tab.aside().borrow();
    let (split, told_by) = aside.split()?;
    let half = match (split.splits(), split.has_second(node.address())) {
        (false, _) => Half::Whole,
        (true, false) => Half::First,
        (true, true) => Half::Second,
    };
    let names = node
        .peers()
        .filter(|(address, _)| half != Half::Whole && !aside.parts(address))
        .filter_map(|(_, peer)| Some(peer.presence.as_ref()?.name.to_string()));
    Some(SplitView {
        who: tab.splitter(),
        told_by: told_by.map(|teller| tab.name_of(teller)),
        half,
        with: names.collect(),
    })
}

fn relay_view(relay: &Link, room: &str) -> RelayView {
    RelayView {
        state: match relay.connection() {
            Connection::Connected => RelayState::Connected,
            Connection::Reconnecting => RelayState::Reconnecting,
            Connection::Offline => RelayState::Offline,
        },
        refused: relay.refused(),
        api: relay.api(),
        join: relay.info().join.into_iter().next(),
        join_code: format!("api/join.svg?room={room}"),
        others_heard: relay.others_heard(),
    }
}

/// The way to a room nobody is in, named after this node; an open lesson goes along.
fn new_room(node: &Node) -> String {
    let address = node.address().as_str();
    let route = match Route::now() {
        here if here == Route::default() => String::new(),
        here => here.fragment(),
    };
    format!("?room=room-{}{route}", address.trim_start_matches("tab-"))
}

fn peers(node: &Node) -> Vec<PeerView> {
    let mut peers = Vec::<(&Address, &Peer)>::new();
    for (address, peer) in node.peers() {
        // Each in its place: a sort would be 4 kB more to download.
        let place = peers.partition_point(|(_, other)| other.joined < peer.joined);
        peers.insert(place, (address, peer));
    }
    peers
        .into_iter()
        .map(|(address, peer)| {
            let presence = peer.presence.as_ref();
            PeerView {
                address: address.clone(),
                name: presence.map(|presence| presence.name.to_string()),
                length: presence.map(|presence| presence.length),
                tip: presence.map(|presence| presence.tip),
                rules: presence.map(|presence| presence.rules),
                other_rules: presence
                    .is_some_and(|presence| presence.rules != node.chain().rules()),
                registered: peer.registered,
                fault: peer.fault.clone(),
            }
        })
        .collect()
}

fn mining(tab: &Tab, node: &Node) -> Option<MiningView> {
    let rate = tab.mining_rate()?;
    Some(MiningView {
        waiting: node.mining(),
        tried: rate.hashes,
        per_worker: rate.per_worker,
        seconds: rate.seconds,
        expected: node.chain().rules().difficulty.expected_hashes(),
    })
}

fn event(happening: Happening) -> Option<Event> {
    let kind = match happening.what {
        What::Mined {
            index,
            found,
            expected,
        } => EventKind::Mined {
            index,
            seconds: found.seconds,
            tried: found.hashes,
            expected,
        },
        What::Noticed(notice, name) => match notice {
            Notice::PeerJoined(_) => EventKind::Joined(name),
            Notice::PeerLeft(_) => EventKind::Left(name),
            Notice::PeerFault(_, what) => EventKind::Fault { who: name, what },
            Notice::Reorg {
                orphaned,
                adopted,
                returned,
                ..
            } => EventKind::Reorg {
                from: name,
                orphaned,
                adopted,
                returned,
            },
            Notice::RulesJoined(rules) => EventKind::RulesJoined(rules),
        },
        What::Split { who, splits } => EventKind::Split { who, splits },
        What::Cut { who, other, cut } => EventKind::Cut { who, other, cut },
    };
    Some(Event {
        serial: happening.serial,
        at: happening.at,
        kind,
    })
}

fn grant(tab: &Tab, show: &UseReducerDispatcher<Shown>, wish: Wish) {
    let give = |command: Command, done: Option<Done>| {
        let (tab, show) = (tab.clone(), show.clone());
        spawn_local(async move {
            let outcome = tab.command(command).await;
            settle(&show, outcome, done);
        });
    };
    match wish {
        Wish::Mine => give(Command::Mine, None),
        Wish::CancelMining => give(Command::CancelMining, None),
        Wish::KeepMining(keep) => tab.keep_mining(keep),
        Wish::SetWorkers(workers) => tab.set_workers(workers),
        Wish::Resolve => give(Command::Resolve, None),
        Wish::Transact {
            sender,
            recipient,
            amount,
            done,
        } => match (
            node::check_parties(&sender, &recipient),
            amount_from(&amount),
        ) {
            (Ok(()), Ok(amount)) => give(
                Command::Transact {
                    sender,
                    recipient,
                    amount,
                },
                Some(done),
            ),
            (Ok(()), Err(reason)) => refuse(&done, "amount", reason),
            // The first field at fault is told, from top to bottom.
            (Err(error), _) => settle(show, Err(error), Some(done)),
        },
        Wish::Register { address, done } => give(Command::Register(vec![address]), Some(done)),
        Wish::Heal => tab.split(Vec::new()),
        Wish::Unregister(address) => give(Command::Unregister(address), None),
        Wish::SetRules {
            proof,
            difficulty_bits,
            done,
        } => match difficulty_from(&difficulty_bits) {
            Ok(difficulty) => give(Command::SetRules(Rules { proof, difficulty }), Some(done)),
            Err(reason) => refuse(&done, "difficulty", reason),
        },
        Wish::SetMode(mode) => give(Command::SetMode(mode), None),
        Wish::SetAutoRegister(auto) => give(Command::SetAutoRegister(auto), None),
        Wish::Rename { name, done } => match NodeName::parse(&name) {
            Ok(name) => give(Command::Rename(name), Some(done)),
            Err(error) => refuse(&done, "name", refusals::name(error)),
        },
        Wish::ShowBlocks(span) => {
            show.dispatch(Show::Span(span, tab.read(|node| node.chain().length())));
        }
        Wish::DismissError => show.dispatch(Show::Error(None)),
    }
}

fn settle(
    show: &UseReducerDispatcher<Shown>,
    outcome: Result<Answer, CommandError>,
    done: Option<Done>,
) {
    let error = match (outcome, done) {
        (Ok(_), done) => {
            if let Some(done) = done {
                done.emit(Ok(()));
            }
            None
        }
        (Err(CommandError::Field { field, reason }), Some(done)) => {
            return refuse(&done, field, refusals::field(&reason));
        }
        (
            Err(
                error @ (CommandError::NoNodes
                | CommandError::Address { .. }
                | CommandError::Oneself(_)
                | CommandError::TooManyNodes),
            ),
            Some(done),
        ) => return refuse(&done, "nodes", refusals::command(&error)),
        (Err(CommandError::Cancelled), _) => None,
        (Err(error), _) => Some(error),
    };
    show.dispatch(Show::Error(error));
}

fn refuse(done: &Done, field: &'static str, reason: String) {
    done.emit(Err(FieldError { field, reason }));
}

fn amount_from(text: &str) -> Result<Number, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(refusals::field(&FieldFault::Missing));
    }
    Number::parse(text).map_err(refusals::amount)
}

fn difficulty_from(text: &str) -> Result<Difficulty, String> {
    text.trim()
        .parse()
        .ok()
        .and_then(|bits| Difficulty::new(bits).ok())
        .ok_or_else(refusals::difficulty)
}
