//! Whose transactions are pending: what each source takes of the mempool, and what goes first when it is full.

use std::collections::VecDeque;

use crate::hash::Hash;
use crate::numbered::Numbered;

/// The share of what was submitted here: nothing of it is evicted.
pub(super) const OWN: usize = 0;
/// The share of what nobody present answers for: what a reorg gave back, and what sources told that have told nothing for
/// long.
pub(super) const NOBODY: usize = 1;
/// The most shares that are told apart.
const MAX_SHARES: usize = 512;

/// At each pending place the content, and whose share it takes up.
pub(super) type Pending = Numbered<(Hash, usize)>;

/// What each source takes of the mempool. What a peer submitted itself and what it passes on for others count apart, so that
/// a peer that passes on a flood does not lose its own transactions with it.
#[derive(Clone, Debug)]
pub(super) struct Shares(Vec<Share>);

#[derive(Clone, Debug, Default)]
struct Share {
    /// Who told, and whether for others.
    source: (String, bool),
    /// When something was last added: a place.
    last: u64,
    /// Oldest first; some of these may be pending no more.
    places: VecDeque<u64>,
    /// How many are pending.
    count: usize,
}

impl Default for Shares {
    fn default() -> Self {
        Self(vec![Share::default(), Share::default()])
    }
}

impl Shares {
    /// The share of a source; a new one if it has none yet.
    pub(super) fn of(&mut self, teller: &str, for_others: bool, pending: &mut Pending) -> usize {
        let is_its = |share: &Share| share.source.0 == teller && share.source.1 == for_others;
        let sources = self.0.iter().enumerate().skip(NOBODY + 1);
        if let Some((known, _)) = sources.clone().find(|(_, share)| is_its(share)) {
            return known;
        }
        let mut place = self.0.len();
        if place < MAX_SHARES {
            self.0.push(Share::default());
        } else if let Some((quiet, _)) = sources.min_by_key(|(_, share)| share.last) {
            place = quiet;
            for of_quiet in std::mem::take(&mut self.0[quiet].places) {
                if let Some((_, share)) = pending.get_mut(of_quiet).filter(|(_, s)| *s == quiet) {
                    *share = NOBODY;
                    self.0[NOBODY].places.push_back(of_quiet);
                    self.0[NOBODY].count += 1;
                }
            }
            self.0[quiet].count = 0;
        }
        self.0[place].source = (teller.to_owned(), for_others);
        place
    }

    /// How many of a share are pending.
    pub(super) fn count(&self, share: usize) -> usize {
        self.0[share].count
    }

    /// Notes that one more of a share is pending.
    pub(super) fn add(&mut self, share: usize, place: u64, pending: &Pending) {
        let entry = &mut self.0[share];
        entry.count += 1;
        entry.last = place;
        entry.places.push_back(place);
        // Those that were mined are taken out at times, so that the list is no longer than what it lists.
        if entry.places.len() > 2 * entry.count + 64 {
            let is_its = |place: &u64| pending.get(*place).is_some_and(|(_, s)| *s == share);
            entry.places.retain(is_its);
        }
    }

    /// Notes that one of a share is pending no more.
    pub(super) fn remove(&mut self, share: usize) {
        self.0[share].count -= 1;
    }

    /// Whether something is pending that was not submitted here.
    pub(super) fn has_others(&self) -> bool {
        self.0.iter().skip(NOBODY).any(|share| share.count > 0)
    }

    /// The oldest place of the share with the most places, if these are more than `most`; one's own aside.
    pub(super) fn oldest_of_largest(&mut self, most: usize, pending: &Pending) -> Option<u64> {
        let others = self.0.iter_mut().enumerate().skip(NOBODY);
        let (number, share) = others.max_by_key(|(_, share)| share.count)?;
        if share.count <= most {
            return None;
        }
        loop {
            let place = share.places.pop_front()?;
            if pending.get(place).is_some_and(|(_, s)| *s == number) {
                return Some(place);
            }
        }
    }
}
