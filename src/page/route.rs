//! Where on the page a person is: read from the fragment of its address, so that links lead there and
//! the browser's back button leads back.
//!
//! `#view=lab` is a view, `#lesson=7` a lesson beside it, `#view=lab&lesson=7` both.

use web_sys::window;
use yew::prelude::*;

use super::hooks::{STAGE_KEY, listen, listen_to_keys};

/// One of the page's views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// This tab's node.
    #[default]
    Node,
    /// A hash and a block to try out.
    Playground,
    /// A copy of the chain, to be changed.
    Tamper,
    /// All branches that this node has seen.
    Forks,
    /// The nodes of the room as a picture.
    Network,
    /// Several nodes over a simulated network.
    Lab,
    /// The list of lessons.
    Lessons,
    /// The room for a projector.
    Stage,
}

impl Screen {
    /// Those that are offered in the head of the page, in their order. The stage is not: a key leads there from anywhere, and
    /// the network's view.
    pub const OFFERED: [Self; 7] = [
        Self::Node,
        Self::Playground,
        Self::Tamper,
        Self::Forks,
        Self::Network,
        Self::Lab,
        Self::Lessons,
    ];

    /// The one that the page's address calls this.
    pub fn named(id: &str) -> Option<Self> {
        let mut all = Self::OFFERED.into_iter().chain([Self::Stage]);
        all.find(|place| place.id() == id)
    }

    /// Its name in the address, and the key of its name in words.
    pub fn id(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Playground => "playground",
            Self::Tamper => "tamper",
            Self::Forks => "forks",
            Self::Network => "network",
            Self::Lab => "lab",
            Self::Lessons => "lessons",
            Self::Stage => "stage",
        }
    }
}

/// How many lessons there are, counted from 1.
pub const LESSONS: u8 = 8;

/// A view, and the lesson that is open beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The view; `None` where the address names none, or none that there is.
    pub place: Option<Screen>,
    /// The lesson's number; `None` where the address names none, or none that there is.
    pub lesson: Option<u8>,
    /// Whether the address names a view or a lesson that there is not.
    pub astray: bool,
}

impl Route {
    /// Reads a fragment, with or without its `#`. What is neither a view nor a lesson is left out.
    pub fn parse(fragment: &str) -> Self {
        let mut route = Self::default();
        for part in fragment.trim_start_matches('#').split('&') {
            match part.split_once('=') {
                Some(("view", id)) => {
                    route.place = Screen::named(id);
                    route.astray |= route.place.is_none();
                }
                Some(("lesson", number)) => {
                    let number = number.parse().ok();
                    route.lesson = number.filter(|number| (1..=LESSONS).contains(number));
                    route.astray |= route.lesson.is_none();
                }
                _ => {}
            }
        }
        route
    }

    /// The view to show.
    pub fn place(self) -> Screen {
        self.place.unwrap_or_default()
    }

    /// The address of this route on this page.
    pub fn fragment(self) -> String {
        let view = format!("#view={}", self.place().id());
        match self.lesson {
            Some(lesson) => format!("{view}&lesson={lesson}"),
            None => view,
        }
    }

    /// The same lesson beside another view.
    pub fn at(self, place: Screen) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// Where the page's address leads now.
    pub fn now() -> Self {
        window()
            .and_then(|window| window.location().hash().ok())
            .map_or_else(Self::default, |hash| Self::parse(&hash))
    }

    /// Goes there, in place of where the page's address leads now.
    pub fn replace(self) {
        if let Some(window) = window() {
            let _ = window.location().replace(&self.fragment());
        }
    }

    /// Goes there, as a link would.
    pub fn go(self) {
        if let Some(window) = window() {
            // A fragment is always allowed; there is no page to leave.
            let _ = window.location().set_hash(&self.fragment());
        }
    }
}

/// The route. A component that uses this is drawn again when it changes.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(Route::now);
    {
        let route = route.clone();
        use_effect_with((), move |()| {
            listen("hashchange", move || route.set(Route::now()))
        });
    }
    *route
}

/// Has the key for the stage lead there, from wherever one is.
#[hook]
pub fn use_stage_key() {
    use_effect_with((), |()| {
        listen_to_keys(|key| {
            let here = Route::now();
            let goes = key == STAGE_KEY && here.place() != Screen::Stage;
            if goes {
                here.at(Screen::Stage).go();
            }
            goes
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_can_be_read_from_its_own_fragment() {
        for place in Screen::OFFERED.into_iter().chain([Screen::Stage]) {
            for lesson in [None, Some(7)] {
                let route = Route {
                    place: Some(place),
                    lesson,
                    astray: false,
                };
                assert_eq!(Route::parse(&route.fragment()), route);
            }
        }
    }

    #[test]
    fn a_lesson_alone_is_a_route() {
        let route = Route::parse("#lesson=7");
        assert_eq!((route.place, route.lesson), (None, Some(7)));
    }

    #[test]
    fn what_is_no_route_leads_to_the_node_and_what_names_none_that_there_is_leads_astray() {
        for (fragment, astray) in [
            ("", false),
            ("#", false),
            ("#chain-title", false),
            ("#view=", true),
            ("#view=cellar", true),
            ("#view=node&lesson=many", true),
            ("#lesson=0", true),
            ("#lesson=9", true),
        ] {
            let route = Route::parse(fragment);
            assert_eq!(
                (route.place(), route.lesson, route.astray),
                (Screen::Node, None, astray),
                "{fragment}"
            );
        }
    }
}
