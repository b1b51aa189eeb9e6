//! Moments as people read them, in local time.

use std::cell::RefCell;

use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::JsValue;

use super::texts::t;

/// To make a format takes a browser longer than to draw a block, so each is made once for a language.
struct Formats {
    locale: String,
    date_and_time: DateTimeFormat,
    time_of_day: DateTimeFormat,
}

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

/// Date and time; `None` for a moment that no calendar holds.
pub fn date_and_time(unix_seconds: f64) -> Option<String> {
    formatted(unix_seconds, |formats| &formats.date_and_time)
}

/// The time of day; `None` for a moment that no calendar holds.
pub fn time_of_day(unix_seconds: f64) -> Option<String> {
    formatted(unix_seconds, |formats| &formats.time_of_day)
}

fn formatted(unix_seconds: f64, which: impl Fn(&Formats) -> &DateTimeFormat) -> Option<String> {
    let date = Date::new(&JsValue::from_f64(unix_seconds * 1000.0));
    if date.get_time().is_nan() {
        return None;
    }
    let locale = t("locale");
    let format = FORMATS.with_borrow_mut(|formats| match formats {
        Some(formats) if formats.locale == locale => which(formats).format(),
        _ => which(formats.insert(Formats::of(locale))).format(),
    });
    let text = format.call1(&JsValue::NULL, &date).ok()?;
    text.as_string()
}

impl Formats {
    fn of(locale: String) -> Self {
        Self {
            date_and_time: format(&locale, &[("dateStyle", "medium"), ("timeStyle", "medium")]),
            time_of_day: format(&locale, &[("timeStyle", "medium")]),
            locale,
        }
    }
}

fn format(locale: &str, styles: &[(&str, &str)]) -> DateTimeFormat {
    let options = Object::new();
    for (style, value) in styles {
        // Setting a member of a fresh object can't fail.
        let _ = Reflect::set(&options, &(*style).into(), &(*value).into());
    }
    DateTimeFormat::new(&Array::of1(&locale.into()), &options)
}
