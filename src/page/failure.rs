//! What did not work, kept until it is drawn: the language may change in between.

use chain::ParseError;
use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};

use super::{refusals, wording};

/// Why something did not work.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// JavaScript threw this.
    Thrown(JsValue),
    /// A text is no chain.
    NoChain(ParseError),
}

impl Failure {
    /// The reason, to be put inside a sentence. Errors of `window.tabchain` and of `static/start.js` know it in
    /// the page's language, by their `toLocaleString`; a browser says it in its own words.
    pub fn reason(&self) -> String {
        let reason = match self {
            Self::Thrown(thrown) => match thrown.dyn_ref::<Object>() {
                Some(object) => String::from(object.to_locale_string()),
                None => thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")),
            },
            Self::NoChain(error) => refusals::parsing(error),
        };
        wording::clause(&reason).to_owned()
    }
}

impl From<JsValue> for Failure {
    fn from(thrown: JsValue) -> Self {
        Self::Thrown(thrown)
    }
}

impl From<ParseError> for Failure {
    fn from(error: ParseError) -> Self {
        Self::NoChain(error)
    }
}
