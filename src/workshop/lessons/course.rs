//! The course: eight lessons as data. Each step is a sentence, and the condition on real state
//! ([`Scene`]) that fulfils it.

use std::borrow::Cow;

use chain::ProofRule;

use super::scene::Scene;
use crate::{
    page::route::{LESSONS, Screen},
    workshop::learner_action::LearnerAction,
};
use client::{ObservedBlock, ObservedPeer};

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

/// Something that is asked for, in words, and where on the page it is done.
#[derive(Debug)]
pub struct Ask {
    /// The key of the sentence that asks for it.
    pub task: &'static str,
    /// The key of the same in a few words, which fit into one line of a phone.
    pub brief: &'static str,
    /// The controls that it speaks of, in the order in which they are used.
    pub targets: fn(&Scene) -> Vec<Target>,
}

/// A control, and the view that it is on. What stands in the head of the page is on every view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The view to open where the control is not in sight.
    pub screen: Screen,
    /// Its `data-testid`.
    pub id: Cow<'static, str>,
}

/// Something to do.
#[derive(Debug)]
pub struct Step {
    /// What is asked for.
    pub ask: Ask,
    /// The key of what was seen when it is done; it may hold a `figure`.
    pub seen: &'static str,
    /// A figure of what was seen.
    pub figure: fn(&Scene) -> Option<u64>,
    /// What is asked before it is tried.
    pub prediction: Option<Prediction>,
    /// Whether it is done.
    pub done: fn(&Scene) -> bool,
    /// The key of what must be done before it, where that is not so, or no longer.
    pub first: fn(&Scene) -> Option<&'static str>,
}

/// A question of what will be seen. Who just does the step need not answer it.
#[derive(Debug)]
pub struct Prediction {
    /// The key of the question.
    pub question: &'static str,
    /// The keys of the answers to choose from.
    pub choices: &'static [&'static str],
    /// The key of the sentence that compares the answer, `said`, with what was seen; it may hold a `figure`.
    pub compared: &'static str,
    /// Whether it is asked one step ahead: its own step is easily done in passing.
    pub ahead: bool,
}

impl Step {
    /// A step that can be done whatever there is, and what was seen then.
    const fn new(ask: Ask, seen: &'static str, done: fn(&Scene) -> bool) -> Self {
        Self {
            ask,
            seen,
            figure: |_| None,
            prediction: None,
            done,
            first: |_| None,
        }
    }

    /// A step that needs something.
    const fn after(self, first: fn(&Scene) -> Option<&'static str>) -> Self {
        Self { first, ..self }
    }

    /// A step of which a figure is told.
    const fn counted(self, figure: fn(&Scene) -> Option<u64>) -> Self {
        Self { figure, ..self }
    }

    /// A step that is predicted.
    const fn predicted(self, prediction: Prediction) -> Self {
        Self {
            prediction: Some(prediction),
            ..self
        }
    }
}

/// What is asked for: the sentence, the same in a few words, and its controls.
const fn ask(task: &'static str, brief: &'static str, targets: fn(&Scene) -> Vec<Target>) -> Ask {
    Ask {
        task,
        brief,
        targets,
    }
}

/// Controls that are on one view.
fn on<const N: usize>(screen: Screen, ids: [&'static str; N]) -> Vec<Target> {
    let ids = ids.into_iter().map(Cow::from);
    ids.map(|id| Target { screen, id }).collect()
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
            Step::new(
                ask("lesson-1-type", "lesson-1-type-brief", |_| {
                    playground(["play-text"])
                }),
                "lesson-1-type-seen",
                |scene| {
                    scene.any(|action| matches!(action, LearnerAction::Hashed { empty: false, .. }))
                },
            ),
            Step::new(
                ask("lesson-1-letter", "lesson-1-letter-brief", |_| {
                    playground(["play-text"])
                }),
                "lesson-1-letter-seen",
                |scene| {
                    scene.any(|action| {
                        matches!(
                            action,
                            LearnerAction::Hashed { one_character: true, changed_bits, .. }
                                if *changed_bits >= AVALANCHE_BITS
                        )
                    })
                },
            )
            .counted(|scene| {
                let bits = |action: &LearnerAction| match action {
                    LearnerAction::Hashed {
                        one_character: true,
                        changed_bits,
                        ..
                    } => Some(u64::from(*changed_bits)),
                    _ => None,
                };
                scene.actions.iter().rev().find_map(bits)
            })
            .predicted(Prediction {
                question: "lesson-1-guess",
                choices: &[
                    "lesson-1-guess-one",
                    "lesson-1-guess-few",
                    "lesson-1-guess-half",
                    "lesson-1-guess-all",
                ],
                compared: "lesson-1-compared",
                ahead: true,
            }),
            Step::new(
                ask("lesson-1-zero", "lesson-1-zero-brief", |_| {
                    playground(["play-text"])
                }),
                "lesson-1-zero-seen",
                |scene| {
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
                },
            ),
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
            Step::new(
                ask("lesson-2-try", "lesson-2-try-brief", |_| {
                    playground(["play-proof-up"])
                }),
                "lesson-2-try-seen",
                |scene| {
                    let tried = |action: &&LearnerAction| {
                        matches!(action, LearnerAction::ProofTried { by_hand: true, .. })
                    };
                    scene.actions.iter().filter(tried).count() >= 3
                },
            ),
            Step::new(
                ask("lesson-2-mine", "lesson-2-mine-brief", |_| {
                    playground(["play-mine"])
                }),
                "lesson-2-mine-seen",
                |scene| {
                    scene.any(|action| {
                        matches!(
                            action,
                            LearnerAction::ProofTried {
                                by_hand: false,
                                holds: true
                            }
                        )
                    })
                },
            ),
            Step::new(
                ask("lesson-2-classic", "lesson-2-classic-brief", |_| {
                    playground(["play-rule-classic", "play-mine", "play-sender"])
                }),
                "lesson-2-classic-seen",
                |scene| {
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
                },
            )
            .predicted(Prediction {
                question: "lesson-2-guess",
                choices: &["lesson-2-guess-holds", "lesson-2-guess-breaks"],
                compared: "lesson-2-compared",
                ahead: false,
            }),
            Step::new(
                ask("lesson-2-sealed", "lesson-2-sealed-brief", |_| {
                    playground([
                        "play-rule-sealed",
                        "play-difficulty",
                        "play-mine",
                        "play-sender",
                    ])
                }),
                "lesson-2-sealed-seen",
                |scene| {
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
                },
            )
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
            Step::new(
                ask("lesson-3-blocks", "lesson-3-blocks-brief", blocks_anywhere),
                "lesson-3-blocks-seen",
                |scene| {
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
                },
            ),
            Step::new(
                ask("lesson-3-tamper", "lesson-3-tamper-brief", old_block),
                "lesson-3-tamper-seen",
                |scene| {
                    scene.any(|action| {
                        matches!(action, LearnerAction::Tampered { valid: false, .. })
                    })
                },
            )
            .after(|scene| too_few_blocks(scene).then_some("lesson-3-blocks")),
            Step::new(
                ask("lesson-3-mend", "lesson-3-mend-brief", |_| {
                    tamper(["tamper-restore"])
                }),
                "lesson-3-mend-seen",
                |scene| {
                    scene.any(|action| {
                        matches!(
                            action,
                            LearnerAction::Tampered {
                                changed: false,
                                valid: true
                            }
                        )
                    })
                },
            )
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
            Step::new(
                ask("lesson-4-sealed", "lesson-4-sealed-brief", sealed_room),
                "lesson-4-sealed-seen",
                |scene| sealed_with(scene, EASY_BITS),
            ),
            Step::new(
                ask("lesson-4-several", "lesson-4-several-brief", |_| {
                    node(["keep-mining"])
                }),
                "lesson-4-several-seen",
                |scene| sealed_with(scene, EASY_BITS) && scene.now.mined >= SEVERAL_BLOCKS,
            )
            .counted(average)
            .after(|scene| (!sealed_with(scene, EASY_BITS)).then_some("lesson-4-sealed")),
            Step::new(
                ask("lesson-4-harder", "lesson-4-harder-brief", |scene| {
                    if sealed_with(scene, HARD_BITS) {
                        node(["keep-mining"])
                    } else {
                        sealed_room(scene)
                    }
                }),
                "lesson-4-harder-seen",
                |scene| sealed_with(scene, HARD_BITS) && scene.now.mined >= SEVERAL_BLOCKS,
            )
            .counted(average)
            .predicted(Prediction {
                question: "lesson-4-guess",
                choices: &[
                    "lesson-4-guess-added",
                    "lesson-4-guess-times",
                    "lesson-4-guess-doubled",
                ],
                compared: "lesson-4-compared",
                ahead: false,
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
            Step::new(
                ask("lesson-5-transact", "lesson-5-transact-brief", |_| {
                    transaction()
                }),
                "lesson-5-transact-seen",
                |scene| scene.submitted || scene.mined_with(2),
            ),
            Step::new(
                ask("lesson-5-mine", "lesson-5-mine-brief", |_| node(["mine"])),
                "lesson-5-mine-seen",
                |scene| scene.mined_with(2),
            )
            .after(|scene| (scene.now.pending == 0).then_some("lesson-5-transact")),
            Step::new(
                ask("lesson-5-two", "lesson-5-two-brief", |scene| {
                    if scene.now.pending < 2 {
                        transaction()
                    } else {
                        node(["mine"])
                    }
                }),
                "lesson-5-two-seen",
                |scene| scene.mined_with(3),
            ),
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
            Step::new(
                ask("lesson-6-tab", "lesson-6-tab-brief", |_| node(["peers"])),
                "lesson-6-tab-seen",
                |scene| !alone(scene),
            ),
            Step::new(
                ask(
                    "lesson-6-unregister",
                    "lesson-6-unregister-brief",
                    |scene| peer(scene, "unregister", |peer| peer.registered),
                ),
                "lesson-6-unregister-seen",
                |scene| scene.others().any(|peer| !peer.registered),
            )
            .after(|scene| alone(scene).then_some("lesson-6-tab")),
            Step::new(
                ask("lesson-6-register", "lesson-6-register-brief", |scene| {
                    peer(scene, "register", |peer| !peer.registered)
                }),
                "lesson-6-register-seen",
                Scene::registered_again,
            )
            .after(|scene| alone(scene).then_some("lesson-6-tab")),
            Step::new(
                ask("lesson-6-grow", "lesson-6-grow-brief", |scene| {
                    peer(scene, "peer", |_| true)
                }),
                "lesson-6-grow-seen",
                |scene| !scene.now.live && scene.grown_elsewhere(),
            )
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
            Step::new(
                ask("lesson-7-fork", "lesson-7-fork-brief", |_| node(["mine"])),
                "lesson-7-fork-seen",
                Scene::forked_now,
            )
            .after(before_a_fork),
            Step::new(
                ask("lesson-7-longer", "lesson-7-longer-brief", |scene| {
                    peer(scene, "peer", |peer| peer.registered)
                }),
                "lesson-7-longer-seen",
                Scene::behind_in_fork,
            )
            .after(|scene| before_a_fork(scene).or_else(|| before_its_end(scene))),
            Step::new(
                ask("lesson-7-resolve", "lesson-7-resolve-brief", |_| {
                    node(["resolve"])
                }),
                "lesson-7-resolve-seen",
                |scene| scene.resolved,
            )
            .predicted(Prediction {
                question: "lesson-7-guess",
                choices: &[
                    "lesson-7-guess-mine",
                    "lesson-7-guess-other",
                    "lesson-7-guess-both",
                ],
                compared: "lesson-7-compared",
                ahead: true,
            })
            .after(|scene| {
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
            Step::new(
                ask("lesson-8-blocks", "lesson-8-blocks-brief", a_payment),
                "lesson-8-blocks-seen",
                classic_payment,
            )
            .after(|scene| (scene.now.proof != "classic").then_some("lesson-8-room-classic")),
            Step::new(
                ask("lesson-8-classic", "lesson-8-classic-brief", rewriting),
                "lesson-8-classic-seen",
                |scene| {
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
                },
            )
            .predicted(Prediction {
                question: "lesson-8-guess",
                choices: &[
                    "lesson-8-guess-none",
                    "lesson-8-guess-one",
                    "lesson-8-guess-each",
                ],
                compared: "lesson-8-compared",
                ahead: false,
            })
            .after(|scene| (!classic_payment(scene)).then_some("lesson-8-blocks")),
            Step::new(
                ask("lesson-8-room", "lesson-8-room-brief", |scene| {
                    if scene.now.proof == "sealed" {
                        a_payment(scene)
                    } else {
                        sealed_room(scene)
                    }
                }),
                "lesson-8-room-seen",
                sealed_payment,
            )
            .after(|scene| {
                let too_easy =
                    scene.now.proof == "sealed" && scene.now.difficulty_bits < ENOUGH_BITS;
                too_easy.then_some("lesson-8-bits")
            }),
            Step::new(
                ask("lesson-8-sealed", "lesson-8-sealed-brief", rewriting),
                "lesson-8-sealed-seen",
                |scene| {
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
                },
            )
            .counted(|scene| {
                let attempts = |action: &LearnerAction| match action {
                    LearnerAction::Remined {
                        rule: ProofRule::Sealed,
                        attempts,
                        ..
                    } => Some(*attempts),
                    _ => None,
                };
                scene.actions.iter().rev().find_map(attempts)
            })
            .after(|scene| (!sealed_payment(scene)).then_some("lesson-8-room")),
        ],
        ending: "lesson-8-ending",
    },
];

/// What else may come first.
static ASIDES: [Ask; 5] = [
    ask("lesson-2-bits", "lesson-2-bits-brief", |_| {
        playground(["play-difficulty"])
    }),
    ask("lesson-manual", "lesson-manual-brief", |_| {
        node(["settings", "mode-manual"])
    }),
    ask("lesson-register", "lesson-register-brief", |scene| {
        peer(scene, "register", |peer| !peer.registered)
    }),
    ask(
        "lesson-8-room-classic",
        "lesson-8-room-classic-brief",
        |_| node(["settings", "new-room"]),
    ),
    ask("lesson-8-bits", "lesson-8-bits-brief", |_| {
        node(["settings", "new-room"])
    }),
];

/// What the sentence of this key asks for.
pub fn asked(task: &str) -> Option<&'static Ask> {
    let steps = COURSE.iter().flat_map(|lesson| lesson.steps);
    let mut all = steps.map(|step| &step.ask).chain(&ASIDES);
    all.find(|ask| ask.task == task)
}

fn node<const N: usize>(ids: [&'static str; N]) -> Vec<Target> {
    on(Screen::Node, ids)
}

fn playground<const N: usize>(ids: [&'static str; N]) -> Vec<Target> {
    on(Screen::Playground, ids)
}

fn tamper<const N: usize>(ids: [&'static str; N]) -> Vec<Target> {
    on(Screen::Tamper, ids)
}

fn transaction() -> Vec<Target> {
    node(["tx-sender", "tx-recipient", "tx-amount", "transact"])
}

/// Either view can make blocks.
fn blocks_anywhere(_: &Scene) -> Vec<Target> {
    [tamper(["tamper-append"]), node(["mine"])].concat()
}

/// An amount in a block that has others after it, and is in sight however long the chain is.
fn old_block(scene: &Scene) -> Vec<Target> {
    let index = scene.now.length.saturating_sub(2).max(2);
    vec![Target {
        screen: Screen::Tamper,
        id: format!("tamper-amount-{index}-1").into(),
    }]
}

/// The rules of a room that has blocks are settled, so it takes a new one.
fn sealed_room(scene: &Scene) -> Vec<Target> {
    if scene.now.length > 1 {
        return node(["settings", "new-room"]);
    }
    node([
        "rules-summary",
        "rules-sealed",
        "rules-difficulty",
        "rules-submit",
    ])
}

/// A transaction that waits or is in a block is mined, and followed by blocks.
fn a_payment(scene: &Scene) -> Vec<Target> {
    if scene.now.pending == 0 && paid(scene).is_none() {
        transaction()
    } else {
        node(["mine"])
    }
}

/// Its amount, and the button beside it.
fn rewriting(scene: &Scene) -> Vec<Target> {
    let Some(block) = paid(scene) else {
        return Vec::new();
    };
    let index = block.index;
    let ids = [
        format!("tamper-amount-{index}-1"),
        format!("tamper-remine-{index}"),
    ];
    let target = |id: String| Target {
        screen: Screen::Tamper,
        id: id.into(),
    };
    ids.map(target).into()
}

/// What the page has for the first node that is like this.
fn peer(scene: &Scene, control: &str, like: fn(&ObservedPeer) -> bool) -> Vec<Target> {
    let peer = scene.others().find(|peer| like(peer));
    let target = |peer: &ObservedPeer| Target {
        screen: Screen::Node,
        id: format!("{control}-{}", peer.address).into(),
    };
    peer.map(target).into_iter().collect()
}

/// The first block of the node's own chain that holds a transaction beside the reward.
fn paid(scene: &Scene) -> Option<&ObservedBlock> {
    let mut blocks = scene.now.blocks.iter();
    blocks.find(|block| block.on_chain && block.transactions > 1)
}

/// How many attempts a block took that was mined here.
fn average(scene: &Scene) -> Option<u64> {
    scene.now.attempts.checked_div(scene.now.mined)
}

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
