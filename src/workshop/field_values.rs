//! What is typed into the fields of a block, read as the format has it; else what would be right.

use chain::{Difficulty, Hash, Number, NumberError, PreviousHash};

use crate::page::texts::{t, t_args};

/// The largest index: beyond it JavaScript's numbers are no longer exact.
const MAX_INDEX: u64 = 1 << 53;

/// What a field does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// No proof.
    Proof,
    /// No index.
    Index,
    /// No number.
    Number(NumberError),
    /// No previous_hash.
    PreviousHash,
    /// No hash.
    Hash,
    /// No difficulty.
    Difficulty,
}

impl Misfit {
    /// What would be right.
    pub fn sentence(self) -> String {
        match self {
            Self::Proof => t("field-proof"),
            Self::Index => t("field-index"),
            Self::Number(NumberError::NotANumber) => t("field-number"),
            Self::Number(NumberError::OutOfRange) => t("field-number-range"),
            Self::PreviousHash => t("field-previous-hash"),
            Self::Hash => t("field-hash"),
            Self::Difficulty => {
                t_args("field-difficulty", [("max", Difficulty::MAX.bits().into())])
            }
        }
    }
}

/// A proof.
pub fn proof(text: &str) -> Result<u64, Misfit> {
    digits(text)
        .and_then(|digits| digits.parse().ok())
        .ok_or(Misfit::Proof)
}

/// A block's index.
pub fn index(text: &str) -> Result<u64, Misfit> {
    digits(text)
        .and_then(|digits| digits.parse().ok())
        .filter(|index| (1..=MAX_INDEX).contains(index))
        .ok_or(Misfit::Index)
}

/// An amount or a timestamp.
pub fn number(text: &str) -> Result<Number, Misfit> {
    Number::parse(text.trim()).map_err(Misfit::Number)
}

/// What a block says of the one before: a hash, or in a genesis `1` or `"1"`.
pub fn previous_hash(text: &str) -> Result<PreviousHash, Misfit> {
    match text.trim() {
        "1" => Ok(PreviousHash::One),
        "\"1\"" => Ok(PreviousHash::OneText),
        digits => digits
            .parse()
            .map(PreviousHash::Hash)
            .map_err(|_| Misfit::PreviousHash),
    }
}

/// A previous_hash as it is typed.
pub fn previous_hash_text(previous: &PreviousHash) -> String {
    match previous {
        PreviousHash::One => "1".to_owned(),
        PreviousHash::OneText => "\"1\"".to_owned(),
        PreviousHash::Hash(hash) => hash.to_string(),
    }
}

/// A hash.
pub fn hash(text: &str) -> Result<Hash, Misfit> {
    text.trim().parse().map_err(|_| Misfit::Hash)
}

/// A difficulty in bits.
pub fn difficulty(text: &str) -> Result<Difficulty, Misfit> {
    digits(text)
        .and_then(|digits| digits.parse().ok())
        .and_then(|bits| Difficulty::new(bits).ok())
        .ok_or(Misfit::Difficulty)
}

/// The text without blanks around it, if it is a whole number as JSON writes it.
fn digits(text: &str) -> Option<&str> {
    let text = text.trim();
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits && (text == "0" || !text.starts_with('0'))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_format_holds_is_read() {
        assert_eq!(proof(" 35293 "), Ok(35293));
        assert_eq!(proof("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(index("9007199254740992"), Ok(1 << 53));
        assert_eq!(number("1.0").map(|n| n.to_string()), Ok("1.0".to_owned()));
        for text in ["1", "\"1\"", &"0a".repeat(32)] {
            let read = previous_hash(text).map(|previous| previous_hash_text(&previous));
            assert_eq!(read, Ok(text.to_owned()));
        }
        assert_eq!(difficulty("0"), Ok(Difficulty::MIN));
    }

    #[test]
    fn what_it_does_not_hold_is_refused() {
        for text in ["", "x", "-1", "1.0", "01", "+1", "18446744073709551616"] {
            assert!(proof(text).is_err(), "{text}");
            assert!(index(text).is_err(), "{text}");
        }
        assert!(index("0").is_err());
        assert!(index("9007199254740993").is_err());
        for text in ["", "x", "01", "NaN", "1e999", "--1"] {
            assert!(number(text).is_err(), "{text}");
        }
        for text in ["", "2", &"0A".repeat(32), &"0".repeat(63)] {
            assert!(previous_hash(text).is_err(), "{text}");
        }
        assert!(difficulty("257").is_err());
    }
}
