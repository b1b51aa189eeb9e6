//! Watching a network from outside.

use node::{Address, Time};

use crate::{Participant, Site};

/// Is told what happens in a network: for traces, counts, and what must hold at any moment.
pub trait Observer<P: Participant> {
    /// Somebody, be it a scripted participant, sent a message to one or to all others.
    fn sent(&mut self, now: Time, from: Site, to: Option<&Address>, message: &P::Message) {
        let _ = (now, from, to, message);
    }

    /// A participant told its owner something.
    fn reported(&mut self, now: Time, site: Site, report: &P::Report) {
        let _ = (now, site, report);
    }

    /// A participant has handled an event, and what it wanted was done.
    fn handled(&mut self, now: Time, site: Site, participant: &P) {
        let _ = (now, site, participant);
    }
}
