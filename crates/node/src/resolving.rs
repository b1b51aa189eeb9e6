//! Resolve: ask every registered node, wait a bounded time, take the longest valid chain.
//!
//! First everyone is asked what their chain weighs. Then the chains that claim to be heavier than
//! one's own are fetched, the heaviest first, until no claim is left that could beat what was found to
//! be valid.

use std::time::Duration;

use chain::{Branch, ChainWeight};

use crate::{
    Node,
    address::Address,
    download::{Download, Patience, Piece, Step, check_head},
    interface::{
        Answer, CommandError, Output, PeerFault, PeerOutcome, PeerReport, RequestId, Resolution,
    },
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
        self.drop_download();
        let question = self.next_question();
        let peers = self.peers.registered().iter().map(|address| Asked {
            address: address.clone(),
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
            if passed > RESOLVE_WITHIN {
                self.drop_download();
                self.conclude();
            }
        } else if passed >= ANSWER_WITHIN {
            for asked in &mut resolving.peers {
                asked.outcome.get_or_insert(PeerOutcome::Silent);
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
        if !resolving.peers.iter().any(|peer| peer.address == *from) {
            return true;
        }
        match check_head(&self.chain, piece, 0) {
            Ok(()) => resolving.claims(from, piece.weight),
            Err(fault) => {
                resolving.settle(from, PeerOutcome::Refused(fault.clone()));
                self.blame(from, fault);
            }
        }
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

    fn fetch_next(&mut self) {
        let Some(resolving) = &self.resolving else {
            return;
        };
        let best = resolving.best.as_ref();
        let mut heaviest = best.map_or(self.chain.weight(), |(_, branch)| branch.weight());
        let tried = |address: &Address| best.is_some_and(|(peer, _)| peer == address);
        let mut next = None;
        for Asked { address, claim, .. } in &resolving.peers {
            if let Some(weight) = *claim
                && weight > heaviest
                && !tried(address)
            {
                heaviest = weight;
                next = Some(address);
            }
        }
        match next.cloned() {
            Some(address) => self.start_download(address),
            None => self.conclude(),
        }
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
            self.peers.trusted(peer);
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

/// Downloads, for a resolve or in live mode.
impl Node {
    pub(crate) fn start_download(&mut self, peer: Address) {
        self.download = Some(Download::new(peer, self.now));
        self.ask_on();
    }

    pub(crate) fn download_in_time(&mut self) {
        let Some(download) = &self.download else {
            return;
        };
        match download.patience(self.now) {
            Patience::Wait => {}
            Patience::AskAgain => self.ask_again(),
            Patience::GiveUp => {
                let peer = download.peer.clone();
                self.peers.disappointed(self.now, &peer);
                self.download_ended(Err(PeerOutcome::Silent));
            }
            Patience::Overdue => {
                let peer = download.peer.clone();
                self.blame(&peer, PeerFault::Trickle);
                self.download_ended(Err(PeerOutcome::Refused(PeerFault::Trickle)));
            }
        }
    }

    pub(crate) fn piece_arrived(&mut self, from: &Address, piece: Piece) {
        if self.claim_told(from, &piece) {
            return;
        }
        let asked = self.download.as_mut();
        let Some(download) = asked.filter(|download| download.asked(from, piece.request)) else {
            return self.branch_arrived(from, piece);
        };
        let step = download.take(&self.chain, piece);
        for blocks in download.discarded() {
            self.discard(blocks);
        }
        match step {
            Step::Ask => self.ask_on(),
            Step::Complete(branch) => self.download_ended(Ok(branch)),
            // Only branches that are to be looked at can be.
            Step::TooLong(_) => {}
            Step::Failed(fault) => {
                self.blame(from, fault.clone());
                self.download_ended(Err(PeerOutcome::Refused(fault)));
            }
        }
    }

    /// Notes what a peer did wrong, and does not ask it unasked for a while.
    pub(crate) fn blame(&mut self, peer: &Address, fault: PeerFault) {
        self.peers.mute(self.now, peer);
        self.note_fault(peer, fault);
    }

    pub(crate) fn note_fault(&mut self, peer: &Address, fault: PeerFault) {
        let fault = fault.shortened();
        self.peers.note(peer, &fault);
        self.record(crate::Activity::PeerFault(peer.clone(), fault));
    }

    fn ask_on(&mut self) {
        let request = self.next_question();
        if let Some(download) = &mut self.download {
            let question = download.next_question(self.now, request, &self.chain);
            let peer = download.peer.clone();
            self.send(&peer, question);
        }
    }

    fn ask_again(&mut self) {
        if let Some(download) = &mut self.download {
            let question = download.question(self.now);
            let peer = download.peer.clone();
            self.send(&peer, question);
        }
    }

    /// Gives up what is being fetched.
    pub(crate) fn drop_download(&mut self) {
        let blocks = self.download.take().map(Download::discard);
        for blocks in blocks.into_iter().flatten() {
            self.discard(blocks);
        }
    }

    fn download_ended(&mut self, outcome: Result<Option<Branch>, PeerOutcome>) {
        let Some(peer) = self.download.as_ref().map(|download| download.peer.clone()) else {
            return;
        };
        self.drop_download();
        if self.resolving.is_some() {
            return self.resolve_fetched(peer, outcome);
        }
        match outcome {
            Ok(Some(branch)) => match self.weigh(&branch) {
                Some(base) => {
                    self.peers.trusted(&peer);
                    let nobody = Resolution {
                        replaced: true,
                        peers: Vec::new(),
                    };
                    self.change_over(peer, branch, base, Vec::new(), nobody);
                }
                None => self.discard(branch.discard()),
            },
            Ok(None) => self.found_lighter(&peer),
            Err(_) => {}
        }
    }

    /// A peer that goes on claiming a heavier chain than it has is not asked again at once.
    fn found_lighter(&mut self, peer: &Address) {
        let own = self.chain.weight();
        let claims = self.peers.get(peer).and_then(|peer| peer.presence.as_ref());
        if claims.is_some_and(|presence| presence.weight > own) {
            self.peers.disappointed(self.now, peer);
        }
    }
}
