//! Which of the nodes that a browser stores are forgotten when there are too many.

use node::{Address, Time};

/// The most nodes that are stored.
pub const MAX_STORED_NODES: usize = 50;
/// The most bytes that all of them take: 200 MB.
pub const MAX_STORED_BYTES: u64 = 200_000_000;

/// A node that is stored, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNode {
    /// Which.
    pub address: Address,
    /// What its records take.
    pub bytes: u64,
    /// When it was last in use.
    pub seen: Time,
    /// Whether a tab runs it.
    pub awake: bool,
}

/// The nodes that have to be forgotten, so that the others keep within the bounds: the one that was not in use for longest
/// comes first. `own`, the node of the tab that asks, and those that other tabs run count, but are never forgotten.
pub fn to_forget(mut stored: Vec<StoredNode>, own: &Address) -> Vec<Address> {
    let mut bytes = total(&stored);
    let mut forgotten = Vec::new();
    while stored.len() > MAX_STORED_NODES || bytes > MAX_STORED_BYTES {
        // A search for each: they are few, and a sort would be more to download.
        let candidates = (0..stored.len()).filter(|&place| {
            let node = &stored[place];
            !node.awake && node.address != *own
        });
        let Some(place) = candidates.min_by_key(|&place| stored[place].seen) else {
            break;
        };
        forgotten.push(stored.swap_remove(place).address);
        bytes = total(&stored);
    }
    forgotten
}

fn total(stored: &[StoredNode]) -> u64 {
    // What a damaged record says of itself may be any number.
    let add = |sum: u64, node: &StoredNode| sum.saturating_add(node.bytes);
    stored.iter().fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: usize) -> Address {
        Address::parse(&format!("tab-{number}")).unwrap()
    }

    /// So many nodes of so many bytes; the one with the highest number was seen first.
    fn stored(count: usize, bytes: u64) -> Vec<StoredNode> {
        let node = |number| StoredNode {
            address: address(number),
            bytes,
            seen: Time::from_micros(1_000_000 - number as u64),
            awake: false,
        };
        (0..count).map(node).collect()
    }

    fn addresses(numbers: &[usize]) -> Vec<Address> {
        numbers.iter().copied().map(address).collect()
    }

    #[test]
    fn nothing_is_forgotten_within_the_bounds() {
        let own = address(0);
        assert_eq!(to_forget(Vec::new(), &own), []);
        assert_eq!(to_forget(stored(50, 4_000_000), &own), []);
    }

    #[test]
    fn the_longest_unused_are_forgotten_first() {
        assert_eq!(
            to_forget(stored(53, 1), &address(0)),
            addresses(&[52, 51, 50])
        );
        // 210, 203 and 196 MB.
        assert_eq!(
            to_forget(stored(30, 7_000_000), &address(0)),
            addresses(&[29, 28])
        );
    }

    #[test]
    fn a_small_node_goes_before_a_large_one_that_was_used_later() {
        let mut stored = stored(3, 1);
        stored[1].bytes = MAX_STORED_BYTES;
        assert_eq!(to_forget(stored, &address(0)), addresses(&[2, 1]));
    }

    #[test]
    fn neither_the_own_node_nor_one_that_is_awake_is_forgotten() {
        let mut stored = stored(52, 1);
        stored[51].awake = true;
        assert_eq!(to_forget(stored, &address(50)), addresses(&[49, 48]));
    }

    #[test]
    fn what_can_not_be_forgotten_may_exceed_the_bounds() {
        let mut stored = stored(60, MAX_STORED_BYTES);
        for node in &mut stored {
            node.awake = true;
        }
        assert_eq!(to_forget(stored, &address(0)), []);
        assert_eq!(to_forget(self::stored(1, u64::MAX), &address(0)), []);
    }

    #[test]
    fn bytes_beyond_all_numbers_do_not_overflow() {
        let mut stored = stored(3, u64::MAX);
        stored[0].bytes = 1;
        assert_eq!(to_forget(stored, &address(0)), addresses(&[2, 1]));
    }
}
