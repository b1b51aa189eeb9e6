//! Signatures, which others verify: a check takes a tenth of a millisecond, and a chain may have a hundred thousand.
//!
//! All else of a chain is checked first, while it is fetched. When all of it is here and it would be taken, its signatures are
//! handed out in portions, from the first block on, and it goes on when the answers are in. So a chain with a wrong signature
//! costs its sender the work of its blocks and its turn, and this node no more than [`MAX_DOWNLOAD_BYTES`] of signatures have.
//! What was verified when it came into the mempool is not verified again in a block.
//!
//! [`MAX_DOWNLOAD_BYTES`]: crate::MAX_DOWNLOAD_BYTES

use std::ops::ControlFlow;

use chain::{Branch, Claim, Fault, FaultKind, Hash, Transaction};

use crate::{
    Node, SignatureFault,
    download::Download,
    interface::{BranchOutcome, CommandError, Output, PeerOutcome, RequestId, VerificationId},
};

/// The most payments that are looked at for one portion, unless a single block has more: some milliseconds' work to hand
/// out, and a quarter of a second's to verify.
pub const MAX_PORTION: usize = 2_048;

/// Signatures that are being verified.
pub(crate) struct Portion {
    pub name: VerificationId,
    /// The index of the last block that is verified with them.
    pub last: u64,
    /// Of each, the index of its block and its place in it.
    places: Vec<(u64, u64)>,
}

impl Portion {
    /// The next ones of a branch, and what they claim.
    pub fn next(
        name: VerificationId,
        branch: &Branch,
        is_verified: &dyn Fn(&Transaction) -> bool,
    ) -> (Self, Vec<Claim>) {
        let (last, claims) = branch.next_claims(MAX_PORTION, is_verified);
        let place = |claim: &Claim| (claim.block, claim.transaction);
        let places = claims.iter().map(place).collect();
        (Self { name, last, places }, claims)
    }

    /// Takes note in the branch that they are verified, or gives the first fault. One that nothing is said of is wrong.
    pub fn settle(&self, branch: &mut Branch, are_true: &[bool]) -> Result<(), Fault> {
        let mut said = are_true.iter();
        let wrong = self
            .places
            .iter()
            .find(|_| !said.next().copied().unwrap_or_default());
        match wrong {
            None => {
                branch.set_verified(self.last);
                Ok(())
            }
            Some(&(block, transaction)) => Err(Fault {
                block,
                kind: FaultKind::Signature,
                transaction: Some(transaction),
            }),
        }
    }
}

/// A chain that a person has chosen, whose signatures are being verified.
pub(crate) struct Chosen {
    request: RequestId,
    branch: Branch,
    handed_out: Option<Portion>,
}

impl Node {
    pub(crate) fn next_verification(&mut self) -> VerificationId {
        self.verifications += 1;
        VerificationId(self.verifications)
    }

    /// The hash of the genesis, to which signatures are bound.
    pub(crate) fn genesis(&self) -> Hash {
        self.chain
            .get(1)
            .map_or_else(|| self.chain.tip().hash(), |genesis| genesis.hash())
    }

    /// Hands out the next signatures of each chain that waits for it.
    pub(crate) fn verify_on(&mut self) {
        for at in (0..self.downloads.len()).rev() {
            // The end of one may be the end of a resolve, and of the other.
            if !self
                .downloads
                .get(at)
                .is_some_and(Download::has_signatures_due)
            {
                continue;
            }
            let name = self.next_verification();
            let pool = &self.payments;
            let is_verified = |payment: &Transaction| pool.is_verified(&payment.id());
            match self.downloads[at].next_signatures(name, &is_verified) {
                ControlFlow::Continue(claims) => self.hand_out(name, claims),
                ControlFlow::Break(step) => self.download_step(at, step),
            }
        }
        for at in (0..self.branches.downloads.len()).rev() {
            if !self.branches.downloads[at].has_signatures_due() {
                continue;
            }
            let name = self.next_verification();
            let pool = &self.payments;
            let is_verified = |payment: &Transaction| pool.is_verified(&payment.id());
            match self.branches.downloads[at].next_signatures(name, &is_verified) {
                ControlFlow::Continue(claims) => self.hand_out(name, claims),
                ControlFlow::Break(step) => self.branch_step(at, step),
            }
        }
        self.verify_chosen();
        self.verify_heard();
    }

    /// Whether signatures are to be handed out.
    pub(crate) fn has_signatures_due(&self) -> bool {
        self.downloads.iter().any(Download::has_signatures_due)
            || self.branches.downloads().any(Download::has_signatures_due)
            || self
                .chosen
                .as_ref()
                .is_some_and(|chosen| chosen.handed_out.is_none())
    }

    pub(crate) fn hand_out(&mut self, name: VerificationId, claims: Vec<Claim>) {
        // Where all that was looked at is known to be verified, it goes on with the next slice of work.
        if !claims.is_empty() {
            let genesis = self.genesis();
            self.outputs
                .push_back(Output::Verify(name, genesis, claims));
        }
    }

    /// Has the signatures of a chosen chain verified, before it is adopted.
    pub(crate) fn verify_first(&mut self, request: RequestId, branch: Branch) {
        self.chosen = Some(Chosen {
            request,
            branch,
            handed_out: None,
        });
        self.verify_chosen();
    }

    fn verify_chosen(&mut self) {
        let Some(mut chosen) = self.chosen.take_if(|chosen| chosen.handed_out.is_none()) else {
            return;
        };
        let name = self.next_verification();
        let pool = &self.payments;
        let is_verified = |payment: &Transaction| pool.is_verified(&payment.id());
        let (portion, claims) = Portion::next(name, &chosen.branch, &is_verified);
        if !claims.is_empty() {
            chosen.handed_out = Some(portion);
            self.hand_out(name, claims);
            self.chosen = Some(chosen);
            return;
        }
        chosen.branch.set_verified(portion.last);
        match chosen.branch.unverified() {
            Some(_) => self.chosen = Some(chosen),
            None => self.adopt(chosen.request, chosen.branch),
        }
    }

    /// The verification of signatures has come to this: of each, whether it is true.
    pub(crate) fn verified(&mut self, name: VerificationId, are_true: &[bool]) {
        let awaits = |download: &Download| download.awaits(name);
        if let Some(at) = self.downloads.iter().position(awaits) {
            let step = self.downloads[at].verified(are_true);
            return self.download_step(at, step);
        }
        if let Some(at) = self.branches.downloads.iter().position(awaits) {
            let step = self.branches.downloads[at].verified(are_true);
            return self.branch_step(at, step);
        }
        if let Some(mut chosen) = self.take_chosen(name) {
            let portion = chosen.handed_out.take();
            match portion.map_or(Ok(()), |portion| {
                portion.settle(&mut chosen.branch, are_true)
            }) {
                Ok(()) => self.chosen = Some(chosen),
                Err(fault) => self.answer(chosen.request, Err(CommandError::Invalid(fault))),
            }
            return self.verify_chosen();
        }
        self.payments_verified(name, Ok(are_true));
    }

    /// Signatures could not be verified.
    pub(crate) fn verification_failed(&mut self, name: VerificationId, reason: SignatureFault) {
        let awaits = |download: &Download| download.awaits(name);
        if let Some(at) = self.downloads.iter().position(awaits) {
            // It is asked again after a while: it is not its fault.
            let peer = self.downloads[at].peer.clone();
            self.peers.disappointed(self.now, &peer);
            return self.download_ended(at, Err(PeerOutcome::Unverified(reason)));
        }
        if let Some(at) = self.branches.downloads.iter().position(awaits) {
            return self.branch_ended(at, BranchOutcome::Unverified(reason));
        }
        if let Some(chosen) = self.take_chosen(name) {
            return self.answer(chosen.request, Err(CommandError::Unverified(reason)));
        }
        self.payments_verified(name, Err(reason));
    }

    fn take_chosen(&mut self, name: VerificationId) -> Option<Chosen> {
        self.chosen.take_if(|chosen| {
            let portion = chosen.handed_out.as_ref();
            portion.is_some_and(|portion| portion.name == name)
        })
    }
}
