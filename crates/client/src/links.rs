//! The connections of a client to other nodes: which are cut, over which route each node is reached, and how many
//! messages came from it.

use litemap::LiteMap;
use node::{Address, EXPIRES_AFTER, MAX_PRESENT, Time};

use crate::interface::Route;

/// The most connections that can be cut.
pub(crate) const MAX_CUT: usize = 256;
/// Where there is a relay, the most nodes that are heard on the local route: more tabs than a browser bears, so that one of
/// them that invents others leaves places for those who come by the relay.
const MAX_LOCAL: usize = MAX_PRESENT / 2;
/// The most nodes whose messages are counted.
const MAX_COUNTED: usize = 256;

/// What a client knows of its connections.
pub(crate) struct Links {
    /// Whether there is a relay beside the channel that the tabs of one browser share.
    has_relay: bool,
    cut: Vec<Cut>,
    messages: LiteMap<Address, u64>,
    /// The nodes that were heard on the local route, and when they were last.
    local: Vec<(Address, Time)>,
}

/// A connection that is cut, and who of the other tabs ordered it; `None` where a person did here.
struct Cut {
    other: Address,
    by: Option<Address>,
}

impl Links {
    pub fn new(has_relay: bool) -> Self {
        Self {
            has_relay,
            cut: Vec::new(),
            messages: LiteMap::new(),
            local: Vec::new(),
        }
    }

    /// Notes over which route a node was heard. False where it is heard on a shorter one, too: then this is a copy. And where
    /// more are heard on the local route than a browser has tabs.
    pub fn note_route(&mut self, now: Time, from: &Address, route: Route) -> bool {
        match route {
            Route::Relay => !self.is_local(now, from),
            Route::Local => self.note_local(now, from),
        }
    }

    /// Whether a node is a tab of this browser: what it says comes over the local route, and would come by the relay a
    /// second time.
    pub fn is_local(&self, now: Time, address: &Address) -> bool {
        let last = self.local.iter().find(|(local, _)| local == address);
        last.is_some_and(|&(_, last)| now.since(last) <= EXPIRES_AFTER)
    }

    /// The routes that lead to a node, or to everyone.
    pub fn routes(&self, now: Time, to: Option<&Address>) -> impl Iterator<Item = Route> + use<> {
        let local = to.is_some_and(|to| self.is_local(now, to));
        let relay = self.has_relay && !local;
        let by_relay = relay.then_some(Route::Relay);
        let locally = (to.is_none() || !relay).then_some(Route::Local);
        by_relay.into_iter().chain(locally)
    }

    /// Counts a message of a node.
    pub fn count_message(&mut self, from: &Address) {
        if let Some(count) = self.messages.get_mut(from) {
            *count += 1;
        } else if self.messages.len() < MAX_COUNTED {
            self.messages.insert(from.clone(), 1);
        }
    }

    /// How many messages came from each node.
    pub fn messages(&self) -> impl Iterator<Item = (&Address, u64)> {
        self.messages.iter().map(|(from, count)| (from, *count))
    }

    /// Whether the connection to a node is cut.
    pub fn is_cut(&self, address: &Address) -> bool {
        self.cut.iter().any(|cut| cut.other == *address)
    }

    /// The nodes to which the connection is cut.
    pub fn cut(&self) -> impl Iterator<Item = &Address> {
        self.cut.iter().map(|cut| &cut.other)
    }

    /// Cuts the connection to a node, or mends it; whether another tab ordered it. False when it was so already, or when too
    /// many are cut.
    pub fn set_cut(&mut self, address: &Address, cut: bool, by: Option<&Address>) -> bool {
        if !cut {
            return self.mend(|cut| cut.other == *address) > 0;
        }
        let cuts = self.cut.len() < MAX_CUT && !self.is_cut(address);
        if cuts {
            let (other, by) = (address.clone(), by.cloned());
            self.cut.push(Cut { other, by });
        }
        cuts
    }

    /// Mends what another tab had cut, or all; how many connections that were.
    pub fn mend_all(&mut self, by: Option<&Address>) -> usize {
        self.mend(|cut| by.is_none() || cut.by.as_ref() == by)
    }

    fn mend(&mut self, mends: impl Fn(&Cut) -> bool) -> usize {
        let before = self.cut.len();
        self.cut.retain(|cut| !mends(cut));
        before - self.cut.len()
    }

    fn note_local(&mut self, now: Time, from: &Address) -> bool {
        if !self.has_relay {
            return true;
        }
        if let Some((_, last)) = self.local.iter_mut().find(|(local, _)| local == from) {
            *last = now;
            return true;
        }
        self.local
            .retain(|(_, last)| now.since(*last) <= EXPIRES_AFTER);
        let room = self.local.len() < MAX_LOCAL;
        if room {
            self.local.push((from.clone(), now));
        }
        room
    }
}
