//! Light, dark, or as the system has it.

use yew::prelude::*;

use super::choice::choice;
use crate::page::{hooks::Theme, texts::t};

/// The switch between themes.
pub fn theme_choice(theme: Theme, on_choose: &Callback<Theme>) -> Html {
    choice(
        "theme",
        t("theme"),
        [
            (Theme::Auto, "theme-auto", t("theme-auto")),
            (Theme::Light, "theme-light", t("theme-light")),
            (Theme::Dark, "theme-dark", t("theme-dark")),
            (Theme::Projector, "theme-projector", t("theme-projector")),
        ],
        theme,
        on_choose,
    )
}
