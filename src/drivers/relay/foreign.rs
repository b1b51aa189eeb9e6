//! Foreign nodes, such as the tutorial's Flask node, made to look like peers that answer
//! [`Message::Ask`].
//!
//! They know no locators and no pieces, only `GET /chain`. So the whole chain is fetched, through the
//! relay, whenever a node asks how long it is, and kept for the questions that follow.

use std::{cell::RefCell, rc::Rc};

use chain::{Block, Hash, Rules};
use gloo_net::http::Request;
use litemap::LiteMap;
use node::{
    Address, RelayFault, Unreadable,
    wire::{FULL_PIECE_BYTES, MAX_PIECE_BLOCKS, Message},
};

use super::{Link, refusal};
use crate::drivers::turn::next_turn;

/// How many blocks are read and hashed before the page is yielded to.
const BLOCKS_A_BREATH: usize = 500;

/// A question to a foreign node.
pub struct Question {
    /// Its name.
    pub request: u32,
    /// Where the asker's chain stands.
    pub locator: Vec<(u64, Hash)>,
    /// How many blocks are wanted; 0 asks for the length.
    pub limit: u32,
}

/// A chain, each block with its hash.
type Blocks = Vec<(Block, Hash)>;

/// The foreign nodes that this tab may ask.
#[derive(Default)]
pub struct Foreign(RefCell<LiteMap<Address, State>>);

/// How far the tab has come with one of them.
#[derive(Default)]
struct State {
    asking: bool,
    fetched: Option<Rc<Blocks>>,
}

impl Foreign {
    /// From now on this address is a foreign node's.
    pub fn add(&self, address: &Address) {
        let mut known = self.0.borrow_mut();
        if !known.contains_key(address) {
            known.insert(address.clone(), State::default());
        }
    }

    /// Whether it is.
    pub fn has(&self, address: &Address) -> bool {
        self.0.borrow().contains_key(address)
    }

    /// The chain that was fetched last.
    fn fetched(&self, address: &Address) -> Option<Rc<Blocks>> {
        self.0.borrow().get(address)?.fetched.clone()
    }

    /// False when it is being asked already, or is none of them.
    fn begin(&self, address: &Address) -> bool {
        let mut known = self.0.borrow_mut();
        known
            .get_mut(address)
            .is_some_and(|state| !std::mem::replace(&mut state.asking, true))
    }

    /// It has been asked: its chain, or none new.
    fn end(&self, address: &Address, fetched: Option<Rc<Blocks>>) {
        if let Some(state) = self.0.borrow_mut().get_mut(address) {
            state.asking = false;
            if fetched.is_some() {
                state.fetched = fetched;
            }
        }
    }
}

impl Link {
    /// Answers for a foreign node, under the rules of the asker: it does not tell its own. `None` while
    /// an earlier question is being answered.
    pub async fn ask_foreign(
        &self,
        address: &Address,
        question: Question,
        rules: Rules,
    ) -> Option<Result<Message, Unreadable>> {
        let kept = self.foreign().fetched(address);
        let chain = match kept.filter(|_| question.limit > 0) {
            Some(chain) => chain,
            None => {
                if !self.foreign().begin(address) {
                    return None;
                }
                let fetched = self.fetch(address).await.map(Rc::new);
                self.foreign().end(address, fetched.as_ref().ok().cloned());
                match fetched {
                    Ok(chain) => chain,
                    Err(reason) => return Some(Err(reason)),
                }
            }
        };
        Some(Ok(piece(&chain, &question, rules)))
    }

    async fn fetch(&self, address: &Address) -> Result<Blocks, Unreadable> {
        let url = format!("{}peers/{address}/chain", self.base());
        let unreachable = |_| RelayFault::Unreachable;
        let answer = Request::get(&url).send().await.map_err(unreachable)?;
        let text = answer.text().await.map_err(unreachable)?;
        if !answer.ok() {
            return Err(refusal(&text, answer.status(), address).into());
        }
        let mut hashed = Vec::new();
        for block in chain::Blocks::new(text)? {
            let block = block?;
            if hashed.len() % BLOCKS_A_BREATH == BLOCKS_A_BREATH - 1 {
                // It can't fail where messages are heard at all.
                let _ = next_turn().await;
            }
            let hash = block.hash();
            hashed.push((block, hash));
        }
        Ok(hashed)
    }
}

/// What a node would answer that held this chain.
fn piece(chain: &[(Block, Hash)], question: &Question, rules: Rules) -> Message {
    let shared = question.locator.iter().find(|(index, hash)| {
        let position = index.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        let block = position.and_then(|at| chain.get(at));
        block.is_some_and(|(_, own)| own == hash)
    });
    let after = shared.map_or(0, |&(index, _)| index);
    let most = question.limit.min(MAX_PIECE_BLOCKS) as usize;
    let mut blocks = Vec::new();
    let mut bytes = 0;
    for (block, _) in chain.iter().skip(after as usize).take(most) {
        if bytes >= FULL_PIECE_BYTES {
            break;
        }
        let text = block.canonical();
        bytes += text.len();
        blocks.push(text);
    }
    Message::Blocks {
        request: question.request,
        rules,
        length: chain.len() as u64,
        after,
        blocks,
    }
}
