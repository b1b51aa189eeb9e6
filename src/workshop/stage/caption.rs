//! What the stage says: one sentence at a time, for long enough to be read aloud, however much happens.
//!
//! What happens meanwhile waits, each kind of it in one place, where later news of the same kind join it: so nothing piles up,
//! and a block a second comes to a sentence every few seconds that counts them.

use super::news::{Landed, News};

/// A sentence stands at least as long, in seconds.
pub const STANDS: f64 = 3.0;
/// So many names are remembered of those that wait to be told; the others are counted.
const MAX_NAMES: usize = 8;

/// The sentence, and what waits to be told.
#[derive(Default)]
pub struct Caption {
    /// What is said now, and since when, in seconds.
    shown: Option<(Sentence, f64)>,
    /// What waits, one of each kind, the oldest first.
    waiting: Vec<Sentence>,
}

/// Something to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// These are here now.
    Joined(Names),
    /// These are here no longer.
    Left(Names),
    /// New blocks.
    Blocks(Landed),
    /// These left their branch for another one.
    Reorg(Names, u64),
    /// The room stands on several branches, or on one again.
    Branches(usize),
    /// The room was split in two by somebody, into halves of so many.
    Split(String, (usize, usize)),
    /// The room is whole again.
    Healed,
}

/// Some names, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The first of them.
    pub first: Vec<String>,
    /// How many are not among these.
    pub more: usize,
}

impl Names {
    /// All of these names.
    fn of(names: Vec<String>) -> Self {
        let mut all = Self::default();
        all.add(names);
        all
    }

    fn add(&mut self, names: Vec<String>) {
        for name in names {
            if self.first.contains(&name) {
                continue;
            }
            if self.first.len() < MAX_NAMES {
                self.first.push(name);
            } else {
                self.more += 1;
            }
        }
    }

    /// The first of them, fewer than there are names where there are many, and how many are left.
    pub fn shortened(&self, most: usize) -> (&[String], usize) {
        let all = self.first.len() + self.more;
        let shown = if all > most {
            most - 1
        } else {
            self.first.len()
        };
        (&self.first[..shown.min(self.first.len())], all - shown)
    }
}

impl Caption {
    /// Takes in what has happened.
    pub fn hear(&mut self, news: Vec<News>) {
        for news in news {
            self.take(news);
        }
    }

    /// What is said at this time, in seconds.
    pub fn at(&mut self, now: f64) -> Option<&Sentence> {
        if self.due().is_some_and(|due| due <= now) {
            self.shown = Some((self.waiting.remove(0), now));
        }
        self.shown.as_ref().map(|(sentence, _)| sentence)
    }

    /// When the next sentence takes the place of this one, in seconds; `None` where none waits.
    pub fn due(&self) -> Option<f64> {
        self.waiting.first()?;
        let over = |&(_, since): &(Sentence, f64)| since + STANDS;
        Some(self.shown.as_ref().map_or(f64::MIN, over))
    }

    fn take(&mut self, news: News) {
        let new = match news {
            News::Joined(names) => Sentence::Joined(Names::of(names)),
            News::Left(names) => Sentence::Left(Names::of(names)),
            News::Blocks(landed) => Sentence::Blocks(landed),
            News::Reorg { names, given_up } => Sentence::Reorg(Names::of(names), given_up),
            News::Branches(count) => Sentence::Branches(count),
            News::Split(split) => Sentence::Split(split.by, split.halves),
            News::Healed => Sentence::Healed,
        };
        let same = |one: &Sentence| one.kind() == new.kind();
        let Some(at) = self.waiting.iter().position(same) else {
            // Nobody waits for a split to be told, nor for its end.
            let first = matches!(new, Sentence::Split(..) | Sentence::Healed);
            let place = if first { 0 } else { self.waiting.len() };
            return self.waiting.insert(place, new);
        };
        let waiting = &mut self.waiting[at];
        match (&mut *waiting, new) {
            (Sentence::Joined(all), Sentence::Joined(new))
            | (Sentence::Left(all), Sentence::Left(new)) => all.join(new),
            (Sentence::Blocks(all), Sentence::Blocks(new)) => {
                let others = all.others + new.others + 1;
                // A late block of a shorter branch is not the last one.
                if new.index >= all.index {
                    *all = new;
                }
                all.others = others;
            }
            (Sentence::Reorg(all, most), Sentence::Reorg(new, given_up)) => {
                all.join(new);
                *most = given_up.max(*most);
            }
            // A fork that was gone before it could be told is not worth a sentence, nor is its end.
            (Sentence::Branches(2..), Sentence::Branches(1)) => {
                self.waiting.remove(at);
            }
            (waiting, new) => *waiting = new,
        }
    }
}

impl Names {
    fn join(&mut self, other: Self) {
        self.add(other.first);
        self.more += other.more;
    }
}

impl Sentence {
    /// Sentences of one kind are told together. A split and its healing are one: only what holds now is told.
    fn kind(&self) -> u8 {
        match self {
            Self::Joined(_) => 0,
            Self::Left(_) => 1,
            Self::Blocks(_) => 2,
            Self::Reorg(..) => 3,
            Self::Branches(_) => 4,
            Self::Split(..) | Self::Healed => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::news::Miner, *};

    fn joined(name: &str) -> News {
        News::Joined(vec![name.to_owned()])
    }

    fn block(index: u64) -> News {
        News::Blocks(landed(index, 0))
    }

    fn landed(index: u64, others: u64) -> Landed {
        Landed {
            index,
            miner: Miner::Unknown,
            others,
        }
    }

    fn names(names: &[&str]) -> Names {
        Names::of(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn the_first_sentence_is_said_at_once_and_stands_for_a_while() {
        let mut caption = Caption::default();
        assert_eq!(caption.at(10.0), None);
        assert_eq!(caption.due(), None);
        caption.hear(vec![joined("Ada")]);
        assert_eq!(caption.at(10.0), Some(&Sentence::Joined(names(&["Ada"]))));
        caption.hear(vec![block(2)]);
        assert_eq!(caption.at(12.9), Some(&Sentence::Joined(names(&["Ada"]))));
        assert_eq!(caption.due(), Some(13.0));
        assert_eq!(caption.at(13.0), Some(&Sentence::Blocks(landed(2, 0))));
        // It stands on where nothing follows.
        assert_eq!(caption.at(99.0), Some(&Sentence::Blocks(landed(2, 0))));
        assert_eq!(caption.due(), None);
    }

    #[test]
    fn what_happens_meanwhile_is_told_together() {
        let mut caption = Caption::default();
        caption.hear(vec![block(2)]);
        caption.at(0.0);
        caption.hear(vec![
            joined("Ada"),
            block(3),
            joined("Bo"),
            block(4),
            block(3),
        ]);
        assert_eq!(
            caption.at(3.0),
            Some(&Sentence::Joined(names(&["Ada", "Bo"])))
        );
        assert_eq!(caption.at(6.0), Some(&Sentence::Blocks(landed(4, 2))));
    }

    #[test]
    fn a_split_is_told_next_and_only_as_it_is_now() {
        let mut caption = Caption::default();
        caption.hear(vec![block(2)]);
        caption.at(0.0);
        caption.hear(vec![joined("Ada"), News::Healed]);
        assert_eq!(caption.at(3.0), Some(&Sentence::Healed));
    }

    #[test]
    fn a_fork_that_is_gone_before_it_was_told_is_not_told() {
        let mut caption = Caption::default();
        caption.hear(vec![block(2)]);
        caption.at(0.0);
        caption.hear(vec![
            News::Branches(2),
            News::Branches(3),
            News::Branches(1),
        ]);
        assert_eq!(caption.due(), None);
        caption.hear(vec![News::Branches(2)]);
        caption.at(3.0);
        caption.hear(vec![News::Branches(1)]);
        assert_eq!(caption.at(6.0), Some(&Sentence::Branches(1)));
    }

    #[test]
    fn of_many_names_a_few_are_said_and_the_others_counted() {
        let mut many = names(&["a", "b", "c"]);
        assert_eq!(many.shortened(3), (&many.first[..], 0));
        many.join(names(&["d", "e", "f", "g", "h", "i", "a"]));
        assert_eq!((many.first.len(), many.more), (8, 1));
        assert_eq!(many.shortened(3), (&many.first[..2], 7));
    }
}
