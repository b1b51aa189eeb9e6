//! A hash's mark: a small symmetric pattern in one of a few colours, so that eyes find the same
//! hash again without reading 64 digits.
//!
//! The pattern alone tells hashes apart; the colour only helps.

use chain::Hash;

/// How many colours there are; `static/style.css` has a class for each.
pub const COLOURS: u8 = 12;

const SIDE: usize = 5;
/// The left half and the middle column; the right half mirrors the left.
const COLUMNS: usize = 3;

/// The class that gives an element this hash's colour.
pub fn colour_class(hash: &Hash) -> String {
    format!("hash-{}", hash.as_bytes()[0] % COLOURS)
}

/// The pattern as an SVG path in a box of 5 × 5.
pub fn path(hash: &Hash) -> String {
    let mut path = String::new();
    let cells = cells(hash);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let column = x.min(SIDE - 1 - x);
            if cells[y * COLUMNS + column] {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    path
}

/// Fifteen cells from the second and third byte of the hash, at least seven of them set: a nearly
/// empty mark would be overlooked.
fn cells(hash: &Hash) -> [bool; SIDE * COLUMNS] {
    let bytes = hash.as_bytes();
    let bits = u16::from_le_bytes([bytes[1], bytes[2]]);
    let cells = std::array::from_fn(|cell| bits >> cell & 1 == 1);
    let set = cells.iter().filter(|&&cell| cell).count();
    if set * 2 >= cells.len() - 1 {
        cells
    } else {
        cells.map(|cell| !cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(first: u8, second: u8, third: u8) -> Hash {
        let mut bytes = [0; 32];
        bytes[..3].copy_from_slice(&[first, second, third]);
        Hash::from_bytes(bytes)
    }

    #[test]
    fn a_mark_is_never_nearly_empty() {
        for second in 0..=u8::MAX {
            for third in 0..=u8::MAX {
                let set = cells(&hash(0, second, third))
                    .iter()
                    .filter(|c| **c)
                    .count();
                assert!(set >= 7, "{second} {third}: {set}");
            }
        }
    }

    #[test]
    fn a_mark_is_symmetric() {
        let path = path(&hash(0, 0b0000_1001, 0));
        for cell in path.split_inclusive('z') {
            let (x, y) = cell[1..]
                .split_once('h')
                .unwrap()
                .0
                .split_once(' ')
                .unwrap();
            let mirrored = format!("M{} {y}h1v1h-1z", 4 - x.parse::<i32>().unwrap());
            assert!(path.contains(&mirrored), "{cell}");
        }
    }

    #[test]
    fn every_hash_has_one_of_the_colours() {
        assert_eq!(colour_class(&hash(0, 0, 0)), "hash-0");
        assert_eq!(colour_class(&hash(255, 0, 0)), "hash-3");
    }
}
