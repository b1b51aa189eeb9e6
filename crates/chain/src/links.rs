//! Blocks one behind the other, with the state that follows them.

use std::sync::Arc;

use crate::link::Link;
use crate::state::State;

/// Blocks of a chain or branch, and the state after the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Links<S: State> {
    /// Each with how the state gives it back.
    all: Vec<(Arc<Link>, S::Undo)>,
    state: S,
}

impl<S: State> Links<S> {
    /// None yet.
    pub(crate) fn new(state: S) -> Links<S> {
        Links {
            all: Vec::new(),
            state,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Arc<Link>> {
        self.all.get(place).map(|(link, _)| link)
    }

    /// The block in a place where there is one.
    pub(crate) fn at(&self, place: usize) -> &Arc<Link> {
        &self.all[place].0
    }

    pub(crate) fn last(&self) -> Option<&Arc<Link>> {
        self.all.last().map(|(link, _)| link)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Link>> + ExactSizeIterator {
        self.all.iter().map(|(link, _)| link)
    }

    /// The state after the last of them.
    pub(crate) fn state(&self) -> &S {
        &self.state
    }

    /// The state as it was after so many of them.
    pub(crate) fn state_after(&self, length: usize) -> S {
        let mut state = self.state.clone();
        for (link, undo) in self.all.iter().skip(length).rev() {
            state.revert(link, undo.clone());
        }
        state
    }

    pub(crate) fn push(&mut self, link: Arc<Link>) {
        let undo = self.state.apply(&link);
        self.all.push((link, undo));
    }

    pub(crate) fn extend(&mut self, links: impl IntoIterator<Item = Arc<Link>>) {
        links.into_iter().for_each(|link| self.push(link));
    }

    /// Gives back all but so many.
    pub(crate) fn truncate(&mut self, length: usize) {
        while self.all.len() > length
            && let Some((link, undo)) = self.all.pop()
        {
            self.state.revert(&link, undo);
        }
    }

    /// Puts others in place of all but so many, and takes over their state; `skipped` of the others are there already.
    pub(crate) fn replace(&mut self, length: usize, others: Links<S>, skipped: usize) {
        self.all.truncate(length);
        self.all.extend(others.all.into_iter().skip(skipped));
        self.state = others.state;
    }
}
