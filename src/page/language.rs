//! English or Simplified Chinese: as the browser prefers it, or as the person wants it.
//!
//! The document's `lang` says which is in use. The page and the workshop are two programs, so the one
//! in which the language is chosen tells the other by an event on the window.

use web_sys::{Document, Event, window};
use yew::prelude::*;

use super::{choices, hooks::listen, texts};

/// Where the choice is kept.
const KEY: &str = "tabchain-language";
/// The event that tells of another choice.
pub const CHANGED: &str = "tabchain-language";

/// A language that the page can speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its BCP 47 tag, as the document's `lang` has it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// How it is called by those who speak it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The language of a tag such as `zh-Hans-SG`; `None` for one the page can't speak.
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next() {
            Some("en") => Some(Self::English),
            Some("zh") => Some(Self::Chinese),
            _ => None,
        }
    }
}

/// Begins to speak the language that the document is in: `static/support.js` has marked it before any
/// program was there, by what was chosen here or by what the browser prefers.
pub fn begin() {
    texts::speak(marked());
}

/// Speaks this language from now on, here and in the programs that share the page.
pub fn choose(language: Language) {
    let Some(window) = window() else { return };
    choices::keep(KEY, language.tag());
    texts::speak(language);
    mark(language);
    if let Ok(event) = Event::new(CHANGED) {
        // Only an event that is being dispatched already is refused.
        let _ = window.dispatch_event(&event);
    }
}

/// The language that is spoken. Sentences are no properties, so each component that says something uses
/// this: it is drawn again in another language, and what is typed in it stays.
#[hook]
pub fn use_language() -> Language {
    let language = use_state_eq(marked);
    {
        let language = language.clone();
        use_effect_with((), move |()| {
            listen(CHANGED, move || {
                texts::speak(marked());
                language.set(marked());
            })
        });
    }
    *language
}

fn marked() -> Language {
    document()
        .and_then(|document| document.document_element()?.get_attribute("lang"))
        .and_then(|tag| Language::of_tag(&tag))
        .unwrap_or_default()
}

/// Says in the document which language it is in.
fn mark(language: Language) {
    // Setting an attribute fails only for an invalid name.
    let _ = document()
        .and_then(|document| document.document_element())
        .map(|root| root.set_attribute("lang", language.tag()));
}

fn document() -> Option<Document> {
    window()?.document()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_whatever_the_region() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::of_tag("zh-Hant-TW"), Some(Language::Chinese));
        assert_eq!(Language::of_tag("en-AU"), Some(Language::English));
        assert_eq!(Language::of_tag("eng"), None);
        assert_eq!(Language::of_tag(""), None);
    }
}
