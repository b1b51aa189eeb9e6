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
            ActivityKind::Split { who, splits, .. } => Some((who.clone(), *splits)),
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

fn kinds(tab: &Alone) -> Vec<&ActivityKind> {
    tab.client
        .activities()
        .map(|activity| &activity.kind)
        .collect()
}

fn split(number: u32, by: &str, second: &[&str]) -> ControlMessage {
    ControlMessage::Split(protocol::Split {
        number,
        by: address(by),
        second: second.iter().map(|name| address(name)).collect(),
    })
}

#[test]
fn mend_all_undoes_every_cut_at_every_tab() {
    let mut network = Network::<Client>::new(5);
    for _ in 0..6 {
        network.join();
    }
    network.run(Duration::from_secs(5));
    for (one, other) in [(0, 1), (2, 3), (3, 4), (1, 5)] {
        let [one, other] = [one, other].map(|site: usize| address(&format!("tab-{site}")));
        network.update(5, |client, now| {
            client.set_connection(now, one, other, true)
        });
    }
    network.update(2, |client, now| {
        client.set_own_connection(now, &address("tab-0"), true)
    });
    network.run(Duration::from_secs(1));
    let cuts = |network: &Network<Client>| {
        let at = |site| network.participant(site).unwrap().observed().peers;
        (0..6).flat_map(at).filter(|peer| peer.cut).count()
    };
    assert_eq!(cuts(&network), 9);
    network.update(4, |client, now| client.mend_all(now));
    network.run(Duration::from_secs(1));
    assert_eq!(cuts(&network), 0);
}

#[test]
fn healing_a_split_says_which_cuts_remain() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    tab.meets("tab-c", Route::Local);
    says(&mut tab, "tab-c", cut("tab-a", "tab-b", true));
    says(&mut tab, "tab-c", split(1, "tab-c", &["tab-c"]));
    says(&mut tab, "tab-c", split(2, "tab-c", &[]));
    let healed = ActivityKind::Split {
        who: Some("TAB-C".to_owned()),
        splits: false,
        cuts: vec!["TAB-B".to_owned()],
    };
    assert_eq!(*kinds(&tab)[0], healed);
}

#[test]
fn one_that_splits_the_room_again_and_again_leaves_time_to_heal_it() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    tab.meets("tab-spammer", Route::Local);
    let mut whole = 0;
    // Ten times a second for five minutes; whoever looks heals it once a second.
    for number in 0..3_000 {
        tab.now = tab.now + Duration::from_millis(100);
        says(
            &mut tab,
            "tab-spammer",
            split(2 * number + 10, "tab-spammer", &["tab-b"]),
        );
        if number % 10 == 0 {
            tab.client.split(tab.now, Vec::new());
            // To leave and come back earns nothing.
            let leaves = Input::Message(Route::Local, address("tab-spammer"), Ok(Message::Leave));
            tab.after(0, leaves);
            tab.meets("tab-spammer", Route::Local);
        }
        whole += u32::from(!tab.client.is_separated(&address("tab-b")));
    }
    assert!(whole > 2_400, "whole in {whole} of 3000 tenths of a second");
}

#[test]
fn whoever_is_named_refuses_the_cuts_and_splits_of_a_spammer() {
    let mut network = Network::<Client>::new(6);
    for _ in 0..4 {
        network.join();
    }
    network.run(Duration::from_secs(5));
    let (spammer, far) = (address("tab-3"), address("tab-1"));
    let separated = |network: &Network<Client>, site: usize| {
        network.participant(site).unwrap().is_separated(&far)
    };
    let attack = |network: &mut Network<Client>| {
        network.update(3, |client, now| client.split(now, vec![address("tab-1")]));
        network.update(3, |client, now| {
            client.set_connection(now, address("tab-0"), address("tab-2"), true);
        });
        network.run(Duration::from_secs(1));
    };
    attack(&mut network);
    let victim = network.participant(0).unwrap();
    assert!(separated(&network, 0) && separated(&network, 2));
    assert_eq!(victim.split_author(), Some(&spammer));
    assert_eq!(victim.ignores(&spammer), Some(false));
    network.update(0, |client, now| client.ignore(now, &address("tab-3"), true));
    for _ in 0..5 {
        // What others tell of it does not count either.
        network.run(Duration::from_secs(5));
        let victim = network.participant(0).unwrap();
        assert!(!separated(&network, 0) && separated(&network, 2));
        assert!(victim.observed().peers.iter().all(|peer| !peer.cut));
        attack(&mut network);
    }
    // Whoever refuses can still heal the room for the others.
    network.update(0, |client, now| client.split(now, Vec::new()));
    network.run(Duration::from_secs(1));
    assert!(!separated(&network, 2));
    network.update(0, |client, now| {
        client.ignore(now, &address("tab-3"), false)
    });
    attack(&mut network);
    assert!(separated(&network, 0), "it is obeyed again");
}
