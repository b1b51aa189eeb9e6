//! Which route leads to whom, and what comes over two is heard once.

use client::{Input, Output, Route};
use node::wire::Message;

use crate::alone::{Alone, address};

/// The routes over which something is sent, and to whom.
fn sent(outputs: &[Output]) -> Vec<(Route, Option<&str>)> {
    let sent = outputs.iter().filter_map(|output| match output {
        Output::Send(route, to, _) => Some((*route, to.as_ref().map(|to| to.as_str()))),
        _ => None,
    });
    sent.collect()
}

fn seek(tab: &mut Alone, from: &str, route: Route) -> Vec<Output> {
    tab.after(0, Input::Message(route, address(from), Ok(Message::Seek)))
}

#[test]
fn a_tab_of_this_browser_is_answered_on_the_channel_and_others_by_the_relay() {
    let mut tab = Alone::new(true);
    tab.meets("tab-near", Route::Local);
    tab.meets("tab-far", Route::Relay);
    let answered = seek(&mut tab, "tab-near", Route::Local);
    assert_eq!(sent(&answered), [(Route::Local, Some("tab-near"))]);
    let answered = seek(&mut tab, "tab-far", Route::Relay);
    assert_eq!(sent(&answered), [(Route::Relay, Some("tab-far"))]);
}

#[test]
fn what_is_for_everyone_takes_both() {
    let mut tab = Alone::new(true);
    let outputs = tab.after(2_000, Input::Wake);
    assert_eq!(sent(&outputs), [(Route::Relay, None), (Route::Local, None)]);
    let mut tab = Alone::new(false);
    let outputs = tab.after(2_000, Input::Wake);
    assert_eq!(sent(&outputs), [(Route::Local, None)]);
}

#[test]
fn what_the_relay_brings_of_a_tab_of_this_browser_is_a_copy() {
    let mut tab = Alone::new(true);
    tab.meets("tab-near", Route::Local);
    assert!(tab.client.is_local(tab.now, &address("tab-near")));
    assert!(seek(&mut tab, "tab-near", Route::Relay).is_empty());
    assert_eq!(tab.heard("tab-near"), 1);
    // It has moved to another browser.
    tab.after(13_000, Input::Wake);
    seek(&mut tab, "tab-near", Route::Relay);
    assert_eq!(tab.heard("tab-near"), 2);
}

#[test]
fn a_relay_that_is_back_is_asked_who_is_there() {
    let mut tab = Alone::new(true);
    let outputs = tab.after(0, Input::Connected(Route::Relay));
    let seeks = |output: &Output| matches!(output, Output::Send(Route::Relay, None, Message::Seek));
    assert!(outputs.iter().any(seeks));
    assert!(matches!(outputs.last(), Some(Output::Changed)));
}

#[test]
fn where_a_peer_stands_is_something_new_to_show() {
    let mut tab = Alone::new(false);
    tab.meets("tab-b", Route::Local);
    let changes = |output: &Output| matches!(output, Output::Changed);
    assert!(tab.meets("tab-b", Route::Local).iter().any(changes));
    assert!(!tab.after(1, Input::Wake).iter().any(changes));
}

#[test]
fn a_tab_that_invents_neighbours_leaves_places_for_those_that_come_by_the_relay() {
    let mut tab = Alone::new(true);
    for number in 0..1_000 {
        tab.meets(&format!("tab-invented-{number}"), Route::Local);
    }
    for number in 0..100 {
        tab.meets(&format!("tab-{number}"), Route::Relay);
    }
    let registered = tab.client.node().registered();
    let by_relay = |number: usize| registered.contains(&address(&format!("tab-{number}")));
    assert!((0..100).all(by_relay), "{}", registered.len());
}
