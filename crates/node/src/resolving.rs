//! Resolve: ask every registered node, wait a bounded time, take the longest valid chain.
//!
//! First everyone is asked what their chain weighs. Then the chains that claim to be heavier than
//! one's own are [fetched](crate::fetching), until no claim is left that could beat what was found to be valid.

use std::time::Duration;

use chain::{Branch, ChainWeight};

use crate::{
    Node,
    address::Address,
    download::{Piece, check_head},
    interface::{Answer, CommandError, Output, PeerOutcome, PeerReport, RequestId, Resolution},
    mining::MAX_WAITING,
    time::{AFTER, Time},
    wire::Message,
};

/// How long a node may take to say how long its chain is.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How long all fetching may take.
pub const RESOLVE_WITHIN: Duration = Duration::from_secs(120);
/// The question is asked again after this, should it have been lost.
const REPEAT_AFTER: Duration = Duration::from_secs(1);

/// A resolve under way.
pub(crate) struct Resolving {
    /// Who wants to know. Commands given meanwhile join.
    waiting: Vec<RequestId>,
    question: u32,
    started: Time,
    repeated: bool,
    peers: Vec<Asked>,
    fetching: bool,
    best: Option<(Address, Branch)>,
}

/// A peer that was asked what its chain weighs.
struct Asked {
    address: Address,
    /// The length that it had said when it was asked.
    stood: u64,
    /// What it claims, or what was found of it.
    claim: Option<ChainWeight>,
    outcome: Option<PeerOutcome>,
}

impl Resolving {
    /// When it goes on if nothing is heard.
    pub fn deadline(&self) -> Time {
        self.started
            + match (self.fetching, self.repeated) {
                (true, _) => RESOLVE_WITHIN + AFTER,
                (false, true) => ANSWER_WITHIN,
                (false, false) => REPEAT_AFTER,
            }
    }

    /// Notes what a peer's chain weighs.
    fn claims(&mut self, address: &Address, weight: ChainWeight) {
        let length = weight.length();
        self.note(address, Some(weight), PeerOutcome::Answered { length });
    }

    /// Notes what came of asking a peer.
    fn settle(&mut self, address: &Address, outcome: PeerOutcome) {
        self.note(address, None, outcome);
    }

    fn note(&mut self, address: &Address, claim: Option<ChainWeight>, outcome: PeerOutcome) {
        if let Some(asked) = self.peers.iter_mut().find(|peer| peer.address == *address) {
            asked.claim = claim;
            asked.outcome = Some(outcome);
        }
    }
}

impl Node {
    pub(crate) fn resolve(&mut self, request: RequestId) {
        if let Some(resolving) = &mut self.resolving {
            if resolving.waiting.len() < MAX_WAITING {
                resolving.waiting.push(request);
            } else {
                self.answer(request, Err(CommandError::TooManyWaiting));
            }
            return;
        }
        // A resolve asks everyone again, so a download of live mode is dropped.
        self.keep_downloads(|_, _| false);
        let question = self.next_question();
        let peers = self.peers.registered().iter().map(|address| Asked {
            address: address.clone(),
            stood: self.claimed_by(address),
            claim: None,
            outcome: None,
        });
        self.resolving = Some(Resolving {
            waiting: vec![request],
            question,
            started: self.now,
            repeated: false,
            peers: peers.collect(),
            fetching: false,
            best: None,
        });
        self.ask_lengths();
        self.resolve_on();
    }

    pub(crate) fn resolve_in_time(&mut self) {
        let Some(resolving) = &mut self.resolving else {
            return;
        };
        let passed = self.now.since(resolving.started);
        if resolving.fetching {
            if passed <= RESOLVE_WITHIN {
                self.fetch_heavier();
            } else {
                self.keep_downloads(|_, _| false);
                self.conclude();
            }
        } else if passed >= ANSWER_WITHIN {
            for asked in resolving
                .peers
                .iter_mut()
                .filter(|peer| peer.outcome.is_none())
            {
                asked.outcome = Some(PeerOutcome::Silent);
                self.peers.said_nothing(self.now, &asked.address);
            }
            self.resolve_on();
        } else if passed >= REPEAT_AFTER && !resolving.repeated {
            resolving.repeated = true;
            self.ask_lengths();
        }
    }

    /// A peer says what its chain weighs. False when nobody asked.
    pub(crate) fn claim_told(&mut self, from: &Address, piece: &Piece) -> bool {
        let Some(resolving) = &mut self.resolving else {
            return false;
        };
        if resolving.fetching || piece.request != resolving.question {
            return false;
        }
        let Some(asked) = resolving.peers.iter().find(|peer| peer.address == *from) else {
            return true;
        };
        let stood = asked.stood;
        self.peers.answered(from);
        match check_head(&self.chain, piece, 0) {
            Ok(()) => resolving.claims(from, piece.weight),
            Err(fault) => {
                resolving.settle(from, PeerOutcome::Refused(fault.clone()));
                self.blame(from, fault);
            }
        }
        self.compare_answer(from, stood, piece.weight.length());
        self.resolve_on();
        true
    }

    /// A download that a resolve had begun has ended.
    pub(crate) fn resolve_fetched(
        &mut self,
        peer: Address,
        outcome: Result<Option<Branch>, PeerOutcome>,
    ) {
        let Some(resolving) = &mut self.resolving else {
            return;
        };
        match outcome {
            Ok(Some(branch)) => {
                let weight = branch.weight();
                self.peers.trusted(&peer);
                resolving.claims(&peer, weight);
                if resolving
                    .best
                    .as_ref()
                    .is_none_or(|(_, best)| weight > best.weight())
                {
                    let before = resolving.best.replace((peer, branch));
                    if let Some((_, branch)) = before {
                        self.discard(branch.discard());
                    }
                } else {
                    self.discard(branch.discard());
                }
            }
            // It was heavier when it was asked, and is no more.
            Ok(None) => resolving.claims(&peer, self.chain.weight()),
            Err(outcome) => resolving.settle(&peer, outcome),
        }
        self.fetch_next();
    }

    fn ask_lengths(&mut self) {
        let Some(resolving) = &self.resolving else {
            return;
        };
        let question = Message::Ask {
            request: resolving.question,
            locator: self.chain.locator(),
            limit: 0,
        };
        for asked in resolving.peers.iter().filter(|p| p.outcome.is_none()) {
            let address = asked.address.clone();
            self.outputs
                .push_back(Output::Send(Some(address), question.clone()));
        }
    }

    /// Goes on to fetching once everyone has answered.
    fn resolve_on(&mut self) {
        if let Some(resolving) = &mut self.resolving
            && !resolving.fetching
            && resolving.peers.iter().all(|peer| peer.outcome.is_some())
        {
            resolving.fetching = true;
            resolving.started = self.now;
            self.fetch_next();
        }
    }

    /// Goes on with fetching, until nobody is left who claims more than what was found.
    fn fetch_next(&mut self) {
        self.drop_lighter();
        self.fetch_heavier();
        if self.downloads.is_empty() {
            self.conclude();
        }
    }

    /// Drops the downloads of chains that claim no more than what was found meanwhile.
    fn drop_lighter(&mut self) {
        let claims = self.claims();
        self.keep_downloads(|download, _| claims.iter().any(|(peer, _)| *peer == download.peer));
    }

    /// Who claims a heavier chain than what was found so far.
    pub(crate) fn claims(&self) -> Vec<(Address, ChainWeight)> {
        let Some(resolving) = self.resolving.as_ref().filter(|r| r.fetching) else {
            return Vec::new();
        };
        let best = resolving.best.as_ref();
        let heaviest = best.map_or(self.chain.weight(), |(_, branch)| branch.weight());
        let claims = resolving.peers.iter().filter_map(|asked| {
            let weight = asked.claim.filter(|weight| *weight > heaviest)?;
            let found = best.is_some_and(|(peer, _)| *peer == asked.address);
            (!found).then(|| (asked.address.clone(), weight))
        });
        claims.collect()
    }

    fn conclude(&mut self) {
        let Some(mut resolving) = self.resolving.take() else {
            return;
        };
        let best = resolving.best.take();
        let change = best.and_then(|(peer, branch)| match self.weigh(&branch) {
            Some(base) => Some((base, peer, branch)),
            None => {
                self.discard(branch.discard());
                None
            }
        });
        if let Some((_, peer, branch)) = &change {
            let length = branch.length();
            resolving.settle(peer, PeerOutcome::Adopted { length });
        }
        let resolution = Resolution {
            replaced: change.is_some(),
            peers: resolving
                .peers
                .into_iter()
                .map(|asked| PeerReport {
                    address: asked.address,
                    outcome: asked.outcome.unwrap_or(PeerOutcome::Silent),
                })
                .collect(),
        };
        let waiting = resolving.waiting;
        match change {
            Some((base, peer, branch)) => {
                self.change_over(peer, branch, base, waiting, resolution);
            }
            None => {
                for request in waiting {
                    self.answer(request, Ok(Answer::Resolved(resolution.clone())));
                }
            }
        }
    }
}
