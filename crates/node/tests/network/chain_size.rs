//! A chain has a size that a tab can bear. No peer makes a node keep more, and its owner is told when it is reached.

use std::time::Duration;

use chain::{Block, Chain, ChainWeight, Number, PreviousHash, ProofRule, Transaction};
use node::{
    Activity, Address, Command, CommandError, Input, MAX_CHAIN_BYTES, MAX_LENGTH, Mode, Node,
    NodeName, Output, PeerFault, RequestId, Time,
    wire::{MAX_BLOCK_BYTES, Message},
};

use crate::{
    forge,
    simulation::{rules, seconds},
};

const START: Time = Time::from_micros(1_713_205_842_894_745);

fn tell(node: &mut Node, command: Command) -> Vec<Output> {
    node.handle(START, Input::Command(RequestId(1), command));
    std::iter::from_fn(|| node.poll()).collect()
}

fn live_node() -> Node {
    let (address, name) = (Address::parse("tab-a"), NodeName::parse("Ada"));
    let mut node = Node::new(START, address.unwrap(), name.unwrap());
    tell(&mut node, Command::SetRules(rules(ProofRule::Classic, 0)));
    tell(&mut node, Command::SetMode(Mode::Live));
    node
}

/// The block behind another, nearly as large as a node takes one.
fn large(last: &Block, previous: chain::Hash) -> Block {
    Block {
        index: last.index + 1,
        timestamp: Number::from(1_u64),
        transactions: vec![Transaction::reward("x".repeat(MAX_BLOCK_BYTES - 1024))],
        proof: 0,
        previous_hash: PreviousHash::Hash(previous),
        merkle_root: None,
    }
}

/// What a node finds wrong with a peer that serves large blocks without an end, two at a time after such pauses, and how many
/// bytes of them it took.
fn endless(pause: Duration) -> (Vec<PeerFault>, usize) {
    let mut node = live_node();
    let liar = Address::parse("liar").unwrap();
    let genesis = Chain::new(node.chain().rules());
    let mut presence = forge::presence(&genesis);
    presence.weight = ChainWeight::of_length(MAX_LENGTH);
    let mut now = START + seconds(3);
    node.handle(
        now,
        Input::Message(liar.clone(), Message::Present(presence)),
    );
    let (mut last, mut hash) = (Block::genesis(), Block::genesis().hash());
    let (mut faults, mut bytes) = (Vec::new(), 0);
    while faults.is_empty() {
        let mut asked = None;
        while let Some(output) = node.poll() {
            match output {
                Output::Send(Some(_), Message::Ask { request, .. }) => asked = Some(request),
                Output::Activity(Activity::PeerFault(_, fault)) => faults.push(fault),
                _ => {}
            }
        }
        let Some(request) = asked else { break };
        now = now + pause;
        let after = last.index;
        let blocks = (0..2).map(|_| {
            last = large(&last, hash);
            hash = last.hash();
            let text = last.canonical();
            bytes += text.len();
            text
        });
        let answer = Message::Blocks {
            request,
            rules: node.chain().rules(),
            weight: ChainWeight::of_length(MAX_LENGTH),
            after,
            blocks: blocks.collect(),
        };
        node.handle(now, Input::Message(liar.clone(), answer));
    }
    assert_eq!(node.chain().length(), 1);
    (faults, bytes)
}

#[test]
fn a_chain_without_an_end_is_refused_when_it_is_larger_than_a_tab_bears() {
    // As fast as it can, and as fast as an honest node serves: 2 MiB a second.
    for pause in [10, 185] {
        let (faults, bytes) = endless(Duration::from_millis(pause));
        assert_eq!(faults, [PeerFault::TooLarge]);
        let limits = MAX_CHAIN_BYTES - 2 * MAX_BLOCK_BYTES..MAX_CHAIN_BYTES + 2 * MAX_BLOCK_BYTES;
        assert!(limits.contains(&bytes), "{bytes} bytes");
    }
}

#[test]
fn a_chain_that_comes_slower_than_an_honest_node_serves_it_is_given_up() {
    let (faults, bytes) = endless(Duration::from_millis(750));
    assert_eq!(faults, [PeerFault::Trickle]);
    assert!(bytes < 100 * 1024 * 1024, "{bytes} bytes");
}

#[test]
fn nothing_is_mined_on_a_chain_that_is_as_large_as_a_tab_bears_and_its_owner_is_told() {
    let mut node = live_node();
    let mut branch = node.chain().fork(1);
    while branch.bytes() + MAX_BLOCK_BYTES <= MAX_CHAIN_BYTES {
        let last = branch.tip().unwrap();
        let block = large(last.block(), last.hash());
        branch.push(block).unwrap();
    }
    let mut larger = branch.clone();
    tell(&mut node, Command::Adopt(branch));
    while node.has_work() {
        node.handle(START, Input::Tick);
    }
    assert!(node.chain().bytes() <= MAX_CHAIN_BYTES);
    let refused = |outputs: Vec<Output>| {
        outputs.into_iter().find_map(|output| match output {
            Output::Answer(_, Err(error)) => Some(error),
            _ => None,
        })
    };
    let error = refused(tell(&mut node, Command::Mine));
    assert_eq!(error, Some(CommandError::ChainFull));
    assert_eq!(node.mining(), 0);

    // Nor does it take a longer one from a file.
    for _ in 0..2 {
        let last = larger.tip().unwrap();
        let block = large(last.block(), last.hash());
        larger.push(block).unwrap();
    }
    let error = refused(tell(&mut node, Command::Adopt(larger)));
    assert_eq!(error, Some(CommandError::ChainFull));
}

#[test]
fn a_block_or_piece_larger_than_honest_nodes_make_is_refused() {
    for (count, size) in [(1, MAX_BLOCK_BYTES + 1), (4, MAX_BLOCK_BYTES - 1024)] {
        let mut node = live_node();
        let liar = Address::parse("liar").unwrap();
        let mut chain = Chain::new(node.chain().rules());
        for _ in 0..count {
            let padding = Transaction::reward("x".repeat(size - 1024));
            let block = forge::block(
                &chain,
                vec![padding, Transaction::reward("y".repeat(1024))],
                "liar",
            );
            chain.append(block).unwrap();
        }
        let presence = Message::Present(forge::presence(&chain));
        node.handle(START, Input::Message(liar.clone(), presence));
        let asked = std::iter::from_fn(|| node.poll()).find_map(|output| match output {
            Output::Send(Some(_), Message::Ask { request, .. }) => Some(request),
            _ => None,
        });
        let answer = Message::Blocks {
            request: asked.unwrap(),
            rules: chain.rules(),
            weight: chain.weight(),
            after: 1,
            blocks: forge::texts(&chain).split_off(1),
        };
        node.handle(START, Input::Message(liar, answer));
        let fault = std::iter::from_fn(|| node.poll()).find_map(|output| match output {
            Output::Activity(Activity::PeerFault(_, fault)) => Some(fault),
            _ => None,
        });
        assert_eq!(fault, Some(PeerFault::TooLarge), "{count} of {size} bytes");
        assert_eq!(node.chain().length(), 1);
    }
}
