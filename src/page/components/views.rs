//! The way to the other views.

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
