//! Where driver and page meet: starts the tab, turns its client into what the page shows (`views`), and
//! the page's wishes into commands (`wishes`).

mod link;
mod refresh;
mod refusals;
mod title;
mod views;
mod wishes;

use std::{cell::Cell, rc::Rc};

use client::room_link::{self, DEFAULT_ROOM, RoomLink};
use node::CommandError;
use protocol::RoomName;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, UrlSearchParams, Window};
use yew::prelude::*;

use self::{
    refresh::Refresh,
    views::{PORTION, SHOWN_BLOCKS, view},
    wishes::grant,
};
use crate::{
    browser::{
        console,
        kept::{self, Beginning},
        tab::{OpenError, Tab},
    },
    page::{
        App, language,
        notice::{self, Halt, tell},
        route::{Screen, use_route},
        view::{Window as Span, Wish},
        visibility::when_shown,
        wording,
    },
    web::slices::next_turn,
};

/// Starts the node and the page. What goes wrong is told on the page.
pub fn start() {
    notice::tell_of_panics();
    notice::name_build();
    language::begin();
    if let Err(halt) = open() {
        tell(&halt);
    }
}

fn open() -> Result<(), Halt> {
    let window = web_sys::window().ok_or(Halt::NoPlace)?;
    let root = window
        .document()
        .and_then(|document| document.get_element_by_id("app"))
        .ok_or(Halt::NoPlace)?;
    let link = named(&window)?;
    // To compile the program, to begin the node and to draw the page take a phone as long as one another: each has a turn of its own.
    spawn_local(async move {
        turn().await;
        let beginning = match kept::address(&link.room) {
            Some(address) => kept::take_up(address, &link.room, link.rules).await,
            None => Beginning::New(None),
        };
        if let Err(halt) = begin(root, &link, beginning).await {
            tell(&halt);
        }
    });
    Ok(())
}

/// Lets the browser do what else is due. Without such a turn all goes on the same.
async fn turn() {
    if let Err(error) = next_turn().await {
        web_sys::console::error_1(&error);
    }
}

async fn begin(root: Element, link: &RoomLink, beginning: Beginning) -> Result<(), Halt> {
    let refresh = Refresh::default();
    let tab = {
        let refresh = refresh.clone();
        let heard = move |change| refresh.heard(change);
        Tab::open(link, beginning, cores(), wording::drawn_name, heard).map_err(
            |error| match error {
                OpenError::NoRandom => Halt::NoRandom,
                OpenError::NoChannel(why) => Halt::NoChannel(why),
                OpenError::NoWindow => Halt::NoPlace,
            },
        )?
    };
    turn().await;
    refresh.entitle(tab.clone());
    console::install(&tab, refusals::worded).map_err(Halt::NoConsole)?;
    turn().await;
    yew::Renderer::<Root>::with_root_and_props(root, RootProps { tab, refresh }).render();
    Ok(())
}

/// The room named by `?room=` in the page's address, its rules where `&rules=` names them, and whether `&light` stands there.
fn named(window: &Window) -> Result<RoomLink, Halt> {
    let query = window.location().search().unwrap_or_default();
    let params = UrlSearchParams::new_with_str(&query).ok();
    let param = |name| params.as_ref().and_then(|params| params.get(name));
    let room = param("room").unwrap_or_else(|| DEFAULT_ROOM.to_owned());
    let room = RoomName::parse(&room).map_err(|_| Halt::Room(RoomName::MAX_BYTES))?;
    let rules = param("rules").map(|text| room_link::read(&text).ok_or(Halt::Rules));
    Ok(RoomLink {
        room,
        rules: rules.transpose()?,
        light: param("light").is_some(),
    })
}

fn cores() -> usize {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    cores.max(1.0) as usize
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
            refresh.draw_by(draw);
            when_shown(move || refresh.shown())
        });
    }
    // A view that is hidden is not drawn, so that there is no need to collect what it shows.
    let at_node = use_route().place() == Screen::Node;
    let blocks = use_mut_ref(|| 0);
    let most = *blocks.borrow() + PORTION;
    let view = Rc::new(view(&props.tab, &shown, at_node, most));
    if at_node {
        let drawn = view.blocks.len() as u64;
        *blocks.borrow_mut() = drawn;
        if drawn == most && drawn < SHOWN_BLOCKS && view.earlier > 0 {
            props.refresh.again();
        }
    }
    // One callback for good: a new one each time would make every component draw itself again.
    let wish = {
        let (tab, show) = (props.tab.clone(), shown.dispatcher());
        use_callback((), move |wish: Wish, ()| grant(&tab, &show, wish))
    };
    html! { <App {view} {wish} /> }
}
