//! How far apart two texts are, as far as a lesson asks.

/// Whether one text is the other with one character put in, taken out or changed.
pub fn one_character_apart(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let start = same(&mut one.iter().zip(&other));
    let end = same(&mut one.iter().rev().zip(other.iter().rev()));
    let longer = one.len().max(other.len());
    one != other && one.len().abs_diff(other.len()) <= 1 && start + end + 1 >= longer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_is_put_in_taken_out_or_changed() {
        for (one, other, apart) in [
            ("", "a", true),
            ("ada", "adam", true),
            ("ada", "da", true),
            ("ada", "aba", true),
            ("aa", "aaa", true),
            ("区块链", "区块", true),
            ("ada", "ada", false),
            ("ada", "bob", false),
            ("ada", "adaam", false),
            ("ab", "ba", false),
            ("", "ab", false),
        ] {
            assert_eq!(one_character_apart(one, other), apart, "{one} {other}");
            assert_eq!(one_character_apart(other, one), apart, "{other} {one}");
        }
    }
}
