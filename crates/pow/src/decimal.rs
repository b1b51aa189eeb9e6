//! A `u64` as decimal digits, without allocating: a proof is hashed as the text a person would write.

/// The digits of one number, as ASCII, without leading zeros.
pub(crate) struct Decimal {
    // u64::MAX has 20 digits; they stand at the end.
    digits: [u8; 20],
    start: usize,
}

impl Decimal {
    pub(crate) fn of(mut number: u64) -> Decimal {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        loop {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Decimal { digits, start };
            }
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.digits[self.start..]
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn digits_are_those_that_formatting_prints() {
        let powers = (0..20).map(|n| 10u64.pow(n));
        for number in powers
            .flat_map(|p| [p - 1, p, p + 1])
            .chain([u64::MAX - 1, u64::MAX])
        {
            assert_eq!(
                Decimal::of(number).as_bytes(),
                number.to_string().as_bytes()
            );
        }
    }
}
