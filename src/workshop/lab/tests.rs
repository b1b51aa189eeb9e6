//! The lab's world: what a class would see, without a browser.

use std::time::Duration;

use chain::{Difficulty, Number, ProofRule, Rules, Transaction};
use node::{Command, Mode, Node, NodeName};
use sim::Site;

use super::{
    activity::Activity,
    parts::Parts,
    shown::{Said, cards, flights, picture, tree},
    world::{HASHES_PER_SECOND, MAX_DELAY, MAX_LOSS, MAX_NODES, MIN_NODES, Setup, World},
};

fn setup(nodes: usize, mode: Mode) -> Setup {
    Setup {
        seed: 11,
        names: (1..=nodes)
            .map(|number| NodeName::parse(&format!("Node {number}")).unwrap())
            .collect(),
        rules: Rules::tutorial(ProofRule::Classic, Difficulty::new(10).unwrap()),
        mode,
        delay: Duration::from_millis(100),
        loss: 0,
        hash_power: HASHES_PER_SECOND,
    }
}

/// A lab whose nodes have found each other.
fn lab(nodes: usize, mode: Mode) -> World {
    let mut world = World::new(setup(nodes, mode));
    run(&mut world, 3.0);
    world
}

fn run(world: &mut World, seconds: f64) {
    world.advance(Duration::from_secs_f64(seconds), || true);
}

fn lengths(world: &World) -> Vec<u64> {
    cards(world).iter().map(|card| card.length).collect()
}

fn mine(world: &mut World, site: Site) {
    let length = lengths(world)[site];
    world.order(site, Command::Mine);
    for _ in 0..1_000 {
        run(world, 0.05);
        if lengths(world)[site] > length {
            return;
        }
    }
    panic!("no block within 50 seconds");
}

fn pay(world: &mut World, site: Site) {
    world.order(
        site,
        Command::Transact(Transaction {
            sender: "ada".to_owned(),
            recipient: "bob".to_owned(),
            amount: Number::from(5_u64),
            signed: None,
        }),
    );
}

fn node(world: &World, site: Site) -> &Node {
    world.member(site).unwrap().node
}

fn tips(world: &World) -> Vec<String> {
    let tip = |site| node(world, site).chain().tip().hash().to_string();
    (0..world.count()).map(tip).collect()
}

#[test]
fn nodes_find_each_other_and_register() {
    let world = lab(4, Mode::Manual);
    for card in cards(&world) {
        assert_eq!(card.others.len(), 3);
        assert!(card.others.iter().all(|other| other.registered), "{card:?}");
    }
    assert!(
        picture(&world)
            .links
            .iter()
            .all(|l| l.one_hears && l.other_hears && !l.cut)
    );
}

#[test]
fn a_block_is_mined_and_resolving_takes_it_over() {
    let mut world = lab(2, Mode::Manual);
    mine(&mut world, 0);
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [2, 1]);
    world.order(1, Command::Resolve);
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [2, 2]);
    assert_eq!(cards(&world)[1].said.as_ref().unwrap().1, Said::Replaced(2));
}

#[test]
fn split_both_mine_heal_and_the_shorter_chain_gives_way() {
    let mut world = lab(4, Mode::Live);
    world.split();
    pay(&mut world, 2);
    mine(&mut world, 2);
    mine(&mut world, 0);
    mine(&mut world, 0);
    run(&mut world, 3.0);
    assert_eq!(lengths(&world), [3, 3, 2, 2]);
    // The transaction is in the second half's block.
    assert_eq!(cards(&world)[2].pending_total, 0);

    world.heal();
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [3, 3, 3, 3]);
    let cards = cards(&world);
    for half in [2, 3] {
        assert_eq!(cards[half].pending_total, 1, "its transaction returned");
        let ghosts: Vec<_> = cards[half].rows.iter().filter(|row| row.orphaned).collect();
        assert_eq!(ghosts.len(), 1);
        assert_eq!(ghosts[0].link.block().index, 2);
        assert_eq!(cards[half].reorg.unwrap().orphaned, 1);
    }
    assert!(cards[0].rows.iter().all(|row| !row.orphaned));
    assert_eq!(tree(&world).orphaned, 1);
    let reorgs = world.log().filter_map(|entry| match &entry.activity {
        Activity::Reorg {
            orphaned: 1,
            parted,
            ..
        } => Some(parted),
        _ => None,
    });
    let reorgs: Vec<_> = reorgs.collect();
    assert_eq!(reorgs.len(), 2);
    let members = world.members();
    let block = |index| {
        let link = members[0].node.chain().get(index)?;
        Some((index, link.hash()))
    };
    for parted in reorgs {
        assert_eq!(parted.taken, [block(3).unwrap(), block(2).unwrap()]);
        assert_eq!(parted.fork, block(1));
        assert_eq!(parted.given_up.len(), 1);
        assert_eq!(parted.given_up[0].0, 2);
        assert_ne!(parted.given_up[0], parted.taken[1]);
    }
}

#[test]
fn a_long_split_heals_as_a_short_one() {
    let mut world = lab(4, Mode::Live);
    world.split();
    mine(&mut world, 0);
    run(&mut world, 60.0);
    assert!(
        cards(&world)[0]
            .others
            .iter()
            .any(|other| !other.registered)
    );
    world.heal();
    run(&mut world, 6.0);
    assert_eq!(lengths(&world), [2, 2, 2, 2]);
}

#[test]
fn what_happens_does_not_depend_on_the_length_of_frames() {
    let played = |frame: u64| {
        let mut world = World::new(Setup {
            loss: 10,
            ..setup(4, Mode::Live)
        });
        for site in 0..4 {
            world.keep_mining(site, true);
        }
        for _ in 0..20_000 / frame {
            world.advance(Duration::from_millis(frame), || true);
        }
        tips(&world)
    };
    assert_eq!(played(8), played(20));
    assert_eq!(played(8), played(1_000));
}

#[test]
fn no_time_no_change() {
    let mut world = lab(3, Mode::Live);
    world.keep_mining(0, true);
    run(&mut world, 1.0);
    let before = (lengths(&world), world.elapsed());
    world.order(1, Command::Mine);
    world.advance(Duration::ZERO, || true);
    assert_eq!((lengths(&world), world.elapsed()), before);
}

#[test]
fn a_frame_that_has_run_out_of_time_drops_the_rest() {
    let mut world = lab(2, Mode::Live);
    let before = world.elapsed();
    world.advance(Duration::from_secs(10), || false);
    assert_eq!(world.elapsed() - before, Duration::from_millis(10));
    world.advance(Duration::ZERO, || true);
    assert_eq!(world.elapsed() - before, Duration::from_millis(10));
}

#[test]
fn hash_power_is_shared_evenly_and_those_who_follow_each_other_agree() {
    let mut world = lab(3, Mode::Live);
    for site in 0..3 {
        world.keep_mining(site, true);
    }
    run(&mut world, 120.0);
    world.stop_mining();
    run(&mut world, 10.0);
    let length = lengths(&world)[0];
    // 8192 hashes a second at 10 bits are eight blocks a second; some of the work goes into forks.
    assert!((200..=1_100).contains(&length), "{length}");
    assert_eq!(lengths(&world), [length; 3]);
    let mined = |site| {
        let own = format!("node-{}", site + 1);
        let chain = node(&world, site).chain();
        let paid = |link: &&std::sync::Arc<chain::Link>| {
            link.block()
                .transactions
                .iter()
                .any(|t| t.is_reward() && t.recipient == own)
        };
        chain.links().filter(paid).count() as u64
    };
    for site in 0..3 {
        assert!(
            mined(site) > length / 6,
            "{site}: {} of {length}",
            mined(site)
        );
    }
}

#[test]
fn as_many_blocks_are_mined_as_the_hash_power_says_though_most_searches_are_given_up() {
    let mut world = World::new(Setup {
        rules: Rules::tutorial(ProofRule::Sealed, Difficulty::new(8).unwrap()),
        delay: Duration::ZERO,
        ..setup(MAX_NODES, Mode::Live)
    });
    run(&mut world, 5.0);
    for site in 0..MAX_NODES {
        world.keep_mining(site, true);
    }
    run(&mut world, 60.0);
    // 256 hashes each, of 8192 a second.
    let mined = world.seen().since(2).count();
    assert!((1_730..2_110).contains(&mined), "{mined}");
}

#[test]
fn only_where_proofs_are_sealed_does_more_than_one_miner_find_them_sooner() {
    let length = |proof| {
        let mut world = World::new(Setup {
            rules: Rules::tutorial(proof, Difficulty::new(12).unwrap()),
            ..setup(4, Mode::Live)
        });
        for site in 0..4 {
            world.keep_mining(site, true);
        }
        run(&mut world, 200.0);
        lengths(&world)[0]
    };
    let (classic, sealed) = (length(ProofRule::Classic), length(ProofRule::Sealed));
    assert!(sealed > 2 * classic, "{sealed} sealed, {classic} classic");
}

#[test]
fn at_a_loss_of_a_third_the_nodes_still_agree_in_the_end() {
    let mut world = World::new(Setup {
        loss: 33,
        ..setup(5, Mode::Live)
    });
    run(&mut world, 10.0);
    mine(&mut world, 3);
    mine(&mut world, 3);
    run(&mut world, 60.0);
    assert_eq!(lengths(&world), [3; 5]);
}

#[test]
fn what_is_lost_is_never_heard() {
    let mut world = lab(2, Mode::Manual);
    world.set_loss(60);
    let silent = (0..10).filter(|_| {
        world.order(0, Command::Resolve);
        run(&mut world, 20.0);
        let said = cards(&world)[0].said.clone();
        matches!(said, Some((_, Said::Authoritative { silent: 1, .. })))
    });
    assert!(silent.count() > 0);
}

#[test]
fn what_is_under_way_on_a_link_that_is_cut_never_arrives() {
    let mut world = World::new(setup(2, Mode::Manual));
    assert!(!flights(&world).is_empty());
    world.cut(0, 1);
    run(&mut world, 5.0);
    for site in 0..2 {
        assert!(node(&world, site).registered().is_empty(), "{site}");
    }
}

#[test]
fn as_many_links_are_cut_as_was_set_and_all_of_them_is_the_most() {
    let mut world = lab(4, Mode::Live);
    for (set, cut) in [(2, 2), (5, 5), (99, 6), (1, 1), (0, 0)] {
        let before: Vec<_> = world.network().cuts().collect();
        world.set_cuts(set);
        let cuts: Vec<_> = world.network().cuts().collect();
        assert_eq!(cuts.len(), cut);
        let stayed = before.len().min(cut);
        assert_eq!(cuts[..stayed], before[..stayed], "no other is cut instead");
        let drawn = picture(&world).links.iter().filter(|link| link.cut).count();
        assert_eq!(drawn, cut);
    }
    mine(&mut world, 0);
    run(&mut world, 6.0);
    assert_eq!(lengths(&world), [2; 4], "all hear all again");
}

#[test]
fn no_more_can_be_set_than_the_limits() {
    let world = World::new(Setup {
        delay: Duration::from_secs(60),
        loss: 100,
        ..setup(2, Mode::Live)
    });
    assert_eq!((world.delay(), world.loss()), (MAX_DELAY, MAX_LOSS));
}

#[test]
fn a_message_takes_three_to_five_quarters_of_the_delay() {
    let mut world = lab(3, Mode::Live);
    world.set_delay(Duration::from_millis(200));
    world.split();
    world.heal();
    let delays: Vec<u128> = world
        .network()
        .in_flight()
        .filter(|message| message.sent == world.network().now())
        .map(|message| message.arrives.since(message.sent).as_millis())
        .collect();
    assert_eq!(delays.len(), 4, "both ends of two links ask who is there");
    assert!(
        delays.iter().all(|delay| (150..=250).contains(delay)),
        "{delays:?}"
    );
}

#[test]
fn a_block_that_comes_back_is_no_ghost_any_more() {
    let mut world = lab(3, Mode::Manual);
    let resolve = |world: &mut World, site| {
        world.order(site, Command::Resolve);
        run(world, 5.0);
    };
    mine(&mut world, 0);
    resolve(&mut world, 2);
    mine(&mut world, 1);
    mine(&mut world, 1);
    resolve(&mut world, 0);
    let ghosts = |world: &World, site: Site| -> Vec<u64> {
        let cards = cards(world);
        let rows = cards[site].rows.iter().filter(|row| row.orphaned);
        rows.map(|row| row.link.block().index).collect()
    };
    assert_eq!(ghosts(&world, 0), [2]);
    assert_eq!(cards(&world)[2].reorg, None, "the others had none");

    mine(&mut world, 2);
    mine(&mut world, 2);
    resolve(&mut world, 0);
    assert_eq!(lengths(&world), [4, 3, 4]);
    assert_eq!(ghosts(&world, 0), [3, 2]);
    let all: std::collections::BTreeSet<_> = cards(&world)[0]
        .rows
        .iter()
        .map(|row| row.link.hash())
        .collect();
    assert_eq!(all.len(), cards(&world)[0].rows.len(), "no block twice");
}

#[test]
fn only_registered_nodes_are_asked() {
    let mut world = lab(2, Mode::Manual);
    mine(&mut world, 0);
    world.set_registered(1, 0, false);
    world.order(1, Command::Resolve);
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [2, 1]);
    let silent = Said::Authoritative {
        asked: 0,
        silent: 0,
    };
    assert_eq!(cards(&world)[1].said.as_ref().unwrap().1, silent);
    world.register_all();
    world.order(1, Command::Resolve);
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [2, 2]);
}

#[test]
fn nodes_come_and_go_within_bounds() {
    let mut world = lab(MAX_NODES, Mode::Live);
    assert!(!world.join(NodeName::parse("one too many").unwrap()));
    while world.leave() {}
    run(&mut world, 2.0);
    assert_eq!(world.count(), MIN_NODES);
    assert_eq!(cards(&world)[0].others.len(), 1);
    assert_eq!(node(&world, 0).registered().len(), 1);
    mine(&mut world, 0);
    assert!(world.join(NodeName::parse("late").unwrap()));
    run(&mut world, 5.0);
    assert_eq!(lengths(&world), [2, 2, 2], "a latecomer follows");
}

#[test]
fn a_refused_order_is_answered_and_changes_nothing() {
    let mut world = lab(2, Mode::Manual);
    world.order(
        0,
        Command::Transact(Transaction {
            sender: "0".to_owned(),
            recipient: "bob".to_owned(),
            amount: Number::from(5_u64),
            signed: None,
        }),
    );
    let card = &cards(&world)[0];
    assert!(
        matches!(&card.said, Some((_, Said::Refused(why))) if why.to_string().contains("reward"))
    );
    assert_eq!(card.pending_total, 0);
    world.order(99, Command::Mine);
    world.cut(0, 99);
}

#[test]
fn each_part_of_the_view_has_its_turn_and_then_nothing_is_left_to_draw() {
    let mut world = lab(MAX_NODES, Mode::Live);
    let mut parts = Parts::of(&world);
    assert!(!parts.renew(&world), "nothing has changed");
    world.split();
    mine(&mut world, 0);
    mine(&mut world, 4);
    world.heal();
    run(&mut world, 6.0);
    let mut turns = 0;
    while parts.renew(&world) {
        turns += 1;
    }
    // Six cards, picture, tree, news and messages.
    assert!((7..=10).contains(&turns), "{turns}");
    let now = Parts::of(&world);
    assert_eq!(parts.cards, now.cards);
    assert_eq!(parts.flights, now.flights);
    assert_eq!((parts.picture, parts.tree), (now.picture, now.tree));
    assert_eq!((parts.log, parts.tenths), (now.log, now.tenths));
}

#[test]
fn no_part_of_the_view_waits_while_others_change_all_the_time() {
    let mut world = lab(MAX_NODES, Mode::Live);
    for site in 0..MAX_NODES {
        world.keep_mining(site, true);
    }
    let mut parts = Parts::of(&world);
    let mut drawn = [0; MAX_NODES];
    for _ in 0..200 {
        run(&mut world, 0.1);
        let before = parts.cards.clone();
        parts.renew(&world);
        for (site, card) in parts.cards.iter().enumerate() {
            drawn[site] += u32::from(*card != before[site]);
        }
    }
    assert!(drawn.iter().all(|&times| times >= 8), "{drawn:?}");
}

#[test]
fn where_blocks_crowd_the_tree_shows_fewer_columns() {
    let grown = |bits| {
        let mut world = World::new(Setup {
            rules: Rules::tutorial(ProofRule::Sealed, Difficulty::new(bits).unwrap()),
            ..setup(MAX_NODES, Mode::Live)
        });
        for site in 0..MAX_NODES {
            world.keep_mining(site, true);
        }
        while lengths(&world)[0] < 60 {
            run(&mut world, 1.0);
        }
        let tree = tree(&world);
        (tree.last + 1 - tree.first, tree.blocks.len())
    };
    let (few, crowded) = (grown(12), grown(6));
    assert_eq!(few.0, 40, "{few:?}");
    assert!(crowded.0 < 40 && crowded.1 < 200, "{crowded:?}");
}

#[test]
fn nodes_are_called_otherwise_and_go_on_as_they_were() {
    let mut world = lab(3, Mode::Live);
    world.split();
    mine(&mut world, 0);
    let before = (lengths(&world), world.elapsed());
    let names = ["小安", "小博", "小晨"].map(|name| NodeName::parse(name).unwrap());
    world.rename(&names);
    assert_eq!((lengths(&world), world.elapsed()), before);
    let cards = cards(&world);
    for (site, card) in cards.iter().enumerate() {
        assert_eq!(card.name, names[site].as_str());
        assert_eq!(picture(&world).nodes[site].name, names[site].as_str());
    }
    assert_eq!(cards[0].others[1].name, "小晨");
    let stands = tree(&world)
        .blocks
        .into_iter()
        .flat_map(|placed| placed.nodes);
    assert!(stands.into_iter().any(|who| who.name == "小博"));
}

#[test]
fn messages_are_seen_on_their_way_and_none_on_a_cut_link() {
    let mut world = lab(2, Mode::Live);
    world.mend(0, 1);
    world.cut(0, 1);
    run(&mut world, 3.0);
    assert!(flights(&world).is_empty());
    world.mend(0, 1);
    let flights = flights(&world);
    assert_eq!(flights.len(), 2, "both ends ask who is there");
    assert!(flights.iter().all(|flight| flight.per_mille == 0));
}

#[test]
fn the_world_knows_nothing_of_how_it_is_drawn() {
    for source in [
        include_str!("world.rs"),
        include_str!("world/orders.rs"),
        include_str!("world/rewriting.rs"),
        include_str!("activity.rs"),
        include_str!("seen.rs"),
    ] {
        for drawing in ["yew", "web_sys", "page::", "workshop::", "shown", "parts::"] {
            assert!(!source.contains(drawing), "{drawing}: {source}");
        }
    }
}
