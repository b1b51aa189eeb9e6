//! The way to the other views.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};
use yew::prelude::*;

use crate::page::{
    route::{Route, Screen},
    texts::t,
};

/// A link to each view; an open lesson goes along.
pub fn views(route: Route) -> Html {
    html! {
        <nav aria-label={t("views")}>
            <ul>
                { for Screen::OFFERED.iter().map(|&place| html! {
                    <li>
                        <a
                            id={format!("view-{}", place.id())}
                            href={route.at(place).fragment()}
                            aria-current={(route.place() == place).then_some("page")}
                            data-testid={format!("view-{}", place.id())}
                        >
                            { t(view_name(place)) }
                        </a>
                    </li>
                }) }
            </ul>
        </nav>
    }
}

/// Where the links are a row that is too long for the window, brings the one to the open view into sight.
#[hook]
pub fn use_view_in_sight(place: Screen) {
    use_effect_with(place, |&place| {
        let found = |selector| {
            let found = window()?.document()?.query_selector(selector);
            found.ok()??.dyn_into::<HtmlElement>().ok()
        };
        let Some(row) = found(".head nav") else {
            return;
        };
        // The first in the row, as nearly always at the start, takes no look at where things are.
        let to = match place {
            Screen::Node => 0,
            _ => match found(".head nav [aria-current]") {
                Some(link) => link.offset_left() - row.offset_left() - 2 * link.offset_height(),
                None => return,
            },
        };
        row.set_scroll_left(to);
    });
}

fn view_name(place: Screen) -> &'static str {
    match place {
        Screen::Node => "view-node",
        Screen::Playground => "view-playground",
        Screen::Tamper => "view-tamper",
        Screen::Forks => "view-forks",
        Screen::Network => "view-network",
        Screen::Lab => "view-lab",
        Screen::Lessons => "view-lessons",
        Screen::Stage => "view-stage",
    }
}
