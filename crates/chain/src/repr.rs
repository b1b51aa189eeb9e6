//! Floats as Python's `repr` prints them.

/// Adds a finite float to `out` as CPython prints it (`Python/pystrtod.c`, `format_float_short` with code `r`): the
/// fewest digits that read back as the same float, the nearest of such, and of two equally near ones the even; with an
/// exponent of at least two digits where the first digit stands 5 or more places behind the decimal point or 17 or more
/// before it.
///
/// Rust's own `{}` gives as few digits, but takes the upper of two equally near ones: it prints 1713290241.61328125 as
/// `….6132813`, and CPython as `….6132812`. About one timestamp in 65,000 is of this kind.
pub(crate) fn write_repr(value: f64, out: &mut String) {
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    if value == 0.0 || (1e-4..1e16).contains(&value.abs()) {
        out.push_str(shortest);
        return;
    }
    let (sign, magnitude) = match shortest.strip_prefix('-') {
        Some(magnitude) => ("-", magnitude),
        None => ("", shortest),
    };
    let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let leading_zeros = digits.len() - digits.trim_start_matches('0').len();
    // An exponent of a float has three digits at most, so reading it can't fail.
    let shift: i32 = exponent.parse().unwrap_or_default();
    let exponent = shift + whole.len() as i32 - 1 - leading_zeros as i32;
    let (first, rest) = digits.trim_matches('0').split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    out.push_str(&format!("{sign}{first}{point}{rest}e{exponent:+03}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repr(value: f64) -> String {
        let mut out = String::new();
        write_repr(value, &mut out);
        out
    }

    #[test]
    fn an_exponent_starts_where_python_starts_one() {
        for (value, printed) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-0.000015, "-1.5e-05"),
            (0.00009999999999999999, "9.999999999999999e-05"),
            (1e15, "1000000000000000.0"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (-123456789012345680.0, "-1.2345678901234568e+17"),
            (1e100, "1e+100"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (9007199254740993.0, "9007199254740992.0"),
            (0.1, "0.1"),
        ] {
            assert_eq!(repr(value), printed);
        }
    }

    #[test]
    fn of_two_equally_near_texts_the_even_one_is_printed() {
        // ….61328125 and ….62109375: between …2 and …3, and between …7 and …8.
        assert_eq!(repr(1713290241.0 + 157.0 / 256.0), "1713290241.6132812");
        assert_eq!(repr(1713290241.0 + 159.0 / 256.0), "1713290241.6210938");
    }
}
