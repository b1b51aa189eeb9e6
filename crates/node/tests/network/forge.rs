//! Chains made outside of any node, and scripted participants that serve them, honestly or not.

use chain::{Block, Chain, Number, PreviousHash, Rules, Transaction};
use node::{
    NodeName, Presence,
    wire::{FULL_PIECE_BYTES, MAX_PIECE_BLOCKS, Message},
};
use pow::{Progress, Search};

use crate::simulation::Scripted;

/// The next block of a chain with a real proof.
pub fn block(chain: &Chain, mut transactions: Vec<Transaction>, maker: &str) -> Block {
    transactions.push(Transaction::reward(maker));
    let tip = chain.tip();
    let mut block = Block {
        index: tip.block().index + 1,
        timestamp: Number::from(1_713_205_900 + tip.block().index),
        transactions,
        proof: 0,
        previous_hash: PreviousHash::Hash(tip.hash()),
        merkle_root: None,
    };
    let puzzle = chain.rules().puzzle(tip, &block);
    let Progress::Found(proof) = Search::new(puzzle, 0..u64::MAX).unwrap().run(1 << 24) else {
        panic!("the puzzle is too hard for a test");
    };
    block.proof = proof;
    block
}

pub fn extend(chain: &mut Chain, length: u64, maker: &str) {
    while chain.length() < length {
        let next = block(chain, Vec::new(), maker);
        chain.append(next).unwrap();
    }
}

/// A chain of that length. Two makers' chains share nothing but the genesis.
pub fn chain(rules: Rules, length: u64, maker: &str) -> Chain {
    let mut chain = Chain::new(rules);
    extend(&mut chain, length, maker);
    chain
}

/// The chain's blocks as they travel.
pub fn texts(chain: &Chain) -> Vec<String> {
    chain.links().map(|link| link.block().canonical()).collect()
}

/// Where a node with this chain would say that it stands.
pub fn presence(chain: &Chain) -> Presence {
    Presence {
        name: NodeName::parse("Mallory").unwrap(),
        rules: chain.rules(),
        weight: chain.weight(),
        tip: chain.tip().hash(),
        pending: "0000000000000000".to_owned(),
        account: None,
        light: false,
        clock: sim::BEGIN.as_micros() / 1000,
    }
}

/// The answer of an honest node with this chain to a question for blocks.
pub fn answer(chain: &Chain, question: &Message) -> Option<Message> {
    let Message::Ask {
        request,
        locator,
        limit,
    } = question
    else {
        return None;
    };
    let after = chain.last_common(locator);
    let mut bytes = 0;
    let blocks = chain
        .links()
        .skip(after as usize)
        .take((*limit).min(MAX_PIECE_BLOCKS) as usize)
        .map(|link| link.block().canonical())
        .take_while(|text| {
            let room = bytes < FULL_PIECE_BYTES;
            bytes += text.len();
            room
        })
        .collect();
    Some(Message::Blocks {
        request: *request,
        rules: chain.rules(),
        weight: chain.weight(),
        after,
        blocks,
    })
}

/// One that serves a chain as an honest node would.
pub fn server(chain: Chain) -> Scripted {
    let presence = presence(&chain);
    Scripted::present(presence, move |message| {
        answer(&chain, message).into_iter().collect()
    })
}

/// One that serves a chain, except that `spoil` may change each answer before it leaves.
pub fn spoiler(chain: Chain, mut spoil: impl FnMut(&mut Message) + 'static) -> Scripted {
    let presence = presence(&chain);
    Scripted::present(presence, move |message| {
        let mut answer = answer(&chain, message);
        if let Some(answer) = &mut answer {
            spoil(answer);
        }
        answer.into_iter().collect()
    })
}

/// One that is present where this chain stands, and never answers.
pub fn silent(chain: &Chain) -> Scripted {
    Scripted::present(presence(chain), |_| Vec::new())
}
