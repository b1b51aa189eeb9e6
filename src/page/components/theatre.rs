//! A chain that gives way to another, shown over the head of every view for a few seconds: both branches from their fork, the
//! other one sliding in, this node's own turning grey and dropping, its transactions flying back to the mempool.
//!
//! It is told by comparing the newest blocks with those that were drawn before. The last few can be played again from the
//! activity log.

use std::rc::Rc;

use chain::Hash;
use client::{Activity, ActivityKind};
use yew::prelude::*;

use super::{activities::sentence, hash::mark_of};
use crate::page::{
    mark,
    texts::{t, t_args},
    view::View,
};

/// The most blocks of a branch that are drawn; the others are a number.
const MAX_BLOCKS: usize = 6;
/// The most transactions that are seen to fly.
const MAX_FLYING: usize = 5;
/// How many can be played again.
const KEPT: usize = 8;
/// The name of the animation that lasts as long as the whole, as the style sheet calls it.
const WHOLE: &str = "theatre";

/// The index and hash of a block.
type Numbered = (u64, Hash);
/// Blocks by descending index.
type Blocks = Vec<Numbered>;

/// Where one chain parted from the other that it gave way to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parted {
    /// The blocks that were given up, by descending index.
    pub given_up: Blocks,
    /// Those in their place, by descending index.
    pub taken: Blocks,
    /// The newest block of both branches; `None` where it lies too far back.
    pub fork: Option<Numbered>,
}

/// One chain giving way to another.
#[derive(Clone, Debug, PartialEq)]
struct Scene {
    activity: Activity,
    returned: usize,
    parted: Parted,
}

/// What there was to see, and what of it is seen now.
#[derive(Default)]
struct Theatre {
    /// The newest blocks that were drawn last.
    before: Blocks,
    /// The serial of the last activity that was one chain giving way; `None` before anything was drawn.
    heard: Option<Option<u64>>,
    scenes: Vec<Rc<Scene>>,
    /// What is on, and how often something was, so that the same can be played twice.
    on: Option<(Rc<Scene>, u32)>,
    count: u32,
}

impl Theatre {
    fn play(&mut self, scene: Rc<Scene>) {
        self.count += 1;
        self.on = Some((scene, self.count));
    }

    /// Takes note of what is drawn now.
    fn follow(&mut self, newest: &[Numbered], reorg: Option<&Activity>) {
        let serial = reorg.map(|activity| activity.serial);
        let is_news = self
            .heard
            .replace(serial)
            .is_some_and(|heard| heard != serial);
        if let Some(activity) = reorg.filter(|_| is_news)
            && let ActivityKind::Reorg { returned, .. } = activity.kind
            && let Some(parted) = parted(&self.before, newest)
        {
            let scene = Rc::new(Scene {
                activity: activity.clone(),
                returned,
                parted,
            });
            if self.scenes.len() == KEPT {
                self.scenes.remove(0);
            }
            self.scenes.push(scene.clone());
            self.play(scene);
        }
        if self.before != newest {
            self.before = newest.to_vec();
        }
    }
}

/// What is only in the one and what is only in the other, and the newest that is in both; `None` where nothing was given up.
fn parted(before: &[Numbered], now: &[Numbered]) -> Option<Parted> {
    let only = |these: &[Numbered], those: &[Numbered]| -> Blocks {
        let theirs = these.iter().take_while(|block| !those.contains(block));
        theirs.copied().collect()
    };
    let given_up = only(before, now);
    let fork = before.get(given_up.len()).copied();
    (!given_up.is_empty()).then(|| Parted {
        given_up,
        taken: only(now, before),
        fork,
    })
}

/// What is on at the moment; and the serials of the activities that can be played again, with whom to ask for it. A hook of
/// the page, as a component of its own would weigh more.
#[hook]
pub fn use_theatre(view: &View) -> (Html, Vec<u64>, Callback<u64>) {
    let theatre = use_mut_ref(Theatre::default);
    let draw = use_force_update();
    theatre
        .borrow_mut()
        .follow(&view.newest, view.reorg.as_ref());
    let again = {
        let (theatre, draw) = (theatre.clone(), draw.clone());
        use_callback((), move |serial: u64, ()| {
            let mut theatre = theatre.borrow_mut();
            let scene = theatre
                .scenes
                .iter()
                .find(|scene| scene.activity.serial == serial);
            if let Some(scene) = scene.cloned() {
                theatre.play(scene);
                draw.force_update();
            }
        })
    };
    let onanimationend = {
        let (theatre, draw) = (theatre.clone(), draw);
        Callback::from(move |event: AnimationEvent| {
            if is_over(&event) {
                theatre.borrow_mut().on = None;
                draw.force_update();
            }
        })
    };
    let theatre = theatre.borrow();
    let serials = theatre.scenes.iter().map(|scene| scene.activity.serial);
    let drawn = html! {
        // It is there before it says something, or a screen reader may not say it.
        <div class="theatre-place" role="status" {onanimationend}>
            if let Some((scene, count)) = &theatre.on {
                { played(*count, sentence(&scene.activity.kind), t("theatre-given-up"), scene.returned, &scene.parted) }
            }
        </div>
    };
    (drawn, serials.collect(), again)
}

/// Whether what ends is the whole of it.
pub fn is_over(event: &AnimationEvent) -> bool {
    event.animation_name() == WHOLE
}

/// One chain giving way to another, the `count`th that is played here: a sentence, both branches, of which one was `ours`, and so
/// many transactions that fly back.
pub fn played(
    count: u32,
    sentence: String,
    ours: String,
    returned: usize,
    parted: &Parted,
) -> Html {
    let flying = returned.min(MAX_FLYING);
    html! {
        <div key={count} class="theatre" data-testid="theatre">
            <p>{ sentence }</p>
            <div class="branches" aria-hidden="true">
                <span class="pool">{ returned }</span>
                <div class="taken"><span class="aside">{ t("theatre-taken") }</span>{ branch(&parted.taken) }</div>
                <div class="given-up"><span class="aside">{ ours }</span>{ branch(&parted.given_up) }</div>
                <span class="fork">{ for parted.fork.iter().map(block) }</span>
                { for (0..flying).map(|_| html! { <i class="flying" /> }) }
            </div>
        </div>
    }
}

fn branch(blocks: &[Numbered]) -> Html {
    // Both begin at the fork, so what does not fit is what came last.
    let more = blocks.len().saturating_sub(MAX_BLOCKS);
    html! {
        <>
            if more > 0 {
                <span class="aside">{ t_args("theatre-more", [("count", more.into())]) }</span>
            }
            { for blocks[more..].iter().map(block) }
        </>
    }
}

fn block((index, hash): &Numbered) -> Html {
    html! {
        <span class={classes!("cell", mark::colour_class(hash))}>{ mark_of(hash) }{ index }</span>
    }
}

#[cfg(test)]
mod tests {
    use node::Time;

    use super::*;

    fn blocks(hashes: &[u8]) -> Blocks {
        let indices = (1..=hashes.len() as u64).rev();
        let hashes = hashes.iter().rev();
        let hashes = hashes.map(|&first| Hash::from_bytes([first; 32]));
        indices.zip(hashes).collect()
    }

    fn reorg(serial: u64) -> Activity {
        Activity {
            serial,
            at: Time::default(),
            kind: ActivityKind::Reorg {
                from: "Ada".to_owned(),
                orphaned: 1,
                adopted: 2,
                returned: 3,
            },
        }
    }

    #[test]
    fn what_parts_two_chains_is_told_from_their_newest_blocks() {
        let (before, now) = (blocks(&[1, 2, 3]), blocks(&[1, 2, 4, 5]));
        let wanted = Parted {
            given_up: before[..1].to_vec(),
            taken: now[..2].to_vec(),
            fork: Some(before[1]),
        };
        assert_eq!(parted(&before, &now), Some(wanted));
        assert_eq!(parted(&before, &blocks(&[1, 2, 3, 4])), None);
        let parted = parted(&before, &blocks(&[7, 8, 9, 10])).unwrap();
        assert_eq!((parted.given_up, parted.fork), (before, None));
    }

    #[test]
    fn what_happened_before_the_first_drawing_is_not_played() {
        let mut theatre = Theatre::default();
        theatre.follow(&blocks(&[1, 2]), Some(&reorg(4)));
        theatre.follow(&blocks(&[1, 2, 3]), Some(&reorg(4)));
        assert!(theatre.on.is_none() && theatre.scenes.is_empty());
    }

    #[test]
    fn a_chain_that_gives_way_is_played_once_and_again_when_asked_for() {
        let mut theatre = Theatre::default();
        theatre.follow(&blocks(&[1, 2]), None);
        theatre.follow(&blocks(&[1, 3, 4]), Some(&reorg(4)));
        let (scene, count) = theatre.on.take().unwrap();
        let parted = &scene.parted;
        assert_eq!(
            (parted.given_up.len(), parted.taken.len(), count),
            (1, 2, 1)
        );
        theatre.follow(&blocks(&[1, 3, 4]), Some(&reorg(4)));
        assert!(theatre.on.is_none());
        theatre.play(scene);
        assert_eq!(theatre.on.as_ref().map(|(_, count)| *count), Some(2));
    }

    #[test]
    fn only_the_last_few_are_kept() {
        let mut theatre = Theatre::default();
        theatre.follow(&blocks(&[1, 100]), None);
        for serial in 0..20 {
            theatre.follow(&blocks(&[1, 101 + serial as u8]), Some(&reorg(serial)));
        }
        let serials: Vec<_> = theatre
            .scenes
            .iter()
            .map(|scene| scene.activity.serial)
            .collect();
        assert_eq!(serials, (12..20).collect::<Vec<_>>());
    }
}
