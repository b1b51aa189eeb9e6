//! What a node keeps is bounded, whatever is asked of it.

use chain::{Mempool, Number, Transaction};
use node::{
    Address, Answer, Command, CommandError, MAX_BLOCK_TRANSACTION_BYTES, MAX_BLOCK_TRANSACTIONS,
    MAX_PARTY_CHARS, MAX_PRESENT, MAX_REGISTERED, MAX_WAITING, RequestId,
};

use crate::{
    forge,
    simulation::{Network, easy, seconds},
};

fn gift(number: u64, sender: &str) -> Command {
    Command::Transact(Transaction {
        sender: sender.to_owned(),
        recipient: format!("bob-{number}"),
        amount: Number::from(1_u64),
        signed: None,
    })
}

fn error(network: &Network, request: RequestId) -> Option<&CommandError> {
    network.answer(0, request)?.as_ref().err()
}

#[test]
fn a_room_full_of_strangers_fills_no_more_than_the_list() {
    let mut network = Network::of(121, 1, easy());
    let chain = forge::chain(easy(), 2, "crowd");
    for place in 0..MAX_PRESENT + 100 {
        network.join_scripted(&format!("crowd-{place}"), forge::silent(&chain));
    }
    network.run(seconds(10));
    assert_eq!(network.node(0).peers().count(), MAX_PRESENT);
    assert_eq!(network.node(0).registered().len(), MAX_PRESENT);
    let resolution = network.resolve(0);
    assert_eq!(resolution.peers.len(), MAX_PRESENT);
    network.mine(0);
}

#[test]
fn no_more_nodes_are_registered_than_a_node_keeps() {
    let mut network = Network::new(122);
    network.join();
    let names = |count: usize| (0..count).map(|n| format!("tab-x{n}")).collect();
    let error = network.order(0, Command::Register(names(MAX_REGISTERED + 1)));
    assert_eq!(error.unwrap_err(), CommandError::TooManyNodes);
    assert!(network.node(0).registered().is_empty());

    let full = network
        .order(0, Command::Register(names(MAX_REGISTERED)))
        .unwrap();
    assert!(matches!(full, Answer::Registered(all) if all.len() == MAX_REGISTERED));
    let one_more = Command::Register(vec!["one-more".to_owned()]);
    let full = network.order(0, one_more).unwrap();
    assert!(
        matches!(full, Answer::Registered(all) if all.len() == MAX_REGISTERED),
        "one that was never heard gives up its place"
    );
    let again = Command::Register(vec!["tab-x3".to_owned()]);
    assert!(network.order(0, again).is_ok(), "it is registered already");
}

#[test]
fn no_more_commands_wait_than_a_node_keeps() {
    let mut network = Network::of(123, 1, easy());
    let requests: Vec<_> = (0..=MAX_WAITING)
        .map(|_| network.command(0, Command::Mine))
        .collect();
    assert_eq!(
        error(&network, requests[MAX_WAITING]),
        Some(&CommandError::TooManyWaiting)
    );
    assert_eq!(network.node(0).mining(), MAX_WAITING);

    network.join_scripted("silent", forge::silent(&forge::chain(easy(), 2, "silent")));
    network.run(seconds(3));
    let requests: Vec<_> = (0..=MAX_WAITING)
        .map(|_| network.command(0, Command::Resolve))
        .collect();
    assert_eq!(
        error(&network, requests[MAX_WAITING]),
        Some(&CommandError::TooManyWaiting)
    );
    network.run(seconds(10));
    assert!(
        requests
            .iter()
            .all(|request| network.answer(0, *request).is_some())
    );
}

#[test]
fn a_full_mempool_takes_nothing_until_a_block_empties_it() {
    let mut network = Network::of(124, 1, easy());
    for number in 0..Mempool::MAX_PENDING as u64 {
        network.command(0, gift(number, "alice"));
    }
    let refused = network.order(0, gift(0, "alice")).unwrap_err();
    assert_eq!(refused, CommandError::MempoolFull);
    assert_eq!(network.node(0).mempool().len(), Mempool::MAX_PENDING);

    let Answer::Mined(block) = network.mine(0) else {
        panic!("mining was answered with something else");
    };
    assert_eq!(block.block().transactions.len(), MAX_BLOCK_TRANSACTIONS + 1);
    let oldest = &block.block().transactions[0];
    assert_eq!(oldest.recipient, "bob-0", "the oldest come first");
    network.order(0, gift(0, "alice")).unwrap();
}

#[test]
fn a_block_holds_no_more_bytes_than_others_take() {
    let mut network = Network::of(125, 2, easy());
    // Outside of the Basic Multilingual Plane a character takes twelve bytes in a block.
    let sender = "𝄞".repeat(MAX_PARTY_CHARS);
    for number in 0..200 {
        network.command(0, gift(number, &sender));
    }
    let mut left = 200;
    while left > 0 {
        let Answer::Mined(block) = network.mine(0) else {
            panic!("mining was answered with something else");
        };
        let text = block.block().canonical();
        assert!(
            text.len() < MAX_BLOCK_TRANSACTION_BYTES + 1024,
            "{}",
            text.len()
        );
        left -= block.block().transactions.len() - 1;
    }
    assert!(network.length(0) > 2);
    assert!(network.resolve(1).replaced);
}

#[test]
fn a_huge_transaction_that_a_reorg_gives_back_gets_a_block_that_others_take() {
    let mut network = Network::of(126, 2, easy());
    let huge = |name: &str, size: usize| chain::Transaction {
        sender: name.to_owned(),
        recipient: "x".repeat(size),
        amount: Number::from(1_u64),
        signed: None,
    };
    // Valid, and within what nodes take, though no node would make such a block.
    let mut strange = chain::Chain::new(easy());
    for transactions in [
        vec![huge("a", 150_000)],
        vec![huge("b", 150_000)],
        vec![huge("c", 195_700)],
        vec![huge("d", 5)],
    ] {
        let block = forge::block(&strange, transactions, "s");
        strange.append(block).unwrap();
    }
    network.join_scripted("strange", forge::server(strange));
    network.run(seconds(3));
    assert!(network.resolve(0).replaced);
    network.join_scripted("longer", forge::server(forge::chain(easy(), 6, "longer")));
    network.run(seconds(3));
    assert!(network.resolve(0).replaced);
    assert_eq!(network.node(0).mempool().len(), 4);

    for _ in 0..4 {
        network.mine(0);
    }
    let waiting: Vec<_> = network
        .node(0)
        .mempool()
        .pending()
        .map(|t| t.sender.clone())
        .collect();
    assert_eq!(waiting, ["c"], "no node would take a block with it");
    assert!(network.resolve(1).replaced);
    assert_eq!(network.tip(1), network.tip(0));
}

#[test]
fn transactions_that_are_none_are_refused_by_field() {
    let mut network = Network::of(127, 1, easy());
    let transact = |sender: &str, recipient: &str, amount: &str| {
        Command::Transact(Transaction {
            sender: sender.to_owned(),
            recipient: recipient.to_owned(),
            amount: Number::parse(amount).unwrap(),
            signed: None,
        })
    };
    let long = "é".repeat(MAX_PARTY_CHARS + 1);
    for (command, expected) in [
        (transact("", "bob", "1"), "sender: is missing"),
        (transact("alice", "", "1"), "recipient: is missing"),
        (
            transact(&long, "bob", "1"),
            "sender: can have at most 128 characters",
        ),
        (
            transact("alice", &long, "1"),
            "recipient: can have at most 128 characters",
        ),
        (
            transact("0", "bob", "1"),
            "sender: \"0\" is kept for the reward of mining",
        ),
        (
            transact("alice", "bob", "0"),
            "amount: must be greater than 0",
        ),
        (
            transact("alice", "bob", "-0.5"),
            "amount: must be greater than 0",
        ),
    ] {
        let error = network.order(0, command).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(network.node(0).mempool().is_empty());
    }
    assert!(
        network
            .order(0, transact("alice", &long[2..], "5e-324"))
            .is_ok()
    );
}

#[test]
fn an_address_is_no_longer_than_its_bound_on_the_wire_too() {
    let text = format!("\"{}\"", "a".repeat(Address::MAX_BYTES + 1));
    assert!(serde_json::from_str::<Address>(&text).is_err());
    assert!(
        serde_json::from_str::<Address>("\"Tab-A\"").is_err(),
        "as it is written, or not at all"
    );
}
