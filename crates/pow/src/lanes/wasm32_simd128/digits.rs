//! The last three digits of a thousand proofs, ready to be put into message words.

use super::words::Words;

/// For each group of four proofs from ..000 to ..999, the last three digits where they stand in the two words that
/// hold them. `byte` is where in the first word, 0 to 3, the first digit stands.
pub(super) fn last_three_digits(byte: usize) -> Vec<[Words; 2]> {
    let text = |number: u64| {
        let digits = [number / 100, number / 10 % 10, number % 10];
        let ascii = digits
            .iter()
            .fold(0, |text, digit| text << 8 | (u64::from(b'0') + digit));
        ascii << (40 - 8 * byte)
    };
    let group = |first: u64| {
        let lanes: [u64; 4] = std::array::from_fn(|lane| text(first + lane as u64));
        [
            Words::new(lanes.map(|text| (text >> 32) as u32)),
            Words::new(lanes.map(|text| text as u32)),
        ]
    };
    (0..1000).step_by(4).map(group).collect()
}
