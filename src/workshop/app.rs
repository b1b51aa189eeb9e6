//! The frame of the workshop: the view that the page's address names.

use yew::prelude::*;

use super::{
    forks::Forks, lab::Lab, lessons::Lessons, network::Network, playground::Playground,
    stage::Stage, tamper::Tamper,
};
use crate::page::{
    focus::focus,
    language::use_language,
    route::{Screen, use_route},
};

#[derive(PartialEq, Properties)]
pub struct AppProps {
    /// The element around it, which is hidden where the page shows the node.
    pub place: web_sys::Element,
}

/// The open view, if it is one of the workshop's.
#[component]
pub fn App(props: &AppProps) -> Html {
    // It is there while no view is open, too, so that the workshop always hears of another language.
    use_language();
    let route = use_route();
    // Where the stage leads back to.
    let before = use_mut_ref(Screen::default);
    let back = match route.place() {
        Screen::Stage => *before.borrow(),
        place => before.replace(place),
    };
    {
        let was_stage = use_mut_ref(|| false);
        use_effect_with(route.place(), move |&place| {
            // What had the focus there is gone.
            if was_stage.replace(place == Screen::Stage) && place != Screen::Stage {
                focus(&format!("view-{}", place.id()));
            }
        });
    }
    use_effect_with((route.place(), props.place.clone()), |(place, element)| {
        // Setting an attribute fails only for an invalid name.
        let _ = match place {
            Screen::Node => element.set_attribute("hidden", ""),
            _ => element.remove_attribute("hidden"),
        };
    });
    let view = match route.place() {
        Screen::Node => return Html::default(),
        Screen::Playground => html! { <Playground /> },
        Screen::Tamper => html! { <Tamper /> },
        Screen::Forks => html! { <Forks /> },
        Screen::Network => html! { <Network /> },
        Screen::Lab => html! { <Lab /> },
        Screen::Lessons => html! { <Lessons /> },
        Screen::Stage => html! { <Stage {back} /> },
    };
    html! { <main class="workshop">{ view }</main> }
}
