//! The room as the stage sees it: who is there, where each stands, and the tree of blocks between them.

use chain::Hash;
use client::ObservedPeer;

use crate::workshop::{
    forks::{self, layout::TreeBlock},
    observe::{RoomStands, Standpoint},
};

/// Everyone and every block, at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Room {
    /// The nodes: this tab's first, the others by address.
    pub people: Vec<Person>,
    /// The blocks that this tab's node has seen, its own chain first.
    pub blocks: Vec<TreeBlock>,
    /// Whom the reward of each block pays, in the order of the blocks.
    pub rewarded: Vec<Option<String>>,
    /// Where each hash is in the list of blocks, by hash.
    places: Vec<(Hash, usize)>,
    /// How the room is split, if it is.
    pub split: Option<RoomSplit>,
}

/// A node of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its address.
    pub address: String,
    /// Its name, once it said one.
    pub name: Option<String>,
    /// The hash of its last block, once it said so; not where it plays by other rules.
    pub tip: Option<Hash>,
    /// How many blocks it says it has.
    pub length: Option<u64>,
}

/// A room in two halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSplit {
    /// The name of the node that ordered it, or its address.
    pub by: String,
    /// How many nodes are in each half.
    pub halves: (usize, usize),
}

/// What is known of another node, from here and from itself.
#[derive(Default)]
struct Known<'a> {
    peer: Option<&'a ObservedPeer>,
    says: Option<&'a Standpoint>,
}

/// What is known of the node at an address, each in its place by address.
fn known<'a, 'b>(others: &'b mut Vec<(&'a str, Known<'a>)>, address: &'a str) -> &'b mut Known<'a> {
    let at = others.partition_point(|(other, _)| *other < address);
    if others.get(at).is_none_or(|(other, _)| *other != address) {
        others.insert(at, (address, Known::default()));
    }
    &mut others[at].1
}

impl Person {
    /// What it is called: its name, or its address before it said one.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }
}

impl Room {
    /// The room as one tab sees it.
    pub fn seen(seen: &RoomStands) -> Self {
        let own = &seen.observed;
        let second = own.split.as_ref().map_or(&[][..], |split| &split.second);
        let is_second = |address: &str| second.iter().any(|other| other == address);
        let mut others = Vec::<(&str, Known)>::new();
        for peer in &own.peers {
            known(&mut others, &peer.address).peer = Some(peer);
        }
        for says in &seen.others {
            known(&mut others, says.address.as_str()).says = Some(says);
        }
        let here = Person {
            address: own.id.clone(),
            name: Some(own.name.clone()),
            tip: own.tip.parse().ok(),
            length: Some(own.length),
        };
        let other = |(address, known): &(&str, Known)| {
            // Who can't be heard by its node is heard by what its tab says beside it.
            let apart = is_second(address) != is_second(&own.id);
            let said = known.peer.filter(|peer| !apart && !peer.cut);
            let says = known.says;
            let same_rules = known
                .peer
                .and_then(|peer| peer.rules)
                .is_none_or(|rules| rules == own.rules);
            let tip = said.and_then(|peer| peer.tip.as_ref()?.parse().ok());
            let name = known.peer.and_then(|peer| peer.name.clone());
            Person {
                address: (*address).to_owned(),
                name: name.or_else(|| says.map(|says| says.name.to_string())),
                tip: tip
                    .or_else(|| says.map(|says| says.tip))
                    .filter(|_| same_rules),
                length: said
                    .and_then(|peer| peer.length)
                    .or_else(|| says.map(|says| says.length)),
            }
        };
        let people: Vec<Person> = [here].into_iter().chain(others.iter().map(other)).collect();
        let blocks = forks::blocks(own);
        let mut places: Vec<(Hash, usize)> = blocks.iter().map(|b| b.hash).zip(0..).collect();
        places.sort_unstable();
        let rewarded = forks::in_order(own).map(|block| block.rewarded.clone());
        let split = own.split.as_ref().map(|split| {
            let by = people.iter().find(|person| person.address == split.by);
            let second = people.iter().filter(|person| is_second(&person.address));
            let second = second.count();
            RoomSplit {
                by: by.map_or(split.by.as_str(), Person::called).to_owned(),
                halves: (people.len() - second, second),
            }
        });
        Self {
            rewarded: rewarded.collect(),
            people,
            places,
            blocks,
            split,
        }
    }

    /// Who is behind an address, if anybody is.
    pub fn person(&self, address: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.address == address)
    }

    /// Where a block is in the list, if it was seen.
    pub fn place(&self, hash: &Hash) -> Option<usize> {
        let at = self.places.binary_search_by_key(hash, |&(hash, _)| hash);
        at.ok().map(|at| self.places[at].1)
    }

    /// The block before another one, if it was seen.
    fn before(&self, at: usize) -> Option<usize> {
        let before = self.place(&self.blocks[at].previous?)?;
        // What names itself or a later block is no chain.
        (self.blocks[before].index < self.blocks[at].index).then_some(before)
    }

    /// A block and all before it that were seen, newest first.
    fn path(&self, end: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(end), |&at| self.before(at))
    }

    /// The ends of the branches that somebody stands on: no other of them goes on from one of these.
    pub fn branches(&self) -> Vec<usize> {
        let tips = self.people.iter().filter_map(|person| person.tip.as_ref());
        let mut tips: Vec<usize> = tips.filter_map(|tip| self.place(tip)).collect();
        tips.sort_unstable();
        tips.dedup();
        let mut passed = vec![false; self.blocks.len()];
        for &tip in &tips {
            for at in self.path(tip).skip(1) {
                if passed[at] {
                    break;
                }
                passed[at] = true;
            }
        }
        tips.retain(|&tip| !passed[tip]);
        tips
    }

    /// How many blocks somebody gave up who stood at one block and stands at another now: none who only went on. `None` where
    /// not all of the way was seen.
    pub fn given_up(&self, from: &Hash, to: &Hash) -> Option<u64> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        let index = |at: usize| self.blocks[at].index;
        let (mut one, mut other) = (from, to);
        while one != other {
            // The later of the two steps back.
            if index(one) >= index(other) {
                one = self.before(one)?;
            } else {
                other = self.before(other)?;
            }
        }
        Some(index(from) - index(one))
    }

    /// The length of the longest chain of which all is known here.
    pub fn length(&self) -> u64 {
        let ends = self.branches();
        let lengths = ends.iter().map(|&end| self.blocks[end].index);
        lengths.max().unwrap_or_default()
    }

    /// Whether there is nothing to show yet but who is there: nobody else is, or nobody says that there is more than genesis.
    pub fn is_waiting(&self) -> bool {
        let more = |person: &Person| person.length.is_some_and(|length| length > 1);
        self.people.len() < 2 || !self.people.iter().any(more)
    }
}

#[cfg(test)]
pub mod tests {
    use client::{Observed, ObservedBlock, ObservedSplit};
    use node::{Address, NodeName};

    use super::*;

    /// The hash that a letter stands for.
    pub fn hash(name: char) -> Hash {
        Hash::from_bytes([name as u8; 32])
    }

    /// A tab called `me`, which has seen the blocks `chain`, each after the one before it, on its own chain.
    pub fn seen(chain: &str) -> RoomStands {
        let tip = chain.chars().last().unwrap_or('g');
        let mut seen = RoomStands {
            observed: Observed {
                id: "me".to_owned(),
                name: "Me".to_owned(),
                room: "main".to_owned(),
                rules: chain::Rules::default(),
                proof: "classic".to_owned(),
                difficulty_bits: 16,
                live: false,
                length: chain.len() as u64,
                tip: hash(tip).to_string(),
                pending: 0,
                mining: false,
                mined: 0,
                attempts: 0,
                peers: Vec::new(),
                blocks: Vec::new(),
                heard: Vec::new(),
                split: None,
                reports: Vec::new(),
            },
            others: Vec::new(),
        };
        seen.blocks(1, "1", chain, true);
        seen
    }

    impl RoomStands {
        /// Adds blocks from an index on, after another one.
        pub fn blocks(&mut self, index: u64, before: &str, names: &str, on_chain: bool) {
            let mut previous = match before {
                "1" => "1".to_owned(),
                name => hash(name.chars().next().unwrap()).to_string(),
            };
            for (index, name) in (index..).zip(names.chars()) {
                let hash = hash(name).to_string();
                self.observed.blocks.push(ObservedBlock {
                    hash: hash.clone(),
                    previous_hash: std::mem::replace(&mut previous, hash),
                    index,
                    transactions: 1,
                    rewarded: None,
                    on_chain,
                    fetched_from: None,
                });
            }
        }

        /// Adds another node, or has it stand elsewhere.
        pub fn stands(&mut self, name: &str, tip: char, length: u64) {
            let address = name.to_lowercase();
            self.observed.peers.retain(|peer| peer.address != address);
            self.observed.peers.push(ObservedPeer {
                address,
                name: Some(name.to_owned()),
                length: Some(length),
                tip: Some(hash(tip).to_string()),
                rules: None,
                registered: true,
                cut: false,
                fault: None,
            });
        }
    }

    #[test]
    fn this_tab_comes_first_and_the_others_by_address() {
        let mut seen = seen("ga");
        seen.stands("Zoe", 'a', 2);
        seen.stands("Ada", 'g', 1);
        let room = Room::seen(&seen);
        let names: Vec<_> = room.people.iter().map(Person::called).collect();
        assert_eq!(names, ["Me", "Ada", "Zoe"]);
        assert!(!room.is_waiting());
    }

    #[test]
    fn the_class_has_not_begun_while_one_is_alone_or_has_genesis_only() {
        assert!(Room::seen(&seen("gab")).is_waiting());
        let mut room = seen("g");
        room.stands("Ada", 'g', 1);
        assert!(Room::seen(&room).is_waiting());
        room.stands("Ada", 'x', 2);
        assert!(!Room::seen(&room).is_waiting());
    }

    #[test]
    fn who_is_behind_on_the_same_chain_is_on_no_branch_of_its_own() {
        let mut seen = seen("gabc");
        seen.blocks(2, "g", "xy", false);
        seen.stands("Ada", 'a', 2);
        assert_eq!(Room::seen(&seen).branches().len(), 1);
        seen.stands("Bo", 'y', 3);
        let room = Room::seen(&seen);
        assert_eq!((room.branches().len(), room.length()), (2, 4));
    }

    #[test]
    fn what_was_given_up_is_counted_down_to_where_the_branches_part() {
        let mut seen = seen("gabc");
        seen.blocks(3, "a", "xy", false);
        let room = Room::seen(&seen);
        let given_up = |from, to| room.given_up(&hash(from), &hash(to));
        assert_eq!(given_up('y', 'c'), Some(2));
        assert_eq!(given_up('a', 'c'), Some(0));
        assert_eq!(given_up('c', 'a'), Some(2));
        assert_eq!(given_up('y', '?'), None);
    }

    #[test]
    fn of_the_other_half_of_a_split_room_what_its_tabs_say_counts() {
        let mut seen = seen("ga");
        seen.stands("Ada", 'g', 1);
        seen.others.push(Standpoint {
            address: Address::parse("ada").unwrap(),
            name: NodeName::parse("Ada").unwrap(),
            length: 5,
            tip: hash('z'),
        });
        let ada = |seen: &RoomStands| Room::seen(seen).people[1].length;
        assert_eq!(ada(&seen), Some(1));
        seen.observed.split = Some(ObservedSplit {
            by: "ada".to_owned(),
            told_by: None,
            second: vec!["ada".to_owned()],
        });
        assert_eq!(ada(&seen), Some(5));
        let split = Room::seen(&seen).split.unwrap();
        assert_eq!((split.by.as_str(), split.halves), ("Ada", (1, 1)));
    }

    #[test]
    fn who_plays_by_other_rules_stands_nowhere_in_the_tree() {
        let mut seen = seen("ga");
        seen.stands("Ada", 'a', 2);
        seen.observed.peers[0].rules = Some(chain::Rules::tutorial(
            chain::ProofRule::Sealed,
            pow::Difficulty::new(3).unwrap(),
        ));
        assert_eq!(Room::seen(&seen).people[1].tip, None);
    }
}
