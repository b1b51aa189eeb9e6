//! What is said when the program itself can't go on.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::failure::Failure;
use crate::BUILD;

/// Marks, for this browser session, that the page was reloaded because of a part of another build.
const RELOADED_KEY: &str = "tabchain-reloaded-for";

/// Names this build in the document, for its other parts to compare theirs with.
pub fn name_build() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Setting an attribute fails only for an invalid name.
        let _ = root.set_attribute("data-build", BUILD);
    }
}

/// What there is to say without the views; the sentences are in `static/support.js`.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// The room in the address has no proper name; the most letters of one.
    Room(usize),
    /// The address names rules that are none.
    Rules,
    /// The document lacks an element.
    NoPlace,
    /// The browser gives no random numbers.
    NoRandom,
    /// The browser opens no channel to the other tabs; why.
    NoChannel(JsValue),
    /// The browser takes no object for its console; why.
    NoConsole(JsValue),
    /// The program has stopped.
    Stopped,
    /// There is a new build.
    Updated,
    /// Parts of two builds met again.
    Mixed,
}

impl Halt {
    /// The keys of heading and sentence, and the sentence's argument.
    fn keys(&self) -> (&'static str, &'static str, Option<(&'static str, String)>) {
        let why = |error: &JsValue| Some(("why", Failure::from(error.clone()).reason()));
        let (sentence, argument) = match self {
            Self::Room(most) => ("room", Some(("most", most.to_string()))),
            Self::Rules => ("rules", None),
            Self::NoPlace => ("no-place", None),
            Self::NoRandom => ("no-random", None),
            Self::NoChannel(error) => ("no-channel", why(error)),
            Self::NoConsole(error) => ("no-console", why(error)),
            Self::Stopped => return ("stopped", "stopped-why", None),
            Self::Updated => return ("updated", "updated-reload", None),
            Self::Mixed => return ("updated", "updated-mixed", None),
        };
        ("not-started", sentence, argument)
    }
}

/// A panic is a fault of the program: it is told on the page, and in detail on the console.
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        tell(&Halt::Stopped);
    }));
}

/// Says it in place of the page, by the means that also greet browsers that are too old
/// (`static/support.js`): they need neither the views nor their sentences.
pub fn tell(halt: &Halt) {
    let notice = web_sys::window()
        .and_then(|window| Reflect::get(&window, &"tabchainStart".into()).ok())
        .and_then(|start| Reflect::get(&start, &"notice".into()).ok())
        .and_then(|notice| notice.dyn_into::<js_sys::Function>().ok());
    if let Some(notice) = notice {
        let (heading, sentence, argument) = halt.keys();
        let arguments = Object::new();
        if let Some((name, value)) = argument {
            // It fails only for what is no object.
            let _ = Reflect::set(&arguments, &name.into(), &value.into());
        }
        let sentence = Array::of2(&sentence.into(), &arguments);
        // There is nothing left to say it with if this fails.
        let _ = notice.call2(&JsValue::NULL, &heading.into(), &Array::of1(&sentence));
    }
}

/// A browser may hold a worker or workshop of another build than the page. Reloading the page mends that, unless
/// it was tried for this very build.
pub fn reload() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let storage = window.session_storage().ok().flatten();
    let tried = storage
        .as_ref()
        .and_then(|storage| storage.get_item(RELOADED_KEY).ok().flatten());
    if tried.as_deref() == Some(BUILD) {
        return tell(&Halt::Mixed);
    }
    let noted = storage.is_some_and(|storage| storage.set_item(RELOADED_KEY, BUILD).is_ok());
    if !noted || window.location().reload().is_err() {
        tell(&Halt::Updated);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::page::typography;

    const SUPPORT: &str = include_str!("../../static/support.js");

    /// Each language's sentences by their keys.
    fn texts() -> BTreeMap<String, BTreeMap<String, String>> {
        let table = SUPPORT.split("var TEXTS = ").nth(1).unwrap();
        let (table, _) = table.split_once("\n  };").unwrap();
        serde_json::from_str(&format!("{table}}}")).unwrap()
    }

    fn arguments(sentence: &str) -> Vec<&str> {
        let mut names: Vec<_> = sentence
            .split('{')
            .skip(1)
            .filter_map(|piece| piece.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_is_said_without_the_program_is_said_in_both_languages() {
        let texts = texts();
        let keys = |tag: &str| texts[tag].keys().collect::<Vec<_>>();
        assert_eq!(texts.len(), 2);
        assert_eq!(keys("en"), keys("zh-CN"));
        for (key, english) in &texts["en"] {
            let chinese = &texts["zh-CN"][key];
            assert_eq!(arguments(english), arguments(chinese), "{key}");
            // A name is the same in both.
            assert!(!chinese.is_ascii() || key == "wasm", "{chinese}");
            assert_eq!(typography::fault_of_text(chinese), None, "{key}");
            assert!(!english.contains(|c: char| c > '\u{2fff}'), "{english}");
        }
    }

    #[test]
    fn every_notice_has_its_sentences() {
        let texts = texts();
        for halt in [
            Halt::Room(40),
            Halt::Rules,
            Halt::NoPlace,
            Halt::NoRandom,
            Halt::Stopped,
            Halt::Updated,
            Halt::Mixed,
        ] {
            let (heading, sentence, argument) = halt.keys();
            assert!(texts["en"].contains_key(heading), "{heading}");
            let needed = arguments(&texts["en"][sentence]);
            let given: Vec<_> = argument.iter().map(|(name, _)| *name).collect();
            assert_eq!(needed, given, "{sentence}");
        }
        for key in ["no-channel", "no-console"] {
            assert_eq!(arguments(&texts["en"][key]), ["why"]);
        }
    }
}
