//! What a tab is called, and what nobody can guess: the browser's random numbers.

use node::{Address, NodeName};

use super::name;

/// Letters of an address: none that looks like another, none that spells.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

/// An address for a tab, new with each load of the page: what is stored for a tab is copied with it by
/// "Duplicate tab", and two tabs must never run as one node. And a name: the one that a person gave it, or one
/// that `called` makes of two random bytes. `None` where the browser gives no random numbers.
pub fn draw(called: impl FnOnce([u8; 2]) -> String) -> Option<(Address, NodeName)> {
    let bytes: [u8; 10] = random_bytes()?;
    let letters: String = bytes[..8]
        .iter()
        .map(|&byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]))
        .collect();
    let address = Address::parse(&format!("tab-{letters}")).ok()?;
    let drawn = || NodeName::parse(&called([bytes[8], bytes[9]])).ok();
    Some((address, name::kept().or_else(drawn)?))
}

/// A word that nobody can guess.
pub fn secret() -> Option<String> {
    let bytes: [u8; 16] = random_bytes()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn random_bytes<const COUNT: usize>() -> Option<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    web_sys::window()?
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .ok()?;
    Some(bytes)
}
