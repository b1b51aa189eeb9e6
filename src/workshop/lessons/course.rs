//! The course: eight lessons as data. Each step is a sentence, and the condition on real state
//! ([`Scene`]) that fulfils it.

use chain::ProofRule;

use super::scene::Scene;
use crate::{
    page::route::{LESSONS, Screen},
    workshop::learner_action::LearnerAction,
};

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its number, as links name it.
    pub number: u8,
    /// The view it happens in.
    pub place: Screen,
    /// Whether it leads into rooms of its own.
    pub leads_away: bool,
    /// Whether it tells how many attempts the blocks mined here took on average.
    pub tells_average: bool,
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
    /// The key of what must be done before it, where that is not so, or no longer.
    pub first: fn(&Scene) -> Option<&'static str>,
}

impl Step {
    /// A step that can be done whatever there is.
    const fn new(task: &'static str, done: fn(&Scene) -> bool) -> Self {
        Self {
            task,
            done,
            first: |_| None,
        }
    }

    /// A step that needs something.
    const fn after(self, first: fn(&Scene) -> Option<&'static str>) -> Self {
        Self { first, ..self }
    }
}

/// The tutorial's difficulty, and that of the lesson's second room: four bits more.
const EASY_BITS: u16 = 16;
const HARD_BITS: u16 = 20;
/// So many searches that their average is within about a fifth of what is expected.
const SEVERAL_BLOCKS: u64 = 20;
/// With fewer bits luck too often takes the place of work: here it does once in 4096 times.
const ENOUGH_BITS: u16 = 12;
/// A change of one letter changes half of the 256 bits; fewer than these happen once in a million.
const AVALANCHE_BITS: u32 = 90;
/// A chain long enough to see what follows a changed block.
const SOME_BLOCKS: u64 = 4;

/// All lessons, in order.
pub static COURSE: [Lesson; LESSONS as usize] = [
    Lesson {
        number: 1,
        place: Screen::Playground,
        leads_away: false,
        tells_average: false,
        title: "lesson-1-title",
        opening: "lesson-1-opening",
        steps: &[
            Step::new("lesson-1-type", |scene| {
                scene.any(|action| matches!(action, LearnerAction::Hashed { empty: false, .. }))
            }),
            Step::new("lesson-1-letter", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::Hashed { one_character: true, changed_bits, .. }
                            if *changed_bits >= AVALANCHE_BITS
                    )
                })
            }),
            Step::new("lesson-1-zero", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::Hashed {
                            empty: false,
                            starts_with_zero: true,
                            ..
                        }
                    )
                })
            }),
        ],
        ending: "lesson-1-ending",
    },
    Lesson {
        number: 2,
        place: Screen::Playground,
        leads_away: false,
        tells_average: false,
        title: "lesson-2-title",
        opening: "lesson-2-opening",
        steps: &[
            Step::new("lesson-2-try", |scene| {
                let tried = |action: &&LearnerAction| {
                    matches!(action, LearnerAction::ProofTried { by_hand: true, .. })
                };
                scene.actions.iter().filter(tried).count() >= 3
            }),
            Step::new("lesson-2-mine", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::ProofTried {
                            by_hand: false,
                            holds: true
                        }
                    )
                })
            }),
            Step::new("lesson-2-classic", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::ContentsChanged {
                            rule: ProofRule::Classic,
                            holds: true,
                            ..
                        }
                    )
                })
            }),
            Step::new("lesson-2-sealed", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::ContentsChanged {
                            rule: ProofRule::Sealed,
                            bits: ENOUGH_BITS..,
                            holds: false,
                        }
                    )
                })
            })
            .after(|scene| {
                let too_easy = |action: &LearnerAction| {
                    matches!(
                        action,
                        LearnerAction::ContentsChanged {
                            rule: ProofRule::Sealed,
                            bits: ..ENOUGH_BITS,
                            ..
                        }
                    )
                };
                scene.any(too_easy).then_some("lesson-2-bits")
            }),
        ],
        ending: "lesson-2-ending",
    },
    Lesson {
        number: 3,
        place: Screen::Tamper,
        leads_away: false,
        tells_average: false,
        title: "lesson-3-title",
        opening: "lesson-3-opening",
        steps: &[
            Step::new("lesson-3-blocks", |scene| {
                let in_copy = |action: &LearnerAction| {
                    matches!(
                        action,
                        LearnerAction::Remined {
                            length: SOME_BLOCKS..,
                            valid: true,
                            ..
                        }
                    )
                };
                scene.now.length >= SOME_BLOCKS || scene.any(in_copy)
            }),
            Step::new("lesson-3-tamper", |scene| {
                scene.any(|action| matches!(action, LearnerAction::Tampered { valid: false, .. }))
            })
            .after(|scene| too_few_blocks(scene).then_some("lesson-3-blocks")),
            Step::new("lesson-3-mend", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::Tampered {
                            changed: false,
                            valid: true
                        }
                    )
                })
            })
            .after(|scene| {
                let broken = |action: &LearnerAction| {
                    matches!(action, LearnerAction::Tampered { valid: false, .. })
                };
                if too_few_blocks(scene) {
                    Some("lesson-3-blocks")
                } else if scene.fresh && !scene.any(broken) {
                    Some("lesson-3-tamper")
                } else {
                    None
                }
            }),
        ],
        ending: "lesson-3-ending",
    },
    Lesson {
        number: 4,
        place: Screen::Node,
        leads_away: true,
        tells_average: true,
        title: "lesson-4-title",
        opening: "lesson-4-opening",
        steps: &[
            Step::new("lesson-4-sealed", |scene| sealed_with(scene, EASY_BITS)),
            Step::new("lesson-4-several", |scene| {
                sealed_with(scene, EASY_BITS) && scene.now.mined >= SEVERAL_BLOCKS
            })
            .after(|scene| (!sealed_with(scene, EASY_BITS)).then_some("lesson-4-sealed")),
            Step::new("lesson-4-harder", |scene| {
                sealed_with(scene, HARD_BITS) && scene.now.mined >= SEVERAL_BLOCKS
            }),
        ],
        ending: "lesson-4-ending",
    },
    Lesson {
        number: 5,
        place: Screen::Node,
        leads_away: false,
        tells_average: false,
        title: "lesson-5-title",
        opening: "lesson-5-opening",
        steps: &[
            // It may be in a block before anyone has looked.
            Step::new("lesson-5-transact", |scene| {
                scene.submitted || scene.mined_with(2)
            }),
            Step::new("lesson-5-mine", |scene| scene.mined_with(2))
                .after(|scene| (scene.now.pending == 0).then_some("lesson-5-transact")),
            Step::new("lesson-5-two", |scene| scene.mined_with(3)),
        ],
        ending: "lesson-5-ending",
    },
    Lesson {
        number: 6,
        place: Screen::Node,
        leads_away: false,
        tells_average: false,
        title: "lesson-6-title",
        opening: "lesson-6-opening",
        steps: &[
            Step::new("lesson-6-tab", |scene| !alone(scene)),
            Step::new("lesson-6-unregister", |scene| {
                scene.others().any(|peer| !peer.registered)
            })
            .after(|scene| alone(scene).then_some("lesson-6-tab")),
            Step::new("lesson-6-register", Scene::registered_again)
                .after(|scene| alone(scene).then_some("lesson-6-tab")),
            Step::new("lesson-6-grow", |scene| {
                !scene.now.live && scene.grown_elsewhere()
            })
            .after(|scene| {
                if alone(scene) {
                    Some("lesson-6-tab")
                } else {
                    scene.now.live.then_some("lesson-manual")
                }
            }),
        ],
        ending: "lesson-6-ending",
    },
    Lesson {
        number: 7,
        place: Screen::Node,
        leads_away: false,
        tells_average: false,
        title: "lesson-7-title",
        opening: "lesson-7-opening",
        steps: &[
            Step::new("lesson-7-fork", Scene::forked_now).after(before_a_fork),
            Step::new("lesson-7-longer", Scene::behind_in_fork)
                .after(|scene| before_a_fork(scene).or_else(|| before_its_end(scene))),
            Step::new("lesson-7-resolve", |scene| scene.resolved).after(|scene| {
                let ahead = || (!scene.behind_in_fork()).then_some("lesson-7-longer");
                before_a_fork(scene)
                    .or_else(|| before_its_end(scene))
                    .or_else(ahead)
            }),
        ],
        ending: "lesson-7-ending",
    },
    Lesson {
        number: 8,
        place: Screen::Tamper,
        leads_away: true,
        tells_average: false,
        title: "lesson-8-title",
        opening: "lesson-8-opening",
        steps: &[
            Step::new("lesson-8-blocks", classic_payment)
                .after(|scene| (scene.now.proof != "classic").then_some("lesson-8-room-classic")),
            Step::new("lesson-8-classic", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::Remined {
                            rule: ProofRule::Classic,
                            attempts: 0,
                            rewritten: true,
                            valid: true,
                            ..
                        }
                    )
                })
            })
            .after(|scene| (!classic_payment(scene)).then_some("lesson-8-blocks")),
            Step::new("lesson-8-room", sealed_payment).after(|scene| {
                let too_easy =
                    scene.now.proof == "sealed" && scene.now.difficulty_bits < ENOUGH_BITS;
                too_easy.then_some("lesson-8-bits")
            }),
            Step::new("lesson-8-sealed", |scene| {
                scene.any(|action| {
                    matches!(
                        action,
                        LearnerAction::Remined {
                            rule: ProofRule::Sealed,
                            attempts: 1..,
                            rewritten: true,
                            valid: true,
                            ..
                        }
                    )
                })
            })
            .after(|scene| (!sealed_payment(scene)).then_some("lesson-8-room")),
        ],
        ending: "lesson-8-ending",
    },
];

fn too_few_blocks(scene: &Scene) -> bool {
    // Those that were added in the copy before are gone with the page.
    scene.fresh && scene.now.length < SOME_BLOCKS
}

fn sealed_with(scene: &Scene, bits: u16) -> bool {
    scene.now.proof == "sealed" && scene.now.difficulty_bits == bits
}

fn alone(scene: &Scene) -> bool {
    scene.others().next().is_none()
}

/// A fork lasts where the node is in manual mode, and is one with a node that it listens to.
fn before_a_fork(scene: &Scene) -> Option<&'static str> {
    if alone(scene) {
        Some("lesson-6-tab")
    } else if scene.now.live {
        Some("lesson-manual")
    } else if scene.others().all(|peer| !peer.registered) {
        Some("lesson-register")
    } else {
        None
    }
}

fn before_its_end(scene: &Scene) -> Option<&'static str> {
    (!scene.forked()).then_some("lesson-7-fork")
}

fn classic_payment(scene: &Scene) -> bool {
    scene.now.proof == "classic" && scene.now.length >= SOME_BLOCKS && scene.holds_payment()
}

fn sealed_payment(scene: &Scene) -> bool {
    scene.now.proof == "sealed" && scene.now.difficulty_bits >= ENOUGH_BITS && scene.holds_payment()
}

/// The lesson of this number.
pub fn lesson(number: u8) -> Option<&'static Lesson> {
    COURSE.iter().find(|lesson| lesson.number == number)
}
