//! The workshop: views that teach, loaded when someone opens one.
//!
//! It is a program of its own beside the page, so that a first visit stays small. The two share the
//! document: the page's address says which view is open ([`Route`](crate::page::route::Route)), and
//! what the workshop wants of this tab's node it asks of `window.tabchain`, as a learner in the
//! console would.

mod app;
mod console;
mod edit_field;
mod field_values;
mod finding;
mod forks;
mod hash_mark;
mod inset;
mod lab;
mod learner_action;
mod lessons;
mod names;
mod network;
mod observe;
mod playground;
mod stage;
mod tamper;

use crate::{
    BUILD,
    page::{
        language,
        notice::{self, Halt, tell},
        texts::{self, Source},
    },
};

/// The sentences of the workshop's views.
const TEXTS: Source = Source {
    english: include_str!(concat!(env!("OUT_DIR"), "/workshop.en.ftl")),
    chinese: include_str!(concat!(env!("OUT_DIR"), "/workshop.zh-CN.ftl")),
};

/// By this attribute `static/start.js` says that there is no page around a scene, and no node.
const EMBEDDED: &str = "data-embed";

/// Draws the workshop into the page. What goes wrong is told on the page.
pub fn start() {
    notice::tell_of_panics();
    let document = web_sys::window().and_then(|window| window.document());
    let places = document.and_then(|document| {
        let place = document.get_element_by_id("workshop")?;
        Some((document, place))
    });
    let Some((document, place)) = places else {
        return tell(&Halt::NoPlace);
    };
    let marked = |name: &str| {
        let root = document.document_element();
        root.and_then(|root| root.get_attribute(name))
    };
    texts::extend(TEXTS);
    if marked(EMBEDDED).is_some() {
        language::begin();
        yew::Renderer::<lab::Embedded>::with_root(place).render();
        return;
    }
    // The page asked for the workshop of its own build; a cache may have given another.
    if marked("data-build").as_deref() != Some(BUILD) {
        return notice::reload();
    }
    language::begin();
    if let Some(place) = document.get_element_by_id("lesson") {
        let props = lessons::DockProps {
            place: place.clone(),
        };
        yew::Renderer::<lessons::Dock>::with_root_and_props(place, props).render();
    }
    let props = app::AppProps {
        place: place.clone(),
    };
    yew::Renderer::<app::App>::with_root_and_props(place, props).render();
}
