//! What the picture of a network shows: the nodes, who listens to whom, what is on its way.

use chain::Hash;

/// Everything in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The nodes, in the order in which they stand around the circle.
    pub nodes: Vec<GraphNode>,
    /// What connects them.
    pub links: Vec<Wire>,
    /// Messages with the place they have reached.
    pub flights: Vec<Flight>,
    /// Messages that were heard, each seen travelling once.
    pub pulses: Vec<Pulse>,
    /// Whether the nodes stand in two halves, with a cut between them.
    pub split: bool,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphNode {
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
    /// Whether it is in the second half, where there are two.
    pub second: bool,
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
pub enum MessageKind {
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
    /// From where, as a place in [`Picture::nodes`].
    pub from: usize,
    /// Where to.
    pub to: usize,
    /// What it carries.
    pub kind: MessageKind,
    /// How much of the way lies behind it, of 1000.
    pub per_mille: u16,
    /// Whether it gets lost halfway.
    pub lost: bool,
}

/// A message that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// From where, as a place in [`Picture::nodes`].
    pub from: usize,
    /// Where to.
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

/// Where everything stands in a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The drawing's width.
    pub width: f64,
    /// The drawing's height.
    pub height: f64,
    /// The nodes, in the order of [`Picture::nodes`].
    pub stands: Vec<Stand>,
    /// How far from the top the cut between two halves runs.
    pub cut: Option<f64>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Its middle.
    pub point: Point,
    /// Where its name stands: away from the middle of the drawing, where the wires are.
    pub name: NamePlace,
}

/// Where a node's name stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NamePlace {
    /// Above the node.
    Above,
    /// Below it.
    Below,
    /// Where many nodes stand close together: in this direction from it, in two lines.
    Outwards {
        /// To the right, from -1 to 1.
        x: f64,
        /// Downwards, from -1 to 1.
        y: f64,
    },
}

/// The radius of a node.
pub const NODE_RADIUS: f64 = 24.0;
/// How far from the middle a few nodes stand, sideways and upwards.
const REACH: (f64, f64) = (128.0, 98.0);
/// The same upwards where they stand in two halves, one above the other.
const HALF_REACH: f64 = 56.0;
/// What is left around them for circles and names.
const MARGIN: (f64, f64) = (58.0, 54.0);
/// The same where names stand outwards.
const OUTWARDS_MARGIN: (f64, f64) = (108.0, 64.0);
/// The most nodes in a circle whose names find room above and below them.
const FEW: usize = 8;
/// The same in a half.
const FEW_IN_HALF: usize = 4;
/// What is left at either side of a cut for the names of the halves.
const CUT_MARGIN: f64 = 16.0;
/// How far beyond the node's edge an arrow's tip stays.
const GAP: f64 = 5.0;

impl Picture {
    /// The addresses of the nodes that the wire at a place connects, and whether it is cut.
    pub fn ends(&self, at: usize) -> Option<(String, String, bool)> {
        let link = self.links.get(at)?;
        let address = |place: usize| self.nodes.get(place).map(|node| node.address.clone());
        Some((address(link.one)?, address(link.other)?, link.cut))
    }

    /// Where everything stands: around an ellipse, or in two of them, the first half above the second.
    /// Where there are many, their names stand outwards, and the drawing grows with them.
    pub fn plan(&self) -> Plan {
        let count = self.nodes.len();
        if !self.split {
            let scale = (count as f64 / 10.0).max(1.0);
            let reach = (scale * REACH.0, scale * REACH.1);
            let many = count > FEW;
            let margin = if many { OUTWARDS_MARGIN } else { MARGIN };
            let (width, height) = (2.0 * (reach.0 + margin.0), 2.0 * (reach.1 + margin.1));
            let middle = Point {
                x: width / 2.0,
                y: height / 2.0,
            };
            // The first of two at the left, otherwise at the top.
            let start = if count == 2 { 0.5 } else { 0.75 };
            return Plan {
                width,
                height,
                stands: around(middle, reach, start, count, many).collect(),
                cut: None,
            };
        }
        let second = self.nodes.iter().filter(|node| node.second).count();
        let halves = [count - second, second];
        let larger = halves[0].max(halves[1]);
        let scale = (larger as f64 / 5.0).max(1.0);
        let many = larger > FEW_IN_HALF;
        let margin = if many { OUTWARDS_MARGIN } else { MARGIN };
        let width = 2.0 * (scale * REACH.0 + margin.0);
        let reach_of = |half: usize| if half > 2 { scale * HALF_REACH } else { 0.0 };
        let [first_height, second_height] =
            halves.map(|half| 2.0 * (reach_of(half) + margin.1) + CUT_MARGIN);
        let stands_of = |half: usize, y: f64| {
            let side = if half == 1 { 0.0 } else { scale * REACH.0 };
            let middle = Point { x: width / 2.0, y };
            around(middle, (side, reach_of(half)), 0.5, half, many)
        };
        let mut above = stands_of(halves[0], (first_height - CUT_MARGIN) / 2.0);
        let mut below = stands_of(halves[1], first_height + (second_height + CUT_MARGIN) / 2.0);
        let stand = |node: &GraphNode| {
            if node.second {
                below.next()
            } else {
                above.next()
            }
        };
        Plan {
            width,
            height: first_height + second_height,
            // Each half has as many stands as nodes.
            stands: self.nodes.iter().filter_map(stand).collect(),
            cut: Some(first_height),
        }
    }
}

impl Plan {
    /// The line between two nodes, from edge to edge; `None` for places where nobody stands.
    pub fn line(&self, one: usize, other: usize) -> Option<(Point, Point)> {
        let (one, other) = (self.stands.get(one)?, self.stands.get(other)?);
        Some(line(one.point, other.point))
    }
}

/// So many stands around an ellipse, the first at this part of a turn.
fn around(
    middle: Point,
    reach: (f64, f64),
    start: f64,
    count: usize,
    many: bool,
) -> impl Iterator<Item = Stand> {
    (0..count).map(move |place| {
        let angle = (start + place as f64 / count as f64) * std::f64::consts::TAU;
        let point = Point {
            x: middle.x + reach.0 * angle.cos(),
            y: middle.y + reach.1 * angle.sin(),
        };
        let name = match many {
            true => NamePlace::Outwards {
                x: angle.cos(),
                y: angle.sin(),
            },
            false if point.y < middle.y - NODE_RADIUS => NamePlace::Above,
            false => NamePlace::Below,
        };
        Stand { point, name }
    })
}

/// The line between two nodes, from edge to edge.
fn line(one: Point, other: Point) -> (Point, Point) {
    let (dx, dy) = (other.x - one.x, other.y - one.y);
    let length = dx.hypot(dy).max(1.0);
    let trim = ((NODE_RADIUS + GAP) / length).min(0.5);
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
    /// Where it is; `None` once it is lost.
    pub fn point(&self, plan: &Plan) -> Option<Point> {
        if self.lost && self.per_mille > LOST_AT {
            return None;
        }
        let (from, to) = plan.line(self.from, self.to)?;
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

    /// So many nodes, every `nth` of them in a second half.
    fn picture(count: usize, nth: Option<usize>) -> Picture {
        let node = |place: usize| GraphNode {
            address: format!("tab-{place}"),
            name: String::new(),
            length: None,
            tip: None,
            mining: false,
            second: nth.is_some_and(|nth| place.is_multiple_of(nth)),
        };
        Picture {
            nodes: (0..count).map(node).collect(),
            split: nth.is_some(),
            ..Picture::default()
        }
    }

    #[test]
    fn up_to_thirty_nodes_stand_in_the_drawing_and_apart_whole_or_split() {
        for count in 2..=30 {
            for nth in [None, Some(2), Some(3), Some(count), Some(1)] {
                let plan = picture(count, nth).plan();
                assert_eq!(plan.stands.len(), count);
                for (place, Stand { point, .. }) in plan.stands.iter().enumerate() {
                    let inside = |at: f64, whole: f64| {
                        at >= 2.0 * NODE_RADIUS && at <= whole - 2.0 * NODE_RADIUS
                    };
                    assert!(inside(point.x, plan.width), "{count} {point:?}");
                    assert!(inside(point.y, plan.height), "{count} {point:?}");
                    let apart =
                        |other: &Stand| (other.point.x - point.x).hypot(other.point.y - point.y);
                    let earlier = plan.stands[..place].iter();
                    let nearest = earlier.map(apart).fold(f64::MAX, f64::min);
                    assert!(nearest > 2.0 * NODE_RADIUS, "{count} by {nth:?}: {nearest}");
                }
            }
        }
    }

    #[test]
    fn the_halves_stand_at_either_side_of_the_cut() {
        let picture = picture(7, Some(3));
        let plan = picture.plan();
        let cut = plan.cut.unwrap();
        for (node, stand) in picture.nodes.iter().zip(&plan.stands) {
            let beyond = stand.point.y - cut;
            assert!(beyond.abs() > 2.0 * NODE_RADIUS && (beyond > 0.0) == node.second);
        }
    }

    #[test]
    fn a_line_begins_and_ends_outside_the_nodes() {
        let plan = picture(2, None).plan();
        let (from, to) = plan.line(0, 1).unwrap();
        let (one, other) = (plan.stands[0].point, plan.stands[1].point);
        assert!(from.x > one.x + NODE_RADIUS && to.x < other.x - NODE_RADIUS);
        assert!((from.y - one.y).abs() < 1e-9);
        assert_eq!(plan.line(0, 2), None);
    }

    #[test]
    fn a_lost_message_is_gone_halfway() {
        let plan = picture(2, None).plan();
        let flight = |per_mille, lost| Flight {
            id: 1,
            from: 0,
            to: 1,
            kind: MessageKind::Blocks,
            per_mille,
            lost,
        };
        assert!(flight(500, true).point(&plan).is_some() && flight(500, true).fades());
        assert_eq!(flight(601, true).point(&plan), None);
        let (_, end) = plan.line(0, 1).unwrap();
        assert_eq!(flight(1_000, false).point(&plan).unwrap().x, end.x);
    }
}
