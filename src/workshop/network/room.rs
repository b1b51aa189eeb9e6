//! The picture of the room of real tabs: what this tab knows, and what the others say they see.

use litemap::LiteMap;

use super::picture::{GraphNode, Picture, Pulse, Wire};
use client::{Observed, ObservedPeer, Report};

/// The most messages that are drawn at once.
const MAX_PULSES: usize = 240;

/// What is known of one node, from here and from itself.
#[derive(Default)]
struct Known<'a> {
    peer: Option<&'a ObservedPeer>,
    report: Option<&'a Report>,
}

/// This tab's node first, then the others by address, so that everyone stays in its place. Between the halves of
/// a split room there are no wires.
pub fn picture(observed: &Observed) -> Picture {
    let room = Room::of(observed);
    let count = room.len();
    let links = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
    let links: Vec<Wire> = links
        .filter_map(|(one, other)| room.wire(one, other))
        .collect();
    let ways = links
        .iter()
        .filter(|link| !link.cut)
        .flat_map(|link| [(link.one, link.other), (link.other, link.one)]);
    let pulses = ways.filter_map(|(from, to)| {
        let count = room.heard(to, from)?;
        Some(Pulse { from, to, count })
    });
    Picture {
        nodes: room.nodes(),
        pulses: pulses.take(MAX_PULSES).collect(),
        links,
        flights: Vec::new(),
        split: observed.split.is_some(),
    }
}

/// The default second half: of the nodes in the picture, the later half.
pub fn later_half(picture: &Picture) -> Vec<String> {
    let first = picture.nodes.len().div_ceil(2);
    let later = picture.nodes.iter().skip(first);
    later.map(|node| node.address.clone()).collect()
}

/// All nodes by their places in the picture: this tab's first, then the others by address.
pub struct Room<'a> {
    observed: &'a Observed,
    others: LiteMap<String, Known<'a>>,
}

/// What a node says of its connections, each other one by its place.
pub struct Told {
    /// Whom it listens to.
    pub registered: Vec<usize>,
    /// To whom its connection is cut.
    pub cut: Vec<usize>,
}

impl<'a> Room<'a> {
    /// The room as one tab sees it.
    pub fn of(observed: &'a Observed) -> Self {
        let mut others = LiteMap::<String, Known>::new();
        for peer in &observed.peers {
            let known = others.entry(peer.address.clone());
            known.or_default().peer = Some(peer);
        }
        for report in &observed.reports {
            let address = report.address.to_string();
            if address != observed.id {
                let known = others.entry(address);
                known.or_default().report = Some(report);
            }
        }
        Self { observed, others }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.others.len() + 1
    }

    /// The nodes, in the order of their places.
    pub fn nodes(&self) -> Vec<GraphNode> {
        let places = 0..self.len();
        places.filter_map(|place| self.graph_node(place)).collect()
    }

    /// What a node says of its connections; `None` where it does not tell.
    pub fn told_by(&self, place: usize) -> Option<Told> {
        let Some((_, known)) = self.other(place) else {
            let peers = &self.observed.peers;
            let places = |is: fn(&&ObservedPeer) -> bool| {
                let found = peers.iter().filter(is);
                found.filter_map(|peer| self.place(&peer.address)).collect()
            };
            return Some(Told {
                registered: places(|peer| peer.registered),
                cut: places(|peer| peer.cut),
            });
        };
        let places = |addresses: &[node::Address]| {
            let places = addresses.iter().map(|address| self.place(address.as_str()));
            places.flatten().collect()
        };
        known.report.map(|report| Told {
            registered: places(&report.registered),
            cut: places(&report.cut),
        })
    }

    fn place(&self, address: &str) -> Option<usize> {
        if address == self.observed.id {
            return Some(0);
        }
        let others = self.others.as_slice();
        let found = others.binary_search_by(|(other, _)| other.as_str().cmp(address));
        found.ok().map(|at| at + 1)
    }

    fn other(&self, place: usize) -> Option<(&String, &Known<'_>)> {
        self.others.get_indexed(place.checked_sub(1)?)
    }

    fn address(&self, place: usize) -> Option<&str> {
        match place {
            0 => Some(&self.observed.id),
            _ => self.other(place).map(|(address, _)| address.as_str()),
        }
    }

    fn is_second(&self, address: &str) -> bool {
        let split = self.observed.split.as_ref();
        split.is_some_and(|split| split.second.iter().any(|other| other == address))
    }

    fn graph_node(&self, place: usize) -> Option<GraphNode> {
        let Some((address, known)) = self.other(place) else {
            let own = self.observed;
            return Some(GraphNode {
                address: own.id.clone(),
                name: own.name.clone(),
                length: Some(own.length),
                tip: own.tip.parse().ok(),
                mining: own.mining,
                second: self.is_second(&own.id),
            });
        };
        // What a node says to this one's is newer, as long as it is heard.
        let second = self.is_second(address);
        let apart = second != self.is_second(&self.observed.id);
        let peer = known.peer.filter(|peer| !apart && !peer.cut);
        let said = known.report;
        let name = peer.and_then(|peer| peer.name.clone());
        let name = name.or_else(|| said.map(|report| report.name.to_string()));
        let length = peer.and_then(|peer| peer.length);
        let tip = peer.and_then(|peer| peer.tip.as_ref()?.parse().ok());
        Some(GraphNode {
            address: address.clone(),
            name: name
                .or_else(|| known.peer?.name.clone())
                .unwrap_or_else(|| address.clone()),
            length: length.or_else(|| said.map(|report| report.length)),
            tip: tip.or_else(|| said.map(|report| report.tip)),
            mining: said.is_some_and(|report| report.mining),
            second,
        })
    }

    /// The wire between two nodes, if one of them tells of it.
    fn wire(&self, one: usize, other: usize) -> Option<Wire> {
        let (here, there) = (self.address(one)?, self.address(other)?);
        let tells = |place: usize| {
            place == 0
                || self
                    .other(place)
                    .is_some_and(|(_, known)| known.report.is_some())
        };
        if self.is_second(here) != self.is_second(there) || !(tells(one) || tells(other)) {
            return None;
        }
        Some(Wire {
            one,
            other,
            one_hears: self.registered(one, other),
            other_hears: self.registered(other, one),
            cut: self.cut(one, other) || self.cut(other, one),
        })
    }

    /// Whether one node listens to another.
    fn registered(&self, one: usize, other: usize) -> bool {
        self.told(
            one,
            other,
            |peer| peer.registered,
            |report| &report.registered,
        )
    }

    /// Whether one node has its connection to another cut.
    fn cut(&self, one: usize, other: usize) -> bool {
        self.told(one, other, |peer| peer.cut, |report| &report.cut)
    }

    fn told(
        &self,
        one: usize,
        other: usize,
        here: impl Fn(&ObservedPeer) -> bool,
        there: impl Fn(&Report) -> &Vec<node::Address>,
    ) -> bool {
        let Some((_, teller)) = self.other(one) else {
            return self
                .other(other)
                .is_some_and(|(_, known)| known.peer.is_some_and(here));
        };
        let (Some(report), Some(address)) = (teller.report, self.address(other)) else {
            return false;
        };
        there(report).iter().any(|other| other.as_str() == address)
    }

    /// How many messages one node has heard of another, where it tells.
    fn heard(&self, one: usize, other: usize) -> Option<u64> {
        let address = self.address(other)?;
        match self.other(one) {
            None => {
                let mut heard = self.observed.heard.iter();
                heard.find(|(from, _)| from == address).map(|&(_, n)| n)
            }
            Some((_, teller)) => {
                let mut heard = teller.report?.heard.iter();
                let found = heard.find(|(from, _)| from.as_str() == address);
                found.map(|&(_, count)| u64::from(count))
            }
        }
    }
}

#[cfg(test)]
pub mod tests {
    use node::{Address, NodeName};

    use super::*;
    use client::ObservedSplit;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    pub fn peer(name: &str, registered: bool) -> ObservedPeer {
        ObservedPeer {
            address: name.to_owned(),
            name: Some(name.to_uppercase()),
            length: Some(7),
            tip: None,
            rules: None,
            registered,
            cut: false,
            fault: None,
        }
    }

    pub fn report(name: &str, registered: &[&str], heard: &[(&str, u32)]) -> Report {
        Report {
            address: address(name),
            name: NodeName::parse(name).unwrap(),
            length: 3,
            tip: chain::Block::genesis().hash(),
            mining: false,
            registered: registered.iter().map(|name| address(name)).collect(),
            cut: Vec::new(),
            heard: heard.iter().map(|&(name, n)| (address(name), n)).collect(),
        }
    }

    pub fn observed(peers: Vec<ObservedPeer>, reports: Vec<Report>) -> Observed {
        Observed {
            id: "m".to_owned(),
            name: "M".to_owned(),
            room: "main".to_owned(),
            rules: chain::Rules::default(),
            proof: "classic".to_owned(),
            difficulty_bits: 16,
            live: false,
            length: 1,
            tip: String::new(),
            pending: 0,
            mining: false,
            mined: 0,
            attempts: 0,
            peers,
            blocks: Vec::new(),
            heard: vec![("a".to_owned(), 5)],
            split: None,
            reports,
        }
    }

    /// Each wire as `a>b` where a listens to b, `a<b` where b listens to a.
    fn wires(picture: &Picture) -> Vec<String> {
        let name = |place: usize| picture.nodes[place].address.as_str();
        let arrow = |wire: &Wire| match (wire.cut, wire.one_hears, wire.other_hears) {
            (true, ..) => "x",
            (_, true, true) => "=",
            (_, true, false) => ">",
            (_, false, true) => "<",
            (_, false, false) => "-",
        };
        let links = picture.links.iter();
        let text = |w: &Wire| format!("{}{}{}", name(w.one), arrow(w), name(w.other));
        links.map(text).collect()
    }

    #[test]
    fn this_node_comes_first_and_wires_are_drawn_as_their_ends_tell() {
        let reports = vec![report("z", &["a"], &[("a", 9)]), report("a", &["m"], &[])];
        let seen = observed(vec![peer("z", true), peer("a", false)], reports);
        let picture = picture(&seen);
        assert_eq!(wires(&picture), ["m<a", "m>z", "a<z"]);
        let pulse = |from, to, count| Pulse { from, to, count };
        assert_eq!(picture.pulses, [pulse(1, 0, 5), pulse(1, 2, 9)]);
        assert!(!picture.split);
    }

    #[test]
    fn of_nodes_that_tell_nothing_only_what_concerns_this_one_is_drawn() {
        let seen = observed(vec![peer("a", true), peer("b", false)], Vec::new());
        assert_eq!(wires(&picture(&seen)), ["m>a", "m-b"]);
    }

    #[test]
    fn a_wire_is_cut_when_either_end_says_so() {
        let mut cut = report("a", &["b"], &[("b", 1)]);
        cut.cut = vec![address("b")];
        let reports = vec![cut, report("b", &["a"], &[("a", 1)])];
        let seen = observed(vec![peer("a", false), peer("b", false)], reports);
        let picture = picture(&seen);
        assert_eq!(wires(&picture), ["m-a", "m-b", "axb"]);
        let heard: Vec<_> = picture.pulses.iter().map(|pulse| pulse.to).collect();
        assert_eq!(heard, [0], "nothing travels over it");
    }

    #[test]
    fn between_the_halves_of_a_split_room_there_are_no_wires() {
        let reports = vec![report("a", &["b"], &[]), report("b", &["a"], &[])];
        let mut seen = observed(vec![peer("a", true), peer("b", true)], reports);
        seen.split = Some(ObservedSplit {
            by: "b".to_owned(),
            told_by: None,
            second: vec!["b".to_owned()],
        });
        let picture = picture(&seen);
        assert_eq!(wires(&picture), ["m>a"]);
        let nodes: Vec<_> = picture.nodes.iter().map(|n| (n.second, n.length)).collect();
        // What was heard of the other half is older than what it reports.
        let wanted = [(false, Some(1)), (false, Some(7)), (true, Some(3))];
        assert_eq!(nodes, wanted);
        assert_eq!(later_half(&picture), ["b"]);
    }
}
