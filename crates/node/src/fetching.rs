//! From whom a heavier chain is fetched, for a resolve or in live mode.
//!
//! Two peers are asked at once, so that one that lies, stalls or says nothing does not keep a node from the others. The first
//! place is for the heaviest claim among those who disappointed least. The second is taken when that one is slow, by turns: those
//! whose last chain was there and valid come before those who have yet to prove themselves, and among these whoever has waited
//! longest. A turn is short, and longer the next time. So a peer has its turn however many others claim more than they have,
//! and however often they come back under other addresses.

use std::{cmp::Reverse, time::Duration};

use chain::{Branch, Chain, ChainWeight};

use crate::{
    Node,
    address::Address,
    download::{Download, FETCH_WITHIN, Patience, Piece, Step},
    interface::{PeerFault, PeerOutcome, Resolution},
    time::Time,
};

/// How long the first turn in the second place is. Each that follows is twice as long.
const TURN: Duration = Duration::from_secs(1);

impl Node {
    /// Asks those who claim a heavier chain, as long as there is a place for them.
    pub(crate) fn fetch_heavier(&mut self) {
        let has_first = self
            .downloads
            .iter()
            .any(|download| download.turn.is_none());
        if !has_first && let Some(address) = self.heaviest_claimant() {
            self.start_download(address, None);
        }
        let second_due = |download: &Download| download.second_due() <= self.now;
        if let [first] = &self.downloads[..]
            && second_due(first)
            && let Some(address) = self.next_claimant()
        {
            let turns = self.peers.conduct(&address).0.turns;
            let turn = TURN.saturating_mul(1 << turns.min(6)).min(FETCH_WITHIN);
            self.start_download(address, Some(turn));
        }
    }

    /// When another peer gets its turn, if one waits.
    pub(crate) fn next_turn(&self) -> Option<Time> {
        match &self.downloads[..] {
            [first] => Some(first.second_due()),
            both => both.iter().find_map(Download::turn_ends),
        }
    }

    /// Who claims a heavier chain and is not being asked for it.
    fn claimants(&self) -> Vec<(Address, ChainWeight)> {
        let mut claims = match self.resolving {
            Some(_) => self.claims(),
            None => self.heavier(),
        };
        claims.retain(|(address, _)| self.downloads.iter().all(|d| d.peer != *address));
        claims
    }

    fn heaviest_claimant(&self) -> Option<Address> {
        let rank = |(address, weight): &(Address, ChainWeight)| {
            let (conduct, joined) = self.peers.conduct(address);
            (conduct.failures, Reverse(*weight), !conduct.proven, joined)
        };
        let first = self.claimants().into_iter().min_by_key(rank);
        first.map(|(address, _)| address)
    }

    fn next_claimant(&self) -> Option<Address> {
        let rank = |(address, _): &(Address, ChainWeight)| {
            let (conduct, joined) = self.peers.conduct(address);
            (!conduct.proven, conduct.waits_since, joined)
        };
        let next = self.claimants().into_iter().min_by_key(rank);
        next.map(|(address, _)| address)
    }

    /// How long a peer's chain is, as it says; 0 where it did not say.
    pub(crate) fn claimed_by(&self, peer: &Address) -> u64 {
        let presence = self.peers.get(peer).and_then(|peer| peer.presence.as_ref());
        presence.map_or(0, |presence| presence.weight.length())
    }

    fn start_download(&mut self, peer: Address, turn: Option<Duration>) {
        self.peers.has_turn(self.now, &peer);
        let mut download = Download::new(peer, self.now);
        download.turn = turn;
        download.claimed = self.claimed_by(&download.peer);
        self.downloads.push(download);
        self.ask_on(self.downloads.len() - 1);
    }

    pub(crate) fn downloads_in_time(&mut self) {
        for at in (0..self.downloads.len()).rev() {
            // The end of one may be the end of a resolve, and of the other.
            let Some(download) = self.downloads.get_mut(at) else {
                continue;
            };
            let peer = download.peer.clone();
            match download.patience(self.now) {
                Patience::Wait => {}
                Patience::AskAgain => {
                    let question = download.question(self.now);
                    self.send(&peer, question);
                }
                Patience::GiveUp => {
                    self.peers.disappointed(self.now, &peer);
                    self.download_ended(at, Err(PeerOutcome::Silent));
                }
                Patience::Overdue => {
                    self.blame(&peer, PeerFault::Trickle);
                    self.download_ended(at, Err(PeerOutcome::Refused(PeerFault::Trickle)));
                }
            }
        }
        let over = |download: &Download| download.turn_ends().is_some_and(|end| end <= self.now);
        if let Some(at) = self.downloads.iter().position(over)
            && !self.claimants().is_empty()
        {
            let peer = self.drop_download(at);
            self.peers.turn_over(&peer);
            self.fetch_heavier();
        }
    }

    pub(crate) fn piece_arrived(&mut self, from: &Address, piece: Piece) {
        if self.claim_told(from, &piece) {
            return;
        }
        let asked = |download: &Download| download.asked(from, piece.request);
        let Some(at) = self.downloads.iter().position(asked) else {
            return self.branch_arrived(from, piece);
        };
        if self.adopting.is_some() {
            // The chain is about to change. The question is asked again, if it fits the new one.
            return;
        }
        self.compare_answer(from, self.downloads[at].claimed, piece.weight.length());
        let download = &mut self.downloads[at];
        let step = download.take(self.now, &self.chain, piece);
        for blocks in download.discarded() {
            self.discard(blocks);
        }
        self.download_step(at, step);
    }

    /// Takes a download's next step.
    pub(crate) fn download_step(&mut self, at: usize, step: Step) {
        match step {
            Step::Ask => self.ask_on(at),
            // It is handed out as soon as what else is due was done.
            Step::Verify => {}
            Step::Complete(branch) => self.download_ended(at, Ok(branch.map(|branch| *branch))),
            // Only branches that are to be looked at can be.
            Step::TooLong(_) => {}
            Step::Failed(fault) => {
                let peer = self.downloads[at].peer.clone();
                self.blame(&peer, fault.clone());
                self.download_ended(at, Err(PeerOutcome::Refused(fault)));
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

    fn ask_on(&mut self, at: usize) {
        let request = self.next_question();
        let download = &mut self.downloads[at];
        let question = download.next_question(self.now, request, &self.chain);
        let peer = download.peer.clone();
        self.send(&peer, question);
    }

    /// Gives up the downloads that are not to be kept.
    pub(crate) fn keep_downloads(&mut self, is_kept: impl Fn(&Download, &Chain) -> bool) {
        for at in (0..self.downloads.len()).rev() {
            if !is_kept(&self.downloads[at], &self.chain) {
                self.drop_download(at);
            }
        }
    }

    /// Gives up a download, and says whose it was. Its blocks are freed in slices.
    fn drop_download(&mut self, at: usize) -> Address {
        let download = self.downloads.remove(at);
        let peer = download.peer.clone();
        for blocks in download.discard() {
            self.discard(blocks);
        }
        peer
    }

    pub(crate) fn download_ended(
        &mut self,
        at: usize,
        outcome: Result<Option<Branch>, PeerOutcome>,
    ) {
        let early = self.downloads[at].early;
        let peer = self.drop_download(at);
        if let Some(early) = early {
            self.wait_for(&peer, early);
        }
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
            Ok(None) if early.is_some() => {}
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
