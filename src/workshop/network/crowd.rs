//! A room of many nodes: what is not as it is to be. All hear all there, as a rule; so only what deviates from that is drawn,
//! and what a person asks for.

use client::Observed;

use super::{
    picture::{GraphNode, Wire},
    room::Room,
};

/// From so many nodes on a room is a crowd.
pub const MANY: usize = 8;
/// The most deviations that are drawn.
pub const MAX_DRAWN: usize = 120;
/// A report that lists as many is full: of a node that it does not list nothing is known.
const FULL_LIST: usize = 64;

/// Who has registered less than one in so many of the others has registered few.
const FEW: usize = 4;

/// The room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crowd {
    /// The nodes, this tab's first.
    pub nodes: Vec<GraphNode>,
    /// Whether the room is split.
    pub split: bool,
    /// The connections that are not as they are to be, those that are cut first, then those that are heard one way only.
    pub deviations: Vec<Wire>,
    /// The nodes that have registered few of the others or none: that is told of them, not of each of their connections.
    pub deaf: Vec<usize>,
    /// How many nodes have not said whom they hear.
    pub silent: usize,
    ties: Ties,
}

/// How many connections there are of each kind that is not to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cut.
    pub cut: usize,
    /// Heard at one end only.
    pub one_way: usize,
    /// Heard at no end.
    pub missing: usize,
}

/// What the nodes say, for each pair of places.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ties {
    count: usize,
    /// Whether the one has registered the other.
    registered: Vec<bool>,
    /// Whether the one has the connection to the other cut.
    cut: Vec<bool>,
    /// Whether a node says whom it has registered.
    tells: Vec<bool>,
    /// Whether all of these are in what it says.
    complete: Vec<bool>,
}

impl Ties {
    fn told(room: &Room) -> Self {
        let count = room.len();
        let mut ties = Self {
            count,
            registered: vec![false; count * count],
            cut: vec![false; count * count],
            tells: vec![false; count],
            complete: vec![false; count],
        };
        for one in 0..count {
            let Some(told) = room.told_by(one) else {
                continue;
            };
            ties.tells[one] = true;
            ties.complete[one] = one == 0 || told.registered.len() < FULL_LIST;
            for other in told.registered {
                ties.registered[one * count + other] = true;
            }
            for other in told.cut {
                ties.cut[one * count + other] = true;
            }
        }
        ties
    }

    fn wire(&self, one: usize, other: usize) -> Wire {
        let (there, back) = (one * self.count + other, other * self.count + one);
        Wire {
            one,
            other,
            one_hears: self.registered[there],
            other_hears: self.registered[back],
            cut: self.cut[there] || self.cut[back],
        }
    }

    /// Whether what is not registered between two nodes is known to be missing.
    fn are_known(&self, one: usize, other: usize) -> bool {
        let known = |from: usize, to: usize| {
            self.registered[from * self.count + to] || (self.tells[from] && self.complete[from])
        };
        known(one, other) && known(other, one)
    }
}

impl Crowd {
    /// The room as one tab sees it; `None` where there are fewer than [`MANY`] nodes.
    pub fn seen(observed: &Observed) -> Option<Self> {
        let room = Room::of(observed);
        if room.len() < MANY {
            return None;
        }
        let ties = Ties::told(&room);
        let mut crowd = Self {
            nodes: room.nodes(),
            split: observed.split.is_some(),
            silent: ties.tells.iter().filter(|tells| !*tells).count(),
            ties,
            ..Self::default()
        };
        let places = 0..crowd.nodes.len();
        crowd.deaf = places.clone().filter(|&one| crowd.is_deaf(one)).collect();
        let pairs = places.flat_map(|one| (0..one).map(move |other| (other, one)));
        let wires = pairs.filter_map(|(one, other)| crowd.deviation(one, other));
        crowd.deviations = ranked(wires.collect(), |wire| match state(wire) {
            State::Cut => 0,
            State::OneWay => 1,
            State::Missing | State::Whole => 2,
        });
        Some(crowd)
    }

    /// How many deviations there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for wire in &self.deviations {
            match state(wire) {
                State::Cut => counts.cut += 1,
                State::OneWay => counts.one_way += 1,
                State::Missing => counts.missing += 1,
                State::Whole => {}
            }
        }
        counts
    }

    /// All connections of a node, those that deviate first. Between the halves of a split room there are none.
    pub fn connections(&self, one: usize) -> Vec<Wire> {
        let others = (0..self.nodes.len()).filter(|&other| other != one);
        let reached = others.filter(|&other| self.is_reached(one, other));
        let wires = reached.map(|other| self.ties.wire(one, other)).collect();
        ranked(wires, |wire| match state(wire) {
            State::Cut => 0,
            State::OneWay | State::Missing => 1,
            State::Whole => 2,
        })
    }

    /// What a node is called in the field that searches for it: its name, with its address where others have the same name.
    pub fn label(&self, at: usize) -> String {
        let node = &self.nodes[at];
        let same = self.nodes.iter().filter(|other| other.name == node.name);
        match same.count() {
            1 => node.name.clone(),
            _ => format!("{} ({})", node.name, node.address),
        }
    }

    /// The node that a text names: by its label, its name or its address, whatever the case.
    pub fn named(&self, text: &str) -> Option<usize> {
        let wanted = text.trim().to_lowercase();
        let is_wanted = |name: &str| name.to_lowercase() == wanted;
        let mut places = 0..self.nodes.len();
        let by_label = places.clone().find(|&at| is_wanted(&self.label(at)));
        by_label.or_else(|| places.find(|&at| is_wanted(&self.nodes[at].address)))
    }

    /// The connections that a text asks for: those of the node that it names, else those whose two nodes have all of its words
    /// in their names, else, without a word, all that deviate.
    pub fn found(&self, text: &str) -> Vec<Wire> {
        if text.trim().is_empty() {
            return self.deviations.clone();
        }
        if let Some(at) = self.named(text) {
            return self.connections(at);
        }
        let words: Vec<String> = text
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let has = |node: &GraphNode| -> Vec<bool> {
            let name = format!("{} {}", node.name.to_lowercase(), node.address);
            words
                .iter()
                .map(|word| name.contains(word.as_str()))
                .collect()
        };
        let has: Vec<Vec<bool>> = self.nodes.iter().map(has).collect();
        let mut found = Vec::new();
        for one in 0..self.nodes.len() {
            for other in one + 1..self.nodes.len() {
                let mut both = has[one].iter().zip(&has[other]);
                if both.all(|(one, other)| *one || *other) && self.is_reached(one, other) {
                    found.push(self.ties.wire(one, other));
                }
            }
        }
        // Who has all the words is meant rather than two who share them.
        let all = |at: usize| has[at].iter().all(|has| *has);
        ranked(found, |wire| {
            match (all(wire.one) || all(wire.other), wire.cut) {
                (true, true) => 0,
                (true, false) => 1,
                (false, _) => 2,
            }
        })
    }

    fn is_reached(&self, one: usize, other: usize) -> bool {
        self.nodes[one].second == self.nodes[other].second
    }

    fn is_deaf(&self, one: usize) -> bool {
        let others = (0..self.nodes.len()).filter(|&other| other != one);
        let reached: Vec<usize> = others
            .filter(|&other| self.is_reached(one, other))
            .collect();
        let heard = reached
            .iter()
            .filter(|&&other| self.ties.wire(one, other).one_hears);
        self.ties.complete[one] && heard.count() * FEW < reached.len()
    }

    /// A connection that is not as it is to be, as far as it is known.
    fn deviation(&self, one: usize, other: usize) -> Option<Wire> {
        let wire = self.ties.wire(one, other);
        let both = wire.one_hears && wire.other_hears;
        let told = || {
            let deaf = self.deaf.contains(&one) || self.deaf.contains(&other);
            !deaf && self.ties.are_known(one, other)
        };
        let deviates = wire.cut || (!both && told());
        (deviates && self.is_reached(one, other)).then_some(wire)
    }
}

/// How a connection is.
enum State {
    Cut,
    OneWay,
    Missing,
    Whole,
}

fn state(wire: &Wire) -> State {
    match (wire.cut, wire.one_hears, wire.other_hears) {
        (true, ..) => State::Cut,
        (false, true, true) => State::Whole,
        (false, false, false) => State::Missing,
        _ => State::OneWay,
    }
}

/// Those of the ranks 0, 1 and 2 one after the other, each in the order in which they were: a sort would be 4 kB more to
/// download.
fn ranked(wires: Vec<Wire>, rank: impl Fn(&Wire) -> u8) -> Vec<Wire> {
    let mut ranked = Vec::with_capacity(wires.len());
    for wanted in 0..3 {
        let of_it = wires.iter().filter(|wire| rank(wire) == wanted);
        ranked.extend(of_it.cloned());
    }
    ranked
}

#[cfg(test)]
mod tests {
    use client::ObservedSplit;

    use super::{
        super::room::tests::{observed, peer, report},
        *,
    };

    fn name(number: usize) -> String {
        format!("n{number:03}")
    }

    /// A room of this tab and so many others, in which all have registered all.
    fn room(others: usize) -> Observed {
        let names: Vec<String> = (0..others).map(name).collect();
        let peers = names.iter().map(|name| peer(name, true)).collect();
        let report = |own: &String| {
            let registered = names.iter().filter(|name| *name != own);
            let registered: Vec<&str> = registered.map(String::as_str).chain(["m"]).collect();
            report(own, &registered[..registered.len().min(FULL_LIST)], &[])
        };
        observed(peers, names.iter().map(report).collect())
    }

    /// Has a node say no longer that it has registered another one.
    fn unregister(room: &mut Observed, one: usize, other: usize) {
        let name = name(other);
        let registered = &mut room.reports[one].registered;
        registered.retain(|other| other.as_str() != name);
    }

    #[test]
    fn under_eight_nodes_there_is_no_crowd() {
        assert_eq!(Crowd::seen(&room(6)), None);
        assert!(Crowd::seen(&room(7)).is_some());
    }

    #[test]
    fn where_all_hear_all_nothing_deviates() {
        let crowd = Crowd::seen(&room(39)).unwrap();
        assert_eq!((crowd.nodes.len(), crowd.silent), (40, 0));
        assert_eq!((&crowd.deviations[..], &crowd.deaf[..]), (&[][..], &[][..]));
    }

    #[test]
    fn what_is_cut_comes_before_what_is_heard_one_way_and_what_is_missing() {
        let mut room = room(9);
        unregister(&mut room, 1, 2);
        unregister(&mut room, 3, 4);
        unregister(&mut room, 4, 3);
        room.peers[5].cut = true;
        let crowd = Crowd::seen(&room).unwrap();
        let kinds: Vec<_> = crowd
            .deviations
            .iter()
            .map(|wire| {
                (
                    wire.one,
                    wire.other,
                    wire.cut,
                    wire.one_hears || wire.other_hears,
                )
            })
            .collect();
        assert_eq!(
            kinds,
            [
                (0, 6, true, true),
                (2, 3, false, true),
                (4, 5, false, false)
            ]
        );
        let counts = Counts {
            cut: 1,
            one_way: 1,
            missing: 1,
        };
        assert_eq!(crowd.counts(), counts);
    }

    #[test]
    fn who_has_registered_few_is_told_once_not_for_each_connection() {
        let mut room = room(9);
        room.reports[2].registered.clear();
        room.reports[4].registered.truncate(2);
        let crowd = Crowd::seen(&room).unwrap();
        assert_eq!(crowd.deaf, [3, 5]);
        assert_eq!(crowd.deviations, []);
    }

    #[test]
    fn of_what_a_full_report_leaves_out_and_of_who_is_silent_nothing_is_said() {
        // Of 200 nodes a report lists 64.
        let mut room = room(199);
        room.reports.truncate(128);
        let crowd = Crowd::seen(&room).unwrap();
        assert_eq!(crowd.deviations, []);
        assert_eq!(crowd.silent, 71);
    }

    #[test]
    fn the_halves_of_a_split_room_are_not_connected() {
        let mut room = room(9);
        unregister(&mut room, 1, 2);
        room.split = Some(ObservedSplit {
            by: "m".to_owned(),
            told_by: None,
            second: vec![name(2)],
        });
        let crowd = Crowd::seen(&room).unwrap();
        assert_eq!(crowd.deviations, []);
        assert_eq!(crowd.connections(3), []);
        assert_eq!(crowd.connections(2).len(), 8);
    }

    #[test]
    fn a_node_is_found_by_name_or_address_and_a_pair_by_words_of_both() {
        let mut room = room(9);
        room.peers[0].name = Some("Quiet Badger".to_owned());
        room.peers[1].name = Some("Ada".to_owned());
        room.peers[2].name = Some("Ada".to_owned());
        let crowd = Crowd::seen(&room).unwrap();
        assert_eq!(crowd.named("quiet badger "), Some(1));
        assert_eq!(crowd.named("n000"), Some(1));
        assert_eq!(crowd.label(2), "Ada (n001)");
        assert_eq!(crowd.named("Ada (n002)"), Some(3));
        assert_eq!(crowd.found("Quiet Badger").len(), 9);
        let pairs: Vec<_> = crowd
            .found("badger ada")
            .iter()
            .map(|w| (w.one, w.other))
            .collect();
        assert_eq!(pairs, [(1, 2), (1, 3)]);
        assert_eq!(crowd.found(""), []);
        assert_eq!(crowd.found("nobody"), []);
    }

    #[test]
    fn of_a_chosen_node_what_deviates_is_listed_first() {
        let mut room = room(9);
        unregister(&mut room, 5, 1);
        room.reports[5].cut = vec![node::Address::parse(&name(7)).unwrap()];
        let crowd = Crowd::seen(&room).unwrap();
        let others: Vec<_> = crowd.connections(6).iter().map(|wire| wire.other).collect();
        assert_eq!(others[..2], [8, 2]);
        assert_eq!(others.len(), 9);
    }
}
