//! The way to the other views.

use yew::prelude::*;

use crate::page::{
    route::{Place, Route},
    texts::t,
};

/// A link to each view; an open lesson goes along.
pub fn views(route: Route) -> Html {
    html! {
        <nav aria-label={t("views")}>
            <ul>
                { for Place::ALL.iter().map(|&place| html! {
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

fn view_name(place: Place) -> &'static str {
    match place {
        Place::Node => "view-node",
        Place::Playground => "view-playground",
        Place::Tamper => "view-tamper",
        Place::Forks => "view-forks",
        Place::Network => "view-network",
        Place::Lab => "view-lab",
        Place::Lessons => "view-lessons",
    }
}
