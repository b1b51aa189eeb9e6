//! Blocks one behind the other, with the state that follows them.

use std::sync::Arc;

use crate::discarded::Discarded;
use crate::link::Link;
use crate::state::State;

/// A block in its place.
#[derive(Clone, Debug)]
pub(crate) struct Entry<S: State> {
    pub(crate) link: Arc<Link>,
    /// How the state gives it back.
    undo: S::Undo,
    /// How many bytes the chain's text has up to it.
    end: usize,
}

/// How many bytes stand between two blocks of a chain's text; those around the first and the last are as many.
const BETWEEN: usize = ", ".len();

/// Blocks of a chain or branch, and the state after the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Links<S: State> {
    all: Vec<Entry<S>>,
    /// How many bytes the chain's text has before them.
    start: usize,
    state: S,
}

impl<S: State> Links<S> {
    /// None yet, behind so many bytes of the chain's text.
    pub(crate) fn new(start: usize, state: S) -> Links<S> {
        Links {
            all: Vec::new(),
            start,
            state,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Arc<Link>> {
        self.all.get(place).map(|entry| &entry.link)
    }

    /// The block in a place where there is one.
    pub(crate) fn at(&self, place: usize) -> &Arc<Link> {
        &self.all[place].link
    }

    pub(crate) fn last(&self) -> Option<&Arc<Link>> {
        self.all.last().map(|entry| &entry.link)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.all.iter().map(|entry| &entry.link)
    }

    /// How many bytes the chain's text has up to so many of them.
    pub(crate) fn bytes(&self, length: usize) -> usize {
        let last = length.checked_sub(1).and_then(|place| self.all.get(place));
        last.map_or(self.start, |entry| entry.end)
    }

    /// The state after the last of them.
    pub(crate) fn state(&self) -> &S {
        &self.state
    }

    /// The state as it was after so many of them.
    pub(crate) fn state_after(&self, length: usize) -> S {
        let mut state = self.state.clone();
        for entry in self.all.iter().skip(length).rev() {
            state.revert(&entry.link, entry.undo.clone());
        }
        state
    }

    pub(crate) fn push(&mut self, link: Arc<Link>) {
        let undo = self.state.apply(&link);
        let end = self.bytes(self.len()) + link.bytes() + BETWEEN;
        self.all.push(Entry { link, undo, end });
    }

    pub(crate) fn extend(&mut self, links: impl IntoIterator<Item = Arc<Link>>) {
        links.into_iter().for_each(|link| self.push(link));
    }

    /// Gives back all but so many.
    pub(crate) fn truncate(&mut self, length: usize) -> Discarded<S> {
        let gone = self.all.split_off(length.min(self.all.len()));
        for entry in gone.iter().rev() {
            self.state.revert(&entry.link, entry.undo.clone());
        }
        Discarded::new(gone)
    }

    /// Puts others in place of all but so many, and takes over their state; `skipped` of the others are there already. What
    /// is not needed any more is moved out, not freed.
    pub(crate) fn replace(
        &mut self,
        length: usize,
        mut others: Links<S>,
        skipped: usize,
    ) -> Discarded<S> {
        let mut gone = self.all.split_off(length);
        self.all.extend(others.all.drain(skipped..));
        gone.append(&mut others.all);
        self.state = others.state;
        Discarded::new(gone)
    }

    /// Moves them all out.
    pub(crate) fn discard(self) -> Discarded<S> {
        Discarded::new(self.all)
    }
}
