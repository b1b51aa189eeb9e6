//! The link to a room, and the rules that it names.

use chain::{ProofRule, Rules};
use client::{Client, Input, Route, Setup, room_link};
use node::{ALONE_AFTER, Command, NodeName, Presence, wire::Message};
use protocol::RoomName;

use crate::alone::{Alone, BEGIN, address, easy};
use std::time::Duration;

fn opened(rules: Option<&str>, has_relay: bool) -> Alone {
    let setup = Setup {
        has_relay,
        rules: rules.and_then(room_link::read),
        ..Setup::default()
    };
    let room = RoomName::parse("class").unwrap();
    let name = NodeName::parse("Ada").unwrap();
    let client = Client::new(BEGIN, room, address("tab-a"), name, setup);
    Alone { client, now: BEGIN }
}

fn hears(tab: &mut Alone, name: &str, rules: Rules) {
    let presence = Presence {
        rules,
        ..tab.client.node().presence()
    };
    let message = Input::Message(Route::Local, address(name), Ok(Message::Present(presence)));
    tab.after(0, message);
}

#[test]
fn rules_in_the_link_hold_whatever_a_room_full_of_liars_has() {
    let mut tab = opened(Some("sealed-8"), false);
    for number in 0..30 {
        hears(&mut tab, &format!("tab-{number}"), Rules::default());
    }
    tab.after(10_000, Input::Wake);
    let rules = tab.client.node().chain().rules();
    assert_eq!(
        (rules.proof, rules.difficulty.bits()),
        (ProofRule::Sealed, 8)
    );
    assert_eq!(tab.client.link_to("class"), "room=class&rules=sealed-8");
}

#[test]
fn the_link_names_rules_that_are_not_the_tutorials_and_those_that_it_named() {
    let mut tab = opened(None, false);
    assert_eq!(tab.client.link_to("class"), "room=class");
    tab.does(Command::SetRules(easy())).unwrap();
    assert_eq!(tab.client.link_to("class"), "room=class&rules=sealed-0");
    let tab = opened(Some("classic-16"), false);
    assert_eq!(tab.client.link_to("class"), "room=class&rules=classic-16");
}

#[test]
fn a_newcomer_waits_for_its_relay_before_it_takes_itself_for_the_first() {
    let announced = |tab: &mut Alone, after: Duration| {
        tab.now = tab.now + after;
        tab.client.handle(tab.now, Input::Wake);
        let present = |output: &client::Output| {
            matches!(output, client::Output::Send(_, None, Message::Present(_)))
        };
        tab.outputs().iter().any(present)
    };
    let second = Duration::from_secs(1);
    assert!(announced(&mut opened(None, false), ALONE_AFTER));
    let mut tab = opened(None, true);
    assert!(!announced(&mut tab, ALONE_AFTER + second / 4));
    tab.after(0, Input::Connected(Route::Relay));
    assert!(!announced(&mut tab, second));
    assert!(announced(&mut tab, second));
}
