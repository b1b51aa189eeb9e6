//! The whole page: what this node does on the left, the chain in the middle, the others on the right.

use std::rc::Rc;

use client::is_luck;
use yew::prelude::*;

use super::{
    components::{
        self, Activities, Alert, Answer, Chain, Mining, Nodes, RulesForm, Transact, header,
        known_nodes, resolve,
    },
    hooks::{Workshop, use_theme, use_workshop},
    language::use_language,
    route::{Screen, use_route},
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
    let AppProps { view, wish } = props;
    let route = use_route();
    let at_node = route.place() == Screen::Node;
    let workshop = use_workshop(!at_node || route.lesson.is_some());
    let lost = view.relay.as_ref().is_some_and(|relay| relay.lost);
    let registered = view.peers.iter().filter(|peer| peer.registered).count();
    html! {
        <>
            { header(view, route, language, &theme, wish) }
            { components::relay_lost(view.relay.as_ref()) }
            if route.astray {
                <p class="split" role="alert" data-testid="astray">{ t("astray") }</p>
            }
            { components::split(view.split.as_ref(), wish) }
            <Alert error={view.error.clone()} wish={wish.clone()} />
            { match workshop {
                Workshop::Unasked | Workshop::Here => Html::default(),
                Workshop::Loading => html! { <p class="loading" role="status">{ t("loading-view") }</p> },
                Workshop::Missing(why) => html! {
                    <p class="loading fault" role="alert">{ t_args("missing-view", [("why", why.reason().into())]) }</p>
                },
            } }
            <main hidden={!at_node}>
                <div class="column deeds" role="group" aria-label={t("deeds")}>
                    <Mining
                        next={view.length + 1}
                        expected={view.rules.difficulty.expected_hashes()}
                        luck={is_luck(view.rules.proof, view.length + 1)}
                        mines={view.mines}
                        mining={view.mining.clone()}
                        workers={view.workers}
                        max_workers={view.max_workers}
                        speed={view.speed}
                        keep_mining={view.keep_mining}
                        wish={wish.clone()}
                    />
                    <Transact wish={wish.clone()} />
                    <RulesForm
                        rules={view.rules}
                        speed={view.speed}
                        changeable={view.rules_changeable.clone()}
                        before={view.rules_before}
                        new_room={view.new_room.clone()}
                        wish={wish.clone()}
                    />
                </div>
                <div class="column others" role="group" aria-label={t("others")}>
                    { resolve(registered, view.resolving, wish) }
                    <Nodes
                        peers={view.peers.clone()}
                        auto_register={view.auto_register}
                        {lost}
                        wish={wish.clone()}
                    />
                    if let Some(relay) = &view.relay {
                        { components::relay(relay) }
                    }
                    <Answer response={view.response.clone()} peers={view.peers.clone()} />
                    <Activities activities={view.activities.clone()} />
                </div>
                // Last, as it has no end: on a phone everything else comes before it.
                <Chain view={view.clone()} wish={wish.clone()} />
            </main>
            { known_nodes(&view.address, &view.name, &view.peers) }
        </>
    }
}
