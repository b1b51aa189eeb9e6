//! Numbers as people read them: pure arithmetic and digits, without words.

/// A whole number with its digits in groups of three: `65,536`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number that is not negative, rounded to so many decimals. Not by `{:.2}`, which rounds any number exactly and is 6 kB more
/// to download.
pub fn fixed(number: f64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let scaled = (number * scale as f64).round() as u64;
    match decimals {
        0 => scaled.to_string(),
        _ => format!(
            "{}.{:0width$}",
            scaled / scale,
            scaled % scale,
            width = decimals as usize
        ),
    }
}

/// A large number, exact below 10¹² and rounded to two digits above: `1.8 × 10¹⁹`.
pub fn large(number: f64) -> String {
    if number < 1e12 {
        // Saturates at 0 for what is negative or no number; neither is counted anywhere.
        return grouped(number.round() as u64);
    }
    let (mut mantissa, mut exponent) = (number, 0_u16);
    while mantissa >= 9.95 && mantissa.is_finite() {
        (mantissa, exponent) = (mantissa / 10.0, exponent + 1);
    }
    let power = superscript(&exponent.to_string());
    format!("{} × 10{power}", fixed(mantissa, 1))
}

fn superscript(digits: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .filter_map(|digit| RAISED.get(digit as usize))
        .collect()
}

/// What a shortened number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Single ones.
    One,
    /// Thousands.
    Thousand,
    /// Millions.
    Million,
}

/// A rate in three digits and its unit: `9.87` million.
pub fn shortened(number: f64) -> (String, Unit) {
    let (scaled, unit) = if number >= 999_500.0 {
        (number / 1e6, Unit::Million)
    } else if number >= 9_999.5 {
        (number / 1e3, Unit::Thousand)
    } else {
        return (grouped(number.round() as u64), Unit::One);
    };
    let text = if scaled < 9.995 {
        fixed(scaled, 2)
    } else if scaled < 99.95 {
        fixed(scaled, 1)
    } else {
        grouped(scaled.round() as u64)
    };
    (text, unit)
}

/// A stretch of time, in the unit that fits it.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// Less than a tenth of a second.
    Instant,
    /// Seconds, with one decimal below ten.
    Seconds(String),
    /// Whole minutes and seconds.
    Minutes(u64, u64),
    /// Whole hours and minutes.
    Hours(u64, u64),
    /// Whole days.
    Days(u64),
    /// Years, rounded when there are very many.
    Years(String),
}

/// Splits seconds into what people say.
pub fn span(seconds: f64) -> Span {
    const HOUR: u64 = 60 * 60;
    const DAY: u64 = 24 * HOUR;
    const YEAR: f64 = 365.25 * DAY as f64;
    // Saturates far beyond what is left of it below: years.
    let whole = seconds.round() as u64;
    if seconds < 0.1 {
        Span::Instant
    } else if seconds < 9.95 {
        Span::Seconds(fixed(seconds, 1))
    } else if whole < 60 {
        Span::Seconds(whole.to_string())
    } else if whole < HOUR {
        Span::Minutes(whole / 60, whole % 60)
    } else if whole < 2 * DAY {
        Span::Hours(whole / HOUR, whole % HOUR / 60)
    } else if seconds < 2.0 * YEAR {
        Span::Days(whole / DAY)
    } else {
        Span::Years(large(seconds / YEAR))
    }
}

/// What a difficulty asks of the hex digits of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HexDemand {
    /// So many zeros come first.
    pub zeros: u16,
    /// The digit behind them is at most this one; `None` when it is free.
    pub then_at_most: Option<char>,
}

/// Translates leading zero bits into hex digits, of which each holds four.
pub fn hex_demand(bits: u16) -> HexDemand {
    HexDemand {
        zeros: bits / 4,
        then_at_most: match bits % 4 {
            1 => Some('7'),
            2 => Some('3'),
            3 => Some('1'),
            _ => None,
        },
    }
}

/// The share of searches that would have ended by now, from 0 to 1: attempts are independent, so
/// after `tried` of them `e^(-tried/expected)` of all searches still go on.
pub fn chance(tried: u64, expected: f64) -> f64 {
    if expected > 0.0 {
        -(-(tried as f64) / expected).exp_m1()
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (65_536, "65,536"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn decimals_are_rounded_as_rust_rounds_them() {
        assert_eq!(
            (fixed(0.0, 3), fixed(149.6, 0)),
            ("0.000".into(), "150".into())
        );
        for thousandths in (0..20_000).filter(|number| number % 10 != 5) {
            let number = f64::from(thousandths) / 1e3;
            assert_eq!(fixed(number, 2), format!("{number:.2}"));
        }
    }

    #[test]
    fn what_nobody_can_count_is_rounded() {
        assert_eq!(large(65_536.0), "65,536");
        assert_eq!(large(2f64.powi(39)), "549,755,813,888");
        assert_eq!(large(2f64.powi(64)), "1.8 × 10¹⁹");
        assert_eq!(large(2f64.powi(256)), "1.2 × 10⁷⁷");
    }

    #[test]
    fn a_rate_has_three_digits_and_a_unit() {
        for (number, text, unit) in [
            (0.0, "0", Unit::One),
            (9_999.0, "9,999", Unit::One),
            (12_345.0, "12.3", Unit::Thousand),
            (999_400.0, "999", Unit::Thousand),
            (999_600.0, "1.00", Unit::Million),
            (9_874_321.0, "9.87", Unit::Million),
            (98_743_210.0, "98.7", Unit::Million),
            (1_250_000_000.0, "1,250", Unit::Million),
        ] {
            assert_eq!(shortened(number), (text.to_owned(), unit));
        }
    }

    #[test]
    fn a_span_is_said_in_the_unit_that_fits() {
        assert_eq!(span(0.04), Span::Instant);
        assert_eq!(span(0.12), Span::Seconds("0.1".to_owned()));
        assert_eq!(span(9.94), Span::Seconds("9.9".to_owned()));
        assert_eq!(span(9.96), Span::Seconds("10".to_owned()));
        assert_eq!(span(59.6), Span::Minutes(1, 0));
        assert_eq!(span(200.0), Span::Minutes(3, 20));
        assert_eq!(span(7_260.0), Span::Hours(2, 1));
        assert_eq!(span(200_000.0), Span::Days(2));
        assert_eq!(span(3.2e9), Span::Years("101".to_owned()));
        assert_eq!(span(1e70), Span::Years("3.2 × 10⁶²".to_owned()));
    }

    #[test]
    fn four_bits_are_one_hex_digit() {
        let demand = |zeros, then_at_most| HexDemand {
            zeros,
            then_at_most,
        };
        assert_eq!(hex_demand(0), demand(0, None));
        assert_eq!(hex_demand(16), demand(4, None));
        assert_eq!(hex_demand(17), demand(4, Some('7')));
        assert_eq!(hex_demand(18), demand(4, Some('3')));
        assert_eq!(hex_demand(19), demand(4, Some('1')));
        assert_eq!(hex_demand(256), demand(64, None));
    }

    #[test]
    fn the_chance_grows_from_nothing_towards_certainty() {
        assert_eq!(chance(0, 65_536.0), 0.0);
        assert!((chance(65_536, 65_536.0) - 0.632).abs() < 0.001);
        assert!(chance(10_000_000, 65_536.0) <= 1.0);
        assert_eq!(chance(1, 0.0), 1.0);
    }
}
