//! What fulfils the steps of the course, and what does not.

use std::rc::Rc;

use chain::ProofRule;

use super::{
    course::{COURSE, Step, lesson},
    scene::Scene,
};
use crate::workshop::learner_action::LearnerAction;
use client::{Observed, ObservedBlock, ObservedPeer};

/// A block of a branch that is named by a letter; `g` is what all have in common.
fn block(branch: char, index: u64, on_chain: bool) -> ObservedBlock {
    ObservedBlock {
        hash: format!("{branch}{index}"),
        previous_hash: format!("{branch}{}", index - 1),
        index,
        transactions: 1,
        rewarded: None,
        on_chain,
        fetched_from: None,
    }
}

pub fn node(length: u64) -> Observed {
    Observed {
        id: "tab-1".to_owned(),
        name: "Ada".to_owned(),
        room: "main".to_owned(),
        rules: chain::Rules::default(),
        proof: "classic".to_owned(),
        difficulty_bits: 16,
        live: false,
        length,
        tip: format!("g{length}"),
        pending: 0,
        mining: false,
        mined: 0,
        attempts: 0,
        peers: Vec::new(),
        blocks: (1..=length).map(|index| block('g', index, true)).collect(),
        heard: Vec::new(),
        split: None,
        reports: Vec::new(),
    }
}

fn peer(tip: &str, length: u64) -> ObservedPeer {
    ObservedPeer {
        address: "tab-2".to_owned(),
        name: None,
        length: Some(length),
        tip: Some(tip.to_owned()),
        rules: None,
        registered: true,
        cut: false,
        fault: None,
    }
}

/// What changes from one look to the next.
trait Changed {
    fn with(self, tip: &str, length: u64) -> Self;
    fn mined_on(self, branch: char) -> Self;
    fn took_over(self, branch: char, from: u64, length: u64) -> Self;
}

impl Changed for Observed {
    /// One peer, which stands there.
    fn with(mut self, tip: &str, length: u64) -> Self {
        self.peers = vec![peer(tip, length)];
        self
    }

    fn mined_on(mut self, branch: char) -> Self {
        self.length += 1;
        self.mined += 1;
        self.blocks.push(block(branch, self.length, true));
        self.tip = format!("{branch}{}", self.length);
        self
    }

    fn took_over(mut self, branch: char, from: u64, length: u64) -> Self {
        for old in &mut self.blocks {
            old.on_chain = old.index <= from;
        }
        let new = from + 1..=length;
        self.blocks
            .extend(new.map(|index| block(branch, index, true)));
        self.length = length;
        self.tip = format!("{branch}{length}");
        self
    }
}

fn is_done(task: &str, scene: &Scene) -> bool {
    (step(task).done)(scene)
}

fn step(task: &str) -> &'static Step {
    let mut steps = COURSE.iter().flat_map(|lesson| lesson.steps);
    steps.find(|step| step.ask.task == task).unwrap()
}

/// A step that began at the first look.
fn seen<const LOOKS: usize>(looks: [&Observed; LOOKS]) -> Scene {
    let mut looks = looks.into_iter().map(|look| Rc::new(look.clone()));
    let mut scene = Scene::new(looks.next().unwrap());
    looks.for_each(|look| scene.look(&look));
    scene
}

fn heard(node: &Observed, actions: &[LearnerAction]) -> Scene {
    let mut scene = seen([node]);
    actions.iter().for_each(|action| scene.hear(*action));
    scene
}

#[test]
fn no_step_is_done_when_a_node_has_just_begun() {
    let new = node(1);
    for lesson in &COURSE {
        for step in lesson.steps {
            assert!(!(step.done)(&seen([&new])), "{}", step.ask.task);
        }
    }
}

#[test]
fn what_a_step_needs_first_is_not_done() {
    // Among all kinds of nodes, with and without others.
    let mut nodes = vec![node(1), node(3), node(5).mined_on('a')];
    nodes.extend(
        nodes
            .clone()
            .into_iter()
            .map(|node| Observed { live: true, ..node }),
    );
    nodes.extend(nodes.clone().into_iter().map(|node| node.with("b9", 9)));
    for proof in ["linked", "sealed"] {
        let proof = proof.to_owned();
        nodes.push(Observed { proof, ..node(5) });
    }
    for node in &nodes {
        let scene = seen([node]);
        for step in COURSE.iter().flat_map(|lesson| lesson.steps) {
            let first = (step.first)(&scene);
            let mut steps = COURSE.iter().flat_map(|lesson| lesson.steps);
            if let Some(first) = first.and_then(|first| steps.find(|step| step.ask.task == first)) {
                assert!(
                    !(first.done)(&scene),
                    "{} before {}",
                    first.ask.task,
                    step.ask.task
                );
            }
            assert!(first != Some(step.ask.task), "{}", step.ask.task);
        }
    }
}

#[test]
fn lessons_are_numbered_from_one() {
    for (place, known) in COURSE.iter().enumerate() {
        assert_eq!(usize::from(known.number), place + 1);
        assert!(lesson(known.number).is_some());
    }
    assert!(lesson(0).is_none());
    assert!(lesson(9).is_none());
}

#[test]
fn one_changed_letter_must_change_many_bits() {
    let node = node(1);
    let done = |one_character, changed_bits| {
        let action = LearnerAction::Hashed {
            empty: false,
            one_character,
            changed_bits,
            starts_with_zero: false,
        };
        is_done("lesson-1-letter", &heard(&node, &[action]))
    };
    assert!(done(true, 127));
    assert!(!done(false, 127));
    assert!(!done(true, 0));
}

#[test]
fn a_sealed_proof_must_break_where_luck_does_not_keep_it() {
    let node = node(1);
    let scene = |bits, holds| {
        let rule = ProofRule::Sealed;
        heard(
            &node,
            &[LearnerAction::ContentsChanged { rule, bits, holds }],
        )
    };
    assert!(is_done("lesson-2-sealed", &scene(12, false)));
    assert!(is_done("lesson-2-sealed", &scene(20, false)));
    assert!(!is_done("lesson-2-sealed", &scene(12, true)));
    let easy = scene(4, false);
    assert!(!is_done("lesson-2-sealed", &easy));
    assert_eq!(
        (step("lesson-2-sealed").first)(&easy),
        Some("lesson-2-bits")
    );
}

#[test]
fn blocks_that_were_added_to_the_copy_count_as_blocks() {
    let node = node(1);
    let added = |length, valid| LearnerAction::Remined {
        length,
        rule: ProofRule::Classic,
        attempts: 40_000,
        rewritten: false,
        valid,
    };
    assert!(is_done("lesson-3-blocks", &heard(&node, &[added(4, true)])));
    assert!(!is_done(
        "lesson-3-blocks",
        &heard(&node, &[added(3, true)])
    ));
    assert!(!is_done(
        "lesson-3-blocks",
        &heard(&node, &[added(4, false)])
    ));
}

#[test]
fn several_blocks_must_be_mined_here_under_sealed() {
    let sealed = |difficulty_bits, mined| Observed {
        proof: "sealed".to_owned(),
        difficulty_bits,
        mined,
        ..node(30)
    };
    let done = |task, node: &Observed| is_done(task, &seen([node]));
    assert!(done("lesson-4-sealed", &sealed(16, 0)));
    assert!(!done("lesson-4-sealed", &sealed(20, 0)));
    assert!(!done("lesson-4-several", &sealed(16, 19)));
    assert!(done("lesson-4-several", &sealed(16, 20)));
    assert!(!done("lesson-4-harder", &sealed(16, 40)));
    assert!(
        !done("lesson-4-harder", &sealed(20, 0)),
        "others mined them"
    );
    assert!(done("lesson-4-harder", &sealed(20, 20)));
    let classic = Observed {
        mined: 40,
        ..node(41)
    };
    assert!(!done("lesson-4-several", &classic), "there is no luck");
}

#[test]
fn a_transaction_is_submitted_whatever_waits_already() {
    let waiting = |pending, node: Observed| Observed { pending, ..node };
    let submitted = |scene: &Scene| is_done("lesson-5-transact", scene);
    let before = waiting(3, node(2));
    assert!(!submitted(&seen([&before])));
    assert!(submitted(&seen([&before, &waiting(4, node(2))])));
    // What waited was mined, and then one was submitted.
    let mined = node(2).mined_on('a');
    assert!(!submitted(&seen([&before, &mined])));
    assert!(submitted(&seen([
        &before,
        &mined,
        &waiting(1, mined.clone())
    ])));
    let back = waiting(4, node(2).took_over('b', 1, 3));
    assert!(!submitted(&seen([&before, &back])), "a reorg gave it back");
}

#[test]
fn a_transaction_counts_when_it_stands_in_a_block_that_was_mined_here() {
    let before = node(3);
    let mut now = node(3).mined_on('a');
    assert!(!is_done("lesson-5-mine", &seen([&before, &now])));
    now.blocks[3].transactions = 2;
    assert!(is_done("lesson-5-mine", &seen([&before, &now])));
    assert!(
        !is_done("lesson-5-mine", &seen([&now])),
        "it was there before"
    );
    let others = Observed {
        mined: 0,
        ..now.clone()
    };
    assert!(
        !is_done("lesson-5-mine", &seen([&before, &others])),
        "somebody else mined it"
    );
    now.blocks[3].on_chain = false;
    assert!(
        !is_done("lesson-5-mine", &seen([&before, &now])),
        "it is orphaned"
    );
}

#[test]
fn another_nodes_chain_grows_be_it_longer_or_not() {
    let grown = |looks: [&Observed; 2]| is_done("lesson-6-grow", &seen(looks));
    let new_tab = node(7).with("g1", 1);
    assert!(!grown([&new_tab, &new_tab]));
    assert!(grown([&new_tab, &node(7).with("b2", 2)]));
    let live = |node: Observed| Observed { live: true, ..node };
    assert!(!grown([&new_tab, &live(node(7).with("b2", 2))]));
    assert!(
        !grown([&new_tab, &node(7).with("g7", 7)]),
        "it took this node's chain"
    );
    assert!(!grown([&node(7), &node(7).with("b9", 9)]), "it is new here");
}

#[test]
fn a_node_that_was_registered_again_counts_among_others_that_are_not() {
    let registered = |first, second| {
        let mut node = node(1);
        for (address, registered) in [("tab-2", first), ("tab-3", second)] {
            node.peers.push(ObservedPeer {
                address: address.to_owned(),
                registered,
                ..peer("g1", 1)
            });
        }
        node
    };
    let done =
        |before: &Observed, now: &Observed| is_done("lesson-6-register", &seen([before, now]));
    let neither = registered(false, false);
    assert!(!done(&neither, &neither));
    assert!(done(&neither, &registered(true, false)));
    assert!(!done(&registered(true, false), &registered(true, false)));
    assert!(
        done(&registered(true, true), &registered(true, true)),
        "all are"
    );
}

#[test]
fn a_peer_that_is_merely_ahead_or_behind_is_no_fork() {
    let forked = |scene: &Scene| is_done("lesson-7-fork", scene);
    let behind = node(3).with("b9", 9);
    assert!(!forked(&seen([&node(3), &behind])));
    assert!(!forked(&seen([&behind, &node(3).with("b10", 10)])));
    assert!(!forked(&seen([
        &node(3).with("g3", 3),
        &node(3).mined_on('a').with("g3", 3)
    ])));
    // Its branch has been seen: it begins where this node's chain ends.
    let mut seen_ahead = node(3).with("b4", 4);
    seen_ahead.blocks.push(ObservedBlock {
        previous_hash: "g3".to_owned(),
        ..block('b', 4, false)
    });
    assert!(!forked(&seen([&node(3).with("g3", 3), &seen_ahead])));
}

#[test]
fn a_fork_is_seen_however_long_the_two_chains_are() {
    let forked = |scene: &Scene| is_done("lesson-7-fork", scene);
    let begin = node(3).with("g3", 3);
    // This node mines first, then the other one, and the other way round.
    let here = node(3).mined_on('a').with("g3", 3);
    assert!(forked(&seen([
        &begin,
        &here,
        &node(3).mined_on('a').with("b4", 4)
    ])));
    assert!(forked(&seen([
        &begin,
        &node(3).with("b4", 4),
        &node(3).mined_on('a').with("b4", 4)
    ])));
    // The other one is far ahead, as a lesson before may leave it, and this one mines a block.
    let far = node(3).with("b9", 9);
    assert!(forked(&seen([&far, &node(3).mined_on('a').with("b9", 9)])));
    // Both have mined before the next look.
    assert!(forked(&seen([
        &far,
        &node(3).mined_on('a').with("b10", 10)
    ])));
    // It may have taken over the block that was mined here.
    let near = node(3).with("g3", 3);
    assert!(!forked(&seen([
        &near,
        &node(3).mined_on('a').with("b5", 5)
    ])));
    // The other one is far behind, and mines a block.
    assert!(forked(&seen([
        &node(9).with("g3", 3),
        &node(9).with("b4", 4)
    ])));
}

#[test]
fn a_fork_must_be_made_in_the_lesson_and_with_a_node_that_is_heard() {
    let forked = |scene: &Scene| is_done("lesson-7-fork", scene);
    let old = node(3).mined_on('a').with("b4", 4);
    assert!(!forked(&seen([&old])));
    let here = old.clone().mined_on('a');
    assert!(!forked(&seen([&old, &here])), "the other has mined nothing");
    assert!(forked(&seen([&old, &here, &here.clone().with("b5", 5)])));

    let begin = node(3).with("g3", 3);
    let mut unheard = node(3).mined_on('a').with("b4", 4);
    unheard.peers[0].registered = false;
    let scene = seen([&begin, &unheard]);
    assert!(!forked(&scene));
    assert_eq!(
        (step("lesson-7-fork").first)(&scene),
        Some("lesson-register")
    );
}

#[test]
fn a_fork_is_resolved_when_the_chain_of_the_other_branch_is_taken_over() {
    let longer = |scene: &Scene| is_done("lesson-7-longer", scene);
    let resolved = |scene: &Scene| is_done("lesson-7-resolve", scene);
    let begin = node(3).with("g3", 3);
    let forked = node(3).mined_on('a').with("b4", 4);
    let behind = forked.clone().with("b5", 5);
    let scene = seen([&begin, &forked]);
    assert!(!longer(&scene) && !resolved(&scene));
    let mut scene = seen([&begin, &forked, &behind]);
    assert!(longer(&scene) && !resolved(&scene));
    scene.begin_step();
    assert!(!resolved(&scene));
    let mut further = seen([&begin, &forked, &behind]);
    scene.look(&Rc::new(behind.clone().took_over('b', 3, 5)));
    assert!(resolved(&scene));
    assert!(!longer(&scene), "it is one chain again");
    // The other one may have moved on before anyone has looked.
    further.look(&Rc::new(behind.clone().took_over('b', 3, 5).with("b6", 6)));
    assert!(resolved(&further) && !longer(&further));

    // Nothing had parted: this node only was behind.
    let ahead = node(3).with("b5", 5);
    let followed = seen([&ahead, &node(3).took_over('b', 3, 5).with("b5", 5)]);
    assert!(!resolved(&followed));
}

#[test]
fn after_a_reload_the_fork_must_be_made_again() {
    let reloaded = node(1).with("b5", 5);
    let scene = seen([&reloaded]);
    for task in ["lesson-7-longer", "lesson-7-resolve"] {
        assert!(!is_done(task, &scene), "{task}");
        assert_eq!((step(task).first)(&scene), Some("lesson-7-fork"), "{task}");
    }
    let scene = seen([&reloaded, &node(1).mined_on('a').with("b5", 5)]);
    assert!(is_done("lesson-7-longer", &scene));
    assert_eq!((step("lesson-7-resolve").first)(&scene), None);
}

#[test]
fn the_first_room_of_rewriting_is_a_classic_one_and_the_second_costs_work() {
    let paid = |proof: &str, difficulty_bits| {
        let mut node = Observed {
            proof: proof.to_owned(),
            difficulty_bits,
            ..node(4)
        };
        node.blocks[1].transactions = 2;
        seen([&node])
    };
    assert!(is_done("lesson-8-blocks", &paid("classic", 16)));
    let sealed = paid("sealed", 20);
    assert!(!is_done("lesson-8-blocks", &sealed));
    assert_eq!(
        (step("lesson-8-blocks").first)(&sealed),
        Some("lesson-8-room-classic")
    );
    assert!(is_done("lesson-8-room", &sealed));
    let free = paid("sealed", 0);
    assert!(!is_done("lesson-8-room", &free));
    assert_eq!((step("lesson-8-room").first)(&free), Some("lesson-8-bits"));
}

#[test]
fn rewriting_is_free_only_where_it_took_no_attempt() {
    let node = node(5);
    let action = |rule, attempts, rewritten| LearnerAction::Remined {
        length: 5,
        rule,
        attempts,
        rewritten,
        valid: true,
    };
    let done = |task, action| is_done(task, &heard(&node, &[action]));
    let free = action(ProofRule::Classic, 0, true);
    assert!(done("lesson-8-classic", free));
    let nothing_changed = action(ProofRule::Classic, 0, false);
    assert!(!done("lesson-8-classic", nothing_changed));
    let dear = action(ProofRule::Sealed, 70_000, true);
    assert!(done("lesson-8-sealed", dear));
    assert!(!done("lesson-8-sealed", free));
}
