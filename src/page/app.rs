//! The whole page: what this node does on the left, the chain in the middle, the others on the right.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    bits,
    components::{self, Alert, NodeView, header, known_nodes, use_theatre, use_view_in_sight},
    hooks::{Workshop, use_theme, use_turns, use_workshop},
    language::use_language,
    route::{Screen, use_route, use_stage_key},
    texts::{t, t_args},
    view::{View, Wish},
};

/// What the page is given.
#[derive(PartialEq, Properties)]
pub struct AppProps {
    /// What there is to show.
    pub view: Rc<View>,
    /// Where wishes go.
    pub wish: Callback<Wish>,
}

/// The root of the page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let language = use_language();
    let theme = use_theme();
    // What is seen first comes first; what follows moves nothing of that.
    let turns = use_turns(bits::CHAIN);
    let AppProps { view, wish } = props;
    let route = use_route();
    use_stage_key();
    use_view_in_sight(route.place());
    let at_node = route.place() == Screen::Node;
    let workshop = use_workshop(!at_node || route.lesson.is_some());
    let lost = view.relay.as_ref().is_some_and(|relay| relay.lost);
    let (theatre, played, play) = use_theatre(view);
    html! {
        <>
            // The stage tells it in its own way.
            if route.place() != Screen::Stage {
                { theatre }
            }
            { header(view, route, language, &theme, turns, wish) }
            { components::relay_lost(view.relay.as_ref()) }
            if route.astray {
                <p class="split" role="alert" data-testid="astray">{ t("astray") }</p>
            }
            { components::storage(&view.storage) }
            { components::split(view.split.as_ref(), wish) }
            <Alert error={view.error.clone()} wish={wish.clone()} />
            { match workshop {
                Workshop::Unasked | Workshop::Here => Html::default(),
                Workshop::Loading => html! { <p class="loading" role="status">{ t("loading-view") }</p> },
                Workshop::Missing(why) => html! {
                    <p class="loading fault" role="alert">{ t_args("missing-view", [("why", why.reason().into())]) }</p>
                },
            } }
            if turns >= bits::MINING {
                <NodeView view={view.clone()} hidden={!at_node} {turns} {lost} {played} {play} wish={wish.clone()} />
            }
            { known_nodes(&view.address, &view.name, &view.peers) }
        </>
    }
}
