//! A record's text, sealed with a digest, so that a flipped bit is noticed wherever it is.

use chain::Hash;

/// How many hex digits of the digest are kept.
const DIGITS: usize = 16;

/// A text with its digest before it.
pub(super) fn sealed(text: &str) -> String {
    let mut sealed = String::with_capacity(64 + text.len());
    Hash::of(text).write(&mut sealed);
    sealed.truncate(DIGITS);
    sealed.push(' ');
    sealed.push_str(text);
    sealed
}

/// The text of a record, and whether it is what was written; of a record that is too short, none.
pub fn unsealed(record: &str) -> Option<(&str, bool)> {
    let (digest, text) = record.split_at_checked(DIGITS)?;
    let text = text.strip_prefix(' ')?;
    let mut expected = String::new();
    Hash::of(text).write(&mut expected);
    Some((text, expected.starts_with(digest)))
}
