//! Participants that join, crash, and make room for others.

use node::wire::Message;
use sim::{Network, Scripted};

use crate::recorder::{Recorder, address, network, recorder, seconds};

#[test]
fn one_that_crashed_neither_hears_nor_says_anything() {
    let mut network = network(1, 3);
    network.say(0, Some(1), 1);
    network.crash(1);
    network.say(1, None, 2);
    network.say(0, None, 3);
    network.run(seconds(5));
    assert!(!network.is_up(1) && network.is_up(0));
    assert!(
        recorder(&network, 1).events.is_empty(),
        "it is not even woken"
    );
    assert!(recorder(&network, 0).messages().is_empty());
    assert_eq!(recorder(&network, 2).messages(), [3]);
}

#[test]
fn one_that_takes_the_place_of_another_hears_nothing_that_was_for_that_one() {
    let mut network = network(2, 3);
    network.cut(1, 2);
    network.say(0, Some(2), 1);
    network.remove_last();
    assert_eq!(network.count(), 2);
    let site = network.add(address(2), Recorder::default());
    network.say(1, Some(site), 2);
    network.run(seconds(5));
    assert_eq!(
        recorder(&network, site).messages(),
        [2],
        "and its links are whole"
    );
}

#[test]
fn who_comes_back_under_the_address_of_one_that_crashed_is_heard_in_its_place() {
    let mut network = network(3, 2);
    network.crash(1);
    let again = network.add(address(1), Recorder::default());
    assert_eq!(network.site(&address(1)), Some(again));
    network.say(0, Some(1), 1);
    network.run(seconds(1));
    assert_eq!(recorder(&network, again).messages(), [1]);
}

#[test]
fn a_scripted_participant_replies_to_whom_it_hears_and_announces_again_and_again() {
    let mut network = network(4, 2);
    let echo =
        Scripted::new(|number: &u32| vec![number + 1, number + 2]).announcing(100, seconds(2));
    let echo = network.add_scripted(address(2), echo);
    assert!(network.participant(echo).is_none() && network.is_up(echo));
    network.say(0, Some(echo), 10);
    network.run(seconds(9));
    let count = |site, number| {
        recorder(&network, site)
            .messages()
            .iter()
            .filter(|&&n| n == number)
            .count()
    };
    assert_eq!([count(0, 11), count(0, 12), count(1, 11)], [1, 1, 0]);
    assert_eq!(
        [count(0, 100), count(1, 100)],
        [5, 5],
        "at once, and then every two seconds"
    );
}

#[test]
fn nodes_and_scripted_participants_meet() {
    let mut network = Network::<node::Node>::new(5);
    let node = network.join();
    let asked = std::rc::Rc::new(std::cell::Cell::new(false));
    let heard = asked.clone();
    let curious = Scripted::new(move |message: &Message| {
        heard.set(heard.get() | matches!(message, Message::Present(_)));
        Vec::new()
    });
    network.add_scripted(address(1), curious);
    network.run(seconds(5));
    assert!(asked.get(), "a node says where it stands");
    assert_eq!(network.address(node), Some(&address(0)));
}
