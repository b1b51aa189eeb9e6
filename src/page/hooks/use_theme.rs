//! Light or dark: as the system has it, or as the person wants it.

use web_sys::window;
use yew::prelude::*;

use crate::page::choices;

/// Where the choice is kept.
const KEY: &str = "tabchain-theme";
/// Read by `static/style.css`.
const ATTRIBUTE: &str = "data-theme";

/// Which colours the page has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The system's.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black on white, large: for the back row.
    Projector,
}

impl Theme {
    /// As it is kept and as style sheets call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Projector => "projector",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            "projector" => Self::Projector,
            _ => Self::Auto,
        }
    }
}

/// The theme, and how to choose another. Where the browser keeps nothing, it lasts as long as the
/// page.
#[hook]
pub fn use_theme() -> (Theme, Callback<Theme>) {
    let theme = use_state(kept);
    use_effect_with(*theme, |&theme| show(theme));
    let choose = {
        let theme = theme.clone();
        Callback::from(move |chosen: Theme| {
            choices::keep(KEY, chosen.as_str());
            theme.set(chosen);
        })
    };
    (*theme, choose)
}

fn kept() -> Theme {
    choices::kept(KEY).map_or_else(Theme::default, |text| Theme::parse(&text))
}

fn show(theme: Theme) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Setting an attribute fails only for an invalid name.
        let _ = match theme {
            Theme::Auto => root.remove_attribute(ATTRIBUTE),
            Theme::Light | Theme::Dark | Theme::Projector => {
                root.set_attribute(ATTRIBUTE, theme.as_str())
            }
        };
    }
}
