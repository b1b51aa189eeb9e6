//! Much at once: what one node submits reaches all, and one kind of talk does not drown another.

use std::time::Duration;

use chain::{Chain, Mempool, Number, SubmissionId, Transaction};
use node::{
    Address, Command, Input, Mode, Node, NodeName, Output, PeerFault, RequestId, Time,
    wire::{MAX_ITEMS, Message},
};

use crate::{
    forge,
    simulation::{Network, Scripted, Site, easy, seconds},
};

const VICTIM: Site = 0;
const HONEST: Site = 1;
const BRAWLER: Site = 2;

fn gift(number: u64) -> Command {
    Command::Transact(Transaction {
        sender: "alice".to_owned(),
        recipient: format!("bob-{number}"),
        amount: Number::from(1_u64),
        signed: None,
    })
}

fn text(number: u64) -> String {
    format!(r#"{{"amount": 1, "recipient": "bob-{number}", "sender": "alice"}}"#)
}

fn id(serial: u64) -> SubmissionId {
    SubmissionId {
        origin: "brawler".to_owned(),
        serial,
    }
}

/// A victim and an honest peer that live by themselves, and one who says what it is told to, and stands
/// where its chain does.
fn network(chain: Chain) -> Network {
    let mut network = Network::of(141, 2, easy());
    network.all_live(Mode::Live);
    network.join_scripted("brawler", forge::server(chain));
    network.run(seconds(3));
    network
}

/// The brawler submits far more than the victim takes.
fn flood(network: &mut Network) {
    for serial in 0..5_000 {
        let message = Message::Submitted {
            id: id(serial),
            transaction: text(serial),
        };
        network.say(BRAWLER, Some(VICTIM), message);
    }
}

#[test]
fn thousands_submitted_at_once_reach_all_and_their_submitter_is_followed_at_once() {
    let mut network = Network::of(142, 5, easy());
    network.all_live(Mode::Live);
    network.run(seconds(3));
    for number in 0..5_000 {
        network.command(0, gift(number));
    }
    network.run(seconds(2));
    for site in network.nodes() {
        assert_eq!(network.node(site).mempool().len(), 5_000, "site {site}");
        assert_eq!(network.faults(site, 0), [], "site {site}");
    }
    network.mine(0);
    network.run(seconds(1));
    for site in network.nodes() {
        assert_eq!(network.tip(site), network.tip(0), "site {site}");
    }
}

#[test]
fn a_full_mempool_submitted_at_once_is_told_once_in_few_messages() {
    let mut node = live_node();
    let now = Time::from_micros(2_000_000);
    for number in 0..Mempool::MAX_PENDING as u64 {
        node.handle(now, Input::Command(RequestId(number), gift(number)));
    }
    node.handle(now + seconds(1), Input::Tick);
    let (mut messages, mut told) = (0, 0);
    while let Some(output) = node.poll() {
        match output {
            Output::Send(None, Message::Submitted { .. }) => {
                (messages, told) = (messages + 1, told + 1)
            }
            Output::Send(None, Message::Transactions { items, .. }) => {
                assert!(items.len() <= MAX_ITEMS);
                (messages, told) = (messages + 1, told + items.len());
            }
            _ => {}
        }
    }
    assert_eq!(told, Mempool::MAX_PENDING);
    assert!(
        messages <= Mempool::MAX_PENDING / MAX_ITEMS + 2,
        "{messages}"
    );
}

#[test]
fn a_single_submission_is_told_at_once() {
    let mut node = live_node();
    while node.poll().is_some() {}
    let command = Input::Command(RequestId(1), gift(1));
    node.handle(Time::from_micros(9_000_000), command);
    let mut told = std::iter::from_fn(|| node.poll())
        .filter(|output| matches!(output, Output::Send(None, Message::Submitted { .. })));
    assert!(told.next().is_some());
}

fn live_node() -> Node {
    let now = Time::from_micros(1_000_000);
    let (address, name) = (Address::parse("tab-a"), NodeName::parse("Ada"));
    let mut node = Node::new(now, address.unwrap(), name.unwrap());
    let live = Command::SetMode(Mode::Live);
    node.handle(now, Input::Command(RequestId(0), live));
    node
}

#[test]
fn a_flood_of_transactions_does_not_keep_the_blocks_of_who_sends_it_from_being_followed() {
    let chain = forge::chain(easy(), 6, "brawler");
    let mut network = network(forge::chain(easy(), 1, "brawler"));
    flood(&mut network);
    network.run(seconds(1));
    // The flood is noted and most of it not read …
    assert_eq!(network.faults(VICTIM, BRAWLER), [PeerFault::Flooding]);
    assert!(network.node(VICTIM).mempool().len() < 1_000);
    // … and who can serve a longer chain is asked for it all the same.
    network.say(
        BRAWLER,
        Some(VICTIM),
        Message::Present(forge::presence(&chain)),
    );
    let served = network.traffic().questions;
    network.run(seconds(1));
    assert!(network.traffic().questions > served, "it was not asked");
}

#[test]
fn a_flood_of_transactions_does_not_hide_that_its_sender_is_there_and_where_it_stands() {
    let mut network = network(forge::chain(easy(), 1, "brawler"));
    let chain = forge::chain(easy(), 6, "brawler");
    let delay = Duration::from_millis(1);
    network.link.delay = delay..delay;
    flood(&mut network);
    network.say(
        BRAWLER,
        Some(VICTIM),
        Message::Present(forge::presence(&chain)),
    );
    network.run(Duration::from_millis(2));
    let brawler = network.address(BRAWLER);
    let presence = network
        .node(VICTIM)
        .peer(&brawler)
        .unwrap()
        .presence
        .clone();
    assert_eq!(presence.unwrap().weight.length(), 6);
}

#[test]
fn bundles_that_nobody_asked_for_count_for_what_they_hold() {
    let mut network = network(forge::chain(easy(), 1, "brawler"));
    for bundle in 0..200 {
        let serials = bundle * MAX_ITEMS as u64..(bundle + 1) * MAX_ITEMS as u64;
        let items = serials.map(|serial| (id(serial), text(0))).collect();
        let message = Message::Transactions {
            request: 0,
            items,
            next: None,
        };
        network.say(BRAWLER, Some(VICTIM), message);
    }
    network.run(seconds(1));
    assert_eq!(network.faults(VICTIM, BRAWLER), [PeerFault::Flooding]);
    network.mine(HONEST);
    network.run(seconds(5));
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
    assert_eq!(network.faults(VICTIM, HONEST), []);
}

#[test]
fn a_bundle_of_one_who_is_not_registered_is_not_taken() {
    let mut network = Network::of(143, 1, easy());
    network.order(0, Command::SetAutoRegister(false)).unwrap();
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    let chain = forge::chain(easy(), 1, "stranger");
    let stranger = network.join_scripted(
        "stranger",
        Scripted::present(forge::presence(&chain), |_| Vec::new()),
    );
    network.run(seconds(3));
    let items = vec![(id(1), text(1))];
    let message = Message::Transactions {
        request: 0,
        items,
        next: None,
    };
    network.say(stranger, None, message);
    network.run(seconds(1));
    assert!(network.node(0).mempool().is_empty());
}
