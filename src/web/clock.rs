//! The browser's clock.

use node::Time;

/// Seconds since the Unix epoch, on a clock that does not step while the page lives.
pub fn seconds() -> f64 {
    match web_sys::window().and_then(|window| window.performance()) {
        Some(performance) => (performance.time_origin() + performance.now()) / 1000.0,
        None => js_sys::Date::now() / 1000.0,
    }
}

/// The same, as the node wants it.
pub fn now() -> Time {
    Time::from_micros((seconds() * 1e6) as u64)
}
