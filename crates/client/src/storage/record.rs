//! A record's text, with a seal before it, so that a flipped bit is noticed wherever it is: the first digits of a digest.

use chain::Hash;

/// How many hex digits of the digest are kept.
const DIGITS: usize = 16;

/// A text with its own digest before it.
pub(super) fn sealed(text: &str) -> String {
    sealed_by(&Hash::of(text), text)
}

/// A text with this digest before it, which covers all that the text says.
pub(super) fn sealed_by(digest: &Hash, text: &str) -> String {
    let mut sealed = String::with_capacity(64 + text.len());
    digest.write(&mut sealed);
    sealed.truncate(DIGITS);
    sealed.push(' ');
    sealed.push_str(text);
    sealed
}

/// The text of a record, and whether it is what was written, where it is sealed by its own digest; of a record that is too
/// short, none.
pub fn unsealed(record: &str) -> Option<(&str, bool)> {
    let (seal, text) = split(record)?;
    Some((text, is_seal(seal, &Hash::of(text))))
}

/// The seal of a record and its text; of a record that is too short, none.
pub(super) fn split(record: &str) -> Option<(&str, &str)> {
    let (seal, text) = record.split_at_checked(DIGITS)?;
    Some((seal, text.strip_prefix(' ')?))
}

/// Whether a seal is of this digest.
pub(super) fn is_seal(seal: &str, digest: &Hash) -> bool {
    let mut expected = String::new();
    digest.write(&mut expected);
    expected.starts_with(seal)
}
