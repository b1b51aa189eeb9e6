//! Several nodes over a simulated network, side by side: how forks come about, and how they end. What a person does with
//! them is the free lab; scenes tell a story with them.

mod activity;
mod activity_log;
mod card;
mod controls;
mod frames;
mod order;
mod parts;
mod payment;
mod scenes;
mod seen;
mod session;
mod shown;
#[cfg(test)]
mod tests;
mod theatre;
mod world;

pub use scenes::Embedded;

use yew::prelude::*;

use self::{
    activity_log::ActivityLog,
    card::NodeCard,
    controls::{Deeds, Settings},
    frames::use_frames,
    order::Order,
    scenes::{Place, SceneLinks, SceneView, use_place},
    session::Session,
    theatre::use_theatre,
};
use super::{
    forks::ForkTree,
    network::{Drawing, picture::Picture},
};
use crate::page::{language::use_language, texts::t};

/// The view: the free lab, or the scene that the page's address names.
#[component]
pub fn Lab() -> Html {
    use_language();
    let place = use_place();
    let scene = match place {
        Place::At(scene) => Some(scene),
        Place::Free | Place::Astray => None,
    };
    html! {
        <section
            class={classes!("workshop-view", "lab", scene.is_some().then_some("scene"))}
            data-testid="lab"
        >
            // First, so that they stay where they are whatever is said below.
            <SceneLinks open={scene} />
            <div class="workshop-title">
                <h2>{ scene.map_or_else(|| t("view-lab"), |scene| t(scene.title)) }</h2>
                if scene.is_none() {
                    <p class="note">{ t("lab-meaning") }</p>
                }
            </div>
            if place == Place::Astray {
                <p class="panel fault scene-astray" role="alert" data-testid="scene-astray">{ t("scene-astray") }</p>
            }
            if let Some(scene) = scene {
                <SceneView {scene} begins={true} />
            } else {
                <FreeLab />
            }
        </section>
    }
}

/// What a person does with the nodes.
#[component]
fn FreeLab() -> Html {
    let language = use_language();
    // Its nodes are called otherwise in another language.
    let session = use_memo(language, |_| Session::kept());
    let redraw = use_force_update();
    {
        let (session, redraw) = (session.clone(), redraw.clone());
        use_frames(Callback::from(move |passed| {
            if session.frame(passed) {
                redraw.force_update();
            }
        }));
    }
    let order = {
        let session = session.clone();
        use_callback((), move |order: Order, ()| {
            session.obey(order);
            redraw.force_update();
        })
    };
    let on_toggle = use_callback(order.clone(), |at: usize, order| {
        order.emit(Order::Toggle(at))
    });

    let (shown, world, pace) = (session.parts(), session.world(), session.pace());
    let picture = Picture {
        flights: shown.flights,
        ..shown.picture
    };
    let names: Vec<String> = shown.cards.iter().map(|card| card.name.clone()).collect();
    let (theatre, play) = use_theatre(&shown.log, &names, true, false);
    html! {
        <>
            { theatre }
            <div class="panel lab-controls">
                <Deeds
                    {pace}
                    tenths={shown.tenths}
                    mining={shown.cards.iter().any(|card| card.mining || card.keep)}
                    any_cut={world.network().cuts().len() > 0}
                    order={order.clone()}
                />
                <Settings
                    {pace}
                    delay={world.delay()}
                    loss={world.loss()}
                    cuts={world.network().cuts().len()}
                    nodes={world.count()}
                    rules={world.rules()}
                    mode={world.mode()}
                    order={order.clone()}
                />
            </div>
            <div class="panel"><Drawing {picture} {on_toggle} /></div>
            <div class="lab-history">
                <section class="panel" aria-label={t("lab-tree")}>
                    <ForkTree layout={shown.tree} />
                </section>
                <ActivityLog log={shown.log} {names} {play} />
            </div>
            <div class={classes!("lab-cards", (shown.cards.len() > 4).then_some("many"))}>
                { for shown.cards.iter().map(|card| html! {
                    <NodeCard key={card.site} card={card.clone()} order={order.clone()} />
                }) }
            </div>
        </>
    }
}
