//! Fetching one peer's chain, piece by piece, validating as it comes.
//!
//! Each question carries a locator of what is there already (the pieces fetched so far, then one's
//! own chain), so the answerer keeps no state, and a reorg at its place in the middle of a download
//! costs only the blocks that changed. Nothing of it touches the node's chain before the end.

use std::{ops::ControlFlow, time::Duration};

use chain::{Block, Branch, Chain, ChainWeight, Claim, Discarded, Hash, Rules, Transaction};

use crate::{
    address::Address,
    branches::{MAX_BRANCH_BLOCKS, MAX_BRANCH_BYTES},
    clock::Early,
    interface::{PeerFault, VerificationId},
    time::{AFTER, Time},
    verifying::Portion,
    wire::{FULL_PIECE_BYTES, MAX_BLOCK_BYTES, MAX_PIECE_BLOCKS, Message},
};

/// The longest chain that a node takes from a peer, in blocks.
pub const MAX_LENGTH: u64 = 10_000_000;
/// The largest chain that a node keeps, in bytes of its text: what a tab can bear several of. Nothing is mined beyond it.
pub const MAX_CHAIN_BYTES: usize = 256 * 1024 * 1024;
/// The most that a node fetches from one peer at once, in bytes of canonical JSON.
pub const MAX_DOWNLOAD_BYTES: usize = MAX_CHAIN_BYTES;

/// The most blocks that are asked for at first: engines run what reads and checks them slowly until it is warm, and a full piece would
/// keep a tab from all else for too long.
const FIRST_BLOCKS: u32 = 32;
/// A question unanswered for this long is asked again,
const REPEAT_AFTER: Duration = Duration::from_millis(1500);
/// and after this many times the peer counts as silent.
const MAX_TRIES: u32 = 4;
/// How long fetching one peer's chain may take: others may be waiting behind it. A second more for each [`SLOWEST`] bytes.
pub const FETCH_WITHIN: Duration = Duration::from_secs(40);
/// The bytes a second at which a large chain has to come: half of what a node [serves](crate::UPLOAD_PER_PEER).
const SLOWEST: usize = 1024 * 1024;
/// A peer that has said nothing for this long has a second one asked beside it,
const SILENT_FOR: Duration = Duration::from_millis(500);
/// and any other one after this.
const ALONE_FOR: Duration = Duration::from_secs(2);
/// How often a peer may change its mind about blocks it has already sent.
const MAX_SETBACKS: u32 = 8;

/// A peer's answer to a question.
pub(crate) struct Piece {
    pub request: u32,
    pub rules: Rules,
    /// What its whole chain weighs, as it claims.
    pub weight: ChainWeight,
    pub after: u64,
    pub blocks: Vec<String>,
}

/// A chain that is being fetched.
pub(crate) struct Download {
    pub peer: Address,
    wanted: Wanted,
    /// Whether others may take its place when its turn is over, and after which span that is.
    pub turn: Option<Duration>,
    /// The length that the peer claimed when it was asked.
    pub claimed: u64,
    started: Time,
    /// When the last piece came.
    heard: Time,
    branch: Option<Branch>,
    /// Blocks that it does not need any more, to be freed.
    discarded: Vec<Discarded>,
    request: u32,
    locator: Vec<(u64, Hash)>,
    /// How many blocks were asked for at most.
    limit: u32,
    asked: Time,
    tries: u32,
    bytes: usize,
    reached: u64,
    setbacks: u32,
    /// The first block of it that is dated ahead; none behind it is taken.
    pub early: Option<Early>,
    /// How far the signatures of its blocks are, once all of it is here.
    signatures: Option<Signatures>,
}

/// How far the verification of signatures is.
enum Signatures {
    /// The next ones are to be handed out.
    Due,
    /// These are being verified.
    HandedOut(Portion),
}

/// Which chains a download is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Such as are heavier than one's own, to be adopted.
    Heavier,
    /// Any that does not leave one's own too early, to be looked at.
    Any,
}

/// How a download goes on.
pub(crate) enum Step {
    /// More is to come; ask again.
    Ask,
    /// All of it is here and valid; `None` if it is to be heavier than one's own, and is not.
    Complete(Option<Box<Branch>>),
    /// It has more blocks of its own than are fetched to be looked at; how many it has in all.
    TooLong(u64),
    /// All of it is here, and its signatures are to be verified.
    Verify,
    Failed(PeerFault),
}

/// Why a piece does not lead to a branch.
enum Unfit {
    Fault(PeerFault),
    TooLong,
}

impl From<PeerFault> for Unfit {
    fn from(fault: PeerFault) -> Self {
        Self::Fault(fault)
    }
}

/// What the passing of time means for a download.
pub(crate) enum Patience {
    Wait,
    AskAgain,
    /// It does not answer.
    GiveUp,
    /// It answers, but has had its time.
    Overdue,
}

impl Download {
    /// Of a chain that is to be adopted, if it is heavier.
    pub fn new(peer: Address, now: Time) -> Self {
        Self {
            peer,
            wanted: Wanted::Heavier,
            turn: None,
            claimed: 0,
            started: now,
            heard: now,
            branch: None,
            discarded: Vec::new(),
            request: 0,
            locator: Vec::new(),
            limit: FIRST_BLOCKS,
            asked: now,
            tries: 0,
            bytes: 0,
            reached: 0,
            setbacks: 0,
            early: None,
            signatures: None,
        }
    }

    /// Of a branch that is to be looked at. What `branch` holds of it does not come again.
    pub fn of_branch(peer: Address, now: Time, branch: Option<Branch>) -> Self {
        Self {
            wanted: Wanted::Any,
            branch,
            ..Self::new(peer, now)
        }
    }

    /// The next question, under a name of its own.
    pub fn next_question(&mut self, now: Time, request: u32, chain: &Chain) -> Message {
        self.locator = match &self.branch {
            Some(branch) => branch.locator(chain),
            None => chain.locator(),
        };
        self.request = request;
        self.question(now)
    }

    /// The same question as before: an answer to either will do, however late it comes.
    pub fn question(&mut self, now: Time) -> Message {
        self.asked = now;
        self.tries += 1;
        Message::Ask {
            request: self.request,
            locator: self.locator.clone(),
            limit: self.limit,
        }
    }

    /// Whether this peer was asked under this name.
    pub fn asked(&self, peer: &Address, request: u32) -> bool {
        self.peer == *peer && self.request == request
    }

    /// When [`patience`](Self::patience) changes; not by itself where all of it is here and is being verified.
    pub fn deadline(&self) -> Option<Time> {
        let waits = self.signatures.is_none();
        waits.then(|| (self.asked + REPEAT_AFTER).min(self.ends() + AFTER))
    }

    /// When it is overdue.
    fn ends(&self) -> Time {
        self.started + FETCH_WITHIN + Duration::from_secs((self.bytes / SLOWEST) as u64)
    }

    pub fn patience(&self, now: Time) -> Patience {
        if self.signatures.is_some() {
            // All of it is here; how long the signatures take is not the peer's fault.
            return Patience::Wait;
        }
        if now > self.ends() {
            Patience::Overdue
        } else if now.since(self.asked) < REPEAT_AFTER {
            Patience::Wait
        } else if self.tries < MAX_TRIES {
            Patience::AskAgain
        } else {
            Patience::GiveUp
        }
    }

    /// When a second peer is asked beside this one: soon where it says nothing, and after a while in any case.
    pub fn second_due(&self) -> Time {
        let silent = match self.started == self.heard {
            true => self.started + SILENT_FOR,
            false => self.heard + REPEAT_AFTER,
        };
        silent.min(self.started + ALONE_FOR)
    }

    /// When its turn is over.
    pub fn turn_ends(&self) -> Option<Time> {
        self.turn.map(|turn| self.started + turn)
    }

    /// Whether the chain has lost the block from which this one grows, or may grow.
    pub fn is_stale(&self, chain: &Chain) -> bool {
        match &self.branch {
            Some(branch) => !branch.grows_from(chain),
            None => {
                let there = |(index, hash): &(u64, Hash)| chain.contains_at(*index, hash);
                !self.locator.iter().all(there)
            }
        }
    }

    pub fn take(&mut self, now: Time, chain: &Chain, piece: Piece) -> Step {
        self.tries = 0;
        self.heard = now;
        let taken = self.accept(now, chain, &piece);
        self.limit = MAX_PIECE_BLOCKS;
        match taken {
            Err(Unfit::Fault(fault)) => Step::Failed(fault),
            Err(Unfit::TooLong) => Step::TooLong(piece.weight.length()),
            Ok(false) => Step::Ask,
            Ok(true) => {
                let is_any = self.wanted == Wanted::Any;
                let fits = |branch: &Branch| is_any || branch.weight() > chain.weight();
                match &self.branch {
                    Some(branch) if fits(branch) && branch.unverified().is_some() => {
                        self.signatures = Some(Signatures::Due);
                        Step::Verify
                    }
                    Some(branch) if fits(branch) => {
                        Step::Complete(self.branch.take().map(Box::new))
                    }
                    _ => Step::Complete(None),
                }
            }
        }
    }

    /// Whether signatures are to be handed out.
    pub fn has_signatures_due(&self) -> bool {
        matches!(self.signatures, Some(Signatures::Due))
    }

    /// Hands out the next signatures under this name, but those that are known to be verified. What is complete when none is
    /// left comes back.
    pub fn next_signatures(
        &mut self,
        name: VerificationId,
        is_verified: &dyn Fn(&Transaction) -> bool,
    ) -> ControlFlow<Step, Vec<Claim>> {
        let Some(branch) = &mut self.branch else {
            return ControlFlow::Break(Step::Complete(None));
        };
        let (portion, claims) = Portion::next(name, branch, is_verified);
        if claims.is_empty() {
            branch.set_verified(portion.last);
            if branch.unverified().is_none() {
                return ControlFlow::Break(Step::Complete(self.branch.take().map(Box::new)));
            }
        } else {
            self.signatures = Some(Signatures::HandedOut(portion));
        }
        ControlFlow::Continue(claims)
    }

    /// Whether these signatures were handed out for it.
    pub fn awaits(&self, name: VerificationId) -> bool {
        matches!(&self.signatures, Some(Signatures::HandedOut(portion)) if portion.name == name)
    }

    /// Takes note of what the verification of the signatures came to.
    pub fn verified(&mut self, are_true: &[bool]) -> Step {
        let (Some(branch), Some(Signatures::HandedOut(portion))) =
            (&mut self.branch, &self.signatures)
        else {
            return Step::Verify;
        };
        if let Err(fault) = portion.settle(branch, are_true) {
            return Step::Failed(PeerFault::Invalid(fault));
        }
        self.signatures = Some(Signatures::Due);
        match branch.unverified() {
            Some(_) => Step::Verify,
            None => Step::Complete(self.branch.take().map(Box::new)),
        }
    }

    /// What it has no use for any more, of late.
    pub fn discarded(&mut self) -> Vec<Discarded> {
        std::mem::take(&mut self.discarded)
    }

    /// Gives all of it up, to be freed.
    pub fn discard(mut self) -> Vec<Discarded> {
        self.discarded
            .extend(self.branch.take().map(Branch::discard));
        self.discarded
    }

    /// True when the peer's whole chain is known now.
    fn accept(&mut self, now: Time, chain: &Chain, piece: &Piece) -> Result<bool, Unfit> {
        check_head(chain, piece, self.limit)?;
        if piece.after != 0 && !self.locator.iter().any(|&(index, _)| index == piece.after) {
            return Err(PeerFault::BeyondQuestion.into());
        }
        let is_any = self.wanted == Wanted::Any;
        if piece.weight <= chain.weight() && self.branch.is_none() && !is_any {
            return Ok(true);
        }
        let start = self.reached.max(piece.after);
        let branch = match self.branch.take() {
            Some(mut branch) if branch.base() <= piece.after => {
                self.discarded.push(branch.truncate(piece.after));
                branch
            }
            branch => {
                self.discarded.extend(branch.map(Branch::discard));
                chain.fork(piece.after)
            }
        };
        let branch = self.branch.insert(branch);
        let claimed = piece.weight.length();
        if is_any && claimed.saturating_sub(branch.base()) > MAX_BRANCH_BLOCKS {
            return Err(Unfit::TooLong);
        }

        let mut bytes = 0;
        let format = branch.rules().format();
        let mut blocks = Vec::with_capacity(piece.blocks.len());
        for text in &piece.blocks {
            bytes += text.len();
            let too_large = text.len() > MAX_BLOCK_BYTES
                || bytes > FULL_PIECE_BYTES + MAX_BLOCK_BYTES
                || self.bytes + bytes > MAX_DOWNLOAD_BYTES
                || branch.bytes() + bytes > MAX_CHAIN_BYTES;
            if too_large {
                return Err(PeerFault::TooLarge.into());
            }
            if is_any && self.bytes + bytes > MAX_BRANCH_BYTES {
                return Err(Unfit::TooLong);
            }
            blocks.push(Block::parse(text, format).map_err(PeerFault::Malformed)?);
        }
        if branch.rules().retarget.is_some() {
            let early = |block: &Block| Early::of(now, block.index, block.made()?);
            self.early = blocks.iter().find_map(early);
            let in_time = blocks.iter().take_while(|block| early(block).is_none());
            blocks.truncate(in_time.count());
        }
        branch.extend(blocks).map_err(PeerFault::Invalid)?;
        self.bytes += bytes;
        if self.early.is_some() {
            return Ok(true);
        }

        if branch.length() >= claimed {
            return match branch.weight() == piece.weight {
                true => Ok(true),
                false => Err(PeerFault::BeyondQuestion.into()),
            };
        }
        let full = piece.blocks.len() >= self.limit as usize || bytes >= FULL_PIECE_BYTES;
        if !full {
            return Err(PeerFault::Trickle.into());
        }
        if branch.length() <= start {
            self.setbacks += 1;
            if self.setbacks > MAX_SETBACKS {
                return Err(PeerFault::Trickle.into());
            }
        }
        self.reached = branch.length();
        Ok(false)
    }
}

/// What every answer must satisfy, whatever blocks it brings; `limit` is how many were asked for.
pub(crate) fn check_head(chain: &Chain, piece: &Piece, limit: u32) -> Result<(), PeerFault> {
    check_claim(piece.rules, piece.weight)?;
    if piece.rules != chain.rules() {
        Err(PeerFault::OtherRules(piece.rules))
    } else if piece.blocks.len() > limit as usize {
        Err(PeerFault::BeyondQuestion)
    } else {
        Ok(())
    }
}

/// Every chain has its genesis, and none has more blocks than a node takes; its work is told where that decides.
pub(crate) fn check_claim(rules: Rules, weight: ChainWeight) -> Result<(), PeerFault> {
    match weight.length() {
        _ if rules.retarget.is_some() != weight.work().is_some() => Err(PeerFault::BeyondQuestion),
        1..=MAX_LENGTH => Ok(()),
        length => Err(PeerFault::AbsurdLength(length)),
    }
}
