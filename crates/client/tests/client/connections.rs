//! Connections that people cut and mend, and rooms split in two.

use client::{ActivityKind, Client, Input, Output, Route};
use node::wire::Message;
use protocol::ControlMessage;
use sim::Network;

use crate::alone::{Alone, address};
use std::time::Duration;

fn says(tab: &mut Alone, from: &str, message: ControlMessage) {
    tab.after(0, Input::Control(Route::Local, address(from), message));
}

fn cut(one: &str, other: &str, cut: bool) -> ControlMessage {
    ControlMessage::Connection {
        one: address(one),
        other: address(other),
        cut,
    }
}

#[test]
fn nothing_passes_over_a_connection_that_is_cut_and_nothing_is_counted() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    tab.client
        .set_own_connection(tab.now, &address("tab-b"), true);
    tab.outputs();
    let seek = || Input::Message(Route::Local, address("tab-b"), Ok(Message::Seek));
    let answered = |outputs: &[Output]| {
        let to_it = |output: &Output| matches!(output, Output::Send(_, Some(_), _));
        outputs.iter().any(to_it)
    };
    assert!(!answered(&tab.after(10, seek())));
    assert_eq!(tab.heard("tab-b"), 1);
    tab.client
        .set_own_connection(tab.now, &address("tab-b"), false);
    assert!(answered(&tab.after(10, seek())));
    assert_eq!(tab.heard("tab-b"), 2);
}

#[test]
fn whoever_orders_a_cut_tells_both_ends_and_cuts_its_own() {
    let mut tab = Alone::new(true);
    tab.meets("tab-b", Route::Relay);
    let (own, other) = (address("tab-a"), address("tab-b"));
    tab.client.set_connection(tab.now, other, own, true);
    let lines: Vec<_> = tab
        .outputs()
        .into_iter()
        .filter_map(|output| match output {
            Output::SendControl(route, None, line) => Some((route, line.to_string())),
            _ => None,
        })
        .collect();
    let line = "cut tab-b tab-a".to_owned();
    assert_eq!(lines, [(Route::Relay, line.clone()), (Route::Local, line)]);
    assert!(tab.client.observed().peers[0].cut);
}

#[test]
fn others_cut_only_what_is_there_and_the_log_says_who() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    tab.meets("tab-c", Route::Local);
    says(&mut tab, "tab-c", cut("tab-a", "tab-nobody", true));
    assert!(
        tab.client
            .activities()
            .all(|activity| !matches!(activity.kind, ActivityKind::Cut { .. }))
    );
    says(&mut tab, "tab-c", cut("tab-b", "tab-a", true));
    let newest = tab.client.activities().next().unwrap();
    let kind = ActivityKind::Cut {
        who: "TAB-C".to_owned(),
        other: "TAB-B".to_owned(),
        cut: true,
    };
    assert_eq!(newest.kind, kind);
}

#[test]
fn who_is_parted_by_a_person_is_out_of_reach_and_has_not_left() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    tab.meets("tab-c", Route::Local);
    tab.client
        .set_own_connection(tab.now, &address("tab-b"), true);
    tab.after(13_000, Input::Wake);
    let kinds: Vec<_> = tab
        .client
        .activities()
        .map(|activity| &activity.kind)
        .collect();
    assert!(kinds.contains(&&ActivityKind::OutOfReach("TAB-B".to_owned())));
    assert!(kinds.contains(&&ActivityKind::Left("TAB-C".to_owned())));
}

#[test]
fn a_split_reaches_all_newcomers_too_and_anybody_heals_it() {
    let mut network = Network::<Client>::new(3);
    for _ in 0..6 {
        network.join();
    }
    network.run(Duration::from_secs(5));
    let second = [3, 4, 5].map(|site: usize| address(&format!("tab-{site}")));
    network.update(1, |client, now| client.split(now, second.to_vec()));
    network.run(Duration::from_secs(2));
    let newcomer = network.join();
    network.run(Duration::from_secs(3));
    let parted = |network: &Network<Client>, one: usize, other: usize| {
        let client = network.participant(one).unwrap();
        client.is_separated(network.participant(other).unwrap().node().address())
    };
    assert!(parted(&network, 0, 3) && parted(&network, 3, 0) && parted(&network, newcomer, 4));
    assert!(!parted(&network, 0, 1) && !parted(&network, 3, 5) && !parted(&network, newcomer, 1));
    let newest = network
        .participant(5)
        .unwrap()
        .activities()
        .find_map(|activity| match &activity.kind {
            ActivityKind::Split { who, splits } => Some((who.clone(), *splits)),
            _ => None,
        });
    assert_eq!(newest, Some((Some("tab-1".to_owned()), true)));

    network.update(4, |client, now| client.split(now, Vec::new()));
    network.run(Duration::from_secs(2));
    for site in 0..7 {
        let client = network.participant(site).unwrap();
        assert!((0..7).all(|other| !parted(&network, site, other)), "{site}");
        let who = client.splitter().map(str::to_owned);
        assert_eq!(who.is_none(), site == 4);
    }
}

#[test]
fn of_the_other_half_only_control_messages_are_heard() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    let second = vec![address("tab-b")];
    tab.client.split(tab.now, second);
    tab.outputs();
    let seek = Input::Message(Route::Local, address("tab-b"), Ok(Message::Seek));
    let outputs = tab.after(10, seek);
    assert!(
        outputs
            .iter()
            .all(|output| !matches!(output, Output::Send(_, Some(_), _)))
    );
    assert_eq!(tab.heard("tab-b"), 1);
    let healed = protocol::Split {
        number: 2,
        by: address("tab-b"),
        second: Vec::new(),
    };
    says(&mut tab, "tab-b", ControlMessage::Split(healed));
    assert_eq!(tab.client.splitter(), Some("TAB-B"));
    assert!(!tab.client.is_separated(&address("tab-b")));
}
