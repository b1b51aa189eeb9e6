//! The course: eight lessons as data. Each step is a sentence, and the condition on real state
//! ([`Scene`]) that fulfils it.

use chain::ProofRule;

use super::scene::Scene;
use crate::{
    observed::ObservedPeer,
    page::route::{LESSONS, Place},
    workshop::facts::Fact,
};

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its number, as links name it.
    pub number: u8,
    /// The view it happens in.
    pub place: Place,
    /// The key of its title.
    pub title: &'static str,
    /// The key of what it begins with.
    pub opening: &'static str,
    /// What there is to do, in order.
    pub steps: &'static [Step],
    /// The key of what it ends with.
    pub ending: &'static str,
}

/// Something to do.
#[derive(Debug)]
pub struct Step {
    /// The key of the sentence that asks for it.
    pub task: &'static str,
    /// Whether it is done.
    pub done: fn(&Scene) -> bool,
}

/// A block takes so many bits in the lesson on difficulty: a million attempts on average.
const HARDER_BITS: u16 = 20;
/// A change of one letter changes half of the 256 bits; fewer than these happen once in a million.
const AVALANCHE_BITS: u32 = 90;
/// A chain long enough to see what follows a changed block.
const SOME_BLOCKS: u64 = 4;

/// All lessons, in order.
pub static COURSE: [Lesson; LESSONS as usize] = [
    Lesson {
        number: 1,
        place: Place::Playground,
        title: "lesson-1-title",
        opening: "lesson-1-opening",
        steps: &[
            Step {
                task: "lesson-1-type",
                done: |scene| scene.any(|fact| matches!(fact, Fact::Hashed { empty: false, .. })),
            },
            Step {
                task: "lesson-1-letter",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::Hashed { one_character: true, changed_bits, .. }
                                if *changed_bits >= AVALANCHE_BITS
                        )
                    })
                },
            },
            Step {
                task: "lesson-1-zero",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::Hashed {
                                empty: false,
                                starts_with_zero: true,
                                ..
                            }
                        )
                    })
                },
            },
        ],
        ending: "lesson-1-ending",
    },
    Lesson {
        number: 2,
        place: Place::Playground,
        title: "lesson-2-title",
        opening: "lesson-2-opening",
        steps: &[
            Step {
                task: "lesson-2-try",
                done: |scene| {
                    let tried =
                        |fact: &&Fact| matches!(fact, Fact::ProofTried { by_hand: true, .. });
                    scene.facts.iter().filter(tried).count() >= 3
                },
            },
            Step {
                task: "lesson-2-mine",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::ProofTried {
                                by_hand: false,
                                holds: true
                            }
                        )
                    })
                },
            },
            Step {
                task: "lesson-2-classic",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::ContentsChanged {
                                rule: ProofRule::Classic,
                                holds: true
                            }
                        )
                    })
                },
            },
            Step {
                task: "lesson-2-sealed",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::ContentsChanged {
                                rule: ProofRule::Sealed,
                                holds: false
                            }
                        )
                    })
                },
            },
        ],
        ending: "lesson-2-ending",
    },
    Lesson {
        number: 3,
        place: Place::Tamper,
        title: "lesson-3-title",
        opening: "lesson-3-opening",
        steps: &[
            Step {
                task: "lesson-3-blocks",
                done: |scene| scene.now.length >= SOME_BLOCKS,
            },
            Step {
                task: "lesson-3-tamper",
                done: |scene| scene.any(|fact| matches!(fact, Fact::Tampered { valid: false, .. })),
            },
            Step {
                task: "lesson-3-mend",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::Tampered {
                                changed: false,
                                valid: true
                            }
                        )
                    })
                },
            },
        ],
        ending: "lesson-3-ending",
    },
    Lesson {
        number: 4,
        place: Place::Node,
        title: "lesson-4-title",
        opening: "lesson-4-opening",
        steps: &[
            Step {
                task: "lesson-4-mine",
                done: |scene| scene.mined_with(1),
            },
            Step {
                task: "lesson-4-harder",
                done: |scene| scene.now.difficulty_bits >= HARDER_BITS,
            },
            Step {
                task: "lesson-4-wait",
                done: |scene| scene.now.difficulty_bits >= HARDER_BITS && scene.mined_with(1),
            },
        ],
        ending: "lesson-4-ending",
    },
    Lesson {
        number: 5,
        place: Place::Node,
        title: "lesson-5-title",
        opening: "lesson-5-opening",
        steps: &[
            Step {
                task: "lesson-5-transact",
                done: |scene| scene.now.pending > scene.before.pending,
            },
            Step {
                task: "lesson-5-mine",
                done: |scene| scene.mined_with(2),
            },
            Step {
                task: "lesson-5-two",
                done: |scene| scene.mined_with(3),
            },
        ],
        ending: "lesson-5-ending",
    },
    Lesson {
        number: 6,
        place: Place::Node,
        title: "lesson-6-title",
        opening: "lesson-6-opening",
        steps: &[
            Step {
                task: "lesson-6-tab",
                done: |scene| scene.now.peers.iter().any(|peer| peer.length.is_some()),
            },
            Step {
                task: "lesson-6-unregister",
                done: |scene| {
                    let alone = |peer: &ObservedPeer| peer.length.is_some() && !peer.registered;
                    scene.now.peers.iter().any(alone)
                },
            },
            Step {
                task: "lesson-6-register",
                done: |scene| {
                    let others = || scene.now.peers.iter().filter(|peer| peer.length.is_some());
                    others().count() > 0 && others().all(|peer| peer.registered)
                },
            },
            Step {
                task: "lesson-6-behind",
                done: |scene| !scene.now.live && scene.behind(),
            },
        ],
        ending: "lesson-6-ending",
    },
    Lesson {
        number: 7,
        place: Place::Node,
        title: "lesson-7-title",
        opening: "lesson-7-opening",
        steps: &[
            Step {
                task: "lesson-7-fork",
                done: |scene| scene.forked(),
            },
            Step {
                task: "lesson-7-longer",
                done: |scene| scene.forked() && scene.behind(),
            },
            Step {
                task: "lesson-7-resolve",
                done: |scene| {
                    let like_a_peer = scene.now.peers.iter().any(|peer| {
                        peer.registered && peer.tip.as_deref() == Some(scene.now.tip.as_str())
                    });
                    like_a_peer && Scene::orphaned(scene.now) > Scene::orphaned(scene.before)
                },
            },
        ],
        ending: "lesson-7-ending",
    },
    Lesson {
        number: 8,
        place: Place::Tamper,
        title: "lesson-8-title",
        opening: "lesson-8-opening",
        steps: &[
            Step {
                task: "lesson-8-blocks",
                done: |scene| scene.now.length >= SOME_BLOCKS && scene.holds_payment(),
            },
            Step {
                task: "lesson-8-classic",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::Remined {
                                rule: ProofRule::Classic,
                                attempts: 0,
                                rewritten: true,
                                valid: true
                            }
                        )
                    })
                },
            },
            Step {
                task: "lesson-8-room",
                done: |scene| scene.now.proof == "sealed" && scene.holds_payment(),
            },
            Step {
                task: "lesson-8-sealed",
                done: |scene| {
                    scene.any(|fact| {
                        matches!(
                            fact,
                            Fact::Remined {
                                rule: ProofRule::Sealed,
                                attempts: 1..,
                                rewritten: true,
                                valid: true
                            }
                        )
                    })
                },
            },
        ],
        ending: "lesson-8-ending",
    },
];

/// The lesson of this number.
pub fn lesson(number: u8) -> Option<&'static Lesson> {
    COURSE.iter().find(|lesson| lesson.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::{Observed, ObservedBlock};

    fn block(index: u64, transactions: usize, on_chain: bool) -> ObservedBlock {
        ObservedBlock {
            hash: format!("{index}-{on_chain}"),
            previous_hash: String::new(),
            index,
            transactions,
            on_chain,
            fetched_from: None,
        }
    }

    fn node(length: u64) -> Observed {
        Observed {
            id: "tab-1".to_owned(),
            name: "Ada".to_owned(),
            room: "main".to_owned(),
            proof: "classic".to_owned(),
            difficulty_bits: 16,
            live: false,
            length,
            tip: format!("{length}-true"),
            pending: 0,
            mining: false,
            peers: Vec::new(),
            blocks: (1..=length).map(|index| block(index, 1, true)).collect(),
            heard: Vec::new(),
            split: None,
            reports: Vec::new(),
        }
    }

    fn peer(length: u64, tip: &str, registered: bool) -> ObservedPeer {
        ObservedPeer {
            address: "tab-2".to_owned(),
            name: None,
            length: Some(length),
            tip: Some(tip.to_owned()),
            rules: None,
            registered,
            cut: false,
            fault: None,
        }
    }

    fn done(task: &str, before: &Observed, now: &Observed, facts: &[Fact]) -> bool {
        let mut steps = COURSE.iter().flat_map(|lesson| lesson.steps);
        let step = steps.find(|step| step.task == task).unwrap();
        (step.done)(&Scene { before, now, facts })
    }

    #[test]
    fn no_step_is_done_when_a_node_has_just_begun() {
        let new = node(1);
        for lesson in &COURSE {
            for step in lesson.steps {
                assert!(!done(step.task, &new, &new, &[]), "{}", step.task);
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
        let fact = |one_character, changed_bits| Fact::Hashed {
            empty: false,
            one_character,
            changed_bits,
            starts_with_zero: false,
        };
        assert!(done("lesson-1-letter", &node, &node, &[fact(true, 127)]));
        assert!(!done("lesson-1-letter", &node, &node, &[fact(false, 127)]));
        assert!(!done("lesson-1-letter", &node, &node, &[fact(true, 0)]));
    }

    #[test]
    fn a_transaction_counts_when_it_stands_in_a_new_block() {
        let (before, mut now) = (node(3), node(4));
        assert!(!done("lesson-5-mine", &before, &now, &[]));
        now.blocks[3].transactions = 2;
        assert!(done("lesson-5-mine", &before, &now, &[]));
        assert!(
            !done("lesson-5-mine", &now, &now, &[]),
            "it was there before"
        );
        now.blocks[3].on_chain = false;
        assert!(!done("lesson-5-mine", &before, &now, &[]), "it is orphaned");
    }

    #[test]
    fn a_fork_is_resolved_when_a_block_is_orphaned_and_the_tip_is_the_peers() {
        let mut before = node(3);
        before.peers = vec![peer(4, "other", true)];
        assert!(done("lesson-7-fork", &before, &before, &[]));
        assert!(done("lesson-7-longer", &before, &before, &[]));

        let mut now = node(4);
        now.tip = "other".to_owned();
        now.peers = vec![peer(4, "other", true)];
        assert!(
            !done("lesson-7-resolve", &before, &now, &[]),
            "nothing was orphaned"
        );
        now.blocks.push(block(3, 1, false));
        assert!(done("lesson-7-resolve", &before, &now, &[]));
        now.peers[0].tip = Some("yet another".to_owned());
        assert!(
            !done("lesson-7-resolve", &before, &now, &[]),
            "the peer is elsewhere"
        );
    }

    #[test]
    fn an_unregistered_peer_makes_no_fork() {
        let mut now = node(3);
        now.peers = vec![peer(4, "other", false)];
        assert!(!done("lesson-7-fork", &now, &now, &[]));
    }

    #[test]
    fn rewriting_is_free_only_where_it_took_no_attempt() {
        let node = node(5);
        let fact = |rule, attempts, rewritten| Fact::Remined {
            rule,
            attempts,
            rewritten,
            valid: true,
        };
        let free = fact(ProofRule::Classic, 0, true);
        assert!(done("lesson-8-classic", &node, &node, &[free]));
        let nothing_changed = fact(ProofRule::Classic, 0, false);
        assert!(!done("lesson-8-classic", &node, &node, &[nothing_changed]));
        let dear = fact(ProofRule::Sealed, 70_000, true);
        assert!(done("lesson-8-sealed", &node, &node, &[dear]));
        assert!(!done("lesson-8-sealed", &node, &node, &[free]));
    }
}
