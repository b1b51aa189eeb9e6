//! Cut links and partitions: who hears whom.

use sim::{Network, Site};

use crate::recorder::{Recorder, milliseconds, network, recorder, seconds};

/// Who hears each participant, when all say something to all.
fn hearers(network: &mut Network<Recorder>) -> Vec<Vec<Site>> {
    let count = network.count();
    for site in 0..count {
        network.say(site, None, site as u32);
    }
    let before: Vec<usize> = (0..count)
        .map(|site| recorder(network, site).messages().len())
        .collect();
    network.run(seconds(1));
    let hears = |hearer: Site, site: Site| {
        recorder(network, hearer).messages()[before[hearer]..].contains(&(site as u32))
    };
    (0..count)
        .map(|site| (0..count).filter(|&hearer| hears(hearer, site)).collect())
        .collect()
}

#[test]
fn a_cut_link_carries_nothing_either_way_and_all_others_do() {
    let mut network = network(1, 3);
    assert!(network.cut(2, 0));
    assert!(!network.cut(0, 2), "it is cut already");
    assert_eq!(hearers(&mut network), [vec![1], vec![0, 2], vec![1]]);
    assert!(network.is_cut(0, 2) && !network.is_cut(0, 1));
    assert_eq!(network.cuts().collect::<Vec<_>>(), [(0, 2)]);

    assert!(network.mend(0, 2));
    assert!(!network.mend(0, 2), "it is whole already");
    assert_eq!(hearers(&mut network), [vec![1, 2], vec![0, 2], vec![0, 1]]);
}

#[test]
fn only_those_of_the_same_part_hear_each_other_and_those_not_named_are_one_part() {
    let mut network = network(2, 6);
    network.partition(&[&[0, 3], &[1]]);
    assert_eq!(
        hearers(&mut network),
        [vec![3], vec![], vec![4, 5], vec![0], vec![2, 5], vec![2, 4]]
    );
    // Another partition takes the place of the one before.
    network.partition(&[&[0, 1, 2]]);
    assert_eq!(
        hearers(&mut network),
        [
            vec![1, 2],
            vec![0, 2],
            vec![0, 1],
            vec![4, 5],
            vec![3, 5],
            vec![3, 4]
        ]
    );
}

#[test]
fn healing_mends_everything() {
    let mut network = network(3, 3);
    network.partition(&[&[0], &[1, 2]]);
    network.cut(1, 2);
    assert_eq!(hearers(&mut network), [vec![], vec![], vec![] as Vec<Site>]);
    network.heal();
    assert_eq!(hearers(&mut network), [vec![1, 2], vec![0, 2], vec![0, 1]]);
    assert_eq!(network.cuts().len(), 0);
}

#[test]
fn what_is_on_its_way_over_a_link_that_is_cut_is_lost() {
    for partition in [false, true] {
        let mut network = network(4, 2);
        network.link.delay = milliseconds(100)..milliseconds(200);
        network.say(0, Some(1), 1);
        network.run(milliseconds(50));
        if partition {
            network.partition(&[&[0]]);
        } else {
            network.cut(0, 1);
        }
        network.run(milliseconds(200));
        network.heal();
        network.run(seconds(1));
        assert!(recorder(&network, 1).messages().is_empty(), "{partition}");
    }
}

#[test]
fn what_is_on_its_way_over_a_link_that_is_mended_in_time_arrives() {
    let mut network = network(5, 2);
    network.link.delay = milliseconds(100)..milliseconds(200);
    network.say(0, Some(1), 1);
    network.cut(0, 1);
    network.run(milliseconds(50));
    network.mend(0, 1);
    network.run(seconds(1));
    assert_eq!(recorder(&network, 1).messages(), [1]);
}
