//! What has happened in the room between two looks at it.

use chain::Hash;

use super::room::{Person, Room, RoomSplit};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Nodes that are new here, by name.
    Joined(Vec<String>),
    /// Nodes that are here no longer.
    Left(Vec<String>),
    /// New blocks.
    Blocks(Landed),
    /// Nodes left their branch for another one.
    Reorg {
        /// Who did, by name.
        names: Vec<String>,
        /// How many blocks one of them gave up, at most.
        given_up: u64,
    },
    /// The room stands on so many branches now: one where it is of one mind again.
    Branches(usize),
    /// The room was split in two.
    Split(RoomSplit),
    /// The room is whole again.
    Healed,
}

/// Blocks that have come since the last look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// The index of the last of them.
    pub index: u64,
    /// Whose it is.
    pub miner: Miner,
    /// How many came with it.
    pub others: u64,
}

/// Who mined a block, as far as that can be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miner {
    /// Its reward pays this node.
    Rewarded(String),
    /// Its reward pays nobody who is here, and this node was the first to stand at it.
    FirstHere(String),
    /// Neither is known.
    Unknown,
}

/// So many tips are remembered, with who stood there first.
const MAX_FIRSTS: usize = 400;
/// So many blocks that have been told of are remembered.
const MAX_TOLD: usize = 2_000;

/// Compares each look with the one before.
#[derive(Default)]
pub struct Watcher {
    before: Option<Room>,
    /// The blocks that were seen so far, newest last.
    told: Vec<Hash>,
    /// Who was the first to stand at a tip, by address, where that was one node alone.
    firsts: Vec<(Hash, Option<String>)>,
    /// Addresses of those who have been called here.
    here: Vec<String>,
    branches: usize,
}

impl Watcher {
    /// What is new. The first look finds nothing new.
    pub fn look(&mut self, room: Room) -> Vec<News> {
        self.note_firsts(&room);
        let landed = self.landed(&room);
        let people = self.people(&room);
        let mut news = Vec::new();
        if let Some(before) = &self.before {
            news.extend(split(before, &room));
            news.extend(people);
            news.extend(landed);
            news.extend(reorg(before, &room));
            let branches = room.branches().len();
            if branches != self.branches && branches > 0 {
                news.push(News::Branches(branches));
            }
        }
        self.branches = room.branches().len();
        self.before = Some(room);
        news
    }

    /// Whom the reward of a block pays, if that is somebody here.
    pub fn rewarded<'a>(&self, room: &'a Room, at: usize) -> Option<&'a Person> {
        room.person(room.rewarded.get(at)?.as_deref()?)
    }

    /// Who was the first to stand at a block, if that was one node and it is here.
    pub fn first_at<'a>(&self, room: &'a Room, at: usize) -> Option<&'a Person> {
        let hash = room.blocks.get(at)?.hash;
        let first = self.firsts.iter().find(|(tip, _)| *tip == hash);
        room.person(first?.1.as_deref()?)
    }

    fn miner(&self, room: &Room, at: usize) -> Miner {
        let name = |person: &Person| person.called().to_owned();
        let rewarded = self.rewarded(room, at).map(name).map(Miner::Rewarded);
        rewarded
            .or_else(|| self.first_at(room, at).map(name).map(Miner::FirstHere))
            .unwrap_or(Miner::Unknown)
    }

    /// Of several at once nobody can say who was first; this tab's own node is only asked where no other stands there, as it
    /// hears of each block before it can be told of it.
    fn note_firsts(&mut self, room: &Room) {
        let Some((own, others)) = room.people.split_first() else {
            return;
        };
        let begun = self.before.is_some();
        for person in others.iter().chain([own]) {
            let Some(tip) = person.tip else { continue };
            if self.firsts.iter().any(|(known, _)| *known == tip) {
                continue;
            }
            let here = others.iter().filter(|other| other.tip == Some(tip));
            let alone = begun && here.count() <= 1;
            self.firsts
                .push((tip, alone.then(|| person.address.clone())));
        }
        let surplus = self.firsts.len().saturating_sub(MAX_FIRSTS);
        self.firsts.drain(..surplus);
    }

    fn landed(&mut self, room: &Room) -> Option<News> {
        let before = self.before.as_ref();
        let new = |at: &usize| {
            let hash = &room.blocks[*at].hash;
            // Most were there at the last look; of the others a few come back.
            !(before.is_some_and(|before| before.place(hash).is_some()) || self.told.contains(hash))
        };
        let new: Vec<usize> = (0..room.blocks.len()).filter(new).collect();
        self.told.extend(new.iter().map(|&at| room.blocks[at].hash));
        let surplus = self.told.len().saturating_sub(MAX_TOLD);
        self.told.drain(..surplus);
        let last = new
            .iter()
            .copied()
            .max_by_key(|&at| room.blocks[at].index)?;
        Some(News::Blocks(Landed {
            index: room.blocks[last].index,
            miner: self.miner(room, last),
            others: new.len() as u64 - 1,
        }))
    }

    /// Who has come, once it has a name, and who has gone.
    fn people(&mut self, room: &Room) -> Vec<News> {
        let there = |address: &String| room.people.iter().any(|person| person.address == *address);
        let left: Vec<String> = self.here.iter().filter(|a| !there(a)).cloned().collect();
        let joined =
            |person: &&Person| person.name.is_some() && !self.here.contains(&person.address);
        let joined: Vec<&Person> = room.people.iter().filter(joined).collect();
        let names = |people: &[&Person]| people.iter().map(|p| p.called().to_owned()).collect();
        let mut news = Vec::new();
        if !joined.is_empty() {
            news.push(News::Joined(names(&joined)));
        }
        if !left.is_empty() {
            let before = self.before.iter().flat_map(|room| &room.people);
            let gone: Vec<_> = before
                .filter(|person| left.contains(&person.address))
                .collect();
            news.push(News::Left(names(&gone)));
        }
        let new: Vec<String> = joined.iter().map(|person| person.address.clone()).collect();
        self.here.retain(there);
        self.here.extend(new);
        news
    }
}

fn split(before: &Room, now: &Room) -> Option<News> {
    match (&before.split, &now.split) {
        (Some(_), None) => Some(News::Healed),
        (before, Some(split)) if before.as_ref().is_none_or(|old| old.by != split.by) => {
            Some(News::Split(split.clone()))
        }
        _ => None,
    }
}

/// Who gave up blocks, one sentence for all of them.
fn reorg(before: &Room, now: &Room) -> Option<News> {
    let gave_up = now.people.iter().filter_map(|person| {
        let mut earlier = before.people.iter();
        let earlier = earlier.find(|other| other.address == person.address)?;
        let count = now.given_up(&earlier.tip?, &person.tip?)?;
        (count > 0).then(|| (person.called().to_owned(), count))
    });
    let (names, counts): (Vec<_>, Vec<_>) = gave_up.unzip();
    let given_up = counts.into_iter().max()?;
    Some(News::Reorg { names, given_up })
}

#[cfg(test)]
mod tests {
    use super::{
        super::room::tests::{hash, seen},
        *,
    };
    use crate::workshop::observe::RoomStands;
    use client::ObservedSplit;

    fn look(watcher: &mut Watcher, seen: &RoomStands) -> Vec<News> {
        watcher.look(Room::seen(seen))
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// The tab of a watcher has seen `ga`, and Ada stands there, too.
    fn begun() -> (Watcher, RoomStands) {
        let mut watcher = Watcher::default();
        let mut room = seen("ga");
        room.stands("Ada", 'a', 2);
        assert_eq!(look(&mut watcher, &room), []);
        (watcher, room)
    }

    fn block(index: u64, miner: Miner, others: u64) -> News {
        News::Blocks(Landed {
            index,
            miner,
            others,
        })
    }

    #[test]
    fn who_comes_is_told_once_it_has_a_name_and_who_goes_by_the_name_it_had() {
        let (mut watcher, mut room) = begun();
        room.stands("Bo", 'a', 2);
        room.observed.peers[1].name = None;
        assert_eq!(look(&mut watcher, &room), []);
        room.stands("Bo", 'a', 2);
        assert_eq!(look(&mut watcher, &room), [News::Joined(names(&["Bo"]))]);
        assert_eq!(look(&mut watcher, &room), []);
        room.observed.peers.clear();
        let left = names(&["Ada", "Bo"]);
        assert_eq!(look(&mut watcher, &room), [News::Left(left)]);
    }

    #[test]
    fn a_block_is_of_whom_its_reward_pays() {
        let (mut watcher, mut room) = begun();
        room.blocks(3, "a", "b", true);
        room.observed.blocks[2].rewarded = Some("ada".to_owned());
        // The first node that stands there.
        room.stands("Bo", 'b', 3);
        let miner = Miner::Rewarded("Ada".to_owned());
        assert!(look(&mut watcher, &room).contains(&block(3, miner, 0)));
    }

    #[test]
    fn a_block_that_pays_nobody_here_is_of_who_stood_there_first_if_one_did() {
        let (mut watcher, mut room) = begun();
        room.stands("Ada", 'b', 3);
        assert_eq!(look(&mut watcher, &room), []);
        room.stands("Bo", 'b', 3);
        room.blocks(3, "a", "b", true);
        let first = Miner::FirstHere("Ada".to_owned());
        assert!(look(&mut watcher, &room).contains(&block(3, first, 0)));
        // Two are there at once.
        room.stands("Ada", 'c', 4);
        room.stands("Bo", 'c', 4);
        room.blocks(4, "b", "c", true);
        assert_eq!(look(&mut watcher, &room), [block(4, Miner::Unknown, 0)]);
    }

    #[test]
    fn blocks_that_come_together_are_told_together() {
        let (mut watcher, mut room) = begun();
        room.blocks(3, "a", "bcd", true);
        let told = [block(5, Miner::Unknown, 2)];
        assert_eq!(look(&mut watcher, &room), told);
        assert_eq!(look(&mut watcher, &room), []);
    }

    #[test]
    fn who_changes_to_another_branch_gave_up_blocks_and_who_goes_on_did_not() {
        let (mut watcher, mut room) = begun();
        room.blocks(2, "g", "xy", false);
        room.stands("Bo", 'y', 3);
        let told = look(&mut watcher, &room);
        assert!(told.contains(&News::Branches(2)), "{told:?}");
        // Ada goes over, Bo goes on.
        room.blocks(4, "y", "z", false);
        room.stands("Bo", 'z', 4);
        room.stands("Ada", 'y', 3);
        let reorg = News::Reorg {
            names: names(&["Ada"]),
            given_up: 1,
        };
        assert!(look(&mut watcher, &room).contains(&reorg));
        room.observed.tip = hash('z').to_string();
        let told = look(&mut watcher, &room);
        assert!(told.contains(&News::Branches(1)), "{told:?}");
    }

    #[test]
    fn a_split_and_its_healing_are_told_once() {
        let (mut watcher, mut room) = begun();
        room.observed.split = Some(ObservedSplit {
            by: "ada".to_owned(),
            told_by: None,
            second: vec!["ada".to_owned()],
        });
        let split = RoomSplit {
            by: "Ada".to_owned(),
            halves: (1, 1),
        };
        assert_eq!(look(&mut watcher, &room), [News::Split(split)]);
        assert_eq!(look(&mut watcher, &room), []);
        room.observed.split = None;
        assert_eq!(look(&mut watcher, &room), [News::Healed]);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let (mut watcher, mut room) = begun();
        for number in 0..MAX_FIRSTS as u64 * 2 {
            let tip = Hash::of(&number.to_string());
            room.observed.peers[0].tip = Some(tip.to_string());
            look(&mut watcher, &room);
        }
        assert_eq!(watcher.firsts.len(), MAX_FIRSTS);
    }
}
