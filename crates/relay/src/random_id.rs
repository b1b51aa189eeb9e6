//! Names that nobody can guess.

/// A new one; `None` when this machine gives no random numbers.
pub fn random_id() -> Option<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex::encode(bytes))
}
