//! Two hashes compared bit by bit: pure arithmetic and an SVG path.

use chain::Hash;

/// How many bits a hash has in a row of the picture.
const ROW: usize = 32;

/// How many of the 256 bits differ.
pub fn changed(one: &Hash, other: &Hash) -> u32 {
    let pairs = one.as_bytes().iter().zip(other.as_bytes());
    pairs.map(|(one, other)| (one ^ other).count_ones()).sum()
}

/// Which of the 64 hex digits differ.
pub fn changed_digits(one: &Hash, other: &Hash) -> Vec<bool> {
    let digits = |hash: &Hash| {
        let bytes = hash.as_bytes().iter();
        bytes
            .flat_map(|byte| [byte >> 4, byte & 15])
            .collect::<Vec<_>>()
    };
    let pairs = digits(one).into_iter().zip(digits(other));
    pairs.map(|(one, other)| one != other).collect()
}

/// The 256 bits in 8 rows as an SVG path in a box of 32 × 8: a square for each that differs, a dot for
/// each that does not.
pub fn picture(one: &Hash, other: &Hash) -> String {
    let mut path = String::new();
    let bytes = one.as_bytes().iter().zip(other.as_bytes());
    let bits = bytes.flat_map(|(one, other)| {
        let differing = one ^ other;
        (0..8).rev().map(move |bit| differing >> bit & 1 == 1)
    });
    for (place, differs) in bits.enumerate() {
        let (x, y) = (place % ROW, place / ROW);
        path.push_str(&if differs {
            format!("M{x}.1 {y}.1h.8v.8h-.8z")
        } else {
            format!("M{x}.4 {y}.4h.2v.2h-.2z")
        });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_changes_about_half_of_all_bits() {
        let (one, other) = (Hash::of("tabchain"), Hash::of("tabchaim"));
        assert_eq!(changed(&one, &one), 0);
        let count = changed(&one, &other);
        assert!((96..=160).contains(&count), "{count}");
        assert_eq!(count, changed(&other, &one));
    }

    #[test]
    fn bits_are_counted_and_drawn_from_the_first_bytes_highest() {
        let zero = Hash::from_bytes([0; 32]);
        let mut bytes = [0; 32];
        bytes[0] = 0b1000_0000;
        bytes[31] = 0b0000_0011;
        let other = Hash::from_bytes(bytes);
        assert_eq!(changed(&zero, &other), 3);
        let picture = picture(&zero, &other);
        assert_eq!(picture.matches("h.8").count(), 3);
        assert_eq!(picture.matches("h.2").count(), 253);
        assert!(picture.starts_with("M0.1 0.1h.8"));
        assert!(picture.ends_with("M30.1 7.1h.8v.8h-.8zM31.1 7.1h.8v.8h-.8z"));
        let digits = changed_digits(&zero, &other);
        assert_eq!(digits.len(), 64);
        let places: Vec<_> = (0..64).filter(|&place| digits[place]).collect();
        assert_eq!(places, [0, 63]);
    }
}
