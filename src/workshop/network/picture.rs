//! What the picture of a network shows: the nodes, who listens to whom, what is on its way.

use chain::Hash;

/// Everything in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The nodes, in the order in which they stand around the circle.
    pub nodes: Vec<Knot>,
    /// What connects them.
    pub links: Vec<Wire>,
    /// Messages with the place they have reached.
    pub flights: Vec<Flight>,
    /// Messages that were heard, each seen travelling once.
    pub pulses: Vec<Pulse>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knot {
    /// Its address.
    pub address: String,
    /// What it is called.
    pub name: String,
    /// How many blocks it has, where that is known.
    pub length: Option<u64>,
    /// The hash of the last of them, where that is known.
    pub tip: Option<Hash>,
    /// Whether it searches for a proof.
    pub mining: bool,
}

/// What connects two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// One end, as a place in [`Picture::nodes`].
    pub one: usize,
    /// The other end.
    pub other: usize,
    /// Whether the one listens to the other.
    pub one_hears: bool,
    /// Whether the other listens to the one.
    pub other_hears: bool,
    /// Whether nothing can pass.
    pub cut: bool,
}

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freight {
    /// Where its sender stands.
    Presence,
    /// A question for blocks or transactions.
    Question,
    /// Blocks.
    Blocks,
    /// Transactions.
    Transactions,
}

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Tells messages apart.
    pub id: u64,
    /// Whence, as a place in [`Picture::nodes`].
    pub from: usize,
    /// Whither.
    pub to: usize,
    /// What it carries.
    pub freight: Freight,
    /// How much of the way lies behind it, of 1000.
    pub per_mille: u16,
    /// Whether it gets lost halfway.
    pub lost: bool,
}

/// A message that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// Whence, as a place in [`Picture::nodes`].
    pub from: usize,
    /// Whither.
    pub to: usize,
    /// How many came this way by now.
    pub count: u64,
}

/// Where things stand in a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The drawing's width and height for so many nodes: from nine on it grows with them, so that their
/// names find room.
pub fn size(count: usize) -> (f64, f64) {
    let scale = (count as f64 / 9.0).max(1.0);
    (
        2.0 * (scale * REACH.0 + MARGIN.0),
        2.0 * (scale * REACH.1 + MARGIN.1),
    )
}

/// The radius of a node.
pub const KNOT: f64 = 24.0;
/// How far from the middle a few nodes stand, sideways and upwards.
const REACH: (f64, f64) = (128.0, 98.0);
/// What is left around them for circles and names.
const MARGIN: (f64, f64) = (58.0, 54.0);
/// How far beyond the node's edge an arrow's tip stays.
const GAP: f64 = 5.0;

/// Where the node at this place stands, of so many: around an ellipse, the first of two at the left,
/// otherwise at the top.
pub fn stand(place: usize, count: usize) -> Point {
    let (width, height) = size(count);
    let turn = place as f64 / count.max(1) as f64;
    let start = if count == 2 { 0.5 } else { 0.75 };
    let angle = (start + turn) * std::f64::consts::TAU;
    Point {
        x: width / 2.0 + (width / 2.0 - MARGIN.0) * angle.cos(),
        y: height / 2.0 + (height / 2.0 - MARGIN.1) * angle.sin(),
    }
}

/// The line between two nodes, from edge to edge.
pub fn line(one: Point, other: Point) -> (Point, Point) {
    let (dx, dy) = (other.x - one.x, other.y - one.y);
    let length = dx.hypot(dy).max(1.0);
    let trim = ((KNOT + GAP) / length).min(0.5);
    (between(one, other, trim), between(other, one, trim))
}

/// A point on the way from one to another; 0 is the one, 1 the other.
pub fn between(one: Point, other: Point, part: f64) -> Point {
    Point {
        x: one.x + (other.x - one.x) * part,
        y: one.y + (other.y - one.y) * part,
    }
}

impl Flight {
    /// Where it is, of so many nodes; `None` once it is lost.
    pub fn point(&self, count: usize) -> Option<Point> {
        if self.lost && self.per_mille > LOST_AT {
            return None;
        }
        let (from, to) = line(stand(self.from, count), stand(self.to, count));
        Some(between(from, to, f64::from(self.per_mille) / 1_000.0))
    }

    /// Whether it is about to be lost.
    pub fn fades(&self) -> bool {
        self.lost && self.per_mille > LOST_AT - 200
    }
}

/// Where on its way a message gets lost, of 1000.
const LOST_AT: u16 = 600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_thirty_nodes_stand_in_the_drawing_and_apart() {
        for count in 2..=30 {
            let (width, height) = size(count);
            let points: Vec<Point> = (0..count).map(|place| stand(place, count)).collect();
            for (place, point) in points.iter().enumerate() {
                let inside = |at: f64, whole: f64| at >= 2.0 * KNOT && at <= whole - 2.0 * KNOT;
                assert!(inside(point.x, width), "{count} {point:?}");
                assert!(inside(point.y, height), "{count} {point:?}");
                let apart = |other: &Point| (other.x - point.x).hypot(other.y - point.y);
                let nearest = points[..place].iter().map(apart).fold(f64::MAX, f64::min);
                assert!(nearest > 2.0 * KNOT, "{count}: {nearest}");
            }
        }
    }

    #[test]
    fn a_line_begins_and_ends_outside_the_nodes() {
        let (one, other) = (stand(0, 2), stand(1, 2));
        let (from, to) = line(one, other);
        assert!(from.x > one.x + KNOT && to.x < other.x - KNOT);
        assert!((from.y - one.y).abs() < 1e-9);
    }

    #[test]
    fn a_lost_message_is_gone_halfway() {
        let flight = |per_mille, lost| Flight {
            id: 1,
            from: 0,
            to: 1,
            freight: Freight::Blocks,
            per_mille,
            lost,
        };
        assert!(flight(500, true).point(2).is_some() && flight(500, true).fades());
        assert_eq!(flight(601, true).point(2), None);
        assert_eq!(
            flight(1_000, false).point(2).unwrap().x,
            line(stand(0, 2), stand(1, 2)).1.x
        );
    }
}
