//! The stage: the room for a projector. No controls but keys; one tree of all branches with everyone's face where they stand,
//! and below it one sentence at a time.
//!
//! It draws no more for forty nodes than for five: the newest blocks, a few branches, crowds by their number.

mod caption;
mod drawing;
mod invitation;
mod joining;
mod news;
mod picture;
mod room;
mod said;

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use self::{
    caption::Caption,
    drawing::{drawing, use_sliding},
    invitation::use_invitation,
    joining::joining,
    news::Watcher,
    picture::Picture,
    room::Room,
};
use super::observe::{RoomStands, use_stands};
use crate::{
    page::{
        components::logo,
        hooks::{STAGE_KEY, listen_to_keys},
        language::use_language,
        route::{Route, Screen, use_route},
        texts::{t, t_args},
    },
    web::{clock, pause::pause, slices::next_turn},
};

#[derive(PartialEq, Properties)]
pub struct StageProps {
    /// The view that the Escape key leads back to.
    pub back: Screen,
}

/// The view.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    use_language();
    let back = use_route().at(props.back);
    let joins = use_state_eq(|| false);
    let stage = use_node_ref();
    {
        let stage = stage.clone();
        // What had the focus is out of sight now. What holds the stage is shown a moment later.
        use_effect_with((), move |()| {
            spawn_local(async move {
                let _ = next_turn().await;
                if let Some(stage) = stage.cast::<HtmlElement>() {
                    let _ = stage.focus();
                }
            });
        });
    }
    {
        let joins = joins.clone();
        use_effect_with((back, *joins), move |&(back, asked)| {
            listen_to_keys(move |key| press(key, back, &|| joins.set(!asked)))
        });
    }
    let seen = use_stands();
    html! {
        <section ref={stage} class="stage" tabindex="-1" aria-label={t("view-stage")} data-testid="stage">
            if let Some(seen) = seen {
                <Shown {seen} joins={*joins} />
            } else {
                <p class="empty" role="status">{ t("not-seen-yet") }</p>
            }
            <p class="stage-keys">
                <a href={back.fragment()} data-testid="stage-back">{ t("stage-back") }</a>
                <span>{ t_args("stage-keys", [("key", STAGE_KEY.into())]) }</span>
            </p>
        </section>
    }
}

/// Does what a key means here, if it means something.
fn press(key: &str, back: Route, toggle: &dyn Fn()) -> bool {
    match key {
        "Escape" | STAGE_KEY => back.go(),
        "j" | "J" => toggle(),
        _ => return false,
    }
    true
}

#[derive(PartialEq, Properties)]
struct ShownProps {
    seen: Rc<RoomStands>,
    /// Whether the way into the room is asked for, although the class has begun.
    joins: bool,
}

/// What is remembered from one look to the next.
#[derive(Default)]
struct Memory {
    seen: Option<Rc<RoomStands>>,
    room: Room,
    watcher: Watcher,
    caption: Caption,
}

impl Memory {
    fn look(&mut self, seen: &Rc<RoomStands>) {
        if self
            .seen
            .as_ref()
            .is_some_and(|before| Rc::ptr_eq(before, seen))
        {
            return;
        }
        self.seen = Some(seen.clone());
        self.room = Room::seen(seen);
        let news = self.watcher.look(self.room.clone());
        self.caption.hear(news);
    }
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    use_language();
    let observed = &props.seen.observed;
    let invitation = use_invitation(&observed.room, observed.rules);
    let memory = use_mut_ref(Memory::default);
    let mut memory = memory.borrow_mut();
    memory.look(&props.seen);
    let now = clock::seconds();
    let sentence = memory.caption.at(now).cloned();
    let due = memory.caption.due();
    let again = use_force_update();
    // The next sentence has its time.
    use_effect_with(due.map(|due| due.to_bits()), move |due| {
        let alive = Rc::new(Cell::new(true));
        if let Some(due) = due.map(f64::from_bits) {
            let alive = alive.clone();
            spawn_local(async move {
                pause(((due - now).max(0.0) * 1000.0).ceil() as i32).await;
                if alive.get() {
                    again.force_update();
                }
            });
        }
        move || alive.set(false)
    });
    let room = &memory.room;
    let picture = Picture::of(room);
    let moving = use_sliding(&picture);
    let waiting = room.is_waiting() || props.joins;
    html! {
        <>
            <header class="stage-head">
                <h1>{ logo() }{ t_args("stage-room", [("room", observed.room.as_str().into())]) }</h1>
                if !waiting && let Some(invitation) = &invitation {
                    <p class="stage-address" data-testid="stage-address">{ &invitation.typed }</p>
                }
                <p class="stage-figures" data-testid="stage-figures">{ said::figures(room) }</p>
            </header>
            if waiting {
                { joining(room, invitation.as_ref()) }
            } else {
                <div class="stage-room">
                    { drawing(room, &picture, &memory.watcher, moving, said::summary(room)) }
                    { said::elsewhere(room, &picture) }
                </div>
            }
            <p class="stage-caption" role="status" data-testid="stage-caption">
                { sentence.as_ref().map(said::sentence) }
            </p>
        </>
    }
}
