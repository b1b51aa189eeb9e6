//! Moments as people read them, in local time: `2026-11-25 20:58:00`, in every language.
//!
//! A browser's own format (`Intl`) would take a phone a fifth of a second of the page's start, for the one date that is
//! there then.

use js_sys::Date;
use node::Time;
use wasm_bindgen::JsValue;

/// Date and time; `None` before 1970, and after the year 9999.
pub fn date_and_time(unix_seconds: f64) -> Option<String> {
    written(local(unix_seconds))
}

/// The time of day; `None` where there is no date.
pub fn time_of_day(time: Time) -> Option<String> {
    let written = date_and_time(time.as_micros() as f64 / 1e6)?;
    Some(written.get(11..)?.to_owned())
}

/// Date and time without seconds; `None` where there is no date.
pub fn to_the_minute(time: Time) -> Option<String> {
    let mut written = date_and_time(time.as_micros() as f64 / 1e6)?;
    written.truncate(16);
    Some(written)
}

/// The seconds that a clock on the wall counts; no number where there is no such moment.
fn local(unix_seconds: f64) -> f64 {
    let date = Date::new(&JsValue::from_f64(unix_seconds * 1000.0));
    unix_seconds - date.get_timezone_offset() * 60.0
}

/// Seconds since the beginning of 1970 as date and time. Nobody checks a block's timestamp: it may be any number.
fn written(seconds: f64) -> Option<String> {
    const DAY: u64 = 24 * 60 * 60;
    const YEAR_10_000: f64 = 253_402_300_800.0;
    if !(0.0..YEAR_10_000).contains(&seconds) {
        return None;
    }
    let seconds = seconds as u64;
    let (days, rest) = (seconds / DAY, seconds % DAY);
    // Years that begin in March have the leap day at their end (https://howardhinnant.github.io/date_algorithms.html).
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = match month < 10 {
        true => (year + 400 * era, month + 3),
        false => (year + 400 * era + 1, month - 9),
    };
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Some(format!(
        "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_date_and_time() {
        for (seconds, expected) in [
            (0.0, "1970-01-01 00:00:00"),
            (951_782_399.0, "2000-02-28 23:59:59"),
            (951_782_400.0, "2000-02-29 00:00:00"),
            (951_868_800.0, "2000-03-01 00:00:00"),
            (1_713_205_842.894_745_3, "2024-04-15 18:30:42"),
            (1_735_689_599.9, "2024-12-31 23:59:59"),
            (4_107_542_400.0, "2100-03-01 00:00:00"),
            (253_402_300_799.9, "9999-12-31 23:59:59"),
        ] {
            assert_eq!(written(seconds).as_deref(), Some(expected), "{seconds}");
        }
    }

    #[test]
    fn absurd_timestamps_break_no_view() {
        for text in [
            "-1",
            "-0.5",
            "-1.7976931348623157e308",
            "1.7976931348623157e308",
            "1e300",
            "253402300800",
            "18446744073709551615",
            "-9223372036854775808",
        ] {
            let timestamp =
                chain::Number::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(written(timestamp.as_f64()), None, "{text}");
            // It is shown as it stands then, which is never long.
            assert!(timestamp.to_string().len() <= 24, "{timestamp}");
        }
        assert_eq!(written(f64::NAN), None);
    }
}
