//! A hundred tabs in one room with loss and delay, splits and cuts, reloads and liars, from one seed.

use std::time::Duration;

use chain::{Difficulty, ProofRule, Rules};
use client::{ActivityKind, Client, Watched};
use node::{Address, Command, Mode, NodeName, Presence, wire::Message};
use sim::{Frame, Link, Network, Scripted};

const TABS: usize = 100;
const LIARS: usize = 5;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn client(network: &Network<Client>, site: usize) -> &Client {
    network.participant(site).unwrap()
}

fn tip(network: &Network<Client>, site: usize) -> chain::Hash {
    client(network, site).node().chain().tip().hash()
}

/// One that claims a long chain, answers each question with what is no block, and says what is no control message.
fn liar(rules: Rules) -> Scripted<Frame> {
    let claim = Presence {
        name: NodeName::parse("Mallory").unwrap(),
        rules,
        weight: chain::ChainWeight::of_length(1_000),
        tip: chain::Hash::from_bytes([7; 32]),
        pending: "0123456789abcdef".to_owned(),
        account: None,
        light: false,
        clock: 0,
    };
    let reply = move |frame: &Frame| match frame {
        Frame::Message(Message::Ask { request, .. }) => vec![
            Frame::Message(Message::Blocks {
                request: *request,
                rules,
                weight: chain::ChainWeight::of_length(1_000),
                after: 0,
                blocks: vec!["{}".to_owned(); 3],
            }),
            Frame::Control("split nonsense".into()),
        ],
        Frame::Control(_) => vec![Frame::Control("seen {".into())],
        Frame::Message(_) => Vec::new(),
    };
    Scripted::new(reply).announcing(Frame::Message(Message::Present(claim)), seconds(2))
}

#[test]
fn a_hundred_tabs_agree_after_all_that_can_happen_to_them() {
    let rules = Rules::tutorial(ProofRule::Sealed, Difficulty::new(6).unwrap());
    let mut network = Network::<Client>::new(100);
    network.join();
    network.command(0, Command::SetRules(rules));
    network.link = Link::lossy();
    for _ in 1..TABS {
        network.join();
    }
    network.run(seconds(8));
    for site in 0..LIARS {
        let address = Address::parse(&format!("liar-{site}")).unwrap();
        network.add_scripted(address, liar(rules));
    }
    for site in 0..TABS {
        assert_eq!(
            client(&network, site).node().chain().rules(),
            rules,
            "{site}"
        );
        network.command(site, Command::SetMode(Mode::Live));
    }
    for site in [4, 40, 80] {
        network.update(site, |client, now| client.keep_mining(now, true));
    }
    network.run(seconds(10));
    for site in [4, 40, 80] {
        network.update(site, |client, now| client.keep_mining(now, false));
    }
    network.run(seconds(10));
    // Of two chains as long as each other, the next block decides.
    network.command(4, Command::Mine);
    network.run(seconds(20));
    let agreed = tip(&network, 0);
    for site in 0..TABS {
        assert_eq!(tip(&network, site), agreed, "{site}");
    }

    // The room is split; a tab of the second half is closed without a word, and one comes in its place.
    let second = (TABS / 2..TABS).map(|site| Address::parse(&format!("tab-{site}")).unwrap());
    let second: Vec<Address> = second.collect();
    network.update(3, |client, now| client.split(now, second));
    network.run(seconds(5));
    network.crash(TABS - 1);
    let newcomer = network.join();
    network.command(newcomer, Command::SetMode(Mode::Live));
    for _ in 0..3 {
        network.command(10, Command::Mine);
    }
    for _ in 0..6 {
        network.command(60, Command::Mine);
    }
    network.run(seconds(30));
    let (first, other) = (tip(&network, 10), tip(&network, 60));
    assert_ne!(first, other);
    for site in 0..TABS - 1 {
        let expected = if site < TABS / 2 { first } else { other };
        assert_eq!(tip(&network, site), expected, "{site}");
    }
    // Newcomers are in the first half.
    assert_eq!(tip(&network, newcomer), first);
    for site in [10, 70] {
        assert_eq!(client(&network, site).splitter(), Some("tab-3"), "{site}");
    }

    // Somebody of the other half heals it, somebody looks, and one connection is cut meanwhile.
    network.update(60, |client, now| client.split(now, Vec::new()));
    // Every fifth message is lost, so that the order is given more than once.
    for _ in 0..4 {
        let (one, two) = (address(7), address(8));
        network.update(5, |client, now| client.set_connection(now, one, two, true));
    }
    let looks = Watched {
        room: true,
        branches: true,
    };
    network.update(1, |client, now| client.watch(now, looks));
    network.run(seconds(40));
    let sites = (0..TABS - 1).chain([newcomer]);
    for site in sites {
        assert_eq!(tip(&network, site), other, "{site}");
        let faults = client(&network, site).node().peers();
        let blamed = faults.filter(|(_, peer)| peer.fault.is_some());
        assert!(
            blamed
                .into_iter()
                .all(|(address, _)| address.as_str().starts_with("liar"))
        );
    }
    // Whatever was delayed, lost or split: no honest tab was said to contradict itself.
    for site in 0..TABS - 1 {
        let named = client(&network, site).activities().filter_map(|activity| {
            let (ActivityKind::TwoTips { who, .. } | ActivityKind::ShorterAnswer { who, .. }) =
                &activity.kind
            else {
                return None;
            };
            Some(who)
        });
        assert!(named.into_iter().all(|who| who == "Mallory"), "{site}");
    }
    let cut_at = |site: usize| {
        let peers = client(&network, site).observed().peers;
        peers.iter().filter(|peer| peer.cut).count()
    };
    assert_eq!((cut_at(7), cut_at(8), cut_at(9)), (1, 1, 0));
    // All but the closed one and itself; the liars' report can't be read, and is left to the page that draws it.
    let readable = client(&network, 1)
        .reports()
        .filter(|(address, _)| address.as_str().starts_with("tab"))
        .count();
    assert!(readable > 90, "{readable}");
}

fn address(site: usize) -> Address {
    Address::parse(&format!("tab-{site}")).unwrap()
}
