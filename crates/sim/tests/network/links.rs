//! Delay, loss, duplication and reordering.

use sim::{Action, Link, Network};

use crate::recorder::{Number, Recorder, address, milliseconds, network, recorder, seconds, wish};

/// Sends so many messages from 0 to 1, ten milliseconds apart, and waits for the last.
fn exchange(seed: u64, link: Link, count: Number) -> Network<Recorder> {
    let mut network = network(seed, 2);
    network.link = link;
    for number in 0..count {
        network.say(0, Some(1), number);
        network.run(milliseconds(10));
    }
    network.run(seconds(5));
    network
}

fn messages(network: &Network<Recorder>) -> Vec<Number> {
    recorder(network, 1).messages()
}

#[test]
fn over_local_links_everything_arrives_once_and_within_milliseconds() {
    let network = exchange(1, Link::local(), 500);
    let mut received = messages(&network);
    received.sort_unstable();
    assert_eq!(received, (0..500).collect::<Vec<_>>());
    for (at, number) in recorder(&network, 1).received() {
        let sent = sim::BEGIN + milliseconds(10) * number;
        let delay = at.since(sent);
        assert!(Link::local().delay.contains(&delay), "{delay:?}");
    }
}

#[test]
fn delays_fill_their_range_and_stay_within_it() {
    let network = exchange(
        2,
        Link {
            duplication: 0.0,
            ..Link::slow()
        },
        1_000,
    );
    let delays: Vec<_> = recorder(&network, 1)
        .received()
        .map(|(at, number)| at.since(sim::BEGIN + milliseconds(10) * number))
        .collect();
    assert!(
        delays
            .iter()
            .all(|delay| Link::slow().delay.contains(delay))
    );
    let beyond = |bound| delays.iter().filter(|&&delay| delay > bound).count();
    let late = beyond(milliseconds(600));
    assert!(
        (200..300).contains(&late),
        "a quarter is later than three quarters: {late}"
    );
}

#[test]
fn the_set_part_of_all_messages_is_lost() {
    let link = Link {
        loss: 0.2,
        ..Link::local()
    };
    let received = messages(&exchange(3, link, 2_000)).len();
    assert!((1_540..1_660).contains(&received), "{received}");
    let everything = Link {
        loss: 1.0,
        ..Link::local()
    };
    assert!(messages(&exchange(3, everything, 100)).is_empty());
}

#[test]
fn the_set_part_of_all_messages_arrives_twice_and_none_three_times() {
    let link = Link {
        duplication: 0.1,
        ..Link::slow()
    };
    let received = messages(&exchange(4, link, 2_000));
    let times = |number| received.iter().filter(|&&other| other == number).count();
    let twice = (0..2_000).filter(|&number| times(number) == 2).count();
    assert!((160..240).contains(&twice), "{twice}");
    assert!((0..2_000).all(|number| (1..=2).contains(&times(number))));
}

#[test]
fn messages_overtake_each_other_where_links_reorder_and_nowhere_else() {
    for (reordering, in_order) in [(true, false), (false, true)] {
        let received = messages(&exchange(
            5,
            Link {
                reordering,
                duplication: 0.0,
                ..Link::slow()
            },
            200,
        ));
        assert_eq!(received.len(), 200);
        assert_eq!(received.is_sorted(), in_order, "{reordering}");
    }
}

#[test]
fn where_links_keep_the_order_each_has_a_delay_of_its_own() {
    let mut network = network(6, 4);
    network.link = Link {
        reordering: false,
        ..Link::slow()
    };
    network.link.duplication = 0.0;
    network.say(0, None, 7);
    network.run(seconds(1));
    let arrivals = |site| {
        recorder(&network, site)
            .received()
            .map(|(at, _)| at)
            .next()
            .unwrap()
    };
    let mut arrivals: Vec<_> = (1..4).map(arrivals).collect();
    arrivals.dedup();
    assert_eq!(arrivals.len(), 3, "{arrivals:?}");
}

#[test]
fn a_broadcast_reaches_all_others_and_a_message_only_whom_it_is_for() {
    let mut network = network(7, 4);
    network.say(1, None, 1);
    network.say(1, Some(3), 2);
    network.run(seconds(1));
    let mut received: Vec<_> = (0..4)
        .map(|site| recorder(&network, site).messages())
        .collect();
    received[3].sort_unstable();
    assert_eq!(received, [vec![1], vec![], vec![1], vec![1, 2]]);
}

#[test]
fn what_is_sent_to_nobody_or_to_oneself_arrives_nowhere() {
    let mut network = network(8, 2);
    for to in [address(0), address(77)] {
        wish(&mut network, 0, Action::Send(Some(to), 1));
    }
    assert_eq!(network.in_flight().count(), 0);
    // Sites that are not there are no reason to fail.
    network.say(5, None, 1);
    network.say(0, Some(5), 1);
    network.set_hash_power(5, 1.0);
    network.crash(5);
    assert!(network.tried(5).is_none() && network.reports(5).is_empty());
    assert_eq!(network.update(5, |_, _| ()), None);
}

#[test]
fn what_is_on_its_way_can_be_seen_and_so_can_what_will_be_lost() {
    let mut network = network(9, 2);
    network.link = Link {
        loss: 1.0,
        ..Link::local()
    };
    network.say(0, Some(1), 1);
    network.link = Link::local();
    network.say(1, Some(0), 2);
    let mut seen: Vec<_> = network
        .in_flight()
        .map(|message| {
            (
                message.id,
                message.from,
                message.to,
                *message.message,
                message.lost,
            )
        })
        .collect();
    seen.sort_unstable();
    assert!(
        matches!(seen[..], [(_, 0, 1, 1, true), (_, 1, 0, 2, false)]),
        "{seen:?}"
    );
    assert!(
        network
            .in_flight()
            .all(|message| message.sent == network.now() && message.arrives > message.sent)
    );
    network.run(seconds(1));
    assert_eq!(network.in_flight().count(), 0);
    assert_eq!(
        (recorder(&network, 0).messages(), messages(&network)),
        (vec![2], vec![])
    );
}
