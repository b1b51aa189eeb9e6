//! A small chain that shows where one is and how far a crack has run: which blocks it has room for, and which card is in
//! sight. Without drawing.

/// A chain of up to so many blocks is shown as a whole.
const WHOLE: u64 = 24;
/// So many blocks are shown on either side of the card in sight.
const AROUND_HERE: u64 = 4;
/// So many blocks are shown on either side of where the crack begins.
const AROUND_CRACK: u64 = 2;
/// A crack runs through so many cards one after the other, and through all others with the last of them.
const STEPS: u64 = 8;
/// The card at this part of the window, from the bar at its head on, is the one that is read.
const READ_AT: f64 = 0.25;

/// A place of the small chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A block.
    Block(u64),
    /// Blocks that are left out, from the first to the last of them.
    Skipped(u64, u64),
}

/// The places of the small chain, the newest first: both ends, those around where one is, and those around the beginning of
/// the crack.
pub fn places(length: u64, here: Option<u64>, crack: Option<u64>) -> Vec<Place> {
    let near = |position: u64, center: Option<u64>, room: u64| {
        center.is_some_and(|center| center.abs_diff(position) <= room)
    };
    let is_shown = |position: u64| {
        length <= WHOLE
            || position == 1
            || position == length
            || near(position, here.or(Some(length)), AROUND_HERE)
            || near(position, crack, AROUND_CRACK)
    };
    let mut places = Vec::new();
    let mut last = length;
    while last > 0 {
        if is_shown(last) {
            places.push(Place::Block(last));
            last -= 1;
            continue;
        }
        // To look at each of them would take long in a long chain.
        let ends = [
            here.map_or(length, |here| here.saturating_add(AROUND_HERE)),
            crack.map_or(1, |crack| crack.saturating_add(AROUND_CRACK)),
            1,
        ];
        let next = ends.into_iter().filter(|&end| end < last).max();
        let first = next.map_or(1, |next| next + 1);
        // What stands for one block has room for the block itself.
        places.push(match first == last {
            true => Place::Block(last),
            false => Place::Skipped(first, last),
        });
        last = first - 1;
    }
    places
}

/// When the crack reaches the card at a position, in steps from the card that it begins at. A long one takes no longer.
pub fn step(position: u64, from: u64) -> u64 {
    position.saturating_sub(from).min(STEPS)
}

/// The card that is read, of cards with their upper and lower edges, in a window between `top` and `bottom`; `None` where
/// no card is in sight.
pub fn in_sight(cards: &[(u64, f64, f64)], top: f64, bottom: f64) -> Option<u64> {
    let line = top + (bottom - top) * READ_AT;
    let off = |upper: f64, lower: f64| (upper - line).max(line - lower).max(0.0);
    let seen = cards
        .iter()
        .filter(|(_, upper, lower)| *upper < bottom && *lower > top);
    let nearest = seen.min_by(|one, other| off(one.1, one.2).total_cmp(&off(other.1, other.2)));
    nearest.map(|&(position, ..)| position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(places: &[Place]) -> Vec<u64> {
        let block = |place: &Place| match *place {
            Place::Block(position) => Some(position),
            Place::Skipped(..) => None,
        };
        places.iter().filter_map(block).collect()
    }

    #[test]
    fn a_short_chain_is_shown_as_a_whole_the_newest_first() {
        assert_eq!(places(0, None, None), []);
        assert_eq!(shown(&places(3, None, Some(2))), [3, 2, 1]);
        assert_eq!(places(WHOLE, Some(1), None).len() as u64, WHOLE);
    }

    #[test]
    fn of_a_long_chain_both_ends_where_one_is_and_where_it_breaks_are_shown() {
        let places = places(200, Some(150), Some(50));
        let blocks: Vec<u64> = [200]
            .into_iter()
            .chain((146..=154).rev())
            .chain((48..=52).rev())
            .chain([1])
            .collect();
        assert_eq!(shown(&places), blocks);
        assert_eq!(places[1], Place::Skipped(155, 199));
        assert_eq!(places[11], Place::Skipped(53, 145));
        assert_eq!(places[17], Place::Skipped(2, 47));
    }

    #[test]
    fn each_block_is_in_one_place_and_there_are_few_places() {
        for length in [1, 24, 25, 26, 40, 200, 5000] {
            for here in [None, Some(1), Some(7), Some(length / 2 + 1), Some(length)] {
                for crack in [None, Some(1), Some(9), Some(length)] {
                    let places = places(length, here.map(|here| here.min(length)), crack);
                    let mut next = length;
                    for place in &places {
                        let (first, last) = match *place {
                            Place::Block(position) => (position, position),
                            Place::Skipped(first, last) => (first, last),
                        };
                        assert_eq!(last, next, "{length} {here:?} {crack:?}: {places:?}");
                        assert!(first <= last);
                        next = first - 1;
                    }
                    assert_eq!(next, 0);
                    assert!(places.len() as u64 <= WHOLE, "{places:?}");
                }
            }
        }
    }

    #[test]
    fn a_long_crack_takes_no_longer_than_a_short_one() {
        assert_eq!([3, 4, 11, 12, 5000].map(|at| step(at, 3)), [0, 1, 8, 8, 8]);
    }

    #[test]
    fn the_card_at_the_reading_line_is_the_one_in_sight() {
        let cards = [(3, -50.0, 190.0), (2, 210.0, 500.0), (1, 520.0, 700.0)];
        // The line is at 200, between two cards, then within one.
        assert_eq!(in_sight(&cards, 0.0, 800.0), Some(3));
        assert_eq!(in_sight(&cards, 100.0, 800.0), Some(2));
        assert_eq!(in_sight(&cards, 600.0, 4000.0), Some(1));
        assert_eq!(in_sight(&cards, 710.0, 900.0), None);
        assert_eq!(in_sight(&[], 0.0, 800.0), None);
    }
}
