//! Light, dark, or as the system has it.

use yew::prelude::*;

use super::choice::{Alternative, Choice};
use crate::page::{
    hooks::{Theme, use_theme},
    language::use_language,
    texts::t,
};

/// The switch between themes.
#[component]
pub fn ThemeChoice() -> Html {
    use_language();
    let (theme, on_choose) = use_theme();
    let alternative = |value, id, label| Alternative { value, id, label };
    html! {
        <Choice<Theme>
            name="theme"
            legend={t("theme")}
            options={vec![
                alternative(Theme::Auto, "theme-auto", t("theme-auto")),
                alternative(Theme::Light, "theme-light", t("theme-light")),
                alternative(Theme::Dark, "theme-dark", t("theme-dark")),
                alternative(Theme::Projector, "theme-projector", t("theme-projector")),
            ]}
            chosen={theme}
            {on_choose}
        />
    }
}
