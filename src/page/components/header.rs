//! The head of the page: which node this is, where, and by which rules it plays.

use node::Mode;
use yew::prelude::*;

use super::{
    choice::{Alternative, Choice},
    figure::figure,
    language_choice::LanguageChoice,
    logo::logo,
    node_name::NodeName,
    theme_choice::ThemeChoice,
    views::views,
};
use crate::page::{
    route::Route,
    texts::t,
    view::{View, Wish},
    wording,
};

/// Facts in a row, each under its name.
pub fn header(view: &View, route: Route, wish: &Callback<Wish>) -> Html {
    let own_node = html! {
        <>
            <NodeName name={view.name.clone()} wish={wish.clone()} />
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
            <span class="aside">{ wording::demand(view.rules.difficulty.bits()) }</span>
        </>
    };
    html! {
        <header class="head">
            <h1>{ logo() }{ t("tabchain") }</h1>
            { views(route) }
            <LanguageChoice />
            <dl>
                { figure("own-node", t("this-node"), own_node) }
                { figure("length", t("chain-length"), length) }
                { figure("room", t("room"), room) }
                { figure("rules-now", t("rules"), rules) }
                { figure("mode", t("mode"), mode_choice(view.mode, wish)) }
            </dl>
            <ThemeChoice />
        </header>
    }
}

fn mode_choice(mode: Mode, wish: &Callback<Wish>) -> Html {
    let alternative = |value, id, label| Alternative { value, id, label };
    html! {
        <>
            <Choice<Mode>
                name="mode"
                legend={t("mode")}
                options={vec![
                    alternative(Mode::Manual, "mode-manual", t("mode-manual")),
                    alternative(Mode::Live, "mode-live", t("mode-live")),
                ]}
                chosen={mode}
                on_choose={wish.reform(Wish::SetMode)}
            />
            <span class="aside">
                { match mode {
                    Mode::Manual => t("mode-manual-meaning"),
                    Mode::Live => t("mode-live-meaning"),
                } }
            </span>
        </>
    }
}
