//! The scenes that there are.

use std::time::Duration;

use node::PeerFault;
use sim::Site;

use super::script::{Beat, Deed, NODES, Scene};
use crate::workshop::lab::{activity::Activity, world::World};

const ADA: Site = 0;
const BOB: Site = 1;
const CLEO: Site = 2;
const DAN: Site = 3;
const ALL: &[Site] = &[ADA, BOB, CLEO, DAN];

/// The block that is rewritten.
const REWRITTEN: u64 = 2;

/// All scenes, in the order in which they are offered.
pub static SCENES: [Scene; 4] = [
    Scene {
        id: "two-at-once",
        title: "scene-two-at-once",
        seed: 17,
        delay: 1_500,
        lead: &[BOB, CLEO],
        lasts: Duration::from_secs(30),
        beats: &[
            Beat {
                after: 0,
                once: |_| true,
                deeds: &[],
                told: "scene-two-1",
            },
            Beat {
                after: 5_000,
                once: |_| true,
                deeds: &[Deed::Mine(ADA, 1), Deed::Mine(DAN, 1)],
                told: "scene-two-2",
            },
            Beat {
                after: 1_000,
                once: |world| is_fork(world, ADA, DAN),
                deeds: &[],
                told: "scene-two-3",
            },
            Beat {
                after: 5_000,
                once: |world| agree(world, &[ADA, BOB]) && agree(world, &[CLEO, DAN]),
                deeds: &[],
                told: "scene-two-4",
            },
            Beat {
                after: 6_000,
                once: |_| true,
                deeds: &[Deed::Mine(BOB, 1)],
                told: "scene-two-5",
            },
            Beat {
                after: 2_500,
                once: |world| agree(world, ALL),
                deeds: &[],
                told: "scene-two-6",
            },
        ],
    },
    Scene {
        id: "split-and-heal",
        title: "scene-split-and-heal",
        seed: 23,
        delay: 500,
        lead: &[BOB, DAN],
        lasts: Duration::from_secs(38),
        beats: &[
            Beat {
                after: 0,
                once: |_| true,
                deeds: &[],
                told: "scene-split-1",
            },
            Beat {
                after: 3_500,
                once: |_| true,
                deeds: &[Deed::Split],
                told: "scene-split-2",
            },
            Beat {
                after: 4_500,
                once: |_| true,
                deeds: &[Deed::Pay(CLEO, ADA, 5)],
                told: "scene-split-3",
            },
            Beat {
                after: 4_000,
                once: |_| true,
                deeds: &[Deed::Mine(ADA, 3), Deed::Mine(CLEO, 2)],
                told: "scene-split-4",
            },
            Beat {
                after: 4_000,
                once: |world| {
                    let halves = agree(world, &[ADA, BOB]) && agree(world, &[CLEO, DAN]);
                    halves && length(world, BOB) == 6 && length(world, DAN) == 5
                },
                deeds: &[],
                told: "scene-split-5",
            },
            Beat {
                after: 5_500,
                once: |_| true,
                deeds: &[Deed::Heal],
                told: "scene-split-6",
            },
            Beat {
                after: 2_500,
                once: |world| agree(world, ALL),
                deeds: &[],
                told: "scene-split-7",
            },
            Beat {
                after: 4_500,
                once: |world| (0..NODES).all(|site| pending(world, site) == 1),
                deeds: &[Deed::Mine(BOB, 1)],
                told: "scene-split-8",
            },
            Beat {
                after: 4_000,
                once: |world| {
                    agree(world, ALL) && length(world, ADA) == 7 && pending(world, ADA) == 0
                },
                deeds: &[],
                told: "scene-split-9",
            },
        ],
    },
    Scene {
        id: "slow-network",
        title: "scene-slow-network",
        seed: 5,
        delay: 50,
        lead: &[],
        lasts: Duration::from_secs(36),
        beats: &[
            Beat {
                after: 0,
                once: |_| true,
                deeds: &[Deed::KeepMining(ALL)],
                told: "scene-slow-1",
            },
            Beat {
                after: 6_500,
                once: |_| true,
                deeds: &[],
                told: "scene-slow-2",
            },
            Beat {
                after: 5_500,
                once: |_| true,
                deeds: &[Deed::StopMining],
                told: "scene-slow-3",
            },
            Beat {
                after: 5_500,
                once: |_| true,
                deeds: &[Deed::BeginAgain(1_500), Deed::KeepMining(ALL)],
                told: "scene-slow-4",
            },
            Beat {
                after: 6_500,
                once: |_| true,
                deeds: &[],
                told: "scene-slow-5",
            },
            Beat {
                after: 5_500,
                once: |_| true,
                deeds: &[Deed::StopMining],
                told: "scene-slow-6",
            },
        ],
    },
    Scene {
        id: "rewriting-without-work",
        title: "scene-rewriting",
        seed: 16,
        delay: 300,
        lead: &[BOB, ADA, CLEO],
        lasts: Duration::from_secs(35),
        beats: &[
            Beat {
                after: 0,
                once: |_| true,
                deeds: &[],
                told: "scene-rewriting-1",
            },
            Beat {
                after: 5_000,
                once: |_| true,
                deeds: &[Deed::PassOff(DAN, REWRITTEN)],
                told: "scene-rewriting-2",
            },
            Beat {
                after: 5_000,
                once: |world| [ADA, BOB, CLEO].iter().all(|&site| refused(world, site)),
                deeds: &[],
                told: "scene-rewriting-3",
            },
            Beat {
                after: 6_000,
                once: |_| true,
                deeds: &[
                    Deed::MineAgain(DAN, REWRITTEN),
                    Deed::KeepMining(&[ADA, BOB, CLEO]),
                ],
                told: "scene-rewriting-4",
            },
            Beat {
                after: 6_000,
                once: |world| length(world, DAN) > REWRITTEN,
                deeds: &[Deed::StopMining],
                told: "scene-rewriting-5",
            },
            Beat {
                after: 6_000,
                once: |_| true,
                deeds: &[Deed::ListenAgain(DAN)],
                told: "scene-rewriting-6",
            },
        ],
    },
];

/// The scene that the page's address calls this.
pub fn named(id: &str) -> Option<&'static Scene> {
    SCENES.iter().find(|scene| scene.id == id)
}

fn length(world: &World, site: Site) -> u64 {
    let member = world.member(site);
    member.map_or(0, |member| member.node.chain().length())
}

fn pending(world: &World, site: Site) -> usize {
    let member = world.member(site);
    member.map_or(0, |member| member.node.mempool().len())
}

/// Whether all these have the same chain.
fn agree(world: &World, sites: &[Site]) -> bool {
    let tip = |&site: &Site| Some(world.member(site)?.node.chain().tip().hash());
    let mut tips = sites.iter().map(tip);
    let first = tips.next();
    tips.all(|tip| Some(tip) == first)
}

/// Whether these two have different chains of the same length.
fn is_fork(world: &World, one: Site, other: Site) -> bool {
    length(world, one) == length(world, other) && !agree(world, &[one, other])
}

/// Whether this node has found another's chain faulty.
fn refused(world: &World, site: Site) -> bool {
    world.log().any(|entry| {
        matches!(&entry.activity, Activity::Fault { site: at, what: PeerFault::Invalid(_), .. } if *at == site)
    })
}
