//! How a room is split in two, and which of two splits holds.
//!
//! Anybody in the room may split and heal it, and each tab repeats the newest split that it knows. So splits have
//! an order that all agree on, in whatever sequence they come.

use crate::Address;

/// The most nodes that a second half can have.
pub const MAX_SECOND: usize = 256;

/// A statement on which nodes are in the room's second half. All others are in the first, newcomers
/// among them, so that nobody stands between the halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Counts the room's statements, and begins anew after 2^32: there is a next one to each, whatever
    /// number someone has taken.
    pub number: u32,
    /// Who ordered it.
    pub by: Address,
    /// The second half; nobody where the room is whole. At most [`MAX_SECOND`].
    pub second: Vec<Address>,
}

impl Split {
    /// The statement that follows the newest one known.
    pub fn after(newest: Option<&Self>, by: Address, mut second: Vec<Address>) -> Self {
        second.truncate(MAX_SECOND);
        let number = newest.map_or(0, |newest| newest.number);
        Self {
            number: number.wrapping_add(1),
            by,
            second,
        }
    }

    /// Whether this statement takes the place of another. Of two different ones, one always does: the later by
    /// number, and of equal numbers the one whose orderer, then whose second half, comes later by letter.
    pub fn replaces(&self, other: &Self) -> bool {
        const HALF_ROUND: u32 = 1 << 31;
        match self.number.wrapping_sub(other.number) {
            0 => (&self.by, &self.second) > (&other.by, &other.second),
            HALF_ROUND => self.number > other.number,
            ahead => ahead < HALF_ROUND,
        }
    }

    /// Whether there is a second half.
    pub fn splits(&self) -> bool {
        !self.second.is_empty()
    }

    /// Whether a node is in the second half.
    pub fn has_second(&self, node: &Address) -> bool {
        self.second.contains(node)
    }

    /// Whether nothing passes between two nodes.
    pub fn parts(&self, one: &Address, other: &Address) -> bool {
        self.has_second(one) != self.has_second(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn split(number: u32, by: &str, second: &[&str]) -> Split {
        Split {
            number,
            by: address(by),
            second: second.iter().map(|text| address(text)).collect(),
        }
    }

    #[test]
    fn of_two_different_statements_exactly_one_holds() {
        let numbers = [0, 1, 2, 7, 1 << 31, (1 << 31) + 1, u32::MAX];
        let mut all = Vec::new();
        for number in numbers {
            for by in ["tab-a", "tab-b"] {
                for second in [&[][..], &["tab-c"], &["tab-c", "tab-d"]] {
                    all.push(split(number, by, second));
                }
            }
        }
        for one in &all {
            assert!(!one.replaces(one));
            for other in all.iter().filter(|other| *other != one) {
                assert_ne!(
                    one.replaces(other),
                    other.replaces(one),
                    "{one:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn there_is_a_next_statement_to_each() {
        for number in [0, 1, 1 << 31, u32::MAX] {
            let newest = split(number, "tab-z", &["tab-c"]);
            let healed = Split::after(Some(&newest), address("tab-a"), Vec::new());
            assert!(healed.replaces(&newest) && !healed.splits());
        }
    }

    #[test]
    fn whoever_is_not_listed_is_in_the_first_half() {
        let (one, two, new) = (address("tab-1"), address("tab-2"), address("tab-new"));
        let split = Split::after(None, one.clone(), vec![two.clone()]);
        assert!(split.parts(&one, &two) && split.parts(&new, &two));
        assert!(!split.parts(&one, &new) && !split.parts(&two, &two));
    }
}
