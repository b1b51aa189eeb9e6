//! The head of the page: which node this is, where, and by which rules it plays.

use node::Mode;
use yew::prelude::*;

use super::{
    choice::choice, figure::figure, language_choice::language_choice, logo::logo,
    node_name::NodeName, theme_choice::theme_choice, views::views,
};
use crate::page::{
    figures,
    focus::focus_view,
    hooks::Theme,
    language::Language,
    route::Route,
    texts::{t, t_args},
    view::{PaceView, View, Wish},
    wording,
};

/// Facts in a row, each under its name, and how the page speaks and looks.
pub fn header(
    view: &View,
    route: Route,
    language: Language,
    (theme, on_theme): &(Theme, Callback<Theme>),
    wish: &Callback<Wish>,
) -> Html {
    let own_node = html! {
        <>
            <NodeName address={view.address.to_string()} name={view.name.clone()} wish={wish.clone()} />
            <code class="address" data-testid="node-id">{ view.address.to_string() }</code>
        </>
    };
    let length = html! { <output data-testid="chain-length">{ view.length }</output> };
    let room = html! {
        <>
            <span data-testid="room">{ &view.room }</span>
            <a class="aside" data-testid="new-room" href={view.new_room.clone()}>{ t("new-room") }</a>
        </>
    };
    let rules = html! {
        <>
            <span data-testid="rules">{ wording::rules(view.rules) }</span>
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
        <header class="head">
            // No link: the address is the route.
            <button type="button" class="skip" data-testid="skip" onclick={|_| focus_view()}>{ t("skip") }</button>
            <h1>{ logo() }{ t("tabchain") }</h1>
            { views(route) }
            { language_choice(language) }
            <dl>
                { figure("own-node", t("this-node"), own_node) }
                { figure("length", t("chain-length"), length) }
                { figure("room", t("room"), room) }
                { figure("rules-now", t("rules"), rules) }
                { figure("mode", t("mode"), mode_choice(view.mode, wish)) }
            </dl>
            { theme_choice(*theme, on_theme) }
        </header>
    }
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
