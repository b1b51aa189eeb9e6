//! The stage's sentences.

use yew::prelude::*;

use super::{
    caption::{Names, Sentence},
    news::{Landed, Miner},
    picture::Picture,
    room::{Person, Room},
};
use crate::{
    page::texts::{t, t_args},
    workshop::names::and_more,
};

/// So many names are said in a sentence.
const SAID: usize = 3;

/// What has happened.
pub fn sentence(sentence: &Sentence) -> String {
    match sentence {
        Sentence::Joined(joined) => t_args(
            "stage-joined",
            [("names", names(joined).into()), ("count", count(joined))],
        ),
        Sentence::Left(left) => t_args(
            "stage-left",
            [("names", names(left).into()), ("count", count(left))],
        ),
        Sentence::Blocks(landed) => blocks(landed),
        Sentence::Reorg(who, given_up) => t_args(
            "stage-reorg",
            [
                ("names", names(who).into()),
                ("count", count(who)),
                ("blocks", (*given_up).into()),
            ],
        ),
        Sentence::Branches(1) => t("stage-one-chain"),
        Sentence::Branches(count) => t_args("stage-forked", [("count", (*count).into())]),
        Sentence::Split(by, (first, second)) => t_args(
            "stage-split",
            [
                ("name", by.as_str().into()),
                ("first", (*first).into()),
                ("second", (*second).into()),
            ],
        ),
        Sentence::Healed => t("stage-healed"),
    }
}

fn blocks(landed: &Landed) -> String {
    let index = ("index", landed.index.into());
    let last = match &landed.miner {
        Miner::Rewarded(name) => t_args("stage-mined", [index, ("name", name.as_str().into())]),
        Miner::FirstHere(name) => t_args("stage-first", [index, ("name", name.as_str().into())]),
        Miner::Unknown => t_args("stage-landed", [index]),
    };
    match landed.others {
        0 => last,
        others => {
            let others = t_args("stage-blocks-before", [("count", others.into())]);
            t_args(
                "two-sentences",
                [("one", last.into()), ("other", others.into())],
            )
        }
    }
}

fn count(names: &Names) -> crate::page::texts::Arg<'static> {
    (names.first.len() + names.more).into()
}

fn names(names: &Names) -> String {
    let (said, more) = names.shortened(SAID);
    and_more(said.iter().cloned(), more)
}

/// How many are here, and how long the longest chain is.
pub fn figures(room: &Room) -> String {
    let people = ("people", room.people.len().into());
    t_args("stage-figures", [people, ("count", room.length().into())])
}

/// What there is, for those who can't see the drawing.
pub fn summary(room: &Room) -> String {
    match room.branches().len() {
        0 | 1 => figures(room),
        branches => {
            let forked = t_args("stage-forked", [("count", branches.into())]);
            t_args(
                "two-sentences",
                [("one", figures(room).into()), ("other", forked.into())],
            )
        }
    }
}

/// Who stands where nothing is drawn, and what else found no room.
pub fn elsewhere(room: &Room, picture: &Picture) -> Html {
    let who = |people: &[usize]| {
        let most = if people.len() > SAID { SAID - 1 } else { SAID };
        let people = people.iter().filter_map(|&at| room.people.get(at));
        let named = people.map(|person: &Person| person.called().to_owned());
        let all: Vec<String> = named.collect();
        let more = all.len().saturating_sub(most);
        and_more(all.into_iter().take(most), more)
    };
    let lines = [
        (!picture.unseen.is_empty())
            .then(|| t_args("stage-unseen", [("names", who(&picture.unseen).into())])),
        (!picture.behind.is_empty())
            .then(|| t_args("stage-behind", [("names", who(&picture.behind).into())])),
        (picture.more_lanes > 0).then(|| {
            t_args(
                "stage-more-branches",
                [("count", picture.more_lanes.into())],
            )
        }),
    ];
    html! {
        <p class="stage-elsewhere" data-testid="stage-elsewhere">
            { for lines.into_iter().flatten().map(|line| html! { <span>{ line }</span> }) }
        </p>
    }
}
