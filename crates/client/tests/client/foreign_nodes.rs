//! Foreign nodes, which only know `GET /chain`.

use chain::{Chain, Hash};
use client::{FetchedChain, Input, Output, Route};
use node::{
    Answer, Command, RelayFault, RequestId,
    wire::{MAX_PIECE_BLOCKS, Message},
};
use protocol::{ControlMessage, Whois};

use crate::alone::{Alone, address, easy};

const FLASK: &str = "127.0.0.1:5005";

/// A client that has the foreign node registered.
fn tab() -> Alone {
    let mut tab = Alone::new(true);
    tab.client
        .command(tab.now, Command::Register(vec![FLASK.to_owned()]));
    let asked = tab.outputs().into_iter().find_map(|output| match output {
        Output::AskWhois(request, asked) => Some((request, asked)),
        _ => None,
    });
    let (request, asked) = asked.unwrap();
    tab.after(
        0,
        Input::Whois(request, asked, Ok(Some(Whois::Peer(address(FLASK))))),
    );
    tab
}

/// A chain of so many blocks, valid under the easiest rules.
fn chain(length: u64) -> FetchedChain {
    let mut chain = Chain::new(easy());
    while chain.length() < length {
        let tip = chain.tip();
        let block = chain::Block {
            index: tip.block().index + 1,
            timestamp: tip.block().timestamp,
            transactions: Vec::new(),
            proof: 1,
            previous_hash: chain::PreviousHash::Hash(tip.hash()),
            merkle_root: None,
        };
        chain.append(block).unwrap();
    }
    let pair = |link: &std::sync::Arc<chain::Link>| -> (chain::Block, Hash) {
        (link.block().clone(), link.hash())
    };
    chain.links().map(pair).collect()
}

fn resolve(tab: &mut Alone) -> (RequestId, Vec<Output>) {
    let request = tab.client.command(tab.now, Command::Resolve);
    (request, tab.outputs())
}

/// Gives a client turns while it has work left: what it wanted in each.
fn works(tab: &mut Alone) -> Vec<Vec<Output>> {
    let mut turns = Vec::new();
    while tab.client.has_work() {
        turns.push(tab.after(1, Input::Wake));
    }
    turns
}

fn fetches(outputs: &[Output]) -> usize {
    let fetch = |output: &&Output| matches!(output, Output::FetchChain(at) if at.as_str() == FLASK);
    outputs.iter().filter(fetch).count()
}

fn resolved(outputs: &[Output], request: RequestId) -> Option<bool> {
    outputs.iter().find_map(|output| match output {
        Output::Answer(answered, Ok(Answer::Resolved(resolution))) if *answered == request => {
            Some(resolution.replaced)
        }
        _ => None,
    })
}

#[test]
fn its_chain_is_fetched_once_and_adopted() {
    let mut tab = tab();
    let (request, outputs) = resolve(&mut tab);
    assert_eq!(fetches(&outputs), 1);
    let mut outputs = tab.after(50, Input::Fetched(address(FLASK), Ok(chain(500))));
    outputs.extend(works(&mut tab).into_iter().flatten());
    assert_eq!(
        fetches(&outputs),
        0,
        "what was fetched answers all of a resolve's questions"
    );
    assert_eq!(resolved(&outputs, request), Some(true));
    assert_eq!(tab.client.node().chain().length(), 500);
    // The next resolve asks for the length, so the chain is fetched again.
    let (_, outputs) = resolve(&mut tab);
    assert_eq!(fetches(&outputs), 1);
}

#[test]
fn a_long_chain_of_it_is_heard_in_turns() {
    let mut tab = tab();
    let (request, _) = resolve(&mut tab);
    let length = 5 * u64::from(MAX_PIECE_BLOCKS);
    tab.after(50, Input::Fetched(address(FLASK), Ok(chain(length))));
    assert_eq!(tab.client.node().chain().length(), 1);
    let turns = works(&mut tab);
    assert!(turns.len() >= 5, "{}", turns.len());
    let outputs: Vec<_> = turns.into_iter().flatten().collect();
    assert_eq!(resolved(&outputs, request), Some(true));
    assert_eq!(tab.client.node().chain().length(), length);
}

#[test]
fn it_is_not_asked_twice_at_a_time() {
    let mut tab = tab();
    let (_, outputs) = resolve(&mut tab);
    assert_eq!(fetches(&outputs), 1);
    let outputs = tab.after(1_100, Input::Wake);
    assert_eq!(fetches(&outputs), 0, "the repeated question");
}

#[test]
fn one_that_can_not_be_reached_is_named_and_asked_again_by_the_next_resolve() {
    let mut tab = tab();
    let (request, _) = resolve(&mut tab);
    let unreachable = Err(RelayFault::Unreachable.into());
    tab.after(50, Input::Fetched(address(FLASK), unreachable));
    let outputs = tab.after(3_000, Input::Wake);
    assert_eq!(resolved(&outputs, request), Some(false));
    let fault = tab
        .client
        .node()
        .peer(&address(FLASK))
        .unwrap()
        .fault
        .clone();
    assert!(fault.unwrap().to_string().contains("can't be reached"));
    assert_eq!(fetches(&resolve(&mut tab).1), 1);
}

#[test]
fn nothing_comes_from_beyond_a_cut() {
    let mut tab = tab();
    resolve(&mut tab);
    tab.client
        .set_own_connection(tab.now, &address(FLASK), true);
    tab.after(50, Input::Fetched(address(FLASK), Ok(chain(5))));
    assert_eq!(tab.client.node().chain().length(), 1);
    tab.after(5_000, Input::Wake);
    assert_eq!(fetches(&resolve(&mut tab).1), 0);
}

#[test]
fn a_member_that_speaks_in_the_name_of_a_foreign_node_is_not_heard() {
    // Before it is registered, while it is asked, and whichever way the lie comes.
    let mut tab = Alone::new(true);
    tab.meets(FLASK, Route::Relay);
    tab.meets(FLASK, Route::Local);
    assert!(tab.client.node().peer(&address(FLASK)).is_none());

    let mut tab = self::tab();
    let (request, _) = resolve(&mut tab);
    tab.meets(FLASK, Route::Relay);
    let lie = Message::Blocks {
        request: 1,
        rules: easy(),
        weight: chain::ChainWeight::of_length(9_000),
        after: 1,
        blocks: Vec::new(),
    };
    let unreadable = RelayFault::Unreachable.into();
    for said in [Ok(lie), Err(unreadable)] {
        tab.after(1, Input::Message(Route::Relay, address(FLASK), said));
    }
    let cut = ControlMessage::Connection {
        one: address("tab-a"),
        other: address("tab-b"),
        cut: true,
    };
    tab.after(1, Input::Control(Route::Relay, address(FLASK), cut));
    assert_eq!(tab.heard(FLASK), 0);
    assert!(!tab.client.observed().peers.iter().any(|peer| peer.cut));
    let peer = tab.client.node().peer(&address(FLASK)).unwrap();
    assert!(peer.fault.is_none() && peer.presence.is_none());

    // Its own answer counts.
    let mut outputs = tab.after(50, Input::Fetched(address(FLASK), Ok(chain(5))));
    outputs.extend(works(&mut tab).into_iter().flatten());
    assert_eq!(resolved(&outputs, request), Some(true));
    assert_eq!(tab.client.node().chain().length(), 5);
}
