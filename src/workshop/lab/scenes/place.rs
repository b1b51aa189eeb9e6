//! Which scene the page's address names: `#view=lab&scene=two-at-once`.

use web_sys::window;
use yew::prelude::*;

use super::{script::Scene, stories};
use crate::page::{
    hooks::listen,
    route::{Route, Screen},
};

/// What the address says of scenes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Nothing.
    Free,
    /// A scene.
    At(&'static Scene),
    /// A scene that there is not.
    Astray,
}

impl Place {
    /// Reads a fragment, with or without its `#`.
    pub fn parse(fragment: &str) -> Self {
        let mut parts = fragment.trim_start_matches('#').rsplit('&');
        let id = parts.find_map(|part| part.strip_prefix("scene="));
        match id {
            None => Self::Free,
            Some(id) => stories::named(id).map_or(Self::Astray, Self::At),
        }
    }

    fn now() -> Self {
        let hash = window().and_then(|window| window.location().hash().ok());
        hash.map_or(Self::Free, |hash| Self::parse(&hash))
    }
}

/// The address of a scene, or of the lab without one, beside the lesson that is open.
pub fn fragment(route: Route, scene: Option<&Scene>) -> String {
    let lab = route.at(Screen::Lab).fragment();
    match scene {
        Some(scene) => format!("{lab}&scene={}", scene.id),
        None => lab,
    }
}

/// What the address says. A component that uses this is drawn again when that changes.
#[hook]
pub fn use_place() -> Place {
    let place = use_state_eq(Place::now);
    {
        let place = place.clone();
        use_effect_with((), move |()| {
            listen("hashchange", move || place.set(Place::now()))
        });
    }
    *place
}
