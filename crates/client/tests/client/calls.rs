//! The tutorial's HTTP API.

use client::{Input, Output};
use protocol::Call;

use crate::alone::{Alone, searches};

/// The answer to a call, if it is there at once.
fn call(tab: &mut Alone, path: &str, body: &str, nodes: Option<&[&str]>) -> Option<(u16, String)> {
    let call = Call {
        id: "call-1".to_owned(),
        method: "POST".to_owned(),
        path: path.to_owned(),
        body: body.to_owned(),
    };
    let nodes = nodes.map(|nodes| nodes.iter().map(|&node| node.to_owned()).collect());
    reply(tab.after(0, Input::Call { call, nodes }))
}

fn reply(outputs: Vec<Output>) -> Option<(u16, String)> {
    outputs.into_iter().find_map(|output| match output {
        Output::Reply(id, status, body) => {
            assert_eq!(id, "call-1");
            Some((status, body))
        }
        _ => None,
    })
}

#[test]
fn calls_are_answered_as_the_tutorial_does() {
    let mut tab = Alone::new(true);
    let transaction = r#"{"sender": "a", "recipient": "b", "amount": 5}"#;
    for (path, body, status, part) in [
        ("/chain", "", 200, r#""length": 1"#),
        (
            "/transactions/new",
            transaction,
            201,
            "will be added to Block 2",
        ),
        (
            "/transactions/new",
            r#"{"sender": "a"}"#,
            400,
            "Missing values",
        ),
        ("/transactions/new", "nonsense", 400, "message"),
        ("/nodes/resolve", "", 200, "Our chain is authoritative"),
        (
            "/nodes/register",
            "{}",
            400,
            "Error: Please supply a valid list of nodes",
        ),
        ("/nowhere", "", 404, "there is no /nowhere"),
    ] {
        let (told, text) = call(&mut tab, path, body, None).unwrap();
        assert_eq!(told, status, "{path} {body}: {text}");
        assert!(text.contains(part), "{path} {body}: {text}");
    }
    let registered = call(&mut tab, "/nodes/register", "", Some(&["tab-b"])).unwrap();
    assert_eq!(registered.0, 201);
    assert!(registered.1.contains(r#"["tab-b"]"#));
    assert_eq!(
        call(&mut tab, "/nodes/register", "", Some(&["?"]))
            .unwrap()
            .0,
        400
    );
}

#[test]
fn whoever_calls_for_a_block_gets_it_when_it_is_mined() {
    let mut tab = Alone::new(true);
    let call = Call {
        id: "call-1".to_owned(),
        method: "GET".to_owned(),
        path: "/mine".to_owned(),
        body: String::new(),
    };
    let outputs = tab.after(0, Input::Call { call, nodes: None });
    let job = searches(&outputs).unwrap();
    assert!(reply(outputs).is_none());
    let found = Input::Found {
        job,
        proof: 0,
        seconds: 0.1,
    };
    let (status, body) = reply(tab.after(10, found)).unwrap();
    assert_eq!(status, 200);
    assert!(body.contains("New Block Forged"));
}

#[test]
fn a_call_for_a_block_that_somebody_cancels_is_refused() {
    let mut tab = Alone::new(true);
    assert!(call(&mut tab, "/mine", "", None).is_none());
    tab.client.command(tab.now, node::Command::CancelMining);
    assert_eq!(reply(tab.outputs()).unwrap().0, 409);
}
