//! The tutorial's answers: valid JSON, its keys, and numbers as exact as they came.

use chain::{Chain, Number, Transaction};
use node::{Answer, Command, chain_body};
use serde_json::Value;

use crate::{
    forge,
    simulation::{Network, Site, easy, rules, seconds},
};

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn keys(body: &Value) -> Vec<&str> {
    body.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn body(network: &mut Network, site: Site, command: Command) -> String {
    let answer = network.order(site, command).unwrap();
    answer.body(network.node(site).chain())
}

fn gift(amount: &str) -> Command {
    Command::Transact(Transaction {
        sender: "李\"老师\"".to_owned(),
        recipient: "bob\n".to_owned(),
        amount: Number::parse(amount).unwrap(),
        signed: None,
    })
}

#[test]
fn a_transaction_is_answered_with_the_block_it_will_be_in() {
    let mut network = Network::of(141, 1, easy());
    let text = body(&mut network, 0, gift("5"));
    assert_eq!(
        text,
        r#"{"message": "Transaction will be added to Block 2"}"#
    );
}

#[test]
fn a_mined_block_is_answered_with_the_tutorials_keys_and_exact_numbers() {
    let mut network = Network::of(142, 1, rules(chain::ProofRule::Classic, 6));
    for amount in ["1", "1.0", "1e-05", "18446744073709551615"] {
        network.order(0, gift(amount)).unwrap();
    }
    let text = body(&mut network, 0, Command::Mine);
    let parsed = read(&text);
    assert_eq!(
        keys(&parsed),
        ["index", "message", "previous_hash", "proof", "transactions"]
    );
    assert_eq!(parsed["message"], "New Block Forged");
    assert_eq!(
        parsed["previous_hash"],
        "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73"
    );
    for amount in ["1", "1.0", "1e-05", "18446744073709551615"] {
        let exactly = format!(r#""amount": {amount}, "#);
        assert!(text.contains(&exactly), "{text}");
    }
    assert!(text.contains(r#""amount": 1, "recipient": "tab-0", "sender": "0""#));
    assert_eq!(parsed["transactions"][0]["sender"], "李\"老师\"");
    assert!(text.is_ascii(), "as the tutorial's Flask prints it");
}

#[test]
fn a_chain_is_answered_as_the_text_that_is_hashed_with_its_length() {
    let mut network = Network::of(143, 1, easy());
    network.order(0, gift("2.50")).unwrap();
    network.mine(0);
    let chain = network.node(0).chain();
    let text = chain_body(chain);
    let parsed = read(&text);
    assert_eq!(keys(&parsed), ["chain", "length"]);
    assert_eq!(parsed["length"], 2);
    let inner = text
        .strip_prefix(r#"{"chain": "#)
        .and_then(|rest| rest.strip_suffix(r#", "length": 2}"#))
        .unwrap();
    let again = Chain::validate(
        chain.rules(),
        chain::parse_chain(inner, chain::Format::TUTORIAL).unwrap(),
    )
    .unwrap();
    assert_eq!(again.tip().hash(), chain.tip().hash());
}

#[test]
fn registering_and_unregistering_are_answered_with_all_that_are_registered() {
    let mut network = Network::new(144);
    let site = network.join();
    let two = vec!["http://127.0.0.1:5001".to_owned(), "tab-b".to_owned()];
    assert_eq!(
        body(&mut network, site, Command::Register(two)),
        r#"{"message": "New nodes have been added", "total_nodes": ["127.0.0.1:5001", "tab-b"]}"#
    );
    let one = node::Address::parse("tab-b").unwrap();
    assert_eq!(
        body(&mut network, site, Command::Unregister(one)),
        r#"{"message": "The node is no longer registered", "total_nodes": ["127.0.0.1:5001"]}"#
    );
    let done = body(&mut network, site, Command::SetAutoRegister(false));
    assert_eq!(keys(&read(&done)), ["message"]);
}

#[test]
fn resolving_is_answered_as_in_the_tutorial_and_with_what_each_peer_said() {
    let mut network = Network::of(145, 2, easy());
    network.mine(1);
    let other = rules(chain::ProofRule::Linked, 6);
    network.join_scripted("quoting", forge::server(forge::chain(other, 3, "quoting")));
    network.join_scripted("silent", forge::silent(&forge::chain(easy(), 3, "silent")));
    network.run(seconds(3));

    let answer = network.order(0, Command::Resolve).unwrap();
    let parsed = read(&answer.body(network.node(0).chain()));
    assert_eq!(keys(&parsed), ["message", "new_chain", "peers"]);
    assert_eq!(parsed["message"], "Our chain was replaced");
    assert_eq!(parsed["new_chain"].as_array().unwrap().len(), 2);
    let outcomes: Vec<&str> = parsed["peers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|peer| peer["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["adopted", "refused", "silent"]);
    assert_eq!(
        parsed["peers"][1]["reason"],
        "it uses other rules: linked, 6 bits"
    );
    assert_eq!(parsed["peers"][0]["length"], 2);

    let again = network.order(0, Command::Resolve).unwrap();
    let parsed = read(&again.body(network.node(0).chain()));
    assert_eq!(keys(&parsed), ["chain", "message", "peers"]);
    assert_eq!(parsed["message"], "Our chain is authoritative");
    assert_eq!(parsed["peers"][0]["outcome"], "answered");
}

#[test]
fn a_short_body_gives_the_length_in_place_of_the_chain() {
    let mut network = Network::of(146, 2, easy());
    network.mine(1);
    let answer = network.order(0, Command::Resolve).unwrap();
    let chain = network.node(0).chain();
    let parsed = read(&answer.short_body(chain));
    assert_eq!(keys(&parsed), ["length", "message", "peers"]);
    assert_eq!(parsed["length"], 2);
    let submitted = Answer::Submitted { block: 3, id: None };
    assert_eq!(submitted.short_body(chain), submitted.body(chain));
}
