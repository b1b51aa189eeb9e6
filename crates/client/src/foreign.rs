//! Foreign nodes, such as the tutorial's Flask node, made to look like peers that answer [`Message::Ask`].
//!
//! They know no locators and no pieces, only `GET /chain`. So the whole chain is fetched whenever the node asks how
//! long it is, and kept for the questions that follow.

use std::rc::Rc;

use chain::{Block, ChainWeight, Hash, Rules};
use litemap::LiteMap;
use node::{
    Address,
    wire::{FULL_PIECE_BYTES, MAX_PIECE_BLOCKS, Message},
};

/// A chain as it was fetched, each block with its hash.
pub type FetchedChain = Vec<(Block, Hash)>;

/// A question to a foreign node.
struct Question {
    request: u32,
    locator: Vec<(u64, Hash)>,
    limit: u32,
}

/// The foreign nodes that may be asked.
#[derive(Default)]
pub(crate) struct ForeignNodes(LiteMap<Address, ForeignNode>);

#[derive(Default)]
struct ForeignNode {
    /// What is answered as soon as the chain is there, while it is being fetched.
    asked: Option<Question>,
    fetched: Option<Rc<FetchedChain>>,
}

/// What a message to a foreign node leads to.
pub(crate) enum Asked {
    /// Its chain must be fetched first.
    Fetch,
    /// It is answered by the chain that was fetched before.
    Answer(Box<Message>),
    /// Nothing: it understands only questions for blocks, one at a time.
    Nothing,
}

impl ForeignNodes {
    /// From now on this address is a foreign node's.
    pub fn add(&mut self, address: &Address) {
        if !self.contains(address) {
            self.0.insert(address.clone(), ForeignNode::default());
        }
    }

    /// Whether it is.
    pub fn contains(&self, address: &Address) -> bool {
        self.0.contains_key(address)
    }

    /// The node sends a message to one of them. It answers under the rules of the asker, as it does not say its own.
    pub fn send(&mut self, address: &Address, message: Message, rules: Rules) -> Asked {
        let Some(node) = self.0.get_mut(address) else {
            return Asked::Nothing;
        };
        let Message::Ask {
            request,
            locator,
            limit,
        } = message
        else {
            return Asked::Nothing;
        };
        let question = Question {
            request,
            locator,
            limit,
        };
        match &node.fetched {
            Some(chain) if limit > 0 => Asked::Answer(Box::new(question.answer(chain, rules))),
            _ if node.asked.is_some() => Asked::Nothing,
            _ => {
                node.asked = Some(question);
                Asked::Fetch
            }
        }
    }

    /// A chain was fetched: the answer to the question that waits for it.
    pub fn fetched(
        &mut self,
        address: &Address,
        chain: FetchedChain,
        rules: Rules,
    ) -> Option<Message> {
        let node = self.0.get_mut(address)?;
        let question = node.asked.take()?;
        let chain = Rc::new(chain);
        node.fetched = Some(chain.clone());
        Some(question.answer(&chain, rules))
    }

    /// A chain could not be fetched.
    pub fn failed(&mut self, address: &Address) {
        if let Some(node) = self.0.get_mut(address) {
            node.asked = None;
        }
    }
}

impl Question {
    /// What a node would answer that held this chain.
    fn answer(&self, chain: &[(Block, Hash)], rules: Rules) -> Message {
        let shared = self.locator.iter().find(|(index, hash)| {
            let position = index.checked_sub(1).and_then(|at| usize::try_from(at).ok());
            let block = position.and_then(|at| chain.get(at));
            block.is_some_and(|(_, own)| own == hash)
        });
        let after = shared.map_or(0, |&(index, _)| index);
        let most = self.limit.min(MAX_PIECE_BLOCKS) as usize;
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
            request: self.request,
            rules,
            weight: ChainWeight::of_length(chain.len() as u64),
            after,
            blocks,
        }
    }
}
