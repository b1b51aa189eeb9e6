//! A peer that tells different members of a room different tips.

use std::time::Duration;

use chain::{ChainWeight, Hash, Rules};
use client::{ActivityKind, Client};
use node::{Address, NodeName, Presence, wire::Message};
use sim::{Frame, Network, Scripted};

#[test]
fn one_that_tells_different_members_different_tips_is_named() {
    let mut network = Network::<Client>::new(8);
    for _ in 0..6 {
        network.join();
    }
    network.run(Duration::from_secs(5));
    let liar = Address::parse("liar").unwrap();
    let liar = network.add_scripted(liar, Scripted::new(|_: &Frame| Vec::new()));
    for _ in 0..40 {
        for site in 0..6 {
            let presence = Presence {
                name: NodeName::parse("Mallory").unwrap(),
                rules: Rules::default(),
                weight: ChainWeight::of_length(5),
                tip: Hash::from_bytes([site as u8 % 2; 32]),
                pending: "0000000000000000".to_owned(),
                account: None,
                light: false,
                clock: 0,
            };
            network.say(liar, Some(site), Frame::Message(Message::Present(presence)));
        }
        network.run(Duration::from_secs(2));
    }
    for site in 0..6 {
        let activities = network.participant(site).unwrap().activities();
        let named: Vec<_> = activities
            .filter_map(|activity| match &activity.kind {
                ActivityKind::TwoTips { who, by, length } => Some((who, by, length)),
                _ => None,
            })
            .collect();
        assert_eq!(named.len(), 1, "{site} is told so once");
        assert!(named.iter().all(|(who, by, length)| {
            who.as_str() == "Mallory" && by.is_some() && **length == 5
        }));
    }
}
