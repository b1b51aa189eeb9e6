//! A number as Python's json module knows it: an integer or a float, and never the one for the other.

use lexical_parse_float::FromLexical;
use std::fmt;

use crate::canonical::write_integer;
use crate::json;
use crate::repr::write_repr;

/// An amount or a timestamp: an integer from -2^63 to 2^64 - 1, or a finite 64-bit float.
///
/// A number that arrived as `1` is not one that arrived as `1.0`: Python prints them differently, so the hashes of
/// their blocks differ. [`Display`](fmt::Display) prints exactly what Python's `repr` prints.
///
/// ```
/// use chain::Number;
///
/// let whole = Number::parse("1")?;
/// let float = Number::parse("1.00")?;
/// assert_ne!(whole, float);
/// assert_eq!(whole.to_string(), "1");
/// assert_eq!(float.to_string(), "1.0");
/// assert_eq!(Number::parse("1E-5")?.to_string(), "1e-05");
/// # Ok::<(), chain::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(Kind);

// Floats are kept as bits, so that equality is equality of what is printed: 0.0 is not -0.0.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Natural(u64),
    Negative(i64),
    Float(u64),
}

/// Why something is no [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is no number as JSON writes numbers.
    #[error("must be a number")]
    NotANumber,
    /// The number is too large for the format.
    #[error(
        "out of range: an integer must lie between -2^63 and 2^64 - 1, and a float must be finite"
    )]
    OutOfRange,
}

impl Number {
    /// When the seed's genesis was made.
    pub(crate) const GENESIS_TIMESTAMP: Number =
        Number(Kind::Float(1713205842.8947453f64.to_bits()));

    /// Reads a number as JSON writes it. With a point or an exponent it is a float, otherwise an integer.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        if !json::is_number(text) {
            return Err(NumberError::NotANumber);
        }
        Number::from_literal(text)
    }

    /// The float of this value; an error where it is infinite or not a number, which JSON can't write.
    pub fn from_f64(value: f64) -> Result<Number, NumberError> {
        match value.is_finite() {
            true => Ok(Number(Kind::Float(value.to_bits()))),
            false => Err(NumberError::OutOfRange),
        }
    }

    /// The value as a float, for display and comparison: integers beyond 2^53 are rounded.
    pub fn as_f64(&self) -> f64 {
        match self.0 {
            Kind::Natural(value) => value as f64,
            Kind::Negative(value) => value as f64,
            Kind::Float(bits) => f64::from_bits(bits),
        }
    }

    /// Whether it is greater than zero.
    pub fn is_positive(&self) -> bool {
        match self.0 {
            Kind::Natural(value) => value > 0,
            Kind::Negative(_) => false,
            Kind::Float(bits) => f64::from_bits(bits) > 0.0,
        }
    }

    /// Adds it to a text as Python prints it.
    pub(crate) fn write(&self, out: &mut String) {
        match self.0 {
            Kind::Natural(value) => write_integer(value, out),
            Kind::Negative(value) => {
                out.push('-');
                write_integer(value.unsigned_abs(), out);
            }
            Kind::Float(bits) => write_repr(f64::from_bits(bits), out),
        }
    }

    /// The value if it was written as an integer from 0 to 2^64 - 1.
    pub fn as_natural(&self) -> Option<u64> {
        match self.0 {
            Kind::Natural(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it was written as an integer.
    pub(crate) fn is_integer(&self) -> bool {
        !matches!(self.0, Kind::Float(_))
    }

    /// The number that a well-formed JSON number means.
    pub(crate) fn from_literal(literal: &str) -> Result<Number, NumberError> {
        let out_of_range = |_| NumberError::OutOfRange;
        if literal
            .bytes()
            .any(|byte| matches!(byte, b'.' | b'e' | b'E'))
        {
            // The literal is well-formed, so reading it can't fail; one too large reads as infinite.
            let float = f64::from_lexical(literal.as_bytes());
            return Number::from_f64(float.map_err(|_| NumberError::NotANumber)?);
        }
        match literal.starts_with('-') {
            true => literal
                .parse::<i64>()
                .map(Number::from)
                .map_err(out_of_range),
            false => literal
                .parse::<u64>()
                .map(Number::from)
                .map_err(out_of_range),
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number(Kind::Natural(value))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(match u64::try_from(value) {
            Ok(natural) => Kind::Natural(natural),
            Err(_) => Kind::Negative(value),
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Natural(value) => value.fmt(f),
            Kind::Negative(value) => value.fmt(f),
            Kind::Float(bits) => {
                let mut text = String::new();
                write_repr(f64::from_bits(bits), &mut text);
                f.pad(&text)
            }
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_keep_every_digit_and_minus_zero_is_zero() {
        for text in [
            "0",
            "-1",
            "9007199254740993",
            "18446744073709551615",
            "-9223372036854775808",
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Number::parse("-0").unwrap(), Number::from(0u64));
        assert_eq!(Number::from(5i64), Number::from(5u64));
    }

    #[test]
    fn what_the_format_cannot_hold_is_out_of_range() {
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "1e309",
            "-1e999",
        ] {
            assert_eq!(Number::parse(text), Err(NumberError::OutOfRange), "{text}");
        }
        assert_eq!(Number::from_f64(f64::NAN), Err(NumberError::OutOfRange));
        assert_eq!(
            Number::from_f64(f64::INFINITY),
            Err(NumberError::OutOfRange)
        );
    }

    #[test]
    fn what_json_would_not_call_a_number_is_none() {
        for text in [
            "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "NaN", "Infinity", "0x1", " 1", "1 ",
            "1_0",
        ] {
            assert_eq!(Number::parse(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn equal_is_what_is_printed_alike() {
        let parse = |text| Number::parse(text).unwrap();
        assert_ne!(parse("1"), parse("1.0"));
        assert_ne!(parse("0.0"), parse("-0.0"));
        assert_eq!(parse("1.0"), parse("10e-1"));
    }

    #[test]
    fn only_numbers_above_zero_are_positive() {
        let positive = |text| Number::parse(text).unwrap().is_positive();
        assert!(positive("1") && positive("5e-324"));
        assert!(
            !positive("0")
                && !positive("0.0")
                && !positive("-0.0")
                && !positive("-1")
                && !positive("-0.5")
        );
    }
}
