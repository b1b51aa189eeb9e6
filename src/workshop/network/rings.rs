//! Where many nodes stand: on one ring or several, one within the other, so that no name meets another.

use super::picture::Point;

/// What a node takes up with its name, in units of the drawing: a pixel on a laptop's screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// The side of its face.
    pub face: f64,
    /// How many letters of its name have room.
    pub letters: usize,
}

/// The sizes, and up to how many nodes each is for.
const SIZES: [(usize, Size); 3] = [
    (
        20,
        Size {
            width: 108.0,
            height: 68.0,
            face: 40.0,
            letters: 13,
        },
    ),
    (
        60,
        Size {
            width: 88.0,
            height: 60.0,
            face: 34.0,
            letters: 11,
        },
    ),
    (
        usize::MAX,
        Size {
            width: 52.0,
            height: 43.0,
            face: 26.0,
            letters: 7,
        },
    ),
];
/// The drawing's width.
const WIDTH: f64 = 1200.0;
/// Its height, where that is enough.
const HEIGHT: f64 = 560.0;
/// So much is added to the height until all have room,
const STEP: f64 = 40.0;
/// so many times. Where that is not enough, they stand in rows.
const MAX_STEPS: usize = 20;
/// How far apart rings are, in widths and heights of what stands on them: on the slant neither keeps names apart alone.
const RINGS_APART: f64 = 1.5;
/// The same of what stands on one ring, in diagonals.
const APART: f64 = 1.06;
/// A ring that reaches no further from its middle, in widths or heights of what stands on it, is flat.
const FLAT: f64 = 0.9;
/// Above the first row, for the names of the halves.
const ROOM_ABOVE: f64 = 24.0;
/// An ellipse is measured in so many pieces.
const PIECES: usize = 720;

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The drawing's width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What each node takes up.
    pub size: Size,
    /// The middle of each node's face, in the order in which they were given.
    pub stands: Vec<Point>,
    /// How far from the left the cut between two halves runs.
    pub cut: Option<f64>,
}

/// Stands for so many nodes, of each of which is said whether it is in the second half; where nobody is, there is one half.
pub fn ground(second: &[bool], split: bool) -> Ground {
    let count = second.len();
    let fits = |(most, _): &&(usize, Size)| count <= *most;
    let size = SIZES
        .iter()
        .find(fits)
        .map_or(SIZES[2].1, |&(_, size)| size);
    let seconds = second.iter().filter(|second| **second).count();
    let halves = if split {
        vec![count - seconds, seconds]
    } else {
        vec![count]
    };
    // A half has as much of the width as it has of the nodes, but never so little that nobody has room.
    let part = match halves[..] {
        [first, _] => (first as f64 / count.max(1) as f64).clamp(0.3, 0.7),
        _ => 1.0,
    };
    let cut = WIDTH * part;
    let spans = [(0.0, cut), (cut, WIDTH)];
    let heights = (0..MAX_STEPS).map(|step| HEIGHT + step as f64 * STEP);
    let on_rings = heights.into_iter().find_map(|height| {
        let halves = halves.iter().zip(spans);
        let placed = halves.map(|(&count, span)| rings(count, span, height, size));
        let placed = placed.collect::<Option<Vec<_>>>()?;
        let apart = placed.iter().all(|stands| !meet(stands, size));
        apart.then_some((placed, height))
    });
    let (stands, height) = on_rings.unwrap_or_else(|| {
        let placed = halves.iter().zip(spans);
        let placed: Vec<_> = placed
            .map(|(&count, span)| rows(count, span, size))
            .collect();
        let lowest = placed.iter().flatten().map(|stand| stand.y);
        let height = lowest.fold(0.0, f64::max) + size.height;
        (placed, height)
    });
    let mut stands = stands.into_iter().map(Vec::into_iter);
    let mut first = stands.next().unwrap_or_default();
    let mut later = stands.next().unwrap_or_default();
    let stand = |&second: &bool| {
        if split && second {
            later.next()
        } else {
            first.next()
        }
    };
    Ground {
        width: WIDTH,
        height,
        size,
        // Each half has as many stands as nodes.
        stands: second.iter().filter_map(stand).collect(),
        cut: split.then_some(cut),
    }
}

/// Stands on rings from the outside in; `None` where there is not enough room.
fn rings(count: usize, (left, right): (f64, f64), height: f64, size: Size) -> Option<Vec<Point>> {
    // A name hangs below its face.
    let below = (size.height - size.face) / 2.0;
    let middle = Point {
        x: (left + right) / 2.0,
        y: height / 2.0 - below,
    };
    let pitch = size.width.hypot(size.height) * APART;
    let mut reach = (
        (right - left - size.width) / 2.0,
        (height - size.height) / 2.0,
    );
    let mut rings = Vec::new();
    let mut room = 0;
    while room < count {
        if reach.0 < 0.0 || reach.1 < 0.0 {
            return None;
        }
        // The two sides of a flat ring would meet: in the very middle there is room for one.
        let flat = reach.0 < size.width * FLAT || reach.1 < size.height * FLAT;
        let ring = Ring::new(middle, if flat { (0.0, 0.0) } else { reach });
        let capacity = ((ring.length() / pitch) as usize).max(1);
        room += capacity;
        rings.push((ring, capacity));
        reach = match flat {
            true => (-1.0, -1.0),
            false => (
                reach.0 - size.width * RINGS_APART,
                reach.1 - size.height * RINGS_APART,
            ),
        };
    }
    // All rings are as full as each other.
    let mut stands = Vec::with_capacity(count);
    let mut before = 0;
    for (ring, capacity) in rings {
        before += capacity;
        let here = (count * before).div_ceil(room).min(count) - stands.len();
        stands.extend(ring.stands(here.min(capacity)));
    }
    Some(stands)
}

/// Whether two names meet.
fn meet(stands: &[Point], size: Size) -> bool {
    stands.iter().enumerate().any(|(place, one)| {
        stands[..place].iter().any(|other| {
            (one.x - other.x).abs() < size.width && (one.y - other.y).abs() < size.height
        })
    })
}

/// Stands in rows, each a half to the side of the one before it, so that fewer lines run through them.
fn rows(count: usize, (left, right): (f64, f64), size: Size) -> Vec<Point> {
    let columns = (((right - left) / size.width - 0.5) as usize).max(1);
    let stand = |place: usize| {
        let (row, column) = (place / columns, place % columns);
        let aside = if row.is_multiple_of(2) { 0.5 } else { 1.0 };
        Point {
            x: left + (column as f64 + aside) * size.width,
            y: row as f64 * size.height + size.face / 2.0 + ROOM_ABOVE,
        }
    };
    (0..count).map(stand).collect()
}

/// An ellipse, and how far each piece of it is from where it begins.
struct Ring {
    points: Vec<(Point, f64)>,
}

impl Ring {
    /// It begins at the top.
    fn new(middle: Point, reach: (f64, f64)) -> Self {
        let mut points = Vec::<(Point, f64)>::with_capacity(PIECES + 1);
        for piece in 0..=PIECES {
            let angle = (piece as f64 / PIECES as f64 - 0.25) * std::f64::consts::TAU;
            let point = Point {
                x: middle.x + reach.0 * angle.cos(),
                y: middle.y + reach.1 * angle.sin(),
            };
            let along = points.last().map_or(0.0, |&(before, along)| {
                along + (point.x - before.x).hypot(point.y - before.y)
            });
            points.push((point, along));
        }
        Self { points }
    }

    fn length(&self) -> f64 {
        self.points.last().map_or(0.0, |&(_, along)| along)
    }

    /// So many stands, all as far apart along the ring.
    fn stands(&self, count: usize) -> impl Iterator<Item = Point> {
        (0..count).filter_map(move |place| {
            let along = self.length() * place as f64 / count as f64;
            let at = self.points.partition_point(|&(_, reached)| reached < along);
            self.points.get(at).map(|&(point, _)| point)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_meets_another_or_leaves_the_drawing() {
        for count in 8..=200 {
            for nth in [None, Some(2), Some(5), Some(count)] {
                let half = |place: usize| nth.is_some_and(|nth| place.is_multiple_of(nth));
                let second: Vec<bool> = (0..count).map(half).collect();
                let ground = ground(&second, nth.is_some());
                assert_eq!(ground.stands.len(), count, "{nth:?}");
                let size = ground.size;
                for (place, one) in ground.stands.iter().enumerate() {
                    let (top, left) = (one.y - size.face / 2.0, one.x - size.width / 2.0);
                    let inside = left >= -1.0
                        && top >= -1.0
                        && left + size.width <= ground.width + 1.0
                        && top + size.height <= ground.height + 1.0;
                    assert!(inside, "{place} of {count}, {nth:?}: {one:?}");
                    for other in &ground.stands[..place] {
                        let (dx, dy) = ((one.x - other.x).abs(), (one.y - other.y).abs());
                        // A pixel is rounding.
                        let meet = dx < size.width - 1.0 && dy < size.height - 1.0;
                        assert!(!meet, "{place} of {count}, {nth:?}: {dx} {dy}");
                    }
                    let at_its_side = |cut: f64| (one.x > cut) == second[place];
                    assert!(ground.cut.is_none_or(at_its_side));
                }
            }
        }
    }

    #[test]
    fn two_hundred_have_room_on_a_screen_and_a_half() {
        assert!(ground(&[false; 40], false).height <= 700.0);
        let height = ground(&[false; 200], false).height;
        assert!(height <= 1_200.0, "{height}");
    }
}
