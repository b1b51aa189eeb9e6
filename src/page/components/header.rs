//! The head of the page: the views, which node this is, where and by which rules it plays, and the chain as a ribbon.

use node::Mode;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, FocusEvent, KeyboardEvent};
use yew::prelude::*;

use super::{
    choice::choice,
    face::face,
    figure::figure,
    language_choice::language_choice,
    logo::logo,
    node_name::NodeName,
    ribbon::{Ribbon, tips},
    theme_choice::theme_choice,
    views::views,
};
use crate::page::{
    bits, figures,
    focus::{focus_at, focus_view},
    hooks::Theme,
    language::Language,
    route::{Route, Screen},
    texts::{t, t_args},
    view::{PaceView, View, Wish},
    wording,
};

/// Two lines: the views and the node, with its settings in a fold; and the ribbon. Of that, the [`bits`] that come with so
/// many turns.
pub fn header(
    view: &View,
    route: Route,
    language: Language,
    theme: &(Theme, Callback<Theme>),
    turns: u8,
    wish: &Callback<Wish>,
) -> Html {
    let drawn = view.blocks.first().zip(view.blocks.last());
    let drawn = drawn.map(|(first, last)| (first.block().index, last.block().index));
    html! {
        <header class="head">
            // No link: the address is the route.
            <button type="button" class="skip" data-testid="skip" onclick={|_| focus_view()}>{ t("skip") }</button>
            <div class="bar">
                <h1>{ logo() }<span>{ t("tabchain") }</span></h1>
                { views(route) }
                if turns >= bits::NODE {
                    { settings(view, language, theme, turns >= bits::TRANSACTIONS, wish) }
                }
            </div>
            if turns >= bits::RIBBON {
                <Ribbon
                    length={view.length}
                    pending={view.pending_total}
                    blocks={view.newest.clone()}
                    tips={tips(&view.peers)}
                    drawn={drawn.filter(|_| route.place() == Screen::Node)}
                    {route}
                    wish={wish.clone()}
                />
            }
        </header>
    }
}

/// One line that says which node this is, in which room, by which rules and in which mode; behind it all of that to be changed,
/// and how the page speaks and looks.
fn settings(
    view: &View,
    language: Language,
    (theme, on_theme): &(Theme, Callback<Theme>),
    with_settings: bool,
    wish: &Callback<Wish>,
) -> Html {
    let address = view.address.to_string();
    let mode = match view.mode {
        Mode::Manual => t("mode-manual"),
        Mode::Live => t("mode-live"),
    };
    let room = html! {
        <>
            <span class="name">{ &view.room }</span>
            <a class="aside" data-testid="new-room" href={view.new_room.clone()}>{ t("new-room") }</a>
        </>
    };
    let rules = html! {
        <>
            { wording::rules(view.rules) }
            <span class="aside" data-testid="demand">
                { match &view.pace {
                    Some(PaceView { target, work }) => t_args("pace-now", [
                        ("target", target.as_str().into()),
                        ("work", figures::large(*work).into()),
                    ]),
                    None => wording::demand(view.rules.difficulty.bits()),
                } }
            </span>
        </>
    };
    html! {
        <details
            class="settings-fold"
            onkeydown={Callback::from(|event| escape(&event))}
            onfocusout={Callback::from(|event| leave(&event))}
        >
            <summary data-testid="settings" title={t("settings")}>
                { face(&address, &view.name) }
                <span class="who">
                    <span data-testid="node-name">{ &view.name }</span>
                    <code class="address" data-testid="node-id">{ &address }</code>
                </span>
                <span class="where">
                    <span><span data-testid="room">{ &view.room }</span>{ " · " }{ mode }</span>
                    <span class="aside" data-testid="rules">{ wording::rules(view.rules) }</span>
                </span>
            </summary>
            // It takes the focus when something in it is clicked that does not.
            <div class="panel" tabindex="-1">
                if with_settings {
                    <dl>
                        { figure("own-node", t("this-node"), html! { <NodeName name={view.name.clone()} wish={wish.clone()} /> }) }
                        { figure("mode", t("mode"), mode_choice(view.mode, wish)) }
                        { figure("room", t("room"), room) }
                        { figure("rules-now", t("rules"), rules) }
                        { figure("language", t("language"), language_choice(language)) }
                        { figure("theme", t("theme"), theme_choice(*theme, on_theme)) }
                    </dl>
                }
            </div>
        </details>
    }
}

/// Escape folds the settings, unless it was meant for a field in them.
fn escape(event: &KeyboardEvent) {
    if event.key() != "Escape" || event.default_prevented() {
        return;
    }
    if let Some(fold) = element(event.target()).and_then(|at| fold_around(&at)) {
        close(&fold);
        focus_at("settings");
    }
}

/// The settings fold when something else takes the focus.
fn leave(event: &FocusEvent) {
    let (left, to) = (element(event.target()), element(event.related_target()));
    if let (Some(left), Some(to)) = (left, to)
        && let Some(fold) = fold_around(&left)
        && !fold.contains(Some(&to))
    {
        close(&fold);
    }
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

fn fold_around(element: &Element) -> Option<Element> {
    element.closest(".settings-fold").ok()?
}

fn close(fold: &Element) {
    // An attribute that is not there is taken away as well.
    let _ = fold.remove_attribute("open");
}

fn mode_choice(mode: Mode, wish: &Callback<Wish>) -> Html {
    let modes = [
        (Mode::Manual, "mode-manual", t("mode-manual")),
        (Mode::Live, "mode-live", t("mode-live")),
    ];
    html! {
        <>
            { choice("mode", t("mode"), modes, mode, &wish.reform(Wish::SetMode)) }
            <span class="aside">
                { match mode {
                    Mode::Manual => t("mode-manual-meaning"),
                    Mode::Live => t("mode-live-meaning"),
                } }
            </span>
        </>
    }
}
