//! Moments as people read them, in local time.
//!
//! The words are sentences like all others. A browser's own (`Intl`) would take a phone a fifth of a second of the page's
//! start, for the one date that is shown then.

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::texts::t_args;

/// Date and time; `None` before 1970, and for a moment that no calendar holds.
pub fn date_and_time(unix_seconds: f64) -> Option<String> {
    let date = date(unix_seconds)?;
    Some(t_args(
        "date-and-time",
        [
            ("day", date.get_date().into()),
            ("month", (date.get_month() + 1).into()),
            ("year", date.get_full_year().into()),
            ("time", clock(&date).into()),
        ],
    ))
}

/// The time of day; `None` before 1970, and for a moment that no calendar holds.
pub fn time_of_day(unix_seconds: f64) -> Option<String> {
    date(unix_seconds).map(|date| clock(&date))
}

fn date(unix_seconds: f64) -> Option<Date> {
    let date = Date::new(&JsValue::from_f64(unix_seconds * 1000.0));
    // A moment that is none is no number.
    (date.get_time() >= 0.0).then_some(date)
}

fn clock(date: &Date) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}
