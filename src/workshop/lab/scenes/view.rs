//! A scene as one sees it: a sentence, the network, the tree of forks, how the nodes stand; and what stops and moves its time.

use std::{rc::Rc, time::Duration};

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    place,
    player::Told,
    script::{NODES, Scene},
    showing::Showing,
    stories::SCENES,
};
use crate::{
    page::{
        components::face::face,
        hooks::wants_less,
        language::use_language,
        route::use_route,
        texts::{t, t_args},
    },
    workshop::{
        forks::ForkTree,
        lab::{frames::use_frames, session::names, shown::Card, theatre::use_theatre},
        network::{Drawing, picture::Picture},
    },
};

/// How far a step of the slider leads, in milliseconds.
const STEP: u64 = 500;

#[derive(PartialEq, Properties)]
pub struct SceneLinksProps {
    /// The scene that is open.
    pub open: Option<&'static Scene>,
    /// Whether a link leads to the lab without a scene.
    #[prop_or(true)]
    pub free: bool,
}

/// The way to each scene, and back to the lab without one.
#[component]
pub fn SceneLinks(props: &SceneLinksProps) -> Html {
    use_language();
    let route = use_route();
    let link = |scene: Option<&'static Scene>| {
        let here = props.open == scene;
        let id = scene.map_or("free", |scene| scene.id);
        html! {
            <li key={id}>
                <a
                    href={place::fragment(route, scene)}
                    aria-current={here.then_some("page")}
                    data-testid={format!("scene-{id}")}
                >
                    { scene.map_or_else(|| t("scene-free"), |scene| t(scene.title)) }
                </a>
            </li>
        }
    };
    html! {
        <nav class="scene-links" aria-label={t("scenes")}>
            <span class="term" aria-hidden="true">{ t("scenes") }</span>
            <ul>
                if props.free {
                    { link(None) }
                }
                { for SCENES.iter().map(|scene| link(Some(scene))) }
            </ul>
        </nav>
    }
}

#[derive(PartialEq, Properties)]
pub struct SceneViewProps {
    /// What is played.
    pub scene: &'static Scene,
    /// Whether it begins by itself.
    pub begins: bool,
}

/// What a person asks of a scene.
enum Ask {
    Run(bool),
    GoTo(Duration),
}

/// The view, below its title.
#[component]
pub fn SceneView(props: &SceneViewProps) -> Html {
    let language = use_language();
    let kept = use_mut_ref(|| None::<Rc<Showing>>);
    let showing = {
        let begins = props.begins;
        use_memo((language, props.scene), move |(_, scene)| {
            let mut kept = kept.borrow_mut();
            let names = names(NODES);
            let showing = match &*kept {
                Some(showing) if showing.scene() == *scene => showing.renamed(names),
                // What was begun once is not to be begun again for each scene that follows.
                Some(_) => Showing::new(scene, names, true, wants_less()),
                None => Showing::new(scene, names, begins, wants_less()),
            };
            kept.insert(Rc::new(showing)).clone()
        })
    };
    let redraw = use_force_update();
    {
        let (showing, redraw) = (showing.clone(), redraw.clone());
        use_frames(Callback::from(move |passed| {
            if showing.frame(passed) {
                redraw.force_update();
            }
        }));
    }
    let ask = {
        let showing = showing.clone();
        Callback::from(move |ask| {
            match ask {
                Ask::Run(running) => showing.run(running),
                Ask::GoTo(moment) => {
                    showing.run(false);
                    showing.go_to(moment);
                }
            }
            redraw.force_update();
        })
    };
    let shown = showing.parts();
    let told = showing.player().told();
    let names: Vec<String> = shown.cards.iter().map(|card| card.name.clone()).collect();
    let (theatre, _) = use_theatre(&shown.log, &names, showing.is_running(), true);
    let picture = Picture {
        flights: shown.flights,
        ..shown.picture
    };
    html! {
        <>
            { theatre }
            <div class="panel scene-play">
                <p class="scene-told" role="status" data-testid="scene-told">
                    { told.map(|told| sentence(told, &shown.cards)) }
                </p>
                { controls(&showing, ask) }
            </div>
            <ul class="panel scene-nodes" aria-label={t("nodes-title")}>
                { for shown.cards.iter().map(node) }
            </ul>
            <div class="panel scene-network"><Drawing {picture} lists={false} on_toggle={Callback::noop()} /></div>
            <div class="panel scene-tree"><ForkTree layout={shown.tree} aloud={false} /></div>
        </>
    }
}

/// Play and pause, from the start, and the slider.
fn controls(showing: &Showing, ask: Callback<Ask>) -> Html {
    let running = showing.is_running();
    let (at, lasts) = (showing.at(), showing.scene().lasts);
    let place = t_args(
        "scene-at",
        [("at", at.as_secs().into()), ("all", lasts.as_secs().into())],
    );
    let oninput = {
        let ask = ask.clone();
        Callback::from(move |event: InputEvent| {
            let value = event
                .target_dyn_into::<HtmlInputElement>()
                .and_then(|input| input.value().parse().ok());
            if let Some(value) = value {
                ask.emit(Ask::GoTo(Duration::from_millis(value)));
            }
        })
    };
    let restart = {
        let ask = ask.clone();
        Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::GoTo(Duration::ZERO));
            ask.emit(Ask::Run(true));
        })
    };
    html! {
        <div class="scene-controls" role="group" aria-label={t("scene-controls")}>
            <button
                class="main"
                data-testid="scene-play"
                onclick={ask.reform(move |_: MouseEvent| Ask::Run(!running))}
            >
                { if running { t("lab-pause") } else { t("scene-play") } }
            </button>
            <button data-testid="scene-restart" onclick={restart}>{ t("scene-restart") }</button>
            <input
                type="range"
                min="0"
                max={lasts.as_millis().to_string()}
                step={STEP.to_string()}
                value={(at.as_millis() as u64 / STEP * STEP).to_string()}
                aria-label={t("scene-place")}
                aria-valuetext={place.clone()}
                data-testid="scene-slider"
                {oninput}
            />
            <span class="scene-at" data-testid="scene-at">{ place }</span>
        </div>
    }
}

/// How a node stands.
fn node(card: &Rc<Card>) -> Html {
    let figure = |key: &str, figure: String| {
        html! { <span class="scene-figure"><span class="term">{ t(key) }</span>{ " " }<b>{ figure }</b></span> }
    };
    html! {
        <li
            key={card.site}
            class={card.mining.then_some("mining")}
            data-testid={format!("scene-node-{}", card.site + 1)}
        >
            <span class="scene-name">{ face(&card.address, &card.name) }{ &card.name }</span>
            { figure("lab-length", card.length.to_string()) }
            { figure("mempool-title", card.pending_total.to_string()) }
            <span class="scene-mines note">{ if card.mining { t("scene-mines") } else { String::new() } }</span>
        </li>
    }
}

/// What was told last.
fn sentence(told: Told, cards: &[Rc<Card>]) -> String {
    let name = |site: usize| cards.get(site).map_or("", |card| card.name.as_str());
    let (figures, before) = (told.figures, told.before);
    t_args(
        told.key,
        [
            ("ada", name(0).into()),
            ("bob", name(1).into()),
            ("cleo", name(2).into()),
            ("dan", name(3).into()),
            ("mined", figures.mined.into()),
            ("beside", figures.beside.into()),
            ("longest", figures.longest.into()),
            ("shortest", figures.shortest.into()),
            ("mined-before", before.mined.into()),
            ("beside-before", before.beside.into()),
        ],
    )
}
