//! The browser's clock and random numbers, which the core does not have.

use node::{Address, NodeName, Time};

use super::name;

/// Letters of an address: none that looks like another, none that spells.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

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

/// An address for a tab, new with each load of the page: what is stored for a tab is copied with it by
/// "Duplicate tab", and two tabs must never run as one node. And a name: the one that a person gave it, or one
/// that `called` makes of two random bytes. `None` where the browser gives no random numbers.
pub fn identity(called: impl FnOnce([u8; 2]) -> String) -> Option<(Address, NodeName)> {
    let dice: [u8; 10] = dice()?;
    let letters: String = dice[..8]
        .iter()
        .map(|&die| char::from(LETTERS[usize::from(die) % LETTERS.len()]))
        .collect();
    let address = Address::parse(&format!("tab-{letters}")).ok()?;
    let drawn = || NodeName::parse(&called([dice[8], dice[9]])).ok();
    Some((address, name::kept().or_else(drawn)?))
}

/// A word that nobody can guess.
pub fn secret() -> Option<String> {
    let dice: [u8; 16] = dice()?;
    Some(dice.iter().map(|die| format!("{die:02x}")).collect())
}

fn dice<const COUNT: usize>() -> Option<[u8; COUNT]> {
    let mut dice = [0; COUNT];
    web_sys::window()?
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut dice))
        .ok()?;
    Some(dice)
}
