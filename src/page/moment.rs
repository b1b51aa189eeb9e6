//! Moments as people read them, in local time.

use wasm_bindgen::JsValue;

use super::texts::t;

/// Date and time; `None` for a moment that no calendar holds.
pub fn date_and_time(unix_seconds: f64) -> Option<String> {
    formatted(
        unix_seconds,
        &[("dateStyle", "medium"), ("timeStyle", "medium")],
    )
}

/// The time of day; `None` for a moment that no calendar holds.
pub fn time_of_day(unix_seconds: f64) -> Option<String> {
    formatted(unix_seconds, &[("timeStyle", "medium")])
}

fn formatted(unix_seconds: f64, styles: &[(&str, &str)]) -> Option<String> {
    let date = js_sys::Date::new(&JsValue::from_f64(unix_seconds * 1000.0));
    if date.get_time().is_nan() {
        return None;
    }
    let options = js_sys::Object::new();
    for (style, value) in styles {
        // Setting a member of a fresh object can't fail.
        let _ = js_sys::Reflect::set(&options, &(*style).into(), &(*value).into());
    }
    Some(date.to_locale_string(&t("locale"), &options).into())
}
