//! What a tab is called, and what nobody can guess: the browser's random numbers.

use chain::Hash;
use node::{Address, NodeName};

use super::name;

/// What a tab is known by.
pub struct Identity {
    /// Where others reach it, made of its secret.
    pub address: Address,
    /// Known to the relay alone, for which it proves whose the address is.
    pub secret: String,
    /// What people read.
    pub name: NodeName,
}

/// Draws a secret, and so an address, of a new node. The name is the one that a person gave the tab, or one that `called`
/// makes of two random bytes. `None` where the browser gives no random numbers.
pub fn draw(called: impl FnOnce([u8; 2]) -> String) -> Option<Identity> {
    let bytes: [u8; 18] = random()?;
    let secret: String = bytes[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let drawn = || NodeName::parse(&called([bytes[16], bytes[17]])).ok();
    Some(Identity {
        address: Address::of_digest(Hash::of(&secret).as_bytes()),
        name: name::kept().or_else(drawn)?,
        secret,
    })
}

/// Random bytes that nobody can guess. `None` where the browser gives none.
pub fn random<const LENGTH: usize>() -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    web_sys::window()?
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .ok()?;
    Some(bytes)
}
