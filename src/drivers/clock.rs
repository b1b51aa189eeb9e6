//! The browser's clock and dice, which the node itself has not.

use node::{Address, NodeName, Time};
use wasm_bindgen::JsValue;

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
/// that `called` makes of two dice.
pub fn identity(called: impl FnOnce([u8; 2]) -> String) -> Result<(Address, NodeName), String> {
    let dice: [u8; 10] = dice()?;
    let letters: String = dice[..8]
        .iter()
        .map(|&die| char::from(LETTERS[usize::from(die) % LETTERS.len()]))
        .collect();
    let address = Address::parse(&format!("tab-{letters}")).map_err(|error| error.to_string())?;
    if let Some(name) = name::kept() {
        return Ok((address, name));
    }
    let name = NodeName::parse(&called([dice[8], dice[9]])).map_err(|error| error.to_string())?;
    Ok((address, name))
}

/// A word that nobody can guess.
pub fn secret() -> Result<String, String> {
    let dice: [u8; 16] = dice()?;
    Ok(dice.iter().map(|die| format!("{die:02x}")).collect())
}

fn dice<const COUNT: usize>() -> Result<[u8; COUNT], String> {
    let mut dice = [0; COUNT];
    web_sys::window()
        .ok_or_else(|| JsValue::from("there is no window"))
        .and_then(|window| window.crypto())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut dice))
        .map_err(|_| "this browser gives no random numbers".to_owned())?;
    Ok(dice)
}
