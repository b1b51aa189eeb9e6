//! The language of the page.

use yew::prelude::*;

use super::choice::choice;
use crate::page::{
    language::{Language, choose},
    texts::t,
};

/// The switch between languages, each under its own name.
pub fn language_choice(language: Language) -> Html {
    let alternative = |value: Language, id| (value, id, value.own_name().to_owned());
    choice(
        "language",
        t("language"),
        [
            alternative(Language::English, "language-en"),
            alternative(Language::Chinese, "language-zh-CN"),
        ],
        language,
        &Callback::from(choose),
    )
}
