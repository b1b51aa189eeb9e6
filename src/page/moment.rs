//! Moments as people read them, in local time: `2026-11-25 20:58:00`, in every language.
//!
//! A browser's own format (`Intl`) would take a phone a fifth of a second of the page's start, for the one date that is
//! there then.

use js_sys::Date;
use node::Time;
use wasm_bindgen::JsValue;

/// Date and time; `None` before 1970, and after the year 9999.
pub fn date_and_time(unix_seconds: f64) -> Option<String> {
    let iso = local_iso(unix_seconds)?;
    Some(format!("{} {}", iso.get(..10)?, iso.get(11..19)?))
}

/// The time of day; `None` where there is no date.
pub fn time_of_day(time: Time) -> Option<String> {
    local_iso(time.as_micros() as f64 / 1e6)?
        .get(11..19)
        .map(str::to_owned)
}

/// As in `2026-11-25T20:58:00.000Z`, but in local time.
fn local_iso(unix_seconds: f64) -> Option<String> {
    // JavaScript throws at what is no moment, and years of five digits are written otherwise.
    const MAX_SECONDS: f64 = 253_402_300_799.0;
    let date = |seconds: f64| Date::new(&JsValue::from_f64(seconds * 1000.0));
    let local = unix_seconds - date(unix_seconds).get_timezone_offset() * 60.0;
    (0.0..=MAX_SECONDS)
        .contains(&local)
        .then(|| String::from(date(local).to_iso_string()))
}
