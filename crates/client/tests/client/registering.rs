//! Nodes registered by the addresses that people write.

use client::{Input, Output};
use node::{Answer, Command, CommandError, FieldFault, RelayFault, RequestId};
use protocol::{Call, Whois};

use crate::alone::{Alone, address};

/// Plays a relay beside which a Flask node runs at 5005, a tab of this room at 5000, and one of another at 5001.
fn answer(tab: &mut Alone, mut outputs: Vec<Output>) -> Vec<Output> {
    let mut all = Vec::new();
    while let Some(output) = outputs.pop() {
        let Output::AskWhois(request, asked) = output else {
            all.push(output);
            continue;
        };
        let whois = match asked.port() {
            Some(5000) => Ok(Some(Whois::Tab(address("tab-b")))),
            Some(5005) => Ok(Some(Whois::Peer(address("127.0.0.1:5005")))),
            Some(5001) => Err(CommandError::Field {
                field: "nodes",
                reason: FieldFault::Relay(RelayFault::OtherRoom(asked.clone())),
            }),
            _ => Ok(None),
        };
        outputs.extend(tab.after(0, Input::Whois(request, asked, whois)));
    }
    all
}

fn register(tab: &mut Alone, nodes: &[&str]) -> Result<Answer, CommandError> {
    let nodes = nodes.iter().map(|&node| node.to_owned()).collect();
    let request = tab.client.command(tab.now, Command::Register(nodes));
    let outputs = tab.outputs();
    let mut answers = answer(tab, outputs)
        .into_iter()
        .filter_map(|output| match output {
            Output::Answer(answered, answer) if answered == request => Some(answer),
            _ => None,
        });
    answers.next().unwrap()
}

fn registered(tab: &Alone) -> Vec<&str> {
    let registered = tab.client.node().registered().iter();
    registered.map(|address| address.as_str()).collect()
}

/// Whether the chain of 127.0.0.1:5005 is fetched when this node resolves.
fn asks_the_foreign_node(tab: &mut Alone) -> bool {
    tab.client.command(tab.now, Command::Resolve);
    let fetches = |output: &Output| matches!(output, Output::FetchChain(_));
    tab.outputs().iter().any(fetches)
}

#[test]
fn hosts_and_ports_become_what_nodes_know() {
    let mut tab = Alone::new(true);
    register(
        &mut tab,
        &[
            "http://localhost:5000",
            "localhost:5005",
            "tab-c",
            "nobody:1",
        ],
    )
    .unwrap();
    assert_eq!(
        registered(&tab),
        ["tab-b", "127.0.0.1:5005", "tab-c", "nobody:1"]
    );
    assert!(asks_the_foreign_node(&mut tab));
}

#[test]
fn without_a_relay_nodes_stay_as_they_are_written() {
    let mut tab = Alone::new(false);
    register(&mut tab, &["localhost:5005"]).unwrap();
    assert_eq!(registered(&tab), ["localhost:5005"]);
    assert!(!asks_the_foreign_node(&mut tab));
}

#[test]
fn a_list_that_is_refused_leaves_no_node_of_it_registered() {
    for list in [
        ["localhost:5005", "localhost:5000", "localhost:5001"],
        // The relay knows all of them, and the node takes no list with itself in it.
        ["localhost:5005", "localhost:5000", "tab-a"],
    ] {
        let mut tab = Alone::new(true);
        assert!(register(&mut tab, &list).is_err());
        assert!(registered(&tab).is_empty());
        // Nor is the foreign one known as such.
        assert!(!asks_the_foreign_node(&mut tab));
    }
}

#[test]
fn a_program_reads_the_addresses_it_wrote() {
    let mut tab = Alone::new(true);
    let call = Call {
        id: "call-1".to_owned(),
        method: "POST".to_owned(),
        path: "/nodes/register".to_owned(),
        body: String::new(),
    };
    let nodes = Some(vec!["http://localhost:5000".to_owned()]);
    let outputs = tab.after(0, Input::Call { call, nodes });
    let outputs = answer(&mut tab, outputs);
    let reply = outputs.into_iter().find_map(|output| match output {
        Output::Reply(_, 201, body) => Some(body),
        _ => None,
    });
    assert!(reply.unwrap().contains(r#"["localhost:5000"]"#));
}

#[test]
fn an_answer_of_the_relay_that_nobody_waits_for_changes_nothing() {
    let mut tab = Alone::new(true);
    let whois = Ok(Some(Whois::Peer(address("127.0.0.1:5005"))));
    let outputs = tab.after(
        0,
        Input::Whois(RequestId(99), address("localhost:5005"), whois),
    );
    assert!(outputs.is_empty());
}
