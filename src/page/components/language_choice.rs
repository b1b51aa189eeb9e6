//! The language of the page.

use yew::prelude::*;

use super::choice::{Alternative, Choice};
use crate::page::{
    language::{Language, choose, use_language},
    texts::t,
};

/// The switch between languages, each under its own name.
#[component]
pub fn LanguageChoice() -> Html {
    let language = use_language();
    let alternative = |value: Language, id| Alternative {
        value,
        id,
        label: value.own_name().to_owned(),
    };
    html! {
        <Choice<Language>
            name="language"
            legend={t("language")}
            options={vec![
                alternative(Language::English, "language-en"),
                alternative(Language::Chinese, "language-zh-CN"),
            ]}
            chosen={language}
            on_choose={choose}
        />
    }
}
