//! Blocks one behind the other, with the state that follows them.

use std::sync::Arc;

use crate::link::Link;
use crate::state::State;

/// Blocks of a chain or branch, and the state after the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Links<S: State> {
    links: Vec<Arc<Link>>,
    /// How the state gives each of them back.
    undo: Vec<S::Undo>,
    state: S,
}

impl<S: State> Links<S> {
    /// None yet.
    pub(crate) fn new(state: S) -> Links<S> {
        Links {
            links: Vec::new(),
            undo: Vec::new(),
            state,
        }
    }

    pub(crate) fn all(&self) -> &[Arc<Link>] {
        &self.links
    }

    /// The state after the last of them.
    pub(crate) fn state(&self) -> &S {
        &self.state
    }

    /// The state as it was after so many of them.
    pub(crate) fn state_after(&self, length: usize) -> S {
        let mut state = self.state.clone();
        let links = self.links.iter().zip(&self.undo).skip(length);
        for (link, undo) in links.rev() {
            state.revert(link, undo.clone());
        }
        state
    }

    pub(crate) fn push(&mut self, link: Arc<Link>) {
        self.undo.push(self.state.apply(&link));
        self.links.push(link);
    }

    pub(crate) fn extend(&mut self, links: impl IntoIterator<Item = Arc<Link>>) {
        links.into_iter().for_each(|link| self.push(link));
    }

    /// Gives back all but so many.
    pub(crate) fn truncate(&mut self, length: usize) {
        while self.links.len() > length
            && let (Some(link), Some(undo)) = (self.links.pop(), self.undo.pop())
        {
            self.state.revert(&link, undo);
        }
    }

    /// Puts others in place of all but so many, and takes over their state; `skipped` of the others are there already.
    pub(crate) fn replace(&mut self, length: usize, others: Links<S>, skipped: usize) {
        self.links.truncate(length);
        self.undo.truncate(length);
        self.links.extend(others.links.into_iter().skip(skipped));
        self.undo.extend(others.undo.into_iter().skip(skipped));
        self.state = others.state;
    }
}
