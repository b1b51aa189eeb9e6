//! Answers to what peers ask. They cost what is sent, never the length of the chain.
//!
//! A question of a few bytes may draw a piece of a chain, so that what is sent is bounded: one piece at a time for each asker,
//! a budget of bytes for each and for all, and nothing while the transport has much left to send. Whoever is registered comes
//! first; all others share one budget. Questions wait meanwhile, one of each kind for an asker: the last.

use std::{collections::VecDeque, time::Duration};

use chain::{Block, Hash};
use litemap::LiteMap;
use protocol::{RateLimit, RateLimiter};

use crate::{
    Node,
    address::Address,
    interface::{Mode, Output},
    time::Time,
    wire::{FULL_PIECE_BYTES, MAX_ITEMS, MAX_PIECE_BLOCKS, Message},
};

/// What is sent to one asker, in bytes of blocks and transactions; and to all together that are not registered.
pub const UPLOAD_PER_PEER: RateLimit = RateLimit {
    per_second: 2.0 * MIB,
    burst: 4.0 * MIB,
};
/// What is sent to all together.
pub const UPLOAD_IN_ALL: RateLimit = RateLimit {
    per_second: 8.0 * MIB,
    burst: 16.0 * MIB,
};
/// While the transport has more bytes than these left to send, no question is answered, so that what is short passes.
pub const MAX_BACKLOG: usize = 512 * 1024;
/// The most questions that wait of those who are not registered: the oldest give way.
pub const MAX_STRANGERS_WAITING: usize = 64;

const MIB: f64 = 1024.0 * 1024.0;
/// An asker has asked again, or gone, when its question has waited for this long.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(6);
/// How soon it is looked again whether a question that waits can be answered.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The questions that wait, and what has been sent of late.
#[derive(Default)]
pub(crate) struct Serving {
    /// In the order in which they came.
    waiting: VecDeque<Waiting>,
    /// Of registered askers by their address, and of all others together.
    askers: LiteMap<Option<Address>, Budget>,
    all: Option<Budget>,
    /// How many bytes the transport has left to send.
    backlog: usize,
    look_at: Time,
}

struct Waiting {
    from: Address,
    is_registered: bool,
    question: Question,
    since: Time,
}

impl Waiting {
    /// Whose budget it is answered from.
    fn asker(&self) -> Option<Address> {
        self.is_registered.then(|| self.from.clone())
    }
}

pub(crate) enum Question {
    Blocks {
        request: u32,
        locator: Vec<(u64, Hash)>,
        limit: u32,
    },
    Headers {
        request: u32,
        locator: Vec<(u64, Hash)>,
        limit: u32,
    },
    Transactions {
        request: u32,
        skip: u32,
    },
}

/// What may be sent.
struct Budget {
    limiter: RateLimiter,
    /// When what was sent is paid.
    ready: Time,
}

impl Budget {
    fn new(limit: RateLimit) -> Self {
        Self {
            limiter: RateLimiter::new(limit),
            ready: Time::default(),
        }
    }

    fn charge(&mut self, now: Time, bytes: usize) {
        self.ready = now + self.limiter.charge(now, bytes as f64);
    }
}

impl Serving {
    /// Lets a question wait, in place of one of the same kind.
    fn add(&mut self, waiting: Waiting) {
        let kind = |waiting: &Waiting| std::mem::discriminant(&waiting.question);
        let is_older =
            |other: &Waiting| other.from == waiting.from && kind(other) == kind(&waiting);
        if let Some(place) = self.waiting.iter().position(is_older) {
            // It keeps its place.
            self.waiting[place] = waiting;
            return;
        }
        let is_stranger = |waiting: &&Waiting| !waiting.is_registered;
        let strangers = self.waiting.iter().filter(is_stranger).count();
        if !waiting.is_registered && strangers >= MAX_STRANGERS_WAITING {
            let oldest = self.waiting.iter().position(|one| !one.is_registered);
            self.waiting.remove(oldest.unwrap_or_default());
        }
        self.waiting.push_back(waiting);
    }

    /// The next question that can be answered now.
    fn next(&mut self, now: Time) -> Option<Waiting> {
        self.waiting
            .retain(|waiting| now.since(waiting.since) < FORGOTTEN_AFTER);
        let all = self.all.get_or_insert_with(|| Budget::new(UPLOAD_IN_ALL));
        if self.backlog > MAX_BACKLOG || all.ready > now {
            return None;
        }
        let is_ready = |waiting: &Waiting| {
            let budget = self.askers.get(&waiting.asker());
            budget.is_none_or(|budget| budget.ready <= now)
        };
        let of_registered = |one: &Waiting| one.is_registered && is_ready(one);
        let place = self.waiting.iter().position(of_registered).or_else(|| {
            // Half of a burst is kept for those who are registered.
            all.charge(now, 0);
            let of_stranger = |one: &Waiting| !one.is_registered && is_ready(one);
            let place = self.waiting.iter().position(of_stranger);
            place.filter(|_| all.limiter.is_slack())
        });
        self.waiting.remove(place?)
    }

    /// Notes that an asker was sent so many bytes.
    fn sent(&mut self, now: Time, asker: Option<Address>, bytes: usize) {
        if let Some(all) = &mut self.all {
            all.charge(now, bytes);
        }
        // Those who asked for nothing of late have all of their budget.
        let is_recent = |budget: &Budget| now.since(budget.ready) < FORGOTTEN_AFTER;
        self.askers.retain(|_, budget| is_recent(budget));
        let budget = self
            .askers
            .entry(asker)
            .or_insert_with(|| Budget::new(UPLOAD_PER_PEER));
        budget.charge(now, bytes);
    }

    /// When it is to be looked again whether a question can be answered.
    pub fn deadline(&self) -> Option<Time> {
        (!self.waiting.is_empty()).then_some(self.look_at)
    }
}

impl Node {
    /// Says how many bytes the transport has left to send. While these are many, no piece of a chain is added to them, so that
    /// what is short passes.
    pub fn set_backlog(&mut self, bytes: usize) {
        self.serving.backlog = bytes;
    }

    pub(crate) fn asked(
        &mut self,
        from: &Address,
        request: u32,
        locator: Vec<(u64, Hash)>,
        limit: u32,
    ) {
        let after = self.chain.last_common(&locator);
        if limit == 0 || after == self.chain.length() {
            self.send_blocks(from, request, after, 0);
        } else {
            let question = Question::Blocks {
                request,
                locator,
                limit,
            };
            self.let_wait(from, question);
        }
    }

    /// A light node asks; where blocks have no headers of their own there is nothing to answer.
    pub(crate) fn headers_asked(
        &mut self,
        from: &Address,
        request: u32,
        locator: Vec<(u64, Hash)>,
        limit: u32,
    ) {
        if self.chain.rules().format().header && self.light.is_none() {
            let question = Question::Headers {
                request,
                locator,
                limit,
            };
            self.let_wait(from, question);
        }
    }

    fn let_wait(&mut self, from: &Address, question: Question) {
        self.serving.add(Waiting {
            from: from.clone(),
            is_registered: self.peers.listens_to(from),
            question,
            since: self.now,
        });
    }

    /// In manual mode it keeps its transactions to itself.
    pub(crate) fn pending_asked(&mut self, from: &Address, request: u32, skip: u32) {
        match self.mode {
            Mode::Manual => {
                self.send_transactions(from, request, skip);
            }
            Mode::Live => {
                let question = Question::Transactions { request, skip };
                self.let_wait(from, question);
            }
        }
    }

    /// Answers the next question that waits, if it may.
    pub(crate) fn serve_on(&mut self) {
        let Some(waiting) = self.serving.next(self.now) else {
            self.serving.look_at = self.now + LOOK_EVERY;
            return;
        };
        let asker = waiting.asker();
        let Waiting { from, question, .. } = waiting;
        let bytes = match question {
            Question::Blocks {
                request,
                locator,
                limit,
            } => {
                let after = self.chain.last_common(&locator);
                self.send_blocks(&from, request, after, limit)
            }
            Question::Headers {
                request,
                locator,
                limit,
            } => {
                let after = self.chain.last_common(&locator);
                self.send_headers(&from, request, after, limit)
            }
            Question::Transactions { request, skip } => {
                self.send_transactions(&from, request, skip)
            }
        };
        self.serving.sent(self.now, asker, bytes);
        self.serving.look_at = self.now;
    }

    /// The texts of what stands behind a block, up to so many blocks, and how many bytes these have.
    fn piece(&self, after: u64, limit: u32, text: fn(&Block) -> String) -> (Vec<String>, usize) {
        let most = limit.min(MAX_PIECE_BLOCKS) as usize;
        let mut texts = Vec::new();
        let mut bytes = 0;
        let mut index = after;
        while texts.len() < most && bytes < FULL_PIECE_BYTES {
            index += 1;
            let Some(link) = self.chain.get(index) else {
                break;
            };
            let text = text(link.block());
            bytes += text.len();
            texts.push(text);
        }
        (texts, bytes)
    }

    /// Sends headers, and says how many bytes these have.
    fn send_headers(&mut self, to: &Address, request: u32, after: u64, limit: u32) -> usize {
        let header = |block: &Block| block.header().canonical();
        let (headers, bytes) = self.piece(after, limit, header);
        let headers = Message::Headers {
            request,
            rules: self.chain.rules(),
            weight: self.chain.weight(),
            after,
            headers,
        };
        self.send(to, headers);
        bytes
    }

    /// Sends blocks, and says how many bytes these have.
    fn send_blocks(&mut self, to: &Address, request: u32, after: u64, limit: u32) -> usize {
        let (blocks, bytes) = self.piece(after, limit, Block::canonical);
        self.send(
            to,
            Message::Blocks {
                request,
                rules: self.chain.rules(),
                weight: self.chain.weight(),
                after,
                blocks,
            },
        );
        bytes
    }

    /// Sends a page of what is pending, and says how many bytes its transactions have.
    fn send_transactions(&mut self, to: &Address, request: u32, skip: u32) -> usize {
        let (skipped, most) = match self.mode {
            Mode::Live => (skip as usize, MAX_ITEMS),
            Mode::Manual => (usize::MAX, 0),
        };
        let rest = self.announcements().skip(skipped).take(most + 1);
        let mut items: Vec<_> = rest
            .map(|(id, transaction)| (id, transaction.canonical()))
            .collect();
        let more = items.len() > most;
        items.truncate(most);
        let next = more.then(|| skip.saturating_add(MAX_ITEMS as u32));
        let bytes = items.iter().map(|(_, text)| text.len()).sum();
        self.send(
            to,
            Message::Transactions {
                request,
                items,
                next,
            },
        );
        bytes
    }

    pub(crate) fn send(&mut self, to: &Address, message: Message) {
        self.outputs
            .push_back(Output::Send(Some(to.clone()), message));
    }
}
