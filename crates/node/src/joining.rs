//! Which rules a newcomer takes over.
//!
//! Where the link to the room names its rules, a node begins with them and keeps them. Else it says nothing of itself at first,
//! and listens. A moment after it has heard the first node it takes over what most of those in the room have: no single one
//! decides, however early it speaks, and other newcomers have no say. It tells its owner what it took and who differs. An owner
//! who has neither mined nor submitted anything may change back at any time.

use std::time::Duration;

use chain::{Mempool, Rules};

use crate::{
    Node,
    address::Address,
    interface::{Activity, Answer, Command, CommandError},
    time::Time,
};

/// How long after its start a node takes over the rules of the room it finds.
pub const JOINING: Duration = Duration::from_secs(5);
/// How long a newcomer listens after it has heard the first node.
pub const LISTENS: Duration = Duration::from_secs(1);
/// A newcomer that has heard nobody for this long takes itself for the first.
pub const ALONE_AFTER: Duration = Duration::from_millis(1_500);

/// How far a node is with joining the room.
pub(crate) struct Joining {
    /// Until when it takes over other rules.
    until: Time,
    /// Whether it has said nothing of itself yet; from when on it does if nobody is heard.
    quiet: Option<Time>,
    /// When it takes over what most of those have that it has heard.
    decides: Option<Time>,
    /// The rules that it gave up for those of the room.
    left: Option<Rules>,
    /// Whom it has told its owner of as using other rules.
    told: Vec<Address>,
}

impl Joining {
    pub fn new(now: Time) -> Self {
        Self {
            until: now + JOINING,
            quiet: Some(now + ALONE_AFTER),
            decides: None,
            left: None,
            told: Vec::new(),
        }
    }
}

impl Node {
    /// The rules that this node gave up for those of the room, as long as its owner can change back to them: until something
    /// was mined or submitted here.
    pub fn rules_before(&self) -> Option<Rules> {
        self.joining.left.filter(|_| !self.acted)
    }

    /// Holds to these rules, whatever others have: the link to the room names them.
    pub fn hold_to(&mut self, rules: Rules) {
        self.untouched = false;
        self.restart_with(rules);
        self.announce_in_time();
    }

    /// A newcomer that has heard nobody says nothing of itself before this time: the way to the others is not there yet.
    pub fn expect_others(&mut self, until: Time) {
        if let Some(quiet) = &mut self.joining.quiet {
            *quiet = until;
        }
    }

    /// Whether this node has yet to say anything of itself.
    pub(crate) fn is_quiet(&self) -> bool {
        self.untouched && self.joining.quiet.is_some()
    }

    /// When it decides, or speaks, at the latest.
    pub(crate) fn joining_due(&self) -> Option<Time> {
        let quiet = self.joining.quiet.filter(|_| self.untouched);
        self.joining.decides.or(quiet)
    }

    /// Another node was heard.
    pub(crate) fn listen(&mut self) {
        let joins = self.untouched && (self.is_quiet() || self.now < self.joining.until);
        if joins && self.joining.decides.is_none() {
            self.joining.decides = Some(self.now + LISTENS);
        }
    }

    pub(crate) fn join_in_time(&mut self) {
        if self.joining_due().is_some_and(|due| due <= self.now) {
            self.join_room();
        }
    }

    /// A command that builds on a chain does so by the rules of those that were heard so far.
    pub(crate) fn join_before(&mut self, command: &Command) {
        let makes = matches!(
            command,
            Command::Mine | Command::Transact(_) | Command::Pay(_) | Command::Resolve
        );
        if makes && self.joining_due().is_some() {
            self.join_room();
        }
    }

    /// Takes over what most of those have that were heard, and is no longer quiet.
    fn join_room(&mut self) {
        self.joining.quiet = None;
        let decides = self.joining.decides.take().is_some();
        if !decides || !self.untouched {
            return;
        }
        let Some((rules, used)) = self.rules_of_most() else {
            return;
        };
        let own = self.chain.rules();
        let taken = rules != own;
        if taken || used {
            self.untouched = false;
        }
        if taken {
            self.restart_with(rules);
            self.joining.left = Some(own);
        }
        let differs = |(address, peer): &(&Address, &crate::Peer)| {
            let theirs = peer.presence.as_ref().map(|presence| presence.rules);
            theirs.is_some_and(|theirs| theirs != rules) && !self.joining.told.contains(address)
        };
        let others: Vec<Address> = self
            .peers
            .iter()
            .filter(differs)
            .map(|(a, _)| a.clone())
            .collect();
        if taken || !others.is_empty() {
            self.joining.told.extend_from_slice(&others);
            self.record(Activity::RulesJoined { rules, others });
        }
    }

    /// The rules that most of those in the room have, and whether one of them has blocks. Of equally many, the ones of
    /// whoever turned up first.
    fn rules_of_most(&self) -> Option<(Rules, bool)> {
        let votes = || {
            self.peers
                .iter()
                .filter_map(|(_, peer)| Some((peer.joined, peer.presence.as_ref()?)))
        };
        let supporters =
            |rules: Rules| votes().filter(move |(_, presence)| presence.rules == rules);
        let (_, most) = votes().max_by_key(|(joined, presence)| {
            (supporters(presence.rules).count(), u64::MAX - joined)
        })?;
        let used = supporters(most.rules).any(|(_, presence)| presence.weight.length() > 1);
        Some((most.rules, used))
    }

    pub(crate) fn set_rules(&mut self, rules: Rules) -> Result<Answer, CommandError> {
        if self.rules_before() == Some(rules) {
            if self.resolving.is_some() {
                return Err(CommandError::Resolving);
            }
            self.joining.left = Some(self.chain.rules());
            // All that is pending came from others.
            self.mempool = Mempool::new();
        } else {
            self.rules_changeable()?;
            self.joining.left = None;
        }
        self.untouched = false;
        self.restart_with(rules);
        Ok(Answer::Done)
    }
}
