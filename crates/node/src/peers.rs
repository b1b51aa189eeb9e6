//! Who is in the room, who is registered, and how many messages of each a node reads.

use std::{collections::VecDeque, time::Duration};

use litemap::LiteMap;
use protocol::{RateLimit, RateLimiter};

use crate::{
    address::{Address, NodeName},
    gossip::Gathering,
    interface::PeerFault,
    snapshot::Standing,
    time::Time,
    wire::{Message, Presence},
};

/// The most nodes in the room that a node keeps track of, beside those that were registered by hand.
pub const MAX_PRESENT: usize = 256;
/// The most nodes a node can have registered: all that it keeps track of may be registered by themselves, and there are
/// places left for what is registered by hand.
pub const MAX_REGISTERED: usize = MAX_PRESENT + 64;
/// A node not heard for this long has left: a crash, a frozen tab, a cut.
pub const EXPIRES_AFTER: Duration = Duration::from_secs(12);

/// The messages of each [`Topic`] that a node takes from one peer.
const MESSAGES: RateLimit = RateLimit {
    per_second: 200.0,
    burst: 600.0,
};
/// A bundle of transactions counts as one message for so many of them: about what it costs to read.
const BUNDLED: usize = 20;
/// How long a peer that misbehaved is not asked by itself. Resolving still asks it.
const MUTED_FOR: Duration = Duration::from_secs(60);
/// How long a peer that did not answer is not asked by itself.
const PATIENCE: Duration = Duration::from_secs(5);
/// Of those in the room, the ones that have been there longest keep their places whoever turns up.
const MAX_SETTLED: usize = MAX_PRESENT / 2;
/// How many newcomers take the place of others while there is none left.
const REPLACEMENTS: RateLimit = RateLimit {
    per_second: 1.0,
    burst: 64.0,
};
/// An address that was registered and never heard is given up when it was asked so often in vain,
const MAX_UNANSWERED: u32 = 5;
/// over at least this span: somebody may be about to start the node there.
const WAITED_FOR: Duration = Duration::from_secs(600);
/// The most nodes that are remembered after they left or were lost. Those that disappointed are forgotten last.
const MAX_REMEMBERED: usize = 256;

/// What a node knows of another.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Where it stood when it was last heard; `None` for an address that was registered by hand and
    /// never heard.
    pub presence: Option<Presence>,
    /// Whether this node listens to it.
    pub registered: bool,
    /// The last thing it did wrong.
    pub fault: Option<PeerFault>,
    /// In which order it turned up.
    pub joined: u64,
    /// Whether it was registered by a command, so that no newcomer takes its place.
    by_hand: bool,
    /// Whether it has ever said anything: then it is there, even if it has no presence, as a foreign node.
    answered: bool,
    /// How often in a row it did not say where it stands.
    unanswered: u32,
    /// The last lengths and tips that it told, the newest first.
    pub(crate) stood: VecDeque<(u64, u64)>,
    /// How far its clock is ahead of this node's, in milliseconds.
    pub(crate) clock_offset: i64,
    /// The index of a block of its chain that is dated ahead, of which the owner was told.
    pub(crate) early: Option<u64>,
    /// The digest of the pending transactions that were last fetched from it.
    pub(crate) fetched: Option<String>,
    pub(crate) gathering: Option<Gathering>,
    heard: Time,
    pub(crate) conduct: Conduct,
    /// Its branch is not fetched unasked before.
    pub(crate) branch_due: Time,
    allowances: Allowances,
}

/// How a peer has kept its word so far. It belongs to the address and is kept when the peer leaves, or it would be a clean
/// slate to say goodbye and come back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conduct {
    muted_until: Time,
    /// How often in a row it has disappointed.
    pub failures: u32,
    /// Whether the last chain that it was asked for was there and valid.
    pub proven: bool,
    /// When it was last asked for its chain, or turned up: since then it waits for its turn.
    pub waits_since: Time,
    /// How many turns in a row were over before its chain was there.
    pub turns: u32,
    /// What was told of its contradictions, or by it of others', by [`First`].
    told: [bool; 3],
}

/// What is told only once of each peer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum First {
    /// That it contradicts itself.
    Contradiction,
    /// That another says so.
    Allegation,
    /// That it says so of another.
    Say,
}

/// What is remembered of a peer that is gone.
#[derive(Clone, Debug)]
struct Remembered {
    /// Whether it was registered; `None` where it said that it leaves.
    registered: Option<bool>,
    by_hand: bool,
    conduct: Conduct,
    gone: Time,
}

/// What a message is about. Each topic has an allowance of its own, so that a flood of one does not
/// drown what is said of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Who is there, and where they stand; and what can't be read.
    Room,
    Blocks,
    Transactions,
}

impl Topic {
    /// What a message is about, and for how many it counts if nobody asked for it.
    pub fn of(message: &Message) -> (Self, usize) {
        match message {
            Message::Seek | Message::Present(_) | Message::Leave => (Self::Room, 1),
            Message::Ask { .. }
            | Message::Blocks { .. }
            | Message::AskHeaders { .. }
            | Message::Headers { .. } => (Self::Blocks, 1),
            Message::AskTransactions { .. }
            | Message::Submitted { .. }
            | Message::AskInclusions { .. }
            | Message::Included { .. } => (Self::Transactions, 1),
            Message::Transactions { items, .. } => {
                (Self::Transactions, items.len().div_ceil(BUNDLED).max(1))
            }
        }
    }
}

/// How many messages may still come on each [`Topic`], from one peer or from all strangers together.
type Allowances = [Allowance; 3];

/// How many messages may still come, and whether some were dropped of late.
#[derive(Clone, Debug)]
struct Allowance {
    limiter: RateLimiter,
    flooding: bool,
}

/// Whether a message is to be read.
pub(crate) enum Admission {
    Read,
    Drop,
    /// The first message dropped in a row.
    Flooding,
}

/// All peers of a node.
#[derive(Clone, Debug)]
pub(crate) struct Peers {
    table: LiteMap<Address, Peer>,
    registered: Vec<Address>,
    remembered: LiteMap<Address, Remembered>,
    joined: u64,
    strangers: Allowances,
    replacements: RateLimiter,
}

impl Default for Peers {
    fn default() -> Self {
        Self {
            table: LiteMap::new(),
            registered: Vec::new(),
            remembered: LiteMap::new(),
            joined: 0,
            strangers: Allowances::default(),
            replacements: RateLimiter::new(REPLACEMENTS),
        }
    }
}

impl Peers {
    pub fn get(&self, address: &Address) -> Option<&Peer> {
        self.table.get(address)
    }

    pub fn get_mut(&mut self, address: &Address) -> Option<&mut Peer> {
        self.table.get_mut(address)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Address, &Peer)> {
        self.table.iter()
    }

    /// In the order of registration.
    pub fn registered(&self) -> &[Address] {
        &self.registered
    }

    pub fn present(&self) -> usize {
        self.table.values().filter(|p| p.presence.is_some()).count()
    }

    pub fn listens_to(&self, address: &Address) -> bool {
        self.table.get(address).is_some_and(|peer| peer.registered)
    }

    /// Notes where a peer stands. True when it has just turned up.
    pub fn heard(&mut self, now: Time, from: &Address, presence: Presence, auto: bool) -> bool {
        let registered = self.remembered.get(from).and_then(|gone| gone.registered);
        let newly = match self.table.get_mut(from) {
            Some(peer) => {
                let newly = peer.presence.is_none();
                let before = peer.presence.replace(presence);
                let rules = peer.presence.as_ref().map(|presence| presence.rules);
                if before.is_some_and(|before| Some(before.rules) != rules) {
                    // Under other rules it began anew.
                    peer.stood.clear();
                }
                peer.heard = now;
                newly
            }
            None => {
                let by_hand = self.remembered.get(from).is_some_and(|gone| gone.by_hand);
                if !by_hand && !self.make_room(now) {
                    return false;
                }
                let peer = self.insert(now, from);
                peer.presence = Some(presence);
                true
            }
        };
        if newly && registered.unwrap_or(auto) {
            self.register(now, from, &[]);
        }
        newly
    }

    /// Registers these nodes by hand: all of them, or none where there is no room. False then.
    pub fn register_all(&mut self, now: Time, addresses: &[Address]) -> bool {
        let new = addresses.iter().filter(|address| !self.listens_to(address));
        let free = MAX_REGISTERED.saturating_sub(self.registered.len());
        if new.count() > free + self.unheard(addresses).count() {
            return false;
        }
        for address in addresses {
            self.register(now, address, addresses);
            if let Some(peer) = self.table.get_mut(address) {
                peer.by_hand = true;
            }
        }
        true
    }

    /// Registers a node. Where no place is left, an address that was never heard gives up its own, if it is none of those to
    /// be kept.
    fn register(&mut self, now: Time, address: &Address, kept: &[Address]) {
        if self.listens_to(address) {
            return;
        }
        if self.registered.len() >= MAX_REGISTERED {
            let Some(unheard) = self.unheard(kept).next().cloned() else {
                return;
            };
            self.unregister(&unheard);
        }
        self.insert(now, address).registered = true;
        self.registered.push(address.clone());
    }

    /// The registered addresses that were never heard, but for those to be kept.
    fn unheard(&self, kept: &[Address]) -> impl Iterator<Item = &Address> {
        let unheard = |address: &Address| self.table.get(address).is_some_and(Peer::is_unheard);
        let registered = self.registered.iter();
        registered.filter(move |address| unheard(address) && !kept.contains(address))
    }

    /// How each stands to this node: those that are registered, in that order, then those that are not.
    pub fn standings(&self) -> impl Iterator<Item = (&Address, Standing)> {
        let registered = self.registered.iter().map(|address| {
            let by_hand = self.table.get(address).is_some_and(|peer| peer.by_hand);
            let standing = match by_hand {
                true => Standing::ByHand,
                false => Standing::Registered,
            };
            (address, standing)
        });
        let others = self.table.iter().filter(|(_, peer)| !peer.registered);
        let others = others.map(|(address, _)| (address, Standing::Unregistered));
        let gone = self.remembered.iter().filter_map(|(address, gone)| {
            let standing = match gone.registered? {
                true if gone.by_hand => Standing::ByHand,
                true => Standing::Registered,
                false => Standing::Unregistered,
            };
            Some((address, standing))
        });
        registered.chain(others).chain(gone)
    }

    /// Takes up again how others stood to this node. Those that were registered by hand are registered, the others as
    /// soon as they are heard.
    pub fn restore(&mut self, now: Time, standings: &[(Address, Standing)]) {
        for (address, standing) in standings {
            match standing {
                Standing::ByHand => {
                    self.register_all(now, std::slice::from_ref(address));
                }
                _ if self.remembered.len() < MAX_REMEMBERED => {
                    let gone = Remembered {
                        registered: Some(*standing == Standing::Registered),
                        by_hand: false,
                        conduct: Conduct::default(),
                        gone: now,
                    };
                    self.remembered.insert(address.clone(), gone);
                }
                _ => {}
            }
        }
    }

    /// Makes room for a node that turns up. Where all places are taken, one gives up its own that nobody has registered by
    /// hand, that has yet to prove itself, and that is none of those that have been there longest: of these, the first.
    fn make_room(&mut self, now: Time) -> bool {
        let automatic: Vec<_> = self
            .table
            .iter()
            .filter(|(_, peer)| peer.presence.is_some() && !peer.by_hand)
            .map(|(address, peer)| (peer.joined, peer.conduct.proven, address))
            .collect();
        if automatic.len() < MAX_PRESENT {
            return true;
        }
        // Few of these are compared with all others: a sort would be more to download.
        if !self.replacements.admit(now, 1.0) {
            return false;
        }
        let older = |joined: u64| automatic.iter().filter(|other| other.0 < joined).count();
        let replaced = automatic
            .iter()
            .filter(|(joined, proven, _)| !proven && older(*joined) >= MAX_SETTLED)
            .min_by_key(|(joined, ..)| *joined);
        let Some(replaced) = replaced.map(|(.., address)| (*address).clone()) else {
            return false;
        };
        self.remove(now, &replaced, None);
        true
    }

    /// Notes that a peer said where it stands when it was asked.
    pub fn answered(&mut self, address: &Address) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.answered = true;
            peer.unanswered = 0;
        }
    }

    /// Notes that a peer did not. One that was registered and never heard is given up after a while.
    pub fn said_nothing(&mut self, now: Time, address: &Address) {
        let Some(peer) = self.table.get_mut(address) else {
            return;
        };
        peer.unanswered += 1;
        let in_vain = peer.unanswered >= MAX_UNANSWERED && now.since(peer.heard) >= WAITED_FOR;
        if in_vain && peer.is_unheard() {
            self.unregister(address);
        }
    }

    /// False when it was not registered.
    pub fn unregister(&mut self, address: &Address) -> bool {
        let Some(peer) = self.table.get_mut(address).filter(|peer| peer.registered) else {
            return false;
        };
        peer.registered = false;
        peer.by_hand = false;
        let gone = peer.presence.is_none();
        if gone {
            self.table.remove(address);
        }
        self.registered.retain(|other| other != address);
        true
    }

    /// Drops a peer that said it leaves: what it was called last, if it was there. How it kept its word is remembered.
    pub fn left(&mut self, now: Time, address: &Address) -> Option<NodeName> {
        self.remove(now, address, None)
    }

    /// Drops the peers that have not been heard for [`EXPIRES_AFTER`]: which, and what they were called last. Whether
    /// they were registered is remembered, too, should they wake up.
    pub fn expire(&mut self, now: Time) -> Vec<(Address, NodeName)> {
        let lost: Vec<Address> = self
            .table
            .iter()
            .filter(|(_, peer)| peer.presence.is_some() && now.since(peer.heard) > EXPIRES_AFTER)
            .map(|(address, _)| address.clone())
            .collect();
        let mut named = Vec::new();
        for address in lost {
            let registered = self.listens_to(&address);
            if let Some(name) = self.remove(now, &address, Some(registered)) {
                named.push((address, name));
            }
        }
        named
    }

    fn remove(
        &mut self,
        now: Time,
        address: &Address,
        registered: Option<bool>,
    ) -> Option<NodeName> {
        self.registered.retain(|other| other != address);
        let peer = self.table.remove(address)?;
        if self.remembered.len() >= MAX_REMEMBERED {
            let gone = self.remembered.iter();
            let least = gone.min_by_key(|(_, gone)| (gone.conduct.failures, gone.gone));
            if let Some(least) = least.map(|(address, _)| address.clone()) {
                self.remembered.remove(&least);
            }
        }
        let gone = Remembered {
            registered,
            by_hand: peer.by_hand && registered == Some(true),
            conduct: peer.conduct,
            gone: now,
        };
        self.remembered.insert(address.clone(), gone);
        peer.presence.map(|presence| presence.name)
    }

    /// When the next peer has not been heard for [`EXPIRES_AFTER`], if none of them is heard again.
    pub fn next_expiry(&self) -> Option<Time> {
        let present = self.table.values().filter(|peer| peer.presence.is_some());
        present.map(|peer| peer.heard + EXPIRES_AFTER).min()
    }

    /// Until when each registered peer is left alone.
    pub fn muted_until(&self) -> impl Iterator<Item = Time> {
        let registered = self.table.values().filter(|peer| peer.registered);
        registered.map(|peer| peer.conduct.muted_until)
    }

    /// Until when each peer's branch is not fetched unasked.
    pub fn branches_due(&self) -> impl Iterator<Item = Time> {
        self.table.values().map(|peer| peer.branch_due)
    }

    /// Counts a message against its sender's allowance. Strangers share theirs, since a name that nobody
    /// knows yet costs nothing: only their presence makes them known, and there is room for
    /// [`MAX_PRESENT`] of them.
    pub fn admit(&mut self, now: Time, from: &Address, topic: Topic, count: usize) -> Admission {
        let allowances = match self.table.get_mut(from) {
            Some(peer) => &mut peer.allowances,
            None => &mut self.strangers,
        };
        allowances[topic as usize].spend(now, count as f64)
    }

    /// Notes what a peer did wrong.
    pub fn note(&mut self, address: &Address, fault: &PeerFault) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.fault = Some(fault.clone());
        }
    }

    /// Leaves a peer that did something wrong alone for a while.
    pub fn mute(&mut self, now: Time, address: &Address) {
        self.fails(address, |conduct| conduct.muted_until = now + MUTED_FOR);
    }

    /// Notes that asking a peer was in vain, and leaves it alone for a moment.
    pub fn disappointed(&mut self, now: Time, address: &Address) {
        self.fails(address, |conduct| {
            conduct.muted_until = conduct.muted_until.max(now + PATIENCE);
        });
    }

    /// Leaves a peer alone until then, through no fault of its own.
    pub fn leave_until(&mut self, address: &Address, until: Time) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.conduct.muted_until = peer.conduct.muted_until.max(until);
        }
    }

    fn fails(&mut self, address: &Address, mute: impl FnOnce(&mut Conduct)) {
        if let Some(peer) = self.table.get_mut(address) {
            mute(&mut peer.conduct);
            peer.conduct.failures = peer.conduct.failures.saturating_add(1);
            peer.conduct.proven = false;
        }
    }

    /// Notes that a peer's chain was what it said.
    pub fn trusted(&mut self, address: &Address) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.conduct.failures = 0;
            peer.conduct.turns = 0;
            peer.conduct.proven = true;
        }
    }

    /// Notes that a peer is asked for its chain, so that the others come before its next turn.
    pub fn has_turn(&mut self, now: Time, address: &Address) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.conduct.waits_since = now;
        }
    }

    /// Notes that a peer's turn was over before its chain was there. That is no fault: its next turn is longer.
    pub fn turn_over(&mut self, address: &Address) {
        if let Some(peer) = self.table.get_mut(address) {
            peer.conduct.turns = peer.conduct.turns.saturating_add(1);
            peer.conduct.proven = false;
        }
    }

    /// Whether this is told of a peer for the first time.
    pub fn first(&mut self, address: &Address, what: First) -> bool {
        let peer = self.table.get_mut(address);
        peer.is_some_and(|peer| !std::mem::replace(&mut peer.conduct.told[what as usize], true))
    }

    /// How a peer has kept its word, and in which order it turned up.
    pub fn conduct(&self, address: &Address) -> (Conduct, u64) {
        let peer = self.table.get(address);
        peer.map_or_else(Default::default, |peer| (peer.conduct, peer.joined))
    }

    /// The registered peers that may be asked without anyone's wish, with where they stand.
    pub fn willing(&self, now: Time) -> impl Iterator<Item = (&Address, &Presence)> {
        self.table
            .iter()
            .filter(move |(_, peer)| peer.registered && peer.conduct.muted_until <= now)
            .filter_map(|(address, peer)| Some((address, peer.presence.as_ref()?)))
    }

    fn insert(&mut self, now: Time, address: &Address) -> &mut Peer {
        let (joined, remembered) = (&mut self.joined, &mut self.remembered);
        self.table.entry(address.clone()).or_insert_with(|| {
            *joined += 1;
            let gone = remembered.remove(address);
            Peer {
                presence: None,
                registered: false,
                fault: None,
                joined: *joined,
                by_hand: gone.as_ref().is_some_and(|gone| gone.by_hand),
                answered: false,
                unanswered: 0,
                stood: VecDeque::new(),
                clock_offset: 0,
                early: None,
                fetched: None,
                gathering: None,
                heard: now,
                conduct: Conduct {
                    waits_since: now,
                    ..gone.map(|gone| gone.conduct).unwrap_or_default()
                },
                branch_due: Time::default(),
                allowances: Allowances::default(),
            }
        })
    }
}

impl Peer {
    /// Whether nothing was ever heard of it.
    fn is_unheard(&self) -> bool {
        self.presence.is_none() && !self.answered
    }
}

impl Allowance {
    fn spend(&mut self, now: Time, count: f64) -> Admission {
        if self.limiter.admit(now, count) {
            // Over with the flood only when there is some slack again.
            if self.limiter.is_slack() {
                self.flooding = false;
            }
            Admission::Read
        } else if std::mem::replace(&mut self.flooding, true) {
            Admission::Drop
        } else {
            Admission::Flooding
        }
    }
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            limiter: RateLimiter::new(MESSAGES),
            flooding: false,
        }
    }
}
