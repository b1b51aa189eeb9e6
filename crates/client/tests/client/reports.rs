//! What others are told of what a client sees, while one of them looks.

use std::time::Duration;

use client::{Client, Input, Output, Report, Route, Watched};
use node::Command;
use protocol::ControlMessage;
use sim::Network;

use crate::alone::{Alone, address};

const LOOKING: Watched = Watched {
    room: true,
    branches: false,
};

fn reports(network: &Network<Client>, site: usize) -> Vec<Report> {
    let client = network.participant(site).unwrap();
    let read = |(address, text): (&node::Address, &str)| {
        let mut report: serde_json::Value = serde_json::from_str(text).unwrap();
        report["address"] = address.as_str().into();
        serde_json::from_value(report).unwrap()
    };
    client.reports().map(read).collect()
}

#[test]
fn whoever_looks_at_the_room_hears_what_each_of_the_others_sees() {
    let mut network = Network::<Client>::new(6);
    for _ in 0..5 {
        network.join();
    }
    network.run(Duration::from_secs(5));
    network.command(
        2,
        Command::Unregister(node::Address::parse("tab-3").unwrap()),
    );
    network.update(2, |client, now| {
        client.set_own_connection(now, &node::Address::parse("tab-4").unwrap(), true);
    });
    assert!(reports(&network, 0).is_empty());
    network.update(0, |client, now| client.watch(now, LOOKING));
    network.run(Duration::from_secs(4));
    let all = reports(&network, 0);
    assert_eq!(all.len(), 4);
    let third = all
        .iter()
        .find(|report| report.address.as_str() == "tab-2")
        .unwrap();
    assert_eq!(third.registered.len(), 3);
    assert_eq!(third.cut.len(), 1);
    assert!(third.heard.iter().any(|(_, count)| *count > 0));
    // To nobody else.
    assert!(reports(&network, 1).is_empty());

    network.update(0, |client, now| client.watch(now, Watched::default()));
    network.run(Duration::from_secs(10));
    assert!(
        reports(&network, 0).is_empty(),
        "what nobody looks at is not kept"
    );
}

#[test]
fn a_report_is_for_those_who_look() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    let watching = Input::Control(Route::Local, address("tab-b"), ControlMessage::Watching);
    tab.after(0, watching);
    let outputs = tab.after(2_000, Input::Wake);
    let receivers: Vec<_> = outputs
        .iter()
        .filter_map(|output| match output {
            Output::SendControl(_, to, line) if line.starts_with("seen ") => Some(to.as_ref()),
            _ => None,
        })
        .collect();
    assert_eq!(receivers, [Some(&address("tab-b"))]);
}
