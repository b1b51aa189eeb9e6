//! Foreign nodes, such as the tutorial's Flask node, made to look like peers that answer
//! [`Message::Ask`].
//!
//! They know no locators and no pieces, only `GET /chain`. So the whole chain is fetched, through the
//! relay, whenever a node asks how long it is, and kept for the questions that follow.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use chain::{Block, Hash, Rules, parse_chain};
use gloo_net::http::Request;
use node::{
    Address,
    wire::{FULL_PIECE_BYTES, MAX_PIECE_BLOCKS, Message},
};

use super::{Link, refusal};
use crate::drivers::turn::next_turn;

/// How many blocks are hashed between two breaths of the page.
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
pub struct Foreign {
    known: RefCell<BTreeSet<Address>>,
    asking: RefCell<BTreeSet<Address>>,
    fetched: RefCell<BTreeMap<Address, Rc<Blocks>>>,
}

impl Foreign {
    /// From now on this address is a foreign node's.
    pub fn add(&self, address: &Address) {
        self.known.borrow_mut().insert(address.clone());
    }

    /// Whether it is.
    pub fn has(&self, address: &Address) -> bool {
        self.known.borrow().contains(address)
    }
}

impl Link {
    /// Answers for a foreign node, under the rules of the asker: it does not tell its own. `None` while
    /// an earlier question is being answered; the error is a sentence.
    pub async fn ask_foreign(
        &self,
        address: &Address,
        question: Question,
        rules: Rules,
    ) -> Option<Result<Message, String>> {
        let kept = self.foreign.fetched.borrow().get(address).cloned();
        let chain = match kept.filter(|_| question.limit > 0) {
            Some(chain) => chain,
            None => {
                if !self.foreign.asking.borrow_mut().insert(address.clone()) {
                    return None;
                }
                let fetched = self.fetch(address).await;
                self.foreign.asking.borrow_mut().remove(address);
                match fetched {
                    Ok(chain) => {
                        let chain = Rc::new(chain);
                        let mut kept = self.foreign.fetched.borrow_mut();
                        kept.insert(address.clone(), chain.clone());
                        chain
                    }
                    Err(reason) => return Some(Err(reason)),
                }
            }
        };
        Some(Ok(piece(&chain, &question, rules)))
    }

    async fn fetch(&self, address: &Address) -> Result<Blocks, String> {
        let url = format!("{}peers/{address}/chain", self.base());
        let unreachable = |_| "the relay can't be reached".to_owned();
        let answer = Request::get(&url).send().await.map_err(unreachable)?;
        let text = answer.text().await.map_err(unreachable)?;
        if !answer.ok() {
            return Err(refusal(&text, answer.status()));
        }
        let blocks = parse_chain(&text).map_err(|error| error.to_string())?;
        let mut hashed = Vec::with_capacity(blocks.len());
        for (index, block) in blocks.into_iter().enumerate() {
            if index % BLOCKS_A_BREATH == BLOCKS_A_BREATH - 1 {
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
