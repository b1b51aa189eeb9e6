//! A light node: one that holds headers only.
//!
//! In a room whose blocks have headers, work and links can be checked without the transactions. A light node follows the chain
//! with most work at its miners' word: it knows no balances, verifies no payment of others, and never mines. Of its own
//! payments it asks for the path that shows that they are in a block. It tells others that it is light, so that nobody asks it
//! for blocks.

use std::time::Duration;

use chain::{
    Block, ChainWeight, Hash, Inclusion, LightBranch, LightChain, Rules, Transaction, Waiting,
};

use crate::{
    Node,
    address::Address,
    clock::Early,
    download::{MAX_DOWNLOAD_BYTES, check_claim},
    interface::{
        Activity, Answer, CommandError, Mode, Output, PeerFault, PeerOutcome, PeerReport,
        RequestId, Resolution,
    },
    lookup::{FoundTransaction, Place},
    mining::MAX_WAITING,
    pending::submission,
    time::{AFTER, Time},
    wire::{FULL_PIECE_BYTES, MAX_PIECE_BLOCKS, Message},
};

/// The largest header that a node takes, in bytes of its canonical text: five numbers and three hashes.
pub const MAX_HEADER_BYTES: usize = 1024;
/// The most payments of its own that a light node asks about; the oldest are forgotten.
pub const MAX_OWN_PAYMENTS: usize = 256;

/// A question unanswered for this long is asked again,
const REPEAT_AFTER: Duration = Duration::from_millis(1500);
/// and after this many times the peer counts as silent.
const MAX_TRIES: u32 = 4;
/// How long fetching one peer's headers may take.
const FETCH_WITHIN: Duration = Duration::from_secs(40);
/// How often it is asked where a payment is that is in no block yet.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// What a light node has in place of blocks and balances.
pub(crate) struct Light {
    chain: LightChain,
    download: Option<HeaderDownload>,
    own: Vec<OwnPayment>,
    /// The place of the last of them, counted from 1.
    last_place: u64,
    /// Who wants to know what resolving comes to.
    resolving: Vec<RequestId>,
    /// Whose chain replaced it since the first of them asked.
    replaced: Option<Address>,
    /// When it was last asked about payments.
    asked: Time,
    /// Whom, so that the next one is another.
    turn: usize,
}

/// A payment of a light node's own.
#[derive(Clone, Debug)]
pub struct OwnPayment {
    /// The payment.
    pub payment: Transaction,
    /// Its id.
    pub id: Hash,
    place: u64,
    /// That it is in a block, once that was shown.
    shown: Option<Shown>,
}

/// That a payment is in a block.
#[derive(Clone, Debug)]
struct Shown {
    /// The block's index and hash: another may take its place.
    block: (u64, Hash),
    inclusion: Inclusion,
}

/// Headers that are being fetched.
struct HeaderDownload {
    peer: Address,
    started: Time,
    asked: Time,
    tries: u32,
    request: u32,
    locator: Vec<(u64, Hash)>,
    branch: Option<LightBranch>,
    bytes: usize,
    early: Option<Early>,
}

/// A peer's answer.
pub(crate) struct HeaderPiece {
    pub request: u32,
    pub rules: Rules,
    pub weight: ChainWeight,
    pub after: u64,
    pub headers: Vec<String>,
}

impl Light {
    pub fn new(rules: Rules) -> Self {
        Self {
            chain: LightChain::new(rules),
            download: None,
            own: Vec::new(),
            last_place: 0,
            resolving: Vec::new(),
            replaced: None,
            asked: Time::default(),
            turn: 0,
        }
    }

    fn keep(&mut self, payment: Transaction) {
        if self.own.len() >= MAX_OWN_PAYMENTS {
            self.own.remove(0);
        }
        self.last_place += 1;
        self.own.push(OwnPayment {
            id: payment.id(),
            payment,
            place: self.last_place,
            shown: None,
        });
    }

    /// What of it is stored: its own payments, in the order in which they were made.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        self.own.iter().map(|own| Waiting {
            place: own.place,
            id: None,
            own: true,
            transaction: &own.payment,
        })
    }

    /// Differs from what it was before whenever others are stored than before.
    pub fn revision(&self) -> (u64, usize) {
        (self.last_place, self.own.len())
    }

    /// Whether a payment's block is still on the chain, and which that is.
    fn block_of(&self, own: &OwnPayment) -> Option<u64> {
        let (index, hash) = own.shown.as_ref()?.block;
        let there = self
            .chain
            .get(index)
            .is_some_and(|link| link.hash() == hash);
        there.then_some(index)
    }

    /// When it goes on if nothing is heard.
    pub fn deadline(&self) -> Option<Time> {
        let download = self.download.as_ref();
        let download =
            download.map(|one| (one.asked + REPEAT_AFTER).min(one.started + FETCH_WITHIN + AFTER));
        let waits = self.own.iter().any(|own| self.block_of(own).is_none());
        let payments = waits.then(|| self.asked + ASK_EVERY);
        download.into_iter().chain(payments).min()
    }
}

impl HeaderDownload {
    /// Takes headers in; true when the peer's whole chain is known now.
    fn take(
        &mut self,
        now: Time,
        chain: &LightChain,
        piece: &HeaderPiece,
    ) -> Result<bool, PeerFault> {
        check_claim(piece.rules, piece.weight)?;
        if piece.rules != chain.rules() {
            return Err(PeerFault::OtherRules(piece.rules));
        }
        let is_asked =
            piece.after == 0 || self.locator.iter().any(|&(index, _)| index == piece.after);
        if !is_asked || piece.headers.len() > MAX_PIECE_BLOCKS as usize {
            return Err(PeerFault::BeyondQuestion);
        }
        let mut branch = match self.branch.take() {
            Some(branch) if branch.length() == piece.after => branch,
            // It has changed its mind about headers that it has sent.
            Some(_) if piece.after != 0 => return Err(PeerFault::BeyondQuestion),
            _ => chain.fork(piece.after),
        };
        let mut bytes = 0;
        let mut headers = Vec::with_capacity(piece.headers.len());
        for text in &piece.headers {
            bytes += text.len();
            if text.len() > MAX_HEADER_BYTES || self.bytes + bytes > MAX_DOWNLOAD_BYTES {
                return Err(PeerFault::TooLarge);
            }
            let header = Block::parse(text, piece.rules.format()).map_err(PeerFault::Malformed)?;
            headers.push(header.header());
        }
        if piece.rules.retarget.is_some() {
            let early = |header: &Block| Early::of(now, header.index, header.made()?);
            self.early = headers.iter().find_map(early);
            let in_time = headers.iter().take_while(|header| early(header).is_none());
            headers.truncate(in_time.count());
        }
        branch.extend(headers).map_err(PeerFault::Invalid)?;
        self.bytes += bytes;
        let (length, weight) = (branch.length(), branch.weight());
        self.branch = Some(branch);
        if self.early.is_some() {
            return Ok(true);
        }
        if length >= piece.weight.length() {
            return match weight == piece.weight {
                true => Ok(true),
                false => Err(PeerFault::BeyondQuestion),
            };
        }
        let full = piece.headers.len() >= MAX_PIECE_BLOCKS as usize || bytes >= FULL_PIECE_BYTES;
        match full {
            true => Ok(false),
            false => Err(PeerFault::Trickle),
        }
    }
}

impl Node {
    /// Holds headers only from now on, where the room's blocks have headers; before the first block.
    pub fn be_light(&mut self) {
        self.wants_light = true;
        self.light_or_not();
    }

    /// Begins as a light node, if it wants to be one and the rules allow it.
    pub(crate) fn light_or_not(&mut self) {
        let rules = self.chain.rules();
        let is_light = self.wants_light && rules.format().header;
        self.light = is_light.then(|| Box::new(Light::new(rules)));
    }

    /// Whether it wants to hold headers only; it does where the room's blocks have some.
    pub fn wants_light(&self) -> bool {
        self.wants_light
    }

    /// Takes up its own payments again.
    pub(crate) fn restore_own_payments(&mut self, payments: Vec<Transaction>) {
        if let Some(light) = &mut self.light {
            for payment in payments {
                light.keep(payment);
            }
        }
    }

    /// Its headers, where it holds headers only.
    pub fn headers(&self) -> Option<&LightChain> {
        self.light.as_ref().map(|light| &light.chain)
    }

    /// The payments of a light node's own, each with the index of the block that it was shown to be in.
    pub fn own_payments(&self) -> impl Iterator<Item = (&OwnPayment, Option<u64>)> {
        let light = self.light.iter();
        light.flat_map(|light| light.own.iter().map(|own| (own, light.block_of(own))))
    }

    /// The length of the chain that it follows and the hash of its last block: of its headers, where it holds nothing else.
    pub fn head(&self) -> (u64, Hash) {
        let headers = self.headers();
        let header = headers.and_then(|headers| headers.get(headers.length()));
        match (headers, header) {
            (Some(headers), Some(last)) => (headers.length(), last.hash()),
            _ => (self.chain.length(), self.chain.tip().hash()),
        }
    }

    /// Finds a payment of a light node's own: of others it knows nothing.
    pub(crate) fn find_own_payment(&self, id: Hash) -> Result<Answer, CommandError> {
        let light = self.light.as_ref().ok_or(CommandError::Light)?;
        let own = light.own.iter().find(|own| own.id == id);
        let own = own.ok_or(CommandError::Light)?;
        let shown = light.block_of(own).zip(own.shown.as_ref());
        let on_chain = shown.map(|(block, shown)| Place {
            block,
            confirmations: light.chain.length() - block + 1,
            inclusion: shown.inclusion.clone(),
        });
        Ok(Answer::Transaction(FoundTransaction { id, on_chain }))
    }

    /// Who registered stands at a heavier chain than the headers that are there.
    fn heavier_headers(&self) -> Vec<(Address, ChainWeight)> {
        let Some(light) = &self.light else {
            return Vec::new();
        };
        let (rules, own) = (light.chain.rules(), light.chain.weight());
        let heavier = self.peers.willing(self.now).filter(|(_, presence)| {
            presence.rules == rules && !presence.light && presence.weight > own
        });
        heavier
            .map(|(address, presence)| (address.clone(), presence.weight))
            .collect()
    }

    pub(crate) fn resolve_headers(&mut self, request: RequestId) {
        let Some(light) = &mut self.light else {
            return;
        };
        if light.resolving.len() >= MAX_WAITING {
            return self.answer(request, Err(CommandError::TooManyWaiting));
        }
        if light.resolving.is_empty() {
            light.replaced = None;
        }
        light.resolving.push(request);
        self.follow_headers();
    }

    /// Fetches the headers of whoever stands at the heaviest chain.
    pub(crate) fn follow_headers(&mut self) {
        self.headers_in_time();
        let follows = self.mode == Mode::Live && self.joining_due().is_none();
        let Some(light) = &self.light else {
            return;
        };
        let wanted = follows || !light.resolving.is_empty();
        if wanted && light.download.is_none() {
            let heaviest = self
                .heavier_headers()
                .into_iter()
                .max_by_key(|(address, weight)| {
                    let (conduct, joined) = self.peers.conduct(address);
                    (
                        std::cmp::Reverse(conduct.failures),
                        *weight,
                        std::cmp::Reverse(joined),
                    )
                });
            match heaviest {
                Some((peer, _)) => self.begin_headers(peer),
                None => self.headers_resolved(),
            }
        }
        self.ask_for_inclusions();
    }

    fn begin_headers(&mut self, peer: Address) {
        let request = self.next_question();
        let now = self.now;
        let Some(light) = &mut self.light else {
            return;
        };
        light.download = Some(HeaderDownload {
            peer,
            started: now,
            asked: now,
            tries: 0,
            request,
            locator: light.chain.locator(),
            branch: None,
            bytes: 0,
            early: None,
        });
        self.ask_headers();
    }

    fn ask_headers(&mut self) {
        let now = self.now;
        let Some(download) = self
            .light
            .as_mut()
            .and_then(|light| light.download.as_mut())
        else {
            return;
        };
        download.asked = now;
        download.tries += 1;
        let question = Message::AskHeaders {
            request: download.request,
            locator: download.locator.clone(),
            limit: MAX_PIECE_BLOCKS,
        };
        let peer = download.peer.clone();
        self.send(&peer, question);
    }

    fn headers_in_time(&mut self) {
        let now = self.now;
        let Some(download) = self
            .light
            .as_ref()
            .and_then(|light| light.download.as_ref())
        else {
            return;
        };
        let peer = download.peer.clone();
        if now > download.started + FETCH_WITHIN {
            self.blame(&peer, PeerFault::Trickle);
            self.end_headers();
        } else if now.since(download.asked) >= REPEAT_AFTER {
            if download.tries < MAX_TRIES {
                self.ask_headers();
            } else {
                self.peers.disappointed(now, &peer);
                self.end_headers();
            }
        }
    }

    fn end_headers(&mut self) {
        if let Some(light) = &mut self.light {
            light.download = None;
        }
    }

    pub(crate) fn headers_arrived(&mut self, from: &Address, piece: &HeaderPiece) {
        let (now, request) = (self.now, self.next_question());
        let Some(light) = &mut self.light else {
            return;
        };
        let is_asked = |download: &&mut HeaderDownload| {
            download.peer == *from && download.request == piece.request
        };
        let Some(download) = light.download.as_mut().filter(is_asked) else {
            return;
        };
        download.tries = 0;
        match download.take(now, &light.chain, piece) {
            Err(fault) => {
                self.blame(from, fault);
                self.end_headers();
            }
            Ok(false) => {
                if let Some(branch) = &download.branch {
                    download.locator = branch.locator(&light.chain);
                }
                download.request = request;
                self.ask_headers();
            }
            Ok(true) => self.headers_complete(from),
        }
    }

    fn headers_complete(&mut self, from: &Address) {
        let Some(light) = &mut self.light else {
            return;
        };
        let Some(download) = light.download.take() else {
            return;
        };
        let (before, early) = (light.chain.length(), download.early);
        let branch = download
            .branch
            .map(|branch| (branch.base(), branch.length(), branch));
        let adopted = branch.and_then(|(base, length, branch)| {
            let taken = light.chain.adopt(branch);
            taken.then_some((base, length))
        });
        if adopted.is_some() {
            light.replaced = Some(from.clone());
        }
        match (adopted, early) {
            (Some((base, length)), _) => {
                self.untouched = false;
                self.peers.trusted(from);
                self.record(Activity::Reorg {
                    from: from.clone(),
                    orphaned: (before - base) as usize,
                    adopted: (length - base) as usize,
                    returned: 0,
                });
                self.state_changed();
            }
            (None, None) => self.peers.disappointed(self.now, from),
            (None, Some(_)) => {}
        }
        if let Some(early) = early {
            self.wait_for(from, early);
        }
        self.follow_headers();
    }

    /// Nobody is left who stands at a heavier chain.
    fn headers_resolved(&mut self) {
        let Some(light) = &mut self.light else {
            return;
        };
        let waiting = std::mem::take(&mut light.resolving);
        if waiting.is_empty() {
            return;
        }
        let replaced = light.replaced.take();
        let length = light.chain.length();
        let reports = self.peers.registered().iter().map(|address| {
            let peer = self.peers.get(address);
            let outcome = match (peer.and_then(|peer| peer.fault.clone()), peer) {
                (Some(fault), _) => PeerOutcome::Refused(fault),
                (None, _) if replaced.as_ref() == Some(address) => PeerOutcome::Adopted { length },
                (None, Some(peer)) if peer.presence.is_some() => PeerOutcome::Answered {
                    length: self.claimed_by(address),
                },
                _ => PeerOutcome::Silent,
            };
            let address = address.clone();
            PeerReport { address, outcome }
        });
        let resolution = Resolution {
            replaced: replaced.is_some(),
            peers: reports.collect(),
        };
        for request in waiting {
            self.answer(request, Ok(Answer::Resolved(resolution.clone())));
        }
    }

    /// Keeps and tells a payment of a light node's own: it is for others to put it into a block.
    pub(crate) fn submit_lightly(&mut self, request: RequestId, payment: Transaction) {
        let id = payment.id();
        let Some(light) = &mut self.light else {
            return;
        };
        let block = light.chain.length() + 1;
        light.keep(payment.clone());
        self.untouched = false;
        self.acted = true;
        self.outputs.push_back(Output::Send(None, told(&payment)));
        let id = Some(id);
        self.answer(request, Ok(Answer::Submitted { block, id }));
    }

    /// The seq of a light node's next payment, as far as it knows: it counts its own.
    pub(crate) fn next_light_seq(&self) -> Option<u64> {
        let light = self.light.as_ref()?;
        let seqs = light
            .own
            .iter()
            .filter_map(|own| own.payment.signed.as_ref());
        Some(seqs.map(|signed| signed.seq + 1).max().unwrap_or(0))
    }

    /// Asks the next peer where those of its payments are that no block was shown to hold.
    fn ask_for_inclusions(&mut self) {
        let (now, request) = (self.now, self.next_question());
        let Some(light) = &self.light else {
            return;
        };
        if now.since(light.asked) < ASK_EVERY {
            return;
        }
        let missing = light.own.iter().filter(|own| light.block_of(own).is_none());
        let (ids, payments): (Vec<Hash>, Vec<Transaction>) = missing
            .map(|own| (own.id, own.payment.clone()))
            .take(MAX_ASKED)
            .unzip();
        let rules = light.chain.rules();
        let full = self.peers.willing(now);
        let full = full.filter(|(_, presence)| presence.rules == rules && !presence.light);
        let full: Vec<Address> = full.map(|(address, _)| address.clone()).collect();
        let Some(light) = &mut self.light else {
            return;
        };
        if ids.is_empty() || full.is_empty() {
            return;
        }
        light.asked = now;
        light.turn += 1;
        let peer = full[light.turn % full.len()].clone();
        // Nobody may have heard of them: a message was lost, or all lived in manual mode.
        for payment in payments {
            self.send(&peer, told(&payment));
        }
        self.send(&peer, Message::AskInclusions { request, ids });
    }

    /// A peer shows in which block a payment is. What shows nothing of one's own is no more than noise.
    pub(crate) fn inclusion_arrived(&mut self, block: u64, id: Hash, inclusion: &Inclusion) {
        let Some(light) = &mut self.light else {
            return;
        };
        let Some(hash) = light.chain.get(block).map(|link| link.hash()) else {
            return;
        };
        let Light { chain, own, .. } = &mut **light;
        if let Some(own) = own.iter_mut().find(|own| own.id == id)
            && chain.includes(block, &own.payment.canonical(), inclusion)
        {
            own.shown = Some(Shown {
                block: (block, hash),
                inclusion: inclusion.clone(),
            });
            self.outputs
                .push_back(Output::Activity(Activity::PaymentShown { id, block }));
        }
    }
}

/// A payment as others are told of it.
fn told(payment: &Transaction) -> Message {
    Message::Submitted {
        id: submission(payment),
        transaction: payment.canonical(),
    }
}

/// The most payments that are asked about at once.
pub const MAX_ASKED: usize = 16;
