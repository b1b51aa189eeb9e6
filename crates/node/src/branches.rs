//! The branches of the room: what others have in place of one's own blocks, fetched to be looked at.
//!
//! To resolve, a node fetches only what is longer than its own chain. To see how a room forked, a person needs all the
//! others, too. So a node fetches them when a person asks for it, and by itself while somebody watches a node that has neither
//! mined nor submitted anything: a teacher's, at the projector. All that comes is validated; nothing of it is adopted. It is
//! kept in a store of its own, from which the oldest branches go first when it is full.

use std::{sync::Arc, time::Duration};

use chain::{Branch, Chain, Discarded, Hash, Link};

use crate::{
    Node, Peer, Presence,
    address::Address,
    download::{Download, Patience, Piece, Step},
    interface::{Answer, BranchOutcome, BranchReport, CommandError, PeerFault, RequestId},
    mining::MAX_WAITING,
    time::Time,
};

/// The most blocks of one branch that are fetched to be looked at, counted from where it leaves one's own chain.
pub const MAX_BRANCH_BLOCKS: u64 = 1_000;
/// The most bytes of them, in canonical JSON.
pub const MAX_BRANCH_BYTES: usize = 2 * 1024 * 1024;
/// The most branches that are kept,
pub const MAX_BRANCHES: usize = 256;
/// and the most blocks,
pub const MAX_KEPT_BLOCKS: usize = 10_000;
/// and bytes of all of them together.
pub const MAX_KEPT_BYTES: usize = 16 * 1024 * 1024;
/// How long fetching all branches of the room may take.
pub const BRANCHES_WITHIN: Duration = Duration::from_secs(60);

/// How many are fetched at a time.
const AT_ONCE: usize = 8;
/// How often a peer is looked at for a branch that is to be fetched unasked,
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// and how long not after its branch was fetched, and after that was in vain.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
const AFTER_FAILURE: Duration = Duration::from_secs(20);

/// Branches that were fetched, and those that are being fetched.
#[derive(Default)]
pub(crate) struct Branches {
    /// In the order in which they came.
    kept: Vec<Kept>,
    pub downloads: Vec<Download>,
    fetch: Option<Fetch>,
    /// Whether somebody looks at them.
    pub watched: bool,
}

/// A branch with whose it is, and how many bytes its blocks have.
struct Kept {
    owner: Address,
    branch: Branch,
    bytes: usize,
}

/// A person's wish to have all of them.
struct Fetch {
    waiting: Vec<RequestId>,
    started: Time,
    peers: Vec<(Address, Option<BranchOutcome>)>,
}

impl Branches {
    /// Whether a block is on a branch that is kept.
    fn has(&self, index: u64, hash: &Hash) -> bool {
        self.kept
            .iter()
            .any(|kept| kept.branch.contains_at(index, hash))
    }

    /// Where to begin a download from a peer, so that little of what is kept comes again: at the branch that was its own
    /// last, or else at the heaviest; if that still grows from the chain.
    fn start(&self, peer: &Address, chain: &Chain) -> Option<Branch> {
        let grows = |kept: &&Kept| kept.branch.grows_from(chain);
        let theirs = self
            .kept
            .iter()
            .rev()
            .filter(grows)
            .find(|kept| kept.owner == *peer);
        let heaviest = || {
            self.kept
                .iter()
                .filter(grows)
                .max_by_key(|kept| kept.branch.weight())
        };
        let kept = theirs.or_else(heaviest)?;
        Some(kept.branch.clone())
    }

    /// Keeps a branch, in place of those that it has grown from. Where there is no room, the oldest branch of the owner that takes
    /// the most goes.
    fn keep(&mut self, owner: Address, branch: Branch) -> BranchOutcome {
        let (length, blocks) = (branch.length(), branch.links().len());
        let news = |tip: &Arc<Link>| blocks > 0 && !self.has(length, &tip.hash());
        if !branch.tip().is_some_and(news) {
            return BranchOutcome::Known { length };
        }
        let bytes = branch
            .links()
            .map(|link| link.block().canonical().len())
            .sum();
        if bytes > MAX_BRANCH_BYTES {
            return BranchOutcome::TooLong { length };
        }
        self.kept.retain(|kept| {
            let tip = kept.branch.tip();
            !tip.is_some_and(|tip| branch.contains_at(kept.branch.length(), &tip.hash()))
        });
        self.kept.push(Kept {
            owner,
            branch,
            bytes,
        });
        while self.is_too_full() {
            let of_one = |owner: &Address| {
                let theirs = self.kept.iter().filter(|kept| kept.owner == *owner);
                theirs.map(|kept| kept.bytes).sum::<usize>()
            };
            let most = self.kept.iter().map(|kept| of_one(&kept.owner)).max();
            let takes_most = |kept: &Kept| Some(of_one(&kept.owner)) == most;
            let Some(oldest) = self.kept.iter().position(takes_most) else {
                break;
            };
            self.kept.remove(oldest);
        }
        BranchOutcome::Fetched { length, blocks }
    }

    fn is_too_full(&self) -> bool {
        let blocks = self.kept.iter().map(|kept| kept.branch.links().len());
        let bytes = self.kept.iter().map(|kept| kept.bytes);
        self.kept.len() > MAX_BRANCHES
            || blocks.sum::<usize>() > MAX_KEPT_BLOCKS
            || bytes.sum::<usize>() > MAX_KEPT_BYTES
    }

    /// What is being fetched.
    pub fn downloads(&self) -> impl Iterator<Item = &Download> {
        self.downloads.iter()
    }

    /// When the fetching began that a person waits for, if one does.
    pub fn fetch_started(&self) -> Option<Time> {
        self.fetch.as_ref().map(|fetch| fetch.started)
    }

    fn fetches(&self, peer: &Address) -> bool {
        self.downloads.iter().any(|download| download.peer == *peer)
    }

    /// Gives up the downloads that are under way, as the chain on which they build has changed. They start again.
    pub fn begin_anew(&mut self) -> Vec<Discarded> {
        let given_up = self.downloads.drain(..).map(Download::discard);
        given_up.flatten().collect()
    }

    /// Forgets all, as other rules hold.
    pub fn forget(&mut self) {
        self.kept.clear();
        self.downloads.clear();
    }
}

impl Node {
    /// The branches that were fetched to be looked at, in the order in which they came, each with the address of the node
    /// whose chain it was.
    pub fn branches(&self) -> impl DoubleEndedIterator<Item = (&Address, &Branch)> {
        self.branches
            .kept
            .iter()
            .map(|kept| (&kept.owner, &kept.branch))
    }

    pub(crate) fn fetch_branches(&mut self, request: RequestId) {
        if let Some(fetch) = &mut self.branches.fetch {
            if fetch.waiting.len() < MAX_WAITING {
                fetch.waiting.push(request);
            } else {
                self.answer(request, Err(CommandError::TooManyWaiting));
            }
            return;
        }
        let peers = self.branch_owners().into_iter();
        self.branches.fetch = Some(Fetch {
            waiting: vec![request],
            started: self.now,
            peers: peers.map(|address| (address, None)).collect(),
        });
    }

    /// The nodes that are registered; all in the room where none is.
    fn branch_owners(&self) -> Vec<Address> {
        let registered = self.peers.registered();
        if !registered.is_empty() {
            return registered.to_vec();
        }
        let present = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.presence.is_some());
        present.map(|(address, _)| address.clone()).collect()
    }

    /// Goes on with fetching branches.
    pub(crate) fn fetch_on(&mut self) {
        self.branches_in_time();
        if self.adopting.is_none() {
            self.fetch_wanted();
            self.fetch_unasked();
        }
        self.fetched_all();
    }

    fn branches_in_time(&mut self) {
        for at in (0..self.branches.downloads.len()).rev() {
            let download = &mut self.branches.downloads[at];
            let peer = download.peer.clone();
            match download.patience(self.now) {
                Patience::Wait => {}
                Patience::AskAgain => {
                    let question = download.question(self.now);
                    self.send(&peer, question);
                }
                Patience::GiveUp => {
                    self.peers.disappointed(self.now, &peer);
                    self.branch_ended(at, BranchOutcome::Silent);
                }
                Patience::Overdue => {
                    self.blame(&peer, PeerFault::Trickle);
                    self.branch_ended(at, BranchOutcome::Refused(PeerFault::Trickle));
                }
            }
        }
    }

    /// Begins with those that a person wants.
    fn fetch_wanted(&mut self) {
        let Some(mut fetch) = self.branches.fetch.take() else {
            return;
        };
        let late = self.now.since(fetch.started) > BRANCHES_WITHIN;
        for (address, outcome) in fetch.peers.iter_mut().filter(|(_, o)| o.is_none()) {
            *outcome = self.outcome_known(address);
            if outcome.is_none() && late {
                *outcome = Some(BranchOutcome::Unasked);
                self.branches
                    .downloads
                    .retain(|download| download.peer != *address);
            } else if outcome.is_none() && !self.branches.fetches(address) {
                self.fetch_branch(address);
            }
        }
        self.branches.fetch = Some(fetch);
    }

    /// Begins with those that have come up while somebody watches a node that does nothing itself.
    fn fetch_unasked(&mut self) {
        if !self.branches.watched || self.acted {
            return;
        }
        for address in self.branch_owners() {
            let due = |peer: &Peer| peer.presence.is_some() && peer.branch_due <= self.now;
            if !self.peers.get(&address).is_some_and(due) || self.branches.fetches(&address) {
                continue;
            }
            if self.outcome_known(&address).is_none() {
                self.fetch_branch(&address);
            } else {
                self.put_off_branch(&address, LOOK_EVERY);
            }
        }
    }

    fn put_off_branch(&mut self, address: &Address, span: Duration) {
        if let Some(peer) = self.peers.get_mut(address) {
            peer.branch_due = self.now + span;
        }
    }

    /// What can be said of a peer's branch without asking for it.
    fn outcome_known(&self, address: &Address) -> Option<BranchOutcome> {
        let presence = self.peers.get(address)?.presence.as_ref()?;
        let Presence {
            rules, weight, tip, ..
        } = presence;
        if *rules != self.chain.rules() {
            return Some(BranchOutcome::Refused(PeerFault::OtherRules(*rules)));
        }
        let length = weight.length();
        if self.chain.contains_at(length, tip) || self.branches.has(length, tip) {
            return Some(BranchOutcome::Known { length });
        }
        (length > self.chain.length() + MAX_BRANCH_BLOCKS)
            .then_some(BranchOutcome::TooLong { length })
    }

    /// Asks a peer for its branch, unless enough are being fetched, or the same from another.
    fn fetch_branch(&mut self, address: &Address) {
        let tip = |address: &Address| Some(self.peers.get(address)?.presence.as_ref()?.tip);
        let wanted = tip(address);
        let mut under_way = self
            .branches
            .downloads
            .iter()
            .map(|download| tip(&download.peer));
        if under_way.len() >= AT_ONCE || (wanted.is_some() && under_way.any(|tip| tip == wanted)) {
            return;
        }
        let start = self.branches.start(address, &self.chain);
        let download = Download::of_branch(address.clone(), self.now, start);
        self.branches.downloads.push(download);
        self.ask_for_branch(self.branches.downloads.len() - 1);
    }

    fn ask_for_branch(&mut self, at: usize) {
        let request = self.next_question();
        let download = &mut self.branches.downloads[at];
        let question = download.next_question(self.now, request, &self.chain);
        let peer = download.peer.clone();
        self.send(&peer, question);
    }

    /// A peer answers; perhaps to a question for its branch.
    pub(crate) fn branch_arrived(&mut self, from: &Address, piece: Piece) {
        let mut downloads = self.branches.downloads.iter_mut();
        let Some(at) = downloads.position(|download| download.asked(from, piece.request)) else {
            return;
        };
        let step = self.branches.downloads[at].take(self.now, &self.chain, piece);
        self.branch_step(at, step);
        self.fetch_on();
    }

    /// Takes the next step of a download of a branch.
    pub(crate) fn branch_step(&mut self, at: usize, step: Step) {
        match step {
            Step::Ask => self.ask_for_branch(at),
            Step::Verify => {}
            Step::TooLong(length) => self.branch_ended(at, BranchOutcome::TooLong { length }),
            Step::Failed(fault) => {
                let peer = self.branches.downloads[at].peer.clone();
                self.blame(&peer, fault.clone());
                self.branch_ended(at, BranchOutcome::Refused(fault));
            }
            Step::Complete(branch) => {
                // Any branch will do, so there is one.
                if let Some(branch) = branch {
                    let peer = self.branches.downloads[at].peer.clone();
                    let outcome = self.branches.keep(peer, *branch);
                    self.branch_ended(at, outcome);
                }
            }
        }
    }

    pub(crate) fn branch_ended(&mut self, at: usize, outcome: BranchOutcome) {
        let Download { peer: address, .. } = self.branches.downloads.swap_remove(at);
        let rest = match outcome {
            BranchOutcome::Fetched { .. } => AGAIN_AFTER,
            _ => AFTER_FAILURE,
        };
        self.put_off_branch(&address, rest);
        if let Some(fetch) = &mut self.branches.fetch
            && let Some((_, slot)) = fetch.peers.iter_mut().find(|(peer, _)| *peer == address)
        {
            *slot = Some(outcome);
        }
    }

    /// Answers those who wanted all branches, once something is known of each.
    fn fetched_all(&mut self) {
        let all = |fetch: &mut Fetch| fetch.peers.iter().all(|(_, outcome)| outcome.is_some());
        let Some(fetch) = self.branches.fetch.take_if(all) else {
            return;
        };
        let reports = fetch
            .peers
            .into_iter()
            .map(|(address, outcome)| BranchReport {
                address,
                outcome: outcome.unwrap_or(BranchOutcome::Unasked),
            });
        let reports: Vec<_> = reports.collect();
        for request in fetch.waiting {
            self.answer(request, Ok(Answer::Branches(reports.clone())));
        }
    }
}
