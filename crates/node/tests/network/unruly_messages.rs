//! Peers that shout, mumble, or hand over transactions that are none.

use chain::{SubmissionId, Transaction};
use node::{
    Address, Command, Input, Mode, Node, NodeName, Output, PeerFault, Time, Unreadable,
    wire::{MAX_ITEMS, Message},
};

use crate::{
    forge,
    simulation::{Network, Scripted, Site, easy, seconds},
};

const VICTIM: Site = 0;
const HONEST: Site = 1;
const BRAWLER: Site = 2;

/// A victim that lives by itself, an honest peer that does so too, and a brawler.
fn network(brawler: Scripted) -> Network {
    let mut network = Network::of(71, 2, easy());
    network.all_live(Mode::Live);
    network.join_scripted("brawler", brawler);
    network.run(seconds(3));
    network
}

fn bystander() -> Scripted {
    forge::silent(&forge::chain(easy(), 1, "brawler"))
}

fn honest_peers_are_still_heard(network: &mut Network) {
    network.mine(HONEST);
    network.run(seconds(5));
    assert_eq!(network.tip(VICTIM), network.tip(HONEST));
}

#[test]
fn a_flood_is_reported_once_and_does_not_drown_the_others() {
    let mut network = network(bystander());
    for _ in 0..5000 {
        network.say(BRAWLER, Some(VICTIM), Message::Seek);
    }
    let before = network.traffic().presences;
    network.run(seconds(1));
    assert_eq!(network.faults(VICTIM, BRAWLER), [PeerFault::Flooding]);
    assert!(
        network.traffic().presences - before < 1000,
        "not all of it is answered"
    );
    honest_peers_are_still_heard(&mut network);
    assert_eq!(network.faults(VICTIM, HONEST), []);
}

#[test]
fn a_flood_under_ever_new_names_is_bounded_too() {
    let now = Time::from_micros(1_000_000);
    let mut node = Node::new(
        now,
        Address::parse("victim").unwrap(),
        NodeName::parse("victim").unwrap(),
    );
    // A newcomer would answer nobody before it has heard the room.
    node.hold_to(easy());
    let mut answers = 0;
    for name in 0..5000 {
        let stranger = Address::parse(&format!("stranger-{name}")).unwrap();
        node.handle(now, Input::Message(stranger, Message::Seek));
        while let Some(output) = node.poll() {
            answers += usize::from(matches!(output, Output::Send(Some(_), _)));
        }
    }
    assert!((1..1000).contains(&answers), "{answers}");
    assert_eq!(node.peers().count(), 0);
}

#[test]
fn one_that_keeps_leaving_and_coming_back_earns_no_new_allowance() {
    let mut network = network(bystander());
    let presence = forge::presence(&forge::chain(easy(), 1, "brawler"));
    let before = network.activities(VICTIM).len();
    for _ in 0..5000 {
        network.say(BRAWLER, Some(VICTIM), Message::Leave);
        network.say(BRAWLER, Some(VICTIM), Message::Present(presence.clone()));
    }
    network.run(seconds(1));
    assert!(network.activities(VICTIM).len() - before < 4000);
    honest_peers_are_still_heard(&mut network);
}

#[test]
fn what_can_not_be_read_is_reported() {
    let mut network = network(bystander());
    network.garble(BRAWLER, VICTIM, Unreadable::OtherVersion(2));
    let fault = PeerFault::Unreadable(Unreadable::OtherVersion(2));
    assert_eq!(network.faults(VICTIM, BRAWLER), [fault]);
    network.garble(
        BRAWLER,
        VICTIM,
        Unreadable::NoMessage("x".repeat(1_000_000)),
    );
    let Some(PeerFault::Unreadable(Unreadable::NoMessage(reason))) =
        network.faults(VICTIM, BRAWLER).pop()
    else {
        panic!("it was not reported");
    };
    assert_eq!(reason.chars().count(), 200);
    honest_peers_are_still_heard(&mut network);
}

fn id(serial: u64) -> SubmissionId {
    SubmissionId {
        origin: "brawler".to_owned(),
        serial,
    }
}

fn gift(number: u64) -> String {
    format!(r#"{{"amount": {number}, "recipient": "bob", "sender": "alice"}}"#)
}

#[test]
fn transactions_that_are_none_are_reported_and_not_taken() {
    let cases = [
        Transaction::reward("brawler").canonical(),
        format!(
            r#"{{"amount": 1, "recipient": "bob", "sender": "{}"}}"#,
            "x".repeat(5000)
        ),
        r#"{"amount": NaN, "recipient": "bob", "sender": "alice"}"#.to_owned(),
        r#"{"recipient": "bob", "sender": "alice"}"#.to_owned(),
        String::new(),
    ];
    for (serial, transaction) in (1..).zip(cases) {
        let mut network = network(bystander());
        let message = Message::Submitted {
            id: id(serial),
            transaction: transaction.clone(),
        };
        network.say(BRAWLER, None, message);
        network.run(seconds(1));
        let faults = network.faults(VICTIM, BRAWLER);
        assert!(
            matches!(
                faults[..],
                [PeerFault::Malformed(_) | PeerFault::PendingReward | PeerFault::TooLarge]
            ),
            "{transaction}: {faults:?}"
        );
        assert!(network.node(VICTIM).mempool().is_empty());
        honest_peers_are_still_heard(&mut network);
    }
}

#[test]
fn a_submission_whose_origin_is_too_long_is_not_taken() {
    let mut network = network(bystander());
    let id = SubmissionId {
        origin: "x".repeat(Address::MAX_BYTES + 1),
        serial: 1,
    };
    let message = Message::Submitted {
        id,
        transaction: gift(1),
    };
    network.say(BRAWLER, None, message);
    network.run(seconds(1));
    assert_eq!(network.faults(VICTIM, BRAWLER), [PeerFault::TooLarge]);
    assert!(network.node(VICTIM).mempool().is_empty());
}

/// Says that it has pending transactions, and answers each question for them with what `page` makes
/// of request and skip.
fn pager(page: impl Fn(u32, u32) -> Message + 'static) -> Scripted {
    let mut presence = forge::presence(&forge::chain(easy(), 1, "brawler"));
    presence.pending = "00000000000000ff".to_owned();
    Scripted::present(presence, move |message| match message {
        Message::AskTransactions { request, skip } => vec![page(*request, *skip)],
        _ => Vec::new(),
    })
}

#[test]
fn transactions_that_nobody_asked_for_are_not_taken() {
    let mut network = network(bystander());
    let unasked = Message::Transactions {
        request: 1,
        items: vec![(id(1), gift(1))],
        next: None,
    };
    network.say(BRAWLER, Some(VICTIM), unasked);
    network.run(seconds(1));
    assert!(network.node(VICTIM).mempool().is_empty());
}

#[test]
fn transactions_in_answer_to_another_question_are_not_taken() {
    let network = network(pager(|request, _| Message::Transactions {
        request: request.wrapping_add(1),
        items: vec![(id(1), gift(1))],
        next: None,
    }));
    assert!(network.node(VICTIM).mempool().is_empty());
}

#[test]
fn pages_that_lead_nowhere_are_reported() {
    let empty_with_more = |request, skip| Message::Transactions {
        request,
        items: Vec::new(),
        next: Some(skip),
    };
    let leaping = |request, skip| Message::Transactions {
        request,
        items: vec![(id(1), gift(1))],
        next: Some(skip + 1000),
    };
    for brawler in [pager(empty_with_more), pager(leaping)] {
        let mut network = network(brawler);
        let faults = network.faults(VICTIM, BRAWLER);
        assert!(faults.contains(&PeerFault::BeyondQuestion), "{faults:?}");
        honest_peers_are_still_heard(&mut network);
    }
}

#[test]
fn endless_pages_end() {
    let endless = |request, skip: u32| Message::Transactions {
        request,
        items: (0..MAX_ITEMS as u64)
            .map(|serial| (id(serial), gift(serial)))
            .collect(),
        next: Some(skip + MAX_ITEMS as u32),
    };
    let mut network = network(pager(endless));
    network.run(seconds(5));
    let before = network.traffic().transactions;
    network.run(seconds(60));
    assert_eq!(
        network.traffic().transactions,
        before,
        "it is not asked for more"
    );
    assert_eq!(network.node(VICTIM).mempool().len(), MAX_ITEMS);
    honest_peers_are_still_heard(&mut network);
}

#[test]
fn who_is_not_registered_is_not_listened_to() {
    let mut network = Network::of(72, 1, easy());
    network.order(0, Command::SetAutoRegister(false)).unwrap();
    network.order(0, Command::SetMode(Mode::Live)).unwrap();
    let stranger = network.join_scripted(
        "stranger",
        forge::server(forge::chain(easy(), 9, "brawler")),
    );
    network.run(seconds(5));
    let message = Message::Submitted {
        id: id(1),
        transaction: gift(1),
    };
    network.say(stranger, None, message);
    network.run(seconds(30));
    assert_eq!(network.length(0), 1);
    assert!(network.node(0).mempool().is_empty());
    assert!(
        network.node(0).peer(&network.address(stranger)).is_some(),
        "it is seen"
    );
}
